//! A source is not trusted: holes and corrupt copies in a stream are read again from the ledger (promise
//! 3), a ledger with another past is refused (promise 8), and a tampered row is found where it is.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use async_nats::jetstream::message::PublishMessage;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use ledger::relay::message::to_message;
use ledger::relay::{Relay, RelayOptions, RelayState, stream_name};
use ledger::view::{Following, RunState, StopReason};
use ledger::{
    Digest, Entry, Halt, Head, History, JetStreamSource, Ledger, Position, Source, SourceError,
};
use servers::{Nats, NatsOptions};
use sqlx::PgPool;

use crate::carrier::{
    PATIENCE, backup, client, context, drop_backup, eventually, hasty, open_as, record_many, relay,
};
use crate::items::{Items, assert_is_fold, folded, head, local, remote, snapshot, start, table};
use crate::tally;

/// A ledger's history that notes from where it is read, and can be out of reach.
struct Noted {
    context: &'static str,
    ledger: Mutex<Ledger>,
    read_from: Mutex<Vec<Position>>,
    reachable: AtomicBool,
}

impl Noted {
    fn new(ledger: &Ledger) -> Arc<Self> {
        let reachable = AtomicBool::new(true);
        let (context, ledger) = (ledger.context(), Mutex::new(ledger.clone()));
        Arc::new(Self { context, ledger, read_from: Mutex::default(), reachable })
    }

    fn reach(&self) -> Result<Ledger, SourceError> {
        if self.reachable.load(Ordering::Relaxed) {
            return Ok(self.ledger.lock().unwrap().clone());
        }
        Err(SourceError::History("out of reach".into()))
    }
}

impl History for Noted {
    fn head(&self) -> BoxFuture<'_, Result<Head, SourceError>> {
        async { History::head(&self.reach()?).await }.boxed()
    }

    fn chain_at(&self, position: Position) -> BoxFuture<'_, Result<Option<Digest>, SourceError>> {
        async move { History::chain_at(&self.reach()?, position).await }.boxed()
    }

    fn read(&self, from: Position, limit: i64) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>> {
        self.read_from.lock().unwrap().push(from);
        async move { History::read(&self.reach()?, from, limit).await }.boxed()
    }
}

fn noted(history: &Arc<Noted>, client: &async_nats::Client) -> Arc<dyn Source> {
    Arc::new(JetStreamSource::new(history.context, client.clone(), Arc::clone(history) as _))
}

async fn own_pool() -> (servers::test::TestDatabase, PgPool) {
    let database = servers::test::database().await;
    let pool = tally::pool(&database.url()).await;
    ledger::migrate(&pool).await.unwrap();
    (database, pool)
}

async fn until_relayed(relay: Relay, ledger: &Ledger) {
    let position = ledger.head().await.unwrap().position;
    let mut states = relay.state();
    let relayed = states.wait_for(|state| *state == RelayState::Relaying { position });
    tokio::time::timeout(PATIENCE, relayed).await.expect("relayed in time").unwrap();
    drop(relay);
}

async fn until_stopped(view: &Following<Items>) -> Halt {
    let stopped = || async {
        let state = view.statuses().pop()?.state;
        if let RunState::Stopped(StopReason::Source(halt)) = state { Some(halt) } else { None }
    };
    eventually("the view stops", stopped).await
}

#[tokio::test]
async fn what_a_stream_does_not_hold_any_more_is_read_from_the_ledger() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    record_many(&ledger, 1, 1_000).await;
    let options = RelayOptions { refill: 100, ..hasty() };
    until_relayed(Relay::start(ledger.clone(), client.clone(), options), &ledger).await;
    let (_own, pool) = own_pool().await;

    let view = start::<Items>(&pool, &[remote(&ledger, &client)]);
    assert_is_fold(&view.reader(), &[&ledger]).await;
}

type Corrupt = fn(&mut Entry);

