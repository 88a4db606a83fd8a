//! What the tests of relay, sources and views share: contexts of their own on the shared servers, events
//! without a domain, and the comparison of a stream with its ledger.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use ledger::relay::message::from_message;
use ledger::relay::{Relay, RelayOptions, stream_name};
use ledger::{
    CommandError, DecidedEvent, Entry, Ledger, Part, Position, Revision, Step, StreamName,
    WriterOptions,
};
use servers::test::TestDatabase;
use sqlx::AssertSqlSafe;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::tally::{asked, pool};

pub const PATIENCE: Duration = Duration::from_secs(60);

/// A context that no other test has, as streams on the shared NATS server outlive a test.
pub fn context() -> &'static str {
    format!("t{}", servers::test::unique()).leak()
}

pub async fn open_as(context: &'static str, url: &str) -> Ledger {
    let pool = pool(url).await;
    ledger::migrate(&pool).await.expect("the schema migrates");
    let options = url.parse().expect("a connection string");
    let opened = Ledger::open(context, options, pool, WriterOptions::default()).await;
    opened.expect("the ledger opens")
}

pub async fn client(url: &str) -> async_nats::Client {
    async_nats::ConnectOptions::new()
        .ping_interval(Duration::from_secs(1))
        .connection_timeout(Duration::from_secs(1))
        .request_timeout(Some(Duration::from_secs(1)))
        .reconnect_delay_callback(|_| Duration::from_millis(50))
        .connect(url)
        .await
        .expect("the NATS server answers")
}

/// A relay that does not wait long for anything.
pub fn relay(ledger: &Ledger, client: &async_nats::Client) -> Relay {
    Relay::start(ledger.clone(), client.clone(), hasty())
}

pub fn hasty() -> RelayOptions {
    let millisecond = Duration::from_millis(1);
    RelayOptions {
        time_limit: 1_000 * millisecond,
        poll: 5 * millisecond,
        // Many streams share a server, which sets this aside for each of them.
        max_bytes: 64 << 20,
        ..RelayOptions::default()
    }
}

/// Polls until `look` finds something.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, look: impl Fn() -> F) -> T {
    let until = Instant::now() + PATIENCE;
    let mut looks = tokio::time::interval(Duration::from_millis(10));
    loop {
        looks.tick().await;
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < until, "not in time: {what}");
    }
}

/// Events of one stream, at a revision, without an aggregate.
struct Plain {
    stream: StreamName,
    revision: Revision,
    bodies: Vec<Option<Vec<u8>>>,
}

impl Step for Plain {
    fn stream(&self) -> StreamName {
        self.stream.clone()
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let events = self.bodies.iter().map(|body| DecidedEvent {
            event_type: if body.is_some() { "Counted".into() } else { "item.hidden".into() },
            data: r#"{"type":"counted"}"#.into(),
            published: body.clone().map(Into::into),
        });
        let (stream, revision) = (self.stream.clone(), self.revision);
        let part = Part { stream, revision, events: events.collect() };
        Box::pin(async { Ok(part) })
    }
}

/// Appends events with these bodies to the stream `item-<stream>`, which is at `revision`. An unknown
/// outcome is asked for again, under the same request id.
pub async fn record(
    ledger: &Ledger,
    stream: u32,
    revision: Revision,
    bodies: Vec<Option<Vec<u8>>>,
) -> Position {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{stream}/{revision}").as_bytes());
    let stream = StreamName::new("item", stream);
    let recorded = || async {
        let (stream, bodies) = (stream.clone(), bodies.clone());
        let step = Plain { stream, revision, bodies };
        match ledger.act(asked(id, "record"), vec![Box::new(step)]).await {
            Ok(receipt) => Some(receipt.position),
            Err(CommandError::TimedOut | CommandError::Unavailable(_)) => None,
            Err(error) => panic!("{error:?}"),
        }
    };
    eventually("recorded", recorded).await
}

