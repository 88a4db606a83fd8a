//! Group commit: one task per process packs all waiting commands into one call of `ledger.append`, so
//! that the fsync under the ledger's lock is paid once for up to [`WriterOptions::max_commands`].
//!
//! The task has its own connection and keeps at most one command per stream and per request id in a
//! batch; the others wait for the next one, in order.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use crate::append::{Append, Outcome, call_append};
use crate::crash::{self, Point};
use crate::recorded::{Position, StreamName};
use crate::session;
use crate::store::within;

/// Is told of each call of `ledger.append`.
pub trait Observer: std::fmt::Debug + Send + Sync {
    fn appended(&self, call: &AppendCall);
}

/// One call of `ledger.append`, as it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AppendCall {
    /// The size of the batch.
    pub commands: usize,
    /// Commands of it that another one had overtaken.
    pub conflicts: usize,
    pub took: Duration,
    /// Whether the database answered in time.
    pub answered: bool,
}

/// What bounds a batch, the queue and the waiting; and who is told of it.
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
    pub observer: Option<Arc<dyn Observer>>,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self {
            max_commands: 256,
            max_bytes: 1 << 20,
            queue: 4096,
            linger: Duration::from_micros(300),
            time_limit: Duration::from_secs(5),
            observer: None,
        }
    }
}

/// The plans of `ledger.append` are cached for ever, also those made over empty tables: index scans only.
/// Said once to the session: said by the function, each call would pay for it.
const SESSION: [(&str, &str); 2] =
    [("enable_seqscan", "off"), ("plan_cache_mode", "force_generic_plan")];

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
    /// Of a writer that has ended.
    pub(crate) fn closed() -> Self {
        Self { queue: mpsc::channel(1).0 }
    }

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
        let database = database.options(SESSION);
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
        match self.observed(&commands).await {
            Ok(outcomes) => {
                for (outcome, answer) in outcomes.into_iter().zip(answers) {
                    let _ = answer.send(Ok(outcome));
                }
            }
            Err(error) if commands.len() > 1 && is_about_content(&error) => {
                for (command, answer) in commands.iter().zip(answers) {
                    let alone = self.observed(std::slice::from_ref(command)).await;
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

    async fn observed(&mut self, commands: &[Append]) -> Result<Vec<Outcome>, AppendError> {
        let since = Instant::now();
        let answer = self.append(commands).await;
        if let Some(observer) = &self.options.observer {
            let outcomes = answer.as_deref().unwrap_or_default();
            observer.appended(&AppendCall {
                commands: commands.len(),
                conflicts: outcomes.iter().filter(|it| **it == Outcome::Conflict).count(),
                took: since.elapsed(),
                answered: answer.is_ok(),
            });
        }
        answer
    }

    async fn append(&mut self, commands: &[Append]) -> Result<Vec<Outcome>, AppendError> {
        let limit = self.options.time_limit;
        // Taken out: a connection whose call was given up on must not be used again.
        let connection = self.connection.take();
        let call = async {
            let mut connection = match connection {
                Some(connection) => connection,
                None => session::connect(&self.database).await?,
            };
            crash::pass(Point::BatchTaken);
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
                crash::pass(Point::BatchAppended);
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
