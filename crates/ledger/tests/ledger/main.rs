//! The promises of the ledger, on real servers.

mod append;
mod crashes;
mod idempotency;
mod owed;
mod tally;
