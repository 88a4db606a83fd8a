//! What a requester thinks of a review that was delivered to it (đánh giá chất lượng).
//!
//! absent → rated, and rated anew as often as need be
//!
//! Invariants: it is the requester's, who rates once; rating anew changes something, and stands in the place of what was
//! said before. That the review was delivered, and is not closed where it is rated anew, the review itself says.

mod rejection;
#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use super::{Officer, UnitId};

pub use rejection::Rejection;

/// From 1, the worst, to 5, the best. The scale is part of what the mean of scores says: another scale would be another
/// figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(u32);

impl Score {
    pub const WORST: u32 = 1;
    pub const BEST: u32 = 5;

    /// `None` for what is not on the scale.
    #[must_use]
    pub fn new(score: u32) -> Option<Self> {
        (Self::WORST..=Self::BEST).contains(&score).then_some(Self(score))
    }

    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// What the requester says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub score: Score,
    pub note: Option<String>,
}

/// Whose review it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// That carried it out.
    pub union: UnitId,
    /// That asked for it, and rates it.
    pub requester: UnitId,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Rate {
        parties: Parties,
        content: Content,
        on: NaiveDate,
        by: Officer,
    },
    /// By the requester.
    Revise {
        requester: UnitId,
        content: Content,
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
    Rated { parties: Parties, content: Content, on: NaiveDate, by: Officer },
    Revised { parties: Parties, content: Content, on: NaiveDate, by: Officer },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Rating {
    #[default]
    Absent,
    Rated {
        parties: Parties,
        content: Content,
    },
}

impl Decider for Rating {
    const CATEGORY: &'static str = "rating";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Rate { parties, content, on, by }) => {
                Ok(vec![Event::Rated { parties, content, on, by }])
            }
            (Self::Rated { .. }, Command::Rate { .. }) => Err(Rejection::ReviewAlreadyRated),
            (
                Self::Rated { parties, content: known },
                Command::Revise { requester, content, on, by },
            ) if requester == parties.requester => {
                if content == *known {
                    return Err(Rejection::NothingRevised);
                }
                Ok(vec![Event::Revised { parties: *parties, content, on, by }])
            }
            // Rights are over units: it is not to be reached under the name of another one.
            (Self::Absent | Self::Rated { .. }, Command::Revise { .. }) => {
                Err(Rejection::RatingNotFound)
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Rated { parties, content, .. } | Event::Revised { parties, content, .. } => {
                Self::Rated { parties: *parties, content: content.clone() }
            }
        }
    }
}
