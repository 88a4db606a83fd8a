//! Who reports to whom, for which periods, until when? As of a day, as known at an instant, in each
//! version of the regime.

pub mod queries;

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract;
use crate::domain::regime::terms::{RegimeCode, Terms};
use crate::domain::regime::{Event, Regime};
use crate::domain::{DecisionRef, PlanId};

pub struct ReportingRegimes;

impl View for ReportingRegimes {
    const NAME: &'static str = "reporting_regimes";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/reporting_regimes_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Regime>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (regime, event), .. } in events {
            let mut line = Line { tx, regime: *regime, entry };
            line.write(event).await?;
            line.count().await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    regime: Uuid,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn write(&mut self, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Issued { plan, code, terms, valid_from, decision } => {
                self.regime(*plan, code).await?;
                self.version(1, terms, *valid_from, decision.as_ref()).await
            }
            Event::Revised { version, terms, valid_from, decision, .. } => {
                self.version(*version, terms, *valid_from, decision.as_ref()).await
            }
            Event::Ended { ended_on, .. } => self.end(*ended_on).await,
        }
    }

    async fn regime(&mut self, plan: PlanId, code: &RegimeCode) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO regime VALUES ($1, $2, $3, $4, 0, $4)")
            .bind(self.regime)
            .bind(plan.0)
            .bind(code.as_str())
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn version(
        &mut self,
        version: u32,
        terms: &Terms,
        valid_from: NaiveDate,
        decision: Option<&DecisionRef>,
    ) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO regime_version VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(self.regime)
            .bind(contract::version(version))
            .bind(valid_from)
            .bind(wire::RegimeTerms::from(terms).encode_to_vec())
            .bind(contract::decision(decision).map(|decision| decision.encode_to_vec()))
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn end(&mut self, ended_on: NaiveDate) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO regime_end VALUES ($1, $2, $3)")
            .bind(self.regime)
            .bind(ended_on)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// The etag of the regime moves with each of its events.
    async fn count(&mut self) -> Result<(), ApplyError> {
        sqlx::query("UPDATE regime SET revision = $2, changed_at = $3 WHERE regime_id = $1")
            .bind(self.regime)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
