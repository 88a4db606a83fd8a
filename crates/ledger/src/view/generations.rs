//! The generations of a view's tables: made, switched and dropped.
//!
//! building → live ⇄ retired → dropped
//!
//! All that were not dropped go on following, so that a switch back is a switch like any other.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Row as _};

use super::{View, schema};
use crate::backoff::pause;
use crate::crash::{self, Point};
use crate::recorded::Position;
use crate::store::{CHANGE, begin, within};

/// Client-side limit of one statement about generations.
const LIMIT: Duration = Duration::from_secs(10);
/// How long two generations are waited for to come to the same point.
const MEETING: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    pub generation: i32,
    pub version: u32,
    pub state: GenerationState,
    pub created_at: DateTime<Utc>,
    pub switched_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum GenerationState {
    /// Not read by anybody yet.
    Building,
    /// What readers of its version read.
    Live,
    /// Was live; keeps following until it is dropped.
    Retired,
}

#[derive(Debug, thiserror::Error)]
pub enum GenerationError {
    #[error("changing the generations of a view")]
    Database(#[from] sqlx::Error),
    #[error("the database took longer than its limit")]
    TimedOut,
    #[error("generation {generation} does not exist, or is read by somebody")]
    Unfit { generation: i32 },
    #[error("generation {generation} has not come as far as the live one")]
    Behind { generation: i32 },
}

/// All generations of a view that were not dropped, oldest first.
pub async fn generations(pool: &PgPool, view: &str) -> Result<Vec<Generation>, GenerationError> {
    let query = "SELECT generation, version, state, created_at, switched_at
                 FROM ledger.generation WHERE view = $1 AND state <> 'dropped' ORDER BY generation";
    let rows = limited(sqlx::query(query).bind(view).fetch_all(pool)).await?;
    rows.iter()
        .map(|row| {
            let state: &str = row.try_get(2)?;
            Ok(Generation {
                generation: row.try_get(0)?,
                version: row.try_get::<i32, _>(1)?.unsigned_abs(),
                state: state.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
                created_at: row.try_get(3)?,
                switched_at: row.try_get(4)?,
            })
        })
        .collect()
}

/// Begins another generation beside the live one, to be filled from the first entry on by the running
/// view. Gives its number.
pub async fn rebuild<V: View>(pool: &PgPool) -> Result<i32, GenerationError> {
    limited(async {
        let mut tx = begin(pool, CHANGE).await?;
        lock_view(&mut tx, V::NAME).await?;
        let generation = create::<V>(&mut tx).await?;
        let insert = "INSERT INTO ledger.checkpoint (view, generation, source)
                      SELECT DISTINCT view, $2, source FROM ledger.checkpoint WHERE view = $1";
        sqlx::query(insert).bind(V::NAME).bind(generation).execute(&mut *tx).await?;
        tx.commit().await?;
        crash::pass(Point::GenerationMade);
        Ok(generation)
    })
    .await
}

/// The first generation of this version of the view, unless it has one; and a checkpoint for each source,
/// before anybody can read without.
pub(super) async fn ensure<V: View>(
    pool: &PgPool,
    sources: &[&'static str],
) -> Result<(), GenerationError> {
    let exists = "SELECT EXISTS (SELECT 1 FROM ledger.generation
                                 WHERE view = $1 AND version = $2 AND state <> 'dropped')";
    limited(async {
        let mut tx = begin(pool, CHANGE).await?;
        lock_view(&mut tx, V::NAME).await?;
        let query = sqlx::query_scalar(exists).bind(V::NAME).bind(version::<V>());
        if !query.fetch_one(&mut *tx).await? {
            create::<V>(&mut tx).await?;
        }
        let insert = "INSERT INTO ledger.checkpoint (view, generation, source)
                      SELECT g.view, g.generation, s.source
                      FROM ledger.generation g, unnest($3::text[]) AS s (source)
                      WHERE g.view = $1 AND g.version = $2 AND g.state <> 'dropped'
                      ON CONFLICT ON CONSTRAINT checkpoint_pkey DO NOTHING";
        let insert = sqlx::query(insert).bind(V::NAME).bind(version::<V>()).bind(sources);
        insert.execute(&mut *tx).await?;
        tx.commit().await?;
        crash::pass(Point::GenerationMade);
        Ok(())
    })
    .await
}

pub(super) fn version<V: View>() -> i32 {
    i32::try_from(V::VERSION).expect("versions are counted by hand")
}

/// Two generations of a view are not made at the same time.
async fn lock_view(tx: &mut PgConnection, view: &str) -> Result<(), sqlx::Error> {
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended('ledger.generations/' || $1, 0))";
    sqlx::query(lock).bind(view).execute(tx).await.map(|_| ())
}

