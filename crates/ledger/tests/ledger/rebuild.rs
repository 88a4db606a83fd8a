//! Promise 6: a rebuild under traffic ends equal, and no reader fails or sees a half-built view.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use ledger::view::{
    GenerationError, GenerationState, Reader, compare, drop_generation, generations, rebuild,
    switch,
};
use sqlx::PgPool;

use crate::carrier::{context, eventually, keep_appending, open_as, record_many};
use crate::items::{Items, SOUND, assert_is_fold, local, snapshot, start, token};

async fn states(pool: &PgPool) -> Vec<(i32, u32, GenerationState)> {
    let generations = generations(pool, "items").await.unwrap();
    generations.into_iter().map(|it| (it.generation, it.version, it.state)).collect()
}

/// Reads again and again until it is told to stop: each answer must be there, agree with its watermark,
/// and include what was seen before.
async fn read_without_fail(reader: Reader<Items>, stop: Arc<AtomicBool>) -> usize {
    let (mut reached, mut reads) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        let mut snapshot = snapshot(&reader, &[]).await;
        let sums = "SELECT coalesce(sum(events), 0)::bigint, (SELECT count(*) FROM seen) FROM item";
        let (events, seen): (i64, i64) =
            sqlx::query_as(sums).fetch_one(&mut *snapshot.tx).await.expect("no query fails");
        let position = snapshot.watermarks[0].position;
        assert_eq!((events, seen), (position, position), "{}", snapshot.projection);
        assert!(position >= reached, "from {reached} back to {position}");
        reached = position;
        reads += 1;
    }
    reads
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuild_under_traffic_ends_equal_and_no_reader_notices_the_switch() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let pool = ledger.pool();
    let view = start::<Items>(pool, &[local(&ledger)]);
    let appending = keep_appending(&ledger, 1);
    let stop = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> =
        (0..3).map(|_| tokio::spawn(read_without_fail(view.reader(), Arc::clone(&stop)))).collect();
    let grown = || async { (ledger.head().await.ok()?.position > 300).then_some(()) };
    eventually("some events are there", grown).await;

    assert_eq!(rebuild::<Items>(pool).await.unwrap(), 2);
    let comparison = compare(pool, "items", [1, 2]).await.unwrap();
    assert!(comparison.is_equal(), "{comparison:?}");
    assert!(comparison.tables[0].rows[0] > 0, "{comparison:?}");
    for (to, other) in [(2, 1), (1, 2), (2, 1)] {
        switch(pool, "items", to).await.unwrap();
        let mut expected =
            vec![(to, 1, GenerationState::Live), (other, 1, GenerationState::Retired)];
        expected.sort_unstable_by_key(|(generation, ..)| *generation);
        assert_eq!(states(pool).await, expected);
    }
    drop_generation(pool, "items", 1).await.unwrap();

    appending.stop().await;
    stop.store(true, Ordering::Relaxed);
    for reader in readers {
        assert!(reader.await.unwrap() > 10);
    }
    assert_is_fold(&view.reader(), &[&ledger]).await;
    assert_eq!(snapshot(&view.reader(), &[]).await.projection, "items/v1/g2");
    let gone = || async { (view.statuses().len() == 1).then_some(()) };
    eventually("nobody follows for the dropped generation", gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comparison_finds_the_table_that_differs() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let pool = ledger.pool();
    let view = start::<Items>(pool, &[local(&ledger)]);
    let position = record_many(&ledger, 1, 700).await;
    drop(snapshot(&view.reader(), &[token(&ledger, position)]).await);
    rebuild::<Items>(pool).await.unwrap();
    assert!(compare(pool, "items", [1, 2]).await.unwrap().is_equal());

    for (change, differs) in [
        ("UPDATE items_g2.item SET folded = folded + 1", "item"),
        ("UPDATE items_g2.item SET folded = folded - 1", ""),
        ("DELETE FROM items_g2.seen WHERE position = 300", "seen"),
    ] {
        sqlx::query(change).execute(pool).await.unwrap();
        let comparison = compare(pool, "items", [1, 2]).await.unwrap();
        let found: Vec<_> = comparison.tables.iter().filter(|it| !it.equal).collect();
        let names: Vec<_> = found.iter().map(|it| it.table.as_str()).collect();
        assert_eq!(names.concat(), differs, "{change}");
    }
    sqlx::query("CREATE TABLE items_g2.more (n int)").execute(pool).await.unwrap();
    assert_eq!(compare(pool, "items", [1, 2]).await.unwrap().only_in_one, ["more"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_goes_live_by_itself_while_the_old_one_is_read() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let pool = ledger.pool();
    let old = start::<Items>(pool, &[local(&ledger)]);
    let appending = keep_appending(&ledger, 1);
    record_many(&ledger, 2, 700).await;

    let new = start::<Items<SOUND, 2>>(pool, &[local(&ledger)]);
    let both = [(1, 1, GenerationState::Live), (2, 2, GenerationState::Live)];
    let live = || async { (states(pool).await == both).then_some(()) };
    eventually("both versions are live", live).await;

    appending.stop().await;
    assert_is_fold(&old.reader(), &[&ledger]).await;
    assert_is_fold(&new.reader(), &[&ledger]).await;
    assert_eq!(snapshot(&new.reader(), &[]).await.projection, "items/v2/g2");
    let refused = drop_generation(pool, "items", 2).await;
    assert!(matches!(refused, Err(GenerationError::Unfit { generation: 2 })), "{refused:?}");
    old.shutdown().await;
    drop_generation(pool, "items", 1).await.unwrap();
    assert_eq!(states(pool).await, [(2, 2, GenerationState::Live)]);
}

/// Whether a session of this database waits for another one.
async fn waiting_for_a_lock(pool: &PgPool) -> Option<()> {
    let waits = "SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waiting: i64 = sqlx::query_scalar(waits).fetch_one(pool).await.ok()?;
    (waiting > 0).then_some(())
}

#[tokio::test]
async fn a_switch_counts_the_batch_that_the_live_generation_is_committing() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let pool = ledger.pool();
    let view = start::<Items>(pool, &[local(&ledger)]);
    let position = record_many(&ledger, 1, 100).await;
    drop(snapshot(&view.reader(), &[token(&ledger, position)]).await);
    rebuild::<Items>(pool).await.unwrap();
    assert!(compare(pool, "items", [1, 2]).await.unwrap().is_equal());
    view.shutdown().await;

    let advance = "UPDATE ledger.checkpoint SET position = position + 1 WHERE generation = $1";
    let mut batch = pool.begin().await.unwrap();
    sqlx::query(advance).bind(1).execute(&mut *batch).await.unwrap();
    let switching = tokio::spawn({
        let pool = pool.clone();
        async move { switch(&pool, "items", 2).await }
    });
    eventually("the switch waits", || waiting_for_a_lock(pool)).await;
    batch.commit().await.unwrap();
    let held = "SELECT hold FROM ledger.checkpoint WHERE generation = 1";
    let refused =
        || async { sqlx::query_scalar::<_, Option<i64>>(held).fetch_one(pool).await.ok()? };
    assert_eq!(eventually("the switch was refused once", refused).await, position + 1);
    assert_eq!(states(pool).await[0], (1, 1, GenerationState::Live));

    sqlx::query(advance).bind(2).execute(pool).await.unwrap();
    switching.await.unwrap().unwrap();
    assert_eq!(states(pool).await[1], (2, 1, GenerationState::Live));
}

#[tokio::test]
async fn a_generation_is_not_dropped_under_its_reader() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let pool = ledger.pool();
    let view = start::<Items>(pool, &[local(&ledger)]);
    let position = record_many(&ledger, 1, 100).await;
    drop(snapshot(&view.reader(), &[token(&ledger, position)]).await);
    rebuild::<Items>(pool).await.unwrap();
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    let mut early = pool.begin_with(begin).await.unwrap();
    let live = "SELECT generation FROM ledger.generation WHERE view = 'items' AND state = 'live'";
    assert_eq!(sqlx::query_scalar::<_, i32>(live).fetch_one(&mut *early).await.unwrap(), 1);
    switch(pool, "items", 2).await.unwrap();

    let dropping = tokio::spawn({
        let pool = pool.clone();
        async move { drop_generation(&pool, "items", 1).await }
    });
    let dropped = || async { (states(pool).await.len() == 1).then_some(()) };
    eventually("no new reader reads it", dropped).await;
    let count = "SELECT count(*) FROM items_g1.seen";
    for _ in 0..10 {
        let seen: i64 = sqlx::query_scalar(count).fetch_one(&mut *early).await.unwrap();
        assert!(seen > 0);
    }
    assert!(!dropping.is_finished());
    early.commit().await.unwrap();

    dropping.await.unwrap().unwrap();
    assert_is_fold(&view.reader(), &[&ledger]).await;
    let gone = sqlx::query(count).execute(pool).await.unwrap_err();
    assert_eq!(gone.as_database_error().unwrap().code().unwrap(), "42P01");
}

