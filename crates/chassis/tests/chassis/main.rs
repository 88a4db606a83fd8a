//! What callers, operators and intruders meet, on a real server in this process.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod anything;
mod commands;
mod fields;
mod gate;
mod issuer;
mod ledgers;
mod lifecycle;
mod probe;
mod settings;
mod statuses;
mod tokens;
mod views;
mod world;
