//! Follows one source for one generation of a view, on a connection of its own that also holds its turn:
//! when the connection is lost, so is the turn, and another replica goes on.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use futures::never::Never;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row as _};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tracing::{Instrument as _, error, info, warn};

use super::batch::{Batch, Failure, Key, commit};
use super::status::{Board, RunState, StopReason};
use super::{View, ViewOptions, schema};
use crate::backoff::{Backoff, pause};
use crate::recorded::{Digest, Position};
use crate::session;
use crate::source::{Follower, Halt, Signs, Source};
use crate::store::within;
use crate::verify::Link;

/// How long a replica that stands by waits before it asks again.
const STANDBY: Duration = Duration::from_millis(500);
/// How long a runner that is held waits before it looks again.
const HELD: Duration = Duration::from_millis(10);
/// How long a runner that has stopped waits before it looks whether somebody has acted.
const STOPPED: Duration = Duration::from_secs(10);
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

pub(super) struct Worker<V> {
    key: Key,
    pool: PgPool,
    source: Arc<dyn Source>,
    options: ViewOptions,
    /// While true, commits need not be durable: a crash only repeats work.
    building: watch::Receiver<bool>,
    board: Board,
    signs: Arc<Signs>,
    view: PhantomData<fn() -> V>,
}

enum Interruption {
    /// The generation is gone.
    Dropped,
    Stopped(StopReason),
    Failed(String),
}

impl From<Failure> for Interruption {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::TooManyParked => Self::Stopped(StopReason::TooManyParked),
            Failure::Transient(error) | Failure::Permanent(error) => Self::Failed(error),
        }
    }
}

impl From<sqlx::Error> for Interruption {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(crate::relay::with_causes(&error))
    }
}

struct Checkpoint {
    link: Link,
    hold: Option<Position>,
}

impl<V: View> Worker<V> {
    pub(super) fn new(
        generation: i32,
        pool: PgPool,
        source: Arc<dyn Source>,
        options: ViewOptions,
        building: watch::Receiver<bool>,
        board: Board,
    ) -> Self {
        let key = Key { view: V::NAME, generation, source: source.context() };
        let signs = board.enter(generation, key.source);
        Self { key, pool, source, options, building, board, signs, view: PhantomData }
    }

    /// Runs until the generation is dropped.
    pub(super) async fn run(mut self) {
        let mut backoff = Backoff::new(LONGEST_BACKOFF);
        let Key { view, generation, source } = self.key;
        let mut told = RunState::Standby;
        loop {
            let Err(interruption) = self.session(&mut backoff, &mut told).await;
            let state = match interruption {
                Interruption::Dropped => return self.board.leave(generation, source),
                Interruption::Stopped(reason) => {
                    if told != RunState::Stopped(reason) {
                        error!(view, generation, source, %reason, "the view has stopped");
                    }
                    RunState::Stopped(reason)
                }
                Interruption::Failed(error) => {
                    if !matches!(told, RunState::Retrying { .. }) {
                        warn!(view, generation, source, error, "the view was interrupted");
                    }
                    RunState::Retrying { error }
                }
            };
            told = state.clone();
            self.board.became(generation, source, state);
            match told {
                RunState::Stopped(_) => pause(STOPPED).await,
                RunState::Standby | RunState::Following | RunState::Retrying { .. } => {
                    backoff.wait().await;
                }
            }
        }
    }

    async fn session(
        &mut self,
        backoff: &mut Backoff,
        told: &mut RunState,
    ) -> Result<Never, Interruption> {
        let Key { view, generation, source } = self.key;
        let mut connection = self.connect().await?;
        while self.options.take_turns && !self.is_our_turn(&mut connection).await? {
            self.board.became(generation, source, RunState::Standby);
            pause(STANDBY).await;
        }
        if !matches!(told, RunState::Stopped(_)) {
            self.board.became(generation, source, RunState::Following);
        }
        loop {
            let checkpoint = self.load(&mut connection).await?;
            if checkpoint.hold.is_some_and(|hold| hold <= checkpoint.link.position) {
                pause(HELD).await;
                continue;
            }
            let mut ahead = ReadAhead::start::<V>(self, checkpoint);
            while let Some(batch) = ahead.batches.recv().await {
                let batch =
                    batch.map_err(|halt| Interruption::Stopped(StopReason::Source(halt)))?;
                if self.building.has_changed().unwrap_or(false) {
                    self.set_durability(&mut connection).await?;
                }
                let commit = commit::<V>(&mut connection, self.key, &self.options, &batch);
                if !commit.instrument(batch.span(self.key)).await? {
                    break;
                }
                self.board.moved(generation, source, batch.to.position);
                backoff.reset();
                if !matches!(told, RunState::Following) {
                    info!(
                        view,
                        generation,
                        source,
                        position = batch.to.position,
                        "the view follows"
                    );
                    *told = RunState::Following;
                }
            }
        }
    }

