//! How days are counted, with the real swap of 2025 and over any calendar.

use chrono::{Datelike as _, Days, NaiveDate};
use proptest::collection::btree_map;
use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Friday 02/5 off, Saturday 26/4 worked.
fn of_2025() -> WorkingDays {
    let days = [
        ("2025-04-26", DayKind::Work),
        ("2025-04-30", DayKind::Rest),
        ("2025-05-01", DayKind::Rest),
        ("2025-05-02", DayKind::Rest),
    ];
    [(2025, days.map(|(on, kind)| (day(on), kind)).to_vec())].into_iter().collect()
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
    (0..DAYS).prop_map(|offset| day(FIRST) + Days::new(offset))
}

/// Two years, 2024 – 2025 inside, with any days declared in any way that is allowed.
fn any_calendar() -> impl Strategy<Value = WorkingDays> {
    btree_map(any_day(), any::<bool>(), 0..60).prop_map(|chosen| {
        let days = chosen.into_iter().map(|(on, is_holiday)| {
            let is_worked = !is_holiday && is_weekend(on);
            (on, if is_worked { DayKind::Work } else { DayKind::Rest })
        });
        let days: Vec<_> = days.collect();
        let of =
            |year: i32| (year, days.iter().filter(|(on, _)| on.year() == year).copied().collect());
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
        let after = |day, count| calendar.after(day, count).unwrap();
        prop_assert!(after(a, fewer) <= after(b, fewer));
        prop_assert!(after(a, fewer) <= after(a, fewer + more));
        let (ab, bc) = (calendar.between(a, b).unwrap(), calendar.between(b, c).unwrap());
        prop_assert_eq!(calendar.between(a, c), Ok(ab + bc));
        prop_assert_eq!(after(after(a, fewer), more), after(a, fewer + more));
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
