//! What the roll is asked.

use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use ledger::Revision;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract::day;
use crate::domain::union_membership::UnionMembership;
use crate::views::{Moment, decision_ref};

/// Which memberships.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub association: Option<Uuid>,
    pub state: Option<i32>,
    pub union: Option<Uuid>,
    /// Associations after this one.
    pub after: Option<Uuid>,
    pub limit: i64,
}

/// The membership of one association as it stood on the day.
pub async fn find_membership(
    tx: &mut PgConnection,
    association: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::UnionMembership>> {
    let asked = Asked { association: Some(association), limit: 1, ..Asked::default() };
    Ok(list_memberships(tx, &asked, at).await?.pop().map(|(_, membership)| membership))
}

/// Memberships as they stood on the day, by association.
pub async fn list_memberships(
    tx: &mut PgConnection,
    asked: &Asked,
    at: Moment,
) -> sqlx::Result<Vec<(Uuid, wire::UnionMembership)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_union_memberships.sql"))
        .bind(at.as_of)
        .bind(at.known_at)
        .bind(asked.association)
        .bind(asked.state)
        .bind(asked.union)
        .bind(asked.after)
        .bind(asked.limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| membership(row, at)).collect()
}

fn membership(row: &PgRow, at: Moment) -> sqlx::Result<(Uuid, wire::UnionMembership)> {
    let association: Uuid = row.try_get("association_id")?;
    let union: Uuid = row.try_get("union_unit_id")?;
    let since: NaiveDate = row.try_get("since")?;
    let revision: Revision = row.try_get("revision")?;
    let membership = wire::UnionMembership {
        association_id: association.to_string(),
        union_unit_id: union.to_string(),
        state: row.try_get("state")?,
        state_since: since.to_string(),
        admitted_on: day(row.try_get("admitted_on")?),
        decision_ref: decision_ref(row.try_get("decision")?)?,
        etag: at.etag::<UnionMembership>(association, revision),
    };
    Ok((association, membership))
}
