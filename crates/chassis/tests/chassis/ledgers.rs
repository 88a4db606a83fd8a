//! Another context's ledger over gRPC is the same ledger, without its private parts.

use std::path::Path;

use chassis::clock::Clock;
use chassis::grpc::Services;
use chassis::ledger_client::LedgerClient;
use chassis::ledger_service::LedgerService;
use chassis::outgoing;
use chassis::tls::Trust;
use chassis::token::ServiceKey;
use contracts::ledger::v1::ledger_service_client::LedgerServiceClient;
use contracts::ledger::v1::{GetChainRequest, ReadLedgerRequest};
use futures::future::BoxFuture;
use ledger::verify::Link;
use ledger::{
    Asked, CommandError, DecidedEvent, Digest, History as _, Ledger, Part, Provenance, Step,
    StreamName,
};
use servers::test::TestDatabase;
use tonic::Code;
use uuid::Uuid;

use crate::commands::ledger;
use crate::probe::by_name;
use crate::world::{DOMAIN, World, reason};

async fn served(entries: i64) -> (TestDatabase, Ledger, World) {
    let (database, ledger) = ledger().await;
    fill(&ledger, entries).await;
    let services =
        Services::new(by_name()).with(LedgerService::server(ledger.clone(), DOMAIN, by_name()));
    (database, ledger, World::serve(services).await)
}

/// Records that many events; every third is not published, some are large.
async fn fill(ledger: &Ledger, entries: i64) {
    for first in (1..=entries).step_by(100) {
        let step = Filling { first, last: entries.min(first + 99) };
        let asked = Asked {
            request_id: Uuid::from_u128(u128::try_from(first).unwrap()),
            fingerprint: Digest::ORIGIN,
            expected: None,
            validate_only: false,
            provenance: Provenance::default(),
        };
        ledger.act(asked, vec![Box::new(step)]).await.unwrap();
    }
}

struct Filling {
    first: i64,
    last: i64,
}

impl Step for Filling {
    fn stream(&self) -> StreamName {
        StreamName::new("tally", 1)
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let events = (self.first..=self.last).map(|position| DecidedEvent {
            event_type: "HeadcountDeclared".into(),
            data: "{}".into(),
            published: match position % 3 {
                0 => None,
                _ if position % 100 == 1 => Some(vec![7; 200_000].into()),
                _ => Some(vec![7; 100].into()),
            },
        });
        let part =
            Part { stream: self.stream(), revision: self.first - 1, events: events.collect() };
        Box::pin(std::future::ready(Ok(part)))
    }
}

async fn client(world: &World) -> LedgerClient {
    client_with(world, &world.issuer.enrol("projection")).await
}

/// As projection, with the private key of this file. Services' keys are looked at every two seconds.
async fn client_with(world: &World, key_file: &Path) -> LedgerClient {
    let key = ServiceKey::open(key_file, "projection", Clock::system()).await.unwrap();
    let address = format!("http://{}", world.address).parse().unwrap();
    let trust = Trust::open(None, Clock::system()).await.unwrap();
    LedgerClient::new(outgoing::channel(DOMAIN.context, address, key, trust))
}

#[tokio::test]
async fn the_history_is_read_whole_and_its_chain_holds() {
    let (_database, ledger, world) = served(700).await;
    let client = client(&world).await;
    let head = client.head().await.unwrap();
    assert_eq!(head, ledger.head().await.unwrap());

    let entries = client.read(1, 10_000).await.unwrap();
    assert_eq!(entries, ledger.read_published(1, 10_000).await.unwrap());
    let mut link = Link::ORIGIN;
    entries.iter().try_for_each(|entry| link.follow(entry)).unwrap();
    assert_eq!((link.position, link.chain), (700, head.chain));

    let some = client.read(511, 3).await.unwrap();
    assert_eq!(some.iter().map(|entry| entry.position).collect::<Vec<_>>(), [511, 512, 513]);
    assert_eq!(client.read(701, 10).await.unwrap(), []);
}

#[tokio::test]
async fn the_chain_is_told_up_to_the_head() {
    let (_database, ledger, world) = served(3).await;
    let client = client(&world).await;
    assert_eq!(client.chain_at(0).await.unwrap(), Some(Digest::ORIGIN));
    assert_eq!(client.chain_at(2).await.unwrap(), ledger.chain_at(2).await.unwrap());
    assert_eq!(client.chain_at(4).await.unwrap(), None);

    let mut bare = LedgerServiceClient::new(world.authorised().await);
    let status = bare.get_chain(GetChainRequest { position: 4 }).await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::OutOfRange, "POSITION_BEYOND_HEAD")
    );
    let status = bare.get_chain(GetChainRequest { position: -1 }).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn an_empty_ledger_has_nothing_to_tell() {
    let (_database, _ledger, world) = served(0).await;
    let client = client(&world).await;
    let head = client.head().await.unwrap();
    assert_eq!((head.position, head.chain, head.recorded_at), (0, Digest::ORIGIN, None));
    assert_eq!(client.read(1, 10).await.unwrap(), []);
}

#[tokio::test]
async fn no_message_is_larger_than_receivers_take() {
    let (_database, _ledger, world) = served(301).await;
    let mut bare =
        LedgerServiceClient::new(world.authorised().await).max_decoding_message_size(1 << 20);
    let request = ReadLedgerRequest { from_position: 1, limit: 0 };
    let mut messages = bare.read_ledger(request).await.unwrap().into_inner();
    let mut seen = 0;
    while let Some(message) = messages.message().await.unwrap() {
        assert!(!message.entries.is_empty());
        seen += message.entries.len();
    }
    assert_eq!(seen, 301);
}

#[tokio::test]
async fn what_is_not_a_range_is_refused() {
    let (_database, _ledger, world) = served(1).await;
    let mut bare = LedgerServiceClient::new(world.authorised().await);
    for (from_position, limit) in [(0, 1), (-1, 1), (1, -1), (i64::MIN, i64::MIN)] {
        let status =
            bare.read_ledger(ReadLedgerRequest { from_position, limit }).await.unwrap_err();
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::InvalidArgument, "FIELD_INVALID")
        );
    }
    let request = ReadLedgerRequest { from_position: i64::MAX, limit: i64::MAX };
    let mut messages = bare.read_ledger(request).await.unwrap().into_inner();
    assert!(messages.message().await.unwrap().is_none());
}

#[tokio::test]
async fn a_renewed_key_is_used_without_a_restart_of_either_side() {
    let (_database, _ledger, world) = served(1).await;
    let file = world.issuer.enrol("projection");
    assert!(client_with(&world, &file).await.head().await.is_ok());

    let strange = chassis::token::generate_keys().unwrap();
    std::fs::write(&file, strange.private.expose()).unwrap();
    let client = client_with(&world, &file).await;
    assert!(client.head().await.is_err(), "a key that nobody knows");
    let known = world.issuer.service_keys().join("projection.json");
    std::fs::write(known, strange.public).unwrap();
    let look = || async { client.head().await.is_ok() };
    servers::test::eventually("the new key is known", look, |known| *known).await;
}
