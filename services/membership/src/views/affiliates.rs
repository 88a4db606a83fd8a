//! Read model: which affiliated units, collective members and clubs belonged to a Union on a day.

#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{Entry, Revision};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::Moment;
use crate::contract::{Choice as _, day};
use crate::domain::affiliate::{Affiliate, Event};

pub struct Affiliates;

impl View for Affiliates {
    const NAME: &'static str = "affiliates";
    /// Raise it to build the tables anew from the first event.
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/affiliates.sql");
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Affiliate>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (id, event), .. } in events {
            match event {
                Event::Begun { profile, occurred_on, .. } => {
                    sqlx::query(
                        "INSERT INTO affiliate VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL, $8)",
                    )
                    .bind(id)
                    .bind(profile.union.0)
                    .bind(&profile.name)
                    .bind(profile.kind.to_wire())
                    .bind(profile.illustrative)
                    .bind(occurred_on)
                    .bind(entry.recorded_at)
                    .bind(entry.revision)
                    .execute(&mut *tx)
                    .await?;
                }
                Event::Ended { occurred_on, .. } => {
                    sqlx::query(
                        "UPDATE affiliate SET ended_on = $2, end_recorded_at = $3, revision = $4
                         WHERE affiliate_id = $1",
                    )
                    .bind(id)
                    .bind(occurred_on)
                    .bind(entry.recorded_at)
                    .bind(entry.revision)
                    .execute(&mut *tx)
                    .await?;
                }
            }
        }
        Ok(())
    }
}

/// The place of an affiliate in the list.
pub type NameKey = (String, Uuid);

/// Which affiliates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    pub kind: Option<i32>,
    pub union: Option<Uuid>,
    pub after: Option<NameKey>,
    pub limit: i64,
}

/// Those that belonged to a Union on the day, by name.
pub async fn list_affiliates(
    tx: &mut PgConnection,
    asked: &Asked,
    at: Moment,
) -> sqlx::Result<Vec<(NameKey, wire::Affiliate)>> {
    let rows = sqlx::query(include_str!("../../sql/list_affiliates.sql"))
        .bind(at.as_of)
        .bind(at.known_at)
        .bind(asked.kind)
        .bind(asked.union)
        .bind(asked.after.as_ref().map(|(name, _)| name.as_str()))
        .bind(asked.after.as_ref().map(|(_, id)| *id))
        .bind(asked.limit)
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| affiliate(row, at)).collect()
}

fn affiliate(row: &PgRow, at: Moment) -> sqlx::Result<(NameKey, wire::Affiliate)> {
    let id: Uuid = row.try_get("affiliate_id")?;
    let union: Uuid = row.try_get("union_unit_id")?;
    let name: String = row.try_get("name")?;
    let since: NaiveDate = row.try_get("since")?;
    let revision: Revision = row.try_get("revision")?;
    let affiliate = wire::Affiliate {
        affiliation: Some(wire::Affiliation {
            affiliate_id: id.to_string(),
            union_unit_id: union.to_string(),
            name: name.clone(),
            kind: row.try_get("kind")?,
            illustrative: row.try_get("illustrative")?,
        }),
        since: since.to_string(),
        ended_on: day(row.try_get("ended_on")?),
        etag: at.etag::<Affiliate>(id, revision),
    };
    Ok(((name, id), affiliate))
}
