//! Keeps a view running: makes its first generation, follows every source for every generation, and lets
//! a new version go live once it has caught up.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::generations::{self, GenerationError, GenerationState, limited};
use super::status::{Board, Lag, Status};
use super::worker::Worker;
use super::{Reader, View, ViewOptions};
use crate::backoff::pause;
use crate::recorded::Position;
use crate::relay::with_causes;
use crate::source::Source;
use crate::store::within;

/// How often it is looked for generations that were made, switched or dropped.
const ROUND: Duration = Duration::from_millis(500);
/// Client-side limit of asking a source how far it is.
const ASKING: Duration = Duration::from_secs(5);

/// A running view. It ends when it is dropped.
pub struct Following<V> {
    pool: PgPool,
    sources: Vec<Arc<dyn Source>>,
    board: Board,
    stop: CancellationToken,
    tasks: TaskTracker,
    view: PhantomData<fn() -> V>,
}

/// Starts to follow `sources` with the view in `pool`, on connections of its own.
///
/// # Panics
/// If the view's name cannot be that of a schema.
#[must_use]
pub fn follow<V: View>(
    pool: PgPool,
    sources: Vec<Arc<dyn Source>>,
    options: ViewOptions,
) -> Following<V> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    assert!(V::NAME.bytes().all(plain), "{} is not a name for a view", V::NAME);
    let board = Board::new();
    let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
    let supervisor = Supervisor::<V> {
        pool: pool.clone(),
        sources: sources.clone(),
        options,
        board: board.clone(),
        stop: stop.clone(),
        tasks: tasks.clone(),
        running: HashMap::new(),
        heads: HashMap::new(),
        view: PhantomData,
    };
    let stopped = stop.clone();
    tasks.spawn(async move {
        stopped.run_until_cancelled(supervisor.run()).await;
    });
    Following { pool, sources, board, stop, tasks, view: PhantomData }
}

impl<V: View> Following<V> {
    #[must_use]
    pub fn reader(&self) -> Reader<V> {
        Reader::new(self.pool.clone(), self.board.watch())
    }

    /// How each generation follows each source, in this process.
    #[must_use]
    pub fn statuses(&self) -> Vec<Status> {
        self.board.watch().borrow().values().cloned().collect()
    }

    /// Waits until this process has committed a batch, or something else has changed. For what other
    /// replicas commit, see [`Reader::changed_since`].
    pub async fn changed(&self) {
        let _ = self.board.watch().changed().await;
    }

    /// How far the live generation is behind each source.
    pub async fn lag(&self) -> Result<Vec<Lag>, GenerationError> {
        let query = "SELECT c.source, c.position FROM ledger.checkpoint c
                     JOIN ledger.generation g USING (view, generation)
                     WHERE g.view = $1 AND g.version = $2 AND g.state = 'live'";
        let query = sqlx::query_as(query).bind(V::NAME).bind(generations::version::<V>());
        let positions: Vec<(String, Position)> = limited(query.fetch_all(&self.pool)).await?;
        let mut lags = Vec::new();
        for source in &self.sources {
            let found = positions.iter().find(|(name, _)| name == source.context());
            lags.push(self.lag_of(source, found.map_or(0, |(_, position)| *position)).await?);
        }
        Ok(lags)
    }

    async fn lag_of(&self, source: &Arc<dyn Source>, at: Position) -> Result<Lag, GenerationError> {
        let history = source.history();
        let asked = within(ASKING, async {
            let head = history.head().await?;
            let next = if head.position > at { history.read(at + 1, 1).await? } else { Vec::new() };
            Ok::<_, crate::SourceError>((head.position, next))
        });
        let (events, waiting_since) = match asked.await {
            Some(Ok((head, next))) => {
                (Some((head - at).max(0)), next.first().map(|entry| entry.recorded_at))
            }
            Some(Err(_)) | None => (None, None),
        };
        let waited =
            "SELECT coalesce((extract(epoch FROM clock_timestamp() - $1) * 1000)::bigint, 0)";
        let waited = sqlx::query_scalar(waited).bind(waiting_since).fetch_one(&self.pool);
        let waiting_for = TimeDelta::milliseconds(limited(waited).await?);
        Ok(Lag { source: source.context(), events, waiting_since, waiting_for })
    }

