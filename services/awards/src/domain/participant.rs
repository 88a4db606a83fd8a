//! A participant (tác giả, người hướng dẫn): a person in one round, sealed under a key of its own.
//!
//! absent → kept ⇄ erasure requested → erased → key destroyed
//!
//! Invariants: nothing that tells who it is stands here in clear; only whoever registered it corrects it or names it
//! in an entry, for others there is none; two different officers erase; what is erased is never kept again.

mod details;
mod rejection;
#[cfg(test)]
mod scenarios;

use chrono::{DateTime, NaiveDate, Utc};
use ledger::Decider;
use ledger::sealed::Sealed;
use serde::{Deserialize, Serialize};

use crate::domain::{Holder, Officer, RoundId};

pub use details::{BirthDate, Details};
pub use rejection::Rejection;

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Register {
        round: RoundId,
        holder: Holder,
        details: Sealed<Details>,
        occurred_on: NaiveDate,
    },
    Correct {
        round: RoundId,
        by: Officer,
        details: Sealed<Details>,
        occurred_on: NaiveDate,
    },
    /// Of an act that takes a letter of it in, whoever registered it.
    ConfirmIn {
        round: RoundId,
    },
    /// Of an act that names it in an entry.
    Confirm {
        round: RoundId,
        by: Officer,
    },
    RequestErasure {
        by: Officer,
        basis: Basis,
        occurred_on: NaiveDate,
    },
    RefuseErasure {
        ground: RefusalGround,
        occurred_on: NaiveDate,
    },
    ConfirmErasure {
        by: Officer,
        occurred_on: NaiveDate,
    },
    RecordKeyDestroyed {
        at: DateTime<Utc>,
    },
}

/// Why personal data are to be erased. A closed list: words of one's own would be personal data too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Basis {
    Asked,
    PurposeDone,
    RetentionOver,
    AuthorityDecision,
    Agreement,
}

/// Why an erasure does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefusalGround {
    LegalRetention,
    IdentityNotProved,
    PurposeContinues,
    Withdrawn,
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Registered { round: RoundId, holder: Holder, details: Sealed<Details>, occurred_on: NaiveDate },
    Corrected { details: Sealed<Details>, occurred_on: NaiveDate },
    ErasureRequested { by: Officer, basis: Basis, occurred_on: NaiveDate },
    ErasureRefused { ground: RefusalGround, occurred_on: NaiveDate },
    Erased { basis: Basis, occurred_on: NaiveDate },
    KeyDestroyed { at: DateTime<Utc> },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Participant {
    #[default]
    Absent,
    Kept(Keeping),
    ErasureRequested {
        keeping: Keeping,
        by: Officer,
        basis: Basis,
        requested_on: NaiveDate,
    },
    Erased,
    KeyDestroyed,
}

/// For what and by whom a participant is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Keeping {
    round: RoundId,
    holder: Holder,
    details: Sealed<Details>,
}

