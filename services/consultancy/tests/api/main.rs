//! The consultancy service alone: its rpcs over real gRPC, PostgreSQL and NATS.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod council_meetings;
mod council_of_seven;
mod council_opinions;
mod council_reports;
mod council_samples;
mod councils;
mod deadlines;
mod panel;
mod papers;
mod proposals;
mod ratings;
mod refusals;
mod reviews;
mod rpcs;
mod samples;
mod suggestions;
mod uptake;
mod workshops;
mod world;
