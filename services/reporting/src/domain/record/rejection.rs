//! Why a record is refused.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such record of that unit")]
    RecordNotFound,
    #[error("there is such a record already")]
    RecordAlreadyFiled,
    #[error("the record has been verified")]
    RecordVerified,
    #[error("the record has been rejected")]
    RecordRejected,
    #[error("the record has been retracted")]
    RecordRetracted,
    #[error("nobody verifies or rejects what they have filed")]
    OwnRecord,
    #[error("no unit verifies or rejects a record of its own")]
    RecordOfOwnUnit,
    #[error("nothing happens to it before {earliest}")]
    BeforeRecord { earliest: NaiveDate },
    #[error("records of this type do not say {name}")]
    UnknownRecordField { name: String },
    #[error("records of this type say {name}")]
    RecordFieldMissing { name: &'static str },
    #[error("{name} is of the kind {kind}")]
    RecordFieldOfOtherKind { name: &'static str, kind: &'static str },
    #[error("{name} does not say what it can say")]
    RecordFieldOutOfRange { name: &'static str },
    #[error("there is no evidence of the kind {kind}")]
    UnknownEvidenceKind { kind: String },
    #[error("the evidence {evidence} is there twice")]
    EvidenceTwice { evidence: Uuid },
    #[error("the evidence lacks one of {}", any_of.join(", "))]
    EvidenceMissing { any_of: &'static [String] },
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::RecordNotFound => (RejectionKind::NotFound, None),
            Self::RecordAlreadyFiled => (RejectionKind::AlreadyExists, None),
            Self::RecordVerified
            | Self::RecordRejected
            | Self::RecordRetracted
            | Self::BeforeRecord { .. } => (RejectionKind::Precondition, None),
            Self::OwnRecord | Self::RecordOfOwnUnit => (RejectionKind::Forbidden, None),
            Self::UnknownRecordField { .. }
            | Self::RecordFieldMissing { .. }
            | Self::RecordFieldOfOtherKind { .. }
            | Self::RecordFieldOutOfRange { .. } => (RejectionKind::Invalid, Some("content")),
            Self::UnknownEvidenceKind { .. }
            | Self::EvidenceTwice { .. }
            | Self::EvidenceMissing { .. } => (RejectionKind::Invalid, Some("evidence")),
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
            Self::BeforeRecord { earliest } => vec![("earliest", earliest.to_string())],
            Self::UnknownRecordField { name } => vec![("name", name.clone())],
            Self::RecordFieldMissing { name } | Self::RecordFieldOutOfRange { name } => {
                vec![("name", (*name).to_owned())]
            }
            Self::RecordFieldOfOtherKind { name, kind } => {
                vec![("name", (*name).to_owned()), ("kind", (*kind).to_owned())]
            }
            Self::UnknownEvidenceKind { kind } => vec![("kind", kind.clone())],
            Self::EvidenceTwice { evidence } => vec![("evidence_id", evidence.to_string())],
            Self::EvidenceMissing { any_of } => vec![("any_of", any_of.join(","))],
            Self::RecordNotFound
            | Self::RecordAlreadyFiled
            | Self::RecordVerified
            | Self::RecordRejected
            | Self::RecordRetracted
            | Self::OwnRecord
            | Self::RecordOfOwnUnit => Vec::new(),
        }
    }
}
