//! Which rounds are there, how does each stand, by which ruleset, and how far are its entries? As of a day, as known at an
//! instant.
//!
//! Of an entry only its field and how far it came are kept: neither what it is called nor whose it is. Its code is nowhere
//! here, so no question about a round can tell the one from the other.

pub mod queries;
mod telling;
#[cfg(test)]
mod tests;

use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use self::telling::{EntryLine, RoundLine};
use crate::contract::number;
use crate::domain::round::Round;
use crate::domain::ruleset::Ruleset;
use crate::domain::{entry, round, ruleset};

pub struct RoundRegister;

/// Of which stream something is heard.
#[derive(Debug)]
pub enum Heard {
    Round(Uuid, round::Event),
    Ruleset(Uuid, ruleset::Event),
    Entry(Uuid, entry::Event),
}

impl View for RoundRegister {
    const NAME: &'static str = "round_register";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/round_register_tables.sql");
    type Event = Heard;

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Heard>, Undecodable> {
        let named = [
            entry.of::<Round>()?.map(|(id, event)| Heard::Round(id, event)),
            entry.of::<Ruleset>()?.map(|(id, event)| Heard::Ruleset(id, event)),
            entry.of::<entry::Entry>()?.map(|(id, event)| Heard::Entry(id, event)),
        ];
        Ok(named.into_iter().flatten().next())
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Heard>]) -> Result<(), ApplyError> {
        for Recorded { entry, event, .. } in events {
            let mut line = Line { tx, entry };
            match event {
                Heard::Round(id, event) => line.round(*id, event).await?,
                Heard::Ruleset(id, event) => line.ruleset(*id, event).await?,
                Heard::Entry(id, event) => line.entry(*id, event).await?,
            }
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn round(&mut self, id: Uuid, event: &round::Event) -> Result<(), ApplyError> {
        let said = if let round::Event::Planned(plan) = event {
            sqlx::query("INSERT INTO round VALUES ($1, $2, $3)")
                .bind(id)
                .bind(plan.whose.programme.0)
                .bind(number(plan.number))
                .execute(&mut *self.tx)
                .await?;
            RoundLine::planned(id, plan)
        } else {
            self.last_of_round(id).await?.hear(event, self.entry.recorded_at)
        };
        sqlx::query("INSERT INTO round_line VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(id)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .bind(said.valid_from)
            .bind(said.round.phase)
            .bind(said.grace_days)
            .bind(said.round.encode_to_vec())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn last_of_round(&mut self, id: Uuid) -> sqlx::Result<RoundLine> {
        let query = "SELECT said, grace_days, valid_from FROM round_line
                     WHERE round_id = $1 ORDER BY revision DESC LIMIT 1";
        let row = sqlx::query(query).bind(id).fetch_one(&mut *self.tx).await?;
        Ok(RoundLine {
            round: chassis::reading::message(&row, 0)?,
            grace_days: row.try_get(1)?,
            valid_from: row.try_get(2)?,
        })
    }

    async fn ruleset(&mut self, id: Uuid, event: &ruleset::Event) -> Result<(), ApplyError> {
        let (said, valid_from) = telling::ruleset(id, event);
        sqlx::query("INSERT INTO ruleset_line VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(id)
            .bind(said.version)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .bind(valid_from)
            .bind(said.encode_to_vec())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn entry(&mut self, id: Uuid, event: &entry::Event) -> Result<(), ApplyError> {
        let said = match EntryLine::started(event) {
            Some(started) => Some(started),
            None => self.last_of_entry(id).await?.hear(event),
        };
        let Some(said) = said else { return Ok(()) };
        sqlx::query("INSERT INTO entry_line VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(id)
            .bind(self.entry.revision)
            .bind(said.round)
            .bind(self.entry.recorded_at)
            .bind(said.valid_from)
            .bind(said.state)
            .bind(said.field)
            .bind(said.ruleset_version)
            .bind(said.complete_until)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn last_of_entry(&mut self, id: Uuid) -> sqlx::Result<EntryLine> {
        let query = "SELECT round_id, valid_from, state, field, ruleset_version, complete_until
                     FROM entry_line WHERE entry_id = $1 ORDER BY revision DESC LIMIT 1";
        let row = sqlx::query(query).bind(id).fetch_one(&mut *self.tx).await?;
        Ok(EntryLine {
            round: row.try_get(0)?,
            valid_from: row.try_get(1)?,
            state: row.try_get(2)?,
            field: row.try_get(3)?,
            ruleset_version: row.try_get(4)?,
            complete_until: row.try_get(5)?,
        })
    }
}
