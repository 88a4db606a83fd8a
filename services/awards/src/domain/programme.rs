//! A programme of contests, awards or honours (giải thưởng, hội thi, cuộc thi, tôn vinh): what goes on from round to
//! round.
//!
//! absent → defined, with terms that are amended → ended
//!
//! Invariants: a number of a round is taken once; no round is planned before the programme is there, nor after it
//! has ended. Rounds that run go on when it ends.

#[cfg(test)]
mod scenarios;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

use crate::domain::{DecisionRef, UnitId};

/// What sort of programme it is. How it is judged does not follow from it, because each round has its ruleset; whether
/// prizes or honours come of it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Family {
    /// Hội thi Sáng tạo Kỹ thuật.
    TechContest,
    /// Cuộc thi Sáng tạo Thanh thiếu niên Nhi đồng.
    YouthContest,
    /// Giải thưởng KH&CN của tỉnh.
    ProvincialStAward,
    /// Giải thưởng Sáng tạo KH&CN Việt Nam, to which the province nominates.
    NationalStAward,
    /// Tôn vinh Trí thức KH&CN tiêu biểu.
    IntellectualHonour,
}

/// What it is, in all its rounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    pub name: String,
    pub cycle_months: u32,
    /// Decides its prizes.
    pub decider: UnitId,
    /// What it rests on, as printed.
    pub legal_basis: String,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Define {
        organiser: UnitId,
        family: Family,
        terms: Terms,
        defined_on: NaiveDate,
        decision: DecisionRef,
        illustrative: bool,
    },
    Amend {
        of: UnitId,
        terms: Terms,
        amended_on: NaiveDate,
        decision: DecisionRef,
    },
    End {
        of: UnitId,
        ended_on: NaiveDate,
        decision: DecisionRef,
    },
    /// Of the act that plans a round.
    TakeNumber {
        of: UnitId,
        number: u32,
        planned_on: NaiveDate,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Defined {
        organiser: UnitId,
        family: Family,
        terms: Terms,
        defined_on: NaiveDate,
        decision: DecisionRef,
        /// Sample data, and no real fact.
        illustrative: bool,
    },
    Amended {
        terms: Terms,
        amended_on: NaiveDate,
        decision: DecisionRef,
    },
    Ended {
        ended_on: NaiveDate,
        decision: DecisionRef,
    },
    NumberTaken {
        number: u32,
    },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such programme of that unit")]
    ProgrammeNotFound,
    #[error("the programme is defined already")]
    ProgrammeAlreadyDefined,
    #[error("the programme has ended")]
    ProgrammeEnded { ended_on: NaiveDate },
    #[error("the programme is as it is from {since} on")]
    BeforeProgramme { since: NaiveDate },
    #[error("there is a round {number} already")]
    RoundNumberTaken { number: u32 },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Programme {
    #[default]
    Absent,
    Defined(Standing),
    Ended {
        standing: Standing,
        ended_on: NaiveDate,
    },
}

/// What later acts are judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    organiser: UnitId,
    family: Family,
    illustrative: bool,
    defined_on: NaiveDate,
    /// The last change of its terms: nothing follows earlier.
    since: NaiveDate,
    numbers: BTreeSet<u32>,
}

impl Decider for Programme {
    const CATEGORY: &'static str = "programme";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Define { organiser, family, terms, defined_on, decision, illustrative } => {
                match self {
                    Self::Absent => Ok(vec![Event::Defined {
                        organiser,
                        family,
                        terms,
                        defined_on,
                        decision,
                        illustrative,
                    }]),
                    Self::Defined(_) | Self::Ended { .. } => {
                        Err(Rejection::ProgrammeAlreadyDefined)
                    }
                }
            }
            Command::Amend { of, terms, amended_on, decision } => {
                self.going_on(of)?.after(amended_on)?;
                Ok(vec![Event::Amended { terms, amended_on, decision }])
            }
            Command::End { of, ended_on, decision } => {
                self.going_on(of)?.after(ended_on)?;
                Ok(vec![Event::Ended { ended_on, decision }])
            }
            Command::TakeNumber { of, number, planned_on } => {
                let standing = self.going_on(of)?;
                if planned_on < standing.defined_on {
                    return Err(Rejection::BeforeProgramme { since: standing.defined_on });
                }
                if standing.numbers.contains(&number) {
                    return Err(Rejection::RoundNumberTaken { number });
                }
                Ok(vec![Event::NumberTaken { number }])
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Defined { organiser, family, defined_on, illustrative, .. }) => {
                Self::Defined(Standing {
                    organiser: *organiser,
                    family: *family,
                    illustrative: *illustrative,
                    defined_on: *defined_on,
                    since: *defined_on,
                    numbers: BTreeSet::new(),
                })
            }
            (Self::Defined(standing), Event::Amended { amended_on, .. }) => {
                Self::Defined(Standing { since: *amended_on, ..standing })
            }
            (Self::Defined(standing), Event::Ended { ended_on, .. }) => {
                Self::Ended { standing, ended_on: *ended_on }
            }
            (Self::Defined(mut standing), Event::NumberTaken { number }) => {
                standing.numbers.insert(*number);
                Self::Defined(standing)
            }
            (
                state @ (Self::Absent | Self::Ended { .. }),
                Event::Amended { .. } | Event::Ended { .. } | Event::NumberTaken { .. },
            ) => state,
        }
    }
}

impl Programme {
    /// Rights are over units: a programme is not to be reached under the name of another one.
    fn going_on(&self, of: UnitId) -> Result<&Standing, Rejection> {
        match self {
            Self::Defined(standing) if standing.organiser == of => Ok(standing),
            Self::Ended { standing, ended_on } if standing.organiser == of => {
                Err(Rejection::ProgrammeEnded { ended_on: *ended_on })
            }
            Self::Absent | Self::Defined(_) | Self::Ended { .. } => {
                Err(Rejection::ProgrammeNotFound)
            }
        }
    }

    /// What its rounds need to know of it; none where there is no such programme.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::Absent => None,
            Self::Defined(standing) | Self::Ended { standing, .. } => Some(standing),
        }
    }
}

impl Standing {
    #[must_use]
    pub fn family(&self) -> Family {
        self.family
    }

    /// A round of a sample is a sample.
    #[must_use]
    pub fn is_illustrative(&self) -> bool {
        self.illustrative
    }

    fn after(&self, day: NaiveDate) -> Result<(), Rejection> {
        if day < self.since {
            return Err(Rejection::BeforeProgramme { since: self.since });
        }
        Ok(())
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::ProgrammeNotFound => RejectionKind::NotFound,
            Self::ProgrammeAlreadyDefined => RejectionKind::AlreadyExists,
            Self::ProgrammeEnded { .. }
            | Self::BeforeProgramme { .. }
            | Self::RoundNumberTaken { .. } => RejectionKind::Precondition,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ProgrammeEnded { ended_on } => vec![("ended_on", ended_on.to_string())],
            Self::BeforeProgramme { since } => vec![("since", since.to_string())],
            Self::RoundNumberTaken { number } => vec![("number", number.to_string())],
            Self::ProgrammeNotFound | Self::ProgrammeAlreadyDefined => Vec::new(),
        }
    }
}
