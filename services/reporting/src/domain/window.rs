//! What a period is called and which days it covers: `2026-M03`, `2026-Q1`, `2026-H1`, `2026-9M`, `2026-Y`,
//! and whatever days are given for a review or an ad-hoc report (`2025-SO-KET`).
//!
//! Nothing of it is fixed but the names: where a month is cut off is a term of the regime
//! ([`CutOffDay`]), and all windows follow from that one day. So they tile by construction: a window
//! begins the day after the cut-off of the month before its first one.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

#[cfg(test)]
mod properties;

const LONGEST_NAME: usize = 30;

/// How long the regular periods of a regime are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    Month,
    Quarter,
    HalfYear,
    NineMonths,
    Year,
}

/// A stretch of months of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Month(u32),
    Quarter(u32),
    Half(u32),
    NineMonths,
    Year,
}

impl Span {
    #[must_use]
    pub fn kind(self) -> SpanKind {
        match self {
            Self::Month(_) => SpanKind::Month,
            Self::Quarter(_) => SpanKind::Quarter,
            Self::Half(_) => SpanKind::HalfYear,
            Self::NineMonths => SpanKind::NineMonths,
            Self::Year => SpanKind::Year,
        }
    }

    /// Its first and last month.
    fn months(self) -> (u32, u32) {
        match self {
            Self::Month(month) => (month, month),
            Self::Quarter(quarter) => (quarter * 3 - 2, quarter * 3),
            Self::Half(half) => (half * 6 - 5, half * 6),
            Self::NineMonths => (1, 9),
            Self::Year => (1, 12),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        match text {
            "Y" => return Some(Self::Year),
            "9M" => return Some(Self::NineMonths),
            _ => {}
        }
        let (letter, number) = text.split_at_checked(1)?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let value = number.parse().ok()?;
        match (letter, number.len(), value) {
            ("M", 2, 1..=12) => Some(Self::Month(value)),
            ("Q", 1, 1..=4) => Some(Self::Quarter(value)),
            ("H", 1, 1..=2) => Some(Self::Half(value)),
            _ => None,
        }
    }
}

/// The name of a period within its regime: a year, and a span of it or a name that was given.
///
/// Keys read from the ledger are taken as they are; only [`parse`](PeriodKey::parse) checks them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PeriodKey(String);

impl PeriodKey {
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let (year, rest) = key.split_once('-')?;
        let plain = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let in_reach = plain && ("1900".."2200").contains(&year);
        (in_reach && (Span::parse(rest).is_some() || is_name(rest))).then(|| Self(key.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The year and the part of it; `None` where the days were given.
    #[must_use]
    pub fn span(&self) -> Option<(i32, Span)> {
        let (year, rest) = self.0.split_once('-')?;
        Some((year.parse().ok()?, Span::parse(rest)?))
    }
}

impl std::fmt::Display for PeriodKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Two letters at least, so that no name is taken for a span: `SO-KET`, `TONG-KET-5-NAM`.
fn is_name(name: &str) -> bool {
    let mut letters = name.bytes();
    let begins = letters.by_ref().take(2).filter(u8::is_ascii_uppercase).count() == 2;
    begins
        && name.len() <= LONGEST_NAME
        && letters.all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'-')
}

/// The days of a period, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub first: NaiveDate,
    /// The cut-off day (ngày chốt số liệu).
    pub last: NaiveDate,
}

/// The last day of a month that still counts in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutOffDay {
    /// From 1 to 28, so that every month has it. The 14th in Nghị định 09/2019/NĐ-CP.
    Day(u32),
    EndOfMonth,
}

impl CutOffDay {
    #[must_use]
    pub fn day(day: u32) -> Option<Self> {
        (1..=28).contains(&day).then_some(Self::Day(day))
    }

    #[must_use]
    pub fn window(self, year: i32, span: Span) -> Window {
        let (first, last) = span.months();
        let before = first_of(year, first) - Months::new(1);
        Window {
            first: self.in_month_of(before) + Days::new(1),
            last: self.in_month_of(first_of(year, last)),
        }
    }

    fn in_month_of(self, first: NaiveDate) -> NaiveDate {
        match self {
            Self::Day(day) => day_of_month(first, day),
            Self::EndOfMonth => end_of_month(first),
        }
    }
}

/// The first day of a month.
pub(super) fn first_of(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}

/// A day of the month of `day`; its last one where it has not so many.
pub(super) fn day_of_month(month: NaiveDate, day: u32) -> NaiveDate {
    month.with_day(day).unwrap_or_else(|| end_of_month(month))
}

fn end_of_month(day: NaiveDate) -> NaiveDate {
    first_of(day.year(), day.month()) + Months::new(1) - Days::new(1)
}
