//! Which periods are there, how far are they, who owes a report for them, and who has handed it in? As of a day, as known at an
//! instant.
//!
//! It follows membership too: which units there are on a day decides who is expected when a period is
//! opened, one that ends by its due day is neither late nor missing, and whoever followed a receiver acts in
//! its place.

pub mod queries;
mod reports;
mod units;

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use self::units::UnitTold;
use crate::contract;
use crate::domain::period::schedule::Schedule;
use crate::domain::period::{self, Expected, KnownTo, Manner, Period};
use crate::domain::regime::terms::RegimeCode;
use crate::domain::unit_report::{self, UnitReport};
use crate::domain::window::PeriodKey;
use crate::domain::{PeriodId, PlanId, ReportId, UnitId};

/// The context whose ledger holds the directory.
pub const MEMBERSHIP: &str = "membership";

pub struct ReportingPeriods;

/// What this view is made of.
pub enum Told {
    Period(Uuid, period::Event),
    Report(Uuid, unit_report::Event),
    Unit(UnitTold),
}

impl View for ReportingPeriods {
    const NAME: &'static str = "reporting_periods";
    const VERSION: u32 = 3;
    const TABLES: &'static str = include_str!("../../sql/reporting_periods_tables.sql");
    type Event = Told;

    fn decode(source: &str, entry: &Entry) -> Result<Option<Told>, Undecodable> {
        if source == MEMBERSHIP {
            let told = units::hear(entry).map_err(Undecodable::new)?;
            return Ok(told.map(Told::Unit));
        }
        let period = entry.of::<Period>()?;
        if let Some((period, event)) = period {
            return Ok(Some(Told::Period(period, event)));
        }
        let report = entry.of::<UnitReport>()?;
        Ok(report.map(|(report, event)| Told::Report(report, event)))
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Told>]) -> Result<(), ApplyError> {
        for Recorded { entry, event, .. } in events {
            match event {
                Told::Unit(told) => told.write(tx, entry).await?,
                Told::Report(report, event) => reports::write(tx, entry, *report, event).await?,
                Told::Period(period, event) => {
                    let mut line = Line { tx, period: *period, entry };
                    line.write(event).await?;
                    line.count().await?;
                }
            }
        }
        Ok(())
    }
}

/// One event of a period on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    period: Uuid,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn write(&mut self, event: &period::Event) -> Result<(), ApplyError> {
        use period::Event;
        match event {
            Event::Planned { plan, regime, regime_version, key, schedule } => {
                self.period(*plan, (regime, *regime_version), key, schedule).await
            }
            Event::Opened { opened_on, manner, expected, .. } => {
                self.expected(*opened_on, expected).await?;
                self.manner(*manner).await?;
                self.state(wire::PeriodState::Open, *opened_on).await
            }
            Event::CutOff { on, known_to } => {
                self.watermarks(known_to).await?;
                self.state(wire::PeriodState::CutOff, *on).await
            }
            Event::FellDue { level: 1, on } => self.state(wire::PeriodState::Due, *on).await,
            Event::Locked { on } => self.state(wire::PeriodState::Locked, *on).await,
            Event::ExceptionGranted { unit, granted_on, until, .. } => {
                self.exception(*unit, *granted_on, *until).await
            }
            // The days of each level and of each exception are known beforehand.
            Event::FellDue { .. } | Event::ExceptionEnded { .. } => Ok(()),
        }
    }

    async fn period(
        &mut self,
        plan: PlanId,
        (regime, version): (&RegimeCode, u32),
        key: &PeriodKey,
        schedule: &Schedule,
    ) -> Result<(), ApplyError> {
        let levels = wire::Period { levels: contract::levels(schedule), ..wire::Period::default() };
        let query = "INSERT INTO period
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $10, false, false)";
        sqlx::query(query)
            .bind(self.period)
            .bind(plan.0)
            .bind(regime.as_str())
            .bind(contract::version(version))
            .bind(key.as_str())
            .bind(schedule.window.first)
            .bind(schedule.window.last)
            .bind(levels.encode_to_vec())
            .bind(schedule.open_until)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn manner(&mut self, manner: Manner) -> Result<(), ApplyError> {
        sqlx::query("UPDATE period SET on_paper = $2, illustrative = $3 WHERE period_id = $1")
            .bind(self.period)
            .bind(manner.on_paper)
            .bind(manner.illustrative)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn state(
        &mut self,
        state: wire::PeriodState,
        since: NaiveDate,
    ) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO period_state VALUES ($1, $2, $3, $4, $5)")
            .bind(self.period)
            .bind(self.entry.position)
            .bind(i32::from(state))
            .bind(since)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn expected(
        &mut self,
        opened_on: NaiveDate,
        expected: &[Expected],
    ) -> Result<(), ApplyError> {
        for Expected { unit, level, receiver, due_on } in expected {
            sqlx::query("INSERT INTO expected_report VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
                .bind(self.period)
                .bind(contract::version(*level))
                .bind(unit.0)
                .bind(receiver.0)
                .bind(due_on)
                .bind(opened_on)
                .bind(self.entry.recorded_at)
                .bind(ReportId::of(PeriodId(self.period), *unit).0)
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }

    async fn watermarks(&mut self, known_to: &[KnownTo]) -> Result<(), ApplyError> {
        for KnownTo { context, position } in known_to {
            sqlx::query("INSERT INTO period_watermark VALUES ($1, $2, $3)")
                .bind(self.period)
                .bind(context)
                .bind(position)
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }

    async fn exception(
        &mut self,
        unit: UnitId,
        granted_on: NaiveDate,
        until: NaiveDate,
    ) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO lock_exception VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(self.period)
            .bind(self.entry.position)
            .bind(unit.0)
            .bind(granted_on)
            .bind(until)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// The etag of the period moves with each of its events.
    async fn count(&mut self) -> Result<(), ApplyError> {
        sqlx::query("UPDATE period SET revision = $2, changed_at = $3 WHERE period_id = $1")
            .bind(self.period)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
