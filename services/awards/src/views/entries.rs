//! Which entries are there, and how does each stand? As known at each instant.
//!
//! After each event an entry is told anew, to whoever holds it and to the secretariat, each by a fold of its own
//! ([`telling`]): what a holder changes is the holder's until it is handed in. Of judging there is nothing here,
//! because an entry's stream ends with screening.

pub mod queries;
mod telling;
#[cfg(test)]
mod tests;

use chassis::reading::{message, optional_message};
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use ledger::{ApplyError, Entry as Recording, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use self::telling::Told;
use super::columns;
use crate::domain::entry::{Entry, Event};
use crate::domain::{Holder, RoundId};

pub struct Entries;

impl View for Entries {
    const NAME: &'static str = "entries";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/entries_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Recording) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Entry>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (id, event), .. } in events {
            let mut line = Line { tx, id: *id, entry };
            if let Event::Started { round, holder, started_on, .. } = event {
                line.begin(*round, holder, *started_on).await?;
            }
            let told = line.last().await?;
            line.write(&told.hear(*id, event)).await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    id: Uuid,
    entry: &'a Recording,
}

impl Line<'_> {
    async fn begin(
        &mut self,
        round: RoundId,
        holder: &Holder,
        started_on: NaiveDate,
    ) -> Result<(), ApplyError> {
        let (person, unit) = columns(holder);
        sqlx::query("INSERT INTO entry VALUES ($1, $2, $3, $4, $5)")
            .bind(self.id)
            .bind(round.0)
            .bind(person)
            .bind(unit)
            .bind(started_on)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// What was told of it before this event.
    async fn last(&mut self) -> Result<Told, ApplyError> {
        let query = "SELECT own, handed_in, handed_in_on FROM entry_line WHERE entry_id = $1
                     ORDER BY revision DESC LIMIT 1";
        let row = sqlx::query(query).bind(self.id).fetch_optional(&mut *self.tx).await?;
        let Some(row) = row else { return Ok(Told::default()) };
        let (own, handed_in) = (message(&row, 0)?, optional_message(&row, 1)?);
        Ok(Told { own, handed_in, handed_in_on: row.try_get(2)? })
    }

    async fn write(&mut self, told: &Told) -> Result<(), ApplyError> {
        let field =
            |entry: &wire::Entry| entry.description.as_ref().map(|it| it.field_code.clone());
        sqlx::query("INSERT INTO entry_line VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(self.id)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .bind(told.own.state)
            .bind(told.own.encode_to_vec())
            .bind(told.handed_in.as_ref().map(wire::Entry::encode_to_vec))
            .bind(told.handed_in_on)
            .bind(told.handed_in.as_ref().and_then(field))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
