//! Why something does not happen to an entry.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::State;
use super::content::ConsentParty;
use crate::domain::codes::{ClauseCode, PartCode};
use crate::domain::{EvidenceId, ParticipantId};

/// What keeps an entry from being handed in.
#[derive(Debug, Clone, PartialEq, Eq, strum::Display)]
pub enum Blocker {
    #[strum(to_string = "AUTHORS_MISSING")]
    AuthorsMissing,
    #[strum(to_string = "DOSSIER_PART_MISSING/{part}")]
    DossierPartMissing { part: PartCode },
    #[strum(to_string = "CONSENT_MISSING/{participant}/{party}")]
    ConsentMissing { participant: ParticipantId, party: ConsentParty },
    #[strum(to_string = "BIRTH_DATE_MISSING/{participant}")]
    BirthDateMissing { participant: ParticipantId },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such entry")]
    EntryNotFound,
    #[error("the entry is started already")]
    EntryAlreadyStarted,
    #[error("the entry is in another state: {state}")]
    StateNotAllowed { state: State },
    #[error("the entry has changed since it was read")]
    EntryChanged,
    #[error("there is no {code}")]
    UnknownCode { code: String },
    #[error("somebody or some unit is related twice")]
    RelatedTwice,
    #[error("an entry has at most {most} authors")]
    TooManyAuthors { most: u32 },
    #[error("somebody is named twice")]
    AuthorTwice { participant: ParticipantId },
    #[error("one author is the chief one")]
    NotOneChief,
    #[error("the shares do not sum up to the whole")]
    SharesNotWhole,
    #[error("a file is there twice")]
    EvidenceTwice { evidence: EvidenceId },
    #[error("the participant is no author of it")]
    NotAnAuthor { participant: ParticipantId },
    #[error("the consent is recorded already")]
    ConsentAlreadyRecorded,
    #[error("there is no such consent")]
    ConsentNotFound,
    #[error("something is missing")]
    BlockersOpen { blockers: Vec<Blocker> },
    #[error("it was to be completed until {until}")]
    TooLate { until: NaiveDate },
    #[error("an author is too young or too old")]
    AgeNotAllowed,
    #[error("it does not say when it was first applied")]
    NotApplied,
    #[error("it was first applied before {earliest}")]
    AppliedTooLongAgo { earliest: NaiveDate },
    #[error("nobody screens what they hold or are related to")]
    OwnEntry,
    #[error("an entry comes back for a reason")]
    NothingObjected,
    #[error("it cannot be completed before today")]
    DueInThePast,
    #[error("nothing is said of {clause}")]
    ClauseMissing { clause: ClauseCode },
    #[error("{clause} is there twice")]
    ClauseTwice { clause: ClauseCode },
    #[error("no entry is its own duplicate")]
    DuplicateOfItself,
    #[error("who holds it was heard after it was decided")]
    HeardAfterDecision,
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::EntryNotFound | Self::NotAnAuthor { .. } | Self::ConsentNotFound => {
                (RejectionKind::NotFound, None)
            }
            Self::EntryAlreadyStarted | Self::ConsentAlreadyRecorded => {
                (RejectionKind::AlreadyExists, None)
            }
            Self::StateNotAllowed { .. }
            | Self::EntryChanged
            | Self::BlockersOpen { .. }
            | Self::TooLate { .. }
            | Self::AgeNotAllowed
            | Self::NotApplied
            | Self::AppliedTooLongAgo { .. } => (RejectionKind::Precondition, None),
            Self::OwnEntry => (RejectionKind::Forbidden, None),
            Self::UnknownCode { .. } => (RejectionKind::Invalid, None),
            Self::RelatedTwice => (RejectionKind::Invalid, Some("description")),
            Self::TooManyAuthors { .. }
            | Self::AuthorTwice { .. }
            | Self::NotOneChief
            | Self::SharesNotWhole => (RejectionKind::Invalid, Some("authors")),
            Self::EvidenceTwice { .. } => (RejectionKind::Invalid, Some("dossier")),
            Self::NothingObjected => (RejectionKind::Invalid, Some("clause_codes")),
            Self::DueInThePast => (RejectionKind::Invalid, Some("complete_until")),
            Self::ClauseMissing { .. } | Self::ClauseTwice { .. } => {
                (RejectionKind::Invalid, Some("checks"))
            }
            Self::DuplicateOfItself => (RejectionKind::Invalid, Some("duplicate_of")),
            Self::HeardAfterDecision => (RejectionKind::Invalid, Some("heard_on")),
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
            Self::StateNotAllowed { state } => vec![("state", state.to_string())],
            Self::UnknownCode { code } => vec![("code", code.clone())],
            Self::TooManyAuthors { most } => vec![("most", most.to_string())],
            Self::AuthorTwice { participant } | Self::NotAnAuthor { participant } => {
                vec![("participant_id", participant.to_string())]
            }
            Self::EvidenceTwice { evidence } => vec![("evidence_id", evidence.to_string())],
            Self::BlockersOpen { blockers } => {
                let blockers: Vec<_> = blockers.iter().map(ToString::to_string).collect();
                vec![("blockers", blockers.join(","))]
            }
            Self::TooLate { until } => vec![("until", until.to_string())],
            Self::AppliedTooLongAgo { earliest } => vec![("earliest", earliest.to_string())],
            Self::ClauseMissing { clause } | Self::ClauseTwice { clause } => {
                vec![("clause_code", clause.to_string())]
            }
            Self::EntryNotFound
            | Self::EntryAlreadyStarted
            | Self::EntryChanged
            | Self::RelatedTwice
            | Self::NotOneChief
            | Self::SharesNotWhole
            | Self::ConsentAlreadyRecorded
            | Self::ConsentNotFound
            | Self::AgeNotAllowed
            | Self::NotApplied
            | Self::OwnEntry
            | Self::NothingObjected
            | Self::DueInThePast
            | Self::DuplicateOfItself
            | Self::HeardAfterDecision => Vec::new(),
        }
    }
}