#[tokio::test]
async fn a_drop_that_was_cut_short_may_be_repeated() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let pool = ledger.pool();
    let view = start::<Items>(pool, &[local(&ledger)]);
    let position = record_many(&ledger, 1, 100).await;
    drop(snapshot(&view.reader(), &[token(&ledger, position)]).await);
    rebuild::<Items>(pool).await.unwrap();
    view.shutdown().await;

    let mark = "UPDATE ledger.generation SET state = 'dropped' WHERE generation = 2";
    sqlx::query(mark).execute(pool).await.unwrap();
    drop_generation(pool, "items", 2).await.unwrap();
    let again = drop_generation(pool, "items", 2).await;
    assert!(matches!(again, Err(GenerationError::Unfit { generation: 2 })), "{again:?}");
}

#[tokio::test]
async fn a_number_of_a_dropped_generation_is_not_used_again() {
    let database = servers::test::database().await;
    let ledger = open_as(context(), &database.url()).await;
    let pool = ledger.pool();
    let view = start::<Items>(pool, &[local(&ledger)]);
    record_many(&ledger, 1, 100).await;
    assert_is_fold(&view.reader(), &[&ledger]).await;

    for number in 2..5 {
        assert_eq!(rebuild::<Items>(pool).await.unwrap(), number);
        assert!(compare(pool, "items", [1, number]).await.unwrap().is_equal());
        drop_generation(pool, "items", number).await.unwrap();
        let again = drop_generation(pool, "items", number).await;
        assert!(matches!(again, Err(GenerationError::Unfit { .. })), "{again:?}");
    }
    assert_eq!(states(pool).await, [(1, 1, GenerationState::Live)]);
}
