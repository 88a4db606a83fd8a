//! The reporting service alone: each rpc, each status code, over real gRPC, PostgreSQL and NATS.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod catalogue;
mod evidence;
mod manners;
mod outside;
mod plans;
mod real_plan;
mod rebuild;
mod refusals;
mod rights;
mod samples;
mod world;
