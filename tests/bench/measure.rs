//! Interleaved rounds, medians, ratios.

use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use ledger::{
    Asked, CommandError, DecidedEvent, Digest, Ledger, Part, Provenance, Revision, Step,
    StreamName, WriterOptions,
};
use servers::{Nats, NatsOptions, Postgres, PostgresOptions};
use sqlx::PgPool;
use uuid::Uuid;

/// Rounds of each side; the order alternates.
pub const ROUNDS: usize = 5;

/// The servers of one run.
pub struct Bench {
    pub postgres: Postgres,
    pub nats: Nats,
    wanted: Vec<String>,
}

/// One side's result of one round.
#[derive(Debug, Clone, Copy)]
pub struct Round {
    pub per_second: f64,
    pub p99: Duration,
}

/// Medians of both sides.
#[derive(Debug, Clone, Copy)]
pub struct Medians {
    pub ours: Round,
    pub raw: Round,
}

impl Bench {
    pub async fn start(wanted: Vec<String>) -> anyhow::Result<Self> {
        let postgres = Postgres::start(PostgresOptions::default()).await?;
        let nats = Nats::start(NatsOptions::default()).await?;
        println!("| what | ours | raw | ratio | must | aim |\n|---|---|---|---|---|---|");
        Ok(Self { postgres, nats, wanted })
    }

    pub fn wants(&self, name: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|wanted| name.contains(wanted.as_str()))
    }

    /// A fresh ledger in a database of its own.
    pub async fn ledger(&self) -> anyhow::Result<Ledger> {
        let name = format!("bench_{}", servers::test::unique());
        self.postgres.create_database(&name).await?;
        let url = self.postgres.url(&name);
        let pool = PgPool::connect(&url).await?;
        ledger::migrate(&pool).await?;
        Ok(Ledger::open("bench", url.parse()?, pool, WriterOptions::default()).await?)
    }
}

/// Prints one row of the table.
pub fn row(what: &str, ours: f64, raw: f64, unit: &str, ratio: f64, must: f64, aim: f64) {
    println!("| {what} | {ours:.0} {unit} | {raw:.0} {unit} | {ratio:.2} | {must} | {aim} |");
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub fn median_of(rounds: &[Round]) -> Round {
    Round {
        per_second: median(rounds.iter().map(|round| round.per_second).collect()),
        p99: Duration::from_secs_f64(median(
            rounds.iter().map(|round| round.p99.as_secs_f64()).collect(),
        )),
    }
}

/// Runs both sides in turn, changing who goes first.
pub async fn interleave<O, R>(
    rounds: usize,
    mut ours: impl FnMut() -> O,
    mut raw: impl FnMut() -> R,
) -> anyhow::Result<Medians>
where
    O: Future<Output = anyhow::Result<Round>>,
    R: Future<Output = anyhow::Result<Round>>,
{
    let (mut of_ours, mut of_raw) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            of_ours.push(ours().await?);
            of_raw.push(raw().await?);
        } else {
            of_raw.push(raw().await?);
            of_ours.push(ours().await?);
        }
    }
    Ok(Medians { ours: median_of(&of_ours), raw: median_of(&of_raw) })
}

/// Calls `work` again and again from several tasks; rate and 99th percentile.
pub async fn callers<W, F>(count: usize, time: Duration, work: W) -> anyhow::Result<Round>
where
    W: Fn(usize) -> F + Clone + Send + 'static,
    F: Future<Output = anyhow::Result<()>> + Send,
{
    let since = Instant::now();
    let tasks = (0..count).map(|caller| {
        let work = work.clone();
        tokio::spawn(async move {
            let mut times = Vec::new();
            while since.elapsed() < time {
                let started = Instant::now();
                work(caller).await?;
                times.push(started.elapsed());
            }
            anyhow::Ok(times)
        })
    });
    let mut times = Vec::new();
    for task in futures::future::join_all(tasks).await {
        times.extend(task??);
    }
    Ok(summary(times, since.elapsed()))
}

pub fn summary(mut times: Vec<Duration>, elapsed: Duration) -> Round {
    times.sort();
    let p99 = times.get(times.len() * 99 / 100).copied().unwrap_or_default();
    #[expect(clippy::cast_precision_loss, reason = "a rate is an estimate")]
    let per_second = times.len() as f64 / elapsed.as_secs_f64();
    Round { per_second, p99 }
}

/// About 300 bytes as they stand in the ledger, published form included.
pub const DATA: &str = r#"{"type":"headcount_declared","data":{"association_id":"0198f3c2-0000-7000-8000-000000000001","declared_on":"2024-12-31","members":1250,"college_or_higher":730,"female":512,"under_35":208,"document":"12/BC-LHH"}}"#;
pub const PUBLISHED: &[u8] = &[7; 80];

/// A step that decides without looking: only the append is measured.
pub struct Unread {
    pub stream: StreamName,
    pub revision: Revision,
    pub events: usize,
}

impl Unread {
    /// On a stream that has no events.
    pub fn first(stream: StreamName, events: usize) -> Box<dyn Step> {
        Box::new(Self { stream, revision: 0, events })
    }
}

impl Step for Unread {
    fn stream(&self) -> StreamName {
        self.stream.clone()
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let event = || DecidedEvent {
            event_type: "HeadcountDeclared".into(),
            data: DATA.into(),
            published: Some(PUBLISHED.into()),
        };
        let events = std::iter::repeat_with(event).take(self.events).collect();
        Box::pin(async {
            Ok(Part { stream: self.stream.clone(), revision: self.revision, events })
        })
    }
}

/// A request of its own, with an id that no other has.
pub fn request() -> Asked {
    let request_id = Uuid::parse_str(&servers::test::unique()).expect("unique names are ids");
    Asked {
        request_id,
        fingerprint: Digest::of(request_id.as_bytes()),
        expected: None,
        validate_only: false,
        provenance: Provenance {
            person: "bench".into(),
            unit: "bench".into(),
            capacity: "bench".into(),
            ..Provenance::default()
        },
    }
}
