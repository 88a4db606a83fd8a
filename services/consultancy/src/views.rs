//! The read models of consultancy, each named after its question. They keep every line that was said, so that
//! each day can be asked about as it was known at each instant.

pub mod proposal_register;
pub mod regulations;
pub mod review_register;
pub mod review_work;
#[cfg(test)]
mod samples;
pub mod uptake;
pub mod working_calendar;

use chrono::{DateTime, NaiveDate, Utc};
use ledger::{Entry, Revision, StreamName, Undecodable};
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use uuid::Uuid;

/// What a question is about, defaults filled in: a business date, as it was known at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
}

/// The id and the event of an entry of this category; `None` for other streams.
pub(crate) fn own<E: DeserializeOwned>(
    category: &str,
    entry: &Entry,
) -> Result<Option<(Uuid, E)>, Undecodable> {
    let Some(id) = entry.stream.id_in(category) else { return Ok(None) };
    let id = Uuid::try_parse(id).map_err(Undecodable::new)?;
    let private = entry.private.as_ref().ok_or_else(|| Undecodable::new(NotOurs))?;
    let event = serde_json::from_str(&private.data).map_err(Undecodable::new)?;
    Ok(Some((id, event)))
}

#[derive(Debug, thiserror::Error)]
#[error("the entry came without its private part")]
struct NotOurs;

/// Empty where the answer is about a state of knowledge before the last change.
fn etag(stream: &StreamName, revision: Option<Revision>) -> String {
    revision.map(|revision| chassis::grpc::etag(stream, revision)).unwrap_or_default()
}

fn decoded<M: prost::Message + Default>(row: &PgRow, column: usize) -> sqlx::Result<M> {
    let undecodable = |error: prost::DecodeError| sqlx::Error::Decode(Box::new(error));
    M::decode(row.try_get::<&[u8], _>(column)?).map_err(undecodable)
}
