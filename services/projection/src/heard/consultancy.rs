//! What consultancy publishes, and what of it progress is counted from.

use contracts::consultancy::v1 as contract;

use super::{Heard, NotUnderstood, ReviewTold, Told, day, events, heard, id, optional_day};
use crate::domain::facts::UnitId;
use crate::domain::review::{
    ExpertAssigned, ProposalEnded, ProposalId, ProposalSent, QualityRated, RecommendationAnswered,
    ReportDelivered, ReviewAsked, ReviewClosed, ReviewField, ReviewId, ReviewKind, ReviewOrigin,
    Uptake, WorkshopId, WorkshopKind, WorkshopStated,
};

// Silent are: regulations; how a review comes to be done, and its clock, since a delivered report tells until
// when it was in time; who judged it and how; silence, which the end of a review tells; files of evidence.
events! { facts_of:
    ReviewRequestSubmitted SelfInitiatedReviewProposed
    ReportDelivered ReviewClosed RequesterResponded ExpertAssigned QualityRated
    WorkshopHeld WorkshopCorrected WorkshopRetracted
    ProposalSubmitted ProposalAnswered ProposalWithdrawn;
    silent:
    ReviewRegulationIssued
    SelfInitiatedReviewApproved SelfInitiatedReviewRefused
    ReviewRequestAccepted ReviewRequestDeclined
    ReviewClockPaused ReviewClockResumed ReviewAssignmentAgreed DossierReceived
    ReviewDocumentReplaced DeadlineExtended ReviewCouncilFormed ReviewOpened
    ExpertAssignmentEnded CouncilMeetingHeld DissentRecorded ReviewReportApproved
    ResponseOverdueFlagged ReviewWithdrawn ReviewCancelled ReviewLapsed
    ProposalReminded ProposalUnanswered
    EvidenceStored EvidenceWithdrawn
}

fn facts_of(event: Event) -> Result<Heard, NotUnderstood> {
    match event {
        Event::ReviewRequestSubmitted(e) => {
            let kind = kind(e.kind())?;
            let by = (&*e.review_id, &*e.unit_id, &*e.requester_unit_id, e.illustrative);
            asked(by, kind, ReviewOrigin::Requested, &e.occurred_on)
        }
        Event::SelfInitiatedReviewProposed(e) => {
            let kind = kind(e.kind())?;
            let by = (&*e.review_id, &*e.unit_id, &*e.requester_unit_id, e.illustrative);
            asked(by, kind, ReviewOrigin::SelfInitiated, &e.occurred_on)
        }
        Event::ReportDelivered(e) => delivered(&e),
        Event::ReviewClosed(e) => {
            let answered = e.accepted > 0 || e.partly > 0 || e.rejected > 0;
            let closed = ReviewClosed { review: review(&e.review_id)?, answered };
            heard(&e.occurred_on, None, [Told::Review(ReviewTold::ReviewClosed(closed))])
        }
        Event::RequesterResponded(e) => responded(&e),
        Event::ExpertAssigned(e) => {
            let expert = id("expert_key", &e.expert_key)?;
            let assigned = ExpertAssigned { review: review(&e.review_id)?, expert };
            heard(&e.occurred_on, None, [Told::Review(ReviewTold::ExpertAssigned(assigned))])
        }
        Event::QualityRated(e) => rated(&e),
        Event::WorkshopHeld(e) => {
            let held = Some(workshop_kind(e.kind())?);
            workshop((&e.workshop_id, &e.unit_id, e.illustrative), held, &e.occurred_on)
        }
        Event::WorkshopCorrected(e) => {
            let held = Some(workshop_kind(e.kind())?);
            workshop((&e.workshop_id, &e.unit_id, e.illustrative), held, &e.occurred_on)
        }
        Event::WorkshopRetracted(e) => {
            workshop((&e.workshop_id, &e.unit_id, false), None, &e.occurred_on)
        }

        Event::ProposalSubmitted(e) => {
            let field = field(e.field())?;
            let sent = ProposalSent {
                proposal: proposal(&e.proposal_id)?,
                union: union(&e.unit_id)?,
                theme: e.theme,
                field,
                illustrative: e.illustrative,
            };
            heard(&e.occurred_on, None, [Told::Review(ReviewTold::ProposalSent(sent))])
        }
        Event::ProposalAnswered(e) => {
            ended(&e.proposal_id, Some(outcome(e.outcome())?), &e.occurred_on)
        }
        Event::ProposalWithdrawn(e) => ended(&e.proposal_id, None, &e.occurred_on),
    }
}

fn review(text: &str) -> Result<ReviewId, NotUnderstood> {
    id("review_id", text).map(ReviewId)
}

fn proposal(text: &str) -> Result<ProposalId, NotUnderstood> {
    id("proposal_id", text).map(ProposalId)
}

fn union(text: &str) -> Result<UnitId, NotUnderstood> {
    id("unit_id", text).map(UnitId)
}

fn asked(
    (review_id, unit_id, requester_id, illustrative): (&str, &str, &str, bool),
    kind: ReviewKind,
    origin: ReviewOrigin,
    occurred_on: &str,
) -> Result<Heard, NotUnderstood> {
    let (review, union) = (review(review_id)?, union(unit_id)?);
    let requester = UnitId(id("requester_unit_id", requester_id)?);
    let asked = ReviewAsked { review, union, requester, kind, origin, illustrative };
    heard(occurred_on, None, [Told::Review(ReviewTold::ReviewAsked(asked))])
}

