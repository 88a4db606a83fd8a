//! Follows one source from a link of its chain: gives each entry once, in order, checked.
//!
//! history → subscribing → listening → history, or → halted
//!
//! It reads the history until a page is not full, then subscribes and listens. Whatever is odd there, a
//! hole, a corrupt copy, an error, a long silence, sends it back to the history.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::{info, warn};

use super::{Source, SourceError, Subscription};
use crate::backoff::Backoff;
use crate::recorded::{Entry, Position};
use crate::relay::with_causes;
use crate::store::within;
use crate::verify::Link;

/// Client-side limit of one call to a source.
const LIMIT: Duration = Duration::from_secs(10);

/// Silence after which the history is asked whether there is really nothing new.
const SILENCE: Duration = Duration::from_secs(10);

const LONGEST_BACKOFF: Duration = Duration::from_secs(5);

/// Entries read from the history at once.
const PAGE: i64 = 5_000;

/// What may be in one batch: many while catching up, fewer when following, so that none waits long.
#[derive(Clone, Copy)]
struct Limits {
    entries: usize,
    bytes: usize,
}

const CATCHING_UP: Limits = Limits { entries: PAGE.unsigned_abs() as usize, bytes: 8 << 20 };
const FOLLOWING: Limits = Limits { entries: 1_000, bytes: 1 << 20 };

/// Why a source cannot be followed any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Halt {
    /// What was followed up to `position` is not in the ledger any more.
    #[error("the ledger has another history up to {position} than the one followed so far")]
    Forked { position: Position },
    /// The ledger contradicts itself.
    #[error("the ledger's entry at {position} does not follow from the one before it")]
    Tampered { position: Position },
}

/// What a follower tells others while it goes on.
#[derive(Debug)]
pub(crate) struct Signs {
    /// Whether the source answered when it was last asked.
    pub(crate) reachable: AtomicBool,
    /// Holes and corrupt copies of the stream that were read again from the history.
    pub(crate) gaps: AtomicU64,
    without_stream: Mutex<WithoutStream>,
}

/// Since when the history stands in for the stream, by how that showed.
#[derive(Debug, Default)]
struct WithoutStream {
    /// It could not be subscribed to.
    refused: Option<Instant>,
    /// It did not give what the history held. That it is quiet afterwards mends nothing.
    starved: Option<Instant>,
}

impl Default for Signs {
    fn default() -> Self {
        Self {
            reachable: AtomicBool::new(true),
            gaps: AtomicU64::new(0),
            without_stream: Mutex::default(),
        }
    }
}

impl Signs {
    /// How long the history has stood in for the stream.
    pub(crate) fn without_stream_for(&self) -> Option<Duration> {
        let without = self.without_stream();
        let since = without.refused.into_iter().chain(without.starved).min();
        since.map(|since| since.elapsed())
    }

    fn without_stream(&self) -> MutexGuard<'_, WithoutStream> {
        self.without_stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn starved(&self) {
        self.without_stream().starved.get_or_insert_with(Instant::now);
    }
}

enum Trouble {
    Halt(Halt),
    Source(SourceError),
}

impl From<SourceError> for Trouble {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

enum Mode {
    History,
    Subscribing,
    Listening(Box<dyn Subscription>),
}

pub(crate) struct Follower {
    source: Arc<dyn Source>,
    link: Link,
    mode: Mode,
    ahead: Ahead,
    /// Checked, and not handed over yet.
    ready: VecDeque<Entry>,
    limits: Limits,
    backoff: Backoff,
    signs: Arc<Signs>,
    /// The last try to follow the stream failed.
    without_stream: bool,
}

impl Follower {
    pub(crate) fn new(source: Arc<dyn Source>, link: Link, signs: Arc<Signs>) -> Self {
        Self {
            source,
            link,
            mode: Mode::History,
            ahead: Ahead(None),
            ready: VecDeque::new(),
            limits: CATCHING_UP,
            backoff: Backoff::new(LONGEST_BACKOFF),
            signs,
            without_stream: false,
        }
    }

    /// The next entries, at least one; waits for them. A source that does not answer is asked for ever.
    pub(crate) async fn next(&mut self) -> Result<Vec<Entry>, Halt> {
        loop {
            if !self.ready.is_empty() {
                return Ok(self.take_ready());
            }
            // Whatever fails, the next step is to read the history.
            let step = match std::mem::replace(&mut self.mode, Mode::History) {
                Mode::History => self.read_history().await,
                Mode::Subscribing => self.subscribe().await,
                Mode::Listening(subscription) => self.listen(subscription).await,
            };
            match step {
                Ok(entries) if entries.is_empty() => {}
                Ok(entries) => {
                    self.reached();
                    self.backoff.reset();
                    if fits(&entries, self.limits) {
                        return Ok(entries);
                    }
                    self.ready = entries.into();
                }
                Err(Trouble::Halt(halt)) => return Err(halt),
                Err(Trouble::Source(error)) => {
                    self.note(&error);
                    self.backoff.wait().await;
                }
            }
        }
    }

