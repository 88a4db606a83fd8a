//! Illustrative rounds of contests: planned, launched, entered from paper, screened. What judges do follows from a
//! draw, so it is planned when that is known: see [`judged`].

mod entries;
mod following;
pub mod judged;
mod prizes;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::awards::v1 as proto;
use proto::round_service_client::RoundServiceClient;
use tonic::Code;

use super::command::{Command, Kind};
use super::documents::Document;
use super::looking::until_found;
use super::phases::{Awaited, Phase};
use super::units;
use crate::connection::{Authorised, persistently};
use crate::data::{Contest, Evidence, Identified, UnitCode, stable_id};
use crate::failure::Failure;
use crate::offices::Office;

/// What a decision of a sample is called.
const SAMPLE: &str = "MẪU";
/// What stands in the files of a sample round: one of each, for all entries.
const FORM: &str = "Phiếu đăng ký";
const DESCRIPTION: &str = "Bản thuyết minh";
const CONSENT: &str = "Giấy đồng ý của người dự thi và người giám hộ";
const MINUTES: &str = "Biên bản họp Ban Tổ chức";

/// What goes before the draw.
pub fn phases(contest: &Contest) -> Vec<Phase> {
    let files = Files::of(contest);
    let mut begun = files.stored(contest);
    begun.push(opened(contest));
    let formed = contest.juries.iter().map(|jury| vec![formed(contest, jury)]);
    let listed = formed.chain([vec![listed(contest)]]).collect();
    vec![
        Phase::of(begun),
        Phase { lanes: entries::lanes(contest, &files), awaits: Some(Awaited::Checking) },
        Phase::of(listed),
    ]
}

pub fn round_id(contest: &Contest) -> String {
    stable_id(Identified::Round, contest.code.as_str()).to_string()
}

pub fn programme_id(contest: &Contest) -> String {
    stable_id(Identified::Programme, contest.programme.code.as_str()).to_string()
}

fn round(contest: &Contest) -> String {
    format!("round {}", contest.code)
}

/// The files that a round cites, kept by its organiser.
struct Files {
    evidence: Vec<Evidence>,
}

impl Files {
    fn of(contest: &Contest) -> Self {
        let document = |kind: &str| Evidence {
            kind: kind.to_owned(),
            number_symbol: format!("{SAMPLE}/{}", contest.code),
        };
        let asks_children =
            contest.ruleset.authors.is_some_and(|it| it.guardian_consents_below > 0);
        let consent = asks_children.then_some(CONSENT);
        let kinds = [FORM, DESCRIPTION, MINUTES].into_iter().chain(consent);
        Self { evidence: kinds.map(document).collect() }
    }

    fn documents(&self, contest: &Contest) -> impl Iterator<Item = Document<'_>> {
        let unit = units::id(&contest.programme.organiser);
        self.evidence.iter().map(move |evidence| Document::of(unit.clone(), evidence))
    }

    fn stored(&self, contest: &Contest) -> Vec<Vec<Command>> {
        let on = contest.days.planned;
        self.documents(contest).map(|it| vec![it.stored(Kind::ContestFile, on)]).collect()
    }

    fn cited(&self, contest: &Contest) -> BTreeMap<String, proto::CitedFile> {
        let cited = |(evidence, document): (&Evidence, Document<'_>)| {
            let shown = document.shown();
            let file = proto::CitedFile { evidence_id: shown.evidence_id, sha256: shown.sha256 };
            (evidence.kind.clone(), file)
        };
        self.evidence.iter().zip(self.documents(contest)).map(cited).collect()
    }
}

