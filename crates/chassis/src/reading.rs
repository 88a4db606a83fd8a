//! What queries do: take a snapshot of a view that includes what the caller has seen, and say up to where the
//! answer is true.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::ledger::v1::ReadInfo;
use ledger::view::{QueryError, Reader, Snapshot};
use ledger::{Revision, StreamName, View};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use tonic::Status;

use crate::caller::Caller;
use crate::fields::ReadAt;
use crate::grpc::{self, Domain};

/// What a question is about, defaults filled in: a business date, as it was known at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
}

/// A snapshot, the moment asked about, and what the answer says about both.
pub struct Reading {
    pub snapshot: Snapshot,
    pub at: Moment,
    pub info: ReadInfo,
}

impl Domain {
    /// Begins to read a view, once it holds what the caller has seen.
    ///
    /// # Errors
    /// As [`Domain::unreadable`].
    pub async fn read<V: View>(
        &self,
        reader: &Reader<V>,
        caller: &Caller,
        read_at: &ReadAt,
    ) -> Result<Reading, Status> {
        let snapshot = reader.begin(&read_at.at_least, caller.deadline).await;
        let snapshot = snapshot.map_err(|error| self.unreadable(error))?;
        let newest = snapshot.watermarks.iter().filter_map(|watermark| watermark.recorded_at).max();
        let known_at = read_at.known_at.or(newest).unwrap_or(DateTime::UNIX_EPOCH);
        let info = grpc::read_info(read_at, &snapshot);
        Ok(Reading { snapshot, at: Moment { as_of: read_at.as_of, known_at }, info })
    }

    /// What callers are told of a view that could not be read.
    pub fn unreadable(&self, error: impl Into<QueryError>) -> Status {
        grpc::query_status(self, error.into())
    }
}

/// The etag to act on; empty where the answer is about a state of knowledge before the last change.
#[must_use]
pub fn etag(stream: &StreamName, revision: Option<Revision>) -> String {
    revision.map(|revision| grpc::etag(stream, revision)).unwrap_or_default()
}

/// A message that a view keeps as its bytes.
///
/// # Errors
/// If the column holds no such message.
pub fn message<M: prost::Message + Default>(row: &PgRow, column: usize) -> sqlx::Result<M> {
    M::decode(row.try_get::<&[u8], _>(column)?).map_err(undecodable)
}

/// The same where there may be none.
///
/// # Errors
/// As [`message`].
pub fn optional_message<M: prost::Message + Default>(
    row: &PgRow,
    column: usize,
) -> sqlx::Result<Option<M>> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    bytes.map(M::decode).transpose().map_err(undecodable)
}

fn undecodable(error: prost::DecodeError) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
