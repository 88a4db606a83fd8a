//! Why something does not happen to a participant.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such participant")]
    ParticipantNotFound,
    #[error("there is such a participant already")]
    ParticipantAlreadyExists,
    #[error("the participant's data are erased")]
    ParticipantErased,
    #[error("the erasure was requested on {requested_on} already")]
    ErasureAlreadyRequested { requested_on: NaiveDate },
    #[error("no erasure is requested")]
    ErasureNotRequested,
    #[error("who requested the erasure cannot confirm it")]
    SamePerson,
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::ParticipantNotFound => RejectionKind::NotFound,
            Self::ParticipantAlreadyExists => RejectionKind::AlreadyExists,
            Self::ParticipantErased
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
            Self::ParticipantNotFound
            | Self::ParticipantAlreadyExists
            | Self::ParticipantErased
            | Self::ErasureNotRequested
            | Self::SamePerson => Vec::new(),
        }
    }
}
