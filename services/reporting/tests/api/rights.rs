//! Rights come before everything else; while they are not known, nobody is admitted.

use contracts::reporting::v1::ListPlansRequest;
use contracts::reporting::v1::plan_service_client::PlanServiceClient;
use tonic::Code;

use crate::world::{World, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_asks_for_rights() {
    let calls = World::new().await.asks_for_rights().await;
    assert!(calls > 60, "{calls}");
}

#[tokio::test]
async fn before_rights_are_known_callers_are_to_come_back() {
    let world = World::without_membership().await;
    let mut client = PlanServiceClient::new(world.anybody().await);
    let refused = client.list_plans(ListPlansRequest::default()).await;
    assert_eq!(refusal(refused), (Code::Unavailable, "RIGHTS_UNKNOWN".to_owned()));
    assert!(!world.is_ready().await);
}
