//! Who is a participant, sealed, and how far is the erasure? An erased one's lines lose what they held, also those about
//! earlier states of knowledge.

pub mod queries;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDate, Utc};
use contracts::awards::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::columns;
use crate::domain::participant::{Event, Participant};
use crate::domain::{Holder, RoundId};

pub struct Participants;

impl View for Participants {
    const NAME: &'static str = "participants";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/participants_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Participant>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (id, event), .. } in events {
            match event {
                Event::Registered { round, holder, .. } => {
                    register(tx, *id, *round, holder).await?
                }
                Event::Erased { .. } => forget(tx, *id).await?,
                Event::Corrected { .. }
                | Event::ErasureRequested { .. }
                | Event::ErasureRefused { .. }
                | Event::KeyDestroyed { .. } => {}
            }
            last(tx, *id).await?.hear(event).write(tx, *id, entry).await?;
        }
        Ok(())
    }
}

async fn register(
    tx: &mut PgConnection,
    id: Uuid,
    round: RoundId,
    holder: &Holder,
) -> Result<(), ApplyError> {
    let (person, unit) = columns(holder);
    let insert = sqlx::query("INSERT INTO participant VALUES ($1, $2, $3, $4)");
    insert.bind(id).bind(round.0).bind(person).bind(unit).execute(tx).await?;
    Ok(())
}

async fn forget(tx: &mut PgConnection, id: Uuid) -> Result<(), ApplyError> {
    let forget = "UPDATE participant_line SET details = NULL WHERE participant_id = $1";
    sqlx::query(forget).bind(id).execute(tx).await?;
    Ok(())
}

/// What was known after the last of its events.
async fn last(tx: &mut PgConnection, id: Uuid) -> Result<Line, ApplyError> {
    let query =
        "SELECT details, erasure_state, key_destroyed_at, waiting_since, basis, requested_by
                 FROM participant_line WHERE participant_id = $1 ORDER BY revision DESC LIMIT 1";
    let row = sqlx::query(query).bind(id).fetch_optional(tx).await?;
    Ok(row.as_ref().map(Line::read).transpose()?.unwrap_or_default())
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Line {
    /// As it is stored: the view has no key to open it with.
    details: Option<String>,
    erasure: wire::ErasureState,
    key_destroyed_at: Option<DateTime<Utc>>,
    waiting: Option<Waiting>,
}

/// An erasure that one officer requested.
#[derive(Debug, Clone, PartialEq)]
struct Waiting {
    since: NaiveDate,
    basis: i32,
    by: String,
}

impl Line {
    fn read(row: &PgRow) -> sqlx::Result<Self> {
        let since: Option<NaiveDate> = row.try_get(3)?;
        let waiting = |since| -> sqlx::Result<Waiting> {
            Ok(Waiting { since, basis: row.try_get(4)?, by: row.try_get(5)? })
        };
        Ok(Self {
            details: row.try_get(0)?,
            erasure: erasure(row, 1)?,
            key_destroyed_at: row.try_get(2)?,
            waiting: since.map(waiting).transpose()?,
        })
    }

    fn hear(self, event: &Event) -> Self {
        match event {
            Event::Registered { details, .. } | Event::Corrected { details, .. } => {
                Self { details: Some(details.to_string()), ..self }
            }
            Event::ErasureRequested { by, basis, occurred_on } => {
                let basis = wire::ErasureBasis::from(*basis).into();
                let waiting = Waiting { since: *occurred_on, basis, by: by.person.clone() };
                let erasure = wire::ErasureState::Requested;
                Self { erasure, waiting: Some(waiting), ..self }
            }
            Event::ErasureRefused { .. } => {
                Self { erasure: wire::ErasureState::Refused, waiting: None, ..self }
            }
            Event::Erased { .. } => Self { erasure: wire::ErasureState::Erased, ..Self::default() },
            Event::KeyDestroyed { at } => {
                let erasure = wire::ErasureState::KeyDestroyed;
                Self { erasure, key_destroyed_at: Some(*at), ..self }
            }
        }
    }

    async fn write(self, tx: &mut PgConnection, id: Uuid, entry: &Entry) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO participant_line VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(id)
            .bind(entry.revision)
            .bind(entry.recorded_at)
            .bind(self.details)
            .bind(i32::from(self.erasure))
            .bind(self.key_destroyed_at)
            .bind(self.waiting.as_ref().map(|waiting| waiting.since))
            .bind(self.waiting.as_ref().map(|waiting| waiting.basis))
            .bind(self.waiting.map(|waiting| waiting.by))
            .execute(tx)
            .await?;
        Ok(())
    }
}

fn erasure(row: &PgRow, column: usize) -> sqlx::Result<wire::ErasureState> {
    let state: i32 = row.try_get(column)?;
    state.try_into().map_err(|error| sqlx::Error::Decode(Box::new(error)))
}
