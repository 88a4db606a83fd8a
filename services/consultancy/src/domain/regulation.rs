//! The regulation of reviews (quy chế tư vấn, phản biện và giám định xã hội) of a Union: its numbers, by day.
//!
//! absent → issued (1, 2, 3, …)
//!
//! No law that we know says how many days, members or votes; the Union decides, and this is what it decided.
//! Invariants: the terms of a version hold together; each version begins after the one before. It also
//! keeps what makes experts known to others by a key and not by who they are.

#[cfg(test)]
mod scenarios;
pub mod terms;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::terms::Terms;
use crate::domain::kinds::SchemeKind;
use crate::domain::{DecisionRef, UnitId};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Issue {
        union: UnitId,
        effective_on: NaiveDate,
        terms: Box<Terms>,
        decision: DecisionRef,
        /// Drawn by whoever asks; kept in the ledger, and told to nobody.
        secret: Uuid,
    },
    Revise {
        effective_on: NaiveDate,
        terms: Box<Terms>,
        decision: DecisionRef,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Version 1.
    Issued {
        union: UnitId,
        effective_on: NaiveDate,
        terms: Box<Terms>,
        decision: DecisionRef,
        secret: Uuid,
    },
    Revised {
        union: UnitId,
        version: u32,
        effective_on: NaiveDate,
        terms: Box<Terms>,
        decision: DecisionRef,
    },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the Union has no regulation")]
    RegulationNotFound,
    #[error("the Union has a regulation already")]
    RegulationAlreadyIssued,
    #[error("a version begins after {present}, the first day of the one before")]
    NotLaterThanPresent { present: NaiveDate },
    #[error("{field} is {least} to {most}")]
    TermsOutOfRange { field: &'static str, least: u32, most: u32 },
    #[error("{field} is odd")]
    CouncilSizeEven { field: &'static str },
    #[error("it says twice how many days there are")]
    SchemeKindTwice { kind: SchemeKind },
    #[error("it does not say how many days there are")]
    SchemeKindMissing { kind: SchemeKind },
}

/// A version of the terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub version: u32,
    pub effective_on: NaiveDate,
    pub terms: Box<Terms>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Regulation {
    #[default]
    Absent,
    Issued {
        union: UnitId,
        secret: Uuid,
        present: Version,
        /// The ones before, the first one first.
        earlier: Vec<Version>,
    },
}

impl Decider for Regulation {
    const CATEGORY: &'static str = "regulation";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Issue { union, effective_on, terms, decision, secret }) => {
                terms.check()?;
                Ok(vec![Event::Issued { union, effective_on, terms, decision, secret }])
            }
            (Self::Issued { .. }, Command::Issue { .. }) => Err(Rejection::RegulationAlreadyIssued),
            (
                Self::Issued { union, present, .. },
                Command::Revise { effective_on, terms, decision },
            ) => {
                terms.check()?;
                if effective_on <= present.effective_on {
                    return Err(Rejection::NotLaterThanPresent { present: present.effective_on });
                }
                let (union, version) = (*union, present.version + 1);
                Ok(vec![Event::Revised { union, version, effective_on, terms, decision }])
            }
            (Self::Absent, Command::Revise { .. }) => Err(Rejection::RegulationNotFound),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Issued { union, effective_on, terms, secret, .. }) => Self::Issued {
                union: *union,
                secret: *secret,
                present: Version { version: 1, effective_on: *effective_on, terms: terms.clone() },
                earlier: Vec::new(),
            },
            (
                Self::Issued { union, secret, present, mut earlier },
                Event::Revised { version, effective_on, terms, .. },
            ) => {
                earlier.push(present);
                let (version, effective_on) = (*version, *effective_on);
                let present = Version { version, effective_on, terms: terms.clone() };
                Self::Issued { union, secret, present, earlier }
            }
            (Self::Absent, Event::Revised { .. }) => Self::Absent,
        }
    }
}

impl Regulation {
    /// The version that holds on a day; `None` before the first one.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&Version> {
        match self {
            Self::Absent => None,
            Self::Issued { present, earlier, .. } => {
                earlier.iter().chain([present]).rfind(|it| it.effective_on <= day)
            }
        }
    }

    /// By which others know an expert: the same for one in all reviews of the Union, and nobody who knows
    /// the subject can make it. `None` where there is no regulation.
    #[must_use]
    pub fn expert_key(&self, subject: &str) -> Option<Uuid> {
        match self {
            Self::Absent => None,
            Self::Issued { secret, .. } => Some(Uuid::new_v5(secret, subject.as_bytes())),
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::RegulationNotFound => RejectionKind::NotFound,
            Self::RegulationAlreadyIssued => RejectionKind::AlreadyExists,
            Self::NotLaterThanPresent { .. } => RejectionKind::Precondition,
            Self::TermsOutOfRange { .. }
            | Self::CouncilSizeEven { .. }
            | Self::SchemeKindTwice { .. }
            | Self::SchemeKindMissing { .. } => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self.kind(), RejectionKind::Invalid).then_some("terms")
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotLaterThanPresent { present } => vec![("present", present.to_string())],
            Self::TermsOutOfRange { field, least, most } => vec![
                ("field", (*field).to_owned()),
                ("least", least.to_string()),
                ("most", most.to_string()),
            ],
            Self::CouncilSizeEven { field } => vec![("field", (*field).to_owned())],
            Self::SchemeKindTwice { kind } | Self::SchemeKindMissing { kind } => {
                vec![("kind", <&str>::from(*kind).to_owned())]
            }
            Self::RegulationNotFound | Self::RegulationAlreadyIssued => Vec::new(),
        }
    }
}
