//! Why a report is refused something.

use ledger::{Reject, RejectionKind};

use super::Stage;
use super::content::Part;
use crate::domain::{OpinionId, RecommendationId, StatementId};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the opinions are not being put together yet")]
    ReportNotFound,
    #[error("the report is {}", <&str>::from(*state))]
    StateNotAllowed { state: Stage },
    #[error("{count} opinions are about a version of a document that was replaced")]
    OpinionsOnOldVersion { count: usize },
    #[error("nothing is written")]
    NothingWritten,
    #[error("{count} opinions were kept apart, and nothing is said of other opinions")]
    DissentPassedOver { count: usize },
    #[error("who submitted the report does not approve it")]
    OwnReport,
    #[error("the review has no opinion {opinion}")]
    UnknownOpinion { opinion: OpinionId },
    #[error("the opinion {opinion} does not stand in this version")]
    OpinionNotStanding { opinion: OpinionId },
    #[error("the statement {id} is there twice")]
    StatementTwice { id: StatementId },
    #[error("the statement {id} rests on no opinion")]
    StatementUnsupported { id: StatementId },
    #[error("nothing is said under {}", <&str>::from(*part))]
    PartMissing { part: Part },
    #[error("the recommendation {id} is there twice")]
    RecommendationTwice { id: RecommendationId },
    #[error("recommendations count 1, 2, 3, …")]
    NumbersNotInOrder,
    #[error("this is not the hash of the report that was delivered")]
    HashDiffers,
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::ReportNotFound => (RejectionKind::NotFound, None),
            Self::StateNotAllowed { .. }
            | Self::OpinionsOnOldVersion { .. }
            | Self::DissentPassedOver { .. }
            | Self::NothingWritten => (RejectionKind::Precondition, None),
            Self::OwnReport => (RejectionKind::Forbidden, None),
            Self::UnknownOpinion { .. }
            | Self::OpinionNotStanding { .. }
            | Self::StatementTwice { .. }
            | Self::StatementUnsupported { .. }
            | Self::PartMissing { .. } => (RejectionKind::Invalid, Some("content.statements")),
            Self::RecommendationTwice { .. } | Self::NumbersNotInOrder => {
                (RejectionKind::Invalid, Some("content.recommendations"))
            }
            Self::HashDiffers => (RejectionKind::Invalid, Some("sha256")),
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
            Self::StateNotAllowed { state } => vec![("state", <&str>::from(*state).to_owned())],
            Self::OpinionsOnOldVersion { count } | Self::DissentPassedOver { count } => {
                vec![("count", count.to_string())]
            }
            Self::UnknownOpinion { opinion } | Self::OpinionNotStanding { opinion } => {
                vec![("opinion_id", opinion.to_string())]
            }
            Self::StatementTwice { id } | Self::StatementUnsupported { id } => {
                vec![("statement_id", id.to_string())]
            }
            Self::PartMissing { part } => vec![("part", <&str>::from(*part).to_owned())],
            Self::RecommendationTwice { id } => vec![("recommendation_id", id.to_string())],
            Self::ReportNotFound
            | Self::NothingWritten
            | Self::OwnReport
            | Self::NumbersNotInOrder
            | Self::HashDiffers => Vec::new(),
        }
    }
}
