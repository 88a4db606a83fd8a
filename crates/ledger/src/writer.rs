//! Group commit: one task per process packs all waiting commands into one call of `ledger.append`, so
//! that the fsync under the ledger's lock is paid once for up to [`WriterOptions::max_commands`].
//!
//! The task has its own connection and keeps at most one command per stream and per request id in a
//! batch; the others wait for the next one, in order.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use crate::recorded::{Digest, NewEvent, Position, Revision, StreamName, digest, private_hash};
use crate::store::within;

const APPEND: &str = include_str!("../sql/append.sql");

/// What bounds a batch, the queue and the waiting.
#[derive(Debug, Clone)]
pub struct WriterOptions {
    pub max_commands: usize,
    pub max_bytes: usize,
    /// Commands that may wait; one more is refused as overload.
    pub queue: usize,
    /// How long the writer waits after a batch for the callers it has just released.
    pub linger: Duration,
    /// Client-side limit of one append call: a frozen server must not hold callers for ever.
    pub time_limit: Duration,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self {
            max_commands: 256,
            max_bytes: 1 << 20,
            queue: 4096,
            linger: Duration::from_micros(300),
            time_limit: Duration::from_secs(5),
        }
    }
}

/// A command's events for its streams: recorded all or not at all.
#[derive(Debug)]
pub(crate) struct Append {
    request_id: Uuid,
    fingerprint: Digest,
    provenance: String,
    parts: Vec<AppendPart>,
    bytes: usize,
}

#[derive(Debug)]
struct AppendPart {
    stream: StreamName,
    expected: Revision,
    events: Vec<AppendEvent>,
}

#[derive(Debug)]
struct AppendEvent {
    event: NewEvent,
    private_hash: Digest,
    digest: Digest,
}

impl Append {
    /// Hashes in the caller's task, so that the writer only packs.
    pub(crate) fn new(
        request_id: Uuid,
        fingerprint: Digest,
        provenance: String,
        parts: impl IntoIterator<Item = (StreamName, Revision, Vec<NewEvent>)>,
    ) -> Self {
        let mut bytes = 0;
        let parts = parts
            .into_iter()
            .map(|(stream, expected, events)| {
                let events = events
                    .into_iter()
                    .map(|event| {
                        bytes += event.size() + provenance.len();
                        let private_hash = private_hash(&event.data, &provenance);
                        let published = event.published.as_deref();
                        let digest = digest(
                            event.event_id,
                            &stream,
                            &event.event_type,
                            &private_hash,
                            published,
                        );
                        AppendEvent { event, private_hash, digest }
                    })
                    .collect();
                AppendPart { stream, expected, events }
            })
            .collect();
        Self { request_id, fingerprint, provenance, parts, bytes }
    }
}

/// What became of one command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Outcome {
    Recorded(Range),
    /// The request id had been recorded before, with the same content.
    Repeated(Range),
    /// The request id had been recorded before, with other content.
    Reused,
    /// Another command moved one of the streams.
    Conflict,
}

/// The entries of one command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    pub(crate) first: Position,
    pub(crate) last: Position,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// The outcome is unknown: the command may have been recorded. Repeating it with the same request id
/// is safe.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum AppendError {
    #[error("appending to the ledger")]
    Append(#[source] Arc<sqlx::Error>),
    #[error("the append took longer than its limit")]
    TimedOut,
    #[error("the writer has been shut down")]
    Closed,
    #[error("too many commands are waiting")]
    Overloaded,
}

type Answer = oneshot::Sender<Result<Outcome, AppendError>>;

/// The callers' end of the writer task.
#[derive(Clone)]
pub(crate) struct WriterHandle {
    queue: mpsc::Sender<(Append, Answer)>,
}

impl WriterHandle {
    pub(crate) async fn append(&self, append: Append) -> Result<Outcome, AppendError> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send((append, answer)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => AppendError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => AppendError::Closed,
        })?;
        answered.await.unwrap_or(Err(AppendError::Closed))
    }
}

/// The task's own state.
pub(crate) struct Writer {
    queue: mpsc::Receiver<(Append, Answer)>,
    /// Taken from the queue, but of a stream or request that was in the batch already.
    held: VecDeque<(Append, Answer)>,
    options: WriterOptions,
    database: PgConnectOptions,
    connection: Option<PgConnection>,
    appended: watch::Sender<Position>,
}

