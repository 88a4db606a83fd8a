//! Why a figure is what it is: every fact of the kinds that feed it, counted or left out.

use std::collections::BTreeSet;

use chassis::grpc::timestamp;
use chrono::{DateTime, NaiveDate, Utc};
use contracts::projection::v1 as wire;
use ledger::view::ParkedEvent;

use super::answers::{Writing, reason};
use super::labels;
use crate::domain::facts::{Document, OrganisationId, Origin, UnitId};
use crate::domain::figure::{Amount, Judged, Reason, Share, Subject, Verdict};
use crate::domain::formulas::{Formula, Scene};
use crate::domain::progress::{Question, Scope, judged};
use crate::domain::record::RecordFiled;

/// What a figure consists of, and what it does not.
#[derive(Default)]
pub struct Parts {
    pub contributions: Vec<wire::Contribution>,
    pub left_out: Vec<wire::LeftOut>,
    pub awaiting: Vec<wire::Contribution>,
}

/// Explains a formula's figure. `beyond` is the scene with the facts that were recorded after the
/// instant asked about as well, if one was.
pub fn explain(
    writing: &Writing<'_, '_>,
    question: &Question,
    (formula, scope): (&Formula, Scope),
    beyond: Option<(&Scene<'_>, DateTime<Utc>)>,
    parked: &[ParkedEvent],
) -> Parts {
    let mut parts = Parts::default();
    let Some(measured) = question.window.by(question.as_of) else { return parts };
    let mut verdicts = judged(writing.scene, formula, measured, scope);
    sort(&mut verdicts);
    for judged in &verdicts {
        writing.put(judged, &mut parts);
    }
    if let Some((scene, known_at)) = beyond {
        let writing = Writing { scene, ..*writing };
        let mut verdicts = judged(scene, formula, measured, scope);
        verdicts.retain(|judged| judged.origin.recorded_at > known_at);
        sort(&mut verdicts);
        for mut judged in verdicts {
            if !is_elsewhere(&judged.verdict) {
                judged.verdict = Verdict::left_out(Reason::NotYetKnown);
            }
            writing.put(&judged, &mut parts);
        }
    }
    let feeds: BTreeSet<_> = formula.feeds.iter().copied().collect();
    let known = |parked: &&ParkedEvent| beyond.is_none_or(|(_, at)| parked.recorded_at <= at);
    let waiting = parked.iter().filter(known).filter(|it| feeds.contains(it.event_type.as_str()));
    parts.left_out.extend(waiting.map(left_out_parked));
    parts
}

fn sort(verdicts: &mut [Judged<'_>]) {
    let key = |judged: &Judged<'_>| (judged.origin.occurred_on, judged.origin.position);
    verdicts.sort_by_key(key);
}

fn is_elsewhere(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::LeftOut { reason, .. } => {
            matches!(reason, Reason::OtherUnit | Reason::UnitDivided)
        }
        Verdict::Counted(_) | Verdict::Awaits(_) => false,
    }
}

impl Writing<'_, '_> {
    fn put(&self, judged: &Judged<'_>, parts: &mut Parts) {
        let fact = Some(self.fact(judged.origin, judged.subject, judged.home));
        match &judged.verdict {
            Verdict::Counted(share) => parts.contributions.push(contribution(fact, share)),
            Verdict::Awaits(share) => parts.awaiting.push(contribution(fact, share)),
            Verdict::LeftOut { reason: why, replaced_by } => parts.left_out.push(wire::LeftOut {
                fact,
                reason: reason(*why).into(),
                replaced_by_event_id: replaced_by.map(|id| id.to_string()).unwrap_or_default(),
            }),
        }
    }

    fn fact(&self, origin: &Origin, subject: Subject<'_>, home: Option<UnitId>) -> wire::Fact {
        let day = origin.occurred_on;
        let (subject_id, subject_name) = self.subject(subject, day);
        wire::Fact {
            context: origin.context.clone(),
            position: origin.position,
            event_id: origin.event_id.to_string(),
            event_type: origin.event_type.clone(),
            occurred_on: day.to_string(),
            recorded_at: Some(timestamp(origin.recorded_at)),
            subject_id,
            subject_name,
            unit: home.map(|unit| self.unit_on(unit, day)),
            document: origin.document.as_ref().map(|document| self.document(origin, document)),
            illustrative: self.scene.is_illustrative(subject),
            record: match subject {
                Subject::Record(record) => Some(self.record(origin, record)),
                Subject::Organisation(_)
                | Subject::Unit(_)
                | Subject::Group(_)
                | Subject::Kept { .. } => None,
            },
        }
    }

    /// Id and name of what a fact is about.
    fn subject(&self, subject: Subject<'_>, day: NaiveDate) -> (String, String) {
        match subject {
            Subject::Organisation(id) => {
                let name = self.scene.register.name_on(id, day).unwrap_or_default();
                (id.0.to_string(), name.to_owned())
            }
            Subject::Record(RecordFiled { unit, .. }) => self.named(*unit, day),
            Subject::Unit(unit) => self.named(unit, day),
            Subject::Group(name) => (String::new(), name.to_owned()),
            Subject::Kept { id, name, .. } => (id.to_string(), name.to_owned()),
        }
    }

    fn named(&self, unit: UnitId, day: NaiveDate) -> (String, String) {
        let wire::Unit { unit_id, name, .. } = self.unit_on(unit, day);
        (unit_id, name)
    }

    fn record(&self, origin: &Origin, record: &RecordFiled) -> wire::Record {
        let shown = record.evidence.iter().map(|document| self.document(origin, document));
        wire::Record {
            record_id: record.record.0.to_string(),
            record_type: record.record_type.code.clone(),
            type_name: record.record_type.name.clone(),
            evidence: shown.collect(),
        }
    }

    pub fn document(&self, origin: &Origin, document: &Document) -> wire::Document {
        let day = document.issued_on.unwrap_or(origin.occurred_on);
        let issuer = document.issuer.and_then(|issuer| {
            let unit = self.scene.structure.name_on(UnitId(issuer), day);
            unit.or_else(|| self.scene.register.name_on(OrganisationId(issuer), day))
        });
        wire::Document {
            number_symbol: document.number_symbol.clone(),
            issued_on: document.issued_on.map(|day| day.to_string()).unwrap_or_default(),
            issuer: issuer.unwrap_or_default().to_owned(),
            file_sha256: document.file_sha256.clone().unwrap_or_default(),
        }
    }
}

fn contribution(fact: Option<wire::Fact>, share: &Share) -> wire::Contribution {
    let parts =
        share.classes.iter().map(|(class, Amount { part, whole })| wire::ContributionPart {
            dimension: labels::dimension(class).to_owned(),
            key: labels::key(class),
            amount: *part,
            base: *whole,
        });
    let (amount, base) = (share.amount.part, share.amount.whole);
    wire::Contribution { fact, amount, base, parts: parts.collect() }
}

fn left_out_parked(parked: &ParkedEvent) -> wire::LeftOut {
    let fact = wire::Fact {
        context: parked.source.clone(),
        position: parked.position,
        event_id: parked.event_id.to_string(),
        event_type: parked.event_type.clone(),
        recorded_at: Some(timestamp(parked.recorded_at)),
        ..wire::Fact::default()
    };
    wire::LeftOut {
        fact: Some(fact),
        reason: wire::LeftOutReason::Parked.into(),
        replaced_by_event_id: String::new(),
    }
}
