//! The reporting service alone: each rpc, each status code, over real gRPC, PostgreSQL and NATS.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod calendars;
mod catalogue;
mod comparing;
mod crashes;
mod evidence;
mod evidence_samples;
mod manners;
mod outside;
mod paper_reports;
mod periods;
mod plans;
mod progress;
mod real_plan;
mod rebuild;
mod receiving;
mod record_samples;
mod records;
mod refusals;
mod regimes;
mod report_samples;
mod rights;
mod samples;
mod successors;
mod targets;
mod unit_reports;
mod world;
