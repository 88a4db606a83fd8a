//! An opinion (ý kiến): what one expert says of parts of documents in their versions, and to each question.
//!
//! absent → draft → submitted (version 1, 2, …) → considered; submitted → returned → submitted;
//! submitted or considered → draft of the next version; submitted or considered → retracted;
//! any but retracted → void
//!
//! Invariants: what was handed in stays, version by version; it answers each question, and is about the newest
//! version of each document; after a document was replaced it is on an old version until it is written anew
//! or reaffirmed; once it is retracted or void it rests nothing and does not change. Whether the expert is in,
//! and has opened the dossier, is held on the council's stream in the same act.

pub mod content;
mod rejection;
#[cfg(test)]
mod scenarios;
mod standing;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use self::content::{Content, Papers, Reaffirmed};
use super::council::Role;
use super::{InvitationId, Officer, ReviewId};

pub use rejection::Rejection;
pub use standing::{Stage, Standing, Version};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Begin {
        review: ReviewId,
        invitation: InvitationId,
        /// The subject of their tokens.
        expert: String,
        role: Role,
        content: Box<Content>,
        papers: Papers,
        on: NaiveDate,
    },
    /// By the expert, whom the council's stream knows.
    Write {
        on: NaiveDate,
        act: Writing,
    },
    Return {
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    Consider {
        on: NaiveDate,
        by: Officer,
    },
    /// Its expert is out: nothing where there is none, or it rests nothing already.
    Void {
        on: NaiveDate,
    },
    /// Records nothing, and holds it: this version stands.
    Confirm {
        version: u32,
    },
}

/// What its expert does with an opinion.
#[derive(Debug, Clone, PartialEq)]
pub enum Writing {
    Save { content: Box<Content>, papers: Papers, round: u32 },
    Submit { papers: Papers, round: u32 },
    Reaffirm { note: String, papers: Papers },
    Retract { reason: String },
}

impl Writing {
    /// What it was judged by, where that is what there is to be read.
    #[must_use]
    pub fn papers(&self) -> Option<&Papers> {
        match self {
            Self::Save { papers, .. }
            | Self::Submit { papers, .. }
            | Self::Reaffirm { papers, .. } => Some(papers),
            Self::Retract { .. } => None,
        }
    }
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Begun {
        review: ReviewId,
        invitation: InvitationId,
        expert: String,
        role: Role,
        content: Box<Content>,
        on: NaiveDate,
    },
    Saved {
        content: Box<Content>,
        on: NaiveDate,
    },
    Submitted {
        version: u32,
        round: u32,
        /// Of its content, in lower-case hexadecimal digits.
        sha256: String,
        on: NaiveDate,
    },
    /// What it says holds for these versions too.
    Reaffirmed {
        documents: Vec<Reaffirmed>,
        note: String,
        on: NaiveDate,
    },
    Retracted {
        reason: String,
        on: NaiveDate,
    },
    Returned {
        reason: String,
        on: NaiveDate,
        by: Officer,
    },
    Considered {
        on: NaiveDate,
        by: Officer,
    },
    Voided {
        on: NaiveDate,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Opinion {
    #[default]
    Absent,
    There(Box<Standing>),
}

impl Decider for Opinion {
    const CATEGORY: &'static str = "opinion";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (
                Self::Absent,
                Command::Begin { review, invitation, expert, role, content, papers, on },
            ) => {
                content.check(&papers)?;
                Ok(vec![Event::Begun { review, invitation, expert, role, content, on }])
            }
            (Self::There(_), Command::Begin { .. }) => Err(Rejection::OpinionAlreadyBegun),
            (Self::There(standing), command) => standing.decide(command),
            (Self::Absent, Command::Void { .. }) => Ok(Vec::new()),
            (
                Self::Absent,
                Command::Write { .. }
                | Command::Return { .. }
                | Command::Consider { .. }
                | Command::Confirm { .. },
            ) => Err(Rejection::OpinionNotFound),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Begun { review, invitation, expert, role, content, on }) => {
                let standing = Standing::new(*review, *invitation, expert, *role, content, *on);
                Self::There(Box::new(standing))
            }
            (Self::Absent, _later) => Self::Absent,
            (Self::There(standing), later) => Self::There(Box::new(standing.after(later))),
        }
    }
}

impl Opinion {
    /// How it stands; `None` before it is begun.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::Absent => None,
            Self::There(standing) => Some(standing),
        }
    }
}
