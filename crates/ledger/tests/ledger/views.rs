//! Promise 4: each event takes effect once, whatever happens to NATS, to PostgreSQL and to the replicas;
//! promise 5: the order between sources does not matter; and who has written reads what he wrote.

use std::task::Poll;
use std::time::Duration;

use futures::future::join_all;
use ledger::Ledger;
use ledger::view::{QueryError, RunState, ViewOptions, follow};
use servers::{Nats, NatsOptions, Postgres, PostgresOptions};
use sqlx::postgres::PgPoolOptions;
use tokio::time::Instant;

use crate::carrier::{
    client, context, eventually, keep_appending, open_as, record, record_many, relay,
};
use crate::items::{
    Items, assert_is_fold, folded, hasty, head, local, remote, snapshot, start, table, token,
};
use crate::tally::pool;

#[tokio::test]
async fn a_view_is_the_fold_of_its_ledger() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    record_many(&ledger, 1, 6_000).await;

    let view = start::<Items>(ledger.pool(), &[local(&ledger)]);
    assert_is_fold(&view.reader(), &[&ledger]).await;
    record_many(&ledger, 2, 50).await;
    assert_is_fold(&view.reader(), &[&ledger]).await;

    let lag = view.lag().await.unwrap().remove(0);
    assert_eq!((lag.events, lag.waiting_since), (Some(0), None));
    let status = view.statuses().remove(0);
    assert_eq!((status.generation, status.position, status.state), (1, 6_050, RunState::Following));
}

#[tokio::test]
async fn who_has_written_reads_what_he_wrote() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let view = start::<Items>(ledger.pool(), &[local(&ledger)]);
    let reader = view.reader();
    for n in 0..100_u32 {
        let position = record(&ledger, 1, n.into(), vec![Some(n.to_be_bytes().to_vec())]).await;
        let mut snapshot = snapshot(&reader, &[token(&ledger, position)]).await;
        let (events, _) = *table(&mut snapshot).await.values().next().unwrap();
        assert!(events > n.into(), "{events} events after {position} was recorded");
    }
}

#[tokio::test]
async fn a_view_that_does_not_get_there_in_time_says_how_far_it_is() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let position = record_many(&ledger, 1, 10).await;
    let view = start::<Items>(ledger.pool(), &[local(&ledger)]);
    drop(snapshot(&view.reader(), &[token(&ledger, position)]).await);

    let deadline = Instant::now() + Duration::from_millis(200);
    let answer = view.reader().begin(&[token(&ledger, position + 1)], deadline).await;

    match answer.err() {
        Some(QueryError::Lagging { source_name, wanted, reached }) => {
            assert_eq!((&*source_name, wanted, reached), (ledger.context(), 11, 10));
        }
        other => panic!("{other:?}"),
    }
    let elsewhere = ["elsewhere:7".parse().unwrap()];
    assert!(view.reader().begin(&elsewhere, Instant::now() + Duration::from_secs(5)).await.is_ok());
}

/// Whatever is waited for, a caller may go meanwhile: sqlx would give the connection back with the
/// transaction that was about to begin, and who gets it next would read the past.
#[tokio::test]
async fn a_reader_that_is_given_up_anywhere_leaves_no_transaction_open() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let one = PgPoolOptions::new().max_connections(1).connect(&database.url()).await.unwrap();
    let view = start::<Items>(&one, &[local(&ledger)]);
    drop(snapshot(&view.reader(), &[]).await);
    // How often a future is polled before it is ready is the machine's affair, so it is tried often.
    for round in 0..200 {
        let reader = view.reader();
        let begun = reader.begin(&[], Instant::now() + Duration::from_secs(5));
        drop(polled(1 + round % 4, begun).await);

        let isolation: String =
            sqlx::query_scalar("SHOW transaction_isolation").fetch_one(&one).await.unwrap();
        assert_eq!(isolation, "read committed", "that of who was given up, in round {round}");
    }
}

