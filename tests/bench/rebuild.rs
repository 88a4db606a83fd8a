//! Rebuilding a view that counts, against fetching the same rows and counting them in memory.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::TryStreamExt as _;
use ledger::view::{self, ViewOptions};
use ledger::{
    ApplyError, Entry, Ledger, LocalSource, Recorded, Source, StreamName, Undecodable, View,
};
use sqlx::{PgConnection, PgPool, Row as _};

use crate::measure::{Bench, ROUNDS, Round, Unread, interleave, request, row};

const EVENTS: i64 = 200_000;

/// How many events each stream has.
struct Counts;

impl View for Counts {
    const NAME: &'static str = "counts";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "CREATE TABLE count (stream text PRIMARY KEY, events bigint)";
    type Event = ();

    fn decode(_: &str, entry: &Entry) -> Result<Option<()>, Undecodable> {
        Ok(entry.published.as_ref().map(|_| ()))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<()>]) -> Result<(), ApplyError> {
        let mut counts: HashMap<&str, i64> = HashMap::new();
        for event in events {
            *counts.entry(event.entry.stream.as_str()).or_default() += 1;
        }
        let (streams, counts): (Vec<_>, Vec<_>) = counts.into_iter().unzip();
        sqlx::query(
            "INSERT INTO count SELECT * FROM unnest($1::text[], $2::bigint[])
             ON CONFLICT (stream) DO UPDATE SET events = count.events + excluded.events",
        )
        .bind(streams)
        .bind(counts)
        .execute(tx)
        .await?;
        Ok(())
    }
}

pub async fn counting_view(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("rebuild") {
        return Ok(());
    }
    let ledger = bench.ledger().await?;
    for n in 0..EVENTS / 100 {
        let stream = StreamName::new("tally", n % 1_000);
        let revision = n / 1_000 * 100;
        let step = Unread { stream, revision, events: 100 };
        ledger.act(request(), vec![Box::new(step)]).await?;
    }
    let source: Arc<dyn Source> = Arc::new(LocalSource::published(ledger.clone()));
    let sources = vec![source];
    let following = view::follow::<Counts>(ledger.pool().clone(), sources, ViewOptions::default());
    caught_up(ledger.pool(), 1).await?;
    let medians = interleave(ROUNDS, || rebuild(&ledger), || fetch_and_fold(ledger.pool())).await?;
    following.shutdown().await;
    let (ours, raw) = (medians.ours.per_second, medians.raw.per_second);
    row("rebuild of a counting view", ours, raw, "/s", ours / raw, 0.5, 0.7);
    Ok(())
}

fn rate(events: i64, since: Instant) -> Round {
    #[expect(clippy::cast_precision_loss, reason = "a rate is an estimate")]
    let per_second = events as f64 / since.elapsed().as_secs_f64();
    Round { per_second, p99: Duration::ZERO }
}

async fn rebuild(ledger: &Ledger) -> anyhow::Result<Round> {
    let generation = view::rebuild::<Counts>(ledger.pool()).await?;
    let begun = begun(ledger.pool(), generation).await?;
    let since = Instant::now();
    caught_up(ledger.pool(), generation).await?;
    let round = rate(EVENTS - begun, since);
    view::drop_generation(ledger.pool(), Counts::NAME, generation).await?;
    Ok(round)
}

/// The runner looks for new generations now and then: that wait is not measured, nor what it did by
/// the end of it.
async fn begun(pool: &PgPool, generation: i32) -> anyhow::Result<i64> {
    loop {
        let position = position(pool, generation).await?;
        if position > 0 {
            return Ok(position);
        }
        tokio::task::yield_now().await;
    }
}

async fn caught_up(pool: &PgPool, generation: i32) -> anyhow::Result<()> {
    while position(pool, generation).await? < EVENTS {
        tokio::time::timeout(Duration::from_millis(5), std::future::pending::<()>()).await.ok();
    }
    Ok(())
}

async fn position(pool: &PgPool, generation: i32) -> anyhow::Result<i64> {
    let query = "SELECT coalesce(max(position), 0) FROM ledger.checkpoint WHERE generation = $1";
    Ok(sqlx::query_scalar(query).bind(generation).fetch_one(pool).await?)
}

async fn fetch_and_fold(pool: &PgPool) -> anyhow::Result<Round> {
    let since = Instant::now();
    let mut rows = sqlx::query(
        "SELECT position, stream, revision, event_id, event_type, recorded_at, private_hash,
                published, chain
         FROM ledger.entry ORDER BY position",
    )
    .fetch(pool);
    let mut counts: HashMap<String, i64> = HashMap::new();
    while let Some(row) = rows.try_next().await? {
        let published: Option<&[u8]> = row.try_get(7)?;
        if published.is_some() {
            *counts.entry(row.try_get(1)?).or_default() += 1;
        }
    }
    anyhow::ensure!(counts.values().sum::<i64>() == EVENTS);
    Ok(rate(EVENTS, since))
}
