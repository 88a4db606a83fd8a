//! Events as they are stored: what decodes is written again the same, leads to a state, is published, and
//! is understood by those who hear of it.
//!
//! An input is a line with the category of a stream, and then a line for each event.

use awards::reactions::RoundDeadlines;
use awards::reactions::erasures::ParticipantErasures;
use awards::views::entries::Entries;
use awards::views::follow_ups::FollowUps;
use awards::views::juries::Juries;
use awards::views::outcomes::Outcomes;
use awards::views::participants::Participants;
use awards::views::programmes::Programmes;
use awards::views::released_prizes::ReleasedPrizes;
use awards::views::round_register::RoundRegister;
use awards::views::score_sheets::ScoreSheets;
use chrono::DateTime;
use consultancy::reactions::{ProposalDeadlines, ResponseDeadlines, ReviewDeadlines};
use consultancy::views::proposal_register::ProposalRegister;
use consultancy::views::regulations::Regulations;
use consultancy::views::review_register::ReviewRegister;
use consultancy::views::uptake::Uptake;
use evidence::domain::content::Content;
use evidence::domain::evidence::Evidence;
use evidence::register::EvidenceRegister;
use ledger::relay::message::to_message;
use ledger::{Decider, Digest, Entry, Private, Published, StreamName, View, private_hash};
use membership::domain as own;
use membership::published as told;
use membership::views::affiliates::Affiliates;
use membership::views::association_register::AssociationRegister;
use membership::views::declared_headcounts::DeclaredHeadcounts;
use membership::views::directory::Directory;
use membership::views::persons::Persons;
use membership::views::union_roll::UnionRoll;
use projection::views::provincial_progress::ProvincialProgress;
use record_types::RecordTypes;
use reporting::domain::calendar::Calendar;
use reporting::domain::indicator::Indicator;
use reporting::domain::period::Period;
use reporting::domain::plan::Plan;
use reporting::domain::record::{self, Record};
use reporting::domain::regime::Regime;
use reporting::domain::target::Target;
use reporting::domain::unit_report::UnitReport;
use reporting::reactions::PeriodDeadlines;
use reporting::views::indicator_catalogue::IndicatorCatalogue;
use reporting::views::plan_of_record::PlanOfRecord;
use reporting::views::record_register::RecordRegister;
use reporting::views::reporting_periods::ReportingPeriods;
use reporting::views::reporting_regimes::ReportingRegimes;
use reporting::views::targets_in_effect::TargetsInEffect;
use reporting::views::unit_reports::UnitReports;
use reporting::views::working_calendar::WorkingCalendar;
use rights::RightsView;
use serde::Serialize;
use serde::de::DeserializeOwned;
use servers::bad_input::GOOD_ID;
use uuid::Uuid;

const PROVENANCE: &str = r#"{"person":"sub-1","unit":"","capacity":"office"}"#;

/// An aggregate: its context and category, every shape it ever stored, and what happens to its lines.
struct Kept {
    context: &'static str,
    category: &'static str,
    golden: &'static str,
    try_out: fn(&Kept, &[&str]) -> Vec<Entry>,
}

macro_rules! kept {
    ($context:literal, $aggregate:ty, $golden:literal, $published:path) => {
        kept!(@ $context, $aggregate, ["services/", $context, "/src/domain/", $golden], $published)
    };
    // What a context keeps by a crate.
    ($context:literal, $krate:literal, $aggregate:ty, $golden:literal, $published:path) => {
        kept!(@ $context, $aggregate, ["crates/", $krate, "/src/domain/", $golden], $published)
    };
    (@ $context:literal, $aggregate:ty, [$($golden:literal),+], $published:path) => {
        Kept {
            context: $context,
            category: <$aggregate as Decider>::CATEGORY,
            golden: include_str!(concat!("../../", $($golden),+)),
            try_out: |kept, lines| replayed::<$aggregate>(kept, lines, $published),
        }
    };
}

