//! What is aimed at, by whom, in which period? As of a day, as known at each instant.
//!
//! Every version is kept; which is in effect is chosen by the question in [`queries`].

pub mod queries;

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract;
use crate::domain::DecisionRef;
use crate::domain::target::{Aim, Decimal, Event, Target};

pub struct TargetsInEffect;

impl View for TargetsInEffect {
    const NAME: &'static str = "targets_in_effect";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/targets_in_effect_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Target>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (target, event), .. } in events {
            let mut line = Line { tx, target: *target, entry };
            line.write(event).await?;
            line.count().await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    target: Uuid,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn write(&mut self, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Set { aim, value, effective_on, decision } => {
                self.target(aim).await?;
                self.version(1, aim, *value, *effective_on, decision).await
            }
            Event::Revised { aim, version, value, effective_on, decision, .. } => {
                self.version(*version, aim, *value, *effective_on, decision).await
            }
        }
    }

    async fn target(&mut self, aim: &Aim) -> Result<(), ApplyError> {
        sqlx::query(
            "INSERT INTO target
             (target_id, plan_id, indicator_code, rank, unit_id, period_key, recorded_at, revision,
              changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $7)",
        )
        .bind(self.target)
        .bind(aim.plan.0)
        .bind(aim.indicator.as_str())
        .bind(aim.indicator.rank())
        .bind(aim.unit.map(|unit| unit.0))
        .bind(&aim.period.key)
        .bind(self.entry.recorded_at)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn version(
        &mut self,
        version: u32,
        aim: &Aim,
        value: Decimal,
        effective_on: NaiveDate,
        decision: &DecisionRef,
    ) -> Result<(), ApplyError> {
        let said = wire::Target {
            target_id: self.target.to_string(),
            aim: Some(aim.into()),
            version: contract::version(version),
            value: value.to_string(),
            effective_on: effective_on.to_string(),
            decision_ref: contract::decision(Some(decision)),
            etag: String::new(),
            plan_id: aim.plan.to_string(),
        };
        sqlx::query(
            "INSERT INTO target_version (target_id, version, effective_on, said, recorded_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(self.target)
        .bind(said.version)
        .bind(effective_on)
        .bind(said.encode_to_vec())
        .bind(self.entry.recorded_at)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The etag of the target moves with each of its events.
    async fn count(&mut self) -> Result<(), ApplyError> {
        sqlx::query("UPDATE target SET revision = $2, changed_at = $3 WHERE target_id = $1")
            .bind(self.target)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
