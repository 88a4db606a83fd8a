//! What the directory is asked.

use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use ledger::{Position, Revision};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract::day;
use crate::domain::unit::Unit;
use crate::views::{Moment, decision_ref};

/// Which unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    Id(Uuid),
    Code(String),
}

/// Which units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub kind: Option<i32>,
    pub parent: Option<Uuid>,
    /// Codes after this one.
    pub after: Option<String>,
    pub limit: i64,
}

/// The place of an edge in the list: day, position, successor.
pub type EdgeKey = (NaiveDate, Position, Uuid);

/// A unit as it stood on the day; after its end, as it stood last.
pub async fn find_unit(
    tx: &mut PgConnection,
    named: &Named,
    at: Moment,
) -> sqlx::Result<Option<wire::Unit>> {
    let (id, code) = match named {
        Named::Id(id) => (Some(*id), None),
        Named::Code(code) => (None, Some(code.as_str())),
    };
    let asked = Asked { limit: 1, ..Asked::default() };
    Ok(select(tx, id, code, &asked, false, at).await?.pop())
}

/// The units that existed on the day, by code.
pub async fn list_units(
    tx: &mut PgConnection,
    asked: &Asked,
    at: Moment,
) -> sqlx::Result<Vec<(String, wire::Unit)>> {
    let units = select(tx, None, None, asked, true, at).await?;
    Ok(units.into_iter().map(|unit| (unit.code.clone(), unit)).collect())
}

async fn select(
    tx: &mut PgConnection,
    id: Option<Uuid>,
    code: Option<&str>,
    asked: &Asked,
    alive: bool,
    at: Moment,
) -> sqlx::Result<Vec<wire::Unit>> {
    let rows = sqlx::query(include_str!("../../../sql/list_units.sql"))
        .bind(at.as_of)
        .bind(at.known_at)
        .bind(id)
        .bind(code)
        .bind(asked.kind)
        .bind(asked.parent)
        .bind(alive)
        .bind(asked.after.as_deref())
        .bind(asked.limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| unit(row, at)).collect()
}

fn unit(row: &PgRow, at: Moment) -> sqlx::Result<wire::Unit> {
    let id: Uuid = row.try_get("unit_id")?;
    let parent: Option<Uuid> = row.try_get("parent_unit_id")?;
    let established_on: NaiveDate = row.try_get("established_on")?;
    let revision: Revision = row.try_get("revision")?;
    Ok(wire::Unit {
        unit_id: id.to_string(),
        code: row.try_get("code")?,
        kind: row.try_get("kind")?,
        full_name: row.try_get("full_name")?,
        short_name: row.try_get("short_name")?,
        parent_unit_id: parent.map(|id| id.to_string()).unwrap_or_default(),
        established_on: established_on.to_string(),
        ended_on: day(row.try_get("ended_on")?),
        etag: at.etag::<Unit>(id, revision),
    })
}

/// Who had followed whom by the day.
pub async fn list_successions(
    tx: &mut PgConnection,
    of: Option<Uuid>,
    after: Option<EdgeKey>,
    limit: i64,
    at: Moment,
) -> sqlx::Result<Vec<(EdgeKey, wire::UnitSuccession)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_successions.sql"))
        .bind(at.as_of)
        .bind(at.known_at)
        .bind(of)
        .bind(after.map(|key| key.0))
        .bind(after.map(|key| key.1))
        .bind(after.map(|key| key.2))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(edge).collect()
}

fn edge(row: &PgRow) -> sqlx::Result<(EdgeKey, wire::UnitSuccession)> {
    let predecessor: Uuid = row.try_get("predecessor_id")?;
    let successor: Uuid = row.try_get("successor_id")?;
    let effective_on: NaiveDate = row.try_get("effective_on")?;
    let count = |column: &str| -> sqlx::Result<u32> {
        let parts: i64 = row.try_get(column)?;
        u32::try_from(parts).map_err(|error| sqlx::Error::Decode(error.into()))
    };
    let edge = wire::UnitSuccession {
        predecessor_unit_id: predecessor.to_string(),
        successor_unit_id: successor.to_string(),
        kind: row.try_get("kind")?,
        effective_on: effective_on.to_string(),
        predecessor_ends: row.try_get("predecessor_ends")?,
        parts: count("parts")?,
        parts_in_all: count("parts_in_all")?,
        decision_ref: decision_ref(row.try_get("decision")?)?,
    };
    Ok(((effective_on, row.try_get("position")?, successor), edge))
}
