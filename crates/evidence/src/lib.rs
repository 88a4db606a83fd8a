//! Evidence: files that show that something is so. How they are sent, where their bytes lie, and how an event
//! and its bytes never part.
//!
//! A context that keeps evidence calls [`begin`] and serves what it gets, over its own ledger and under its
//! own rights. Bytes come first and the event last: what has an event has its bytes, and bytes without one
//! are orphans, which [`orphans`] collects (`docs/adr/0019-store-bytes-before-the-event.md`).

mod cited;
pub mod crash;
pub mod domain;
pub mod files;
mod grpc;
pub mod orphans;
pub mod published;
pub mod register;
mod sentences;
pub mod settings;
pub mod uploads;

pub use cited::{Cited, Register};
pub use grpc::{BuildError, EvidenceService, begin};
pub use sentences::{SENTENCES, sentences_behind};
