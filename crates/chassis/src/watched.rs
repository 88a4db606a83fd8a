//! Content that follows its origin, a file or another server: keys are rotated without a restart, and
//! the last good content stays when the origin is away.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::Instant;

use crate::clock::Clock;
use crate::telemetry::chain;

/// Where content comes from.
pub(crate) trait Origin: Send + Sync + 'static {
    /// As it was read: what is read again is understood again only if it differs.
    type Raw: PartialEq + Send + Sync;
    type Content: Send + Sync + 'static;
    type Error: std::error::Error + Send + Sync + 'static;

    /// As operators know it.
    fn name(&self) -> String;
    fn read(&self) -> impl Future<Output = Result<Self::Raw, Self::Error>> + Send;
    fn understand(&self, raw: &Self::Raw) -> Result<Self::Content, Self::Error>;
}

/// How often the origin is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    pub every: Duration,
    /// After a failure; the first few come sooner.
    pub after_failure: Duration,
    /// Between two looks that callers ask for.
    pub between_asked: Duration,
}

impl Rhythm {
    /// For an issuer of tokens.
    pub const ISSUER: Self = Self {
        every: Duration::from_secs(600),
        after_failure: Duration::from_secs(30),
        between_asked: Duration::from_secs(30),
    };

    /// For files of this machine.
    pub(crate) const FILE: Self = Self {
        every: Duration::from_secs(2),
        after_failure: Duration::from_secs(2),
        between_asked: Duration::from_secs(2),
    };
}

/// The first pause after a failure.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Callers that wait for a look they asked for: how many, and how long.
const WAITING: usize = 64;
const PATIENCE: Duration = Duration::from_secs(3);

/// The last good content of an origin.
pub(crate) struct Watched<T> {
    state: watch::Receiver<State<T>>,
    asked: Arc<Notify>,
    waiting: Arc<Semaphore>,
    between_asked: Duration,
}

impl<T> Clone for Watched<T> {
    fn clone(&self) -> Self {
        Self {
            state: self.state.clone(),
            asked: Arc::clone(&self.asked),
            waiting: Arc::clone(&self.waiting),
            between_asked: self.between_asked,
        }
    }
}

struct State<T> {
    content: Option<Arc<T>>,
    /// When the origin last said that this is its content.
    confirmed_at: Option<DateTime<Utc>>,
    looking: bool,
    looks: u64,
    failures: u64,
    asked_at: Option<Instant>,
}

impl<T> State<T> {
    fn may_ask(&self, between: Duration) -> bool {
        self.asked_at.is_none_or(|at| at.elapsed() >= between)
    }
}

impl<T: Send + Sync + 'static> Watched<T> {
    /// Reads now, and fails if that fails; then follows as long as anybody holds the result.
    pub(crate) async fn open<O>(origin: O, rhythm: Rhythm, clock: Clock) -> Result<Self, O::Error>
    where
        O: Origin<Content = T>,
    {
        let raw = origin.read().await?;
        let content = Arc::new(origin.understand(&raw)?);
        Ok(Self::follow(origin, rhythm, clock, Some((raw, content))))
    }

    /// Reads in the background: the origin may be away at first.
    pub(crate) fn begin<O: Origin<Content = T>>(origin: O, rhythm: Rhythm, clock: Clock) -> Self {
        Self::follow(origin, rhythm, clock, None)
    }

    fn follow<O: Origin<Content = T>>(
        origin: O,
        rhythm: Rhythm,
        clock: Clock,
        first: Option<(O::Raw, Arc<T>)>,
    ) -> Self {
        let (known, content) = first.unzip();
        let confirmed_at = content.as_ref().map(|_| clock.now());
        let state =
            State { content, confirmed_at, looking: false, looks: 0, failures: 0, asked_at: None };
        let (sender, state) = watch::channel(state);
        let asked = Arc::new(Notify::new());
        let follower =
            Follower { origin, rhythm, clock, known, asked: Arc::clone(&asked), failures: 0 };
        tokio::spawn(follower.run(sender));
        let waiting = Arc::new(Semaphore::new(WAITING));
        Self { state, asked, waiting, between_asked: rhythm.between_asked }
    }

    /// `None` until the origin has answered for the first time.
    pub(crate) fn get(&self) -> Option<Arc<T>> {
        self.state.borrow().content.clone()
    }

    /// The content of an origin that was opened: it has some from the start.
    pub(crate) fn opened(&self) -> Arc<T> {
        self.get().expect("what was opened has been read")
    }

    /// How many looks found nothing that can be used.
    pub(crate) fn failures(&self) -> u64 {
        self.state.borrow().failures
    }

    /// When the origin last confirmed the content.
    pub(crate) fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        self.state.borrow().confirmed_at
    }

    /// Waits until there is content.
    pub(crate) async fn ready(&self) {
        let mut state = self.state.clone();
        let _ = state.wait_for(|state| state.content.is_some()).await;
    }

    /// Has the origin looked at, unless that was asked for a moment ago, and waits for what comes of it.
    pub(crate) async fn look_again(&self) {
        let Ok(_place) = self.waiting.try_acquire() else { return };
        let mut state = self.state.clone();
        let (before, looking) = {
            let state = state.borrow_and_update();
            if !state.looking && !state.may_ask(self.between_asked) {
                return;
            }
            (state.looks, state.looking)
        };
        if !looking {
            self.asked.notify_one();
        }
        let looked = state.wait_for(|state| state.looks > before);
        let _ = tokio::time::timeout(PATIENCE, looked).await;
    }
}

