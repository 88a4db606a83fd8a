//! No answer leaves without a decision, and a refusal tells no more than its caller may know.

use contracts::projection::v1::ExplainRequest;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::probe::{Probe, asking, watching};
use crate::world::{Authorised, World, metadata, reason, retry_delay};

const PLAN: &str = "00000000-0000-0000-0000-0000000000a1";

async fn client(world: &World, person: &str) -> ProgressServiceClient<Authorised> {
    let now = chassis::clock::Clock::system().now();
    let token = world.issuer.issue(|grant| grant.person = person.to_owned(), now);
    ProgressServiceClient::new(world.with_token(&token).await)
}

async fn asked(world: &World, person: &str, plan: &str) -> Status {
    client(world, person).await.get_progress(asking(plan)).await.unwrap_err()
}

#[tokio::test]
async fn a_handler_that_forgets_to_ask_answers_nobody() {
    let world = World::serve(Probe::default().services()).await;
    for plan in ["any", "missing"] {
        let request = ExplainRequest { plan_id: plan.to_owned(), ..ExplainRequest::default() };
        let status = client(&world, "officer").await.explain(request).await.unwrap_err();
        assert_eq!((status.code(), reason(&status).as_str()), (Code::Internal, "INTERNAL"));
        assert!(status.get_error_details().resource_info().is_none());
    }
}

#[tokio::test]
async fn who_may_not_know_of_a_thing_is_told_that_there_is_none() {
    let world = World::serve(Probe::default().services()).await;
    let status = asked(&world, "stranger", PLAN).await;
    let missing = crate::world::DOMAIN.no_such("plan", PLAN);
    assert_eq!((status.code(), status.message()), (missing.code(), missing.message()));
    assert_eq!(status.details(), missing.details());
    let watched = client(&world, "stranger").await.watch(watching(PLAN)).await.unwrap_err();
    assert_eq!(watched.details(), missing.details());
}

#[tokio::test]
async fn who_may_know_and_not_do_is_told_what_is_missing() {
    let world = World::serve(Probe::default().services()).await;
    let status = asked(&world, "reader", PLAN).await;
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::PermissionDenied, "NO_PERMISSION")
    );
    assert_eq!(metadata(&status, "permission"), "read_plan");
    assert_eq!(metadata(&status, "resource"), format!("plan/{PLAN}"));
    let nothing_named = asked(&world, "reader", "").await;
    assert_eq!(metadata(&nothing_named, "resource"), "province");
    let endless = asked(&world, "reader", &"x".repeat(100_000)).await;
    assert_eq!(metadata(&endless, "resource"), "plan");
}

#[tokio::test]
async fn while_rights_are_not_known_callers_are_to_come_back() {
    let world = World::serve(Probe::default().services()).await;
    let status = asked(&world, "early", PLAN).await;
    assert_eq!((status.code(), reason(&status).as_str()), (Code::Unavailable, "RIGHTS_UNKNOWN"));
    assert!(retry_delay(&status).is_some());
}
