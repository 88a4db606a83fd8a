//! What an indicator does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantNames as _;
use uuid::Uuid;

use super::definition::{Feed, FeedSource, Measure, MeasureKind, Nature, Source};
use super::*;

const PLAN: PlanId = PlanId(Uuid::from_u128(0xA1));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code() -> IndicatorCode {
    IndicatorCode::parse("II.4.b/3").unwrap()
}

fn fed_by(from: FeedSource) -> Feed {
    Feed { from, detail: None }
}

fn event() -> Feed {
    fed_by(FeedSource::event("membership.HeadcountDeclared").unwrap())
}

fn record() -> Feed {
    fed_by(FeedSource::record("KNOWLEDGE_EVENT").unwrap())
}

fn other_indicator() -> Feed {
    fed_by(FeedSource::indicator("II.4.b/1").unwrap())
}

fn measure(identifier: &str) -> Measure {
    Measure {
        identifier: identifier.into(),
        kind: MeasureKind::Count,
        unit_of_measure: "hội viên".into(),
    }
}

fn definition(formula: &str) -> Definition {
    Definition {
        name: "Tổng số hội viên".into(),
        measures: vec![measure("members_declared")],
        source: Source::Automatic,
        nature: Nature::Stock,
        formula: formula.into(),
        feeds: vec![event()],
        evidence: None,
        dedupe_key: None,
        remark: None,
    }
}

fn publish(definition: Definition) -> Command {
    Command::Publish {
        plan: PLAN,
        code: code(),
        definition,
        valid_from: day("2021-06-11"),
        decision: None,
    }
}

fn revise(formula: &str, valid_from: &str) -> Command {
    Command::Revise {
        definition: definition(formula),
        valid_from: day(valid_from),
        decision: None,
        reason: "thống nhất cách tính".into(),
    }
}

fn retire(retired_on: &str) -> Command {
    Command::Retire {
        retired_on: day(retired_on),
        decision: None,
        reason: "không còn theo dõi".into(),
    }
}

fn published() -> Event {
    Event::Published {
        plan: PLAN,
        code: code(),
        definition: definition("sum of latest declarations"),
        valid_from: day("2021-06-11"),
        decision: None,
    }
}

fn revised(formula_version: u32, formula: &str, valid_from: &str) -> Event {
    Event::Revised {
        plan: PLAN,
        code: code(),
        formula_version,
        definition: definition(formula),
        valid_from: day(valid_from),
        decision: None,
        reason: "thống nhất cách tính".into(),
    }
}

