//! Why a sheet refuses. No refusal says anything of another sheet.

use ledger::{Reject, RejectionKind};

use super::State;
use crate::domain::blocker::{self, Blocker};
use crate::domain::codes::CriterionCode;
use crate::domain::points::Points;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the sheet is {state}")]
    StateNotAllowed { state: State },
    #[error("there is no criterion {code}")]
    UnknownCode { code: CriterionCode },
    #[error("the criterion {code} is there twice")]
    CriterionTwice { code: CriterionCode },
    #[error("the points of {code} are no whole number of steps")]
    NotInSteps { code: CriterionCode },
    #[error("{code} has {most} points at most")]
    TooManyPoints { code: CriterionCode, most: Points },
    #[error("some criteria have no points")]
    BlockersOpen { blockers: Vec<Blocker> },
    #[error("nobody gives back their own sheet")]
    OwnSheet,
    #[error("the sheet has changed in the meantime")]
    SheetChanged,
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::StateNotAllowed { .. } | Self::BlockersOpen { .. } | Self::SheetChanged => {
                RejectionKind::Precondition
            }
            Self::UnknownCode { .. }
            | Self::CriterionTwice { .. }
            | Self::NotInSteps { .. }
            | Self::TooManyPoints { .. } => RejectionKind::Invalid,
            Self::OwnSheet => RejectionKind::Forbidden,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        (self.kind() == RejectionKind::Invalid).then_some("scores")
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed { state } => vec![("state", state.to_string())],
            Self::UnknownCode { code }
            | Self::CriterionTwice { code }
            | Self::NotInSteps { code } => vec![("criterion_code", code.to_string())],
            Self::TooManyPoints { code, most } => {
                vec![("criterion_code", code.to_string()), ("most", most.to_string())]
            }
            Self::BlockersOpen { blockers } => vec![("blockers", blocker::told(blockers))],
            Self::OwnSheet | Self::SheetChanged => Vec::new(),
        }
    }
}