impl Writer {
    pub(crate) fn new(
        database: PgConnectOptions,
        options: WriterOptions,
        appended: watch::Sender<Position>,
    ) -> (WriterHandle, Self) {
        let (sender, queue) = mpsc::channel(options.queue);
        let held = VecDeque::new();
        let writer = Self { queue, held, options, database, connection: None, appended };
        (WriterHandle { queue: sender }, writer)
    }

    /// Serves until `stop` fires, then answers what is waiting and ends.
    pub(crate) async fn run(mut self, stop: tokio_util::sync::CancellationToken) {
        let mut released = 0;
        loop {
            let Some(batch) = self.next_batch(released, &stop).await else { return };
            released = batch.len();
            self.record(batch).await;
        }
    }

    async fn next_batch(
        &mut self,
        released: usize,
        stop: &tokio_util::sync::CancellationToken,
    ) -> Option<Vec<(Append, Answer)>> {
        let mut batch = Batch::default();
        for waiting in std::mem::take(&mut self.held) {
            self.take(&mut batch, waiting);
        }
        if batch.is_empty() {
            let first = tokio::select! {
                first = self.queue.recv() => first,
                () = stop.cancelled() => {
                    self.queue.close();
                    self.queue.recv().await
                }
            }?;
            self.take(&mut batch, first);
        }
        let since = Instant::now();
        loop {
            while !batch.is_full(&self.options)
                && let Ok(waiting) = self.queue.try_recv()
            {
                self.take(&mut batch, waiting);
            }
            let complete = batch.commands.len() + self.held.len() >= released;
            if complete || batch.is_full(&self.options) || since.elapsed() >= self.options.linger {
                return Some(batch.commands);
            }
            tokio::task::yield_now().await;
        }
    }

    fn take(&mut self, batch: &mut Batch, waiting: (Append, Answer)) {
        if let Err(refused) = batch.push(waiting, &self.options) {
            self.held.push_back(refused);
        }
    }

    async fn record(&mut self, batch: Vec<(Append, Answer)>) {
        let (commands, answers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        match self.append(&commands).await {
            Ok(outcomes) => {
                for (outcome, answer) in outcomes.into_iter().zip(answers) {
                    let _ = answer.send(Ok(outcome));
                }
            }
            Err(error) if commands.len() > 1 && is_about_content(&error) => {
                for (command, answer) in commands.iter().zip(answers) {
                    let alone = self.append(std::slice::from_ref(command)).await;
                    let _ = answer.send(alone.map(|outcomes| outcomes[0]));
                }
            }
            Err(error) => {
                for answer in answers {
                    let _ = answer.send(Err(error.clone()));
                }
            }
        }
    }

    async fn append(&mut self, commands: &[Append]) -> Result<Vec<Outcome>, AppendError> {
        let limit = self.options.time_limit;
        // Taken out: a connection whose call was given up on must not be used again.
        let connection = self.connection.take();
        let call = async {
            let mut connection = match connection {
                Some(connection) => connection,
                None => self.database.connect().await?,
            };
            let outcomes = call_append(&mut connection, commands).await;
            Ok::<_, sqlx::Error>((connection, outcomes))
        };
        let (connection, outcomes) = match within(limit, call).await {
            Some(Ok(done)) => done,
            Some(Err(error)) => return Err(AppendError::Append(Arc::new(error))),
            None => return Err(AppendError::TimedOut),
        };
        match outcomes {
            Ok(outcomes) => {
                self.connection = Some(connection);
                self.announce(&outcomes);
                Ok(outcomes)
            }
            Err(error) => {
                let _ = within(limit, connection.close()).await;
                Err(AppendError::Append(Arc::new(error)))
            }
        }
    }

    fn announce(&self, outcomes: &[Outcome]) {
        let last = outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Recorded(range) => Some(range.last),
                Outcome::Repeated(_) | Outcome::Reused | Outcome::Conflict => None,
            })
            .max();
        if let Some(last) = last {
            self.appended.send_if_modified(|known| {
                let newer = last > *known;
                *known = last.max(*known);
                newer
            });
        }
    }
}