    async fn connect(&mut self) -> Result<PgConnection, Interruption> {
        let options = self.pool.connect_options();
        let mut connection = self.limited(session::connect(&options)).await?;
        let path = format!("SET search_path = {}", schema(self.key.view, self.key.generation));
        self.limited(sqlx::query(AssertSqlSafe(path)).execute(&mut connection)).await?;
        self.set_durability(&mut connection).await?;
        Ok(connection)
    }

    async fn set_durability(&mut self, connection: &mut PgConnection) -> Result<(), Interruption> {
        let setting = if *self.building.borrow_and_update() {
            "SET synchronous_commit = off"
        } else {
            "SET synchronous_commit = on"
        };
        self.limited(sqlx::query(setting).execute(connection)).await?;
        Ok(())
    }

    async fn is_our_turn(&self, connection: &mut PgConnection) -> Result<bool, Interruption> {
        let Key { view, generation, source } = self.key;
        let turn = format!("ledger.view/{view}/{generation}/{source}");
        let lock = "SELECT pg_try_advisory_lock(hashtextextended($1, 0))";
        self.limited(sqlx::query_scalar(lock).bind(turn).fetch_one(connection)).await
    }

    async fn load(&self, connection: &mut PgConnection) -> Result<Checkpoint, Interruption> {
        let Key { view, generation, source } = self.key;
        let query = sqlx::query(include_str!("../../sql/load_checkpoint.sql"))
            .bind(view)
            .bind(generation)
            .bind(source);
        let row = self.limited(query.fetch_optional(connection)).await?;
        let row = row.ok_or(Interruption::Dropped)?;
        let chain = Digest::from_slice(row.try_get(1)?)
            .ok_or_else(|| Interruption::Failed("the checkpoint's chain is damaged".into()))?;
        let position = row.try_get(0)?;
        self.board.found(generation, source, position);
        Ok(Checkpoint { link: Link { position, chain }, hold: row.try_get(3)? })
    }

    async fn limited<T>(
        &self,
        call: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, Interruption> {
        match within(self.options.time_limit, call).await {
            Some(result) => Ok(result?),
            None => Err(Interruption::Failed("the database took longer than its limit".into())),
        }
    }
}

type Batches<E> = mpsc::Receiver<Result<Batch<E>, Halt>>;

/// Fetches, checks and decodes the next batches while one is being applied.
struct ReadAhead<E> {
    batches: Batches<E>,
    /// Ends with this value.
    _task: JoinSet<()>,
}

impl<E: Send + Sync + 'static> ReadAhead<E> {
    fn start<V: View<Event = E>>(worker: &Worker<V>, checkpoint: Checkpoint) -> Self {
        let (sender, batches) = mpsc::channel(1);
        let source = Arc::clone(&worker.source);
        let context = source.context();
        let follower = Follower::new(source, checkpoint.link, Arc::clone(&worker.signs));
        let mut task = JoinSet::new();
        task.spawn(read_ahead::<V>(context, follower, checkpoint.hold, sender));
        Self { batches, _task: task }
    }
}

async fn read_ahead<V: View>(
    source: &'static str,
    mut follower: Follower,
    hold: Option<Position>,
    sender: mpsc::Sender<Result<Batch<V::Event>, Halt>>,
) {
    let hold = hold.unwrap_or(Position::MAX);
    loop {
        let batch = match follower.next().await {
            Ok(mut entries) => {
                let last = entries.last().map_or(0, |entry| entry.position);
                entries.truncate(entries.partition_point(|entry| entry.position <= hold));
                let batch = Batch::decode::<V>(source, entries).map(Ok);
                let Some(batch) = batch else { return };
                if last >= hold {
                    let _ = sender.send(batch).await;
                    return;
                }
                batch
            }
            Err(halt) => Err(halt),
        };
        let halted = batch.is_err();
        if sender.send(batch).await.is_err() || halted {
            return;
        }
    }
}
