//! Ledger to JetStream, sequence = position.
//!
//! Every publish is fenced: the stream takes position n only if its last sequence is n - 1. So the relay
//! keeps no cursor: it asks the stream where it ends and goes on from there, whatever happened before.
//! Two relays racing, a zombie, a lost tail and a deleted stream all heal that way. What does not heal is
//! a fork, a stream that holds what the ledger does not: the relay then stops and says so.
//!
//! standby → relaying ⇄ retrying, or → forked

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use futures::never::Never;
use sqlx::PgConnection;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use crate::backoff::{Backoff, pause};
use crate::recorded::Position;
use crate::session;
use crate::store::{Ledger, ReadError, within};

pub mod message;
mod pump;
mod stream;

pub use stream::stream_name;

use stream::Target;

/// How long a replica that stands by waits before it asks again whether it may relay.
const STANDBY: Duration = Duration::from_secs(1);

#[derive(Debug, Clone)]
pub struct RelayOptions {
    /// Messages in flight.
    pub window: usize,
    /// Entries read at once.
    pub page: i64,
    /// How often the ledger is looked at for entries that other replicas appended.
    pub poll: Duration,
    /// Client-side limit of each call to PostgreSQL and NATS.
    pub time_limit: Duration,
    /// Size of the stream; older messages make room. Readers find them in the ledger.
    pub max_bytes: i64,
    /// Copies of the stream in a NATS cluster.
    pub replicas: usize,
    /// Where a stream that was lost begins again: that many entries before the ledger's end.
    pub refill: Position,
    /// One replica relays, the others stand by. It only saves work: the fence keeps racing relays right.
    pub take_turns: bool,
}

impl Default for RelayOptions {
    fn default() -> Self {
        Self {
            window: 1_000,
            page: 1_000,
            poll: Duration::from_millis(100),
            time_limit: Duration::from_secs(5),
            max_bytes: 2 << 30,
            replicas: 1,
            refill: 5_000_000,
            take_turns: true,
        }
    }
}

/// How a relay is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelayState {
    /// Another replica relays.
    Standby,
    /// The stream has acknowledged everything up to `position`.
    Relaying { position: Position },
    /// A call failed; it is tried again.
    Retrying { error: String },
    /// The stream holds what the ledger does not. Nothing is published until somebody decides.
    Forked(Fork),
}

/// How a stream differs from its ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fork {
    #[error("the stream is at {stream}, the ledger ends at {ledger}")]
    Ahead { stream: Position, ledger: Position },
    #[error("the stream holds another entry at {position} than the ledger")]
    OtherContent { position: Position },
}

/// How far a relay has come, whatever its state is now.
#[derive(Debug, Clone)]
pub struct RelayProgress(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    /// -1 before the stream has told where it ends.
    position: AtomicI64,
    resyncs: AtomicU64,
}

impl RelayProgress {
    fn new() -> Self {
        Self(Arc::new(Counts { position: AtomicI64::new(-1), resyncs: AtomicU64::new(0) }))
    }

    /// The last position that this relay knows to be in the stream; `None` before it has asked.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        let position = self.0.position.load(Ordering::Relaxed);
        (position >= 0).then_some(position)
    }

    /// How often the stream was asked anew where it ends.
    #[must_use]
    pub fn resyncs(&self) -> u64 {
        self.0.resyncs.load(Ordering::Relaxed)
    }
}

