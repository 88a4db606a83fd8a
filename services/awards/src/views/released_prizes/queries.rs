//! The question about released prizes.

use chassis::reading::Moment;
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::views::Last;

/// The place of its tier, its title, and which it is.
type Key = (i64, String, Uuid);

/// The prizes that are released by the day, by tier and title, after `last`, at most `limit`; each with the key of
/// its row.
pub async fn list_released_prizes(
    tx: &mut PgConnection,
    round: Uuid,
    at: Moment,
    last: Option<&Last<Key>>,
    limit: i64,
) -> sqlx::Result<Vec<(Last<Key>, wire::ReleasedPrize)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_released_prizes.sql"))
        .bind(round)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(last.map(|last| last.key.0))
        .bind(last.map(|last| &last.key.1))
        .bind(last.map(|last| last.key.2))
        .bind(limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| prize(row, at)).collect()
}

fn prize(row: &PgRow, at: Moment) -> sqlx::Result<(Last<Key>, wire::ReleasedPrize)> {
    let (prize, entry, origin): (Uuid, Uuid, Uuid) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(4)?);
    let (title, released_on): (String, NaiveDate) = (row.try_get(2)?, row.try_get(7)?);
    let revoked_on: Option<NaiveDate> = row.try_get(9)?;
    let told = wire::ReleasedPrize {
        prize_id: prize.to_string(),
        entry_id: entry.to_string(),
        entry_title: title.clone(),
        field_code: row.try_get(3)?,
        origin_unit_id: origin.to_string(),
        tier_code: row.try_get(5)?,
        tier_name: row.try_get(6)?,
        released_on: released_on.to_string(),
        revoked_on: revoked_on.map(|day| day.to_string()).unwrap_or_default(),
    };
    Ok((Last::new(at, (row.try_get(8)?, title, prize)), told))
}
