//! Why an opinion is refused something.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::Stage;
use crate::domain::DocumentId;

/// So many questions are named in a refusal: it has to fit into headers.
const TOLD: usize = 20;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such opinion")]
    OpinionNotFound,
    #[error("the opinion has been begun already")]
    OpinionAlreadyBegun,
    #[error("the opinion is {}", <&str>::from(*state))]
    StateNotAllowed { state: Stage },
    #[error("nothing happens to the opinion before {earliest}")]
    BeforeOpinion { earliest: NaiveDate },
    #[error("the dossier has no version {version} of the document {document}")]
    UnknownDocumentVersion { document: DocumentId, version: u32 },
    #[error("it speaks of {section} twice")]
    SectionTwice { section: String },
    #[error("the request has no question {number}")]
    UnknownQuestion { number: u32 },
    #[error("it answers question {number} twice")]
    QuestionTwice { number: u32 },
    #[error("{} questions are not answered", numbers.len())]
    QuestionsUnanswered { numbers: Vec<u32> },
    #[error("it is about a version of a document that was replaced")]
    OldVersion,
    #[error("it is about the newest version of each document")]
    NotOnOldVersion,
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::OpinionNotFound => (RejectionKind::NotFound, None),
            Self::OpinionAlreadyBegun => (RejectionKind::AlreadyExists, None),
            Self::StateNotAllowed { .. }
            | Self::BeforeOpinion { .. }
            | Self::QuestionsUnanswered { .. }
            | Self::OldVersion
            | Self::NotOnOldVersion => (RejectionKind::Precondition, None),
            Self::UnknownDocumentVersion { .. } | Self::SectionTwice { .. } => {
                (RejectionKind::Invalid, Some("content.sections"))
            }
            Self::UnknownQuestion { .. } | Self::QuestionTwice { .. } => {
                (RejectionKind::Invalid, Some("content.answers"))
            }
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
            Self::BeforeOpinion { earliest } => vec![("earliest", earliest.to_string())],
            Self::UnknownDocumentVersion { document, version } => {
                vec![("document_id", document.to_string()), ("version", version.to_string())]
            }
            Self::UnknownQuestion { number } | Self::QuestionTwice { number } => {
                vec![("number", number.to_string())]
            }
            Self::QuestionsUnanswered { numbers } => {
                let some: Vec<_> = numbers.iter().take(TOLD).map(ToString::to_string).collect();
                vec![("numbers", some.join(","))]
            }
            // What the expert calls a part is the expert's own text.
            Self::OpinionNotFound
            | Self::OpinionAlreadyBegun
            | Self::SectionTwice { .. }
            | Self::OldVersion
            | Self::NotOnOldVersion => Vec::new(),
        }
    }
}
