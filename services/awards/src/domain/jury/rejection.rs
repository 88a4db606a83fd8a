//! Why a jury refuses. No refusal names a person, and none says whose an entry is.

use ledger::{Reject, RejectionKind};

use super::ConflictKind;
use crate::domain::blocker::{self, Blocker};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such jury")]
    JuryNotFound,
    #[error("the field has a jury already")]
    JuryAlreadyFormed,
    #[error("there is no {code}")]
    UnknownCode { code: String },
    #[error("a judge is named twice")]
    JudgeTwice,
    #[error("a jury has one chair")]
    NotOneChair,
    #[error("there are fewer than {least} judges")]
    TooFewJudges { least: u32 },
    #[error("an entry conflicts with too many judges: it needs {least}")]
    #[strum(serialize = "TOO_FEW_JUDGES")]
    EntryShortOfJudges { least: u32 },
    #[error("the jury is frozen")]
    JuryFrozen,
    #[error("the jury is not frozen yet")]
    JuryNotFrozen,
    #[error("the judge is in the jury already")]
    JudgeAlreadyNamed,
    #[error("the judge is not in the jury")]
    JudgeNotNamed,
    #[error("something keeps the jury from being frozen")]
    BlockersOpen { blockers: Vec<Blocker> },
    #[error("the stage is drawn already")]
    AlreadyDrawn,
    #[error("there is a conflict of interest")]
    ConflictOfInterest { kind: ConflictKind },
    #[error("the judge scores the entry already")]
    JudgeAlreadyAssigned,
    #[error("the judge does not score the entry")]
    AssignmentNotFound,
    #[error("the judge has no such sheet")]
    SheetNotFound,
    #[error("the judge has not said whether there are conflicts")]
    ConflictsNotDeclared,
    #[error("only the chair of the jury does that")]
    NotTheChair,
    #[error("assignments have changed in the meantime")]
    AssignmentsChanged,
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::JuryNotFound
            | Self::JudgeNotNamed
            | Self::AssignmentNotFound
            | Self::SheetNotFound => RejectionKind::NotFound,
            Self::JuryAlreadyFormed | Self::JudgeAlreadyNamed | Self::JudgeAlreadyAssigned => {
                RejectionKind::AlreadyExists
            }
            Self::UnknownCode { .. }
            | Self::JudgeTwice
            | Self::NotOneChair
            | Self::TooFewJudges { .. } => RejectionKind::Invalid,
            Self::EntryShortOfJudges { .. }
            | Self::JuryFrozen
            | Self::JuryNotFrozen
            | Self::BlockersOpen { .. }
            | Self::AlreadyDrawn
            | Self::ConflictOfInterest { .. }
            | Self::ConflictsNotDeclared
            | Self::AssignmentsChanged => RejectionKind::Precondition,
            Self::NotTheChair => RejectionKind::Forbidden,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::JudgeTwice | Self::NotOneChair | Self::TooFewJudges { .. } => Some("members"),
            Self::JuryNotFound
            | Self::JuryAlreadyFormed
            | Self::UnknownCode { .. }
            | Self::EntryShortOfJudges { .. }
            | Self::JuryFrozen
            | Self::JuryNotFrozen
            | Self::JudgeAlreadyNamed
            | Self::JudgeNotNamed
            | Self::BlockersOpen { .. }
            | Self::AlreadyDrawn
            | Self::ConflictOfInterest { .. }
            | Self::JudgeAlreadyAssigned
            | Self::AssignmentNotFound
            | Self::SheetNotFound
            | Self::ConflictsNotDeclared
            | Self::NotTheChair
            | Self::AssignmentsChanged => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnknownCode { code } => vec![("code", code.clone())],
            Self::TooFewJudges { least } | Self::EntryShortOfJudges { least } => {
                vec![("least", least.to_string())]
            }
            Self::BlockersOpen { blockers } => vec![("blockers", blocker::told(blockers))],
            Self::ConflictOfInterest { kind } => vec![("kind", kind.to_string())],
            Self::JuryNotFound
            | Self::JuryAlreadyFormed
            | Self::JudgeTwice
            | Self::NotOneChair
            | Self::JuryFrozen
            | Self::JuryNotFrozen
            | Self::JudgeAlreadyNamed
            | Self::JudgeNotNamed
            | Self::AlreadyDrawn
            | Self::JudgeAlreadyAssigned
            | Self::AssignmentNotFound
            | Self::SheetNotFound
            | Self::ConflictsNotDeclared
            | Self::NotTheChair
            | Self::AssignmentsChanged => Vec::new(),
        }
    }
}