/// Appends `count` events to a stream that has none, every seventh of them private.
pub async fn record_many(ledger: &Ledger, stream: u32, count: u32) -> Position {
    let mut position = 0;
    for from in (0..count).step_by(100) {
        let some = from..count.min(from + 100);
        let bodies = some.map(|n| (n % 7 != 6).then(|| n.to_be_bytes().to_vec())).collect();
        position = record(ledger, stream, from.into(), bodies).await;
    }
    position
}

/// Until the stream holds all of the ledger; then compares every message with its entry.
pub async fn assert_stream_is_ledger(client: &async_nats::Client, ledger: &Ledger) {
    let head = ledger.head().await.expect("the ledger is readable").position;
    let jetstream = async_nats::jetstream::new(client.clone());
    let name = stream_name(ledger.context());
    let at_end = || async {
        let stream = jetstream.get_stream(&name).await.ok()?;
        (stream.cached_info().state.last_sequence == head.unsigned_abs()).then_some(stream)
    };
    let stream = eventually("the stream is as long as the ledger", at_end).await;
    assert_eq!(stream.cached_info().state.messages, head.unsigned_abs());

    let config = pull::OrderedConfig { deliver_policy: DeliverPolicy::All, ..Default::default() };
    let messages = stream.create_consumer(config).await.unwrap().messages().await.unwrap();
    let entries: Vec<Entry> = ledger.read_published(1, head).await.unwrap();
    let mut pairs = messages.zip(futures::stream::iter(&entries));
    while let Some((message, entry)) = tokio::time::timeout(PATIENCE, pairs.next()).await.unwrap() {
        let message = message.unwrap();
        let sequence = message.info().unwrap().stream_sequence.try_into().unwrap();
        let (headers, body) = (message.headers.as_ref().unwrap(), message.payload.clone());
        let copy = from_message(ledger.context(), sequence, headers, body).unwrap();
        assert_eq!(&copy, entry);
    }
}

/// A writer that appends one event after the other.
pub struct Appending {
    stop: Arc<AtomicBool>,
    task: JoinHandle<i64>,
}

impl Appending {
    /// Gives back how many it has appended.
    pub async fn stop(self) -> i64 {
        self.stop.store(true, Ordering::Relaxed);
        self.task.await.expect("the writer does not fail")
    }
}

pub fn keep_appending(ledger: &Ledger, stream: u32) -> Appending {
    let stop = Arc::new(AtomicBool::new(false));
    let (ledger, stopped) = (ledger.clone(), Arc::clone(&stop));
    let task = tokio::spawn(async move {
        let mut revision = 0_u32;
        while !stopped.load(Ordering::Relaxed) {
            let body = Some(revision.to_be_bytes().to_vec());
            record(&ledger, stream, revision.into(), vec![body]).await;
            revision += 1;
        }
        revision.into()
    });
    Appending { stop, task }
}

/// A copy of the ledger's database as it is now, as a backup would bring it back. Shuts the ledger down.
pub async fn backup(ledger: &Ledger, database: &TestDatabase) -> String {
    ledger.shutdown().await;
    ledger.pool().close().await;
    let name = format!("{}_backup", database.name());
    let server = servers::test::database().await;
    let pool = pool(&server.url()).await;
    let copy = format!("CREATE DATABASE \"{name}\" TEMPLATE \"{}\"", database.name());
    let made = || async { sqlx::query(AssertSqlSafe(copy.clone())).execute(&pool).await.ok() };
    eventually("the backup is made", made).await;
    database.url().replace(database.name(), &name)
}

/// `other` is a ledger in another database of the server.
pub async fn drop_backup(taken_back: &Ledger, other: &Ledger) {
    taken_back.shutdown().await;
    taken_back.pool().close().await;
    let options = taken_back.pool().connect_options();
    let name = options.get_database().expect("the backup has a name");
    let drop = format!("DROP DATABASE \"{name}\" WITH (FORCE)");
    sqlx::query(AssertSqlSafe(drop)).execute(other.pool()).await.expect("dropped");
}