fn opened(contest: &Contest) -> Vec<Command> {
    let (days, programme) = (&contest.days, &contest.programme);
    let organiser_unit_id = units::id(&programme.organiser);
    let define = proto::DefineProgrammeRequest {
        programme_id: programme_id(contest),
        organiser_unit_id: organiser_unit_id.clone(),
        family: programme.family.into(),
        terms: Some(proto::ProgrammeTerms {
            name: programme.name.clone(),
            cycle_months: programme.cycle_months,
            decider_unit_id: units::id(&programme.decider),
            legal_basis: programme.legal_basis.clone(),
        }),
        defined_on: programme.defined_on.to_string(),
        decision_ref: Some(decision(&programme.decider, programme.defined_on)),
        illustrative: true,
        ..Default::default()
    };
    let plan = proto::PlanRoundRequest {
        round_id: round_id(contest),
        organiser_unit_id: organiser_unit_id.clone(),
        programme_id: programme_id(contest),
        number: contest.number,
        title: contest.title.clone(),
        schedule: Some(proto::RoundSchedule {
            entries_from: contest.schedule.entries_from.to_string(),
            entries_until: contest.schedule.entries_until.to_string(),
            grace_days: contest.schedule.grace_days,
        }),
        planned_on: days.planned.to_string(),
        decision_ref: Some(decision(&programme.decider, days.planned)),
        illustrative: true,
        ..Default::default()
    };
    let issue = proto::IssueRulesetRequest {
        round_id: round_id(contest),
        organiser_unit_id,
        ruleset: Some(contest.ruleset.clone()),
        issued_on: days.rules_issued.to_string(),
        decision_ref: Some(decision(&programme.organiser, days.rules_issued)),
        ..Default::default()
    };
    let launch = proto::LaunchRoundRequest {
        round_id: round_id(contest),
        launched_on: days.launched.to_string(),
        ..Default::default()
    };
    let resource = format!("programme {}", programme.code);
    vec![
        Command::new(Kind::Contest, resource, "defined", programme.defined_on, &define),
        of_round(contest, "planned", days.planned, &plan),
        of_round(contest, "rules issued", days.rules_issued, &issue),
        of_round(contest, "launched", days.launched, &launch),
    ]
}

fn listed(contest: &Contest) -> Command {
    let on = contest.days.list_published;
    let request = proto::PublishEligibleListRequest {
        round_id: round_id(contest),
        published_on: on.to_string(),
        document_ref: Some(decision(&contest.programme.organiser, on)),
        ..Default::default()
    };
    of_round(contest, "list published", on, &request)
}

fn formed(contest: &Contest, jury: &crate::data::SampleJury) -> Command {
    let named = |capacity: &String, part: proto::JuryPart| {
        let office = Office::acting_as(capacity);
        proto::NamedJudge {
            judge: office.map(Office::person).unwrap_or_default(),
            unit_id: office.map(Office::unit_id).unwrap_or_default(),
            part: part.into(),
        }
    };
    let members = jury.members.iter().map(|it| named(it, proto::JuryPart::Member));
    let request = proto::FormJuryRequest {
        round_id: round_id(contest),
        field_code: jury.field.clone(),
        members: members.chain([named(&jury.chair, proto::JuryPart::Chair)]).collect(),
        decision_ref: Some(decision(&contest.programme.organiser, contest.days.juries_formed)),
        ..Default::default()
    };
    let on = contest.days.juries_formed;
    Command::new(Kind::Jury, jury_of(contest, &jury.field), "formed", on, &request)
}

fn jury_of(contest: &Contest, field: &str) -> String {
    format!("jury {}/{field}", contest.code)
}

fn of_round<R: CommandRequest>(
    contest: &Contest,
    asks: &str,
    on: NaiveDate,
    request: &R,
) -> Command {
    Command::new(Kind::Contest, round(contest), asks, on, request)
}

fn decision(issuer: &UnitCode, issued_on: NaiveDate) -> proto::DecisionRef {
    proto::DecisionRef {
        number_symbol: SAMPLE.to_owned(),
        issued_on: issued_on.to_string(),
        issuer_unit_id: units::id(issuer),
    }
}

/// Returns when time has opened the round and closed it again: its days are over when it is launched.
pub async fn await_checking(line: Authorised, first: &Command) -> Result<(), Failure> {
    let round_id = first.text("round_id").unwrap_or_default();
    let ask = || {
        let mut client = RoundServiceClient::new(line.clone());
        let request = proto::GetRoundRequest { round_id: round_id.clone(), ..Default::default() };
        async move { client.get_round(request).await }
    };
    let closed = until_found(async || match persistently(ask).await {
        Ok(answer) => {
            let phase = answer.into_inner().round.unwrap_or_default().phase;
            Ok((phase >= i32::from(proto::RoundPhase::Checking)).then_some(()))
        }
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(status.into()),
    });
    closed.await.map(|_| ())
}
