//! A context's ledger in its own database: opening it, and reading from it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{PgPool, Postgres, Row as _, Transaction};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::append::{Append, Outcome};
use crate::recorded::{Digest, Entry, Head, Position, Private, Revision, StreamName};
use crate::scan::scan;
use crate::writer::{AppendError, Writer, WriterHandle, WriterOptions};

/// Client-side limit of one read: `statement_timeout` does not help against a frozen server.
const READ_LIMIT: Duration = Duration::from_secs(5);

/// From so many entries on, reading by COPY is worth its planning.
const SCAN_FROM: i64 = 2_000;

/// Runs a future up to a limit; `None` if it took longer.
pub async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}

/// One context's ledger. Cheap to clone; all clones share one writer task.
#[derive(Clone)]
pub struct Ledger {
    context: &'static str,
    pool: PgPool,
    writer: WriterHandle,
    appended: watch::Receiver<Position>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Ledger {
    /// Starts the writer task, on a connection of its own made with `options`; reads go through `pool`.
    pub async fn open(
        context: &'static str,
        options: PgConnectOptions,
        pool: PgPool,
        tuning: WriterOptions,
    ) -> Result<Self, OpenError> {
        let head = read_head(&pool).await.map_err(OpenError)?;
        let (sender, appended) = watch::channel(head.position);
        let (handle, writer) = Writer::new(options, tuning, sender);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(writer.run(stop.clone()));
        tasks.close();
        Ok(Self { context, pool, writer: handle, appended, stop, tasks })
    }

    /// A ledger that can only be asked in vain: reads go through `pool`, and what is to be appended is
    /// refused as after [`Ledger::shutdown`]. For what happens to a command before its ledger is needed.
    #[must_use]
    pub fn away(context: &'static str, pool: PgPool) -> Self {
        let (_, appended) = watch::channel(0);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.close();
        Self { context, pool, writer: WriterHandle::closed(), appended, stop, tasks }
    }

    #[must_use]
    pub fn context(&self) -> &'static str {
        self.context
    }

    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Changes with each append of this process, to the last position appended.
    #[must_use]
    pub fn appended(&self) -> watch::Receiver<Position> {
        self.appended.clone()
    }

    pub async fn head(&self) -> Result<Head, ReadError> {
        read_head(&self.pool).await
    }

    /// How long ago the entry at a position was recorded, by the database's clock; `None` beyond the head.
    pub async fn age_at(&self, position: Position) -> Result<Option<Duration>, ReadError> {
        let age = "SELECT extract(epoch FROM clock_timestamp() - recorded_at)::float8
                   FROM ledger.entry WHERE position = $1";
        let age = sqlx::query_scalar(age).bind(position).fetch_optional(&self.pool);
        let age: Option<f64> = limited(age).await?;
        Ok(age.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or_default()))
    }

    /// The chain value at a position; `None` beyond the head.
    pub async fn chain_at(&self, position: Position) -> Result<Option<Digest>, ReadError> {
        if position == 0 {
            return Ok(Some(Digest::ORIGIN));
        }
        let query =
            sqlx::query_scalar::<_, Vec<u8>>("SELECT chain FROM ledger.entry WHERE position = $1");
        let chain = limited(query.bind(position).fetch_optional(&self.pool)).await?;
        Ok(chain.and_then(|chain| Digest::from_slice(&chain)))
    }

    /// Entries from a position on, with their private part.
    pub async fn read(&self, from: Position, limit: i64) -> Result<Vec<Entry>, ReadError> {
        if limit >= SCAN_FROM {
            return self.scan(from, limit, true).await;
        }
        let query = sqlx::query(include_str!("../sql/read_entries.sql")).bind(from).bind(limit);
        let rows = limited(query.fetch_all(&self.pool)).await?;
        rows.iter().map(|row| entry(row, Some(private(row)?))).collect()
    }

    /// Entries from a position on, published parts only.
    pub async fn read_published(
        &self,
        from: Position,
        limit: i64,
    ) -> Result<Vec<Entry>, ReadError> {
        if limit >= SCAN_FROM {
            return self.scan(from, limit, false).await;
        }
        let query = sqlx::query(include_str!("../sql/read_published.sql")).bind(from).bind(limit);
        let rows = limited(query.fetch_all(&self.pool)).await?;
        rows.iter().map(published).collect()
    }

    async fn scan(
        &self,
        from: Position,
        limit: i64,
        private: bool,
    ) -> Result<Vec<Entry>, ReadError> {
        let mut borrowed = Borrowed(Some(limited(self.pool.acquire()).await?));
        let connection = borrowed.0.as_mut().expect("it is given back below");
        let entries = limited(scan(connection, from, limit, private)).await?;
        borrowed.0.take();
        Ok(entries)
    }

    /// Recomputes the chain of a range from the stored bytes: the first position that does not agree.
    pub async fn verify(
        &self,
        from: Position,
        to: Position,
    ) -> Result<Option<Position>, ReadError> {
        let query = sqlx::query_scalar("SELECT ledger.verify($1, $2)").bind(from).bind(to);
        Ok(query.fetch_one(&self.pool).await?)
    }

    /// A stream's own events as JSON, in order, with their revisions.
    pub(crate) async fn load(
        &self,
        stream: &StreamName,
    ) -> Result<Vec<(Revision, String)>, ReadError> {
        let query = sqlx::query_as(include_str!("../sql/load_stream.sql")).bind(stream.as_str());
        limited(query.fetch_all(&self.pool)).await
    }

    pub(crate) async fn append(&self, append: Append) -> Result<Outcome, AppendError> {
        self.writer.append(append).await
    }

    /// Answers the commands that wait, then ends the writer; later commands are refused.
    pub async fn shutdown(&self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

/// A connection that goes back to its pool only if it is taken out of here.
struct Borrowed(Option<PoolConnection<Postgres>>);

impl Drop for Borrowed {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(connection.detach());
        }
    }
}

