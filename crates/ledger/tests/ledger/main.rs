//! The promises of the ledger, on real servers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod append;
mod carrier;
mod crashes;
mod idempotency;
mod items;
mod owed;
mod relay;
mod tally;
mod views;
