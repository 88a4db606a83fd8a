//! The awards service alone: what it serves, over real gRPC, PostgreSQL and NATS.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod appeals;
mod blind;
mod entering;
mod entries;
mod follow_ups;
mod history;
mod judging;
mod judging_samples;
mod juries;
mod jury_samples;
mod overtaken;
mod participants;
mod prize_lists;
mod programmes;
mod recording;
mod requests;
mod round_samples;
mod rounds;
mod rulesets;
mod score_sheets;
mod screening;
mod secrets;
mod world;

use contracts::evidence::v1::{
    BeginUploadRequest, EvidenceStored, GetEvidenceRequest, SendBytesRequest, StoreEvidenceRequest,
};
use contracts::ledger::v1::ReadAt;
use futures::StreamExt as _;
use prost::Message as _;
use servers::bad_input::GOOD_ID;

use crate::world::{World, eventually};

const TEXT: &str = "Tài liệu mẫu.\n";

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_asks_for_rights() {
    let calls = World::new().await.asks_for_rights().await;
    assert!(calls > 70, "{calls}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_refuses_bad_input() {
    World::new().await.refuses_bad_input().await;
}

#[tokio::test]
async fn a_file_is_kept_over_the_own_ledger_and_told_in_the_own_stream() {
    let world = World::new().await;
    let mut evidence = world.evidence().await;
    let (unit_id, evidence_id) = (GOOD_ID.to_owned(), GOOD_ID.to_owned());
    let announced = BeginUploadRequest {
        unit_id: unit_id.clone(),
        evidence_id: evidence_id.clone(),
        media_type: "text/plain".into(),
        byte_size: TEXT.len().try_into().unwrap(),
        sha256: ledger::Digest::of(TEXT.as_bytes()).to_string(),
    };
    evidence.begin_upload(announced.clone()).await.unwrap();
    let (unit, id) = (unit_id.clone(), evidence_id.clone());
    let data = TEXT.as_bytes().into();
    let bytes = SendBytesRequest { unit_id: unit, evidence_id: id, offset: 0, data };
    evidence.send_bytes(futures::stream::iter([bytes])).await.unwrap();
    let store = StoreEvidenceRequest {
        unit_id: unit_id.clone(),
        evidence_id: evidence_id.clone(),
        request_id: GOOD_ID.into(),
        validate_only: false,
    };
    let receipt = evidence.store_evidence(store).await.unwrap().into_inner().receipt.unwrap();
    assert!(receipt.token.starts_with("awards:"), "{receipt:?}");

    let at_least_tokens = vec![receipt.token];
    let read_at = Some(ReadAt { at_least_tokens, ..ReadAt::default() });
    let get = GetEvidenceRequest { unit_id, evidence_id, read_at };
    let kept = evidence.get_evidence(get).await.unwrap().into_inner().evidence.unwrap();
    assert_eq!(kept.sha256, announced.sha256);

    let client = async_nats::connect(world.nats_url()).await.unwrap();
    let jetstream = async_nats::jetstream::new(client);
    let stream = eventually(
        "the ledger is relayed",
        async || jetstream.get_stream("HOITU_AWARDS").await.ok(),
        |stream| stream.as_ref().is_some_and(|it| it.cached_info().state.messages == 2),
    );
    let config = async_nats::jetstream::consumer::pull::OrderedConfig::default();
    let consumer = stream.await.unwrap().create_consumer(config).await.unwrap();
    let mut messages = consumer.messages().await.unwrap();
    let mut told = Vec::new();
    while told.len() < 2 {
        let message = messages.next().await.unwrap().unwrap();
        told.push((message.subject.to_string(), message.payload.clone()));
    }
    let (_, said) = told.iter().find(|it| it.0 == "hoitu.awards.v1.EvidenceStored").unwrap();
    assert_eq!(EvidenceStored::decode(said.clone()).unwrap().sha256, announced.sha256);
}
