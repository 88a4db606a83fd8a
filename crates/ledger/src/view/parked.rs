//! Events that could not be applied, and the later ones of their streams: shown, and tried again.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row as _};

use super::batch::{Failure, Key, apply, check_constraints, count_parked, decode};
use super::{Recorded, View, ViewOptions, schema};
use crate::crash::{self, Point};
use crate::recorded::{Entry, Position, Private, StreamName};
use crate::store::{self, CHANGE, ReadError, begin, within};

/// A stream that a view has set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedStream {
    pub generation: i32,
    pub source: String,
    pub stream: StreamName,
    /// The first event that could not be applied, and why.
    pub position: Position,
    pub error: String,
    pub parked_at: DateTime<Utc>,
    /// Parked events of the stream.
    pub events: i64,
    pub attempts: i32,
}

#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    #[error("trying parked events again")]
    Database(#[from] sqlx::Error),
    #[error("trying parked events again took longer than its limit")]
    TimedOut,
    #[error("trying parked events again was interrupted: {error}")]
    Interrupted { error: String },
    #[error("the event at {position} still cannot be applied: {error}")]
    StillFailing { position: Position, error: String },
}

impl From<ReadError> for RetryError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Read(error) => Self::Database(sqlx::Error::Decode(error.into())),
            ReadError::TimedOut => Self::TimedOut,
        }
    }
}

/// What a view has set aside, by generation, source and stream.
pub async fn parked(pool: &PgPool, view: &str) -> Result<Vec<ParkedStream>, RetryError> {
    let query = "SELECT generation, source, stream, min(position) FILTER (WHERE error IS NOT NULL),
                        (array_agg(error ORDER BY position) FILTER (WHERE error IS NOT NULL))[1],
                        min(parked_at), count(*), max(attempts)
                 FROM ledger.parked WHERE view = $1
                 GROUP BY generation, source, stream
                 ORDER BY generation, source COLLATE \"C\", stream COLLATE \"C\"";
    let limit = ViewOptions::default().time_limit;
    let rows = within(limit, sqlx::query(query).bind(view).fetch_all(pool)).await;
    let rows = rows.ok_or(RetryError::TimedOut)??;
    rows.iter()
        .map(|row| {
            Ok(ParkedStream {
                generation: row.try_get(0)?,
                source: row.try_get(1)?,
                stream: StreamName::stored(row.try_get(2)?),
                position: row.try_get(3)?,
                error: row.try_get(4)?,
                parked_at: row.try_get(5)?,
                events: row.try_get(6)?,
                attempts: row.try_get(7)?,
            })
        })
        .collect()
}

/// Applies the parked events of a stream in order, in one transaction per generation, and lets the
/// stream go on. Gives their number.
///
/// # Errors
/// If one of them still cannot be applied: all of them stay parked.
pub async fn retry_parked<V: View>(
    pool: &PgPool,
    source: &'static str,
    stream: &StreamName,
) -> Result<u64, RetryError> {
    let query = "SELECT DISTINCT p.generation FROM ledger.parked p
                 JOIN ledger.generation g USING (view, generation)
                 WHERE p.view = $1 AND g.version = $2 AND p.source = $3 AND p.stream = $4";
    let query = sqlx::query_scalar(query)
        .bind(V::NAME)
        .bind(super::generations::version::<V>())
        .bind(source)
        .bind(stream.as_str());
    let limit = ViewOptions::default().time_limit;
    let generations: Vec<i32> =
        within(limit, query.fetch_all(pool)).await.ok_or(RetryError::TimedOut)??;
    let mut applied = 0;
    for generation in generations {
        let key = Key { view: V::NAME, generation, source };
        let limit = ViewOptions::default().apply_limit;
        let retried = within(limit, retry::<V>(pool, key, stream)).await;
        match retried.ok_or(RetryError::TimedOut)? {
            Err(RetryError::StillFailing { position, error }) => {
                within(limit, note(pool, key, position, &error))
                    .await
                    .ok_or(RetryError::TimedOut)??;
                return Err(RetryError::StillFailing { position, error });
            }
            retried => applied += retried?,
        }
    }
    Ok(applied)
}

async fn retry<V: View>(pool: &PgPool, key: Key, stream: &StreamName) -> Result<u64, RetryError> {
    let mut tx = begin(pool, CHANGE).await?;
    let path = format!("SET LOCAL search_path = {}", schema(key.view, key.generation));
    sqlx::query(AssertSqlSafe(path)).execute(&mut *tx).await?;
    // As the runner does first: no batch is applied meanwhile.
    let lock = "SELECT 1 FROM ledger.checkpoint
                WHERE view = $1 AND generation = $2 AND source = $3 FOR UPDATE";
    sqlx::query(lock)
        .bind(key.view)
        .bind(key.generation)
        .bind(key.source)
        .execute(&mut *tx)
        .await?;
    for entry in load(&mut tx, key, stream).await? {
        let position = entry.position;
        if let Err(failure) = apply_one::<V>(&mut tx, key, entry).await {
            tx.rollback().await?;
            return Err(match failure {
                Failure::Permanent(error) => RetryError::StillFailing { position, error },
                Failure::Transient(error) => RetryError::Interrupted { error },
                Failure::TooManyParked => unreachable!("nothing is parked here"),
            });
        }
    }
    crash::pass(Point::ParkedApplied);
    let delete = "DELETE FROM ledger.parked
                  WHERE view = $1 AND generation = $2 AND source = $3 AND stream = $4";
    let deleted = sqlx::query(delete)
        .bind(key.view)
        .bind(key.generation)
        .bind(key.source)
        .bind(stream.as_str())
        .execute(&mut *tx)
        .await?;
    count_parked(&mut tx, key).await?;
    crash::pass(Point::ParkedForgotten);
    tx.commit().await?;
    crash::pass(Point::ParkedCommitted);
    Ok(deleted.rows_affected())
}

async fn apply_one<V: View>(tx: &mut PgConnection, key: Key, entry: Entry) -> Result<(), Failure> {
    let source = key.source;
    let event = decode::<V>(source, &entry).map_err(Failure::Permanent)?;
    let Some(event) = event else { return Ok(()) };
    let recorded = Recorded { source, entry, event };
    apply::<V>(tx, std::slice::from_ref(&recorded), ViewOptions::default().apply_limit).await?;
    Ok(check_constraints(tx).await?)
}

async fn load(
    tx: &mut PgConnection,
    key: Key,
    stream: &StreamName,
) -> Result<Vec<Entry>, RetryError> {
    let query = sqlx::query(include_str!("../../sql/load_parked.sql"))
        .bind(key.view)
        .bind(key.generation)
        .bind(key.source)
        .bind(stream.as_str());
    let rows = query.fetch_all(tx).await?;
    rows.iter()
        .map(|row| {
            let (data, provenance): (Option<String>, Option<String>) =
                (row.try_get(9)?, row.try_get(10)?);
            let private = data.zip(provenance);
            let private = private.map(|(data, provenance)| Private { data, provenance });
            Ok(store::entry(row, private)?)
        })
        .collect()
}

async fn note(pool: &PgPool, key: Key, position: Position, error: &str) -> Result<(), sqlx::Error> {
    let note = "UPDATE ledger.parked SET error = $5, attempts = attempts + 1
                WHERE view = $1 AND generation = $2 AND source = $3 AND position = $4";
    let note = sqlx::query(note).bind(key.view).bind(key.generation).bind(key.source);
    note.bind(position).bind(error).execute(pool).await.map(|_| ())
}
