//! How the runners of a view are doing, in this process.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use crate::recorded::Position;
use crate::source::{Halt, Signs};

/// How one generation of a view follows one source, in this process.
#[derive(Debug, Clone)]
pub struct Status {
    pub generation: i32,
    pub source: &'static str,
    /// How far this process has seen it go; another replica may have gone further.
    pub position: Position,
    pub state: RunState,
    pub(super) signs: Arc<Signs>,
}

impl Status {
    /// Whether the source answered when it was last asked.
    #[must_use]
    pub fn is_reachable(&self) -> bool {
        self.signs.reachable.load(Ordering::Relaxed)
    }

    /// Holes and corrupt copies of the stream that this process has read again from the history.
    #[must_use]
    pub fn gaps(&self) -> u64 {
        self.signs.gaps.load(Ordering::Relaxed)
    }

    /// How long this process has read the history because the stream could not be followed, or did not give
    /// what was recorded; `None` while it follows the stream.
    #[must_use]
    pub fn without_stream_for(&self) -> Option<Duration> {
        self.signs.without_stream_for()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunState {
    /// Another replica follows this source, or nobody yet.
    Standby,
    Following,
    /// The database failed; it is tried again.
    Retrying {
        error: String,
    },
    /// Goes no further until somebody acts; looks again from time to time.
    Stopped(StopReason),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StopReason {
    #[error(transparent)]
    Source(Halt),
    #[error("more streams would be parked than are allowed to")]
    TooManyParked,
}

/// How far a view is behind one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lag {
    pub source: &'static str,
    /// `None` if the source cannot be reached.
    pub events: Option<Position>,
    /// Recorded time of the next event that is not in the view; `None` if there is none.
    pub waiting_since: Option<DateTime<Utc>>,
    /// How long it has been waiting, by the clock of the view's database.
    pub waiting_for: TimeDelta,
}

pub(super) type Statuses = BTreeMap<(i32, &'static str), Status>;

/// Where runners tell how they are doing, and readers wait for it.
#[derive(Clone)]
pub(super) struct Board(watch::Sender<Statuses>);

impl Board {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Statuses::new()))
    }

    pub(super) fn watch(&self) -> watch::Receiver<Statuses> {
        self.0.subscribe()
    }

    pub(super) fn enter(&self, generation: i32, source: &'static str) -> Arc<Signs> {
        let signs = Arc::new(Signs::default());
        let state = RunState::Standby;
        let status = Status { generation, source, position: 0, state, signs: Arc::clone(&signs) };
        self.0.send_modify(|statuses| {
            statuses.insert((generation, source), status);
        });
        signs
    }

    pub(super) fn leave(&self, generation: i32, source: &'static str) {
        self.0.send_modify(|statuses| {
            statuses.remove(&(generation, source));
        });
    }

    pub(super) fn found(&self, generation: i32, source: &'static str, at: Position) {
        self.update(generation, source, |status| status.position = at);
    }

    pub(super) fn moved(&self, generation: i32, source: &'static str, to: Position) {
        self.update(generation, source, |status| {
            status.position = to;
            status.state = RunState::Following;
        });
    }

    pub(super) fn became(&self, generation: i32, source: &'static str, state: RunState) {
        self.update(generation, source, |status| status.state = state);
    }

    fn update(&self, generation: i32, source: &'static str, change: impl FnOnce(&mut Status)) {
        self.0.send_modify(|statuses| {
            if let Some(status) = statuses.get_mut(&(generation, source)) {
                change(status);
            }
        });
    }
}
