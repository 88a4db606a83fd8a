//! Silence is recorded by date, an answer may come after it, and uptake is what a recount gives.

use contracts::consultancy::v1::*;
use contracts::ledger::v1::CommandReceipt;

use crate::receipt;
use crate::samples::fresh;
use crate::world::{DEPARTMENT, OFFICE, REQUESTER, UNION, World, after, eventually};

async fn told(world: &World, review: &str, receipt: &CommandReceipt) -> Vec<Recommendation> {
    let list = ListRecommendationsRequest {
        review_id: review.into(),
        unit_id: UNION.to_string(),
        read_at: after(receipt),
        ..Default::default()
    };
    let mut office = world.recommendations(OFFICE).await;
    office.list_recommendations(list).await.unwrap().into_inner().recommendations
}

/// One by one, from what is told of each.
fn recount(recommendations: &[Recommendation]) -> [i32; 6] {
    let count = |of: fn(&Recommendation) -> bool| {
        i32::try_from(recommendations.iter().filter(|it| of(it)).count()).unwrap()
    };
    [
        count(|_| true),
        count(|it| it.answer() == AnswerKind::Accepted),
        count(|it| it.answer() == AnswerKind::Partly),
        count(|it| it.answer() == AnswerKind::Rejected),
        count(|it| it.state() == RecommendationState::Unanswered),
        count(|it| it.state() == RecommendationState::Waiting),
    ]
}

async fn uptake(world: &World, receipt: &CommandReceipt) -> [i32; 6] {
    let ask = ListUptakeRequest {
        unit_id: UNION.to_string(),
        read_at: after(receipt),
        ..Default::default()
    };
    let lines = world.recommendations(OFFICE).await.list_uptake(ask).await;
    let lines = lines.unwrap().into_inner().lines;
    let [Uptake { delivered, accepted, partly, rejected, silent, waiting, .. }] = lines[..] else {
        panic!("one requester, field and year: {lines:?}");
    };
    [delivered, accepted, partly, rejected, silent, waiting]
}

#[tokio::test]
async fn silence_is_recorded_by_date_and_an_answer_comes_after_it_too() {
    let world = World::regulated().await;
    let (review, _) = world.running().await;
    let opened = world.opened(&review).await;
    let opinions = world.spoken(&review, opened).await;
    world.synthesis(&review).await;
    let approved = world.approved(&review, &opinions, &[fresh(), fresh(), fresh()]).await;
    let delivered = world.delivered(&review, approved).await;
    assert_eq!(uptake(&world, &delivered).await, [3, 0, 0, 0, 0, 3]);

    // Thirty days from 24/11/2026; the next day begins at 17:00 in UTC.
    world.is_now("2026-12-24T17:01:00Z");
    let look = async || told(&world, &review, &delivered).await;
    let is_silent = |all: &Vec<Recommendation>| {
        all.iter().all(|it| it.state() == RecommendationState::Unanswered)
    };
    let silent = eventually("silence is recorded", look, is_silent).await;
    assert_eq!(silent[0].silent_on, "2026-12-25");

    let answer = AnswerRecommendationRequest {
        review_id: review.clone(),
        etag: silent[0].etag.clone(),
        request_id: fresh(),
        validate_only: false,
        requester_unit_id: DEPARTMENT.to_string(),
        recommendation_id: silent[1].text.clone().unwrap().recommendation_id,
        answer: AnswerKind::Rejected.into(),
        reason: "Trái quy hoạch".into(),
    };
    let answered = receipt!(world.recommendations(REQUESTER).await.answer_recommendation(answer));
    assert_eq!(uptake(&world, &answered).await, [3, 0, 0, 1, 2, 0]);
    let heard = told(&world, &review, &answered).await;
    assert!(heard[1].late);
    assert_eq!(recount(&heard), [3, 0, 0, 1, 2, 0]);
    assert_eq!(heard[1].silent_on, "2026-12-25", "its silence stands beside the answer");
}