struct Follower<O: Origin> {
    origin: O,
    rhythm: Rhythm,
    clock: Clock,
    known: Option<O::Raw>,
    asked: Arc<Notify>,
    failures: u32,
}

impl<O: Origin> Follower<O> {
    async fn run(mut self, sender: watch::Sender<State<O::Content>>) {
        let mut next = Instant::now();
        if self.known.is_some() {
            next += self.rhythm.every;
        }
        loop {
            let asked = tokio::select! {
                () = sender.closed() => return,
                () = tokio::time::sleep_until(next) => false,
                () = self.asked.notified() => true,
            };
            if asked && !sender.borrow().may_ask(self.rhythm.between_asked) {
                continue;
            }
            sender.send_modify(|state| {
                state.looking = true;
                state.asked_at = if asked { Some(Instant::now()) } else { state.asked_at };
            });
            let looked = self.look().await;
            next = Instant::now() + self.pause();
            sender.send_modify(|state| {
                state.looking = false;
                state.looks += 1;
                match looked {
                    Ok(news) => {
                        state.confirmed_at = Some(self.clock.now());
                        state.content = news.map(Arc::new).or(state.content.take());
                    }
                    Err(()) => state.failures += 1,
                }
            });
        }
    }

    /// The content if it is new. What cannot be used is told once.
    async fn look(&mut self) -> Result<Option<O::Content>, ()> {
        let origin = self.origin.name();
        let looked = match self.origin.read().await {
            Ok(raw) if self.known.as_ref() == Some(&raw) => Ok(None),
            Ok(raw) => self.origin.understand(&raw).map(|content| Some((raw, content))),
            Err(error) => Err(error),
        };
        match looked {
            Ok(news) => {
                if self.failures > 0 || news.is_some() {
                    tracing::info!(origin, changed = news.is_some(), "it was read");
                }
                self.failures = 0;
                Ok(news.map(|(raw, content)| {
                    self.known = Some(raw);
                    content
                }))
            }
            Err(error) => {
                if self.failures == 0 {
                    tracing::error!(origin, error = %chain(&error), "it cannot be used; what was good last stays");
                }
                self.failures = self.failures.saturating_add(1);
                Err(())
            }
        }
    }

    fn pause(&self) -> Duration {
        match self.failures {
            0 => self.rhythm.every,
            failures => FIRST_PAUSE
                .saturating_mul(2_u32.saturating_pow(failures - 1))
                .min(self.rhythm.after_failure),
        }
    }
}

/// A file that has to be there cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("reading {path}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("understanding {path}")]
    Parse { path: PathBuf, source: Box<dyn std::error::Error + Send + Sync> },
}

impl FileError {
    pub(crate) fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }

    pub(crate) fn parse(
        path: &Path,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Parse { path: path.to_owned(), source: source.into() }
    }
}

/// A file, and how its content is understood.
pub(crate) struct OfFile<T, E> {
    pub(crate) path: PathBuf,
    pub(crate) parse: fn(&[u8]) -> Result<T, E>,
}

impl<T, E> Origin for OfFile<T, E>
where
    T: Send + Sync + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    type Raw = Vec<u8>;
    type Content = T;
    type Error = FileError;

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    async fn read(&self) -> Result<Vec<u8>, FileError> {
        tokio::fs::read(&self.path).await.map_err(|source| FileError::read(&self.path, source))
    }

    fn understand(&self, raw: &Vec<u8>) -> Result<T, FileError> {
        (self.parse)(raw).map_err(|source| FileError::parse(&self.path, source))
    }
}
