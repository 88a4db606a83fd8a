//! What others see: the stream of the contract's events; and that a restart loses nothing.

use std::time::Duration;

use contracts::reporting::v1::*;
use futures::StreamExt as _;
use prost::Message as _;

use crate::receipt;
use crate::samples::{PLAN, TEXT, issue_plan, issued, publish_indicator, request};
use crate::world::{World, eventually, on};

#[tokio::test]
async fn a_plan_travels_as_the_contract_says() {
    let world = World::new().await;
    issued(&world).await;
    let mut indicators = world.indicators().await;
    receipt!(indicators.publish_indicator(publish_indicator("II.4.b/3", request(1))));

    let client = async_nats::connect(world.nats_url()).await.unwrap();
    let jetstream = async_nats::jetstream::new(client);
    let stream = eventually(
        "everything is relayed",
        async || jetstream.get_stream("HOITU_REPORTING").await.ok(),
        |stream| stream.as_ref().is_some_and(|it| it.cached_info().state.messages == 8),
    );
    let config = async_nats::jetstream::consumer::pull::OrderedConfig::default();
    let consumer = stream.await.unwrap().create_consumer(config).await.unwrap();
    let mut messages = consumer.messages().await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 8 {
        let next = tokio::time::timeout(Duration::from_secs(10), messages.next()).await;
        seen.push(next.unwrap().unwrap().unwrap());
    }
    let subjects: Vec<_> = seen.iter().map(|message| message.subject.as_str()).collect();
    assert_eq!(
        subjects,
        [
            "PlanIssued",
            "PlanItemDefined",
            "ResponsibilityAssigned",
            "PlanItemDefined",
            "ResponsibilityAssigned",
            "PlanItemDefined",
            "ResponsibilityAssigned",
            "IndicatorPublished",
        ]
        .map(|name| format!("hoitu.reporting.v1.{name}"))
    );
    let plan = PlanIssued::decode(seen[0].payload.clone()).unwrap();
    assert_eq!((plan.plan_id, plan.occurred_on), (PLAN.to_string(), "2021-06-11".into()));
    let item = PlanItemDefined::decode(seen[1].payload.clone()).unwrap().item.unwrap();
    assert_eq!((item.code.as_str(), item.text.as_str()), ("I.1", TEXT));
    let indicator = IndicatorPublished::decode(seen[7].payload.clone()).unwrap();
    assert_eq!((indicator.item_code.as_str(), indicator.formula_version), ("II.4.b", 1));
    assert_eq!(indicator.definition, publish_indicator("", String::new()).definition);
}

#[tokio::test]
async fn a_restart_keeps_answers_and_plans() {
    let mut world = World::new().await;
    let first = issued(&world).await;
    world.restart().await;
    let again = receipt!(world.plans().await.issue_plan(issue_plan(PLAN, request(0))));
    assert!(again.repeated_request);
    assert_eq!((&again.token, &again.events), (&first.token, &first.events));
    let read_at = on("2026-11-24", &again);
    let get = GetPlanRequest { plan_id: PLAN.to_string(), read_at, version: 0 };
    let plan = world.plans().await.get_plan(get).await.unwrap().into_inner().plan.unwrap();
    assert_eq!((plan.items.len(), plan.etag), (3, first.etag));
}