    /// Stops. A batch in hand is rolled back or committed; the next runner goes on from there.
    pub async fn shutdown(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// A running view, whichever it is.
pub trait Running: Send + Sync {
    fn name(&self) -> &'static str;

    /// See [`Following::statuses`].
    fn statuses(&self) -> Vec<Status>;

    /// See [`Following::lag`].
    fn lag(&self) -> BoxFuture<'_, Result<Vec<Lag>, GenerationError>>;
}

impl<V: View> Running for Following<V> {
    fn name(&self) -> &'static str {
        V::NAME
    }

    fn statuses(&self) -> Vec<Status> {
        Self::statuses(self)
    }

    fn lag(&self) -> BoxFuture<'_, Result<Vec<Lag>, GenerationError>> {
        Self::lag(self).boxed()
    }
}

impl<V> Drop for Following<V> {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct Supervisor<V> {
    pool: PgPool,
    sources: Vec<Arc<dyn Source>>,
    options: ViewOptions,
    board: Board,
    stop: CancellationToken,
    tasks: TaskTracker,
    running: HashMap<i32, Workers>,
    /// How far each source was in the last round.
    heads: HashMap<&'static str, Position>,
    view: PhantomData<fn() -> V>,
}

struct Workers {
    building: watch::Sender<bool>,
    workers: Vec<JoinHandle<()>>,
}

impl<V: View> Supervisor<V> {
    async fn run(mut self) {
        let mut failing = false;
        loop {
            match self.round().await {
                Ok(()) => failing = false,
                Err(error) => {
                    if !std::mem::replace(&mut failing, true) {
                        warn!(view = V::NAME, error = %with_causes(&error), "the view's generations cannot be read");
                    }
                }
            }
            pause(ROUND).await;
        }
    }

    async fn round(&mut self) -> Result<(), GenerationError> {
        if self.running.is_empty() {
            let sources: Vec<_> = self.sources.iter().map(|source| source.context()).collect();
            generations::ensure::<V>(&self.pool, &sources).await?;
        }
        let mut generations = generations::generations(&self.pool, V::NAME).await?;
        generations.retain(|generation| generation.version == V::VERSION);
        for (gone, running) in self
            .running
            .extract_if(|number, _| !generations.iter().any(|it| it.generation == *number))
        {
            running.workers.iter().for_each(JoinHandle::abort);
            self.sources.iter().for_each(|source| self.board.leave(gone, source.context()));
        }
        for generation in &generations {
            let building = generation.state == GenerationState::Building;
            self.keep_running(generation.generation, building);
        }
        let is_live = |state| state == GenerationState::Live;
        if !generations.iter().any(|generation| is_live(generation.state))
            && let Some(newest) = generations.last()
        {
            self.promote(newest.generation).await?;
        }
        Ok(())
    }

    fn keep_running(&mut self, generation: i32, building: bool) {
        if let Some(running) = self.running.get(&generation)
            && !running.workers.iter().any(JoinHandle::is_finished)
        {
            running.building.send_if_modified(|was| std::mem::replace(was, building) != building);
            return;
        }
        if let Some(running) = self.running.remove(&generation) {
            running.workers.iter().for_each(JoinHandle::abort);
        }
        let (building, watched) = watch::channel(building);
        let workers = self.sources.iter().map(|source| {
            let worker = Worker::<V>::new(
                generation,
                self.pool.clone(),
                Arc::clone(source),
                self.options.clone(),
                watched.clone(),
                self.board.clone(),
            );
            let stop = self.stop.clone();
            self.tasks.spawn(async move {
                stop.run_until_cancelled(worker.run()).await;
            })
        });
        let workers = workers.collect();
        self.running.insert(generation, Workers { building, workers });
    }

    /// Lets a generation of a version that nobody reads yet go live once it is where every source was a
    /// round ago.
    async fn promote(&mut self, generation: i32) -> Result<(), GenerationError> {
        let before = std::mem::take(&mut self.heads);
        for source in &self.sources {
            if let Some(Ok(head)) = within(ASKING, source.history().head()).await {
                self.heads.insert(source.context(), head.position);
            }
        }
        let query = "SELECT source, position FROM ledger.checkpoint
                     WHERE view = $1 AND generation = $2";
        let query = sqlx::query_as(query).bind(V::NAME).bind(generation).fetch_all(&self.pool);
        let reached: Vec<(String, Position)> = limited(query).await?;
        let caught_up = self.sources.iter().all(|source| {
            let reached = reached.iter().find(|(name, _)| name == source.context());
            before.get(source.context()).zip(reached).is_some_and(|(head, (_, at))| at >= head)
        });
        if caught_up {
            generations::switch(&self.pool, V::NAME, generation).await?;
            info!(view = V::NAME, version = V::VERSION, generation, "the new version is live");
        }
        Ok(())
    }
}
