//! Why a rating is refused.

use ledger::{Reject, RejectionKind};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the unit has rated no such review")]
    RatingNotFound,
    #[error("the review has been rated already")]
    ReviewAlreadyRated,
    #[error("the new rating is the one that stands")]
    NothingRevised,
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::RatingNotFound => RejectionKind::NotFound,
            Self::ReviewAlreadyRated => RejectionKind::AlreadyExists,
            Self::NothingRevised => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        (*self == Self::NothingRevised).then_some("score")
    }
}
