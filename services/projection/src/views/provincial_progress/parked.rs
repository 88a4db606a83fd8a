//! Events that could not be taken in: they may touch figures, so figures say so.

use chrono::{DateTime, Utc};
use ledger::View as _;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::ProvincialProgress;

/// An event that waits for an operator.
#[derive(Debug, Clone, PartialEq)]
pub struct Parked {
    pub context: String,
    pub position: i64,
    pub event_id: Uuid,
    pub event_type: String,
    pub recorded_at: DateTime<Utc>,
}

/// What the live generation has set aside, as the caller's snapshot sees it.
pub async fn parked(tx: &mut PgConnection) -> sqlx::Result<Vec<Parked>> {
    let query = sqlx::query(include_str!("../../../sql/load_parked.sql"));
    let version = i64::from(ProvincialProgress::VERSION);
    let rows = query.bind(ProvincialProgress::NAME).bind(version).fetch_all(tx).await?;
    let parked = rows.iter().map(|row| {
        Ok(Parked {
            context: row.try_get(0)?,
            position: row.try_get(1)?,
            event_id: row.try_get(2)?,
            event_type: row.try_get(3)?,
            recorded_at: row.try_get(4)?,
        })
    });
    parked.collect()
}
