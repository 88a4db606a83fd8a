//! Ratings over the wire: by the requester alone, of what was delivered.

use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;
use tonic::Code;

use crate::receipt;
use crate::samples::{TODAY, fresh};
use crate::world::{
    ANOTHER, ANOTHER_DEPARTMENT, DEPARTMENT, OFFICE, REQUESTER, UNION, World, after, refusal,
};

fn rate(review: &str, score: i32) -> RateReviewRequest {
    RateReviewRequest {
        review_id: review.into(),
        request_id: fresh(),
        validate_only: false,
        requester_unit_id: DEPARTMENT.to_string(),
        score,
        note: "Sát yêu cầu, đúng hạn".into(),
    }
}

fn revise(review: &str, etag: &str, score: i32) -> ReviseRatingRequest {
    ReviseRatingRequest {
        review_id: review.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        requester_unit_id: DEPARTMENT.to_string(),
        score,
        note: String::new(),
    }
}

/// As both sides are told; it is the same.
async fn told(world: &World, review: &str, receipt: &CommandReceipt) -> Rating {
    let get = GetOwnRatingRequest {
        review_id: review.to_owned(),
        requester_unit_id: DEPARTMENT.to_string(),
        read_at: after(receipt),
    };
    let own = world.ratings(REQUESTER).await.get_own_rating(get).await;
    let own = own.unwrap().into_inner().rating.unwrap();
    let list = ListRatingsRequest {
        unit_id: UNION.to_string(),
        read_at: after(receipt),
        review_id: review.to_owned(),
        ..Default::default()
    };
    let listed = world.ratings(OFFICE).await.list_ratings(list).await.unwrap().into_inner();
    assert_eq!(listed.ratings, std::slice::from_ref(&own));
    own
}

impl World {
    /// A review that was delivered with one recommendation, and its id.
    async fn delivered_review(&self) -> (String, String, CommandReceipt) {
        let (review, _) = self.running().await;
        let opened = self.opened(&review).await;
        let opinions = self.spoken(&review, opened).await;
        self.synthesis(&review).await;
        let recommendation = fresh();
        let one = std::slice::from_ref(&recommendation);
        let approved = self.approved(&review, &opinions, one).await;
        let delivered = self.delivered(&review, approved).await;
        (review, recommendation, delivered)
    }

    /// Its recommendation is answered, and it is closed.
    async fn answered_and_closed(&self, review: &str, recommendation: &str, etag: &str) {
        let answer = AnswerRecommendationRequest {
            review_id: review.into(),
            etag: etag.into(),
            request_id: fresh(),
            validate_only: false,
            requester_unit_id: DEPARTMENT.to_string(),
            recommendation_id: recommendation.into(),
            answer: AnswerKind::Accepted.into(),
            reason: String::new(),
        };
        let answered = self.recommendations(REQUESTER).await.answer_recommendation(answer).await;
        let close = CloseReviewRequest {
            review_id: review.into(),
            etag: answered.unwrap().into_inner().receipt.unwrap().etag,
            request_id: fresh(),
            validate_only: false,
            unit_id: UNION.to_string(),
            closed_on: TODAY.into(),
        };
        self.recommendations(OFFICE).await.close_review(close).await.unwrap();
    }

    async fn answers_etag(&self, review: &str, receipt: &CommandReceipt) -> String {
        let own = ListOwnRecommendationsRequest {
            review_id: review.to_owned(),
            requester_unit_id: DEPARTMENT.to_string(),
            read_at: after(receipt),
            ..Default::default()
        };
        let listed = self.recommendations(REQUESTER).await.list_own_recommendations(own).await;
        listed.unwrap().into_inner().recommendations[0].etag.clone()
    }
}

#[tokio::test]
async fn a_requester_rates_once_and_anew_until_the_review_is_closed() {
    let world = World::regulated().await;
    let (review, recommendation, delivered) = world.delivered_review().await;
    let mut requester = world.ratings(REQUESTER).await;
    let rated = receipt!(requester.rate_review(rate(&review, 4)));
    let rating = told(&world, &review, &rated).await;
    assert_eq!(
        (rating.score, &*rating.note, &*rating.rated_on),
        (4, "Sát yêu cầu, đúng hạn", TODAY)
    );
    assert_eq!((rating.revisions, &rating.etag, rating.illustrative), (0, &rated.etag, true));
    let refused = requester.rate_review(rate(&review, 5)).await;
    assert_eq!(refusal(refused), (Code::AlreadyExists, "REVIEW_ALREADY_RATED".into()));

    let revised = receipt!(requester.revise_rating(revise(&review, &rated.etag, 5)));
    let rating = told(&world, &review, &revised).await;
    assert_eq!((rating.score, &*rating.note, rating.revisions), (5, "", 1));
    let refused = requester.revise_rating(revise(&review, &revised.etag, 5)).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "NOTHING_REVISED".into()));

    let etag = world.answers_etag(&review, &delivered).await;
    world.answered_and_closed(&review, &recommendation, &etag).await;
    let refused = requester.revise_rating(revise(&review, &revised.etag, 1)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
}

#[tokio::test]
async fn only_what_was_delivered_is_rated_by_who_asked_for_it() {
    let world = World::regulated().await;
    let (review, _) = world.running().await;
    let mut requester = world.ratings(REQUESTER).await;
    let refused = requester.rate_review(rate(&review, 4)).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));

    let (review, recommendation, delivered) = world.delivered_review().await;
    for score in [0, 6, -1] {
        let refused = requester.rate_review(rate(&review, score)).await;
        assert_eq!(refusal(refused), (Code::InvalidArgument, "FIELD_INVALID".into()));
    }
    let requester_unit_id = ANOTHER_DEPARTMENT.to_string();
    let by_another = RateReviewRequest { requester_unit_id, ..rate(&review, 1) };
    let refused = world.ratings(ANOTHER).await.rate_review(by_another).await;
    assert_eq!(refusal(refused), (Code::NotFound, "REVIEW_NOT_FOUND".into()));
    let by_the_union = world.ratings(OFFICE).await.rate_review(rate(&review, 5)).await;
    assert_eq!(refusal(by_the_union), (Code::PermissionDenied, "NO_PERMISSION".into()));

    let etag = world.answers_etag(&review, &delivered).await;
    world.answered_and_closed(&review, &recommendation, &etag).await;
    let late = receipt!(requester.rate_review(rate(&review, 3)));
    assert_eq!(told(&world, &review, &late).await.score, 3, "also when it is closed");
}