/// Data exceptions and broken constraints concern one command; all else concerns the database.
fn is_about_content(error: &AppendError) -> bool {
    let AppendError::Append(error) = error else { return false };
    error
        .as_database_error()
        .and_then(|error| error.code())
        .is_some_and(|code| code.starts_with("22") || code.starts_with("23"))
}

#[derive(Default)]
struct Batch {
    commands: Vec<(Append, Answer)>,
    streams: HashSet<StreamName>,
    requests: HashSet<Uuid>,
    bytes: usize,
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    fn is_full(&self, options: &WriterOptions) -> bool {
        self.commands.len() >= options.max_commands || self.bytes >= options.max_bytes
    }

    /// Gives the command back if it must wait. A stream that waits keeps its later commands waiting.
    fn push(
        &mut self,
        waiting: (Append, Answer),
        options: &WriterOptions,
    ) -> Result<(), (Append, Answer)> {
        let append = &waiting.0;
        let meets = self.requests.contains(&append.request_id)
            || append.parts.iter().any(|part| self.streams.contains(&part.stream));
        self.requests.insert(append.request_id);
        self.streams.extend(append.parts.iter().map(|part| part.stream.clone()));
        if meets || self.is_full(options) {
            return Err(waiting);
        }
        self.bytes += append.bytes;
        self.commands.push(waiting);
        Ok(())
    }
}

async fn call_append(
    connection: &mut PgConnection,
    commands: &[Append],
) -> Result<Vec<Outcome>, sqlx::Error> {
    let mut call = Arrays::default();
    for command in commands {
        call.push(command);
    }
    let rows = sqlx::query(APPEND)
        .bind(call.request_ids)
        .bind(call.fingerprints)
        .bind(call.provenances)
        .bind(call.part_command)
        .bind(call.part_stream)
        .bind(call.part_expected)
        .bind(call.event_part)
        .bind(call.event_revision)
        .bind(call.event_ids)
        .bind(call.event_types)
        .bind(call.datas)
        .bind(call.private_hashes)
        .bind(call.publisheds)
        .bind(call.digests)
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let range = || -> Result<Range, sqlx::Error> {
                Ok(Range {
                    first: row.try_get(1)?,
                    last: row.try_get(2)?,
                    recorded_at: row.try_get(3)?,
                })
            };
            Ok(match row.try_get::<&str, _>(0)? {
                "recorded" => Outcome::Recorded(range()?),
                "repeated" => Outcome::Repeated(range()?),
                "reused" => Outcome::Reused,
                _ => Outcome::Conflict,
            })
        })
        .collect()
}

/// The arguments of `ledger.append`.
#[derive(Default)]
struct Arrays<'a> {
    request_ids: Vec<Uuid>,
    fingerprints: Vec<&'a [u8]>,
    provenances: Vec<&'a str>,
    part_command: Vec<i32>,
    part_stream: Vec<&'a str>,
    part_expected: Vec<i64>,
    event_part: Vec<i32>,
    event_revision: Vec<i64>,
    event_ids: Vec<Uuid>,
    event_types: Vec<&'a str>,
    datas: Vec<&'a str>,
    private_hashes: Vec<&'a [u8]>,
    publisheds: Vec<Option<&'a [u8]>>,
    digests: Vec<u8>,
}

impl<'a> Arrays<'a> {
    fn push(&mut self, command: &'a Append) {
        self.request_ids.push(command.request_id);
        self.fingerprints.push(command.fingerprint.as_slice());
        self.provenances.push(&command.provenance);
        for part in &command.parts {
            self.part_command.push(ordinal(self.request_ids.len()));
            self.part_stream.push(part.stream.as_str());
            self.part_expected.push(part.expected);
            for (revision, event) in (part.expected + 1..).zip(&part.events) {
                self.event_part.push(ordinal(self.part_command.len()));
                self.event_revision.push(revision);
                self.event_ids.push(event.event.event_id);
                self.event_types.push(&event.event.event_type);
                self.datas.push(&event.event.data);
                self.private_hashes.push(event.private_hash.as_slice());
                self.publisheds.push(event.event.published.as_deref());
                self.digests.extend_from_slice(event.digest.as_slice());
            }
        }
    }
}

fn ordinal(length: usize) -> i32 {
    i32::try_from(length).expect("a batch is bounded far below i32::MAX")
}
