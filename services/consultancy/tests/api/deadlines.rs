//! What time asks for is done on its day, by nobody.

use contracts::consultancy::v1::ReviewState;

use crate::world::{World, eventually};

#[tokio::test]
async fn a_request_lapses_that_nobody_completes() {
    let world = World::regulated().await;
    let (review, receipt) = world.filed().await;
    let (kept, kept_receipt) = world.filed().await;
    let receipt = world.asks_for_more(&review, receipt).await;
    let kept_receipt = world.asks_for_more(&kept, kept_receipt).await;
    let kept_receipt = world.supplies(&kept, kept_receipt).await;

    world.is_now("2026-12-08T16:59:00Z");
    assert_eq!(world.review(&review, &receipt).await.state(), ReviewState::Received);
    world.is_now("2026-12-08T17:01:00Z");
    let look = async || world.review(&review, &receipt).await.state();
    eventually("it lapses", look, |state| *state == ReviewState::Lapsed).await;
    assert_eq!(world.review(&kept, &kept_receipt).await.state(), ReviewState::Received);
}
