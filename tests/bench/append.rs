//! Appending, against inserts of like rows.

use std::time::Duration;

use ledger::StreamName;
use sqlx::PgPool;
use uuid::Uuid;

use crate::measure::{Bench, DATA, PUBLISHED, ROUNDS, Unread, callers, interleave, request, row};
use crate::pgbench::Pgbench;

const TIME: Duration = Duration::from_secs(3);

/// Callers, and what must and should be reached of pgbench's rate.
const LOADS: [(usize, f64, f64); 4] =
    [(1, 0.6, 0.7), (8, 0.65, 0.8), (32, 1.0, 1.7), (128, 1.2, 2.0)];

/// One event a command, with request id.
pub async fn one_event(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("append") {
        return Ok(());
    }
    let ledger = bench.ledger().await?;
    let pgbench = Pgbench::prepare(&bench.postgres, DATA, PUBLISHED.len()).await?;
    for (count, must, aim) in LOADS {
        let ours = || {
            let ledger = ledger.clone();
            callers(count, TIME, move |_| {
                let ledger = ledger.clone();
                async move {
                    let asked = request();
                    let stream = StreamName::new("tally", asked.request_id);
                    ledger.act(asked, vec![Unread::first(stream, 1)]).await?;
                    Ok(())
                }
            })
        };
        let medians = interleave(ROUNDS, ours, || pgbench.run(count, TIME)).await?;
        let (ours, raw) = (medians.ours, medians.raw);
        let ratio = ours.per_second / raw.per_second;
        let what = format!("append, {count} callers");
        row(&what, ours.per_second, raw.per_second, "/s", ratio, must, aim);
        if count == 32 {
            let (ours, raw) = (micros(ours.p99), micros(raw.p99));
            row("… its p99 (lower is better)", ours, raw, "µs", ours / raw, 1.0, 0.5);
        }
    }
    Ok(())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

const INSERT_HUNDRED: &str = "
    INSERT INTO raw (stream, revision, event_id, event_type, data, provenance, private_hash, published, chain)
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[],
                         $7::bytea[], $8::bytea[], $9::bytea[])";

/// A hundred events in one command, against a hundred rows in one statement.
pub async fn hundred_events(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("hundred") {
        return Ok(());
    }
    let ledger = bench.ledger().await?;
    let raw = ledger.pool().clone();
    sqlx::query("CREATE TABLE raw (LIKE ledger.entry INCLUDING ALL)").execute(&raw).await?;
    for statement in [
        "ALTER TABLE raw ALTER position ADD GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE raw ALTER recorded_at SET DEFAULT now()",
    ] {
        sqlx::query(statement).execute(&raw).await?;
    }
    let ours = || {
        let ledger = ledger.clone();
        callers(1, TIME, move |_| {
            let ledger = ledger.clone();
            async move {
                let asked = request();
                let stream = StreamName::new("tally", asked.request_id);
                ledger.act(asked, vec![Unread::first(stream, 100)]).await?;
                Ok(())
            }
        })
    };
    let raw = || {
        let pool = raw.clone();
        callers(1, TIME, move |_| insert_hundred(pool.clone()))
    };
    let medians = interleave(ROUNDS, ours, raw).await?;
    let (ours, raw) = (medians.ours.per_second * 100.0, medians.raw.per_second * 100.0);
    row("append of 100 events a command", ours, raw, "/s", ours / raw, 0.7, 0.85);
    Ok(())
}

async fn insert_hundred(pool: PgPool) -> anyhow::Result<()> {
    let stream = format!("tally-{}", request().request_id);
    let hash: &[u8] = &[0; 32];
    let ids: Vec<_> = (0..100).map(Uuid::from_u128).collect();
    sqlx::query(INSERT_HUNDRED)
        .bind(vec![stream.as_str(); 100])
        .bind((1..=100).collect::<Vec<i64>>())
        .bind(ids)
        .bind(vec!["HeadcountDeclared"; 100])
        .bind(vec![DATA; 100])
        .bind(vec![r#"{"person":"bench","unit":"bench"}"#; 100])
        .bind(vec![hash; 100])
        .bind(vec![PUBLISHED; 100])
        .bind(vec![hash; 100])
        .execute(&pool)
        .await?;
    Ok(())
}
