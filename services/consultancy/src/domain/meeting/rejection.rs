//! Why a meeting is refused something.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::Stage;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such meeting")]
    MeetingNotFound,
    #[error("the meeting has been convened already")]
    MeetingAlreadyConvened,
    #[error("the meeting is {}", <&str>::from(*state))]
    StateNotAllowed { state: Stage },
    #[error("nothing happens to the meeting before {earliest}")]
    BeforeMeeting { earliest: NaiveDate },
    #[error("the meeting is planned for a day that is over already")]
    PlannedInThePast,
    #[error("the votes are not of those present, or no majority of them")]
    VotesDoNotAddUp,
    #[error("who keeps an opinion apart was not there")]
    WasNotPresent,
    #[error("the member has kept an opinion apart already")]
    DissentAlreadyRecorded,
    #[error("an opinion was kept apart in the meantime")]
    DissentsChanged,
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::MeetingNotFound => RejectionKind::NotFound,
            Self::MeetingAlreadyConvened | Self::DissentAlreadyRecorded => {
                RejectionKind::AlreadyExists
            }
            Self::StateNotAllowed { .. }
            | Self::BeforeMeeting { .. }
            | Self::WasNotPresent
            | Self::DissentsChanged => RejectionKind::Precondition,
            Self::PlannedInThePast | Self::VotesDoNotAddUp => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::PlannedInThePast => Some("planned_on"),
            Self::VotesDoNotAddUp => Some("votes_for"),
            Self::MeetingNotFound
            | Self::MeetingAlreadyConvened
            | Self::StateNotAllowed { .. }
            | Self::BeforeMeeting { .. }
            | Self::WasNotPresent
            | Self::DissentAlreadyRecorded
            | Self::DissentsChanged => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed { state } => vec![("state", <&str>::from(*state).to_owned())],
            Self::BeforeMeeting { earliest } => vec![("earliest", earliest.to_string())],
            Self::MeetingNotFound
            | Self::MeetingAlreadyConvened
            | Self::PlannedInThePast
            | Self::VotesDoNotAddUp
            | Self::WasNotPresent
            | Self::DissentAlreadyRecorded
            | Self::DissentsChanged => Vec::new(),
        }
    }
}
