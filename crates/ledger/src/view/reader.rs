//! Reading a view: one snapshot of its live generation, which includes what the caller has written.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Postgres, Row as _, Transaction};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use super::View;
use super::generations::version;
use super::status::Statuses;
use crate::recorded::{Digest, Position};
use crate::store::{SNAPSHOT, begin};

/// How often a reader looks whether another replica has folded what it waits for.
const POLL: Duration = Duration::from_millis(25);
/// How often it looks whether another replica has folded anything.
const SLOW_POLL: Duration = Duration::from_millis(250);

/// A place in a context's ledger that an answer must include: `membership:1729`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub source: String,
    pub position: Position,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is a context, a colon and a position")]
pub struct ParseTokenError;

impl FromStr for Token {
    type Err = ParseTokenError;

    fn from_str(text: &str) -> Result<Self, ParseTokenError> {
        let (source, position) = text.split_once(':').ok_or(ParseTokenError)?;
        let position = position.parse().map_err(|_| ParseTokenError)?;
        if source.is_empty() || position < 0 {
            return Err(ParseTokenError);
        }
        Ok(Self { source: source.into(), position })
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.source, self.position)
    }
}

/// Up to where an answer is true, of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    pub source: String,
    pub position: Position,
    /// When the entry there was recorded; `None` before the first one.
    pub recorded_at: Option<DateTime<Utc>>,
    pub chain: Digest,
}

/// Why a view could not be read.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// Not caught up in time with what the caller has seen.
    #[error("the view is at {reached} of {source_name}, and {wanted} was asked for")]
    Lagging { source_name: String, wanted: Position, reached: Position },
    #[error("the view is being built")]
    Building,
    #[error("reading the view")]
    Read(#[from] sqlx::Error),
    #[error("reading the view took longer than its limit")]
    TimedOut,
}

/// Reads a view. Cheap to clone.
pub struct Reader<V> {
    pool: PgPool,
    statuses: watch::Receiver<Statuses>,
    view: PhantomData<fn() -> V>,
}

impl<V> Clone for Reader<V> {
    fn clone(&self) -> Self {
        let (pool, statuses) = (self.pool.clone(), self.statuses.clone());
        Self { pool, statuses, view: PhantomData }
    }
}

/// An event that its view could not take in, as a snapshot sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ParkedEvent {
    pub source: String,
    pub position: Position,
    pub event_id: Uuid,
    pub event_type: String,
    pub recorded_at: DateTime<Utc>,
}

/// A moment of a view. What is read through `tx` agrees with the watermarks; names resolve in the schema
/// of the live generation.
pub struct Snapshot {
    /// Read-only.
    pub tx: Transaction<'static, Postgres>,
    pub watermarks: Vec<Watermark>,
    /// Streams that wait for an operator: what they say is missing here.
    pub parked: i64,
    /// Sources that did not answer when they were last asked.
    pub unreachable: Vec<&'static str>,
    /// Name, version and generation, such as `provincial_progress/v1/g2`.
    pub projection: String,
    view: &'static str,
    generation: i32,
}

impl Snapshot {
    /// What is missing here because it waits for an operator, in the order of sources and positions.
    pub async fn parked_events(&mut self) -> sqlx::Result<Vec<ParkedEvent>> {
        let query = "SELECT source, position, event_id, event_type, recorded_at FROM ledger.parked
                     WHERE view = $1 AND generation = $2 ORDER BY source, position";
        let query = sqlx::query(query).bind(self.view).bind(self.generation);
        let rows = query.fetch_all(&mut *self.tx).await?;
        let parked = rows.iter().map(|row| {
            Ok(ParkedEvent {
                source: row.try_get(0)?,
                position: row.try_get(1)?,
                event_id: row.try_get(2)?,
                event_type: row.try_get(3)?,
                recorded_at: row.try_get(4)?,
            })
        });
        parked.collect()
    }
}

impl<V: View> Reader<V> {
    pub(super) fn new(pool: PgPool, statuses: watch::Receiver<Statuses>) -> Self {
        Self { pool, statuses, view: PhantomData }
    }

