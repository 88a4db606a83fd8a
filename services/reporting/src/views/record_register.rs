//! What have units recorded, and where does each record stand? As known at each instant.
//!
//! Every line is kept: what was filed, and each step since. Which counts is chosen by the questions in
//! [`queries`].

pub mod queries;

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::record::{Event, Filing, Officer, Record};

pub struct RecordRegister;

impl View for RecordRegister {
    const NAME: &'static str = "record_register";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/record_register_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Record>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (record, event), .. } in events {
            let mut line = Line { tx, record: *record, entry };
            line.write(event).await?;
            line.count().await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    record: Uuid,
    entry: &'a Entry,
}

/// Where an event leaves a record.
struct Step<'e> {
    state: wire::RecordState,
    since: NaiveDate,
    reason: Option<&'e str>,
    judged_by: Option<&'e Officer>,
}

impl Line<'_> {
    async fn write(&mut self, event: &Event) -> Result<(), ApplyError> {
        let step = match event {
            Event::Filed { filing, by } => {
                self.filed(filing, by).await?;
                let (state, since) = (wire::RecordState::Filed, filing.occurred_on);
                Step { state, since, reason: None, judged_by: None }
            }
            Event::Verified { verified_on, by } => {
                let (state, since) = (wire::RecordState::Verified, *verified_on);
                Step { state, since, reason: None, judged_by: Some(by) }
            }
            Event::Rejected { rejected_on, reason, by } => {
                let (state, since) = (wire::RecordState::Rejected, *rejected_on);
                Step { state, since, reason: Some(reason), judged_by: Some(by) }
            }
            Event::Retracted { retracted_on, reason, by: _ } => {
                let (state, since) = (wire::RecordState::Retracted, *retracted_on);
                Step { state, since, reason: Some(reason), judged_by: None }
            }
        };
        self.step(&step).await
    }

    async fn filed(&mut self, filing: &Filing, by: &Officer) -> Result<(), ApplyError> {
        let said = wire::Record {
            record_id: self.record.to_string(),
            filed_by_unit_id: by.unit.to_string(),
            ..filing.into()
        };
        sqlx::query(
            "INSERT INTO record
             (record_id, unit_id, record_type, occurred_on, said, recorded_at, revision, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $6)",
        )
        .bind(self.record)
        .bind(filing.unit.0)
        .bind(&filing.record_type)
        .bind(filing.occurred_on)
        .bind(said.encode_to_vec())
        .bind(self.entry.recorded_at)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn step(&mut self, step: &Step<'_>) -> Result<(), ApplyError> {
        sqlx::query(
            "INSERT INTO record_step
             (record_id, revision, state, since, reason, judged_by_unit_id, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.record)
        .bind(self.entry.revision)
        .bind(i32::from(step.state))
        .bind(step.since)
        .bind(step.reason)
        .bind(step.judged_by.map(|by| by.unit.0))
        .bind(self.entry.recorded_at)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The etag of the record moves with each of its events.
    async fn count(&mut self) -> Result<(), ApplyError> {
        sqlx::query("UPDATE record SET revision = $2, changed_at = $3 WHERE record_id = $1")
            .bind(self.record)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
