//! The questions about regimes.

use chassis::reading::{Moment, etag, message, optional_message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::reporting::v1 as wire;
use ledger::{Decider as _, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract;
use crate::domain::regime::Regime;
use crate::views::day;

/// Where a page of regimes ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub code: String,
}

/// The regimes of a plan in effect by the day, after `last`, at most `limit`; each with the key of its row.
pub async fn list_regimes(
    tx: &mut PgConnection,
    plan: Uuid,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Regime)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_regimes.sql"))
        .bind(plan)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(last.map(|last| &last.code))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let (id, code): (Uuid, String) = (row.try_get(0)?, row.try_get(1)?);
        let regime = wire::Regime {
            regime_id: id.to_string(),
            plan_id: plan.to_string(),
            code: code.clone(),
            version: Some(version(row, 3)?),
            ended_on: contract::date(row.try_get(7)?),
            etag: etag(&StreamName::new(Regime::CATEGORY, id), row.try_get(2)?),
        };
        Ok((Last { as_of: at.as_of, known_at: at.known_at, code }, regime))
    };
    rows.iter().map(keyed).collect()
}

/// A regime on a day, and every version known; before its first day as it will stand first.
pub async fn find_regime(
    tx: &mut PgConnection,
    regime: Uuid,
    at: Moment,
) -> sqlx::Result<Option<(wire::Regime, Vec<wire::RegimeVersion>)>> {
    let row = sqlx::query(
        "SELECT g.plan_id, g.code, CASE WHEN g.changed_at <= $2 THEN g.revision END, e.ended_on
         FROM regime g
         LEFT JOIN regime_end e
                ON e.regime_id = g.regime_id AND e.recorded_at <= $2 AND e.ended_on <= $3
         WHERE g.regime_id = $1 AND g.recorded_at <= $2",
    );
    let row = row.bind(regime).bind(at.known_at).bind(at.as_of).fetch_optional(&mut *tx).await?;
    let Some(row) = row else { return Ok(None) };
    let versions = list_versions(tx, regime, at).await?;
    let in_effect = versions.iter().rev().find(|(valid_from, _)| *valid_from <= at.as_of);
    let plan: Uuid = row.try_get(0)?;
    let found = wire::Regime {
        regime_id: regime.to_string(),
        plan_id: plan.to_string(),
        code: row.try_get(1)?,
        version: in_effect.or(versions.first()).map(|(_, version)| version.clone()),
        ended_on: contract::date(row.try_get(3)?),
        etag: etag(&StreamName::new(Regime::CATEGORY, regime), row.try_get(2)?),
    };
    Ok(Some((found, versions.into_iter().map(|(_, version)| version).collect())))
}

async fn list_versions(
    tx: &mut PgConnection,
    regime: Uuid,
    at: Moment,
) -> sqlx::Result<Vec<(NaiveDate, wire::RegimeVersion)>> {
    let rows = sqlx::query(
        "SELECT version, valid_from, terms, decision FROM regime_version
         WHERE regime_id = $1 AND recorded_at <= $2 ORDER BY version",
    );
    let rows = rows.bind(regime).bind(at.known_at).fetch_all(tx).await?;
    rows.iter().map(|row| Ok((row.try_get(1)?, version(row, 0)?))).collect()
}

/// From four columns: number, first day, terms, decision.
fn version(row: &PgRow, first: usize) -> sqlx::Result<wire::RegimeVersion> {
    Ok(wire::RegimeVersion {
        version: row.try_get(first)?,
        valid_from: day(row, first + 1)?,
        terms: Some(message(row, first + 2)?),
        decision_ref: optional_message(row, first + 3)?,
    })
}