/// The very first generation of a view has nothing to be compared with: it is live at once.
async fn create<V: View>(tx: &mut PgConnection) -> Result<i32, sqlx::Error> {
    let insert = "INSERT INTO ledger.generation (view, generation, version, state)
                  SELECT $1, coalesce(max(generation), 0) + 1, $2,
                         CASE WHEN bool_and(state = 'dropped') IS NOT FALSE THEN 'live' ELSE 'building' END
                  FROM ledger.generation WHERE view = $1 RETURNING generation";
    let insert = sqlx::query_scalar(insert).bind(V::NAME).bind(version::<V>());
    let generation: i32 = insert.fetch_one(&mut *tx).await?;
    let schema = schema(V::NAME, generation);
    let make = format!("CREATE SCHEMA {schema}; SET LOCAL search_path = {schema};");
    sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut *tx).await?;
    sqlx::raw_sql(V::TABLES).execute(tx).await?;
    crash::pass(Point::TablesMade);
    Ok(generation)
}

/// Makes `generation` the one that readers of its version read, and retires the one that was: one
/// statement, refused unless it has come at least as far on every source. The live one is held until it
/// has.
pub async fn switch(pool: &PgPool, view: &str, generation: i32) -> Result<(), GenerationError> {
    let until = Instant::now() + MEETING;
    let switched = loop {
        let statement = sqlx::query(include_str!("../../sql/switch_generation.sql"));
        let done = limited(statement.bind(view).bind(generation).execute(pool)).await?;
        if done.rows_affected() > 0 || Instant::now() > until {
            break done.rows_affected() > 0;
        }
        let live = "SELECT l.generation FROM ledger.generation l
                    JOIN ledger.generation t USING (view, version)
                    WHERE t.view = $1 AND t.generation = $2 AND l.state = 'live'";
        let live = sqlx::query_scalar(live).bind(view).bind(generation).fetch_optional(pool);
        let Some(live) = limited(live).await? else {
            return Err(GenerationError::Unfit { generation });
        };
        hold(pool, view, &[live], &[live]).await?;
        crash::pass(Point::LiveHeld);
        pause(Duration::from_millis(10)).await;
    };
    if switched {
        crash::pass(Point::GenerationSwitched);
    }
    release(pool, view).await?;
    if switched { Ok(()) } else { Err(GenerationError::Behind { generation }) }
}

/// Drops a generation: at once for new readers, its tables once whoever may read them has finished. A live
/// one can only be dropped when a newer version of the view is live as well. A drop that was cut short may
/// be repeated.
pub async fn drop_generation(
    pool: &PgPool,
    view: &str,
    generation: i32,
) -> Result<(), GenerationError> {
    let mark =
        "UPDATE ledger.generation AS g SET state = 'dropped', switched_at = clock_timestamp()
                WHERE view = $1 AND generation = $2 AND state <> 'dropped'
                AND (state <> 'live' OR EXISTS (SELECT 1 FROM ledger.generation n
                     WHERE n.view = $1 AND n.state = 'live' AND n.version > g.version))";
    let has_tables = "SELECT clock_timestamp() FROM ledger.generation
                      WHERE view = $1 AND generation = $2 AND state = 'dropped'
                      AND to_regnamespace($3) IS NOT NULL";
    let schema = schema(view, generation);
    limited(sqlx::query(mark).bind(view).bind(generation).execute(pool)).await?;
    let dropped = sqlx::query_scalar(has_tables).bind(view).bind(generation).bind(&schema);
    let Some(dropped_by) = limited(dropped.fetch_optional(pool)).await? else {
        return Err(GenerationError::Unfit { generation });
    };
    await_end_of_transactions(pool, dropped_by).await?;
    limited(async {
        let mut tx = begin(pool, CHANGE).await?;
        let delete = "DELETE FROM ledger.checkpoint WHERE view = $1 AND generation = $2";
        sqlx::query(delete).bind(view).bind(generation).execute(&mut *tx).await?;
        let drop = AssertSqlSafe(format!("DROP SCHEMA {schema} CASCADE"));
        sqlx::raw_sql(drop).execute(&mut *tx).await?;
        tx.commit().await
    })
    .await
}

