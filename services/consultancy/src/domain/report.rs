//! The report on a review (báo cáo tư vấn, phản biện, giám định): statements that rest on opinions, and numbered
//! recommendations (kiến nghị).
//!
//! absent → draft → submitted → approved → delivered; submitted → returned → submitted; draft or returned →
//! draft (another round)
//!
//! Invariants: a synthesis begins when the opinions are there, or the chair does not wait for them; each
//! statement rests on opinions that stand, when it is written and when it is handed in; opinions that were kept
//! apart go with it as they were, and nobody can drop one, or pass it over in silence; who submitted it does not
//! approve it; what was approved does not change, and has the hash of what it says. Where the review stands is on
//! its own stream.

pub mod content;
mod rejection;
#[cfg(test)]
mod scenarios;
mod standing;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use self::content::{Attached, Content, Standings};
use super::{CitedFile, InvitationId, Officer};

pub use rejection::Rejection;
pub use standing::{Stage, Standing};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// By who leads the council, as its stream confirms.
    Waive {
        invitation: InvitationId,
        reason: String,
        on: NaiveDate,
    },
    /// That opinions are there, and that the council has met, its own stream confirms.
    Start {
        /// Opinions on a version of a document that was replaced.
        on_old_version: usize,
        on: NaiveDate,
        by: Officer,
    },
    Save {
        content: Box<Content>,
        opinions: Standings,
        on: NaiveDate,
        by: Officer,
    },
    Submit {
        opinions: Standings,
        attached: Box<Attached>,
        on: NaiveDate,
        by: Officer,
    },
    Return {
        reason: String,
        on: NaiveDate,
        by: Officer,
    },
    Approve {
        on: NaiveDate,
        by: Officer,
    },
    Deliver {
        receipt: CitedFile,
        answer_by: NaiveDate,
        on: NaiveDate,
        by: Officer,
    },
    /// By the requester.
    Acknowledge {
        sha256: String,
        on: NaiveDate,
        by: Officer,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    OpinionsWaived {
        invitation: InvitationId,
        reason: String,
        on: NaiveDate,
    },
    Started {
        on: NaiveDate,
        by: Officer,
    },
    Saved {
        content: Box<Content>,
        on: NaiveDate,
        by: Officer,
    },
    Submitted {
        attached: Box<Attached>,
        on: NaiveDate,
        by: Officer,
    },
    Returned {
        reason: String,
        on: NaiveDate,
        by: Officer,
    },
    Approved {
        /// Of what it says, in lower-case hexadecimal digits.
        sha256: String,
        on: NaiveDate,
        by: Officer,
    },
    Delivered {
        receipt: CitedFile,
        answer_by: NaiveDate,
        on: NaiveDate,
        by: Officer,
    },
    Acknowledged {
        on: NaiveDate,
        by: Officer,
    },
}

/// From the beginning it is there: a chair may waive opinions before anything is written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    standing: Option<Box<Standing>>,
    waiver: Option<String>,
}

impl Decider for Report {
    const CATEGORY: &'static str = "review_report";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Waive { invitation, reason, on } => {
                self.may_start()?;
                Ok(vec![Event::OpinionsWaived { invitation, reason, on }])
            }
            Command::Start { on_old_version, on, by } => {
                self.may_start()?;
                if on_old_version > 0 && !self.is_waived() {
                    return Err(Rejection::OpinionsOnOldVersion { count: on_old_version });
                }
                Ok(vec![Event::Started { on, by }])
            }
            Command::Save { content, opinions, on, by } => {
                self.begun()?.save(content, &opinions, on, by)
            }
            Command::Submit { opinions, attached, on, by } => {
                self.begun()?.submit(&opinions, attached, on, by)
            }
            Command::Return { reason, on, by } => {
                self.begun()?.within(&[Stage::Submitted])?;
                Ok(vec![Event::Returned { reason, on, by }])
            }
            Command::Approve { on, by } => self.begun()?.approve(on, by),
            Command::Deliver { receipt, answer_by, on, by } => {
                self.begun()?.within(&[Stage::Approved])?;
                Ok(vec![Event::Delivered { receipt, answer_by, on, by }])
            }
            Command::Acknowledge { sha256, on, by } => self.begun()?.acknowledge(&sha256, on, by),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::OpinionsWaived { reason, .. } => Self { waiver: Some(reason.clone()), ..self },
            Event::Started { on, .. } => {
                let content = self.standing.and_then(|before| before.content);
                let standing = Standing::new(content, self.waiver, *on);
                Self { standing: Some(Box::new(standing)), waiver: None }
            }
            Event::Saved { .. }
            | Event::Submitted { .. }
            | Event::Returned { .. }
            | Event::Approved { .. }
            | Event::Delivered { .. }
            | Event::Acknowledged { .. } => {
                let standing = self.standing.map(|standing| Box::new(standing.after(event)));
                Self { standing, ..self }
            }
        }
    }
}

impl Report {
    /// How it stands; `None` before the synthesis has begun.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        self.standing.as_deref()
    }

    /// The chair lets the next synthesis begin without some of the opinions.
    #[must_use]
    pub fn is_waived(&self) -> bool {
        self.waiver.is_some()
    }

    fn begun(&self) -> Result<&Standing, Rejection> {
        self.standing().ok_or(Rejection::ReportNotFound)
    }

    /// Before the first synthesis, or in another round.
    fn may_start(&self) -> Result<(), Rejection> {
        self.standing().map_or(Ok(()), |it| it.within(&[Stage::Draft, Stage::Returned]))
    }
}
