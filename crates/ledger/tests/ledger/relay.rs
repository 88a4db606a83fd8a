//! Promise 3: the stream is the ledger, number by number, whatever happens to NATS, to PostgreSQL and to
//! the relays; and promise 8: a fork is refused.

use std::time::Duration;

use futures::future::join_all;
use ledger::Ledger;
use ledger::relay::{Fork, Relay, RelayOptions, RelayState};
use servers::{Nats, NatsOptions, Postgres, PostgresOptions};

use crate::carrier::{
    PATIENCE, assert_stream_is_ledger, backup, client, context, drop_backup, eventually, hasty,
    keep_appending, open_as, record_many, relay,
};
use crate::tally::assert_sound;

async fn until(relay: &Relay, what: &str, is_so: impl Fn(&RelayState) -> bool) -> RelayState {
    let mut states = relay.state();
    let state = tokio::time::timeout(PATIENCE, states.wait_for(|state| is_so(state))).await;
    state.unwrap_or_else(|_| panic!("not in time: {what}")).unwrap().clone()
}

#[tokio::test]
async fn every_entry_becomes_the_message_of_its_number() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    record_many(&ledger, 1, 2_500).await;

    let relay = relay(&ledger, &client);
    record_many(&ledger, 2, 50).await;

    assert_stream_is_ledger(&client, &ledger).await;
    until(&relay, "all acknowledged", |s| *s == RelayState::Relaying { position: 2_550 }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn relays_that_race_keep_one_copy_in_order() {
    let database = servers::test::database().await;
    let context = context();
    let url = database.url();
    let replicas = join_all((0..3).map(|_| open_as(context, &url))).await;
    let client = client(&servers::test::nats_url().await).await;
    let racing = RelayOptions { take_turns: false, window: 64, page: 50, ..hasty() };
    let start = |ledger: &Ledger| Relay::start(ledger.clone(), client.clone(), racing.clone());
    let relays: Vec<_> = replicas.iter().map(start).collect();

    let writers = replicas.iter().zip(0..).map(|(ledger, n)| record_many(ledger, n, 2_000));
    join_all(writers).await;

    assert_stream_is_ledger(&client, &replicas[0]).await;
    for relay in &relays {
        until(relay, "goes on", |state| matches!(state, RelayState::Relaying { .. })).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_replica_relays_and_another_takes_over() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    let first = relay(&ledger, &client);
    until(&first, "relays", |state| matches!(state, RelayState::Relaying { .. })).await;
    let second = relay(&ledger, &client);
    record_many(&ledger, 1, 100).await;
    assert_stream_is_ledger(&client, &ledger).await;
    assert_eq!(*second.state().borrow(), RelayState::Standby);

    first.shutdown().await;
    record_many(&ledger, 2, 100).await;

    assert_stream_is_ledger(&client, &ledger).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_heals_after_anything_that_happens_to_nats() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let mut nats = Nats::start(NatsOptions::default()).await.unwrap();
    let client = client(&nats.url()).await;
    let _relay = relay(&ledger, &client);
    let appending = keep_appending(&ledger, 1);
    record_many(&ledger, 2, 500).await;

    nats.kill();
    record_many(&ledger, 3, 500).await;
    nats.start_again().await.unwrap();
    assert_moves(&client, &ledger).await;

    nats.stop();
    let older = nats.copy_store().unwrap();
    nats.start_again().await.unwrap();
    record_many(&ledger, 4, 500).await;
    assert_moves(&client, &ledger).await;
    nats.kill();
    nats.restore_store(&older).unwrap();
    nats.start_again().await.unwrap();
    assert_moves(&client, &ledger).await;

    nats.kill();
    nats.wipe_store().unwrap();
    nats.start_again().await.unwrap();
    assert_moves(&client, &ledger).await;

    nats.pause();
    record_many(&ledger, 5, 500).await;
    nats.resume();

    let acknowledged = appending.stop().await;
    assert_stream_is_ledger(&client, &ledger).await;
    assert_eq!(assert_sound(&ledger).await.len(), usize::try_from(acknowledged + 2_000).unwrap());
}

/// What the ledger holds now is in the stream before long.
async fn assert_moves(client: &async_nats::Client, ledger: &Ledger) {
    let head = ledger.head().await.unwrap().position.unsigned_abs();
    let jetstream = async_nats::jetstream::new(client.clone());
    let name = ledger::relay::stream_name(ledger.context());
    let moved = || async {
        let stream = jetstream.get_stream(&name).await.ok()?;
        (stream.cached_info().state.last_sequence >= head).then_some(())
    };
    eventually("the stream moves", moved).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_heals_after_postgresql_was_restarted_under_load() {
    let mut postgres = Postgres::start(PostgresOptions::default()).await.unwrap();
    postgres.create_database("ledger").await.unwrap();
    let ledger = open_as(context(), &postgres.url("ledger")).await;
    let client = client(&servers::test::nats_url().await).await;
    let _relay = relay(&ledger, &client);
    let appending = keep_appending(&ledger, 1);
    record_many(&ledger, 2, 500).await;

    postgres.restart_immediately().await.unwrap();
    assert_moves(&client, &ledger).await;
    postgres.kill();
    postgres.start_again().await.unwrap();
    record_many(&ledger, 3, 500).await;

    let acknowledged = appending.stop().await;
    assert_stream_is_ledger(&client, &ledger).await;
    assert_eq!(assert_sound(&ledger).await.len(), usize::try_from(acknowledged + 1_000).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_taken_back_to_an_earlier_point_is_refused() {
    let database = servers::test::database().await;
    let context = context();
    let client = client(&servers::test::nats_url().await).await;
    let ledger = open_as(context, &database.url()).await;
    record_many(&ledger, 1, 100).await;
    let earlier = backup(&ledger, &database).await;
    let ledger = open_as(context, &database.url()).await;
    let first = relay(&ledger, &client);
    record_many(&ledger, 2, 100).await;
    assert_stream_is_ledger(&client, &ledger).await;
    first.shutdown().await;

    let taken_back = open_as(context, &earlier).await;
    let second = relay(&taken_back, &client);
    let state = until(&second, "refuses", |s| matches!(s, RelayState::Forked(_))).await;
    assert_eq!(state, RelayState::Forked(Fork::Ahead { stream: 200, ledger: 100 }));

    record_many(&taken_back, 3, 200).await;
    let third = relay(&taken_back, &client);
    let state = until(&third, "refuses", |s| matches!(s, RelayState::Forked(_))).await;
    assert_eq!(state, RelayState::Forked(Fork::OtherContent { position: 200 }));

    assert_stream_is_ledger(&client, &ledger).await;
    drop_backup(&taken_back, &ledger).await;
}

#[tokio::test]
async fn a_lost_stream_begins_again_where_it_is_told_to() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    record_many(&ledger, 1, 300).await;

    let options = RelayOptions { refill: 100, time_limit: Duration::from_secs(1), ..hasty() };
    let relay = Relay::start(ledger.clone(), client.clone(), options);

    until(&relay, "refilled", |s| *s == RelayState::Relaying { position: 300 }).await;
    let jetstream = async_nats::jetstream::new(client.clone());
    let stream = jetstream.get_stream(ledger::relay::stream_name(ledger.context())).await.unwrap();
    assert_eq!(stream.cached_info().state.first_sequence, 201);
}
