//! A person: who it is, sealed under a key of its own, and how that is erased.
//!
//! absent → kept ⇄ erasure requested → erased → key destroyed
//!
//! Invariants: nothing that tells who it is stands here in clear; two different officers erase; what is erased
//! is never kept again.

mod details;
#[cfg(test)]
mod scenarios;

use chrono::{DateTime, NaiveDate, Utc};
use ledger::sealed::Sealed;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

pub use details::Details;

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Register { details: Sealed<Details>, occurred_on: NaiveDate },
    Correct { details: Sealed<Details>, occurred_on: NaiveDate },
    RequestErasure { by: Officer, basis: Basis, occurred_on: NaiveDate },
    RefuseErasure { ground: RefusalGround, occurred_on: NaiveDate },
    ConfirmErasure { by: Officer, occurred_on: NaiveDate },
    RecordKeyDestroyed { at: DateTime<Utc> },
}

/// Who decides, as the verified token names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Officer(pub String);

impl Officer {
    /// An erasure needs two: whether this one may be the second (`domain.md` 2.2).
    #[must_use]
    pub fn may_confirm(&self, requested_by: &Self) -> bool {
        self != requested_by
    }
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

/// What is erased: all that the person's key opens. What the law says to keep is not under that key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scope {
    AllButSignedDocuments,
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Registered { details: Sealed<Details>, occurred_on: NaiveDate },
    Corrected { details: Sealed<Details>, occurred_on: NaiveDate },
    ErasureRequested { by: Officer, basis: Basis, occurred_on: NaiveDate },
    ErasureRefused { ground: RefusalGround, occurred_on: NaiveDate },
    Erased { basis: Basis, scope: Scope, occurred_on: NaiveDate },
    KeyDestroyed { at: DateTime<Utc> },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such person")]
    PersonNotFound,
    #[error("there is such a person already")]
    PersonAlreadyExists,
    #[error("the person's data are erased")]
    PersonErased,
    #[error("the erasure was requested on {requested_on} already")]
    ErasureAlreadyRequested { requested_on: NaiveDate },
    #[error("no erasure is requested")]
    ErasureNotRequested,
    #[error("who requested the erasure cannot confirm it")]
    SamePerson,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Person {
    #[default]
    Absent,
    Kept,
    ErasureRequested {
        by: Officer,
        basis: Basis,
        requested_on: NaiveDate,
    },
    Erased,
    KeyDestroyed,
}

impl Decider for Person {
    const CATEGORY: &'static str = "person";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Register { details, occurred_on } => match self {
                Self::Absent => Ok(vec![Event::Registered { details, occurred_on }]),
                Self::Kept | Self::ErasureRequested { .. } => Err(Rejection::PersonAlreadyExists),
                Self::Erased | Self::KeyDestroyed => Err(Rejection::PersonErased),
            },
            Command::Correct { details, occurred_on } => match self {
                Self::Absent => Err(Rejection::PersonNotFound),
                Self::Kept | Self::ErasureRequested { .. } => {
                    Ok(vec![Event::Corrected { details, occurred_on }])
                }
                Self::Erased | Self::KeyDestroyed => Err(Rejection::PersonErased),
            },
            Command::RequestErasure { by, basis, occurred_on } => match self {
                Self::Absent => Err(Rejection::PersonNotFound),
                Self::Kept => Ok(vec![Event::ErasureRequested { by, basis, occurred_on }]),
                Self::ErasureRequested { requested_on, .. } => {
                    let requested_on = *requested_on;
                    Err(Rejection::ErasureAlreadyRequested { requested_on })
                }
                Self::Erased | Self::KeyDestroyed => Ok(Vec::new()),
            },
            Command::RefuseErasure { ground, occurred_on } => match self {
                Self::Absent => Err(Rejection::PersonNotFound),
                Self::Kept => Err(Rejection::ErasureNotRequested),
                Self::ErasureRequested { .. } => {
                    Ok(vec![Event::ErasureRefused { ground, occurred_on }])
                }
                Self::Erased | Self::KeyDestroyed => Err(Rejection::PersonErased),
            },
            Command::ConfirmErasure { by, occurred_on } => self.confirm(&by, occurred_on),
            Command::RecordKeyDestroyed { at } => match self {
                Self::Absent => Err(Rejection::PersonNotFound),
                Self::Kept | Self::ErasureRequested { .. } => Err(Rejection::ErasureNotRequested),
                Self::Erased => Ok(vec![Event::KeyDestroyed { at }]),
                Self::KeyDestroyed => Ok(Vec::new()),
            },
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Registered { .. } | Event::ErasureRefused { .. } => Self::Kept,
            Event::Corrected { .. } => self,
            Event::ErasureRequested { by, basis, occurred_on } => {
                Self::ErasureRequested { by: by.clone(), basis: *basis, requested_on: *occurred_on }
            }
            Event::Erased { .. } => Self::Erased,
            Event::KeyDestroyed { .. } => Self::KeyDestroyed,
        }
    }
}

impl Person {
    fn confirm(&self, officer: &Officer, occurred_on: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Absent => Err(Rejection::PersonNotFound),
            Self::Kept => Err(Rejection::ErasureNotRequested),
            Self::ErasureRequested { by, .. } if !officer.may_confirm(by) => {
                Err(Rejection::SamePerson)
            }
            Self::ErasureRequested { basis, .. } => {
                let scope = Scope::AllButSignedDocuments;
                Ok(vec![Event::Erased { basis: *basis, scope, occurred_on }])
            }
            Self::Erased | Self::KeyDestroyed => Ok(Vec::new()),
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::PersonNotFound => RejectionKind::NotFound,
            Self::PersonAlreadyExists => RejectionKind::AlreadyExists,
            Self::PersonErased
            | Self::ErasureAlreadyRequested { .. }
            | Self::ErasureNotRequested => RejectionKind::Precondition,
            Self::SamePerson => RejectionKind::Forbidden,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ErasureAlreadyRequested { requested_on } => {
                vec![("requested_on", requested_on.to_string())]
            }
            Self::PersonNotFound
            | Self::PersonAlreadyExists
            | Self::PersonErased
            | Self::ErasureNotRequested
            | Self::SamePerson => Vec::new(),
        }
    }
}
