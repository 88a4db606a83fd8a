//! Why a command on a Union membership is refused.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::{BoardVote, Fact};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the association never applied to a Union")]
    UnionMembershipNotFound,
    #[error("the association has applied already")]
    AlreadyApplied,
    #[error("the association is a member already")]
    AlreadyAMember,
    #[error("a membership in the state {state} does not allow this")]
    StateNotAllowed { state: &'static str, allowed: &'static [&'static str] },
    #[error("the present state began later, on {since}")]
    BeforePresentState { since: NaiveDate },
    #[error("more present than entitled, or more in favour than present")]
    VoteDoesNotAddUp,
    #[error("not more than half of the board was present")]
    QuorumNotMet { vote: BoardVote },
    #[error("not more than half of those present were in favour")]
    NoMajority { vote: BoardVote },
    #[error("the suspension ends before it begins")]
    SuspensionEndsTooEarly,
    #[error("the membership cannot lapse before the days of grace are over, on {until}")]
    GracePeriodRunning { until: NaiveDate },
    #[error("the membership is in that Union already")]
    AlreadyInThatUnion,
    #[error("there is no such day on record")]
    NothingToCorrect { fact: Fact },
    #[error("the day must stay between its neighbours")]
    CorrectionOutOfOrder { earliest: NaiveDate, latest: Option<NaiveDate> },
    #[error("no rules of the Union are on record for {day}")]
    NoUnionRulesForDay { day: NaiveDate },
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::UnionMembershipNotFound => RejectionKind::NotFound,
            Self::AlreadyApplied | Self::AlreadyAMember => RejectionKind::AlreadyExists,
            Self::StateNotAllowed { .. }
            | Self::BeforePresentState { .. }
            | Self::QuorumNotMet { .. }
            | Self::NoMajority { .. }
            | Self::GracePeriodRunning { .. }
            | Self::AlreadyInThatUnion
            | Self::NothingToCorrect { .. }
            | Self::CorrectionOutOfOrder { .. }
            | Self::NoUnionRulesForDay { .. } => RejectionKind::Precondition,
            Self::VoteDoesNotAddUp | Self::SuspensionEndsTooEarly => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::VoteDoesNotAddUp => Some("vote"),
            Self::SuspensionEndsTooEarly => Some("until"),
            Self::UnionMembershipNotFound
            | Self::AlreadyApplied
            | Self::AlreadyAMember
            | Self::StateNotAllowed { .. }
            | Self::BeforePresentState { .. }
            | Self::QuorumNotMet { .. }
            | Self::NoMajority { .. }
            | Self::GracePeriodRunning { .. }
            | Self::AlreadyInThatUnion
            | Self::NothingToCorrect { .. }
            | Self::CorrectionOutOfOrder { .. }
            | Self::NoUnionRulesForDay { .. } => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed { state, allowed } => {
                vec![("state", (*state).to_owned()), ("allowed", allowed.join(","))]
            }
            Self::BeforePresentState { since } => vec![("since", since.to_string())],
            Self::GracePeriodRunning { until } => vec![("until", until.to_string())],
            Self::CorrectionOutOfOrder { earliest, latest } => {
                let latest = latest.map(|day| ("latest", day.to_string()));
                [("earliest", earliest.to_string())].into_iter().chain(latest).collect()
            }
            Self::UnionMembershipNotFound
            | Self::AlreadyApplied
            | Self::AlreadyAMember
            | Self::VoteDoesNotAddUp
            | Self::QuorumNotMet { .. }
            | Self::NoMajority { .. }
            | Self::SuspensionEndsTooEarly
            | Self::AlreadyInThatUnion
            | Self::NothingToCorrect { .. }
            | Self::NoUnionRulesForDay { .. } => Vec::new(),
        }
    }
}
