//! The questions about ratings.

use chassis::reading::{Moment, etag, message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::consultancy::v1 as wire;
use ledger::{Decider as _, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::rating::Rating;
use crate::views::review_register::queries::Whose;

/// Where a page of ratings ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub rated_on: NaiveDate,
    pub review: Uuid,
}

/// What was thought by the day of the reviews of one, or of this one; the latest first, after `last`, at most `limit`,
/// each with the key of its row.
pub async fn list_ratings(
    tx: &mut PgConnection,
    whose: Whose,
    review: Option<Uuid>,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Rating)>> {
    let (union, requester) = whose.units();
    let rows = sqlx::query(include_str!("../../../sql/list_ratings.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(union)
        .bind(requester)
        .bind(review)
        .bind(last.map(|last| last.rated_on))
        .bind(last.map(|last| last.review))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    let keyed = |row: &PgRow| {
        let Moment { as_of, known_at } = at;
        let (review, rated_on): (Uuid, _) = (row.try_get(0)?, row.try_get(3)?);
        let etag = etag(&StreamName::new(Rating::CATEGORY, review), row.try_get(2)?);
        let said = wire::Rating { etag, ..message(row, 1)? };
        Ok((Last { as_of, known_at, rated_on, review }, said))
    };
    rows.iter().map(keyed).collect()
}
