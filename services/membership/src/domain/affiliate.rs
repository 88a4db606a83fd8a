//! What else belongs to a Union: affiliated units (đơn vị trực thuộc), collective members (hội viên
//! tập thể) and clubs (câu lạc bộ).
//!
//! absent → belongs → ended
//!
//! Invariant: it ends once, after it began.

#[cfg(test)]
mod scenarios;

use chrono::NaiveDate;
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};

use crate::domain::{DecisionRef, UnitId};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Begin { profile: Profile, occurred_on: NaiveDate, decision: Option<DecisionRef> },
    End { occurred_on: NaiveDate, decision: Option<DecisionRef> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub union: UnitId,
    pub name: String,
    pub kind: Kind,
    pub illustrative: bool,
}

/// What it is to the Union.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    AffiliatedUnit,
    CollectiveMember,
    Club,
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Begun { profile: Profile, occurred_on: NaiveDate, decision: Option<DecisionRef> },
    Ended { profile: Profile, occurred_on: NaiveDate, decision: Option<DecisionRef> },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such affiliate")]
    AffiliateNotFound,
    #[error("the affiliate exists already")]
    AffiliateAlreadyExists,
    #[error("the affiliation began on {since}")]
    BeforeItsTime { since: NaiveDate },
    #[error("the affiliation has ended already")]
    AffiliationEnded,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Affiliate {
    #[default]
    Absent,
    Belongs {
        profile: Profile,
        since: NaiveDate,
    },
    Ended,
}

impl Decider for Affiliate {
    const CATEGORY: &'static str = "affiliate";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Begin { profile, occurred_on, decision }) => {
                Ok(vec![Event::Begun { profile, occurred_on, decision }])
            }
            (Self::Absent, Command::End { .. }) => Err(Rejection::AffiliateNotFound),
            (Self::Belongs { profile, since }, Command::End { occurred_on, decision }) => {
                if occurred_on <= *since {
                    return Err(Rejection::BeforeItsTime { since: *since });
                }
                Ok(vec![Event::Ended { profile: profile.clone(), occurred_on, decision }])
            }
            (Self::Belongs { .. } | Self::Ended, Command::Begin { .. }) => {
                Err(Rejection::AffiliateAlreadyExists)
            }
            (Self::Ended, Command::End { .. }) => Err(Rejection::AffiliationEnded),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Begun { profile, occurred_on, .. } => {
                Self::Belongs { profile: profile.clone(), since: *occurred_on }
            }
            Event::Ended { .. } => Self::Ended,
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::AffiliateNotFound => RejectionKind::NotFound,
            Self::AffiliateAlreadyExists => RejectionKind::AlreadyExists,
            Self::BeforeItsTime { .. } | Self::AffiliationEnded => RejectionKind::Precondition,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BeforeItsTime { since } => vec![("since", since.to_string())],
            Self::AffiliateNotFound | Self::AffiliateAlreadyExists | Self::AffiliationEnded => {
                Vec::new()
            }
        }
    }
}
