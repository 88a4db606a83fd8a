//! The questions about what follows.

use std::collections::BTreeMap;

use chassis::reading::{Moment, etag, message, optional_message};
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use ledger::{Decider as _, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::follow_up::FollowUp;
use crate::views::Last;

/// Which entries of a round.
#[derive(Debug, Clone, Copy)]
pub struct Which<'a> {
    pub round: Uuid,
    /// This one only.
    pub entry: Option<Uuid>,
    /// Only prizes that are due for a look so many months after the decision.
    pub due_after_months: Option<i32>,
    pub after: Option<&'a Last<Key>>,
    pub limit: i64,
}

/// The place of its tier, its title, and which it is.
pub type Key = (i64, String, Uuid);

/// What follows of the entries that are released by the day, by tier and title; each with the key of its row.
pub async fn list_follow_ups(
    tx: &mut PgConnection,
    which: Which<'_>,
    at: Moment,
) -> sqlx::Result<Vec<(Last<Key>, wire::FollowUp)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_follow_ups.sql"))
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(which.round)
        .bind(which.entry)
        .bind(which.due_after_months)
        .bind(which.after.map(|last| last.key.0))
        .bind(which.after.map(|last| &last.key.1))
        .bind(which.after.map(|last| last.key.2))
        .bind(which.limit)
        .fetch_all(&mut *tx)
        .await?;
    let mut found: Vec<_> =
        rows.iter().map(|row| follow_up(row, at)).collect::<sqlx::Result<_>>()?;
    let ids: Vec<_> = found.iter().map(|(last, _)| last.key.2).collect();
    let mut nominations = nominations(tx, &ids, at).await?;
    let mut looks = looks(tx, &ids, at).await?;
    for (last, told) in &mut found {
        told.nominations = nominations.remove(&last.key.2).unwrap_or_default();
        told.looks = looks.remove(&last.key.2).unwrap_or_default();
    }
    Ok(found)
}

/// From fourteen columns.
fn follow_up(row: &PgRow, at: Moment) -> sqlx::Result<(Last<Key>, wire::FollowUp)> {
    let (entry, round, origin): (Uuid, Uuid, Uuid) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(4)?);
    let (title, released_on): (String, NaiveDate) = (row.try_get(2)?, row.try_get(5)?);
    let prize: Option<Uuid> = row.try_get(6)?;
    let (tier_code, tier_name): (Option<String>, Option<String>) =
        (row.try_get(7)?, row.try_get(8)?);
    let told = wire::FollowUp {
        entry_id: entry.to_string(),
        round_id: round.to_string(),
        entry_title: title.clone(),
        field_code: row.try_get(3)?,
        origin_unit_id: origin.to_string(),
        released_on: released_on.to_string(),
        prize_id: prize.map(|id| id.to_string()).unwrap_or_default(),
        tier_code: tier_code.unwrap_or_default(),
        tier_name: tier_name.unwrap_or_default(),
        decided_on: day(row, 9)?,
        nominations: Vec::new(),
        looks: Vec::new(),
        revoked_on: day(row, 10)?,
        revocation_ref: optional_message(row, 11)?,
        etag: etag(&StreamName::new(FollowUp::CATEGORY, entry), row.try_get(12)?),
    };
    Ok((Last::new(at, (row.try_get(13)?, title, entry)), told))
}

/// To which national contests they were sent, and what they got there.
async fn nominations(
    tx: &mut PgConnection,
    entries: &[Uuid],
    at: Moment,
) -> sqlx::Result<BTreeMap<Uuid, Vec<wire::NationalNomination>>> {
    let rows = sqlx::query(include_str!("../../../sql/list_nominations.sql"))
        .bind(entries)
        .bind(at.known_at)
        .bind(at.as_of)
        .fetch_all(tx)
        .await?;
    let mut all: BTreeMap<Uuid, Vec<wire::NationalNomination>> = BTreeMap::new();
    for row in &rows {
        let nomination = wire::NationalNomination {
            contest: row.try_get(1)?,
            nominated_on: day(row, 2)?,
            document_ref: Some(message(row, 3)?),
            decided_on: day(row, 4)?,
            prize: optional_message(row, 5)?,
        };
        all.entry(row.try_get(0)?).or_default().push(nomination);
    }
    Ok(all)
}

/// When somebody looked whether they are applied, and what they saw.
async fn looks(
    tx: &mut PgConnection,
    entries: &[Uuid],
    at: Moment,
) -> sqlx::Result<BTreeMap<Uuid, Vec<wire::ApplicationLook>>> {
    let query = "SELECT entry_id, looked_on, applied FROM look
                 WHERE entry_id = ANY($1) AND recorded_at <= $2 AND looked_on <= $3
                 ORDER BY revision";
    let rows = sqlx::query(query).bind(entries).bind(at.known_at).bind(at.as_of);
    let mut all: BTreeMap<Uuid, Vec<wire::ApplicationLook>> = BTreeMap::new();
    for row in &rows.fetch_all(tx).await? {
        let look = wire::ApplicationLook { looked_on: day(row, 1)?, applied: row.try_get(2)? };
        all.entry(row.try_get(0)?).or_default().push(look);
    }
    Ok(all)
}

/// A day as the contract says it; empty where there is none.
fn day(row: &PgRow, column: usize) -> sqlx::Result<String> {
    let day: Option<NaiveDate> = row.try_get(column)?;
    Ok(day.map(|day| day.to_string()).unwrap_or_default())
}
