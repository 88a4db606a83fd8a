//! A workshop or conference (hội thảo, hội nghị tư vấn, phản biện) that a Union held, for one of its reviews or for none.
//!
//! absent → recorded → retracted; a recorded one is corrected as often as need be
//!
//! Invariants: a correction changes something, and leaves whose workshop it is; what was retracted is never counted
//! again, and nothing follows it.

mod rejection;
#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use super::{CitedFile, Officer, ReviewId, UnitId};

pub use rejection::Rejection;

/// What it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WorkshopKind {
    /// Hội thảo.
    Workshop,
    /// Hội nghị.
    Conference,
}

/// What is recorded of it. Nobody who took part is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub kind: WorkshopKind,
    pub theme: String,
    pub held_on: NaiveDate,
    pub place: String,
    pub participants: u32,
    /// That it was held for.
    pub review: Option<ReviewId>,
    pub minutes: CitedFile,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Record {
        union: UnitId,
        content: Box<Content>,
        /// Sample data, and no real fact.
        illustrative: bool,
        by: Officer,
    },
    /// Of the Union's.
    Correct { of: UnitId, content: Box<Content>, reason: String, on: NaiveDate, by: Officer },
    /// Of the Union's.
    Retract { of: UnitId, reason: String, on: NaiveDate, by: Officer },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Recorded {
        union: UnitId,
        content: Box<Content>,
        illustrative: bool,
        by: Officer,
    },
    Corrected {
        union: UnitId,
        /// All of it, as it is right.
        content: Box<Content>,
        illustrative: bool,
        reason: String,
        on: NaiveDate,
        by: Officer,
    },
    Retracted {
        union: UnitId,
        reason: String,
        on: NaiveDate,
        by: Officer,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Workshop {
    #[default]
    Absent,
    Recorded {
        union: UnitId,
        content: Box<Content>,
        illustrative: bool,
    },
    Retracted {
        union: UnitId,
    },
}

impl Decider for Workshop {
    const CATEGORY: &'static str = "workshop";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Record { union, content, illustrative, by }) => {
                Ok(vec![Event::Recorded { union, content, illustrative, by }])
            }
            (Self::Recorded { .. } | Self::Retracted { .. }, Command::Record { .. }) => {
                Err(Rejection::WorkshopAlreadyRecorded)
            }
            (
                Self::Recorded { union, content: known, illustrative },
                Command::Correct { of, content, reason, on, by },
            ) if of == *union => {
                if content == *known {
                    return Err(Rejection::NothingCorrected);
                }
                let illustrative = *illustrative;
                Ok(vec![Event::Corrected { union: of, content, illustrative, reason, on, by }])
            }
            (Self::Recorded { union, .. }, Command::Retract { of, reason, on, by })
                if of == *union =>
            {
                Ok(vec![Event::Retracted { union: of, reason, on, by }])
            }
            (
                Self::Retracted { union },
                Command::Correct { of, .. } | Command::Retract { of, .. },
            ) if of == *union => Err(Rejection::StateNotAllowed),
            // Rights are over units: it is not to be reached under the name of another one.
            (
                Self::Absent | Self::Recorded { .. } | Self::Retracted { .. },
                Command::Correct { .. } | Command::Retract { .. },
            ) => Err(Rejection::WorkshopNotFound),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Recorded { union, content, illustrative, .. }
            | Event::Corrected { union, content, illustrative, .. } => {
                let (union, illustrative) = (*union, *illustrative);
                Self::Recorded { union, content: content.clone(), illustrative }
            }
            Event::Retracted { union, .. } => Self::Retracted { union: *union },
        }
    }
}
