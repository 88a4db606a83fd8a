//! Loading an aggregate, against fetching the same rows.

use std::time::Duration;

use ledger::{CommandHandler, Decider, Published, Reject, RejectionKind, StreamName};
use serde::{Deserialize, Serialize};

use crate::measure::{Bench, ROUNDS, Unread, callers, interleave, request, row};

const TIME: Duration = Duration::from_secs(2);

#[derive(Debug, Serialize, Deserialize)]
struct Declared {
    members: i64,
}

#[derive(Debug, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
enum Event {
    HeadcountDeclared(Declared),
}

#[derive(Debug, thiserror::Error)]
#[error("never")]
struct Never;

impl Reject for Never {
    fn kind(&self) -> RejectionKind {
        RejectionKind::Invalid
    }

    fn reason(&self) -> &'static str {
        "NEVER"
    }
}

#[derive(Default)]
struct Total(i64);

impl Decider for Total {
    const CATEGORY: &'static str = "total";
    type Command = ();
    type Event = Event;
    type Rejection = Never;

    fn decide(&self, (): ()) -> Result<Vec<Event>, Never> {
        Ok(Vec::new())
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::HeadcountDeclared(declared) => Self(self.0 + declared.members),
        }
    }
}

fn unpublished(_: &str, _: &Event) -> Option<Published> {
    None
}

pub async fn stream_of_hundred(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("stream") {
        return Ok(());
    }
    let ledger = bench.ledger().await?;
    for n in 0..50 {
        let stream = StreamName::new(Total::CATEGORY, n);
        ledger.act(request(), vec![Unread::first(stream, 100)]).await?;
    }
    let totals = CommandHandler::<Total>::new(ledger.clone(), unpublished);
    let ours = || {
        let totals = totals.clone();
        callers(4, TIME, move |n| {
            let totals = totals.clone();
            async move {
                let (total, revision) = totals.load(n * 7 % 50).await?;
                anyhow::ensure!(revision == 100 && total.0 == 125_000);
                Ok(())
            }
        })
    };
    let raw = || {
        let pool = ledger.pool().clone();
        callers(4, TIME, move |n| {
            let pool = pool.clone();
            async move {
                let rows: Vec<(i64, String)> = sqlx::query_as(
                    "SELECT revision, data FROM ledger.entry WHERE stream = $1 ORDER BY revision",
                )
                .bind(format!("total-{}", n * 7 % 50))
                .fetch_all(&pool)
                .await?;
                anyhow::ensure!(rows.len() == 100);
                Ok(())
            }
        })
    };
    let medians = interleave(ROUNDS, ours, raw).await?;
    let (ours, raw) = (medians.ours.per_second, medians.raw.per_second);
    row("reading a stream of 100", ours, raw, "/s", ours / raw, 0.8, 0.9);
    Ok(())
}
