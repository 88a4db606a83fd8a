//! The read models of consultancy, each named after its question. They keep every line that was said, so that
//! each day can be asked about as it was known at each instant.

pub mod proposal_register;
pub mod ratings;
pub mod regulations;
pub mod review_register;
pub mod review_work;
#[cfg(test)]
mod samples;
pub mod uptake;
pub mod working_calendar;
pub mod workshop_register;

use chrono::NaiveDate;

/// As late as a request may name one: PostgreSQL knows no later days than chrono does.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("the year has that day");
