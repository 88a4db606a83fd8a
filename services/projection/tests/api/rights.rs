//! Rights come before everything else, and a watch ends with the right to watch.

use contracts::projection::v1::{WatchRequest, watch_response::Change};
use tonic::Code;

use crate::world::{World, eventually, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_asks_for_rights() {
    let calls = World::start().await.asks_for_rights().await;
    assert!(calls > 40, "{calls}");
}

#[tokio::test]
async fn a_watch_ends_when_the_right_to_watch_has_ended() {
    let world = World::start().await;
    world.with_a_plan().await;
    let mut client = world.progress_for("somebody-else").await;
    let look = async || client.clone().watch(WatchRequest::default()).await;
    let mut watch =
        eventually("the plan is known", look, Result::is_ok).await.unwrap().into_inner();
    while !matches!(
        watch.message().await.unwrap().unwrap().change,
        Some(Change::InitialComplete(_))
    ) {}
    world.revoke("somebody-else").await;
    let ended = loop {
        match watch.message().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("it ended as if all were well"),
            Err(status) => break status,
        }
    };
    let (code, reason, _) = refusal(&ended);
    assert_eq!((code, reason.as_str()), (Code::PermissionDenied, "NO_PERMISSION"));
    let again = client.watch(WatchRequest::default()).await.unwrap_err();
    assert_eq!(again.code(), Code::PermissionDenied);
}
