//! What a target does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;

const PLAN: PlanId = PlanId(Uuid::from_u128(0xA1));
const UNIT: UnitId = UnitId(Uuid::from_u128(0xB2));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn aim() -> Aim {
    Aim {
        plan: PLAN,
        indicator: IndicatorCode::parse("II.5.d/1").unwrap(),
        identifier: "bulletin_issues".into(),
        unit: Some(UNIT),
        period: Period { key: "2026".into(), from: day("2025-12-15"), to: day("2026-12-14") },
    }
}

fn value(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn decision() -> DecisionRef {
    DecisionRef {
        number_symbol: "25-QĐ/TU".into(),
        issued_on: day("2026-01-10"),
        issuer: UnitId(Uuid::from_u128(0xB1)),
    }
}

fn set(text: &str) -> Command {
    let (effective_on, decision) = (day("2026-01-15"), decision());
    Command::Set { aim: aim(), value: value(text), effective_on, decision }
}

fn was_set(text: &str) -> Event {
    let (effective_on, decision) = (day("2026-01-15"), decision());
    Event::Set { aim: aim(), value: value(text), effective_on, decision }
}

fn revise(text: &str, effective_on: &str) -> Command {
    let (effective_on, reason) = (day(effective_on), "điều chỉnh theo nguồn lực".into());
    Command::Revise { value: value(text), effective_on, decision: decision(), reason }
}

fn revised(version: u32, text: &str, effective_on: &str) -> Event {
    let (effective_on, reason) = (day(effective_on), "điều chỉnh theo nguồn lực".into());
    let (aim, value, decision) = (aim(), value(text), decision());
    Event::Revised { aim, version, value, effective_on, decision, reason }
}

#[test]
fn a_target_is_set_once() {
    Scenario::<Target>::given([]).when(set("6")).then([was_set("6")]);
    Scenario::<Target>::given([was_set("6")])
        .when(set("7"))
        .then_rejected(Rejection::TargetAlreadySet);
}

#[test]
fn a_period_does_not_end_before_it_begins() {
    let mut aim = aim();
    aim.period.to = day("2025-12-14");
    let (effective_on, decision) = (day("2026-01-15"), decision());
    Scenario::<Target>::given([])
        .when(Command::Set { aim, value: value("6"), effective_on, decision })
        .then_rejected(Rejection::PeriodEndsBeforeItBegins);
}

#[test]
fn a_revision_is_the_next_version_from_a_later_day_on() {
    Scenario::<Target>::given([was_set("6")]).when(revise("5.5", "2026-01-16")).then([revised(
        2,
        "5.5",
        "2026-01-16",
    )]);
    Scenario::<Target>::given([was_set("6"), revised(2, "5.5", "2026-06-01")])
        .when(revise("6", "2026-06-02"))
        .then([revised(3, "6", "2026-06-02")]);
    Scenario::<Target>::given([was_set("6")])
        .when(revise("5", "2026-01-15"))
        .then_rejected(Rejection::TargetTooEarly { after: day("2026-01-15") });
}

#[test]
fn a_revision_changes_the_value() {
    Scenario::<Target>::given([was_set("6")])
        .when(revise("6.0", "2026-06-01"))
        .then_rejected(Rejection::SameTarget);
}

#[test]
fn what_was_not_set_is_not_revised() {
    Scenario::<Target>::given([])
        .when(revise("6", "2026-06-01"))
        .then_rejected(Rejection::TargetNotFound);
}

#[test]
fn each_quantity_unit_and_period_has_a_target_of_its_own() {
    let whole = Aim { unit: None, ..aim() };
    let copies = Aim { identifier: "bulletin_copies".into(), ..aim() };
    let mut half = aim();
    half.period.key = "2026-H1".into();
    let mut other_days = aim();
    other_days.period.from = day("2026-01-01");
    let ids: std::collections::BTreeSet<_> =
        [&aim(), &whole, &copies, &half].into_iter().map(TargetId::of).collect();
    assert_eq!(ids.len(), 4);
    assert_eq!(TargetId::of(&other_days), TargetId::of(&aim()), "a key is one period");
}

fn any_command() -> impl Strategy<Value = Command> {
    let days = select(vec!["2026-01-14", "2026-01-15", "2026-02-01", "2026-03-01", "2026-04-01"]);
    prop_oneof![
        1 => select(vec!["5", "6"]).prop_map(set),
        4 => (select(vec!["5", "6", "6.5"]), days).prop_map(|(text, on)| revise(text, on)),
    ]
}

proptest! {
    /// Whatever is asked: versions are 1, 2, 3, …, each from a later day on and of another value.
    #[test]
    fn versions_follow_each_other(commands in vec(any_command(), 0..20)) {
        let mut history = Vec::new();
        for command in commands {
            history.extend(Target::replay(&history).decide(command).unwrap_or_default());
        }
        let versions: Vec<_> = history
            .iter()
            .map(|event| match event {
                Event::Set { value, effective_on, .. } => (1, *effective_on, *value),
                Event::Revised { version, value, effective_on, .. } => {
                    (*version, *effective_on, *value)
                }
            })
            .collect();
        for (before, after) in versions.iter().zip(versions.iter().skip(1)) {
            prop_assert_eq!(before.0 + 1, after.0);
            prop_assert!(before.1 < after.1 && before.2 != after.2);
        }
        prop_assert!(versions.first().is_none_or(|first| first.0 == 1));
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
