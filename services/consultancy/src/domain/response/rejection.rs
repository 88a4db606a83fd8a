//! Why an answer is refused.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("no recommendations of such a review were delivered")]
    ResponseNotFound,
    #[error("the recommendations have been delivered already")]
    AskedAlready,
    #[error("the review is closed")]
    StateNotAllowed,
    #[error("there is no such recommendation")]
    RecommendationNotFound,
    #[error("the recommendation has been answered")]
    RecommendationAnswered,
    #[error("what is not taken up whole needs a reason")]
    ReasonMissing,
    #[error("nothing was delivered before {earliest}")]
    BeforeDelivery { earliest: NaiveDate },
    #[error("this is not due")]
    NotDue,
    #[error("{count} recommendations wait for an answer")]
    RecommendationsWaiting { count: usize },
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::ResponseNotFound | Self::RecommendationNotFound => RejectionKind::NotFound,
            Self::AskedAlready => RejectionKind::AlreadyExists,
            Self::StateNotAllowed
            | Self::RecommendationAnswered
            | Self::BeforeDelivery { .. }
            | Self::NotDue
            | Self::RecommendationsWaiting { .. } => RejectionKind::Precondition,
            Self::ReasonMissing => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        (*self == Self::ReasonMissing).then_some("reason")
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed => vec![("state", "CLOSED".to_owned())],
            Self::BeforeDelivery { earliest } => vec![("earliest", earliest.to_string())],
            Self::RecommendationsWaiting { count } => vec![("count", count.to_string())],
            Self::ResponseNotFound
            | Self::AskedAlready
            | Self::RecommendationNotFound
            | Self::RecommendationAnswered
            | Self::ReasonMissing
            | Self::NotDue => Vec::new(),
        }
    }
}