    /// Takes a snapshot that includes `at_least`; waits for it up to the deadline. A token of a ledger
    /// that the view does not follow asks for nothing.
    pub async fn begin(
        &self,
        at_least: &[Token],
        deadline: Instant,
    ) -> Result<Snapshot, QueryError> {
        let mut statuses = self.statuses.clone();
        let mut behind = None;
        loop {
            let here = statuses.wait_for(|statuses| have_reached(statuses, at_least));
            let _ = timeout_at(deadline.min(Instant::now() + POLL), here).await;
            let Ok(snapshot) = timeout_at(deadline, self.snapshot()).await else {
                return Err(behind.unwrap_or(QueryError::TimedOut));
            };
            let snapshot = match snapshot {
                Err(QueryError::Building)
                    if !at_least.is_empty() && Instant::now() + POLL < deadline =>
                {
                    behind = Some(QueryError::Building);
                    let _ = timeout_at(Instant::now() + POLL, statuses.changed()).await;
                    continue;
                }
                answer => answer?,
            };
            let Some(lagging) = lagging(&snapshot, at_least) else { return Ok(snapshot) };
            if Instant::now() + POLL >= deadline {
                return Err(lagging);
            }
            behind = Some(lagging);
            drop(snapshot);
            let _ = timeout_at(Instant::now() + POLL, statuses.changed()).await;
        }
    }

    /// Waits until the view has moved on from there.
    pub async fn changed_since(&self, watermarks: &[Watermark]) {
        let mut statuses = self.statuses.clone();
        loop {
            statuses.borrow_and_update();
            let deadline = Instant::now() + Duration::from_secs(5);
            if let Ok(Ok(snapshot)) = timeout_at(deadline, self.snapshot()).await
                && snapshot.watermarks != watermarks
            {
                return;
            }
            let _ = timeout_at(Instant::now() + SLOW_POLL, statuses.changed()).await;
        }
    }

    async fn snapshot(&self) -> Result<Snapshot, QueryError> {
        let mut tx = begin(&self.pool, SNAPSHOT).await?;
        let query = sqlx::query(include_str!("../../sql/begin_snapshot.sql"));
        let rows = query.bind(V::NAME).bind(version::<V>()).fetch_all(&mut *tx).await?;
        let generation: i32 = rows.first().ok_or(QueryError::Building)?.try_get(0)?;
        let mut parked = 0;
        let mut watermarks = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(watermark) = watermark(row)? {
                watermarks.push(watermark);
                parked += i64::from(row.try_get::<i32, _>(5)?);
            }
        }
        let statuses = self.statuses.borrow();
        let of_generation = statuses.values().filter(|status| status.generation == generation);
        let unreachable =
            of_generation.filter(|it| !it.is_reachable()).map(|it| it.source).collect();
        drop(statuses);
        let projection = format!("{}/v{}/g{generation}", V::NAME, V::VERSION);
        Ok(Snapshot { tx, watermarks, parked, unreachable, projection, view: V::NAME, generation })
    }
}

fn watermark(row: &PgRow) -> Result<Option<Watermark>, sqlx::Error> {
    let Some(source) = row.try_get(1)? else { return Ok(None) };
    let chain = Digest::from_slice(row.try_get(4)?)
        .ok_or_else(|| sqlx::Error::Decode("a stored hash is not 32 bytes long".into()))?;
    let (position, recorded_at) = (row.try_get(2)?, row.try_get(3)?);
    Ok(Some(Watermark { source, position, recorded_at, chain }))
}

/// Whether a runner of this process has come so far; if none has, it is worth a look at the database
/// only now and then.
fn have_reached(statuses: &Statuses, at_least: &[Token]) -> bool {
    at_least.iter().all(|token| {
        let mut of_source = statuses.values().filter(|it| it.source == token.source).peekable();
        of_source.peek().is_none() || of_source.any(|it| it.position >= token.position)
    })
}

fn lagging(snapshot: &Snapshot, at_least: &[Token]) -> Option<QueryError> {
    at_least.iter().find_map(|token| {
        let found = snapshot.watermarks.iter().find(|it| it.source == token.source)?;
        let (wanted, reached) = (token.position, found.position);
        let source_name = token.source.clone();
        (reached < wanted).then_some(QueryError::Lagging { source_name, wanted, reached })
    })
}
