//! Content: the bytes that any number of pieces of evidence have in common, kept once.
//!
//! absent → kept
//!
//! Invariant: bytes of one SHA-256 are kept in one place, and for good. The stream's id is the SHA-256.

#[cfg(test)]
mod scenarios;

use std::convert::Infallible;

use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

use super::{EvidenceId, UnitId};

/// The place of bytes: the upload that brought them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub unit: UnitId,
    pub evidence: EvidenceId,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The bytes are in this place too.
    Keep { place: Place },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Kept { place: Place },
}

/// Nothing is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct Rejection(Infallible);

/// Where the bytes are kept.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Content {
    #[default]
    Absent,
    Kept {
        place: Place,
    },
}

impl Decider for Content {
    const CATEGORY: &'static str = "evidence_content";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Keep { place }) => Ok(vec![Event::Kept { place }]),
            (Self::Kept { .. }, Command::Keep { .. }) => Ok(Vec::new()),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (Self::Absent, Event::Kept { place }) => Self::Kept { place: *place },
            (kept @ Self::Kept { .. }, Event::Kept { .. }) => kept,
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self.0 {}
    }

    fn reason(&self) -> &'static str {
        match self.0 {}
    }
}
