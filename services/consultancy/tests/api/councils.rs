//! Experts over the wire: from the invitation to the requester's answer, and the papers, which are open to those
//! who are in and to nobody else.

use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1::Role;
use futures::StreamExt as _;
use tonic::Code;

use crate::council_samples::{FIRST_EXPERT, opinion};
use crate::receipt;
use crate::samples::{TODAY, fresh};
use crate::world::{DEPARTMENT, OFFICE, REQUESTER, UNION, World, after, eventually, refusal};

impl World {
    /// The requester has what was hashed, and nothing of who said it.
    async fn checks_and_acknowledges(
        &self,
        review: &str,
        delivered: &CommandReceipt,
        opinion: &str,
    ) {
        let get = GetDeliveredReportRequest {
            review_id: review.to_owned(),
            requester_unit_id: DEPARTMENT.to_string(),
            read_at: after(delivered),
        };
        let report = self.reports(REQUESTER).await.get_delivered_report(get).await.unwrap();
        let report = report.into_inner().report.unwrap();
        let hashed = ledger::Digest::of(report.text.as_bytes()).to_string();
        assert_eq!(report.sha256, hashed, "the requester can check it");
        assert!(!report.text.contains(FIRST_EXPERT) && !report.text.contains(opinion));
        let acknowledge = AcknowledgeDeliveryRequest {
            review_id: review.to_owned(),
            etag: report.report_etag,
            request_id: fresh(),
            validate_only: false,
            requester_unit_id: DEPARTMENT.to_string(),
            sha256: report.sha256,
        };
        receipt!(self.reports(REQUESTER).await.acknowledge_delivery(acknowledge));
    }
}

#[tokio::test]
async fn what_two_experts_say_comes_back_answered() {
    let world = World::regulated().await;
    let (review, _) = world.running().await;
    let opened = world.opened(&review).await;
    let opinions = world.spoken(&review, opened).await;
    world.synthesis(&review).await;
    let recommendations = [fresh(), fresh()];
    let approved = world.approved(&review, &opinions, &recommendations).await;
    let delivered = world.delivered(&review, approved).await;

    world.checks_and_acknowledges(&review, &delivered, &opinions[0]).await;

    let own = ListOwnRecommendationsRequest {
        review_id: review.clone(),
        requester_unit_id: DEPARTMENT.to_string(),
        read_at: after(&delivered),
        ..Default::default()
    };
    let mut requester = world.recommendations(REQUESTER).await;
    let waiting = requester.list_own_recommendations(own).await.unwrap().into_inner();
    let waiting = waiting.recommendations;
    let states: Vec<_> = waiting.iter().map(Recommendation::state).collect();
    assert_eq!(states, [RecommendationState::Waiting; 2]);
    let answer = |recommendation: &str, etag: &str, kind: AnswerKind, reason: &str| {
        AnswerRecommendationRequest {
            review_id: review.clone(),
            etag: etag.into(),
            request_id: fresh(),
            validate_only: false,
            requester_unit_id: DEPARTMENT.to_string(),
            recommendation_id: recommendation.into(),
            answer: kind.into(),
            reason: reason.into(),
        }
    };
    let (first, second) = (&recommendations[0], &recommendations[1]);
    let etag = waiting[0].etag.clone();
    let bare = answer(first, &etag, AnswerKind::Partly, "");
    let bare = requester.answer_recommendation(bare).await;
    assert_eq!(refusal(bare), (Code::InvalidArgument, "REASON_MISSING".into()));
    let partly = answer(first, &etag, AnswerKind::Partly, "Chưa đủ nguồn lực");
    let answered = receipt!(requester.answer_recommendation(partly.clone()));
    let repeated = receipt!(requester.answer_recommendation(partly));
    assert_eq!(repeated.token, answered.token, "a repeat gets the first answer");

    let close = |etag: String| CloseReviewRequest {
        review_id: review.clone(),
        etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        closed_on: TODAY.into(),
    };
    let mut office = world.recommendations(OFFICE).await;
    let early = office.close_review(close(answered.etag.clone())).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "RECOMMENDATIONS_WAITING".into()));
    let accepted = answer(second, &answered.etag, AnswerKind::Accepted, "");
    let answered = receipt!(requester.answer_recommendation(accepted));
    let closed = receipt!(office.close_review(close(answered.etag)));
    assert_eq!(world.review(&review, &closed).await.state(), ReviewState::Closed);
}

