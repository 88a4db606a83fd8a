//! What is known: the facts of one moment of the read model, with how far each ledger had been read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use ledger::view::{ParkedEvent, QueryError, Reader, Token, Watermark};
use ledger::{Position, within};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use crate::domain::facts::Facts;
use crate::views::provincial_progress::{ProvincialProgress, load};

/// Client-side limit of reading all facts.
const LOAD_LIMIT: Duration = Duration::from_secs(5);
/// How often watches look for what moves no watermark: a retried event, another generation.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The facts of one moment.
#[derive(Debug, Clone)]
pub struct Known {
    pub facts: Arc<Facts>,
    pub parked: Arc<Vec<ParkedEvent>>,
    pub mark: Mark,
    /// Contexts whose ledger did not answer when it was last asked.
    pub unreachable: Vec<&'static str>,
}

/// Which moment it is: as long as this is the same, so are the facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Name, version and generation.
    pub projection: String,
    pub watermarks: Vec<Watermark>,
    /// Streams that wait for an operator.
    pub parked_streams: i64,
}

impl Known {
    /// When the last of its facts was recorded.
    #[must_use]
    pub fn recorded_until(&self) -> Option<DateTime<Utc>> {
        self.mark.watermarks.iter().filter_map(|mark| mark.recorded_at).max()
    }

    /// The facts that were known at an instant.
    #[must_use]
    pub fn at(&self, instant: Option<DateTime<Utc>>) -> Arc<Facts> {
        match instant {
            Some(instant) => self.only(|origin| origin.recorded_at <= instant),
            None => Arc::clone(&self.facts),
        }
    }

    /// The facts as they were when each ledger had been read so far.
    #[must_use]
    pub fn up_to(&self, positions: &BTreeMap<String, Position>) -> Arc<Facts> {
        self.only(|origin| {
            positions.get(&origin.context).is_some_and(|position| origin.position <= *position)
        })
    }

    fn only(&self, passes: impl Fn(&crate::domain::facts::Origin) -> bool) -> Arc<Facts> {
        Arc::new(Facts::clone(&self.facts).only(passes))
    }

    /// The types of the events that wait.
    #[must_use]
    pub fn parked_types(&self) -> BTreeSet<String> {
        self.parked.iter().map(|parked| parked.event_type.clone()).collect()
    }
}

/// Reads what is known. Facts are read again only when there are more of them.
#[derive(Clone)]
pub struct Knowledge {
    reader: Reader<ProvincialProgress>,
    held: Arc<Mutex<Option<Held>>>,
    pulse: Arc<Pulse>,
}

#[derive(Clone)]
struct Held {
    mark: Mark,
    facts: Arc<Facts>,
    parked: Arc<Vec<ParkedEvent>>,
}

struct Pulse {
    beats: watch::Sender<()>,
    wanted: Notify,
}

impl Knowledge {
    #[must_use]
    pub fn new(reader: Reader<ProvincialProgress>) -> Self {
        let pulse = Pulse { beats: watch::Sender::new(()), wanted: Notify::new() };
        Self { reader, held: Arc::default(), pulse: Arc::new(pulse) }
    }

    /// What is known, at least up to some tokens; waits for them up to the deadline.
    pub async fn now(&self, at_least: &[Token], deadline: Instant) -> Result<Known, QueryError> {
        let mut snapshot = self.reader.begin(at_least, deadline).await?;
        let unreachable = std::mem::take(&mut snapshot.unreachable);
        let mark = Mark {
            projection: std::mem::take(&mut snapshot.projection),
            watermarks: std::mem::take(&mut snapshot.watermarks),
            parked_streams: snapshot.parked,
        };
        let held = self.held().filter(|held| held.mark == mark);
        let held = match held {
            Some(held) => held,
            None => {
                let read = async {
                    let facts = Arc::new(load(&mut snapshot.tx).await?);
                    let parked = match mark.parked_streams {
                        0 => Vec::new(),
                        _ => snapshot.parked_events().await?,
                    };
                    Ok::<_, sqlx::Error>(Held { mark, facts, parked: Arc::new(parked) })
                };
                let held = within(LOAD_LIMIT, read).await.ok_or(QueryError::TimedOut)??;
                self.hold(held.clone());
                held
            }
        };
        let Held { mark, facts, parked } = held;
        Ok(Known { facts, parked, mark, unreachable })
    }

    fn held(&self) -> Option<Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hold(&self, held: Held) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
    }

    /// Beats when there may be more to know. One task looks for all who listen.
    #[must_use]
    pub fn beats(&self) -> watch::Receiver<()> {
        let beats = self.pulse.beats.subscribe();
        self.pulse.wanted.notify_one();
        beats
    }

    /// Looks for changes as long as somebody listens; for the life of the process.
    pub async fn keep_looking(self) {
        let mut seen: Option<Mark> = None;
        loop {
            while self.pulse.beats.receiver_count() == 0 {
                self.pulse.wanted.notified().await;
            }
            if let Some(mark) = &seen {
                let _ = within(LOOK_EVERY, self.reader.changed_since(&mark.watermarks)).await;
            }
            let Ok(known) = self.now(&[], Instant::now() + LOAD_LIMIT).await else {
                let _ = within(LOOK_EVERY, std::future::pending::<()>()).await;
                continue;
            };
            if seen.as_ref() != Some(&known.mark) {
                seen = Some(known.mark);
                self.pulse.beats.send_replace(());
            }
        }
    }
}