const KEPT: [Kept; 35] = [
    kept!("membership", own::unit::Unit, "unit/golden.jsonl", told::unit),
    kept!(
        "membership",
        own::association::Association,
        "association/golden.jsonl",
        told::association
    ),
    kept!(
        "membership",
        own::union_membership::UnionMembership,
        "union_membership/golden.jsonl",
        told::union_membership
    ),
    kept!("membership", own::headcount::Headcount, "headcount/golden.jsonl", told::headcount),
    kept!("membership", own::affiliate::Affiliate, "affiliate/golden.jsonl", told::affiliate),
    kept!("membership", own::holder::Holder, "holder/golden.jsonl", told::holder),
    kept!("membership", own::person::Person, "person/golden.jsonl", told::person),
    kept!(
        "awards",
        awards::domain::programme::Programme,
        "programme/golden.jsonl",
        awards::published::programme
    ),
    kept!("awards", awards::domain::round::Round, "round/golden.jsonl", awards::published::round),
    kept!(
        "awards",
        awards::domain::ruleset::Ruleset,
        "ruleset/golden.jsonl",
        awards::published::ruleset
    ),
    kept!(
        "awards",
        awards::domain::participant::Participant,
        "participant/golden.jsonl",
        awards::published::participant
    ),
    kept!("awards", awards::domain::entry::Entry, "entry/golden.jsonl", awards::published::entry),
    kept!("awards", awards::domain::jury::Jury, "jury/golden.jsonl", awards::published::jury),
    kept!(
        "awards",
        awards::domain::score_sheet::ScoreSheet,
        "score_sheet/golden.jsonl",
        awards::published::score_sheet
    ),
    kept!(
        "awards",
        awards::domain::stage_result::StageResult,
        "stage_result/golden.jsonl",
        awards::published::stage_result
    ),
    kept!(
        "awards",
        awards::domain::prize_list::PrizeList,
        "prize_list/golden.jsonl",
        awards::published::prize_list
    ),
    kept!(
        "awards",
        awards::domain::follow_up::FollowUp,
        "follow_up/golden.jsonl",
        awards::published::follow_up
    ),
    kept!(
        "consultancy",
        consultancy::domain::regulation::Regulation,
        "regulation/golden.jsonl",
        consultancy::published::regulation
    ),
    kept!(
        "consultancy",
        consultancy::domain::review::Review,
        "review/golden.jsonl",
        consultancy::published::review
    ),
    kept!(
        "consultancy",
        consultancy::domain::council::Council,
        "council/golden.jsonl",
        consultancy::published::council
    ),
    kept!(
        "consultancy",
        consultancy::domain::opinion::Opinion,
        "opinion/golden.jsonl",
        consultancy::published::opinion
    ),
    kept!(
        "consultancy",
        consultancy::domain::meeting::Meeting,
        "meeting/golden.jsonl",
        consultancy::published::meeting
    ),
    kept!(
        "consultancy",
        consultancy::domain::report::Report,
        "report/golden.jsonl",
        consultancy::published::report
    ),
    kept!(
        "consultancy",
        consultancy::domain::response::Response,
        "response/golden.jsonl",
        consultancy::published::response
    ),
    kept!(
        "consultancy",
        consultancy::domain::proposal::Proposal,
        "proposal/golden.jsonl",
        consultancy::published::proposal
    ),
    kept!("reporting", Plan, "plan/golden.jsonl", reporting::published::plan),
    kept!("reporting", Indicator, "indicator/golden.jsonl", reporting::published::indicator),
    kept!("reporting", Calendar, "calendar/golden.jsonl", reporting::published::calendar),
    kept!("reporting", Regime, "regime/golden.jsonl", reporting::published::regime),
    kept!("reporting", Period, "period/golden.jsonl", reporting::published::period),
    kept!("reporting", Record, "record/golden.jsonl", of_a_record),
    kept!("reporting", Target, "target/golden.jsonl", reporting::published::target),
    kept!("reporting", UnitReport, "unit_report/golden.jsonl", reporting::published::unit_report),
    kept!(
        "reporting",
        "evidence",
        Evidence,
        "evidence/golden.jsonl",
        evidence::published::evidence
    ),
    kept!("reporting", "evidence", Content, "content/golden.jsonl", evidence::published::content),
];

/// Nobody hears of a record that would not have been filed.
fn of_a_record(id: &str, event: &record::Event) -> Option<Published> {
    if let record::Event::Filed { filing, by } = event {
        let record_type = RecordTypes::reviewed().find(&filing.record_type)?;
        let (filing, by) = (filing.clone(), by.clone());
        let file = record::Command::File { record_type, filing, by };
        Record::default().decide(file).ok()?;
    }
    reporting::published::record(id, event)
}

/// The categories of all streams.
pub fn categories() -> impl Iterator<Item = &'static str> {
    KEPT.iter().map(|kept| kept.category)
}

pub fn try_out(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.lines();
    let category = lines.next().unwrap_or_default();
    let Some(kept) = KEPT.iter().find(|kept| kept.category == category) else { return };
    (kept.try_out)(kept, &lines.collect::<Vec<_>>());
}

pub fn seeds() -> Vec<Vec<u8>> {
    let whole = |kept: &Kept| format!("{}\n{}", kept.category, kept.golden);
    let single = |kept: &'static Kept| {
        kept.golden.lines().map(move |line| format!("{}\n{line}\n", kept.category))
    };
    let seeds = KEPT.iter().map(whole).chain(KEPT.iter().flat_map(single));
    seeds.map(String::into_bytes).collect()
}

