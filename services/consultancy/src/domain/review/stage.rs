//! The states of a review, and which of them belong together.

use serde::{Deserialize, Serialize};

#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumIter,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    Proposed,
    Refused,
    Received,
    Accepted,
    Declined,
    Assigned,
    DossierComplete,
    CouncilFormed,
    InReview,
    Synthesis,
    ReportDrafted,
    ReportApproved,
    Delivered,
    Closed,
    Withdrawn,
    Cancelled,
    Lapsed,
}

/// While what belongs to a review may be done, on streams of its own.
impl Stage {
    /// A council is planned.
    pub const PLANNING: &[Self] = &[Self::Assigned, Self::DossierComplete];

    /// Experts are looked for, and work.
    pub const WITH_EXPERTS: &[Self] = &[
        Self::Assigned,
        Self::DossierComplete,
        Self::CouncilFormed,
        Self::InReview,
        Self::Synthesis,
    ];

    /// Experts write.
    pub const WRITING: &[Self] = &[Self::InReview];

    /// What they wrote is looked at.
    pub const READING: &[Self] = &[Self::InReview, Self::Synthesis];

    /// The opinions are put together.
    pub const SYNTHESIS: &[Self] = &[Self::Synthesis];

    /// Experts are thanked: while there is anything to be done, and after delivery too.
    pub const THANKING: &[Self] = &[
        Self::InReview,
        Self::Synthesis,
        Self::ReportDrafted,
        Self::ReportApproved,
        Self::Delivered,
    ];

    /// The requester has the report.
    pub const DELIVERED: &[Self] = &[Self::Delivered];

    /// The same, and all its answers were there.
    pub const IN_HAND: &[Self] = &[Self::Delivered, Self::Closed];
}

impl Stage {
    /// Nothing follows.
    #[must_use]
    pub fn is_over(self) -> bool {
        match self {
            Self::Refused
            | Self::Declined
            | Self::Closed
            | Self::Withdrawn
            | Self::Cancelled
            | Self::Lapsed => true,
            Self::Proposed
            | Self::Received
            | Self::Accepted
            | Self::Assigned
            | Self::DossierComplete
            | Self::CouncilFormed
            | Self::InReview
            | Self::Synthesis
            | Self::ReportDrafted
            | Self::ReportApproved
            | Self::Delivered => false,
        }
    }

    /// The report is still owed, and may be given up.
    #[must_use]
    pub fn is_owed(self) -> bool {
        !self.is_over() && self != Self::Delivered
    }

    /// The clock of the review runs, or stands still.
    #[must_use]
    pub fn is_timed(self) -> bool {
        self.is_one_of(&[
            Self::DossierComplete,
            Self::CouncilFormed,
            Self::InReview,
            Self::Synthesis,
            Self::ReportDrafted,
            Self::ReportApproved,
        ])
    }

    /// The dossier may change.
    #[must_use]
    pub fn takes_documents(self) -> bool {
        self.is_one_of(&[
            Self::Accepted,
            Self::Assigned,
            Self::DossierComplete,
            Self::CouncilFormed,
            Self::InReview,
            Self::Synthesis,
        ])
    }

    /// The requester may be asked for more.
    #[must_use]
    pub fn may_ask(self) -> bool {
        self == Self::Received || (self.takes_documents() && self != Self::Accepted)
    }

    pub(super) fn is_one_of(self, stages: &[Self]) -> bool {
        stages.contains(&self)
    }
}
