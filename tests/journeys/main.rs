//! The whole system, as its users meet it: every service is a process of its own, asked through the
//! command-line client.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod changes_a_data_file;
mod contest;
mod erases_a_person;
mod explains_every_figure;
mod gives_rights;
mod holds_a_youth_round;
mod judges_a_technical_contest;
mod keeps_programmes;
mod programs;
mod proposes_by_itself;
mod reports_on_a_period;
mod retracts_after_a_lock;
mod reviews;
mod reviews_a_scheme;
mod rights;
mod sample;
mod survives_crashes;
mod tells_its_operators;
mod travels_in_time;
mod world;