/// Waits until nobody sees the database as it was then: a reader's snapshot tells it which generation is
/// live, and it may turn to its tables long after.
async fn await_end_of_transactions(
    pool: &PgPool,
    begun_by: DateTime<Utc>,
) -> Result<(), GenerationError> {
    let until = Instant::now() + MEETING;
    let open = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start <= $1)";
    while limited(sqlx::query_scalar(open).bind(begun_by).fetch_one(pool)).await? {
        if Instant::now() > until {
            return Err(GenerationError::TimedOut);
        }
        pause(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Lets `held` go no further than the furthest of `furthest` is now, for a while.
async fn hold(
    pool: &PgPool,
    view: &str,
    held: &[i32],
    furthest: &[i32],
) -> Result<(), GenerationError> {
    let hold = "UPDATE ledger.checkpoint AS c
                SET hold = m.position, hold_until = clock_timestamp() + interval '30 s'
                FROM (SELECT source, max(position) AS position FROM ledger.checkpoint
                      WHERE view = $1 AND generation = ANY ($3) GROUP BY source) AS m
                WHERE c.view = $1 AND c.generation = ANY ($2) AND c.source = m.source";
    let hold = sqlx::query(hold).bind(view).bind(held).bind(furthest);
    limited(hold.execute(pool)).await?;
    Ok(())
}

pub(super) async fn release(pool: &PgPool, view: &str) -> Result<(), GenerationError> {
    let release = "UPDATE ledger.checkpoint SET hold = NULL, hold_until = NULL
                   WHERE view = $1 AND hold IS NOT NULL";
    limited(sqlx::query(release).bind(view).execute(pool)).await?;
    Ok(())
}

/// Brings both generations to the same point of every source and keeps them there; `false` if they do
/// not get there. To be followed by [`release`] in any case.
pub(super) async fn bring_together(
    pool: &PgPool,
    view: &str,
    both: [i32; 2],
) -> Result<bool, GenerationError> {
    let until = Instant::now() + MEETING;
    while Instant::now() < until {
        hold(pool, view, &both, &both).await?;
        if are_together(&mut *acquire(pool).await?, view, both).await? {
            return Ok(true);
        }
        pause(Duration::from_millis(10)).await;
    }
    Ok(false)
}

pub(super) async fn are_together(
    connection: &mut PgConnection,
    view: &str,
    both: [i32; 2],
) -> Result<bool, GenerationError> {
    let query = "SELECT source, position FROM ledger.checkpoint
                 WHERE view = $1 AND generation = $2 ORDER BY source";
    let mut positions = Vec::new();
    for generation in both {
        let query = sqlx::query_as(query).bind(view).bind(generation).fetch_all(&mut *connection);
        let query: Vec<(String, Position)> = limited(query).await?;
        positions.push(query);
    }
    Ok(positions[0] == positions[1] && !positions[0].is_empty())
}

async fn acquire(
    pool: &PgPool,
) -> Result<sqlx::pool::PoolConnection<sqlx::Postgres>, GenerationError> {
    limited(pool.acquire()).await
}

pub(super) async fn limited<T>(
    call: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, GenerationError> {
    match within(LIMIT, call).await {
        Some(result) => Ok(result?),
        None => Err(GenerationError::TimedOut),
    }
}
