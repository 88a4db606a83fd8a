//! What every process needs: settings, logs, connections, tokens, the gRPC server and its manners.
//!
//! A service's `main.rs` calls [`run::run`]; its handlers get their caller from [`access`], read [`fields`],
//! carry out one command, and answer or refuse through [`grpc`]. Knows no context by name.

pub mod access;
pub mod caller;
mod choices;
pub mod clock;
pub mod config;
pub mod database;
mod fetch;
pub mod fields;
pub mod grpc;
pub mod keys;
pub mod ledger_client;
pub mod ledger_service;
pub mod metrics;
pub mod nats;
pub mod offline;
pub mod outgoing;
pub mod reading;
pub mod run;
pub mod telemetry;
pub mod tls;
pub mod token;
mod watched;

pub use watched::{FileError, Rhythm};

/// Of every process that stands on this crate: the C library's allocator takes a tenth of the time of a call.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