/// What comes of a future, unless it still waits after so many polls; it is dropped then.
async fn polled<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    let mut left = polls;
    std::future::poll_fn(|cx| {
        left -= 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn rival_runners_count_each_event_once() {
    let database = servers::test::database().await;
    let context = context();
    let url = database.url();
    let ledgers = join_all((0..3).map(|_| open_as(context, &url))).await;
    let racing = ViewOptions { take_turns: false, ..hasty() };
    let rivals: Vec<_> = ledgers
        .iter()
        .map(|it| follow::<Items>(it.pool().clone(), vec![local(it)], racing.clone()))
        .collect();

    let writers = ledgers.iter().zip(0..).map(|(ledger, n)| record_many(ledger, n, 1_000));
    join_all(writers).await;

    for rival in &rivals {
        assert_is_fold(&rival.reader(), &[&ledgers[0]]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_replica_follows_and_another_takes_over() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let first = start::<Items>(ledger.pool(), &[local(&ledger)]);
    record_many(&ledger, 1, 100).await;
    assert_is_fold(&first.reader(), &[&ledger]).await;
    let second = start::<Items>(ledger.pool(), &[local(&ledger)]);
    let reader = second.reader();
    record_many(&ledger, 2, 100).await;
    assert_is_fold(&reader, &[&ledger]).await;
    assert_eq!(second.statuses()[0].state, RunState::Standby);

    first.shutdown().await;
    record_many(&ledger, 3, 100).await;

    assert_is_fold(&reader, &[&ledger]).await;
    assert_eq!(second.statuses()[0].state, RunState::Following);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_outlives_postgresql_restarted_under_load() {
    let mut postgres = Postgres::start(PostgresOptions::default()).await.unwrap();
    postgres.create_database("ledger").await.unwrap();
    let ledger = open_as(context(), &postgres.url("ledger")).await;
    let view = start::<Items>(ledger.pool(), &[local(&ledger)]);
    let rival = start::<Items>(ledger.pool(), &[local(&ledger)]);
    let appending = keep_appending(&ledger, 1);
    record_many(&ledger, 2, 500).await;

    postgres.restart_immediately().await.unwrap();
    record_many(&ledger, 3, 500).await;
    postgres.kill();
    postgres.start_again().await.unwrap();
    record_many(&ledger, 4, 500).await;
    postgres.pause();
    tokio::time::timeout(Duration::from_secs(3), view.changed()).await.ok();
    postgres.resume();

    let acknowledged = appending.stop().await;
    assert_is_fold(&view.reader(), &[&ledger]).await;
    assert_is_fold(&rival.reader(), &[&ledger]).await;
    let key = (ledger.context().to_owned(), "item-1".to_owned());
    assert_eq!(folded(&[&ledger]).await[&key].0, acknowledged);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_over_streams_outlives_anything_that_happens_to_nats() {
    let urls = [servers::test::database().await, servers::test::database().await];
    let ledgers =
        [open_as(context(), &urls[0].url()).await, open_as(context(), &urls[1].url()).await];
    let ledgers: Vec<&Ledger> = ledgers.iter().collect();
    let mut nats = Nats::start(NatsOptions::default()).await.unwrap();
    let client = client(&nats.url()).await;
    let _relays: Vec<_> = ledgers.iter().map(|ledger| relay(ledger, &client)).collect();
    let own = servers::test::database().await;
    let own = pool(&own.url()).await;
    ledger::migrate(&own).await.unwrap();
    let sources: Vec<_> = ledgers.iter().map(|ledger| remote(ledger, &client)).collect();
    let view = start::<Items>(&own, &sources);
    let racing = ViewOptions { take_turns: false, ..hasty() };
    let _rival = follow::<Items>(own.clone(), sources, racing);
    let appending: Vec<_> = ledgers.iter().map(|ledger| keep_appending(ledger, 1)).collect();
    record_many(ledgers[0], 2, 700).await;
    drop(snapshot(&view.reader(), &[head(ledgers[0]).await, head(ledgers[1]).await]).await);

    nats.kill();
    record_many(ledgers[1], 2, 700).await;
    nats.start_again().await.unwrap();
    record_many(ledgers[0], 3, 700).await;
    nats.stop();
    let older = nats.copy_store().unwrap();
    nats.start_again().await.unwrap();
    record_many(ledgers[1], 3, 700).await;
    nats.kill();
    nats.restore_store(&older).unwrap();
    nats.start_again().await.unwrap();
    record_many(ledgers[0], 4, 700).await;
    nats.kill();
    nats.wipe_store().unwrap();
    nats.start_again().await.unwrap();
    record_many(ledgers[1], 4, 700).await;

    for appending in appending {
        appending.stop().await;
    }
    assert_is_fold(&view.reader(), &ledgers).await;
}

#[tokio::test]
async fn a_view_starts_before_its_database_and_its_sources() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let own = servers::test::database().await;
    let pool = pool(&own.url()).await;
    let client = client(&servers::test::nats_url().await).await;
    let view = start::<Items>(&pool, &[remote(&ledger, &client)]);
    let not_ready = || async {
        let answer = view.reader().begin(&[], Instant::now() + Duration::from_secs(5)).await;
        answer.is_err().then_some(())
    };
    eventually("nothing to read yet", not_ready).await;

    ledger::migrate(&pool).await.unwrap();
    record_many(&ledger, 1, 100).await;
    let _relay = relay(&ledger, &client);

    assert_is_fold(&view.reader(), &[&ledger]).await;
}
