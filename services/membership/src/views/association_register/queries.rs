//! What the register is asked.

use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use ledger::Revision;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract::day;
use crate::domain::association::Association;
use crate::views::{Moment, decision_ref};

/// The place of an association in the list.
pub type NameKey = (String, Uuid);

/// An association as it stood on the day.
pub async fn find_association(
    tx: &mut PgConnection,
    id: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::Association>> {
    let found = select(tx, Some(id), None, None, 1, at).await?.pop();
    Ok(found.map(|(_, association)| association))
}

/// Associations as they stood on the day, by name.
pub async fn list_associations(
    tx: &mut PgConnection,
    state: Option<i32>,
    after: Option<&NameKey>,
    limit: i64,
    at: Moment,
) -> sqlx::Result<Vec<(NameKey, wire::Association)>> {
    select(tx, None, state, after, limit, at).await
}

async fn select(
    tx: &mut PgConnection,
    id: Option<Uuid>,
    state: Option<i32>,
    after: Option<&NameKey>,
    limit: i64,
    at: Moment,
) -> sqlx::Result<Vec<(NameKey, wire::Association)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_associations.sql"))
        .bind(at.as_of)
        .bind(at.known_at)
        .bind(id)
        .bind(state)
        .bind(after.map(|(name, _)| name.as_str()))
        .bind(after.map(|(_, id)| *id))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| association(row, at)).collect()
}

fn association(row: &PgRow, at: Moment) -> sqlx::Result<(NameKey, wire::Association)> {
    let id: Uuid = row.try_get("association_id")?;
    let full_name: String = row.try_get("full_name")?;
    let since: NaiveDate = row.try_get("since")?;
    let territory: Uuid = row.try_get("territory_unit_id")?;
    let successors: Vec<Uuid> = row.try_get("successors")?;
    let revision: Revision = row.try_get("revision")?;
    let term_from: Option<NaiveDate> = row.try_get("term_from")?;
    let term_to: Option<NaiveDate> = row.try_get("term_to")?;
    let term = term_from.zip(term_to);
    let overdue: Option<bool> = row.try_get("overdue")?;
    let association = wire::Association {
        association_id: id.to_string(),
        full_name: full_name.clone(),
        short_name: row.try_get("short_name")?,
        state: row.try_get("state")?,
        state_since: since.to_string(),
        scope: row.try_get("scope")?,
        territory_unit_id: territory.to_string(),
        science_field: row.try_get("science_field")?,
        main_field: row.try_get("main_field")?,
        term: term.map(|(from, to)| wire::Term { from: from.to_string(), to: to.to_string() }),
        congress_due_on: day(row.try_get("due_on")?),
        congress_overdue: overdue.unwrap_or(false),
        suspended_until: day(row.try_get("suspended_until")?),
        successor_association_ids: successors.iter().map(Uuid::to_string).collect(),
        illustrative: row.try_get("illustrative")?,
        mass_association: row.try_get("mass")?,
        decision_ref: decision_ref(row.try_get("decision")?)?,
        etag: at.etag::<Association>(id, revision),
    };
    Ok(((full_name, id), association))
}
