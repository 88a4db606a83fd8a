//! The question about uptake.

use chassis::reading::Moment;
use chrono::{DateTime, NaiveDate, Utc};
use contracts::consultancy::v1 as wire;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

/// Which recommendations of a Union.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    pub union: Uuid,
    pub requester: Option<Uuid>,
    pub field: Option<wire::ReviewField>,
    pub year: Option<i32>,
}

/// Where a page ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    requester: Uuid,
    field: i32,
    year: i32,
}

/// What was delivered by the day, and answered or silent by it, by requester, field and year; after `last`, at
/// most `limit`, each with the key of its line.
pub async fn list_uptake(
    tx: &mut PgConnection,
    filter: Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Uptake)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_uptake.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(filter.union)
        .bind(filter.requester)
        .bind(filter.field.map(i32::from))
        .bind(filter.year)
        .bind(last.map(|last| last.requester))
        .bind(last.map(|last| last.field))
        .bind(last.map(|last| last.year))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| line(row, at)).collect()
}

fn line(row: &PgRow, at: Moment) -> sqlx::Result<(Last, wire::Uptake)> {
    let Moment { as_of, known_at } = at;
    let (requester, field, year): (Uuid, _, _) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let count = |column: usize| -> sqlx::Result<i32> {
        i32::try_from(row.try_get::<i64, _>(column)?).map_err(|it| sqlx::Error::Decode(it.into()))
    };
    let line = wire::Uptake {
        requester_unit_id: requester.to_string(),
        field,
        year,
        delivered: count(3)?,
        accepted: count(4)?,
        partly: count(5)?,
        rejected: count(6)?,
        silent: count(7)?,
        waiting: count(8)?,
    };
    Ok((Last { as_of, known_at, requester, field, year }, line))
}
