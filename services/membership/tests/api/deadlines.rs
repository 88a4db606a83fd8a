//! What time asks for is done on its day, by nobody.

use chrono::{DateTime, TimeDelta};
use contracts::membership::v1 as wire;
use servers::test::eventually;
use wire::AssociationState;

use crate::directory::decision;
use crate::founding::term;
use crate::world::{World, fresh};

impl World {
    pub fn is_now(&self, instant: &str) {
        self.hand.send(instant.parse().unwrap()).unwrap();
    }
}

#[tokio::test]
async fn a_permission_lapses_and_its_name_becomes_free() {
    let world = World::start().await;
    world.is_now("2025-03-01T03:00:00Z");
    let (id, receipt) = world.permitted("Hội Tin học", "Tin học").await;
    // It was over when it was recorded, which the database's clock says.
    let recorded_at = receipt.recorded_at.unwrap();
    let a_day_later = |seconds| {
        DateTime::from_timestamp(recorded_at.seconds + seconds, 0).unwrap() + TimeDelta::days(1)
    };
    world.is_now(&a_day_later(-1).to_rfc3339());
    let waiting = world.association_on(&id, "2025-05-10", &receipt).await.unwrap();
    assert_eq!(waiting.state(), AssociationState::Permitted);

    world.is_now(&a_day_later(1).to_rfc3339());
    let look = async || world.association_on(&id, "2025-05-10", &receipt).await.unwrap().state();
    eventually("it lapses", look, |state| *state == AssociationState::Closed).await;
    let territory = waiting.territory_unit_id;
    let again = || async {
        world.send(world.proposal(&territory, "Hội Tin học", "Tin học")).await.map(|_| ())
    };
    again().await.unwrap();
}

#[tokio::test]
async fn an_overdue_congress_is_flagged_unless_there_is_more_time() {
    let world = World::start().await;
    world.is_now("2022-01-01T03:00:00Z");
    let territory = world.territory().await;
    let register = |name: &str| wire::RegisterAssociationRequest {
        term: term("2017-05-01", "2022-05-01"),
        ..world.registration(&territory, name, name)
    };
    let (late, in_time) = (register("Hội Nghề cá"), register("Hội Nuôi ong"));
    let (late_id, in_time_id) = (late.association_id.clone(), in_time.association_id.clone());
    world.done(late).await;
    let receipt = world.done(in_time).await;
    let receipt = world
        .done(wire::ExtendTermCongressRequest {
            association_id: in_time_id.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            occurred_on: "2022-01-01".into(),
            decision_ref: Some(wire::DecisionRef {
                issued_on: "2022-01-01".into(),
                ..decision().unwrap()
            }),
            extended_to: "2022-12-31".into(),
        })
        .await;

    world.is_now("2022-05-02T01:00:00Z");
    let overdue = async |id: String| {
        world.association_on(&id, "2022-06-01", &receipt).await.unwrap().congress_overdue
    };
    eventually("the congress is late", || overdue(late_id.clone()), |overdue| *overdue).await;
    assert!(!overdue(in_time_id.clone()).await);
    world.is_now("2023-01-01T01:00:00Z");
    let overdue = async |id: String| {
        world.association_on(&id, "2023-01-01", &receipt).await.unwrap().congress_overdue
    };
    eventually("the other, too", || overdue(in_time_id.clone()), |overdue| *overdue).await;
}

#[tokio::test]
async fn a_congress_that_fell_due_during_a_suspension_is_flagged_after_it() {
    let world = World::start().await;
    world.is_now("2022-01-01T03:00:00Z");
    let territory = world.territory().await;
    let registration = wire::RegisterAssociationRequest {
        term: term("2017-05-01", "2022-05-01"),
        ..world.registration(&territory, "Hội Nghề cá", "Nghề cá")
    };
    let id = registration.association_id.clone();
    let receipt = world.done(registration).await;
    let issued = |on: &str| Some(wire::DecisionRef { issued_on: on.into(), ..decision().unwrap() });
    let receipt = world
        .done(wire::SuspendAssociationRequest {
            association_id: id.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            occurred_on: "2022-01-01".into(),
            decision_ref: issued("2022-01-01"),
            until: "2022-12-31".into(),
            reason: "Không báo cáo".into(),
        })
        .await;
    world.is_now("2022-06-02T01:00:00Z");
    let receipt = world
        .done(wire::ResumeAssociationRequest {
            association_id: id.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            occurred_on: "2022-06-01".into(),
            decision_ref: issued("2022-06-01"),
        })
        .await;
    let look =
        async || world.association_on(&id, "2022-06-02", &receipt).await.unwrap().congress_overdue;
    eventually("the congress is late", look, |overdue| *overdue).await;
}
