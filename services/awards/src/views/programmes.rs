//! Which programmes of contests and awards are there, and on what terms? As of a day, as known at an instant.

pub mod queries;

use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract;
use crate::domain::programme::{Event, Family, Programme, Terms};
use crate::domain::{DecisionRef, UnitId};

pub struct Programmes;

impl View for Programmes {
    const NAME: &'static str = "programmes";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/programmes_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Programme>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (programme, event), .. } in events {
            let mut line = Line { tx, programme: *programme, entry };
            line.write(event).await?;
            line.count().await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    programme: Uuid,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn write(&mut self, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Defined { organiser, family, terms, defined_on, decision, illustrative } => {
                self.programme(*organiser, *family, *illustrative).await?;
                self.terms(terms, *defined_on, decision).await
            }
            Event::Amended { terms, amended_on, decision } => {
                self.terms(terms, *amended_on, decision).await
            }
            Event::Ended { ended_on, .. } => self.end(*ended_on).await,
            // Only the etag moves.
            Event::NumberTaken { .. } => Ok(()),
        }
    }

    async fn programme(
        &mut self,
        organiser: UnitId,
        family: Family,
        illustrative: bool,
    ) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO programme VALUES ($1, $2, $3, $4, $5, 0, $5)")
            .bind(self.programme)
            .bind(organiser.0)
            .bind(i32::from(wire::ProgrammeFamily::from(family)))
            .bind(illustrative)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn terms(
        &mut self,
        terms: &Terms,
        valid_from: NaiveDate,
        decision: &DecisionRef,
    ) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO programme_terms VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(self.programme)
            .bind(self.entry.revision)
            .bind(valid_from)
            .bind(&terms.name)
            .bind(wire::ProgrammeTerms::from(terms).encode_to_vec())
            .bind(contract::decision(decision).encode_to_vec())
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn end(&mut self, ended_on: NaiveDate) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO programme_end VALUES ($1, $2, $3)")
            .bind(self.programme)
            .bind(ended_on)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// The etag of the programme moves with each of its events.
    async fn count(&mut self) -> Result<(), ApplyError> {
        sqlx::query("UPDATE programme SET revision = $2, changed_at = $3 WHERE programme_id = $1")
            .bind(self.programme)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
