//! Promise 7: an event that cannot be applied parks its stream and nothing else; a retry after the fix
//! keeps the order.

use ledger::view::{
    ParkedStream, RetryError, RunState, StopReason, ViewOptions, follow, parked, retry_parked,
};
use ledger::{Ledger, StreamName};

use crate::carrier::{context, eventually, open_as, record, record_many};
use crate::items::{
    BREAKS_A_CONSTRAINT, BREAKS_A_DEFERRED_CONSTRAINT, CANNOT_DECODE, FINDS_IT_UNFITTING, Items,
    PANICS_IN_APPLY, PANICS_IN_DECODE, POISON, Table, assert_is_fold, folded, hasty, head, local,
    snapshot, start, table,
};

fn body(n: u32) -> Option<Vec<u8>> {
    Some(n.to_be_bytes().to_vec())
}

/// Sound events in streams 1 and 3, and in stream 2 two sound ones, a poisoned one and a sound one.
async fn poisoned(ledger: &Ledger) -> i64 {
    record_many(ledger, 1, 20).await;
    record(ledger, 2, 0, vec![body(1), body(2)]).await;
    let position = record(ledger, 2, 2, vec![Some(POISON.to_vec())]).await;
    record(ledger, 2, 3, vec![body(4)]).await;
    record_many(ledger, 3, 20).await;
    position
}

fn without_stream_2(mut table: Table) -> Table {
    table.retain(|(_, stream), _| stream != "item-2");
    table
}

async fn only_its_stream_is_parked<const FAULT: u8>() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let stream = StreamName::new("item", 2);
    let position = poisoned(&ledger).await;
    let view = start::<Items<FAULT>>(ledger.pool(), &[local(&ledger)]);
    drop(snapshot(&view.reader(), &[head(&ledger).await]).await);
    record(&ledger, 2, 4, vec![body(5)]).await;
    record(&ledger, 4, 0, vec![body(1)]).await;

    let mut seen = snapshot(&view.reader(), &[head(&ledger).await]).await;
    let held = table(&mut seen).await;
    assert_eq!(without_stream_2(held.clone()), without_stream_2(folded(&[&ledger]).await));
    assert_eq!(held[&(ledger.context().into(), "item-2".into())], (2, 33));
    assert_eq!(seen.parked, 1);
    let ParkedStream { position: culprit, events, error, .. } =
        parked(ledger.pool(), "items").await.unwrap().remove(0);
    assert_eq!((culprit, events), (position, 3), "{error}");

    let context = ledger.context();
    let still = retry_parked::<Items<FAULT>>(ledger.pool(), context, &stream).await;
    assert!(
        matches!(still, Err(RetryError::StillFailing { position: p, .. }) if p == position),
        "{still:?}"
    );
    assert_eq!(parked(ledger.pool(), "items").await.unwrap()[0].attempts, 1);
    view.shutdown().await;

    let fixed = start::<Items>(ledger.pool(), &[local(&ledger)]);
    record(&ledger, 2, 5, vec![body(6)]).await;
    drop(snapshot(&fixed.reader(), &[head(&ledger).await]).await);
    assert_eq!(parked(ledger.pool(), "items").await.unwrap()[0].events, 4, "order is kept");
    let applied = retry_parked::<Items>(ledger.pool(), context, &stream).await;
    assert_eq!(applied.unwrap(), 4);
    assert_is_fold(&fixed.reader(), &[&ledger]).await;
    record(&ledger, 2, 6, vec![body(7)]).await;
    assert_is_fold(&fixed.reader(), &[&ledger]).await;
    assert_eq!(parked(ledger.pool(), "items").await.unwrap(), []);
}

#[tokio::test]
async fn an_event_that_does_not_decode_parks_its_stream() {
    only_its_stream_is_parked::<CANNOT_DECODE>().await;
}

#[tokio::test]
async fn a_panic_in_decode_parks_the_stream() {
    only_its_stream_is_parked::<PANICS_IN_DECODE>().await;
}

#[tokio::test]
async fn an_event_that_breaks_a_constraint_parks_its_stream() {
    only_its_stream_is_parked::<BREAKS_A_CONSTRAINT>().await;
}

#[tokio::test]
async fn an_event_that_breaks_a_constraint_at_commit_parks_its_stream() {
    only_its_stream_is_parked::<BREAKS_A_DEFERRED_CONSTRAINT>().await;
}

#[tokio::test]
async fn a_panic_in_apply_parks_the_stream() {
    only_its_stream_is_parked::<PANICS_IN_APPLY>().await;
}

#[tokio::test]
async fn an_event_that_does_not_fit_parks_its_stream() {
    only_its_stream_is_parked::<FINDS_IT_UNFITTING>().await;
}

#[tokio::test]
async fn too_many_parked_streams_stop_the_view_until_it_is_fixed() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    record_many(&ledger, 1, 20).await;
    let options = ViewOptions { max_parked: 3, ..hasty() };
    let view = follow::<Items<FINDS_IT_UNFITTING>>(
        ledger.pool().clone(),
        vec![local(&ledger)],
        options.clone(),
    );
    for stream in 2..6 {
        record(&ledger, stream, 0, vec![Some(POISON.to_vec())]).await;
    }
    let stopped = || async {
        let status = view.statuses().pop()?;
        (status.state == RunState::Stopped(StopReason::TooManyParked)).then_some(())
    };
    eventually("the view stops", stopped).await;
    let parked_streams = parked(ledger.pool(), "items").await.unwrap();
    assert!(parked_streams.len() <= 3, "{parked_streams:?}");
    view.shutdown().await;

    let fixed = follow::<Items>(ledger.pool().clone(), vec![local(&ledger)], options);
    for ParkedStream { stream, .. } in parked_streams {
        retry_parked::<Items>(ledger.pool(), ledger.context(), &stream).await.unwrap();
    }
    assert_is_fold(&fixed.reader(), &[&ledger]).await;
}