#[derive(Debug, thiserror::Error)]
enum RelayError {
    #[error("reading the ledger")]
    Read(#[from] ReadError),
    #[error("{doing}")]
    Nats { doing: &'static str, source: async_nats::Error },
    #[error("{doing} took longer than its limit")]
    TimedOut { doing: &'static str },
    #[error("the stream is not where it was expected to be, at {position}")]
    OutOfStep { position: Position },
    #[error("the stream is not a copy of the ledger")]
    Forked(#[source] Fork),
}

impl RelayError {
    fn nats(doing: &'static str, error: impl Into<async_nats::Error>) -> Self {
        Self::Nats { doing, source: error.into() }
    }
}

/// A running relay. It ends when it is dropped.
pub struct Relay {
    state: watch::Receiver<RelayState>,
    progress: RelayProgress,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Relay {
    /// Starts relaying `ledger` over `client`, whose `ping_interval` must be a few seconds, or a frozen
    /// server goes unnoticed.
    #[must_use]
    pub fn start(ledger: Ledger, client: async_nats::Client, options: RelayOptions) -> Self {
        let (state, seen) = watch::channel(RelayState::Standby);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let progress = RelayProgress::new();
        let task = RelayTask { ledger, client, options, state, progress: progress.clone() };
        let stopped = stop.clone();
        tasks.spawn(async move {
            stopped.run_until_cancelled(task.run()).await;
        });
        tasks.close();
        Self { state: seen, progress, stop, tasks }
    }

    #[must_use]
    pub fn state(&self) -> watch::Receiver<RelayState> {
        self.state.clone()
    }

    #[must_use]
    pub fn progress(&self) -> RelayProgress {
        self.progress.clone()
    }

    /// Stops. What is in flight is published or not; the next relay finds out.
    pub async fn shutdown(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct RelayTask {
    ledger: Ledger,
    client: async_nats::Client,
    options: RelayOptions,
    state: watch::Sender<RelayState>,
    progress: RelayProgress,
}

/// Whether the last calls succeeded: what is logged, and how long the next try waits.
struct Health {
    context: &'static str,
    failing: bool,
    backoff: Backoff,
}

impl Health {
    fn well(&mut self) {
        if std::mem::take(&mut self.failing) {
            info!(context = self.context, "the relay goes on");
        }
        self.backoff.reset();
    }

    async fn ill(&mut self, error: &str) {
        if !std::mem::replace(&mut self.failing, true) {
            warn!(context = self.context, error, "the relay was interrupted");
        }
        self.backoff.wait().await;
    }
}

impl RelayTask {
    fn reached(&self, position: Position) {
        self.progress.0.position.store(position, Ordering::Relaxed);
        self.state.send_replace(RelayState::Relaying { position });
    }

    async fn run(self) {
        let context = self.ledger.context();
        let backoff = Backoff::new(Duration::from_secs(2));
        let mut health = Health { context, failing: false, backoff };
        loop {
            let Err(error) = self.session(&mut health).await;
            if let RelayError::Forked(fork) = error {
                error!(context, %fork, "the relay has stopped: the stream is not a copy of the ledger");
                self.state.send_replace(RelayState::Forked(fork));
                return;
            }
            let error = with_causes(&error);
            self.state.send_replace(RelayState::Retrying { error: error.clone() });
            health.ill(&error).await;
        }
    }

    /// On one connection: waits for its turn, then follows the ledger until a call fails.
    async fn session(&self, health: &mut Health) -> Result<Never, RelayError> {
        let mut connection = self.connect().await?;
        while self.options.take_turns && !self.is_our_turn(&mut connection).await? {
            self.state.send_replace(RelayState::Standby);
            pause(STANDBY).await;
        }
        loop {
            let target = Target::new(self.ledger.context(), self.client.clone(), &self.options);
            let position = self.end_of_stream(&target, &mut connection).await?;
            self.reached(position);
            let Err(error) = self.pump(&target, &mut connection, position, health).await;
            self.progress.0.resyncs.fetch_add(1, Ordering::Relaxed);
            if !matches!(error, RelayError::OutOfStep { .. }) {
                return Err(error);
            }
        }
    }

    async fn end_of_stream(
        &self,
        target: &Target,
        connection: &mut PgConnection,
    ) -> Result<Position, RelayError> {
        let first = "SELECT greatest(coalesce(max(position), 0) - $1, 0) + 1 FROM ledger.entry";
        let first = sqlx::query_scalar(first).bind(self.options.refill).fetch_one(&mut *connection);
        let first: Position = target.query(first).await?;
        let last = target.last_sequence(first, &self.options).await?;
        target.refuse_fork(last, connection).await?;
        Ok(last)
    }

    async fn connect(&self) -> Result<PgConnection, RelayError> {
        let options = self.ledger.pool().connect_options();
        let doing = "connecting to the ledger";
        let connection = within(self.options.time_limit, session::connect(&options)).await;
        let connection = connection.ok_or(RelayError::TimedOut { doing })?;
        Ok(connection.map_err(ReadError::from)?)
    }

    /// The lock goes with the connection. To lose it is harmless.
    async fn is_our_turn(&self, connection: &mut PgConnection) -> Result<bool, RelayError> {
        let lock = sqlx::query_scalar("SELECT pg_try_advisory_lock(7310, 2)").fetch_one(connection);
        let doing = "asking for the relay's turn";
        let lock = within(self.options.time_limit, lock).await;
        Ok(lock.ok_or(RelayError::TimedOut { doing })?.map_err(ReadError::from)?)
    }
}

/// An error with its causes, on one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text = format!("{text}: {source}");
        cause = source.source();
    }
    text
}
