//! Why a report is refused.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};
use uuid::Uuid;

use super::Stage;
use crate::domain::{SectionCode, UnitId};

/// So many units are named in a refusal: it has to fit into headers.
const TOLD: usize = 10;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("no report of that unit is expected for the period")]
    ReportNotFound,
    #[error("the report is expected already")]
    ReportExpectedAlready,
    #[error("the report is {}", <&str>::from(*state))]
    StateNotAllowed { state: Stage },
    #[error("the report is on paper: it is entered")]
    ReportOnPaper,
    #[error("the report is not on paper: it is written here")]
    ReportNotOnPaper,
    #[error("what is on paper needs its document")]
    PaperWithoutEvidence,
    #[error("nothing was handed in")]
    NothingHandedIn,
    #[error("step {step} cannot follow what is before it")]
    CourseOutOfOrder { step: u32 },
    #[error("{on} is still to come")]
    DayNotReached { on: NaiveDate },
    #[error("nothing is written after {open_until}, the last day before the lock")]
    PeriodLocked { open_until: NaiveDate },
    #[error("the report has no section {code}")]
    SectionNotInReport { code: SectionCode },
    #[error("the report has no figure {identifier}")]
    FigureNotInReport { identifier: String },
    #[error("only a count or an amount is adjusted by a number")]
    FigureNotAdjustable,
    #[error("there is an adjustment with that id already")]
    AdjustmentAlreadyMade,
    #[error("there is no such adjustment")]
    AdjustmentNotFound,
    #[error("an adjustment by nothing is none")]
    NothingAdjusted,
    #[error("an adjustment needs evidence")]
    AdjustmentWithoutEvidence,
    #[error("there is no evidence of the kind {kind}")]
    UnknownEvidenceKind { kind: String },
    #[error("the evidence {evidence} is there twice")]
    EvidenceTwice { evidence: Uuid },
    #[error("nothing is said under {}", listed(codes))]
    SectionsMissing { codes: Vec<SectionCode> },
    #[error("nothing is said to the missing {}", identifiers.join(", "))]
    FiguresUnexplained { identifiers: Vec<String> },
    #[error("{} of the reports that the unit receives are not decided", units.len())]
    ReportsOpen { units: Vec<UnitId> },
    #[error("a report comes back for a reason")]
    NothingObjected,
    #[error("it cannot come back before today")]
    DueInThePast,
    #[error("nobody reviews what they have written")]
    OwnReport,
    #[error("no unit reviews its own report")]
    ReportOfOwnUnit,
    #[error("it is for the receiver of level {level}")]
    NotReceiver { level: u32 },
    #[error("nobody approves a report twice")]
    ApprovedAlready,
}

fn listed(codes: &[SectionCode]) -> String {
    codes.iter().map(SectionCode::as_str).collect::<Vec<_>>().join(",")
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::ReportNotFound
            | Self::SectionNotInReport { .. }
            | Self::FigureNotInReport { .. }
            | Self::AdjustmentNotFound => (RejectionKind::NotFound, None),
            Self::ReportExpectedAlready | Self::AdjustmentAlreadyMade => {
                (RejectionKind::AlreadyExists, None)
            }
            Self::StateNotAllowed { .. }
            | Self::ReportOnPaper
            | Self::ReportNotOnPaper
            | Self::PeriodLocked { .. }
            | Self::FigureNotAdjustable
            | Self::SectionsMissing { .. }
            | Self::FiguresUnexplained { .. }
            | Self::ReportsOpen { .. } => (RejectionKind::Precondition, None),
            Self::NothingAdjusted => (RejectionKind::Invalid, Some("difference")),
            Self::AdjustmentWithoutEvidence
            | Self::PaperWithoutEvidence
            | Self::UnknownEvidenceKind { .. }
            | Self::EvidenceTwice { .. } => (RejectionKind::Invalid, Some("evidence")),
            Self::NothingHandedIn | Self::CourseOutOfOrder { .. } | Self::DayNotReached { .. } => {
                (RejectionKind::Invalid, Some("course"))
            }
            Self::NothingObjected => (RejectionKind::Invalid, Some("objections")),
            Self::DueInThePast => (RejectionKind::Invalid, Some("due_on")),
            Self::OwnReport
            | Self::ReportOfOwnUnit
            | Self::NotReceiver { .. }
            | Self::ApprovedAlready => (RejectionKind::Forbidden, None),
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
            Self::PeriodLocked { open_until } => vec![("open_until", open_until.to_string())],
            Self::SectionNotInReport { code } => vec![("section_code", code.to_string())],
            Self::FigureNotInReport { identifier } => vec![("identifier", identifier.clone())],
            Self::SectionsMissing { codes } => vec![("section_codes", listed(codes))],
            Self::FiguresUnexplained { identifiers } => {
                vec![("identifiers", identifiers.join(","))]
            }
            Self::ReportsOpen { units } => {
                let some = units.iter().take(TOLD).map(ToString::to_string);
                let some: Vec<_> = some.collect();
                vec![("count", units.len().to_string()), ("unit_ids", some.join(","))]
            }
            Self::UnknownEvidenceKind { kind } => vec![("kind", kind.clone())],
            Self::EvidenceTwice { evidence } => vec![("evidence_id", evidence.to_string())],
            Self::NotReceiver { level } => vec![("level", level.to_string())],
            Self::CourseOutOfOrder { step } => vec![("step", step.to_string())],
            Self::DayNotReached { on } => vec![("on", on.to_string())],
            Self::ReportNotFound
            | Self::ReportExpectedAlready
            | Self::ReportOnPaper
            | Self::ReportNotOnPaper
            | Self::PaperWithoutEvidence
            | Self::NothingHandedIn
            | Self::FigureNotAdjustable
            | Self::AdjustmentAlreadyMade
            | Self::AdjustmentNotFound
            | Self::NothingAdjusted
            | Self::AdjustmentWithoutEvidence
            | Self::NothingObjected
            | Self::DueInThePast
            | Self::OwnReport
            | Self::ReportOfOwnUnit
            | Self::ApprovedAlready => Vec::new(),
        }
    }
}
