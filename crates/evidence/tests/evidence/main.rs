//! The promises of evidence, on a real ledger and a real folder: what has an event has its bytes, and bytes
//! without an event go.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bucket;
mod crashes;
mod orphans;
mod uploads;
mod world;