/// What others were told in all of the past, with the context that tells it.
pub fn published() -> Vec<(&'static str, Entry)> {
    let entries = |kept: &'static Kept| {
        let entries = (kept.try_out)(kept, &kept.golden.lines().collect::<Vec<_>>());
        entries.into_iter().map(|entry| (kept.context, entry))
    };
    KEPT.iter().flat_map(entries).collect()
}

/// The entries that the lines stand for, as far as they decode.
fn replayed<D>(
    kept: &Kept,
    lines: &[&str],
    published: fn(&str, &D::Event) -> Option<Published>,
) -> Vec<Entry>
where
    D: Decider,
    D::Event: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let mut history: Vec<D::Event> = Vec::new();
    let mut entries = Vec::new();
    for line in lines {
        let Ok(event) = serde_json::from_str::<D::Event>(line) else { continue };
        let written = serde_json::to_string(&event).expect("events are plain data");
        let again = serde_json::from_str::<D::Event>(&written).expect("what was written reads");
        assert_eq!(again, event, "written as {written}");
        let said = published(GOOD_ID, &event);
        let entry = entry::<D>(entries.len(), written, said);
        heard(kept.context, &entry);
        entries.push(entry);
        history.push(event);
    }
    let _ = D::replay(&history);
    entries
}

fn entry<D: Decider>(before: usize, data: String, said: Option<Published>) -> Entry {
    let position = i64::try_from(before).expect("inputs are small") + 1;
    let event_type = said.as_ref().map_or("Private", |said| said.event_type);
    let private = Private { data, provenance: PROVENANCE.to_owned() };
    let mut entry = Entry {
        position,
        stream: StreamName::new(D::CATEGORY, GOOD_ID),
        revision: position,
        event_id: Uuid::from_u128(7),
        event_type: event_type.to_owned(),
        recorded_at: DateTime::UNIX_EPOCH,
        private_hash: private_hash(&private.data, &private.provenance),
        published: said.map(|said| said.bytes),
        chain: Digest::ORIGIN,
        traceparent: None,
        private: Some(private),
    };
    entry.chain = entry.chain_after(&Digest::ORIGIN);
    entry
}

fn heard(context: &'static str, entry: &Entry) {
    match context {
        "membership" => {
            understood::<Directory>(context, entry);
            understood::<AssociationRegister>(context, entry);
            understood::<UnionRoll>(context, entry);
            understood::<DeclaredHeadcounts>(context, entry);
            understood::<Affiliates>(context, entry);
            understood::<Persons>(context, entry);
        }
        "awards" => {
            understood::<Programmes>(context, entry);
            understood::<Juries>(context, entry);
            understood::<ScoreSheets>(context, entry);
            understood::<Outcomes>(context, entry);
            understood::<ReleasedPrizes>(context, entry);
            understood::<FollowUps>(context, entry);
            understood::<Participants>(context, entry);
            understood::<Entries>(context, entry);
            understood::<ParticipantErasures>(context, entry);
            understood::<RoundRegister>(context, entry);
            understood::<RoundDeadlines>(context, entry);
            understood::<EvidenceRegister>(context, entry);
        }
        "consultancy" => {
            understood::<Regulations>(context, entry);
            understood::<ReviewRegister>(context, entry);
            understood::<Uptake>(context, entry);
            understood::<ProposalRegister>(context, entry);
            understood::<ReviewDeadlines>(context, entry);
            understood::<ResponseDeadlines>(context, entry);
            understood::<ProposalDeadlines>(context, entry);
            understood::<EvidenceRegister>(context, entry);
        }
        _ => {
            understood::<PlanOfRecord>(context, entry);
            understood::<IndicatorCatalogue>(context, entry);
            understood::<WorkingCalendar>(context, entry);
            understood::<ReportingRegimes>(context, entry);
            understood::<RecordRegister>(context, entry);
            understood::<TargetsInEffect>(context, entry);
            understood::<UnitReports>(context, entry);
            understood::<PeriodDeadlines>(context, entry);
            understood::<EvidenceRegister>(context, entry);
        }
    }
    understood::<ReportingPeriods>(context, entry);
    understood::<consultancy::views::working_calendar::WorkingCalendar>(context, entry);
    let public = Entry { private: None, ..entry.clone() };
    understood::<ProvincialProgress>(context, &public);
    understood::<RightsView>(context, &public);
    let message = to_message(context, &public);
    assert!(message.body == public.published.unwrap_or_default());
}

/// An event that its context has said is of use to whoever listens.
fn understood<V: View>(context: &'static str, entry: &Entry) {
    if let Err(error) = V::decode(context, entry) {
        panic!("{} does not understand {entry:?}: {error:?}", V::NAME);
    }
}
