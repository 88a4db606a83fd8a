//! The question about targets.

use chassis::reading::{Moment, etag, message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::reporting::v1 as wire;
use ledger::{Decider as _, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::IndicatorCode;
use crate::domain::target::{Period, Target};

/// Which targets of a plan.
#[derive(Debug, Clone)]
pub struct Filter {
    pub plan: Uuid,
    pub unit: Option<Uuid>,
    pub indicator: Option<IndicatorCode>,
    pub period: Option<Period>,
}

/// Where a page of targets ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub rank: i32,
    pub target: Uuid,
}

/// The targets in effect on the day, after `last`, at most `limit`; each with the key of its row.
pub async fn list_targets(
    tx: &mut PgConnection,
    filter: &Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Target)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_targets.sql"))
        .bind(filter.plan)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(filter.unit)
        .bind(filter.indicator.as_ref().map(IndicatorCode::as_str))
        .bind(filter.period.as_ref().map(|period| &period.key))
        .bind(last.map(|last| last.rank))
        .bind(last.map(|last| last.target))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let target: Uuid = row.try_get(0)?;
        let etag = etag(&StreamName::new(Target::CATEGORY, target), row.try_get(2)?);
        let said = wire::Target { etag, ..message(row, 1)? };
        Ok((Last { as_of, known_at, rank: row.try_get(3)?, target }, said))
    };
    rows.iter().map(keyed).collect()
}
