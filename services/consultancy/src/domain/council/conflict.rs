//! Ties to a scheme that make an expert no judge of it.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

/// What tie it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ConflictKind {
    Drafter,
    /// Advised those who drafted it.
    Consultant,
    StaffOfRequester,
    /// Of the head of the requester.
    KinOfHead,
    /// Benefits from it.
    Beneficiary,
    /// Declared for the Union to judge.
    Other,
}

/// A tie as an expert declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    pub kind: ConflictKind,
    /// When it last held; `None` where it still does.
    pub last_on: Option<NaiveDate>,
    pub note: Option<String>,
}

impl Conflict {
    /// Whether it bars the expert on a day: it still holds, or did so less than `years` before. What is none of
    /// the listed ties bars nobody by itself; the Union may recuse for it.
    #[must_use]
    pub fn bars(&self, on: NaiveDate, years: u32) -> bool {
        match self.kind {
            ConflictKind::Other => false,
            ConflictKind::Drafter
            | ConflictKind::Consultant
            | ConflictKind::StaffOfRequester
            | ConflictKind::KinOfHead
            | ConflictKind::Beneficiary => {
                self.last_on.is_none_or(|last_on| last_on > years_before(on, years))
            }
        }
    }
}

/// The same day so many years earlier; 28 February where that is no 29 February.
fn years_before(day: NaiveDate, years: u32) -> NaiveDate {
    let year = i32::try_from(years).ok().and_then(|years| day.year().checked_sub(years));
    let earlier =
        year.and_then(|year| day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28)));
    earlier.unwrap_or(NaiveDate::MIN)
}