fn delivered(e: &contract::ReportDelivered) -> Result<Heard, NotUnderstood> {
    let delivered = ReportDelivered {
        review: review(&e.review_id)?,
        union: union(&e.unit_id)?,
        kind: kind(e.kind())?,
        field: field(e.field())?,
        due_on: day("due_on", &e.due_on)?,
        answer_by: optional_day("answer_by", &e.answer_by)?,
    };
    heard(&e.occurred_on, None, [Told::Review(ReviewTold::ReportDelivered(delivered))])
}

fn responded(e: &contract::RequesterResponded) -> Result<Heard, NotUnderstood> {
    let answered = RecommendationAnswered {
        review: review(&e.review_id)?,
        recommendation: id("recommendation_id", &e.recommendation_id)?,
        uptake: answer(e.answer())?,
    };
    heard(&e.occurred_on, None, [Told::Review(ReviewTold::RecommendationAnswered(answered))])
}

fn rated(e: &contract::QualityRated) -> Result<Heard, NotUnderstood> {
    let (review, union) = (review(&e.review_id)?, union(&e.unit_id)?);
    let on_scale = (1..=5).contains(&e.score).then(|| i64::from(e.score));
    let score = on_scale.ok_or(NotUnderstood::Field { field: "score" })?;
    let rated = QualityRated { review, union, score };
    heard(&e.occurred_on, None, [Told::Review(ReviewTold::QualityRated(rated))])
}

fn workshop(
    (workshop_id, unit_id, illustrative): (&str, &str, bool),
    held: Option<WorkshopKind>,
    occurred_on: &str,
) -> Result<Heard, NotUnderstood> {
    let (workshop, union) = (WorkshopId(id("workshop_id", workshop_id)?), union(unit_id)?);
    let stated = WorkshopStated { workshop, union, held, illustrative };
    heard(occurred_on, None, [Told::Review(ReviewTold::WorkshopStated(stated))])
}

fn workshop_kind(kind: contract::WorkshopKind) -> Result<WorkshopKind, NotUnderstood> {
    match kind {
        contract::WorkshopKind::Workshop => Ok(WorkshopKind::Workshop),
        contract::WorkshopKind::Conference => Ok(WorkshopKind::Conference),
        contract::WorkshopKind::Unspecified => Err(NotUnderstood::Field { field: "kind" }),
    }
}

fn ended(
    proposal_id: &str,
    uptake: Option<Uptake>,
    occurred_on: &str,
) -> Result<Heard, NotUnderstood> {
    let ended = ProposalEnded { proposal: proposal(proposal_id)?, uptake };
    heard(occurred_on, None, [Told::Review(ReviewTold::ProposalEnded(ended))])
}

fn answer(answer: contract::AnswerKind) -> Result<Uptake, NotUnderstood> {
    match answer {
        contract::AnswerKind::Accepted => Ok(Uptake::Accepted),
        contract::AnswerKind::Partly => Ok(Uptake::Partly),
        contract::AnswerKind::Rejected => Ok(Uptake::Rejected),
        contract::AnswerKind::Unspecified => Err(NotUnderstood::Field { field: "answer" }),
    }
}

fn outcome(outcome: contract::ProposalOutcome) -> Result<Uptake, NotUnderstood> {
    match outcome {
        contract::ProposalOutcome::Accepted => Ok(Uptake::Accepted),
        contract::ProposalOutcome::Partly => Ok(Uptake::Partly),
        contract::ProposalOutcome::Rejected => Ok(Uptake::Rejected),
        contract::ProposalOutcome::Noted => Ok(Uptake::Noted),
        contract::ProposalOutcome::Unspecified => Err(NotUnderstood::Field { field: "outcome" }),
    }
}

fn kind(kind: contract::ReviewKind) -> Result<ReviewKind, NotUnderstood> {
    match kind {
        contract::ReviewKind::Consultancy => Ok(ReviewKind::Consultancy),
        contract::ReviewKind::CriticalReview => Ok(ReviewKind::CriticalReview),
        contract::ReviewKind::SocialAssessment => Ok(ReviewKind::SocialAssessment),
        contract::ReviewKind::Unspecified => Err(NotUnderstood::Field { field: "kind" }),
    }
}

fn field(field: contract::ReviewField) -> Result<ReviewField, NotUnderstood> {
    match field {
        contract::ReviewField::ScienceTechnology => Ok(ReviewField::ScienceTechnology),
        contract::ReviewField::EducationTraining => Ok(ReviewField::EducationTraining),
        contract::ReviewField::Intellectuals => Ok(ReviewField::Intellectuals),
        contract::ReviewField::Economy => Ok(ReviewField::Economy),
        contract::ReviewField::AgricultureEnvironment => Ok(ReviewField::AgricultureEnvironment),
        contract::ReviewField::ConstructionTransport => Ok(ReviewField::ConstructionTransport),
        contract::ReviewField::Health => Ok(ReviewField::Health),
        contract::ReviewField::CultureSociety => Ok(ReviewField::CultureSociety),
        contract::ReviewField::Other => Ok(ReviewField::Other),
        contract::ReviewField::Unspecified => Err(NotUnderstood::Field { field: "field" }),
    }
}
