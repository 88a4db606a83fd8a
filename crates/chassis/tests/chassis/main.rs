//! What callers, operators and intruders meet, on a real server in this process.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod anything;
mod commands;
mod discovery;
mod engine;
mod fields;
mod gate;
mod issuer;
mod ledgers;
mod lifecycle;
mod load;
mod metrics;
mod negative;
mod probe;
mod roles;
mod service_tokens;
mod settings;
mod statuses;
mod tls;
mod tls_files;
mod tls_servers;
mod tokens;
mod transit;
mod views;
mod world;
