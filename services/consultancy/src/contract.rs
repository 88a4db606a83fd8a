//! The domain's values as the contract says them, and its choices back.

mod councils;
mod opinions;
mod proposals;
mod ratings;
mod regulation;
mod reports;
mod reviews;
mod suggestions;
mod workshops;

use chassis::choices;
use chrono::NaiveDate;
use contracts::consultancy::v1 as wire;

use crate::domain::council::conflict::ConflictKind;
use crate::domain::council::{Form, Role};
use crate::domain::kinds::{
    AssignmentKind, Classification, DeclineReason, DocumentKind, Field, Kind, SchemeKind,
};
use crate::domain::opinion::content::Stance;
use crate::domain::proposal::Outcome;
use crate::domain::report::content::{Part, Priority, RecommendationType};
use crate::domain::response::AnswerKind;
use crate::domain::review::Side;
use crate::domain::review::clock::PauseCause;
use crate::domain::review::filing::Origin;
use crate::domain::workshop::WorkshopKind;
use crate::domain::{CitedFile, DecisionRef};

pub(crate) use councils::conclusion;
pub(crate) use ratings::rating;
pub(crate) use reviews::{asked, document_version};

choices! {
    kind: ReviewKind <=> Kind { Consultancy, CriticalReview, SocialAssessment }
    scheme_kind: SchemeKind <=> SchemeKind { Policy, MasterPlan, Programme, Project, Matter }
    field: ReviewField <=> Field {
        ScienceTechnology, EducationTraining, Intellectuals, Economy, AgricultureEnvironment,
        ConstructionTransport, Health, CultureSociety, Other
    }
    classification: Classification <=> Classification {
        Open, Internal, Secret, TopSecret, AbsoluteSecret
    }
    document_kind: DocumentKind <=> DocumentKind { Scheme, Submission, Data, Other }
    decline_reason: DeclineReason <=> DeclineReason {
        OutOfScope, NoLegalBasis, NoCapacity, Duplicate, Other
    }
    assignment_kind: AssignmentKind <=> AssignmentKind { Contract, WrittenAssignment }
    outcome: ProposalOutcome <=> Outcome { Accepted, Partly, Rejected, Noted }
    council_form: CouncilForm <=> Form { Council, IndependentExperts }
    council_role: CouncilRole <=> Role {
        Chair, DeputyChair, Reviewer, Member, Secretary, IndependentExpert
    }
    conflict_kind: ConflictKind <=> ConflictKind {
        Drafter, Consultant, StaffOfRequester, KinOfHead, Beneficiary, Other
    }
    stance: Stance <=> Stance { Agrees, AgreesWithChanges, Disagrees, NoOpinion }
    report_part: ReportPart <=> Part {
        Basis, Method, Necessity, LegalScientificPracticalBasis, Fitness, Feasibility, Impact,
        UnclearPoints, OtherOpinions, Conclusion
    }
    recommendation_type: RecommendationType <=> RecommendationType {
        Keep, Amend, Add, Drop, StudyMore, Oppose
    }
    priority: Priority <=> Priority { High, Normal, Low }
    answer_kind: AnswerKind <=> AnswerKind { Accepted, Partly, Rejected }
    workshop_kind: WorkshopKind <=> WorkshopKind { Workshop, Conference }
}

/// Only said, never read: which side asks is told by the rpc.
impl From<Side> for wire::ExtensionSide {
    fn from(side: Side) -> Self {
        match side {
            Side::Union => Self::Union,
            Side::Requester => Self::Requester,
        }
    }
}

/// Only said, never read.
impl From<PauseCause> for wire::PauseCause {
    fn from(cause: PauseCause) -> Self {
        match cause {
            PauseCause::WaitingForRequester => Self::WaitingForRequester,
            PauseCause::Suspended => Self::Suspended,
        }
    }
}

/// Only said, never read: each origin has an rpc of its own.
impl From<Origin> for wire::ReviewOrigin {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Requested => Self::Requested,
            Origin::SelfInitiated => Self::SelfInitiated,
        }
    }
}

/// A day, or the contract's empty string.
pub(crate) fn date(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Versions, days and members are small whole numbers.
pub(crate) fn count(count: u32) -> i32 {
    i32::try_from(count).expect("nothing here is counted in thousands of millions")
}

pub(crate) fn decision(decision: Option<&DecisionRef>) -> Option<wire::DecisionRef> {
    decision.map(Into::into)
}

impl From<&DecisionRef> for wire::DecisionRef {
    fn from(decision: &DecisionRef) -> Self {
        Self {
            number_symbol: decision.number_symbol.clone(),
            issued_on: decision.issued_on.to_string(),
            issuer_unit_id: decision.issuer.to_string(),
        }
    }
}

impl From<&CitedFile> for wire::CitedFile {
    fn from(file: &CitedFile) -> Self {
        Self { evidence_id: file.evidence.to_string(), sha256: file.sha256.clone() }
    }
}
