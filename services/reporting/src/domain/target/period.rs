//! The period that a target is for: how people call it, and its days.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// By its key alone one period is told from another; which days a year has is the regime's to say (from
/// 15 December to 14 December, say), so they are told with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// `2026`, or `2026-H1`.
    pub key: String,
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
}

impl Period {
    /// The year or the half of one that a key names, by the calendar.
    #[must_use]
    pub fn of_calendar(key: &str) -> Option<Self> {
        let (year, months) = match key.split_once('-') {
            None => (key, ((1, 1), (12, 31))),
            Some((year, "H1")) => (year, ((1, 1), (6, 30))),
            Some((year, "H2")) => (year, ((7, 1), (12, 31))),
            Some(_) => return None,
        };
        let plain = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year = plain.then(|| year.parse().ok())??;
        let day = |(month, day)| NaiveDate::from_ymd_opt(year, month, day);
        Some(Self { key: key.to_owned(), from: day(months.0)?, to: day(months.1)? })
    }
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn a_key_is_a_year_or_a_half_of_one() {
        for (key, from, to) in [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-H1", "2026-01-01", "2026-06-30"),
            ("2026-H2", "2026-07-01", "2026-12-31"),
        ] {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(Period::of_calendar(key), Some(Period { key: key.to_owned(), from, to }));
        }
        for key in
            ["", "26", "2026-H3", "2026-H", "2026-Q1", "2026H1", "-H1", "2026-H1-H1", "二〇二六"]
        {
            assert_eq!(Period::of_calendar(key), None, "{key}");
        }
    }
}