impl Decider for Participant {
    const CATEGORY: &'static str = "participant";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Register { round, holder, details, occurred_on } => match self {
                Self::Absent => Ok(vec![Event::Registered { round, holder, details, occurred_on }]),
                Self::Kept(_) | Self::ErasureRequested { .. } => {
                    Err(Rejection::ParticipantAlreadyExists)
                }
                Self::Erased | Self::KeyDestroyed => Err(Rejection::ParticipantErased),
            },
            Command::Correct { round, by, details, occurred_on } => {
                self.kept(round, &by)?;
                Ok(vec![Event::Corrected { details, occurred_on }])
            }
            Command::Confirm { round, by } => {
                self.kept(round, &by)?;
                Ok(Vec::new())
            }
            Command::ConfirmIn { round } => {
                self.kept_in(round)?;
                Ok(Vec::new())
            }
            Command::RequestErasure { by, basis, occurred_on } => match self {
                Self::Absent => Err(Rejection::ParticipantNotFound),
                Self::Kept(_) => Ok(vec![Event::ErasureRequested { by, basis, occurred_on }]),
                Self::ErasureRequested { requested_on, .. } => {
                    let requested_on = *requested_on;
                    Err(Rejection::ErasureAlreadyRequested { requested_on })
                }
                Self::Erased | Self::KeyDestroyed => Ok(Vec::new()),
            },
            Command::RefuseErasure { ground, occurred_on } => match self {
                Self::Absent => Err(Rejection::ParticipantNotFound),
                Self::Kept(_) => Err(Rejection::ErasureNotRequested),
                Self::ErasureRequested { .. } => {
                    Ok(vec![Event::ErasureRefused { ground, occurred_on }])
                }
                Self::Erased | Self::KeyDestroyed => Err(Rejection::ParticipantErased),
            },
            Command::ConfirmErasure { by, occurred_on } => self.confirm_erasure(&by, occurred_on),
            Command::RecordKeyDestroyed { at } => match self {
                Self::Absent => Err(Rejection::ParticipantNotFound),
                Self::Kept(_) | Self::ErasureRequested { .. } => {
                    Err(Rejection::ErasureNotRequested)
                }
                Self::Erased => Ok(vec![Event::KeyDestroyed { at }]),
                Self::KeyDestroyed => Ok(Vec::new()),
            },
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Registered { round, holder, details, .. }) => {
                let (holder, details) = (holder.clone(), details.clone());
                Self::Kept(Keeping { round: *round, holder, details })
            }
            (Self::Kept(keeping), Event::Corrected { details, .. }) => {
                Self::Kept(Keeping { details: details.clone(), ..keeping })
            }
            (
                Self::ErasureRequested { keeping, by, basis, requested_on },
                Event::Corrected { details, .. },
            ) => {
                let keeping = Keeping { details: details.clone(), ..keeping };
                Self::ErasureRequested { keeping, by, basis, requested_on }
            }
            (Self::Kept(keeping), Event::ErasureRequested { by, basis, occurred_on }) => {
                let (by, requested_on) = (by.clone(), *occurred_on);
                Self::ErasureRequested { keeping, by, basis: *basis, requested_on }
            }
            (Self::ErasureRequested { keeping, .. }, Event::ErasureRefused { .. }) => {
                Self::Kept(keeping)
            }
            (_, Event::Erased { .. }) => Self::Erased,
            (_, Event::KeyDestroyed { .. }) => Self::KeyDestroyed,
            (
                state,
                Event::Corrected { .. }
                | Event::ErasureRequested { .. }
                | Event::ErasureRefused { .. },
            ) => state,
        }
    }
}

impl Participant {
    /// Who it is, sealed; none where there is nobody, or nobody any more.
    #[must_use]
    pub fn details(&self) -> Option<&Sealed<Details>> {
        match self {
            Self::Kept(keeping) | Self::ErasureRequested { keeping, .. } => Some(&keeping.details),
            Self::Absent | Self::Erased | Self::KeyDestroyed => None,
        }
    }

    /// Whoever did not register it is not told that it is there.
    fn kept(&self, in_round: RoundId, by: &Officer) -> Result<(), Rejection> {
        match self.kept_in(in_round)?.holder.is(by) {
            true => Ok(()),
            false => Err(Rejection::ParticipantNotFound),
        }
    }

    fn kept_in(&self, in_round: RoundId) -> Result<&Keeping, Rejection> {
        match self {
            Self::Kept(keeping) | Self::ErasureRequested { keeping, .. } => {
                match keeping.round == in_round {
                    true => Ok(keeping),
                    false => Err(Rejection::ParticipantNotFound),
                }
            }
            Self::Absent => Err(Rejection::ParticipantNotFound),
            Self::Erased | Self::KeyDestroyed => Err(Rejection::ParticipantErased),
        }
    }

    fn confirm_erasure(
        &self,
        officer: &Officer,
        occurred_on: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Absent => Err(Rejection::ParticipantNotFound),
            Self::Kept(_) => Err(Rejection::ErasureNotRequested),
            Self::ErasureRequested { by, .. } if by.person == officer.person => {
                Err(Rejection::SamePerson)
            }
            Self::ErasureRequested { basis, .. } => {
                Ok(vec![Event::Erased { basis: *basis, occurred_on }])
            }
            Self::Erased | Self::KeyDestroyed => Ok(Vec::new()),
        }
    }
}
