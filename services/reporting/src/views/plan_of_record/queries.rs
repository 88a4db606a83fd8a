//! The questions about plans.

use chassis::reading::{Moment, etag, message, optional_message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::reporting::v1 as wire;
use ledger::{Decider as _, Revision, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract;
use crate::domain::plan::Plan;
use crate::views::day;

/// Where a page of plans ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub effective_on: NaiveDate,
    pub plan: Uuid,
}

/// A plan on a day; with the items of `version`, or of the version in effect. `None` if it was not in
/// force yet, or has no such version.
pub async fn find_plan(
    tx: &mut PgConnection,
    plan: Uuid,
    version: Option<u32>,
    at: Moment,
) -> sqlx::Result<Option<wire::Plan>> {
    let row = sqlx::query(
        "SELECT p.effective_on, p.document, CASE WHEN p.changed_at <= $2 THEN p.revision END,
                s.state, s.since, s.review_kind, s.successor
         FROM plan p
         JOIN plan_state s ON s.plan_id = p.plan_id
         WHERE p.plan_id = $1 AND s.recorded_at <= $2 AND s.since <= $3
         ORDER BY s.position DESC LIMIT 1",
    );
    let row = row.bind(plan).bind(at.known_at).bind(at.as_of).fetch_optional(&mut *tx).await?;
    let Some(row) = row else { return Ok(None) };
    let versions = list_versions(tx, plan, at).await?;
    let asked = version.map(contract::version);
    let chosen = versions.iter().rev().find(|(on, it)| match asked {
        Some(asked) => it.version == asked,
        None => *on <= at.as_of,
    });
    let Some((_, chosen)) = chosen else { return Ok(None) };
    let version = chosen.version;
    let revision: Option<Revision> = row.try_get(2)?;
    let successor: Option<Uuid> = row.try_get(6)?;
    Ok(Some(wire::Plan {
        plan_id: plan.to_string(),
        state: row.try_get(3)?,
        state_since: day(&row, 4)?,
        review_kind: row.try_get(5)?,
        successor_plan_id: successor.map(|id| id.to_string()).unwrap_or_default(),
        document: Some(message(&row, 1)?),
        effective_on: day(&row, 0)?,
        version,
        versions: versions.into_iter().map(|(_, version)| version).collect(),
        sections: list_sections(tx, plan, version).await?,
        items: list_items(tx, plan, version, at).await?,
        etag: etag(&StreamName::new(Plan::CATEGORY, plan), revision),
    }))
}

/// Those known, with their first days, in order.
async fn list_versions(
    tx: &mut PgConnection,
    plan: Uuid,
    at: Moment,
) -> sqlx::Result<Vec<(NaiveDate, wire::PlanVersion)>> {
    let rows = sqlx::query(
        "SELECT version, effective_on, decision FROM plan_version
         WHERE plan_id = $1 AND recorded_at <= $2 ORDER BY version",
    );
    let rows = rows.bind(plan).bind(at.known_at).fetch_all(tx).await?;
    let version = |row: &PgRow| {
        let (effective_on, decision_ref) = (day(row, 1)?, optional_message(row, 2)?);
        let version = wire::PlanVersion { version: row.try_get(0)?, effective_on, decision_ref };
        Ok((row.try_get(1)?, version))
    };
    rows.iter().map(version).collect()
}

async fn list_sections(
    tx: &mut PgConnection,
    plan: Uuid,
    version: i32,
) -> sqlx::Result<Vec<wire::PlanSection>> {
    let rows = sqlx::query(
        "SELECT code, heading FROM plan_section
         WHERE plan_id = $1 AND version <= $2 ORDER BY rank, code",
    );
    let rows = rows.bind(plan).bind(version).fetch_all(tx).await?;
    let section =
        |row: &PgRow| Ok(wire::PlanSection { code: row.try_get(0)?, heading: row.try_get(1)? });
    rows.iter().map(section).collect()
}

async fn list_items(
    tx: &mut PgConnection,
    plan: Uuid,
    version: i32,
    at: Moment,
) -> sqlx::Result<Vec<wire::PlanItem>> {
    let rows = sqlx::query(include_str!("../../../sql/list_items.sql"));
    let rows = rows.bind(plan).bind(version).fetch_all(&mut *tx).await?;
    let responsibilities = list_responsibilities(tx, plan, at).await?;
    let item = |row: &PgRow| {
        let code: String = row.try_get(0)?;
        let of_item = responsibilities.iter().filter(|(item, _)| *item == code);
        Ok(wire::PlanItem {
            responsibilities: of_item.map(|(_, responsibility)| responsibility.clone()).collect(),
            text_version: row.try_get(4)?,
            item: Some(wire::ItemText {
                code,
                kind: row.try_get(1)?,
                short_title: row.try_get(2)?,
                text: row.try_get(3)?,
            }),
        })
    };
    rows.iter().map(item).collect()
}

/// Who had a part on the day, by item.
async fn list_responsibilities(
    tx: &mut PgConnection,
    plan: Uuid,
    at: Moment,
) -> sqlx::Result<Vec<(String, wire::Responsibility)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_responsibilities.sql"));
    let rows = rows.bind(plan).bind(at.known_at).bind(at.as_of).fetch_all(tx).await?;
    let responsibility = |row: &PgRow| {
        let responsibility = wire::Responsibility {
            bearer: Some(message(row, 1)?),
            role: row.try_get(2)?,
            basis: row.try_get(3)?,
            valid_from: day(row, 4)?,
            valid_to: contract::date(row.try_get(5)?),
            note: row.try_get(6)?,
        };
        Ok((row.try_get(0)?, responsibility))
    };
    rows.iter().map(responsibility).collect()
}

/// The plans that had come into force, after `last`, at most `limit`; each with the key of its row.
pub async fn list_plans(
    tx: &mut PgConnection,
    at: Moment,
    state: Option<wire::PlanState>,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::PlanSummary)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_plans.sql"))
        .bind(at.as_of)
        .bind(at.known_at)
        .bind(state.map(i32::from))
        .bind(last.map(|last| last.effective_on))
        .bind(last.map(|last| last.plan))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| summary(row, at)).collect()
}

fn summary(row: &PgRow, at: Moment) -> sqlx::Result<(Last, wire::PlanSummary)> {
    let Moment { as_of, known_at } = at;
    let (plan, effective_on): (Uuid, NaiveDate) = (row.try_get(0)?, row.try_get(1)?);
    let document: wire::PlanDocument = message(row, 2)?;
    let items: i64 = row.try_get(5)?;
    let summary = wire::PlanSummary {
        plan_id: plan.to_string(),
        state: row.try_get(3)?,
        document_type: document.document_type,
        subject_line: document.subject_line,
        number_symbol: document.number_symbol,
        issued_on: document.issued_on,
        issuer_unit_id: document.issuer_unit_id,
        effective_on: effective_on.to_string(),
        version: row.try_get(4)?,
        item_count: i32::try_from(items).unwrap_or(i32::MAX),
        etag: etag(&StreamName::new(Plan::CATEGORY, plan), row.try_get(6)?),
    };
    Ok((Last { as_of, known_at, effective_on, plan }, summary))
}
