//! Views: named, versioned folds of ledgers into tables.
//!
//! The checkpoint is moved by the first statement of the transaction that applies a batch, from the
//! position it was at and no other. So each event takes effect exactly once, with any number of replicas
//! and after any crash; locks only save work. Order is promised within one source, not between sources:
//! what a view does with them must commute.
//!
//! The tables of a view stand in a schema per generation. A rebuild fills another generation beside the
//! live one; readers change over in one statement and never see a half-built view.

use std::time::Duration;

use sqlx::PgConnection;

use crate::recorded::Entry;

mod batch;
mod compare;
mod generations;
mod parked;
mod reader;
mod runner;
mod standing;
mod status;
mod worker;

pub use compare::{CompareError, Comparison, TableComparison, compare};
pub use generations::{
    Generation, GenerationError, GenerationState, drop_generation, generations, rebuild, switch,
};
pub use parked::{ParkedStream, RetryError, parked, retry_parked};
pub use reader::{ParkedEvent, ParseTokenError, QueryError, Reader, Snapshot, Token, Watermark};
pub use runner::{Following, Running, follow};
pub use standing::{Standing, standings};
pub use status::{Lag, RunState, Status, StopReason};

/// An event as a view receives it.
#[derive(Debug, Clone)]
pub struct Recorded<E> {
    /// The context it comes from.
    pub source: &'static str,
    pub entry: Entry,
    pub event: E,
}

/// A fold of ledgers into tables.
pub trait View: Send + Sync + 'static {
    /// Lower-case letters, digits and `_`.
    const NAME: &'static str;
    /// Raise it when the meaning of the tables changes: they are then built anew.
    const VERSION: u32;
    /// DDL with unqualified names. Runs once per generation, in its schema.
    const TABLES: &'static str;
    /// What this view listens to.
    type Event: Send + Sync + 'static;

    /// `None`: of no interest to this view.
    ///
    /// # Errors
    /// If the entry should be of interest and cannot be understood: it is parked.
    fn decode(source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable>;

    /// Writes what the events say, in order. The connection is inside the transaction that has moved the
    /// checkpoint over them; names resolve in this generation's schema. Must not commit.
    fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> impl Future<Output = Result<(), ApplyError>> + Send;
}

/// The entry is not what its type says it is, or says more than this view knows.
#[derive(Debug, thiserror::Error)]
#[error("the event cannot be understood")]
pub struct Undecodable(#[source] Box<dyn std::error::Error + Send + Sync>);

impl Undecodable {
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// Why events could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error("writing the view")]
    Write(#[from] sqlx::Error),
    /// The event contradicts what the view holds.
    #[error("the event does not fit")]
    Unfitting(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Bounds of a running view.
#[derive(Debug, Clone)]
pub struct ViewOptions {
    /// With more parked streams of one source than this the view stops: that is a fault of the code.
    pub max_parked: usize,
    /// Client-side limit of connecting, and of each statement of the runner itself.
    pub time_limit: Duration,
    /// Client-side limit of applying one batch.
    pub apply_limit: Duration,
    /// One replica follows a source for a view, the others stand by. It only saves work.
    pub take_turns: bool,
}

impl Default for ViewOptions {
    fn default() -> Self {
        Self {
            max_parked: 100,
            time_limit: Duration::from_secs(5),
            apply_limit: Duration::from_secs(30),
            take_turns: true,
        }
    }
}

/// `provincial_progress_g3`, quoted.
fn schema(view: &str, generation: i32) -> String {
    format!("\"{view}_g{generation}\"")
}