#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    #[error("reading from the ledger")]
    Read(#[source] Arc<sqlx::Error>),
    #[error("reading from the ledger took longer than its limit")]
    TimedOut,
}

impl From<sqlx::Error> for ReadError {
    fn from(error: sqlx::Error) -> Self {
        Self::Read(Arc::new(error))
    }
}

#[derive(Debug, thiserror::Error)]
#[error("opening the ledger")]
pub struct OpenError(#[source] ReadError);

pub(crate) async fn limited<T>(
    query: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, ReadError> {
    match within(READ_LIMIT, query).await {
        Some(result) => Ok(result?),
        None => Err(ReadError::TimedOut),
    }
}

/// Begins a transaction on a connection of the pool, as `statement` says. sqlx knows of a transaction only when it
/// has begun: of a beginning that is given up, it would give the connection back with the transaction open, and
/// who gets it next would read the past. So a beginning comes to its end, whoever still waits for it.
pub(crate) async fn begin(
    pool: &PgPool,
    statement: &'static str,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let pool = pool.clone();
    let beginning = async move { pool.begin_with(statement).await };
    let begun = tokio::spawn(beginning.in_current_span()).await;
    begun.unwrap_or(Err(sqlx::Error::WorkerCrashed))
}

/// For [`begin`]: reads that belong together.
pub(crate) const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
/// For [`begin`]: writes that belong together.
pub(crate) const CHANGE: &str = "BEGIN";

async fn read_head(pool: &PgPool) -> Result<Head, ReadError> {
    let query = sqlx::query(
        "SELECT position, chain, recorded_at FROM ledger.entry ORDER BY position DESC LIMIT 1",
    );
    let Some(row) = limited(query.fetch_optional(pool)).await? else {
        return Ok(Head { position: 0, chain: Digest::ORIGIN, recorded_at: None });
    };
    Ok(Head { position: row.try_get(0)?, chain: hash(&row, 1)?, recorded_at: row.try_get(2)? })
}

/// A row of `sql/read_published.sql`.
pub(crate) fn published(row: &PgRow) -> Result<Entry, ReadError> {
    Ok(Entry { traceparent: row.try_get(9)?, ..entry(row, None)? })
}

pub(crate) fn entry(row: &PgRow, private: Option<Private>) -> Result<Entry, ReadError> {
    Ok(Entry {
        position: row.try_get(0)?,
        stream: StreamName::stored(row.try_get(1)?),
        revision: row.try_get(2)?,
        event_id: row.try_get::<Uuid, _>(3)?,
        event_type: row.try_get(4)?,
        recorded_at: row.try_get(5)?,
        private_hash: hash(row, 6)?,
        published: row.try_get::<Option<Vec<u8>>, _>(7)?.map(Bytes::from),
        chain: hash(row, 8)?,
        traceparent: private.as_ref().and_then(Private::traceparent),
        private,
    })
}

fn private(row: &PgRow) -> Result<Private, ReadError> {
    Ok(Private { data: row.try_get(9)?, provenance: row.try_get(10)? })
}

fn hash(row: &PgRow, column: usize) -> Result<Digest, ReadError> {
    let bytes: &[u8] = row.try_get(column)?;
    Digest::from_slice(bytes).ok_or_else(|| {
        ReadError::from(sqlx::Error::Decode("a stored hash is not 32 bytes long".into()))
    })
}
