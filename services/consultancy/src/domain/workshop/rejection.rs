//! Why a workshop is refused something.

use ledger::{Reject, RejectionKind};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such workshop of that Union")]
    WorkshopNotFound,
    #[error("the workshop has been recorded already")]
    WorkshopAlreadyRecorded,
    #[error("the workshop is retracted")]
    StateNotAllowed,
    #[error("the correction changes nothing")]
    NothingCorrected,
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::WorkshopNotFound => RejectionKind::NotFound,
            Self::WorkshopAlreadyRecorded => RejectionKind::AlreadyExists,
            Self::StateNotAllowed => RejectionKind::Precondition,
            Self::NothingCorrected => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        (*self == Self::NothingCorrected).then_some("content")
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed => vec![("state", "RETRACTED".to_owned())],
            Self::WorkshopNotFound | Self::WorkshopAlreadyRecorded | Self::NothingCorrected => {
                Vec::new()
            }
        }
    }
}
