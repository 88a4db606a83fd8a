//! From a command to the read model that shows it, against the sum of its bare parts: a commit, a publish
//! with its acknowledgement, and a commit. At a given rate, whether or not the answers keep up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_nats::jetstream::{self, stream};
use ledger::relay::{Relay, RelayOptions};
use ledger::view::{self, ViewOptions};
use ledger::{
    ApplyError, Entry, JetStreamSource, Ledger, Position, Recorded, Source, StreamName,
    Undecodable, View,
};
use sqlx::{PgConnection, PgPool};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::measure::{Bench, DATA, PUBLISHED, Unread, request};

const TIME: Duration = Duration::from_secs(5);
/// What begins in this time is not counted: connections, caches and plans are being made.
const WARMING: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(5);

/// Counts what it is shown.
struct Shown;

impl View for Shown {
    const NAME: &'static str = "shown";
    const VERSION: u32 = 1;
    const TABLES: &'static str = "CREATE TABLE shown (stream text PRIMARY KEY)";
    type Event = ();

    fn decode(_: &str, entry: &Entry) -> Result<Option<()>, Undecodable> {
        Ok(entry.published.as_ref().map(|_| ()))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<()>]) -> Result<(), ApplyError> {
        let streams: Vec<_> = events.iter().map(|event| event.entry.stream.as_str()).collect();
        let insert = "INSERT INTO shown SELECT * FROM unnest($1::text[])";
        sqlx::query(insert).bind(streams).execute(tx).await?;
        Ok(())
    }
}

pub async fn command_to_view(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("visible") {
        return Ok(());
    }
    let ledger = bench.ledger().await?;
    let shown = bench.ledger().await?;
    let client = async_nats::connect(bench.nats.url()).await?;
    let relay = Relay::start(ledger.clone(), client.clone(), RelayOptions::default());
    let history = Arc::new(ledger.clone());
    let source: Arc<dyn Source> =
        Arc::new(JetStreamSource::new(ledger.context(), client.clone(), history));
    let following =
        Arc::new(view::follow::<Shown>(shown.pool().clone(), vec![source], ViewOptions::default()));
    let (sender, visible) = watch::channel(0);
    let watched = Arc::clone(&following);
    let watching = tokio::spawn(async move {
        loop {
            let _ = tokio::time::timeout(Duration::from_millis(1), watched.changed()).await;
            let position = watched.statuses().first().map_or(0, |status| status.position);
            sender.send_if_modified(|known| std::mem::replace(known, position) != position);
        }
    });
    let bare = Bare::prepare(bench, client).await?;
    for rate in [200, 1_000] {
        let ours = at_rate(rate, || through(ledger.clone(), visible.clone())).await?;
        let raw = at_rate(rate, || bare.clone().once()).await?;
        for (name, share) in [("p50", 50), ("p99", 99)] {
            let (ours, raw) = (percentile(&ours, share), percentile(&raw, share));
            let ratio = ours / raw;
            println!(
                "| visible at {rate}/s, {name} (lower is better) | {ours:.1} ms | {raw:.1} ms | {ratio:.2} | 2 | 1.3 |"
            );
        }
    }
    watching.abort();
    relay.shutdown().await;
    Ok(())
}

async fn through(ledger: Ledger, mut visible: watch::Receiver<Position>) -> anyhow::Result<()> {
    let asked = request();
    let stream = StreamName::new("tally", asked.request_id);
    let receipt = ledger.act(asked, vec![Unread::first(stream, 1)]).await?;
    visible.wait_for(|position| *position >= receipt.position).await?;
    Ok(())
}

/// The bare parts.
#[derive(Clone)]
struct Bare {
    pool: PgPool,
    context: jetstream::Context,
}

impl Bare {
    async fn prepare(bench: &Bench, client: async_nats::Client) -> anyhow::Result<Self> {
        let pool = bench.ledger().await?.pool().clone();
        sqlx::query("CREATE TABLE bare (data text, published bytea)").execute(&pool).await?;
        let context = jetstream::new(client);
        let config = stream::Config {
            name: "BARE".into(),
            subjects: vec!["bare.>".into()],
            ..stream::Config::default()
        };
        context.create_stream(config).await?;
        Ok(Self { pool, context })
    }

    async fn once(self) -> anyhow::Result<()> {
        self.commit().await?;
        self.context.publish("bare.HeadcountDeclared", PUBLISHED.into()).await?.await?;
        self.commit().await
    }

    async fn commit(&self) -> anyhow::Result<()> {
        let insert = sqlx::query("INSERT INTO bare VALUES ($1, $2)").bind(DATA).bind(PUBLISHED);
        insert.execute(&self.pool).await?;
        Ok(())
    }
}

/// Starts `work` at that rate for a while; how long each took, sorted.
async fn at_rate<F>(per_second: u32, work: impl Fn() -> F) -> anyhow::Result<Vec<Duration>>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let each = per_second / 200;
    let since = Instant::now();
    let mut tasks = Vec::new();
    while since.elapsed() < TIME {
        ticks.tick().await;
        let counts = since.elapsed() > WARMING;
        for _ in 0..each {
            let work = work();
            tasks.push(tokio::spawn(async move {
                let started = Instant::now();
                work.await.map(|()| counts.then(|| started.elapsed()))
            }));
        }
    }
    let mut times = Vec::with_capacity(tasks.len());
    for task in tasks {
        times.extend(task.await??);
    }
    times.sort();
    Ok(times)
}

fn percentile(sorted: &[Duration], share: usize) -> f64 {
    sorted.get(sorted.len() * share / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}
