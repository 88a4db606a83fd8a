//! Who a participant is, in clear: between a request and its sealing, and between opening and the answer.

use std::fmt;

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// What is kept of a participant. Party membership and ethnic group are not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    pub full_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// A telephone number or an e-mail address; of a child, its guardian's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian_name: Option<String>,
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Details(***)")
    }
}

/// A date of birth on its way into a decision. It is in no event.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BirthDate(NaiveDate);

impl BirthDate {
    #[must_use]
    pub fn new(day: NaiveDate) -> Self {
        Self(day)
    }

    /// Whether somebody is at least so many years old on a day.
    #[must_use]
    pub fn is_at_least(self, years: u32, on: NaiveDate) -> bool {
        self.0 <= years_before(on, years)
    }

    /// Whether somebody is no older than so many years on a day, that birthday included.
    #[must_use]
    pub fn is_at_most(self, years: u32, on: NaiveDate) -> bool {
        self.0 >= years_before(on, years)
    }
}

fn years_before(day: NaiveDate, years: u32) -> NaiveDate {
    let months = Months::new(years.saturating_mul(12));
    day.checked_sub_months(months).unwrap_or(NaiveDate::MIN)
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::day;

    /// The youth contest of domain.md 4.4: closing on 31/7/2015, born from 31/7/1996 to 31/7/2009.
    #[test]
    fn both_ends_of_an_age_are_included() {
        let closing = day("2015-07-31");
        let fits = |born: &str| {
            let born = BirthDate::new(day(born));
            born.is_at_least(6, closing) && born.is_at_most(19, closing)
        };
        assert!(fits("1996-07-31") && fits("2009-07-31"));
        assert!(!fits("1996-07-30") && !fits("2009-08-01"));
    }

    #[test]
    fn nobody_reads_who_it_is_from_a_log() {
        let details = Details {
            full_name: "Người Mẫu".to_owned(),
            birth_date: Some(day("2010-01-01")),
            contact: Some("0900000000".to_owned()),
            guardian_name: Some("Phụ Huynh Mẫu".to_owned()),
        };
        let born = BirthDate::new(day("2010-01-01"));
        assert_eq!(format!("{details:?} {born:?}"), "Details(***) BirthDate(***)");
    }
}
