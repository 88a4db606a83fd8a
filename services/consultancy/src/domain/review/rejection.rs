//! Why a review is refused something.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};
use working_days::Undeclared;

use super::Stage;
use crate::domain::{DocumentId, EvidenceId};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such review of that unit")]
    ReviewNotFound,
    #[error("there is such a review already")]
    ReviewAlreadyFiled,
    #[error("in the state {stage} this is not done")]
    StateNotAllowed { stage: Stage },
    #[error("the review is suspended")]
    ReviewSuspended,
    #[error("the review is not suspended")]
    NotSuspended,
    #[error("the requester is to supply something")]
    WaitingForRequester,
    #[error("the requester is to supply nothing")]
    NothingAsked,
    #[error("about a review of its own the Union asks nobody")]
    OwnInitiative,
    #[error("nothing happens to it before {earliest}")]
    BeforeReview { earliest: NaiveDate },
    #[error("this is not due")]
    NotDue,
    #[error("an extension waits for an answer")]
    ExtensionOpen,
    #[error("no extension waits for an answer of this side")]
    NoExtensionOpen,
    #[error("the Union has no regulation of that day")]
    RegulationMissing,
    #[error("nobody declared the working days of {year}")]
    CalendarUndeclared { year: i32 },
    #[error("the dossier holds no more")]
    DossierFull,
    #[error("a document was filed since the papers were read")]
    DossierChanged,
    #[error("what is a state secret is not filed here")]
    StateSecret,
    #[error("the Union asks nothing of itself")]
    AskedOfItself,
    #[error("the scheme itself is not among the documents")]
    SchemeMissing,
    #[error("the document {document} is there twice")]
    DocumentTwice { document: DocumentId },
    #[error("the evidence {evidence} is there twice")]
    EvidenceTwice { evidence: EvidenceId },
    #[error("the document {document} is as it was")]
    DocumentUnchanged { document: DocumentId },
    #[error("it is not to be had before {earliest}")]
    WishedTooEarly { earliest: NaiveDate },
    #[error("fewer than {least} working days are never agreed")]
    TooFewDays { least: u32 },
    #[error("more than {most} working days are never agreed")]
    TooManyDays { most: u32 },
    #[error("the day is over already")]
    DueInThePast,
    #[error("the day to answer is over already")]
    AnswerDueInThePast,
    #[error("this is not the report that was approved")]
    NotTheApprovedReport,
}

impl From<Undeclared> for Rejection {
    fn from(Undeclared { year }: Undeclared) -> Self {
        Self::CalendarUndeclared { year }
    }
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::ReviewNotFound => (RejectionKind::NotFound, None),
            Self::ReviewAlreadyFiled => (RejectionKind::AlreadyExists, None),
            Self::StateNotAllowed { .. }
            | Self::ReviewSuspended
            | Self::NotSuspended
            | Self::WaitingForRequester
            | Self::NothingAsked
            | Self::OwnInitiative
            | Self::BeforeReview { .. }
            | Self::NotDue
            | Self::ExtensionOpen
            | Self::NoExtensionOpen
            | Self::RegulationMissing
            | Self::CalendarUndeclared { .. }
            | Self::NotTheApprovedReport
            | Self::DossierFull
            | Self::DossierChanged => (RejectionKind::Precondition, None),
            Self::StateSecret => (RejectionKind::Invalid, Some("terms.classification")),
            Self::AskedOfItself => (RejectionKind::Invalid, Some("requester_unit_id")),
            Self::SchemeMissing
            | Self::DocumentTwice { .. }
            | Self::EvidenceTwice { .. }
            | Self::DocumentUnchanged { .. } => (RejectionKind::Invalid, Some("documents")),
            Self::WishedTooEarly { .. } => (RejectionKind::Invalid, Some("terms.wished_on")),
            Self::TooFewDays { .. } | Self::TooManyDays { .. } => {
                (RejectionKind::Invalid, Some("working_days"))
            }
            Self::DueInThePast => (RejectionKind::Invalid, Some("supply_by")),
            Self::AnswerDueInThePast => (RejectionKind::Invalid, Some("answer_by")),
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
            Self::StateNotAllowed { stage } => vec![("state", stage.to_string())],
            Self::BeforeReview { earliest } | Self::WishedTooEarly { earliest } => {
                vec![("earliest", earliest.to_string())]
            }
            Self::CalendarUndeclared { year } => vec![("year", year.to_string())],
            Self::DocumentTwice { document } | Self::DocumentUnchanged { document } => {
                vec![("document_id", document.to_string())]
            }
            Self::EvidenceTwice { evidence } => vec![("evidence_id", evidence.to_string())],
            Self::TooFewDays { least } => vec![("least", least.to_string())],
            Self::TooManyDays { most } => vec![("most", most.to_string())],
            Self::ReviewNotFound
            | Self::ReviewAlreadyFiled
            | Self::ReviewSuspended
            | Self::NotSuspended
            | Self::WaitingForRequester
            | Self::NothingAsked
            | Self::OwnInitiative
            | Self::NotDue
            | Self::ExtensionOpen
            | Self::NoExtensionOpen
            | Self::RegulationMissing
            | Self::DossierFull
            | Self::DossierChanged
            | Self::StateSecret
            | Self::AskedOfItself
            | Self::SchemeMissing
            | Self::DueInThePast
            | Self::AnswerDueInThePast
            | Self::NotTheApprovedReport => Vec::new(),
        }
    }
}