fn retired(retired_on: &str) -> Event {
    Event::Retired {
        plan: PLAN,
        code: code(),
        retired_on: day(retired_on),
        decision: None,
        reason: "không còn theo dõi".into(),
    }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Indicator> {
    Scenario::given(history)
}

#[test]
fn an_indicator_is_published_as_version_one() {
    given([]).when(publish(definition("sum of latest declarations"))).then([published()]);
}

#[test]
fn an_indicator_is_published_once() {
    for history in [vec![published()], vec![published(), retired("2025-01-01")]] {
        given(history)
            .when(publish(definition("another one")))
            .then_rejected(Rejection::IndicatorAlreadyPublished);
    }
}

#[test]
fn a_revision_is_the_next_version_from_a_later_day() {
    given([published()])
        .when(revise("without associations silent for 12 months", "2024-01-01"))
        .then([revised(2, "without associations silent for 12 months", "2024-01-01")]);
    given([published(), revised(2, "b", "2024-01-01")])
        .when(revise("c", "2024-01-02"))
        .then([revised(3, "c", "2024-01-02")]);
}

#[test]
fn each_version_is_in_use_for_a_day() {
    given([published(), revised(2, "b", "2024-01-01")])
        .when(revise("c", "2024-01-01"))
        .then_rejected(Rejection::TooEarly { after: day("2024-01-01") });
    given([published()])
        .when(retire("2021-06-11"))
        .then_rejected(Rejection::TooEarly { after: day("2021-06-11") });
}

#[test]
fn a_revision_says_something_new() {
    given([published()])
        .when(revise("sum of latest declarations", "2024-01-01"))
        .then_rejected(Rejection::NothingRevised);
}

#[test]
fn an_indicator_is_retired_for_good() {
    given([published()]).when(retire("2025-01-01")).then([retired("2025-01-01")]);
    for command in [revise("b", "2026-01-01"), retire("2026-01-01")] {
        given([published(), retired("2025-01-01")])
            .when(command)
            .then_rejected(Rejection::IndicatorRetired);
    }
}

#[test]
fn only_a_published_indicator_changes() {
    for command in [revise("b", "2024-01-01"), retire("2025-01-01")] {
        given([]).when(command).then_rejected(Rejection::IndicatorNotFound);
    }
}

#[test]
fn an_indicator_measures_something_and_is_fed() {
    let nothing = Definition { measures: vec![], ..definition("a") };
    given([]).when(publish(nothing)).then_rejected(Rejection::NothingMeasured);
    let unfed = Definition { feeds: vec![], ..definition("a") };
    given([]).when(publish(unfed)).then_rejected(Rejection::NothingMeasured);
}

#[test]
fn an_identifier_stands_for_one_measure() {
    let measures = vec![measure("members_declared"), measure("members_declared")];
    given([])
        .when(publish(Definition { measures, ..definition("a") }))
        .then_rejected(Rejection::MeasureTwice { identifier: "members_declared".into() });
}

#[test]
fn a_source_allows_the_feeds_that_suit_it() {
    let itself = || fed_by(FeedSource::Indicator(code()));
    let states = || fed_by(FeedSource::item_states("II.2").unwrap());
    let rows = [
        (Source::Automatic, vec![event()], None),
        (Source::Automatic, vec![other_indicator()], None),
        (Source::Automatic, vec![event(), record()], Some(Rejection::AutomaticFedByRecord)),
        (Source::Automatic, vec![event(), itself()], Some(Rejection::FedByItself)),
        (Source::Manual, vec![record()], None),
        (Source::Manual, vec![event()], None),
        (Source::Hybrid, vec![event(), record()], None),
        (Source::Hybrid, vec![record()], Some(Rejection::HybridWithoutEvent)),
        (Source::RollUp, vec![other_indicator(), states()], None),
        (Source::RollUp, vec![states(), event()], Some(Rejection::RollUpOfFacts)),
        (Source::RollUp, vec![states(), record()], Some(Rejection::RollUpOfFacts)),
    ];
    for (source, feeds, refused) in rows {
        let definition = Definition { source, feeds, ..definition("a") };
        let (valid_from, decision) = (day("2021-06-11"), None);
        let outcome = given([]).when(publish(definition.clone()));
        match refused {
            Some(rejection) => outcome.then_rejected(rejection),
            None => outcome.then([Event::Published {
                plan: PLAN,
                code: code(),
                definition,
                valid_from,
                decision,
            }]),
        }
    }
}

#[test]
fn a_revision_may_not_contradict_itself_either() {
    let feeds = vec![event(), record()];
    given([published()])
        .when(Command::Revise {
            definition: Definition { feeds, ..definition("b") },
            valid_from: day("2024-01-01"),
            decision: None,
            reason: "thử".into(),
        })
        .then_rejected(Rejection::AutomaticFedByRecord);
}

#[test]
fn a_code_names_one_indicator_of_a_plan_and_others_of_other_plans() {
    use crate::domain::IndicatorId;
    let other = PlanId(Uuid::from_u128(0xA2));
    let other_code = IndicatorCode::parse("II.4.b/4").unwrap();
    assert_eq!(IndicatorId::of(PLAN, &code()), IndicatorId::of(PLAN, &code()));
    assert_ne!(IndicatorId::of(PLAN, &code()), IndicatorId::of(other, &code()));
    assert_ne!(IndicatorId::of(PLAN, &code()), IndicatorId::of(PLAN, &other_code));
    assert_eq!(
        IndicatorId::of(PLAN, &code()).to_string(),
        "e5cd5119-3ecb-5ac8-ab4d-a6f9026f8184",
        "stored for ever: how ids are derived does not change"
    );
}

fn any_command() -> impl Strategy<Value = Command> {
    let any_day =
        || select(vec!["2021-06-11", "2022-01-01", "2023-01-01", "2024-01-01", "2025-01-01"]);
    let formulas = select(vec!["a", "b", "c"]);
    prop_oneof![
        2 => Just(publish(definition("a"))),
        9 => (formulas, any_day()).prop_map(|(formula, on)| revise(formula, on)),
        1 => any_day().prop_map(retire),
    ]
}

fn confirm_record(record_type: &str) -> Command {
    Command::ConfirmRecord { record_type: record_type.to_owned() }
}

fn confirm_measure(identifier: &str) -> Command {
    Command::ConfirmMeasure { identifier: identifier.to_owned() }
}

/// Published with a definition of its own.
fn published_as(source: Source, feeds: Vec<Feed>, measures: Vec<Measure>) -> Event {
    let definition = Definition { source, feeds, measures, ..definition("đếm") };
    let (plan, code, valid_from) = (PLAN, code(), day("2021-06-11"));
    Event::Published { plan, code, definition, valid_from, decision: None }
}

#[test]
fn records_are_taken_by_whom_they_feed() {
    for (source, feeds) in
        [(Source::Manual, vec![record()]), (Source::Hybrid, vec![event(), record()])]
    {
        let measures = vec![measure("knowledge_events")];
        let fed = published_as(source, feeds, measures);
        Scenario::<Indicator>::given([fed.clone()])
            .when(confirm_record("KNOWLEDGE_EVENT"))
            .then([]);
        Scenario::<Indicator>::given([fed])
            .when(confirm_record("MEDIA_ITEM"))
            .then_rejected(Rejection::NotFedByRecord { record_type: "MEDIA_ITEM".into() });
    }
}

#[test]
fn an_automatic_indicator_takes_no_records() {
    Scenario::<Indicator>::given([published()])
        .when(confirm_record("KNOWLEDGE_EVENT"))
        .then_rejected(Rejection::RecordForAutomatic);
}

#[test]
fn only_numbers_can_be_aimed_at() {
    let in_words = |kind| Measure { kind, ..measure("state") };
    for kind in [MeasureKind::State, MeasureKind::List] {
        let measures = vec![measure("members_declared"), in_words(kind)];
        let measured = published_as(Source::Automatic, vec![event()], measures);
        Scenario::<Indicator>::given([measured.clone()])
            .when(confirm_measure("members_declared"))
            .then([]);
        Scenario::<Indicator>::given([measured.clone()])
            .when(confirm_measure("state"))
            .then_rejected(Rejection::MeasureWithoutNumber { identifier: "state".into() });
        Scenario::<Indicator>::given([measured])
            .when(confirm_measure("members"))
            .then_rejected(Rejection::MeasureNotFound { identifier: "members".into() });
    }
}

#[test]
fn nothing_is_confirmed_by_an_indicator_that_is_not_in_use() {
    for command in [confirm_record("KNOWLEDGE_EVENT"), confirm_measure("members_declared")] {
        Scenario::<Indicator>::given([])
            .when(command.clone())
            .then_rejected(Rejection::IndicatorNotFound);
        Scenario::<Indicator>::given([published(), retired("2025-01-01")])
            .when(command)
            .then_rejected(Rejection::IndicatorRetired);
    }
}

proptest! {
    /// Whatever is asked, in whatever order: versions are 1, 2, 3, …, and on each day from the first on
    /// exactly the last version that had begun is in use.
    #[test]
    fn versions_follow_one_another_in_time(commands in vec(any_command(), 0..30)) {
        let mut history = Vec::new();
        for command in commands {
            history.extend(Indicator::replay(&history).decide(command).unwrap_or_default());
        }

        let mut versions = Vec::new();
        for event in &history {
            if let Event::Published { valid_from, .. } = event {
                versions.push((1, *valid_from));
            }
            if let Event::Revised { formula_version, valid_from, .. } = event {
                versions.push((*formula_version, *valid_from));
            }
        }
        prop_assert!((1..).zip(&versions).all(|(expected, (version, _))| *version == expected));
        prop_assert!(versions.is_sorted_by(|(_, earlier), (_, later)| earlier < later));
        let retirements = history.iter().filter(|e| matches!(e, Event::Retired { .. })).count();
        let ended = matches!(history.last(), Some(Event::Retired { .. }));
        prop_assert_eq!(retirements, usize::from(ended), "something follows the end");
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
