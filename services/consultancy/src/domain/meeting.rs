//! A meeting of a council (họp hội đồng): who was there, how it concluded, and what was kept apart.
//!
//! absent → convened → held; convened → cancelled
//!
//! Invariants: it is not held before its day; a majority is more than half of those present; an opinion that
//! was kept apart (ý kiến bảo lưu) is of somebody who was there, once, and nobody can drop it. That those
//! present are a quorum, and that the papers were there in time, is held on the council's stream in the same
//! act.

mod rejection;
#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use super::{CitedFile, InvitationId, Officer, ReviewId};

pub use rejection::Rejection;

/// How a council came to its conclusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// All agreed.
    Consensus,
    Majority {
        votes_for: u32,
        votes_against: u32,
    },
}

/// What a meeting came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Minutes {
    /// Those who were there, by their invitations.
    pub present: Vec<InvitationId>,
    pub chaired_by: InvitationId,
    pub conclusion: Conclusion,
    pub file: CitedFile,
}

/// An opinion that was kept apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dissent {
    pub invitation: InvitationId,
    pub text: String,
    /// It goes with the report, unnamed.
    pub attach: bool,
    pub recorded_on: NaiveDate,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Convene {
        review: ReviewId,
        planned_on: NaiveDate,
        on: NaiveDate,
        by: Officer,
    },
    Cancel {
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    Hold {
        on: NaiveDate,
        minutes: Box<Minutes>,
        /// Of the council.
        members: u32,
        by: Officer,
    },
    Dissent {
        dissent: Dissent,
    },
    /// Records nothing, and holds it: so many opinions were kept apart.
    ConfirmDissents {
        count: usize,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Convened {
        review: ReviewId,
        planned_on: NaiveDate,
        on: NaiveDate,
        by: Officer,
    },
    Cancelled {
        on: NaiveDate,
        reason: String,
        by: Officer,
    },
    Held {
        review: ReviewId,
        on: NaiveDate,
        minutes: Box<Minutes>,
        members: u32,
        by: Officer,
    },
    DissentRecorded {
        review: ReviewId,
        #[serde(flatten)]
        dissent: Dissent,
    },
}

/// How far a meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    Convened,
    Held,
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Meeting {
    #[default]
    Absent,
    Convened {
        review: ReviewId,
        convened_on: NaiveDate,
        planned_on: NaiveDate,
    },
    Held {
        review: ReviewId,
        held_on: NaiveDate,
        present: Vec<InvitationId>,
        dissents: Vec<Dissent>,
    },
    Cancelled,
}

impl Decider for Meeting {
    const CATEGORY: &'static str = "meeting";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Convene { review, planned_on, on, by } => match self {
                Self::Absent if planned_on < on => Err(Rejection::PlannedInThePast),
                Self::Absent => Ok(vec![Event::Convened { review, planned_on, on, by }]),
                Self::Convened { .. } | Self::Held { .. } | Self::Cancelled => {
                    Err(Rejection::MeetingAlreadyConvened)
                }
            },
            Command::Cancel { on, reason, by } => {
                self.convened(|convened_on, _| convened_on, on)?;
                Ok(vec![Event::Cancelled { on, reason, by }])
            }
            Command::Hold { on, minutes, members, by } => {
                let review = self.convened(|_, planned_on| planned_on, on)?;
                minutes.add_up()?;
                Ok(vec![Event::Held { review, on, minutes, members, by }])
            }
            Command::Dissent { dissent } => self.keep_apart(dissent),
            Command::ConfirmDissents { count } if self.dissents().len() == count => Ok(Vec::new()),
            Command::ConfirmDissents { .. } => Err(Rejection::DissentsChanged),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Convened { review, planned_on, on, .. }) => {
                let (convened_on, planned_on) = (*on, *planned_on);
                Self::Convened { review: *review, convened_on, planned_on }
            }
            (_, Event::Cancelled { .. }) => Self::Cancelled,
            (_, Event::Held { review, on, minutes, .. }) => Self::Held {
                review: *review,
                held_on: *on,
                present: minutes.present.clone(),
                dissents: Vec::new(),
            },
            (
                Self::Held { review, held_on, present, mut dissents },
                Event::DissentRecorded { dissent, .. },
            ) => {
                dissents.push(dissent.clone());
                Self::Held { review, held_on, present, dissents }
            }
            (state, Event::DissentRecorded { .. }) => state,
        }
    }
}

impl Minutes {
    /// The votes of a majority are of those present, and more than half of them are for it. A consensus was not
    /// voted on.
    fn add_up(&self) -> Result<(), Rejection> {
        let present = u64::try_from(self.present.len()).unwrap_or(u64::MAX);
        match self.conclusion {
            Conclusion::Consensus => Ok(()),
            Conclusion::Majority { votes_for, votes_against } => {
                let (votes_for, against) = (u64::from(votes_for), u64::from(votes_against));
                let adds_up = votes_for + against <= present && 2 * votes_for > present;
                if adds_up { Ok(()) } else { Err(Rejection::VotesDoNotAddUp) }
            }
        }
    }
}

impl Meeting {
    /// Of which review; `None` before it is convened, and after it was cancelled.
    #[must_use]
    pub fn review(&self) -> Option<ReviewId> {
        match self {
            Self::Absent | Self::Cancelled => None,
            Self::Convened { review, .. } | Self::Held { review, .. } => Some(*review),
        }
    }

    /// Opinions that were kept apart.
    #[must_use]
    pub fn dissents(&self) -> &[Dissent] {
        match self {
            Self::Absent | Self::Convened { .. } | Self::Cancelled => &[],
            Self::Held { dissents, .. } => dissents,
        }
    }

    /// On a day that is not before the one of both that counts.
    fn convened(
        &self,
        earliest: impl FnOnce(NaiveDate, NaiveDate) -> NaiveDate,
        on: NaiveDate,
    ) -> Result<ReviewId, Rejection> {
        match self {
            Self::Convened { review, convened_on, planned_on } => {
                let earliest = earliest(*convened_on, *planned_on);
                if on < earliest {
                    return Err(Rejection::BeforeMeeting { earliest });
                }
                Ok(*review)
            }
            Self::Absent => Err(Rejection::MeetingNotFound),
            Self::Held { .. } => Err(Rejection::StateNotAllowed { state: Stage::Held }),
            Self::Cancelled => Err(Rejection::StateNotAllowed { state: Stage::Cancelled }),
        }
    }

    fn keep_apart(&self, dissent: Dissent) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Held { review, held_on, present, dissents } => {
                if !present.contains(&dissent.invitation) {
                    return Err(Rejection::WasNotPresent);
                }
                if dissents.iter().any(|known| known.invitation == dissent.invitation) {
                    return Err(Rejection::DissentAlreadyRecorded);
                }
                if dissent.recorded_on < *held_on {
                    return Err(Rejection::BeforeMeeting { earliest: *held_on });
                }
                Ok(vec![Event::DissentRecorded { review: *review, dissent }])
            }
            Self::Absent => Err(Rejection::MeetingNotFound),
            Self::Convened { .. } => Err(Rejection::StateNotAllowed { state: Stage::Convened }),
            Self::Cancelled => Err(Rejection::StateNotAllowed { state: Stage::Cancelled }),
        }
    }
}
