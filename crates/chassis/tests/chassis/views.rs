//! A view that keeps up makes a service ready; one that is hopelessly behind does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chassis::grpc::{Readiness, watch_view};
use ledger::verify::Link;
use ledger::view::{ViewOptions, follow};
use ledger::{
    ApplyError, Digest, Entry, Ledger, LocalSource, Recorded, StreamName, Undecodable, View,
};
use servers::test::eventually;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::commands::ledger;

static BROKEN: AtomicBool = AtomicBool::new(false);

struct Counted;

impl View for Counted {
    const NAME: &'static str = "counted";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "CREATE TABLE count (position bigint PRIMARY KEY)";
    type Event = ();

    fn decode(_: &str, _: &Entry) -> Result<Option<()>, Undecodable> {
        Ok(Some(()))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<()>]) -> Result<(), ApplyError> {
        if BROKEN.load(Ordering::Relaxed) {
            return Err(ApplyError::Write(sqlx::Error::PoolTimedOut));
        }
        for event in events {
            let insert = sqlx::query("INSERT INTO count VALUES ($1)").bind(event.entry.position);
            insert.execute(&mut *tx).await?;
        }
        Ok(())
    }
}

/// Records an entry as if it had been there for ten minutes.
async fn record(ledger: &Ledger, link: &mut Link) {
    let recorded_at: chrono::DateTime<chrono::Utc> =
        sqlx::query_scalar("SELECT clock_timestamp() - interval '10 minutes'")
            .fetch_one(ledger.pool())
            .await
            .unwrap();
    let position = link.position + 1;
    let mut entry = Entry {
        position,
        stream: StreamName::new("tally", 1),
        revision: position,
        event_id: Uuid::from_u128(u128::try_from(position).unwrap()),
        event_type: "HeadcountDeclared".into(),
        recorded_at,
        private_hash: ledger::private_hash("{}", "{}"),
        published: None,
        chain: Digest::ORIGIN,
        traceparent: None,
        private: None,
    };
    entry.chain = entry.chain_after(&link.chain);
    sqlx::query(
        "INSERT INTO ledger.entry (position, stream, revision, event_id, event_type, data,
                                   provenance, private_hash, recorded_at, chain)
         VALUES ($1, $2, $1, $3, $4, '{}', '{}', $5, $6, $7)",
    )
    .bind(position)
    .bind(entry.stream.as_str())
    .bind(entry.event_id)
    .bind(&entry.event_type)
    .bind(entry.private_hash.as_slice())
    .bind(recorded_at)
    .bind(entry.chain.as_slice())
    .execute(ledger.pool())
    .await
    .unwrap();
    *link = Link { position, chain: entry.chain };
}

#[tokio::test]
async fn a_view_is_ready_while_it_keeps_up() {
    let (_database, ledger) = ledger().await;
    let mut link = Link::ORIGIN;
    record(&ledger, &mut link).await;
    let source = Arc::new(LocalSource::new(ledger.clone()));
    let view =
        Arc::new(follow::<Counted>(ledger.pool().clone(), vec![source], ViewOptions::default()));
    let readiness = Readiness::default();
    let part = readiness.part(Counted::NAME);
    assert!(!readiness.is_ready());
    let watching = tokio::spawn(watch_view(view, part));

    let look = || async { readiness.is_ready() };
    eventually("the view has caught up", look, |ready| *ready).await;
    BROKEN.store(true, Ordering::Relaxed);
    record(&ledger, &mut link).await;
    eventually("the view is behind", look, |ready| !*ready).await;
    BROKEN.store(false, Ordering::Relaxed);
    eventually("the view has caught up again", look, |ready| *ready).await;
    watching.abort();
}
