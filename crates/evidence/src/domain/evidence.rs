//! A piece of evidence (minh chứng): a file that a unit keeps because it shows that something is so.
//!
//! absent → stored → withdrawn, or absent → abandoned
//!
//! Invariants: an id stands for one file of one unit, ever; what was stored is never abandoned, and what was
//! abandoned is never stored, so that whoever collects orphans and whoever stores cannot both succeed.
//! Who refers to evidence does so by its id, in events of their own, and confirms it in the same act.

#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

use super::{File, Sha256, UnitId};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The bytes are there, and are what was announced.
    Store {
        unit: UnitId,
        file: File,
        stored_on: NaiveDate,
    },
    Withdraw {
        unit: UnitId,
        reason: WithdrawalReason,
        withdrawn_on: NaiveDate,
    },
    /// Nobody has stored it in time; its bytes are about to be thrown away.
    Abandon,
    /// Somebody is about to refer to it, by the hash that they have of it: records nothing.
    Confirm {
        unit: UnitId,
        sha256: String,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Stored { unit: UnitId, file: File, stored_on: NaiveDate },
    Withdrawn { unit: UnitId, reason: WithdrawalReason, withdrawn_on: NaiveDate },
    Abandoned,
}

/// Why evidence is withdrawn. A closed list: free text could name persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawalReason {
    WrongFile,
    Replaced,
    PersonalData,
    NotGenuine,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the unit keeps no such evidence")]
    EvidenceNotFound,
    #[error("the evidence has been stored already")]
    EvidenceAlreadyStored,
    #[error("the evidence has been withdrawn")]
    EvidenceWithdrawn,
    #[error("the evidence is a file with the SHA-256 {is}")]
    EvidenceHashDiffers { is: Sha256 },
    #[error("the upload was not finished in time and has been thrown away")]
    UploadAbandoned,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Evidence {
    #[default]
    Absent,
    Stored {
        unit: UnitId,
        file: File,
    },
    Withdrawn {
        unit: UnitId,
        file: File,
    },
    Abandoned,
}

impl Decider for Evidence {
    const CATEGORY: &'static str = "evidence";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Store { unit, file, stored_on }) => {
                Ok(vec![Event::Stored { unit, file, stored_on }])
            }
            (Self::Stored { .. } | Self::Withdrawn { .. }, Command::Store { .. }) => {
                Err(Rejection::EvidenceAlreadyStored)
            }
            (Self::Abandoned, Command::Store { .. }) => Err(Rejection::UploadAbandoned),

            (Self::Stored { unit, .. }, Command::Withdraw { unit: of, reason, withdrawn_on }) => {
                kept_by(*unit, of)?;
                Ok(vec![Event::Withdrawn { unit: of, reason, withdrawn_on }])
            }
            (Self::Stored { unit, file }, Command::Confirm { unit: of, sha256 }) => {
                kept_by(*unit, of)?;
                if file.sha256.to_string() != sha256 {
                    return Err(Rejection::EvidenceHashDiffers { is: file.sha256 });
                }
                Ok(Vec::new())
            }
            (
                Self::Withdrawn { unit, .. },
                Command::Withdraw { unit: of, .. } | Command::Confirm { unit: of, .. },
            ) => {
                kept_by(*unit, of)?;
                Err(Rejection::EvidenceWithdrawn)
            }
            (
                Self::Absent | Self::Abandoned,
                Command::Withdraw { .. } | Command::Confirm { .. },
            ) => Err(Rejection::EvidenceNotFound),

            (Self::Absent, Command::Abandon) => Ok(vec![Event::Abandoned]),
            (Self::Abandoned, Command::Abandon) => Ok(Vec::new()),
            (Self::Stored { .. } | Self::Withdrawn { .. }, Command::Abandon) => {
                Err(Rejection::EvidenceAlreadyStored)
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Stored { unit, file, .. }) => {
                Self::Stored { unit: *unit, file: file.clone() }
            }
            (Self::Stored { unit, file }, Event::Withdrawn { .. }) => {
                Self::Withdrawn { unit, file }
            }
            (state, Event::Withdrawn { .. }) => state,
            (_, Event::Abandoned) => Self::Abandoned,
        }
    }
}

fn kept_by(keeper: UnitId, unit: UnitId) -> Result<(), Rejection> {
    if keeper == unit { Ok(()) } else { Err(Rejection::EvidenceNotFound) }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::EvidenceNotFound => RejectionKind::NotFound,
            Self::EvidenceAlreadyStored => RejectionKind::AlreadyExists,
            Self::EvidenceWithdrawn | Self::UploadAbandoned => RejectionKind::Precondition,
            // A file never changes: what cites it is wrong, whenever it comes.
            Self::EvidenceHashDiffers { .. } => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::EvidenceHashDiffers { .. } => Some("evidence"),
            Self::EvidenceNotFound
            | Self::EvidenceAlreadyStored
            | Self::EvidenceWithdrawn
            | Self::UploadAbandoned => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::EvidenceHashDiffers { is } => vec![("sha256", is.to_string())],
            Self::EvidenceNotFound
            | Self::EvidenceAlreadyStored
            | Self::EvidenceWithdrawn
            | Self::UploadAbandoned => Vec::new(),
        }
    }
}
