//! The questions about entries.

use chassis::reading::{Moment, etag, message};
use contracts::awards::v1 as wire;
use ledger::{Decider as _, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::codes::FieldCode;
use crate::domain::entry::Entry;
use crate::views::Last;
pub use crate::views::Whose;

/// Which entries of a round.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub state: Option<wire::EntryState>,
    pub field: Option<FieldCode>,
}

/// An entry of a round as it is known; to the secretariat one that was handed in.
pub async fn find_entry(
    tx: &mut PgConnection,
    round: Uuid,
    id: Uuid,
    whose: &Whose,
    at: Moment,
) -> sqlx::Result<Option<wire::Entry>> {
    let (person, unit) = whose.officer();
    let row = sqlx::query(include_str!("../../../sql/find_entry.sql"))
        .bind(at.known_at)
        .bind(id)
        .bind(round)
        .bind(person)
        .bind(unit)
        .fetch_optional(tx)
        .await?;
    row.as_ref().map(entry).transpose()
}

/// The entries of a round that were started, or to the secretariat handed in, by the day; after `last`, at most
/// `limit`, each with the key of its row.
pub async fn list_entries(
    tx: &mut PgConnection,
    round: Uuid,
    whose: &Whose,
    filter: &Filter,
    at: Moment,
    last: Option<&Last<Uuid>>,
    limit: i64,
) -> sqlx::Result<Vec<(Last<Uuid>, wire::Entry)>> {
    let (person, unit) = whose.officer();
    let rows = sqlx::query(include_str!("../../../sql/list_entries.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(round)
        .bind(person)
        .bind(unit)
        .bind(filter.state.map(i32::from))
        .bind(filter.field.as_ref().map(FieldCode::as_str))
        .bind(last.map(|last| last.key))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| Ok((Last::new(at, row.try_get(0)?), entry(row)?));
    rows.iter().map(keyed).collect()
}

/// From three columns.
fn entry(row: &PgRow) -> sqlx::Result<wire::Entry> {
    let id: Uuid = row.try_get(0)?;
    let etag = etag(&StreamName::new(Entry::CATEGORY, id), row.try_get(2)?);
    Ok(wire::Entry { etag, ..message(row, 1)? })
}