    async fn read_history(&mut self) -> Result<Vec<Entry>, Trouble> {
        self.limits = CATCHING_UP;
        let from = self.link.position + 1;
        let page = match self.ahead.take_from(from) {
            Some(reading) => reading.await.unwrap_or(Err(SourceError::TimedOut)),
            None => read_page(Arc::clone(&self.source), from).await,
        };
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                // The stream may go on while the ledger cannot be reached.
                self.mode = Mode::Subscribing;
                return Err(error.into());
            }
        };
        let last_page = page.len() < CATCHING_UP.entries;
        if !last_page {
            self.ahead.start(Arc::clone(&self.source), from + PAGE);
        }
        let (entries, broken) = self.check(page);
        if entries.is_empty() {
            self.check_ground().await?;
            self.reached();
            if broken {
                let position = self.link.position + 1;
                return Err(Trouble::Halt(Halt::Tampered { position }));
            }
        }
        if last_page && !broken {
            self.mode = Mode::Subscribing;
        }
        Ok(entries)
    }

    async fn subscribe(&mut self) -> Result<Vec<Entry>, Trouble> {
        let subscription = within(LIMIT, self.source.subscribe(self.link.position)).await;
        let subscription =
            subscription.unwrap_or_else(|| Err(SourceError::Subscribe("no answer".into())));
        let subscription = subscription.inspect_err(|_| {
            self.signs.without_stream().refused.get_or_insert_with(Instant::now);
        })?;
        self.signs.without_stream().refused = None;
        self.mode = Mode::Listening(subscription);
        self.without_stream = false;
        self.backoff.reset();
        Ok(Vec::new())
    }

    async fn listen(
        &mut self,
        mut subscription: Box<dyn Subscription>,
    ) -> Result<Vec<Entry>, Trouble> {
        self.limits = FOLLOWING;
        let Some(received) = within(SILENCE, subscription.next()).await else {
            let head = limited(self.source.history().head()).await?;
            self.check_ground().await?;
            self.reached();
            if head.position <= self.link.position {
                self.mode = Mode::Listening(subscription);
            } else {
                self.signs.starved();
            }
            return Ok(Vec::new());
        };
        let mut entries = received?;
        entries.retain(|entry| entry.position > self.link.position);
        let (entries, broken) = self.check(entries);
        if broken {
            self.signs.starved();
            let (context, position) = (self.source.context(), self.link.position + 1);
            self.signs.gaps.fetch_add(1, Ordering::Relaxed);
            warn!(
                context,
                position, "the stream has a hole or a corrupt copy: reading the history"
            );
        } else {
            if !entries.is_empty() {
                self.signs.without_stream().starved = None;
            }
            self.mode = Mode::Listening(subscription);
        }
        Ok(entries)
    }

    /// Walks the chain as far as it holds.
    fn check(&mut self, mut entries: Vec<Entry>) -> (Vec<Entry>, bool) {
        let good = entries.iter().take_while(|entry| self.link.follow(entry).is_ok()).count();
        let broken = good < entries.len();
        entries.truncate(good);
        (entries, broken)
    }

    /// Whether what was followed so far is still what the ledger holds.
    async fn check_ground(&mut self) -> Result<(), Trouble> {
        let Link { position, chain } = self.link;
        if limited(self.source.history().chain_at(position)).await? == Some(chain) {
            return Ok(());
        }
        Err(Trouble::Halt(Halt::Forked { position }))
    }

    fn take_ready(&mut self) -> Vec<Entry> {
        let mut bytes = 0;
        let within_limits = self.ready.iter().take(self.limits.entries).take_while(|entry| {
            bytes += size(entry);
            bytes <= self.limits.bytes
        });
        let count = within_limits.count().max(1);
        self.ready.drain(..count).collect()
    }

    fn reached(&self) {
        if !self.signs.reachable.swap(true, Ordering::Relaxed) {
            info!(context = self.source.context(), "the source answers again");
        }
    }

    /// A stream may be missing while the ledger can be read: then the source is reachable.
    fn note(&mut self, error: &SourceError) {
        let (context, error, of_stream) =
            (self.source.context(), with_causes(error), error.is_of_stream());
        if of_stream {
            if !std::mem::replace(&mut self.without_stream, true) {
                warn!(context, error, "the stream cannot be followed: reading the history");
            }
        } else if self.signs.reachable.swap(false, Ordering::Relaxed) {
            warn!(context, error, "the source does not answer");
        }
    }
}

impl Drop for Follower {
    /// Whoever does not follow misses no stream.
    fn drop(&mut self) {
        *self.signs.without_stream() = WithoutStream::default();
    }
}

/// The page after the one that is being checked. Ends with this value.
struct Ahead(Option<(Position, Reading)>);

type Reading = JoinHandle<Result<Vec<Entry>, SourceError>>;

impl Ahead {
    fn start(&mut self, source: Arc<dyn Source>, from: Position) {
        self.stop();
        self.0 = Some((from, tokio::spawn(read_page(source, from))));
    }

    fn take_from(&mut self, from: Position) -> Option<Reading> {
        if self.0.as_ref().is_some_and(|(start, _)| *start != from) {
            self.stop();
        }
        self.0.take().map(|(_, reading)| reading)
    }

    fn stop(&mut self) {
        if let Some((_, reading)) = self.0.take() {
            reading.abort();
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn read_page(source: Arc<dyn Source>, from: Position) -> Result<Vec<Entry>, SourceError> {
    limited(source.history().read(from, PAGE)).await
}

async fn limited<T>(call: impl Future<Output = Result<T, SourceError>>) -> Result<T, SourceError> {
    within(LIMIT, call).await.unwrap_or(Err(SourceError::TimedOut))
}

fn fits(entries: &[Entry], limits: Limits) -> bool {
    entries.len() <= limits.entries && entries.iter().map(size).sum::<usize>() <= limits.bytes
}

/// Bytes that an entry brings along.
fn size(entry: &Entry) -> usize {
    let private = entry.private.as_ref().map_or(0, |it| it.data.len() + it.provenance.len());
    entry.published.as_ref().map_or(0, bytes::Bytes::len) + private
}
