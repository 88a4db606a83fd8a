//! The questions about indicators.

use chassis::reading::{Moment, etag, message, optional_message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::reporting::v1 as wire;
use ledger::{Decider as _, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract;
use crate::domain::indicator::Indicator;
use crate::views::day;

/// Which indicators of a plan.
#[derive(Debug, Clone)]
pub struct Filter {
    pub plan: Uuid,
    pub item_code: Option<String>,
    pub source: Option<wire::IndicatorSource>,
    pub state: Option<wire::IndicatorState>,
}

/// Where a page of indicators ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub rank: i32,
    pub code: String,
}

/// The indicators in use by the day, after `last`, at most `limit`; each with the key of its row.
pub async fn list_indicators(
    tx: &mut PgConnection,
    filter: &Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Indicator)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_indicators.sql"))
        .bind(filter.plan)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(&filter.item_code)
        .bind(filter.source.map(i32::from))
        .bind(filter.state.map(|state| state == wire::IndicatorState::Retired))
        .bind(last.map(|last| last.rank))
        .bind(last.map(|last| &last.code))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let last = Last { as_of, known_at, rank: row.try_get(3)?, code: row.try_get(1)? };
        Ok((last, indicator(filter.plan, row)?))
    };
    rows.iter().map(keyed).collect()
}

fn indicator(plan: Uuid, row: &PgRow) -> sqlx::Result<wire::Indicator> {
    let id: Uuid = row.try_get(0)?;
    let retired_on: Option<NaiveDate> = row.try_get(9)?;
    let state = match retired_on {
        Some(_) => wire::IndicatorState::Retired,
        None => wire::IndicatorState::Active,
    };
    Ok(wire::Indicator {
        indicator_id: id.to_string(),
        plan_id: plan.to_string(),
        code: row.try_get(1)?,
        item_code: row.try_get(2)?,
        state: state.into(),
        version: Some(version(row, 5)?),
        retired_on: contract::date(retired_on),
        etag: etag(&StreamName::new(Indicator::CATEGORY, id), row.try_get(4)?),
    })
}

/// From four columns: number, first day, definition, decision.
fn version(row: &PgRow, first: usize) -> sqlx::Result<wire::IndicatorVersion> {
    Ok(wire::IndicatorVersion {
        formula_version: row.try_get(first)?,
        valid_from: day(row, first + 1)?,
        definition: Some(message(row, first + 2)?),
        decision_ref: optional_message(row, first + 3)?,
    })
}

/// An indicator on a day, and every version known; before its first day as it will stand first.
pub async fn find_indicator(
    tx: &mut PgConnection,
    indicator: Uuid,
    at: Moment,
) -> sqlx::Result<Option<(wire::Indicator, Vec<wire::IndicatorVersion>)>> {
    let row = sqlx::query(
        "SELECT i.plan_id, i.code, i.item_code, CASE WHEN i.changed_at <= $2 THEN i.revision END,
                r.retired_on
         FROM indicator i
         LEFT JOIN indicator_retirement r
                ON r.indicator_id = i.indicator_id AND r.recorded_at <= $2 AND r.retired_on <= $3
         WHERE i.indicator_id = $1 AND i.recorded_at <= $2",
    );
    let row = row.bind(indicator).bind(at.known_at).bind(at.as_of).fetch_optional(&mut *tx).await?;
    let Some(row) = row else { return Ok(None) };
    let versions = list_versions(tx, indicator, at).await?;
    let in_effect = versions.iter().rev().find(|(valid_from, _)| *valid_from <= at.as_of);
    let version = in_effect.or(versions.first()).map(|(_, version)| version.clone());
    let (plan, retired_on): (Uuid, Option<NaiveDate>) = (row.try_get(0)?, row.try_get(4)?);
    let state = match retired_on {
        Some(_) => wire::IndicatorState::Retired,
        None => wire::IndicatorState::Active,
    };
    let found = wire::Indicator {
        indicator_id: indicator.to_string(),
        plan_id: plan.to_string(),
        code: row.try_get(1)?,
        item_code: row.try_get(2)?,
        state: state.into(),
        version,
        retired_on: contract::date(retired_on),
        etag: etag(&StreamName::new(Indicator::CATEGORY, indicator), row.try_get(3)?),
    };
    Ok(Some((found, versions.into_iter().map(|(_, version)| version).collect())))
}

async fn list_versions(
    tx: &mut PgConnection,
    indicator: Uuid,
    at: Moment,
) -> sqlx::Result<Vec<(NaiveDate, wire::IndicatorVersion)>> {
    let rows = sqlx::query(
        "SELECT formula_version, valid_from, definition, decision FROM indicator_version
         WHERE indicator_id = $1 AND recorded_at <= $2 ORDER BY formula_version",
    );
    let rows = rows.bind(indicator).bind(at.known_at).fetch_all(tx).await?;
    rows.iter().map(|row| Ok((row.try_get(1)?, version(row, 0)?))).collect()
}
