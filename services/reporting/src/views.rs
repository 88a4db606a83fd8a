//! Read models, each named after the question it answers. All keep every line that was said, so that each
//! day can be asked about as it was known at each instant.

pub mod indicator_catalogue;
pub mod plan_of_record;
pub mod record_register;
pub mod reporting_periods;
pub mod reporting_regimes;
pub mod targets_in_effect;
pub mod unit_reports;
pub mod working_calendar;

use chrono::NaiveDate;
use sqlx::Row as _;
use sqlx::postgres::PgRow;

fn day(row: &PgRow, column: usize) -> sqlx::Result<String> {
    Ok(row.try_get::<NaiveDate, _>(column)?.to_string())
}
