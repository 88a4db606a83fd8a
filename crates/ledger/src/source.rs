//! Ledgers to follow: this context's own table, or another context's JetStream stream with its
//! `ReadLedger` behind it.
//!
//! A source is not trusted. Whoever follows it checks that each entry is the next one and that the chain
//! holds, reads a hole or a corrupt copy again from the history, and stops where the history itself is
//! not the one it has followed so far.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::sync::watch;

use crate::backoff::pause;
use crate::recorded::{Digest, Entry, Head, Position};
use crate::store::{Ledger, ReadError, within};

mod follower;
mod jetstream;

pub use follower::Halt;
pub(crate) use follower::{Follower, Signs};
pub use jetstream::JetStreamSource;

/// How often a local ledger is looked at for entries that other replicas appended.
const POLL: Duration = Duration::from_millis(50);

/// Entries taken at once from a subscription.
const AT_ONCE: i64 = 1_000;

/// A ledger as it is recorded, readable from any position.
pub trait History: Send + Sync + 'static {
    fn head(&self) -> BoxFuture<'_, Result<Head, SourceError>>;

    /// The chain value at a position; `None` beyond the head.
    fn chain_at(&self, position: Position) -> BoxFuture<'_, Result<Option<Digest>, SourceError>>;

    /// Entries in order from a position on. Fewer than `limit` only at the head.
    fn read(&self, from: Position, limit: i64) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>>;
}

/// A context's ledger, and a quick way to what is appended to it.
pub trait Source: Send + Sync + 'static {
    fn context(&self) -> &'static str;

    fn history(&self) -> &dyn History;

    fn subscribe(
        &self,
        after: Position,
    ) -> BoxFuture<'_, Result<Box<dyn Subscription>, SourceError>>;
}

/// Entries as they come. May repeat, skip or garble: the follower checks.
pub trait Subscription: Send {
    /// What is there, at least one entry; waits for it.
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>>;
}

/// The source could not be read now. It is asked again.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("reading the ledger's history")]
    History(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("subscribing to the stream")]
    Subscribe(#[source] async_nats::Error),
    #[error("receiving from the stream")]
    Receive(#[source] async_nats::Error),
    #[error("reading the history took longer than its limit")]
    TimedOut,
}

impl SourceError {
    fn is_of_stream(&self) -> bool {
        match self {
            Self::Subscribe(_) | Self::Receive(_) => true,
            Self::History(_) | Self::TimedOut => false,
        }
    }
}

impl From<ReadError> for SourceError {
    fn from(error: ReadError) -> Self {
        Self::History(error.into())
    }
}

/// As other contexts see it: published parts only.
impl History for Ledger {
    fn head(&self) -> BoxFuture<'_, Result<Head, SourceError>> {
        Self::head(self).map(|head| Ok(head?)).boxed()
    }

    fn chain_at(&self, position: Position) -> BoxFuture<'_, Result<Option<Digest>, SourceError>> {
        Self::chain_at(self, position).map(|chain| Ok(chain?)).boxed()
    }

    fn read(&self, from: Position, limit: i64) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>> {
        self.read_published(from, limit).map(|entries| Ok(entries?)).boxed()
    }
}

/// This context's own ledger, read from its table.
pub struct LocalSource {
    ledger: Ledger,
    private: bool,
}

impl LocalSource {
    /// Whole entries, with their private part.
    #[must_use]
    pub fn new(ledger: Ledger) -> Self {
        Self { ledger, private: true }
    }

    /// Entries as others see them, for views that need no more: they are quicker to read.
    #[must_use]
    pub fn published(ledger: Ledger) -> Self {
        Self { ledger, private: false }
    }
}

impl History for LocalSource {
    fn head(&self) -> BoxFuture<'_, Result<Head, SourceError>> {
        History::head(&self.ledger)
    }

    fn chain_at(&self, position: Position) -> BoxFuture<'_, Result<Option<Digest>, SourceError>> {
        History::chain_at(&self.ledger, position)
    }

    fn read(&self, from: Position, limit: i64) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>> {
        read(&self.ledger, self.private, from, limit).boxed()
    }
}

impl Source for LocalSource {
    fn context(&self) -> &'static str {
        self.ledger.context()
    }

    fn history(&self) -> &dyn History {
        self
    }

    fn subscribe(
        &self,
        after: Position,
    ) -> BoxFuture<'_, Result<Box<dyn Subscription>, SourceError>> {
        let (ledger, private) = (self.ledger.clone(), self.private);
        let appended = ledger.appended();
        let subscription = LocalSubscription { ledger, private, appended, next: after + 1 };
        Box::pin(async { Ok(Box::new(subscription) as Box<dyn Subscription>) })
    }
}

struct LocalSubscription {
    ledger: Ledger,
    private: bool,
    appended: watch::Receiver<Position>,
    next: Position,
}

impl LocalSubscription {
    async fn receive(&mut self) -> Result<Vec<Entry>, SourceError> {
        loop {
            self.appended.borrow_and_update();
            let entries = read(&self.ledger, self.private, self.next, AT_ONCE).await?;
            if let Some(last) = entries.last() {
                self.next = last.position + 1;
                return Ok(entries);
            }
            // Closed: the writer is shut down; other replicas may still append.
            if let Some(Err(_)) = within(POLL, self.appended.changed()).await {
                pause(POLL).await;
            }
        }
    }
}

impl Subscription for LocalSubscription {
    fn next(&mut self) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>> {
        self.receive().boxed()
    }
}

async fn read(
    ledger: &Ledger,
    private: bool,
    from: Position,
    limit: i64,
) -> Result<Vec<Entry>, SourceError> {
    let entries = if private {
        ledger.read(from, limit).await
    } else {
        ledger.read_published(from, limit).await
    };
    Ok(entries?)
}
