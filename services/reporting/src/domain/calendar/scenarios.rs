//! What a calendar does, rule by rule, and how its days are counted.

use ledger::scenario::Scenario;
use proptest::collection::btree_map;
use proptest::prelude::*;
use strum::VariantNames as _;

use super::working_days::{Undeclared, WorkingDays};
use super::*;
use crate::domain::golden;

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

fn of_2025() -> WorkingDays {
    [Calendar::replay(&[declared(days_of_2025())])].into_iter().collect()
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
fn holidays_and_swapped_days_change_the_week() {
    let days = of_2025();
    for (on, works) in [
        ("2025-04-25", true),
        ("2025-04-26", true),
        ("2025-04-27", false),
        ("2025-04-30", false),
        ("2025-05-02", false),
        ("2025-05-05", true),
    ] {
        assert_eq!(days.is_working_day(day(on)), Ok(works), "{on}");
    }
    assert_eq!(days.between(day("2025-04-25"), day("2025-05-05")), Ok(4));
    assert_eq!(days.after(day("2025-04-29"), 1), Ok(day("2025-05-05")));
    assert_eq!(days.after(day("2025-05-03"), 0), Ok(day("2025-05-03")));
    assert_eq!(days.from(day("2025-04-30")), Ok(day("2025-05-05")));
    assert_eq!(days.from(day("2025-04-26")), Ok(day("2025-04-26")));
}

#[test]
fn a_year_that_nobody_declared_is_not_guessed() {
    let days = of_2025();
    assert_eq!(days.is_working_day(day("2026-01-05")), Err(Undeclared { year: 2026 }));
    assert_eq!(days.after(day("2025-12-31"), 1), Err(Undeclared { year: 2026 }));
    assert_eq!(days.between(day("2024-12-30"), day("2025-01-03")), Err(Undeclared { year: 2024 }));
}

const FIRST: &str = "2024-01-01";
const DAYS: u64 = 730;

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..DAYS).prop_map(|offset| day(FIRST) + chrono::Days::new(offset))
}

/// Two years, 2024 – 2025 inside, with any days declared in any way that is allowed.
fn any_calendar() -> impl Strategy<Value = WorkingDays> {
    btree_map(any_day(), any::<bool>(), 0..60).prop_map(|chosen| {
        let days = chosen.into_iter().map(|(on, is_holiday)| {
            let kind = match (is_holiday, is_weekend(on)) {
                (true, true | false) => DayKind::Holiday,
                (false, true) => DayKind::WorkingDay,
                (false, false) => DayKind::DayOff,
            };
            DeclaredDay { on, kind, name: "ngày".into(), certainty: Certainty::Computed }
        });
        let days: Vec<_> = days.collect();
        let of = |year: i32| {
            let days = days.iter().filter(|day| day.on.year() == year).cloned().collect();
            let declared = Command::Declare { year, days, decision: None };
            Calendar::replay(&Calendar::default().decide(declared).unwrap())
        };
        (2024..=2026).map(of).collect()
    })
}

proptest! {
    /// Counting to the n-th working day after a day gives n, and that day is a working day.
    #[test]
    fn counting_and_adding_are_inverse(
        calendar in any_calendar(),
        from in any_day(),
        count in 0u32..100,
    ) {
        let reached = calendar.after(from, count).unwrap();
        prop_assert_eq!(calendar.between(from, reached), Ok(count));
        if count > 0 {
            prop_assert_eq!(calendar.is_working_day(reached), Ok(true));
        }
    }

    /// A later day, or more days, never lead to an earlier one; stretches add up.
    #[test]
    fn adding_is_monotone_and_counts_add_up(
        calendar in any_calendar(),
        days in [any_day(), any_day(), any_day()],
        (fewer, more) in (0u32..50, 0u32..50),
    ) {
        let mut days = days;
        days.sort();
        let [a, b, c] = days;
        prop_assert!(calendar.after(a, fewer).unwrap() <= calendar.after(b, fewer).unwrap());
        prop_assert!(calendar.after(a, fewer).unwrap() <= calendar.after(a, fewer + more).unwrap());
        let (ab, bc) = (calendar.between(a, b).unwrap(), calendar.between(b, c).unwrap());
        prop_assert_eq!(calendar.between(a, c), Ok(ab + bc));
        prop_assert_eq!(calendar.after(calendar.after(a, fewer).unwrap(), more), calendar.after(a, fewer + more));
    }

    /// The next working day is the day itself or the first one after it.
    #[test]
    fn a_term_ends_on_a_working_day(calendar in any_calendar(), on in any_day()) {
        let moved = calendar.from(on).unwrap();
        prop_assert_eq!(calendar.is_working_day(moved), Ok(true));
        prop_assert!(moved >= on);
        let passed = on.iter_days().take_while(|it| *it < moved);
        prop_assert!(passed.into_iter().all(|it| calendar.is_working_day(it) == Ok(false)));
    }
}

#[test]
fn the_past_still_reads() {
    golden::assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
