//! The projection service alone, over gRPC, on a real PostgreSQL and a real NATS. What membership and
//! reporting publish is appended to real ledgers of theirs, relayed and followed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod courses;
mod explaining;
mod figures;
mod operating;
mod published;
mod records;
mod refusing;
mod releases;
mod rights;
mod watching;
mod world;
