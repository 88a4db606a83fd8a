//! Why a command on somebody's rights is refused.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::Role;
use crate::domain::GrantId;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("this person has no such grant")]
    GrantNotFound { grant_id: GrantId },
    #[error("there is such a grant already")]
    GrantAlreadyExists,
    #[error("{role} is not given for that sort of scope")]
    ScopeNotOfRole { role: Role },
    #[error("the last day is before the first, {first_day}")]
    EndsBeforeItBegins { first_day: NaiveDate },
    #[error("one person would {duties}")]
    DutiesNotSeparate { duties: &'static str, grant_id: GrantId },
    #[error("the right is over since {since}")]
    RightOver { since: NaiveDate },
    #[error("the right begins on {first_day}, after that")]
    RevokedBeforeItBegan { first_day: NaiveDate },
    #[error("this right cannot be delegated")]
    NotDelegable { grant_id: GrantId },
    #[error("that is more than the right it would come from")]
    BeyondSource { field: &'static str },
    #[error("nobody delegates to themselves")]
    OwnDelegate,
    #[error("a delegation is withdrawn from {today} on at the earliest")]
    WithdrawnAfterwards { today: NaiveDate },
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::GrantNotFound { .. } => RejectionKind::NotFound,
            Self::GrantAlreadyExists => RejectionKind::AlreadyExists,
            Self::ScopeNotOfRole { .. } | Self::EndsBeforeItBegins { .. } | Self::OwnDelegate => {
                RejectionKind::Invalid
            }
            Self::DutiesNotSeparate { .. }
            | Self::RightOver { .. }
            | Self::RevokedBeforeItBegan { .. }
            | Self::NotDelegable { .. }
            | Self::BeyondSource { .. }
            | Self::WithdrawnAfterwards { .. } => RejectionKind::Precondition,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ScopeNotOfRole { .. } => Some("right.scope"),
            Self::EndsBeforeItBegins { .. } => Some("right.last_day"),
            Self::OwnDelegate => Some("person"),
            Self::WithdrawnAfterwards { .. } => Some("occurred_on"),
            Self::BeyondSource { field } => Some(field),
            Self::GrantNotFound { .. }
            | Self::GrantAlreadyExists
            | Self::DutiesNotSeparate { .. }
            | Self::RightOver { .. }
            | Self::RevokedBeforeItBegan { .. }
            | Self::NotDelegable { .. } => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::GrantNotFound { grant_id } | Self::NotDelegable { grant_id } => {
                vec![("grant_id", grant_id.to_string())]
            }
            Self::ScopeNotOfRole { role } => vec![("role", role.to_string())],
            Self::EndsBeforeItBegins { first_day } | Self::RevokedBeforeItBegan { first_day } => {
                vec![("first_day", first_day.to_string())]
            }
            Self::DutiesNotSeparate { duties, grant_id } => {
                vec![("grant_id", grant_id.to_string()), ("duties", (*duties).to_owned())]
            }
            Self::RightOver { since } => vec![("since", since.to_string())],
            Self::WithdrawnAfterwards { today } => vec![("today", today.to_string())],
            Self::BeyondSource { field } => vec![("field", (*field).to_owned())],
            Self::GrantAlreadyExists | Self::OwnDelegate => Vec::new(),
        }
    }
}
