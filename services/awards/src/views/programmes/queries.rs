//! The questions about programmes.

use chassis::reading::{Moment, etag, message};
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use ledger::{Decider as _, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::programme::Programme;
use crate::views::Last;

/// Its name, and which it is.
type Key = (String, Uuid);

/// The programmes that there are on the day, after `last`, at most `limit`; each with the key of its row.
pub async fn list_programmes(
    tx: &mut PgConnection,
    family: Option<wire::ProgrammeFamily>,
    at: Moment,
    last: Option<&Last<Key>>,
    limit: i64,
) -> sqlx::Result<Vec<(Last<Key>, wire::Programme)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_programmes.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(family.map(i32::from))
        .bind(last.map(|last| &last.key.0))
        .bind(last.map(|last| last.key.1))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let key = (row.try_get(9)?, row.try_get(0)?);
        Ok((Last::new(at, key), programme(row)?))
    };
    rows.iter().map(keyed).collect()
}

/// A programme on a day; before its first day as it will stand first.
pub async fn find_programme(
    tx: &mut PgConnection,
    id: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::Programme>> {
    let row = sqlx::query(include_str!("../../../sql/find_programme.sql"));
    let row = row.bind(id).bind(at.known_at).bind(at.as_of).fetch_optional(tx).await?;
    row.as_ref().map(programme).transpose()
}

/// From nine columns.
fn programme(row: &PgRow) -> sqlx::Result<wire::Programme> {
    let (id, organiser): (Uuid, Uuid) = (row.try_get(0)?, row.try_get(2)?);
    let (defined_on, ended_on): (NaiveDate, Option<NaiveDate>) = (row.try_get(5)?, row.try_get(8)?);
    Ok(wire::Programme {
        programme_id: id.to_string(),
        family: row.try_get(1)?,
        organiser_unit_id: organiser.to_string(),
        terms: Some(message(row, 6)?),
        defined_on: defined_on.to_string(),
        ended_on: ended_on.map(|day| day.to_string()).unwrap_or_default(),
        decision_ref: Some(message(row, 7)?),
        illustrative: row.try_get(3)?,
        etag: etag(&StreamName::new(Programme::CATEGORY, id), row.try_get(4)?),
    })
}
