//! The promises of the ledger, on real servers.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod append;
mod carrier;
mod carrier_rights;
mod crash_points;
mod crashes;
mod idempotency;
mod interleaving;
mod items;
mod life;
mod owed;
mod parking;
mod processes;
mod reading;
mod rebuild;
mod relay;
mod rights;
mod sealed;
mod sources;
mod tally;
mod views;
