//! What is asked about declarations.

use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use ledger::{Position, Revision};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::headcount::Headcount;
use crate::views::{Moment, evidence_ref};

/// The place of a declaration in the list, latest first.
pub type DayKey = (NaiveDate, Position);

/// Declarations of days up to that day, latest day first.
pub async fn list_declarations(
    tx: &mut PgConnection,
    association: Option<Uuid>,
    after: Option<DayKey>,
    limit: i64,
    at: Moment,
) -> sqlx::Result<Vec<(DayKey, wire::HeadcountDeclaration)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_declarations.sql"))
        .bind(at.as_of)
        .bind(at.known_at)
        .bind(association)
        .bind(after.map(|key| key.0))
        .bind(after.map(|key| key.1))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(declaration).collect()
}

/// The etag of an association's headcounts; empty if it has declared none.
pub async fn revision_of(
    tx: &mut PgConnection,
    association: Uuid,
    at: Moment,
) -> sqlx::Result<String> {
    let revision: Option<Revision> =
        sqlx::query_scalar("SELECT revision FROM headcount WHERE association_id = $1")
            .bind(association)
            .fetch_optional(tx)
            .await?;
    Ok(revision.map(|revision| at.etag::<Headcount>(association, revision)).unwrap_or_default())
}

fn declaration(row: &PgRow) -> sqlx::Result<(DayKey, wire::HeadcountDeclaration)> {
    let id: Uuid = row.try_get("declaration_id")?;
    let association: Uuid = row.try_get("association_id")?;
    let counted_on: NaiveDate = row.try_get("counted_on")?;
    let declared_on: NaiveDate = row.try_get("declared_on")?;
    let supersedes: Option<Uuid> = row.try_get("supersedes")?;
    let superseded_by: Option<Uuid> = row.try_get("superseded_by")?;
    let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let declaration = wire::HeadcountDeclaration {
        declaration_id: id.to_string(),
        association_id: association.to_string(),
        counted_on: counted_on.to_string(),
        declared_on: declared_on.to_string(),
        headcount: Some(wire::Headcount {
            members: row.try_get("members")?,
            intellectuals: row.try_get("intellectuals")?,
            women: row.try_get("women")?,
            under_35: row.try_get("under_35")?,
        }),
        evidence: evidence_ref(row.try_get("evidence")?)?,
        supersedes_declaration_id: text(supersedes),
        superseded_by_declaration_id: text(superseded_by),
        correction_reason: row.try_get("correction_reason")?,
    };
    Ok(((counted_on, row.try_get("position")?), declaration))
}
