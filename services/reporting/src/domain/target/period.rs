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
    /// Whether this names a year or a half of one.
    #[must_use]
    pub fn is_key(key: &str) -> bool {
        let (year, half) = key.split_once("-H").unwrap_or((key, "1"));
        let of_digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        of_digits && matches!(half, "1" | "2")
    }
}

#[cfg(test)]
mod tests {
    use super::Period;

    #[test]
    fn a_key_is_a_year_or_a_half_of_one() {
        for key in ["2026", "2026-H1", "2026-H2"] {
            assert!(Period::is_key(key), "{key}");
        }
        for key in
            ["", "26", "2026-H3", "2026-H", "2026-Q1", "2026H1", "-H1", "2026-H1-H1", "二〇二六"]
        {
            assert!(!Period::is_key(key), "{key}");
        }
    }
}
