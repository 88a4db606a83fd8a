//! The questions about records.

use chassis::reading::{Moment, etag, message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::reporting::v1 as wire;
use ledger::{Decider as _, StreamName};
use record_types::RecordType;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::record::Record;
use crate::views::day;

/// Which records.
#[derive(Debug, Clone)]
pub struct Filter {
    pub unit: Option<Uuid>,
    pub record_type: Option<&'static RecordType>,
    pub state: Option<wire::RecordState>,
}

/// Where a page of records ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub occurred_on: NaiveDate,
    pub record: Uuid,
}

/// The records that had occurred by the day, the latest first, after `last`, at most `limit`; each with
/// the key of its row.
pub async fn list_records(
    tx: &mut PgConnection,
    filter: &Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Record)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_records.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(filter.unit)
        .bind(filter.record_type.map(|record_type| &record_type.code))
        .bind(filter.state.map(i32::from))
        .bind(last.map(|last| last.occurred_on))
        .bind(last.map(|last| last.record))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let (record_id, occurred_on) = (row.try_get(0)?, row.try_get(7)?);
        Ok((Last { as_of, known_at, occurred_on, record: record_id }, record(row)?))
    };
    rows.iter().map(keyed).collect()
}

/// A record as it is known, whenever it occurred.
pub async fn find_record(
    tx: &mut PgConnection,
    id: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::Record>> {
    let row = sqlx::query(include_str!("../../../sql/find_record.sql"));
    let row = row.bind(at.known_at).bind(id).fetch_optional(tx).await?;
    row.as_ref().map(record).transpose()
}

/// From the columns of both statements.
fn record(row: &PgRow) -> sqlx::Result<wire::Record> {
    let id: Uuid = row.try_get(0)?;
    let judged_by: Option<Uuid> = row.try_get(5)?;
    let reason: Option<String> = row.try_get(4)?;
    Ok(wire::Record {
        state: row.try_get(2)?,
        state_since: day(row, 3)?,
        reason: reason.unwrap_or_default(),
        judged_by_unit_id: judged_by.map(|unit| unit.to_string()).unwrap_or_default(),
        etag: etag(&StreamName::new(Record::CATEGORY, id), row.try_get(6)?),
        ..message(row, 1)?
    })
}
