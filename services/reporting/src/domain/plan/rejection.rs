//! Why a plan refuses.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use crate::domain::{ItemCode, SectionCode};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such plan")]
    PlanNotFound,
    #[error("the plan has been issued already")]
    PlanAlreadyIssued,
    #[error("the plan is under review")]
    PlanUnderReview,
    #[error("the plan has been concluded")]
    PlanConcluded,
    #[error("another plan has taken this one's place")]
    PlanSuperseded,
    #[error("no review of the plan is going on")]
    NoReviewOpen,
    #[error("no final review of the plan is going on")]
    FinalReviewNotOpen,
    #[error("the plan that is to take this one's place is not in force")]
    SuccessorNotInForce,
    #[error("a plan cannot take its own place")]
    OwnSuccessor,
    #[error("the document is dated after the day it takes effect")]
    IssuedLater,
    #[error("it cannot have happened before {not_before}")]
    TooEarly { not_before: NaiveDate },
    #[error("a plan has at least one item")]
    NoItems,
    #[error("an amendment changes something")]
    NothingAmended,
    #[error("the plan has a section {code} already, or an item of that code")]
    SectionCodeUsed { code: SectionCode },
    #[error("the plan has no section {code}")]
    SectionMissing { code: SectionCode },
    #[error("the plan has, or had, an item {code} already, or a section of that code")]
    ItemCodeUsed { code: ItemCode },
    #[error("the amendment changes the item {code} twice")]
    ItemChangedTwice { code: ItemCode },
    #[error("the plan has no item {code}")]
    ItemNotInPlan { code: ItemCode },
    #[error("the item {code} is withdrawn from {withdrawn_on} on")]
    ItemWithdrawn { code: ItemCode, withdrawn_on: NaiveDate },
    #[error("a responsibility ends after its first day")]
    EndsBeforeItBegins,
    #[error("it has the same part in the item {code} on some of these days already")]
    ResponsibilityOverlaps { code: ItemCode },
    #[error("a responsibility that was assigned later names the decision")]
    DecisionMissing,
    #[error("there is no such responsibility")]
    ResponsibilityNotFound,
    #[error("the responsibility ended on {ended_on} already")]
    ResponsibilityEnded { ended_on: NaiveDate },
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::PlanNotFound => (RejectionKind::NotFound, None),
            Self::PlanAlreadyIssued => (RejectionKind::AlreadyExists, None),
            Self::PlanUnderReview
            | Self::PlanConcluded
            | Self::PlanSuperseded
            | Self::NoReviewOpen
            | Self::FinalReviewNotOpen
            | Self::SuccessorNotInForce
            | Self::TooEarly { .. }
            | Self::ItemNotInPlan { .. }
            | Self::ItemWithdrawn { .. }
            | Self::ResponsibilityNotFound
            | Self::ResponsibilityEnded { .. } => (RejectionKind::Precondition, None),
            Self::OwnSuccessor => (RejectionKind::Invalid, Some("successor_plan_id")),
            Self::IssuedLater => (RejectionKind::Invalid, Some("document.issued_on")),
            Self::NoItems | Self::ItemCodeUsed { .. } => (RejectionKind::Invalid, Some("items")),
            Self::NothingAmended | Self::ItemChangedTwice { .. } => {
                (RejectionKind::Invalid, Some("changes"))
            }
            Self::SectionCodeUsed { .. } | Self::SectionMissing { .. } => {
                (RejectionKind::Invalid, Some("sections"))
            }
            Self::EndsBeforeItBegins | Self::ResponsibilityOverlaps { .. } => {
                (RejectionKind::Invalid, Some("responsibility"))
            }
            Self::DecisionMissing => (RejectionKind::Invalid, Some("decision_ref")),
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
            Self::TooEarly { not_before } => vec![("not_before", not_before.to_string())],
            Self::SectionCodeUsed { code } | Self::SectionMissing { code } => {
                vec![("section_code", code.to_string())]
            }
            Self::ItemCodeUsed { code }
            | Self::ItemChangedTwice { code }
            | Self::ItemNotInPlan { code }
            | Self::ResponsibilityOverlaps { code } => vec![("item_code", code.to_string())],
            Self::ItemWithdrawn { code, withdrawn_on } => {
                vec![("item_code", code.to_string()), ("withdrawn_on", withdrawn_on.to_string())]
            }
            Self::ResponsibilityEnded { ended_on } => vec![("ended_on", ended_on.to_string())],
            Self::PlanNotFound
            | Self::PlanAlreadyIssued
            | Self::PlanUnderReview
            | Self::PlanConcluded
            | Self::PlanSuperseded
            | Self::NoReviewOpen
            | Self::FinalReviewNotOpen
            | Self::SuccessorNotInForce
            | Self::OwnSuccessor
            | Self::IssuedLater
            | Self::NoItems
            | Self::NothingAmended
            | Self::EndsBeforeItBegins
            | Self::DecisionMissing
            | Self::ResponsibilityNotFound => Vec::new(),
        }
    }
}
