//! What a calendar does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn declared_day(on: &str, kind: DayKind) -> DeclaredDay {
    let name = "Quốc khánh".to_owned();
    DeclaredDay { on: day(on), kind, name, certainty: Certainty::Law }
}

/// The real swap of 2025: Friday 02/5 off, Saturday 26/4 worked.
fn days_of_2025() -> Vec<DeclaredDay> {
    vec![
        declared_day("2025-04-26", DayKind::WorkingDay),
        declared_day("2025-04-30", DayKind::Holiday),
        declared_day("2025-05-01", DayKind::Holiday),
        declared_day("2025-05-02", DayKind::DayOff),
    ]
}

fn declare(days: Vec<DeclaredDay>) -> Command {
    Command::Declare { year: 2025, days, decision: None }
}

fn revise(days: Vec<DeclaredDay>) -> Command {
    Command::Revise { days, decision: None, reason: "có thông báo hoán đổi".into() }
}

fn declared(days: Vec<DeclaredDay>) -> Event {
    Event::Declared { year: 2025, days, decision: None }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Calendar> {
    Scenario::given(history)
}

#[test]
fn a_year_is_declared_once_and_revised_whole() {
    given([]).when(declare(days_of_2025())).then([declared(days_of_2025())]);
    given([declared(vec![])])
        .when(declare(days_of_2025()))
        .then_rejected(Rejection::CalendarAlreadyDeclared);
    given([declared(vec![])]).when(revise(days_of_2025())).then([Event::Revised {
        year: 2025,
        version: 2,
        days: days_of_2025(),
        decision: None,
        reason: "có thông báo hoán đổi".into(),
    }]);
}

#[test]
fn a_revision_is_of_a_declared_year_and_says_something_new() {
    given([]).when(revise(vec![])).then_rejected(Rejection::CalendarNotFound);
    given([declared(days_of_2025())])
        .when(revise(days_of_2025()))
        .then_rejected(Rejection::CalendarUnchanged);
}

#[test]
fn each_declared_day_is_of_the_year_once_and_says_something() {
    let rows = [
        (vec![declared_day("2026-01-01", DayKind::Holiday)], "2026-01-01", "other year"),
        (
            vec![
                declared_day("2025-09-02", DayKind::Holiday),
                declared_day("2025-09-02", DayKind::DayOff),
            ],
            "2025-09-02",
            "twice",
        ),
        (vec![declared_day("2025-05-03", DayKind::DayOff)], "2025-05-03", "a Saturday off"),
        (vec![declared_day("2025-05-05", DayKind::WorkingDay)], "2025-05-05", "a Monday worked"),
    ];
    for (days, on, case) in rows {
        let on = day(on);
        let refused = match case {
            "other year" => Rejection::DayOfAnotherYear { on },
            "twice" => Rejection::DayTwice { on },
            _ => Rejection::DaySaysNothing { on },
        };
        given([]).when(declare(days.clone())).then_rejected(refused.clone());
        given([declared(vec![])]).when(revise(days)).then_rejected(refused);
    }
}

#[test]
fn what_is_declared_is_what_days_are_counted_by() {
    let of_2025 = Calendar::replay(&[declared(days_of_2025())]);
    let days = working_days([of_2025, Calendar::Absent]);
    assert_eq!(days.after(day("2025-04-29"), 1), Ok(day("2025-05-05")));
    assert_eq!(days.is_working_day(day("2025-04-26")), Ok(true));
    assert_eq!(
        days.is_working_day(day("2026-01-05")),
        Err(::working_days::Undeclared { year: 2026 })
    );
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
