//! How is each item of a plan measured? As of a day, as known at an instant, in each of its versions.
//!
//! Every line is kept: a revision adds a version, a retirement a day. What counts is chosen by the
//! questions in [`queries`].

pub mod queries;

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract;
use crate::domain::indicator::definition::Definition;
use crate::domain::indicator::{Event, Indicator};
use crate::domain::{DecisionRef, IndicatorCode, PlanId};

pub struct IndicatorCatalogue;

impl View for IndicatorCatalogue {
    const NAME: &'static str = "indicator_catalogue";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/indicator_catalogue_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Indicator>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (indicator, event), .. } in events {
            let mut line = Line { tx, indicator: *indicator, entry };
            line.write(event).await?;
            line.count().await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    indicator: Uuid,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn write(&mut self, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Published { plan, code, definition, valid_from, decision } => {
                self.indicator(*plan, code).await?;
                self.version(1, definition, *valid_from, decision.as_ref()).await
            }
            Event::Revised { formula_version, definition, valid_from, decision, .. } => {
                self.version(*formula_version, definition, *valid_from, decision.as_ref()).await
            }
            Event::Retired { retired_on, .. } => self.retirement(*retired_on).await,
        }
    }

    async fn indicator(&mut self, plan: PlanId, code: &IndicatorCode) -> Result<(), ApplyError> {
        sqlx::query(
            "INSERT INTO indicator
             (indicator_id, plan_id, code, item_code, rank, recorded_at, revision, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, 0, $6)",
        )
        .bind(self.indicator)
        .bind(plan.0)
        .bind(code.as_str())
        .bind(code.item().as_str())
        .bind(code.rank())
        .bind(self.entry.recorded_at)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn version(
        &mut self,
        version: u32,
        definition: &Definition,
        valid_from: NaiveDate,
        decision: Option<&DecisionRef>,
    ) -> Result<(), ApplyError> {
        let source = wire::IndicatorSource::from(definition.source);
        sqlx::query(
            "INSERT INTO indicator_version
             (indicator_id, formula_version, valid_from, source, definition, decision, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.indicator)
        .bind(contract::version(version))
        .bind(valid_from)
        .bind(i32::from(source))
        .bind(wire::IndicatorDefinition::from(definition).encode_to_vec())
        .bind(contract::decision(decision).map(|decision| decision.encode_to_vec()))
        .bind(self.entry.recorded_at)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn retirement(&mut self, retired_on: NaiveDate) -> Result<(), ApplyError> {
        sqlx::query(
            "INSERT INTO indicator_retirement (indicator_id, retired_on, recorded_at)
             VALUES ($1, $2, $3)",
        )
        .bind(self.indicator)
        .bind(retired_on)
        .bind(self.entry.recorded_at)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The etag of the indicator moves with each of its events.
    async fn count(&mut self) -> Result<(), ApplyError> {
        sqlx::query("UPDATE indicator SET revision = $2, changed_at = $3 WHERE indicator_id = $1")
            .bind(self.indicator)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
