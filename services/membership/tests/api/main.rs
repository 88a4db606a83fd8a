//! The membership service alone, over gRPC, on a real PostgreSQL and a real NATS.
//!
//! Each command is sent by [`battery::thoroughly`] or [`battery::creating`]: as a dry run, with a stale
//! etag and with none, twice at once, once more, and with its request id on other content.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    clippy::too_many_lines,
    reason = "a life is told in one test, one request after the other"
)]

mod access;
mod affiliates;
mod associations;
mod battery;
mod deadlines;
mod directory;
mod founding;
mod headcounts;
mod lineage;
mod moments;
mod persons;
mod refusals;
mod reorganisation;
mod rights;
mod union_memberships;
mod unseen_persons;
mod world;
