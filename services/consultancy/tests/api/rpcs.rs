//! Every rpc of the contract, whoever calls it and whatever it says; and what is told of files.

use contracts::RPCS;
use contracts::access::v1::{Duty, Kind};
use contracts::consultancy::v1::ListReviewsRequest;
use contracts::evidence::v1::{EvidenceStored, GetEvidenceRequest};
use contracts::membership::v1::Role;
use futures::StreamExt as _;
use prost::Message as _;
use servers::bad_input::GOOD_ID;
use servers::uninvited::{self, Uninvited};

use crate::world::{
    AUDITOR, AUTHORITY, CHAIR, DEPARTMENT, EXPERT, HEAD, OFFICE, REQUESTER, UNION, World,
    eventually, holder,
};

/// Who may call an rpc.
fn who_may(rpc: &str) -> &'static str {
    let duty = RPCS.iter().find(|known| known.name == rpc).unwrap().duty;
    let others = [
        (Duty::FollowLedger, AUDITOR),
        (Duty::DirectReviews, HEAD),
        (Duty::AuthoriseReviews, AUTHORITY),
        (Duty::RequestReviews, REQUESTER),
        (Duty::ReadOwnReviews, REQUESTER),
        (Duty::AdviseOnReviews, EXPERT),
        (Duty::ChairReviews, CHAIR),
    ];
    others.iter().find(|(it, _)| *it == duty).map_or(OFFICE, |(_, who)| who)
}

/// Each of them has the rights also on what the calls name.
async fn all_invited() -> World {
    let world = World::new().await;
    let all = [
        (OFFICE, Role::UnionAdmin, Kind::Unit),
        (HEAD, Role::UnitHead, Kind::Unit),
        (REQUESTER, Role::ReviewRequester, Kind::Unit),
        (EXPERT, Role::CouncilMember, Kind::Request),
        (CHAIR, Role::CouncilChair, Kind::Request),
    ];
    for (person, role, kind) in all {
        world.membership.grants(holder(person), role, (kind, GOOD_ID)).await;
    }
    world.membership.grants(holder(AUDITOR), Role::Auditor, (Kind::Province, "")).await;
    let list = ListReviewsRequest { unit_id: UNION.to_string(), ..Default::default() };
    let last = async || world.reviews(AUDITOR).await.list_reviews(list.clone()).await;
    let _ = eventually("the rights are known", last, Result::is_ok).await;
    world
}

/// For each rpc the authorization of one who may call it.
fn whoever_may(world: &World) -> impl Fn(&str) -> String + Send + Sync + 'static {
    let all = [AUDITOR, AUTHORITY, CHAIR, EXPERT, HEAD, OFFICE, REQUESTER];
    let all = all.map(|person| (person, world.ground.bearer(holder(person))));
    move |rpc: &str| {
        let (_, bearer) = all.iter().find(|(person, _)| *person == who_may(rpc)).unwrap();
        bearer.clone()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_asks_for_rights() {
    let world = all_invited().await;
    let another_unit = (Kind::Unit, "00000000-0000-0000-0000-0000000000e1");
    world.membership.grants(holder("elsewhere"), Role::UnionAdmin, another_unit).await;
    let strangers = [
        ("stranger", "nothing was granted", &[][..]),
        ("elsewhere", "the right is over another unit", &[Duty::ReadDirectory][..]),
    ];
    let strangers = strangers.map(|(person, because, may)| Uninvited {
        because,
        authorization: world.ground.bearer(holder(person)),
        may,
    });
    let (by, channel) = (whoever_may(&world), world.channel().await);
    let calls = uninvited::every_rpc_asks_for_rights("consultancy", channel, by, &strangers).await;
    assert!(calls > 200, "{calls}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_refuses_bad_input() {
    let world = all_invited().await;
    let [foreign, expired] = world.ground.bad_bearers(holder(OFFICE));
    let strangers = [
        (None, "TOKEN_MISSING"),
        (Some(foreign.as_str()), "TOKEN_INVALID"),
        (Some(expired.as_str()), "TOKEN_EXPIRED"),
    ];
    let (by, channel) = (whoever_may(&world), world.channel().await);
    servers::bad_input::every_rpc_refuses_it("consultancy", channel, by, &strangers).await;
}

#[tokio::test]
async fn a_file_is_kept_over_the_own_ledger_and_told_in_the_own_stream() {
    let world = World::new().await;
    let file = world.keeps(REQUESTER, DEPARTMENT).await;
    let (unit_id, evidence_id) = (DEPARTMENT.to_string(), file.evidence_id);
    let get = GetEvidenceRequest { unit_id, evidence_id, read_at: None };
    let evidence = world.evidence(REQUESTER).await;
    let kept = async || evidence.clone().get_evidence(get.clone()).await;
    let kept = eventually("the file is listed", kept, Result::is_ok).await.unwrap();
    assert_eq!(kept.into_inner().evidence.unwrap().sha256, file.sha256);

    let client = async_nats::connect(world.ground.nats.url()).await.unwrap();
    let jetstream = async_nats::jetstream::new(client);
    let stream = eventually(
        "the ledger is relayed",
        async || jetstream.get_stream("HOITU_CONSULTANCY").await.ok(),
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
    let (_, said) = told.iter().find(|it| it.0 == "hoitu.consultancy.v1.EvidenceStored").unwrap();
    assert_eq!(EvidenceStored::decode(said.clone()).unwrap().sha256, file.sha256);
}
