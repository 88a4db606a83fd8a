//! Every quantity that is counted from evidenced records, by the tally that its record type states.
//!
//! Verified records count, for the day on which they were true. Filed ones wait beside the figure. What
//! was rejected, retracted or told twice never counts.

mod coverage;
mod latest;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod scenarios;

use record_types::{Feed, RecordType, RecordTypes, Tally};

use super::obliged::DUTIES;
use super::{Formula, Judge, Scene};
use crate::domain::facts::PlanId;
use crate::domain::figure::{
    Amount, Choice, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::record::{Record, RecordFiled, Standing};
use crate::domain::window::Measured;

/// Events by which records come and go.
const RECORDS: [&str; 4] = [
    "EvidencedRecordFiled",
    "EvidencedRecordVerified",
    "EvidencedRecordRejected",
    "EvidencedRecordRetracted",
];
/// Those, and events by which units come to be obliged.
const RECORDS_AND_DUTIES: [&str; 6] =
    [RECORDS[0], RECORDS[1], RECORDS[2], RECORDS[3], DUTIES[0], DUTIES[1]];

/// How a quantity is counted from the records of a type.
#[derive(Clone, Copy)]
pub struct Counted {
    pub record_type: &'static RecordType,
    pub feed: &'static Feed,
}

/// One formula for each quantity that a record type feeds.
pub(super) fn formulas() -> impl Iterator<Item = Formula> {
    let types = RecordTypes::reviewed().record_types.iter();
    let counted = types.flat_map(|record_type| {
        record_type.feeds.iter().map(move |feed| Counted { record_type, feed })
    });
    counted.map(Counted::formula)
}

impl Counted {
    /// What is counted for a quantity; `None` if no record type feeds it.
    pub(super) fn find(quantity: &str) -> Option<Self> {
        let (record_type, feed) = RecordTypes::reviewed().feeding(quantity).next()?;
        Some(Self { record_type, feed })
    }

    fn formula(self) -> Formula {
        let sort = match self.feed.tally {
            Tally::Count | Tally::Sum { .. } | Tally::InForce { .. } | Tally::Latest { .. } => {
                Sort::Count
            }
            Tally::Share { .. } | Tally::Coverage { .. } => Sort::Share,
            Tally::State { .. } => Sort::State,
        };
        let silence = match self.feed.tally {
            Tally::Count | Tally::Sum { .. } | Tally::InForce { .. } | Tally::Share { .. } => {
                Silence::Zero
            }
            Tally::Latest { .. } | Tally::Coverage { .. } | Tally::State { .. } => Silence::NoData,
        };
        let feeds: &[_] = match self.feed.tally {
            Tally::Coverage { .. } => &RECORDS_AND_DUTIES,
            Tally::Count
            | Tally::Sum { .. }
            | Tally::InForce { .. }
            | Tally::Latest { .. }
            | Tally::Share { .. }
            | Tally::State { .. } => &RECORDS,
        };
        let (quantity, judge) = (self.feed.quantity.as_str(), Judge::Records(self));
        Formula { quantity, version: 1, sort, silence, feeds, judge }
    }

    /// Passes one verdict on each record of the type, and on each part in the item where units are
    /// obliged.
    pub(super) fn judge<'s>(
        self,
        scene: &'s Scene<'_>,
        plan: PlanId,
        measured: Measured,
    ) -> Vec<Judged<'s>> {
        let one_by_one = |verdict: &dyn Fn(&Record<'_>) -> Verdict| {
            let records = scene.records.of_type(plan, self.record_type);
            records
                .map(|record| {
                    judged(record, self.judged_alone(record).unwrap_or_else(|| verdict(record)))
                })
                .collect()
        };
        match &self.feed.tally {
            Tally::Count => {
                one_by_one(&|record| self.in_window(record, measured, |_| Some(Amount::ONE)))
            }
            Tally::Sum { field } => one_by_one(&|record| {
                self.in_window(record, measured, |what| what.number(field).map(Amount::count))
            }),
            Tally::Share { part, part_where, whole } => one_by_one(&|record| {
                self.in_window(record, measured, |what| {
                    let counts = part_where.as_ref().is_none_or(|condition| what.meets(condition));
                    let part = if counts { what.number(part)? } else { 0 };
                    Some(Amount { part, whole: what.number(whole)? })
                })
            }),
            Tally::InForce { until } => {
                one_by_one(&|record| match stands(record, Some(until), measured) {
                    Ok(()) => self.adds(record, Amount::ONE),
                    Err(reason) => left_out(record, reason),
                })
            }
            Tally::Latest { fields } => {
                latest::judge(scene, self, plan, measured, |record| self.each_field(record, fields))
            }
            Tally::State { field } => latest::judge(scene, self, plan, measured, |record| {
                let said = self.choice(&record.fact.what, field).map(Class::Choice);
                Some(Share::of(Amount::ONE, said))
            }),
            Tally::Coverage { item, role, unit, until } => {
                let (unit, until) = (unit.as_deref(), until.as_deref());
                let asked = coverage::Asked { counted: self, item, role: *role, unit, until };
                coverage::judge(scene, &asked, plan, measured)
            }
        }
    }

    /// The verdict on a record that no day and no other record can change.
    fn judged_alone(self, record: &Record<'_>) -> Option<Verdict> {
        if self.feed.condition.as_ref().is_some_and(|it| !record.fact.what.meets(it)) {
            return Some(Verdict::left_out(Reason::NotCounted));
        }
        match record.standing {
            Standing::Filed | Standing::Verified => None,
            Standing::Rejected(by) => Some(Verdict::replaced(Reason::Rejected, by)),
            Standing::Retracted(by) => Some(Verdict::replaced(Reason::Retracted, by)),
            Standing::Duplicate(of) => Some(Verdict::replaced(Reason::Duplicate, of)),
        }
    }

    fn in_window(
        self,
        record: &Record<'_>,
        measured: Measured,
        amount: impl FnOnce(&RecordFiled) -> Option<Amount>,
    ) -> Verdict {
        let day = record.fact.origin.occurred_on;
        if day < measured.from {
            return left_out(record, Reason::BeforeWindow);
        }
        if day > measured.until {
            return left_out(record, Reason::AfterWindow);
        }
        match amount(&record.fact.what) {
            Some(amount) => self.adds(record, amount),
            None => left_out(record, Reason::NotDeclared),
        }
    }

    /// What a record adds, in its classes: once it is verified.
    fn adds(self, record: &Record<'_>, amount: Amount) -> Verdict {
        let choices = self.feed.by.iter().filter_map(|by| self.choice(&record.fact.what, by));
        put(record, Share::of(amount, choices.map(Class::Choice)))
    }

    /// Numbers that are classes of their own, and their sum.
    fn each_field(self, record: &Record<'_>, fields: &'static [String]) -> Option<Share> {
        let classes = fields.iter().map(|name| {
            let (field, number) = (self.record_type.field(name)?, record.fact.what.number(name)?);
            let (key, label) = (field.name.as_str(), field.label.as_str());
            let class = Class::Choice(Choice { dimension: "component", key, label });
            Some((class, Amount::count(number)))
        });
        let classes: Vec<_> = classes.collect::<Option<_>>()?;
        let amount = classes.iter().map(|(_, amount)| *amount).sum();
        Some(Share { amount, classes })
    }

    fn choice(self, what: &RecordFiled, field: &str) -> Option<Choice> {
        let field = self.record_type.field(field)?;
        let choice = field.choice(what.words(&field.name).first()?)?;
        Some(Choice { dimension: &field.name, key: &choice.key, label: &choice.label })
    }
}

/// Why a record does not stand on the last day, if it does not.
fn stands(record: &Record<'_>, until: Option<&str>, measured: Measured) -> Result<(), Reason> {
    if record.fact.origin.occurred_on > measured.until {
        return Err(Reason::AfterWindow);
    }
    let ended = until.and_then(|field| record.fact.what.day(field));
    match ended.is_some_and(|end| end <= measured.until) {
        true => Err(Reason::NotInForce),
        false => Ok(()),
    }
}

fn put(record: &Record<'_>, share: Share) -> Verdict {
    match record.standing == Standing::Verified {
        true => Verdict::Counted(share),
        false => Verdict::Awaits(share),
    }
}

/// That a record which nobody verified would not count is no news of what happened.
fn left_out(record: &Record<'_>, reason: Reason) -> Verdict {
    match record.standing == Standing::Verified {
        true => Verdict::left_out(reason),
        false => Verdict::left_out(Reason::Unverified),
    }
}

fn judged<'s>(record: &Record<'s>, verdict: Verdict) -> Judged<'s> {
    let fact = record.fact;
    let subject = Subject::Record(&fact.what);
    Judged { origin: &fact.origin, subject, home: Some(fact.what.unit), verdict }
}