#[tokio::test]
async fn holes_and_corrupt_copies_in_a_stream_are_read_again_from_the_ledger() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    record_many(&ledger, 1, 10).await;
    until_relayed(relay(&ledger, &client), &ledger).await;
    let (_own, pool) = own_pool().await;
    let history = Noted::new(&ledger);
    let view = start::<Items>(&pool, &[noted(&history, &client)]);
    assert_is_fold(&view.reader(), &[&ledger]).await;
    history.read_from.lock().unwrap().clear();

    let jetstream = async_nats::jetstream::new(client.clone());
    let corrupt: [(Position, Corrupt); 6] = [
        (14, |entry| entry.published = Some(b"\0\0\0\x07".to_vec().into())),
        (34, |entry| entry.event_type = "Other".into()),
        (54, |entry| entry.chain = Digest::of(b"other")),
        (75, |entry| entry.stream = ledger::StreamName::new("item", 2)),
        (93, |entry| entry.revision += 1),
        (130, |entry| entry.position += 1),
    ];
    for (stream, (position, corrupt)) in (2..).zip(corrupt) {
        record_many(&ledger, stream, 20).await;
        let from = 10 + 20 * (i64::from(stream) - 2) + 1;
        for mut entry in ledger.read_published(from, 20).await.unwrap() {
            if entry.position == position {
                corrupt(&mut entry);
            }
            let message = to_message(ledger.context(), &entry);
            let publish = PublishMessage::build().payload(message.body).headers(message.headers);
            jetstream.send_publish(message.subject, publish).await.unwrap().await.unwrap();
        }
        assert_is_fold(&view.reader(), &[&ledger]).await;
        let read_from = std::mem::take(&mut *history.read_from.lock().unwrap());
        assert!((from..from + 20).contains(&position));
        assert!(read_from.contains(&position), "{position}: {read_from:?}");
    }
}

/// Damages a stopped server's store in the middle of its only block of messages.
fn flip_a_byte(folder: &Path) {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for found in std::fs::read_dir(folder).unwrap() {
            let found = found.unwrap().path();
            if found.is_dir() {
                folders.push(found);
            } else if found.extension().is_some_and(|it| it == "blk") {
                let mut block = std::fs::read(&found).unwrap();
                let middle = block.len() / 2;
                block[middle] ^= 1;
                return std::fs::write(found, block).unwrap();
            }
        }
    }
    panic!("the server keeps no messages");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_flipped_in_the_store_of_a_stream_is_found_and_read_from_the_ledger() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let mut nats = Nats::start(NatsOptions::default()).await.unwrap();
    let client = client(&nats.url()).await;
    record_many(&ledger, 1, 400).await;
    until_relayed(relay(&ledger, &client), &ledger).await;
    nats.stop();
    flip_a_byte(nats.folder());
    nats.start_again().await.unwrap();
    let (_own, pool) = own_pool().await;
    let history = Noted::new(&ledger);
    history.reachable.store(false, Ordering::Relaxed);

    // With nothing but the stream to go by, it comes as far as the damage.
    let view = start::<Items>(&pool, &[noted(&history, &client)]);
    let followed = || async {
        let position = view.statuses().pop()?.position;
        (position > 0 && history.read_from.lock().unwrap().contains(&(position + 1)))
            .then_some(position)
    };
    let damaged = eventually("it asks the ledger", followed).await + 1;
    assert!((100..300).contains(&damaged), "{damaged}");

    history.reachable.store(true, Ordering::Relaxed);
    let _relay = relay(&ledger, &client);
    record_many(&ledger, 2, 100).await;
    assert_is_fold(&view.reader(), &[&ledger]).await;
}

#[tokio::test]
async fn a_stream_goes_on_while_its_ledger_is_out_of_reach() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    let _relay = relay(&ledger, &client);
    record_many(&ledger, 1, 100).await;
    let (_own, pool) = own_pool().await;
    let history = Noted::new(&ledger);
    history.reachable.store(false, Ordering::Relaxed);

    let view = start::<Items>(&pool, &[noted(&history, &client)]);

    assert_is_fold(&view.reader(), &[&ledger]).await;
    assert_eq!(view.lag().await.unwrap()[0].events, None);
}

#[tokio::test]
async fn a_source_out_of_reach_is_named_in_every_answer() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    let (_own, pool) = own_pool().await;
    let history = Noted::new(&ledger);
    history.reachable.store(false, Ordering::Relaxed);
    let view = start::<Items>(&pool, &[noted(&history, &client)]);
    let reader = view.reader();
    let named = |expected: Vec<&'static str>| {
        let reader = reader.clone();
        move || {
            let (reader, expected) = (reader.clone(), expected.clone());
            async move { (snapshot(&reader, &[]).await.unreachable == expected).then_some(()) }
        }
    };
    eventually("named", named(vec![ledger.context()])).await;

    history.reachable.store(true, Ordering::Relaxed);
    record_many(&ledger, 1, 10).await;

    eventually("not named any more", named(vec![])).await;
    assert_is_fold(&reader, &[&ledger]).await;
}

