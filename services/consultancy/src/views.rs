//! The read models of consultancy, each named after its question. They keep every line that was said, so that
//! each day can be asked about as it was known at each instant.

pub mod proposal_register;
pub mod regulations;
pub mod review_register;
pub mod review_work;
#[cfg(test)]
mod samples;
pub mod uptake;
pub mod working_calendar;
