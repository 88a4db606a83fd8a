//! The question about appeals.

use chassis::reading::{Moment, etag, message};
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use ledger::{Decider as _, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::appeals::Appeals;
use crate::views::Last;

/// The day it was lodged, and which it is.
pub type Key = (NaiveDate, Uuid);

/// The appeals of a round that were lodged by the day, or those of them that are open on it; by the day they were lodged,
/// after `last`, at most `limit`, each with the key of its row.
pub async fn list_appeals(
    tx: &mut PgConnection,
    (round, open_only): (Uuid, bool),
    at: Moment,
    last: Option<&Last<Key>>,
    limit: i64,
) -> sqlx::Result<Vec<(Last<Key>, wire::Appeal)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_appeals.sql"))
        .bind(round)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(open_only)
        .bind(last.map(|last| last.key.0))
        .bind(last.map(|last| last.key.1))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let key = (row.try_get(3)?, row.try_get(0)?);
        let etag = etag(&StreamName::new(Appeals::CATEGORY, round), row.try_get(2)?);
        let appeal = wire::Appeal { overdue: row.try_get(4)?, etag, ..message(row, 1)? };
        Ok((Last::new(at, key), appeal))
    };
    rows.iter().map(keyed).collect()
}