#[tokio::test]
async fn silence_of_a_stream_is_not_believed() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    record_many(&ledger, 1, 10).await;
    until_relayed(relay(&ledger, &client), &ledger).await;
    let (_own, pool) = own_pool().await;
    let view = start::<Items>(&pool, &[remote(&ledger, &client)]);
    assert_is_fold(&view.reader(), &[&ledger]).await;

    let without_stream = || view.statuses().pop().and_then(|it| it.without_stream_for());
    assert_eq!(without_stream(), None);

    record_many(&ledger, 2, 10).await;

    assert_is_fold(&view.reader(), &[&ledger]).await;
    assert!(without_stream().is_some(), "operators see that the history stands in for it");
    let _relay = relay(&ledger, &client);
    let following = || async {
        record_many(&ledger, fresh_stream(), 1).await;
        without_stream().is_none().then_some(())
    };
    eventually("the stream is followed again", following).await;
}

/// Of which nothing is recorded yet.
fn fresh_stream() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1_000);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_taken_back_to_an_earlier_point_is_not_followed() {
    let database = servers::test::database().await;
    let context = context();
    let client = client(&servers::test::nats_url().await).await;
    let ledger = open_as(context, &database.url()).await;
    record_many(&ledger, 1, 100).await;
    let earlier = backup(&ledger, &database).await;
    let ledger = open_as(context, &database.url()).await;
    record_many(&ledger, 2, 100).await;
    let (_own, pool) = own_pool().await;
    let history = Noted::new(&ledger);
    let view = start::<Items>(&pool, &[noted(&history, &client)]);
    let followed = folded(&[&ledger]).await;
    assert_is_fold(&view.reader(), &[&ledger]).await;

    let taken_back = open_as(context, &earlier).await;
    *history.ledger.lock().unwrap() = taken_back.clone();
    assert_eq!(until_stopped(&view).await, Halt::Forked { position: 200 }, "while listening");
    view.shutdown().await;
    for events in [0, 60, 100] {
        record_many(&taken_back, 3 + events, events).await;
        let relaying = relay(&taken_back, &client);
        until_relayed(relaying, &taken_back).await;
        let view = start::<Items>(&pool, &[remote(&taken_back, &client)]);
        assert_eq!(until_stopped(&view).await, Halt::Forked { position: 200 }, "after {events}");
        let mut snapshot = snapshot(&view.reader(), &[head(&ledger).await]).await;
        assert_eq!(table(&mut snapshot).await, followed);
    }
    assert!(taken_back.head().await.unwrap().position > 200);
    let jetstream = async_nats::jetstream::new(client);
    jetstream.delete_stream(stream_name(context)).await.unwrap();
    drop_backup(&taken_back, &ledger).await;
}

#[tokio::test]
async fn a_tampered_row_stops_the_view_in_front_of_it() {
    for (tamper, is_seen_by_others) in [
        ("UPDATE ledger.entry SET published = '\\x00000007' WHERE position = 50", true),
        ("UPDATE ledger.entry SET event_id = gen_random_uuid() WHERE position = 50", true),
        ("UPDATE ledger.entry SET revision = 1000 WHERE position = 50", true),
        (
            "UPDATE ledger.entry SET recorded_at = recorded_at + interval '1 us' WHERE position = 50",
            true,
        ),
        ("UPDATE ledger.entry SET data = '{}' WHERE position = 50", false),
        ("UPDATE ledger.entry SET provenance = '{}' WHERE position = 50", false),
        ("DELETE FROM ledger.entry WHERE position = 50", true),
    ] {
        let database = servers::test::database().await;
        let ledger = open_as(context(), &database.url()).await;
        let client = client(&servers::test::nats_url().await).await;
        record_many(&ledger, 1, 49).await;
        let before = folded(&[&ledger]).await;
        record_many(&ledger, 2, 51).await;
        let disable = "ALTER TABLE ledger.entry DISABLE TRIGGER entry_append_only";
        sqlx::query(disable).execute(ledger.pool()).await.unwrap();
        sqlx::query(tamper).execute(ledger.pool()).await.unwrap();

        let view = start::<Items>(ledger.pool(), &[local(&ledger)]);
        assert_eq!(until_stopped(&view).await, Halt::Tampered { position: 50 }, "{tamper}");
        let mut snapshot = snapshot(&view.reader(), &[]).await;
        assert_eq!(table(&mut snapshot).await, before);

        let (_own, pool) = own_pool().await;
        let view = start::<Items>(&pool, &[remote(&ledger, &client)]);
        if is_seen_by_others {
            assert_eq!(until_stopped(&view).await, Halt::Tampered { position: 50 }, "{tamper}");
        } else {
            assert_is_fold(&view.reader(), &[&ledger]).await;
        }
    }
}
