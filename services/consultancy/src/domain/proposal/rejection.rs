//! Why a proposal is refused something.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::Stage;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such proposal of that Union")]
    ProposalNotFound,
    #[error("there is such a proposal already")]
    ProposalAlreadyDrafted,
    #[error("in the state {stage} this is not done")]
    StateNotAllowed { stage: Stage },
    #[error("nothing happens to it before {earliest}")]
    BeforeProposal { earliest: NaiveDate },
    #[error("the Union has no regulation of that day")]
    RegulationMissing,
    #[error("this is not due")]
    NotDue,
    #[error("the Union proposes nothing to itself")]
    ProposedToItself,
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::ProposalNotFound => RejectionKind::NotFound,
            Self::ProposalAlreadyDrafted => RejectionKind::AlreadyExists,
            Self::StateNotAllowed { .. }
            | Self::BeforeProposal { .. }
            | Self::RegulationMissing
            | Self::NotDue => RejectionKind::Precondition,
            Self::ProposedToItself => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::ProposedToItself).then_some("text.addressee_unit_id")
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed { stage } => vec![("state", stage.to_string())],
            Self::BeforeProposal { earliest } => vec![("earliest", earliest.to_string())],
            Self::ProposalNotFound
            | Self::ProposalAlreadyDrafted
            | Self::RegulationMissing
            | Self::NotDue
            | Self::ProposedToItself => Vec::new(),
        }
    }
}
