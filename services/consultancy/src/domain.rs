//! The ids and value objects that the aggregates of consultancy share.

pub mod council;
pub mod kinds;
pub mod meeting;
pub mod opinion;
pub mod proposal;
pub mod rating;
pub mod regulation;
pub mod report;
pub mod response;
pub mod review;
#[cfg(test)]
pub(crate) mod samples;
pub mod suggestion;
pub mod workshop;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

ledger::ids!(
    /// The regulation of one Union; outlives its versions.
    RegulationId,
    /// One review, from its filing to the requester's last answer. Its council, its report and the answers to
    /// its recommendations are streams of the same id.
    ReviewId,
    /// One document of a dossier; outlives its versions.
    DocumentId,
    /// One invitation of one expert.
    InvitationId,
    /// What one expert says under one invitation.
    OpinionId,
    /// One meeting of one council.
    MeetingId,
    /// One statement of one report.
    StatementId,
    /// One recommendation of one report.
    RecommendationId,
    /// One proposal of the Union's own.
    ProposalId,
    /// One workshop that a Union held.
    WorkshopId,
    /// A file in the evidence store.
    EvidenceId,
    /// A unit of membership's directory; outlives its names.
    UnitId
);

impl RegulationId {
    /// A Union has one regulation, ever.
    #[must_use]
    pub fn of(union: UnitId) -> Self {
        Self(union.0)
    }
}

impl OpinionId {
    /// An expert has one opinion under an invitation, ever.
    #[must_use]
    pub fn of(invitation: InvitationId) -> Self {
        Self(invitation.0)
    }
}

/// The first day on which what was due is late.
pub(crate) fn day_after(day: NaiveDate) -> NaiveDate {
    day + Days::new(1)
}

/// Who acts, as the verified token names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// The subject of their tokens: it tells nobody who they are.
    pub person: String,
    /// Acted for.
    pub unit: UnitId,
}

/// A document that decided something (quyết định, công văn, hợp đồng, …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// Số, ký hiệu, as printed.
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    pub issuer: UnitId,
}

/// A file in the evidence store, by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedFile {
    pub evidence: EvidenceId,
    /// In lower-case hexadecimal digits.
    pub sha256: String,
}
