//! The questions about workshops.

use chassis::reading::{Moment, etag, message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::consultancy::v1 as wire;
use ledger::{Decider as _, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::workshop::Workshop;
use crate::views::LAST_DAY;

/// Which workshops of a Union.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub workshop: Option<Uuid>,
    pub state: Option<wire::WorkshopState>,
    pub review: Option<Uuid>,
}

/// Where a page of workshops ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub held_on: NaiveDate,
    pub workshop: Uuid,
}

/// The workshops that a Union had held by the day, the latest first, after `last`, at most `limit`; each with the key of
/// its row.
pub async fn list_workshops(
    tx: &mut PgConnection,
    union: Uuid,
    filter: Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Workshop)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_workshops.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(union)
        .bind(filter.workshop)
        .bind(filter.state.map(i32::from))
        .bind(filter.review)
        .bind(last.map(|last| last.held_on))
        .bind(last.map(|last| last.workshop))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let (workshop, held_on): (Uuid, _) = (row.try_get(0)?, row.try_get(3)?);
        let etag = etag(&StreamName::new(Workshop::CATEGORY, workshop), row.try_get(2)?);
        let said = wire::Workshop { etag, ..message(row, 1)? };
        Ok((Last { as_of, known_at, held_on, workshop }, said))
    };
    rows.iter().map(keyed).collect()
}

/// A workshop as it is known, whenever it was held.
pub async fn find_workshop(
    tx: &mut PgConnection,
    id: Uuid,
    union: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::Workshop>> {
    let filter = Filter { workshop: Some(id), ..Filter::default() };
    let at = Moment { as_of: LAST_DAY, ..at };
    let found = list_workshops(tx, union, filter, at, None, 1).await?;
    Ok(found.into_iter().next().map(|(_, workshop)| workshop))
}
