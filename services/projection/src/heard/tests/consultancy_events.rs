//! What is understood of reviews and proposals.

use consultancy::{AnswerKind, ProposalOutcome};
use contracts::consultancy::v1 as consultancy;

use super::{ON, ONE, TWO, id, refused, told};
use crate::domain::facts::UnitId;
use crate::domain::review::*;
use crate::heard::{CONSULTANCY, ReviewTold, Told};

#[test]
fn a_review_that_the_union_proposed_is_told_from_one_that_was_asked_for() {
    let asked = |origin| {
        let told = ReviewAsked {
            review: ReviewId(id(1)),
            union: UnitId(id(2)),
            requester: UnitId(id(3)),
            kind: ReviewKind::CriticalReview,
            origin,
            illustrative: false,
        };
        [Told::Review(ReviewTold::ReviewAsked(told))]
    };
    let (review_id, unit_id, occurred_on) = (ONE.to_owned(), TWO.to_owned(), ON.to_owned());
    let requester_unit_id = id(3).to_string();
    let kind = consultancy::ReviewKind::CriticalReview.into();
    let submitted = consultancy::ReviewRequestSubmitted {
        review_id: review_id.clone(),
        unit_id: unit_id.clone(),
        requester_unit_id: requester_unit_id.clone(),
        occurred_on: occurred_on.clone(),
        kind,
        ..Default::default()
    };
    let facts = told(CONSULTANCY, "ReviewRequestSubmitted", &submitted).facts;
    assert_eq!(facts, asked(ReviewOrigin::Requested));
    let proposed = consultancy::SelfInitiatedReviewProposed {
        review_id,
        unit_id,
        requester_unit_id,
        occurred_on,
        kind,
        ..Default::default()
    };
    let facts = told(CONSULTANCY, "SelfInitiatedReviewProposed", &proposed).facts;
    assert_eq!(facts, asked(ReviewOrigin::SelfInitiated));
    let unknown = consultancy::SelfInitiatedReviewProposed { kind: 99, ..proposed.clone() };
    assert!(refused(CONSULTANCY, "SelfInitiatedReviewProposed", &unknown).contains("kind"));
    let requester_unit_id = String::new();
    let nobodys = consultancy::SelfInitiatedReviewProposed { requester_unit_id, ..proposed };
    let refused = refused(CONSULTANCY, "SelfInitiatedReviewProposed", &nobodys);
    assert!(refused.contains("requester_unit_id"));
}

#[test]
fn a_report_without_recommendations_waits_for_no_answer() {
    let delivered = consultancy::ReportDelivered {
        review_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        unit_id: TWO.to_owned(),
        field: consultancy::ReviewField::Health.into(),
        kind: consultancy::ReviewKind::Consultancy.into(),
        due_on: ON.to_owned(),
        ..Default::default()
    };
    let expected = ReportDelivered {
        review: ReviewId(id(1)),
        union: UnitId(id(2)),
        kind: ReviewKind::Consultancy,
        field: ReviewField::Health,
        due_on: ON.parse().unwrap(),
        answer_by: None,
    };
    let facts = told(CONSULTANCY, "ReportDelivered", &delivered).facts;
    assert_eq!(facts, [Told::Review(ReviewTold::ReportDelivered(expected))]);
    let undue = consultancy::ReportDelivered { due_on: String::new(), ..delivered };
    assert!(refused(CONSULTANCY, "ReportDelivered", &undue).contains("due_on"));
}

#[test]
fn a_review_that_ended_in_silence_was_not_answered() {
    let closed = |partly, silent| consultancy::ReviewClosed {
        review_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        partly,
        silent,
        ..Default::default()
    };
    for (event, answered) in [(closed(0, 2), false), (closed(1, 2), true)] {
        let expected = ReviewClosed { review: ReviewId(id(1)), answered };
        let facts = told(CONSULTANCY, "ReviewClosed", &event).facts;
        assert_eq!(facts, [Told::Review(ReviewTold::ReviewClosed(expected))]);
    }
}

#[test]
fn answers_to_recommendations_and_proposals_are_taken_as_they_are_named() {
    for (answer, uptake) in [
        (AnswerKind::Accepted, Uptake::Accepted),
        (AnswerKind::Partly, Uptake::Partly),
        (AnswerKind::Rejected, Uptake::Rejected),
    ] {
        let event = consultancy::RequesterResponded {
            review_id: ONE.to_owned(),
            occurred_on: ON.to_owned(),
            recommendation_id: TWO.to_owned(),
            answer: answer.into(),
            ..Default::default()
        };
        let (review, recommendation) = (ReviewId(id(1)), id(2));
        let expected = RecommendationAnswered { review, recommendation, uptake };
        let facts = told(CONSULTANCY, "RequesterResponded", &event).facts;
        assert_eq!(facts, [Told::Review(ReviewTold::RecommendationAnswered(expected))]);
    }
    let event = consultancy::ProposalAnswered {
        proposal_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        outcome: ProposalOutcome::Noted.into(),
        ..Default::default()
    };
    let (proposal, uptake) = (ProposalId(id(1)), Some(Uptake::Noted));
    let facts = told(CONSULTANCY, "ProposalAnswered", &event).facts;
    let expected = ProposalEnded { proposal, uptake };
    assert_eq!(facts, [Told::Review(ReviewTold::ProposalEnded(expected))]);
}

#[test]
fn a_rating_is_on_the_scale() {
    let rated = |score| consultancy::QualityRated {
        review_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        unit_id: TWO.to_owned(),
        score,
        illustrative: false,
    };
    for score in [1, 5] {
        let (review, union) = (ReviewId(id(1)), UnitId(id(2)));
        let expected = QualityRated { review, union, score: score.into() };
        let facts = told(CONSULTANCY, "QualityRated", &rated(score)).facts;
        assert_eq!(facts, [Told::Review(ReviewTold::QualityRated(expected))]);
    }
    for score in [0, 6, -1] {
        assert!(refused(CONSULTANCY, "QualityRated", &rated(score)).contains("score"));
    }
}

#[test]
fn what_is_said_of_a_workshop_later_is_of_the_same_one() {
    use consultancy::WorkshopKind as Said;
    let expected = |held, illustrative| {
        let (workshop, union) = (WorkshopId(id(1)), UnitId(id(2)));
        let stated = WorkshopStated { workshop, union, held, illustrative };
        [Told::Review(ReviewTold::WorkshopStated(stated))]
    };
    let held = |kind: Said| consultancy::WorkshopHeld {
        workshop_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        unit_id: TWO.to_owned(),
        kind: kind.into(),
        illustrative: true,
        ..Default::default()
    };
    for (said, kind) in
        [(Said::Workshop, WorkshopKind::Workshop), (Said::Conference, WorkshopKind::Conference)]
    {
        let facts = told(CONSULTANCY, "WorkshopHeld", &held(said)).facts;
        assert_eq!(facts, expected(Some(kind), true));
    }
    assert!(refused(CONSULTANCY, "WorkshopHeld", &held(Said::Unspecified)).contains("kind"));
    let corrected = consultancy::WorkshopCorrected {
        workshop_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        unit_id: TWO.to_owned(),
        kind: Said::Conference.into(),
        ..Default::default()
    };
    let facts = told(CONSULTANCY, "WorkshopCorrected", &corrected).facts;
    assert_eq!(facts, expected(Some(WorkshopKind::Conference), false));
    let retracted = consultancy::WorkshopRetracted {
        workshop_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        unit_id: TWO.to_owned(),
    };
    let facts = told(CONSULTANCY, "WorkshopRetracted", &retracted).facts;
    assert_eq!(facts, expected(None, false));
}
