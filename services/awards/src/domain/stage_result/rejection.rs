//! Why something does not happen to a stage. No refusal tells a score.

use ledger::{Reject, RejectionKind};

use crate::domain::blocker::{self, Blocker};
use crate::domain::codes::CriterionCode;
use crate::domain::points::Points;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the stage is not open")]
    StageNotOpen,
    #[error("the stage is open already")]
    StageAlreadyOpen,
    #[error("the stage is locked")]
    StageLocked,
    #[error("the stage is not locked")]
    StageNotLocked,
    #[error("entries are taken into the final already")]
    EntriesAlreadyAdvanced,
    #[error("something keeps the stage")]
    BlockersOpen { blockers: Vec<Blocker> },
    #[error("the sheets of the entry are not too far apart")]
    DivergenceNotFound,
    #[error("there is no criterion {code}")]
    UnknownCode { code: CriterionCode },
    #[error("the criterion {code} is there twice")]
    CriterionTwice { code: CriterionCode },
    #[error("the points of {code} are no whole number of steps")]
    NotInSteps { code: CriterionCode },
    #[error("{code} has {most} points at most")]
    TooManyPoints { code: CriterionCode, most: Points },
    #[error("nothing is said to {code}")]
    CriterionMissing { code: CriterionCode },
    #[error("somebody who was present is not of the jury")]
    PresentNotOfJury,
    #[error("no vote is wanted between these entries")]
    TieNotFound,
    #[error("the votes do not add up")]
    VotesDoNotAddUp,
    #[error("it is not the ranking that was locked")]
    NotTheLockedRanking,
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::DivergenceNotFound | Self::TieNotFound => (RejectionKind::NotFound, None),
            Self::StageNotOpen
            | Self::StageAlreadyOpen
            | Self::StageLocked
            | Self::StageNotLocked
            | Self::EntriesAlreadyAdvanced
            | Self::BlockersOpen { .. }
            | Self::NotTheLockedRanking => (RejectionKind::Precondition, None),
            Self::UnknownCode { .. }
            | Self::CriterionTwice { .. }
            | Self::NotInSteps { .. }
            | Self::TooManyPoints { .. }
            | Self::CriterionMissing { .. } => (RejectionKind::Invalid, Some("scores")),
            Self::PresentNotOfJury => (RejectionKind::Invalid, Some("present")),
            Self::VotesDoNotAddUp => (RejectionKind::Invalid, Some("votes")),
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        self.sort().0
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        self.sort().1
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BlockersOpen { blockers } => vec![("blockers", blocker::told(blockers))],
            Self::UnknownCode { code }
            | Self::CriterionTwice { code }
            | Self::NotInSteps { code }
            | Self::CriterionMissing { code } => vec![("criterion_code", code.to_string())],
            Self::TooManyPoints { code, most } => {
                vec![("criterion_code", code.to_string()), ("most", most.to_string())]
            }
            Self::StageNotOpen
            | Self::StageAlreadyOpen
            | Self::StageLocked
            | Self::StageNotLocked
            | Self::EntriesAlreadyAdvanced
            | Self::DivergenceNotFound
            | Self::PresentNotOfJury
            | Self::TieNotFound
            | Self::VotesDoNotAddUp
            | Self::NotTheLockedRanking => Vec::new(),
        }
    }
}
