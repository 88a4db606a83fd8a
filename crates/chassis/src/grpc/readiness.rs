//! Whether this process should get calls: every part it stands on says so, and it is not about to stop.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use ledger::View;
use ledger::view::Following;
use sqlx::PgPool;
use tokio::sync::watch;

use crate::database;

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A view whose next event has waited so long is of no use to callers.
const HOPELESS: TimeDelta = TimeDelta::minutes(5);

/// Collects what the parts report. JetStream is not a part: commands and queries work without it.
#[derive(Clone)]
pub struct Readiness(Arc<watch::Sender<State>>);

#[derive(Debug, Default)]
pub(super) struct State {
    parts: BTreeMap<&'static str, bool>,
    closing: bool,
}

impl State {
    pub(super) fn is_ready(&self) -> bool {
        !self.closing && self.parts.values().all(|ready| *ready)
    }
}

impl Default for Readiness {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(State::default())))
    }
}

/// One part's word in it. Not ready until it says so, and for good if it is dropped before.
pub struct Part {
    name: &'static str,
    readiness: Readiness,
}

impl Readiness {
    /// A further part to wait for, such as a view by its name.
    #[must_use]
    pub fn part(&self, name: &'static str) -> Part {
        self.0.send_modify(|state| {
            state.parts.insert(name, false);
        });
        Part { name, readiness: self.clone() }
    }

    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.borrow().is_ready()
    }

    /// What each part says.
    pub(crate) fn parts(&self) -> BTreeMap<&'static str, bool> {
        self.0.borrow().parts.clone()
    }

    /// Not ready any more, whatever the parts say.
    pub(super) fn close(&self) {
        self.0.send_modify(|state| state.closing = true);
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<State> {
        self.0.subscribe()
    }
}

impl Part {
    pub fn set(&self, ready: bool) {
        self.readiness.0.send_if_modified(|state| {
            let before = state.parts.insert(self.name, ready);
            match (before, ready) {
                (Some(true), false) => tracing::warn!(part = self.name, "a part is not ready"),
                (Some(false) | None, true) => tracing::info!(part = self.name, "a part is ready"),
                (Some(true), true) | (Some(false) | None, false) => {}
            }
            before != Some(ready)
        });
    }
}

/// Reports whether the database answers in time, until it is dropped.
pub async fn watch_database(pool: PgPool, part: Part) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        part.set(database::answers(&pool).await);
    }
}

/// Reports whether a view keeps up, until it is dropped. A source that cannot be reached does not make
/// it late: what it has read still stands.
pub async fn watch_view<V: View>(view: Arc<Following<V>>, part: Part) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if let Ok(lags) = view.lag().await {
            part.set(lags.iter().all(|lag| lag.waiting_for < HOPELESS));
        }
    }
}
