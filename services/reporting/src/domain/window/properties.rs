//! Windows tile without gap or overlap, whatever the cut-off day; and names are what they look like.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn window(first: &str, last: &str) -> Window {
    Window { first: day(first), last: day(last) }
}

fn spans(kind: SpanKind) -> Vec<Span> {
    match kind {
        SpanKind::Month => (1..=12).map(Span::Month).collect(),
        SpanKind::Quarter => (1..=4).map(Span::Quarter).collect(),
        SpanKind::HalfYear => (1..=2).map(Span::Half).collect(),
        SpanKind::NineMonths => vec![Span::NineMonths],
        SpanKind::Year => vec![Span::Year],
    }
}

const TILING: [SpanKind; 4] =
    [SpanKind::Month, SpanKind::Quarter, SpanKind::HalfYear, SpanKind::Year];

fn windows(cut_off: CutOffDay, year: i32, kind: SpanKind) -> Vec<Window> {
    spans(kind).into_iter().map(|span| cut_off.window(year, span)).collect()
}

/// One window after the other, from the first day of the first to the last day of the last.
fn joined(windows: &[Window]) -> Option<Window> {
    let follow = |pair: &[Window]| pair[0].last.succ_opt() == Some(pair[1].first);
    let (first, last) = (windows.first()?, windows.last()?);
    windows.windows(2).all(follow).then_some(Window { first: first.first, last: last.last })
}

fn any_cut_off() -> impl Strategy<Value = CutOffDay> {
    prop_oneof![(1u32..=28).prop_map(CutOffDay::Day), Just(CutOffDay::EndOfMonth)]
}

#[test]
fn the_windows_of_the_decree_are_as_it_says() {
    let decree = CutOffDay::Day(14);
    assert_eq!(decree.window(2026, Span::Month(3)), window("2026-02-15", "2026-03-14"));
    assert_eq!(decree.window(2026, Span::Quarter(1)), window("2025-12-15", "2026-03-14"));
    assert_eq!(decree.window(2026, Span::Half(1)), window("2025-12-15", "2026-06-14"));
    assert_eq!(decree.window(2026, Span::Half(2)), window("2026-06-15", "2026-12-14"));
    assert_eq!(decree.window(2026, Span::NineMonths), window("2025-12-15", "2026-09-14"));
    assert_eq!(decree.window(2026, Span::Year), window("2025-12-15", "2026-12-14"));
    let calendar = CutOffDay::EndOfMonth;
    assert_eq!(calendar.window(2028, Span::Month(2)), window("2028-02-01", "2028-02-29"));
    assert_eq!(calendar.window(2026, Span::Year), window("2026-01-01", "2026-12-31"));
}

proptest! {
    /// H1 ∪ H2 = Y, Q1..Q4 = Y, M01..M12 = Y, Q1..Q3 = 9M; and years follow one another.
    #[test]
    fn the_parts_of_a_year_make_the_year(cut_off in any_cut_off(), year in 2021..=2030) {
        let whole = cut_off.window(year, Span::Year);
        for kind in TILING {
            prop_assert_eq!(joined(&windows(cut_off, year, kind)), Some(whole), "{:?}", kind);
        }
        let quarters = windows(cut_off, year, SpanKind::Quarter);
        prop_assert_eq!(joined(&quarters[..3]), Some(cut_off.window(year, Span::NineMonths)));
        let next = cut_off.window(year + 1, Span::Year);
        prop_assert!(joined(&[whole, next]).is_some(), "a gap or an overlap between years");
    }

    /// Every day is in exactly one window of each kind.
    #[test]
    fn every_day_is_in_one_window_of_each_kind(cut_off in any_cut_off(), kind in 0..TILING.len()) {
        let mut seen: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        for year in 2020..=2031 {
            for window in windows(cut_off, year, TILING[kind]) {
                for day in window.first.iter_days().take_while(|day| *day <= window.last) {
                    *seen.entry(day).or_default() += 1;
                }
            }
        }
        for day in day("2021-01-01").iter_days().take_while(|it| *it <= day("2030-12-31")) {
            prop_assert_eq!(seen.get(&day), Some(&1), "{}", day);
        }
    }

    /// Whatever is written is a key or none, and a key is what was written.
    #[test]
    fn a_key_is_kept_as_it_is_written(text in "[0-9]{3,5}-?[A-Z0-9-]{0,4}") {
        if let Some(key) = PeriodKey::parse(&text) {
            prop_assert_eq!(key.as_str(), text);
        }
    }
}

#[test]
fn keys_name_a_part_of_a_year_or_are_given() {
    let rows = [
        ("2026-M03", Some((2026, Span::Month(3)))),
        ("2026-Q1", Some((2026, Span::Quarter(1)))),
        ("2026-H2", Some((2026, Span::Half(2)))),
        ("2026-9M", Some((2026, Span::NineMonths))),
        ("2026-Y", Some((2026, Span::Year))),
        ("2025-SO-KET", None),
        ("2026-TONG-KET-5-NAM", None),
    ];
    for (key, span) in rows {
        assert_eq!(PeriodKey::parse(key).unwrap().span(), span, "{key}");
    }
}

#[test]
fn anything_else_is_no_key() {
    for key in [
        "",
        "2026",
        "2026-",
        "26-M03",
        "2026-M3",
        "2026-M13",
        "2026-M00",
        "2026-Q5",
        "2026-Q01",
        "2026-H0",
        "2026-H3",
        "2026-9m",
        "2026-y",
        "2026-S",
        "2026-sơ-kết",
        "2026-SO KET",
        "1899-Y",
        "2200-Y",
        "2026-M+3",
        " 2026-Y",
        "２０２６-Y",
        "2026-Ab",
        "2026-TONG-KET-CHUYEN-DE-MOT-HAI-BA-BON",
    ] {
        assert_eq!(PeriodKey::parse(key), None, "{key}");
    }
}