#[tokio::test]
async fn access_to_papers_ends_with_the_assignment() {
    let world = World::regulated().await;
    let (review, receipt) = world.running().await;
    let document = world.review(&review, &receipt).await.documents[0].document_id.clone();
    let read = async |person: &str| {
        let (review_id, document_id) = (review.clone(), document.clone());
        let read = ReadPaperRequest { review_id, document_id, offset: 0 };
        let answer = world.councils(person).await.read_paper(read).await?;
        let pieces: Vec<_> = answer.into_inner().collect().await;
        pieces.into_iter().collect::<Result<Vec<_>, _>>()
    };
    let council = world.opened(&review).await;
    let too_early = read(FIRST_EXPERT).await;
    assert_eq!(refusal(too_early), (Code::FailedPrecondition, "DOSSIER_NOT_OPENED".into()));
    let council = world.opens_dossier(&review, council, FIRST_EXPERT).await;
    let pieces = read(FIRST_EXPERT).await.unwrap();
    assert!(pieces[0].version.is_some() && pieces.len() > 1);
    let own = async || {
        let own = GetOwnInvitationRequest { review_id: review.clone(), read_at: None };
        world.councils(FIRST_EXPERT).await.get_own_invitation(own).await.unwrap().into_inner()
    };
    let sees = eventually("the papers are told", own, |it| !it.documents.is_empty());
    let invitation = sees.await.invitation.unwrap().invitation_id;

    let recuse = RecuseExpertRequest {
        review_id: review.clone(),
        etag: council.etag,
        request_id: fresh(),
        validate_only: false,
        unit_id: UNION.to_string(),
        invitation_id: invitation,
        recused_on: TODAY.into(),
        kind: ConflictKind::Beneficiary.into(),
        reason: "Do cơ quan báo".into(),
    };
    receipt!(world.councils(OFFICE).await.recuse_expert(recuse));
    let after_it = read(FIRST_EXPERT).await;
    assert_eq!(refusal(after_it), (Code::PermissionDenied, "NOT_ASSIGNED".into()));
    let _ = eventually("no papers are told", own, |it| it.documents.is_empty()).await;
}

#[tokio::test]
async fn a_conflict_that_is_declared_opens_nothing() {
    let world = World::regulated().await;
    let (review, _) = world.running().await;
    let (council, invitation) = world.invited(&review, FIRST_EXPERT).await;
    let accept = AcceptInvitationRequest {
        review_id: review.clone(),
        etag: council.etag,
        request_id: fresh(),
        validate_only: false,
        invitation_id: invitation,
        pledges: true,
        conflicts: vec![ConflictDeclaration {
            kind: ConflictKind::Drafter.into(),
            last_on: String::new(),
            note: String::new(),
        }],
    };
    let receipt = receipt!(world.councils(FIRST_EXPERT).await.accept_invitation(accept));
    let get = GetCouncilRequest {
        review_id: review.clone(),
        unit_id: UNION.to_string(),
        read_at: after(&receipt),
    };
    let told = world.councils(OFFICE).await.get_council(get).await.unwrap().into_inner();
    let told = told.council.unwrap();
    assert_eq!(told.invitations[0].state(), InvitationState::Recused);
    let again = world.invites(&review, told.etag, FIRST_EXPERT, fresh()).await;
    assert_eq!(refusal(again), (Code::FailedPrecondition, "CONFLICT_OF_INTEREST".into()));
}

#[tokio::test]
async fn who_has_no_right_on_a_review_and_who_is_not_asked_are_refused() {
    let world = World::regulated().await;
    let (review, _) = world.running().await;
    world.opened(&review).await;
    let get = GetOwnInvitationRequest { review_id: review.clone(), read_at: None };
    let stranger = world.councils(REQUESTER).await.get_own_invitation(get).await;
    assert_eq!(refusal(stranger), (Code::PermissionDenied, "NO_PERMISSION".into()));
    world.may_advise("nguoi-mau-19", Role::CouncilMember, &review).await;
    let begin = BeginOpinionRequest {
        review_id: review.clone(),
        request_id: fresh(),
        validate_only: false,
        invitation_id: fresh(),
        content: Some(OpinionContent { sections: Vec::new(), ..opinion("", 1) }),
    };
    let uninvited = world.opinions("nguoi-mau-19").await.begin_opinion(begin).await;
    assert_eq!(refusal(uninvited), (Code::PermissionDenied, "NOT_ASSIGNED".into()));
}
