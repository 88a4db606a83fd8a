//! What time asks for: the commands owed to periods, one after the other, as their days pass.
//!
//! The domain says what is due next ([`Period::next_due`]). The first moment of that day in Vietnam is
//! when it is sent, under an id that the event that made it due decides. What comes after it is owed when
//! it is recorded, so after a time of being away all that has passed happens in its order. What a period asks
//! of the reports of units is owed in `unit_reports`.

mod unit_reports;

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use ledger::outbound::{self, Outbound};
use ledger::scheduler::{Dispatch, DispatchError};
use ledger::view::{ApplyError, Reader, Recorded, Undecodable, View};
use ledger::{Asked, CommandHandler, Decider as _, Digest, Entry, Provenance};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tokio::time::Instant;
use uuid::Uuid;

use crate::domain::PeriodId;
use crate::domain::period::{Command, Due, Event, Period};
use crate::domain::unit_report::UnitReport;
use crate::grpc::known_to;
use crate::views::own;
use crate::views::reporting_periods::ReportingPeriods;

pub use unit_reports::ReportObligations;

const TARGET: &str = "period.pass";

/// How far Vietnam is ahead of UTC.
const VIETNAM: TimeDelta = TimeDelta::hours(7);

/// How long it may take to say up to where the ledgers are known.
const PATIENCE: Duration = Duration::from_secs(5);

/// Owes each period what is due next, and nothing else.
pub struct PeriodDeadlines;

impl View for PeriodDeadlines {
    const NAME: &'static str = "period_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../sql/period_deadlines.sql");
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        own(Period::CATEGORY, entry)
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (period, event), .. } in events {
            let mut history = remembered(tx, *period).await?;
            let before = Period::replay(&history).next_due();
            remember(tx, *period, entry, event).await?;
            history.push(event.clone());
            let after = Period::replay(&history).next_due();
            if after != before {
                owe(tx, *period, entry.event_id, after).await?;
            }
        }
        Ok(())
    }
}

async fn remembered(tx: &mut PgConnection, period: Uuid) -> Result<Vec<Event>, ApplyError> {
    let query = "SELECT event FROM history WHERE period_id = $1 ORDER BY revision";
    let rows: Vec<String> = sqlx::query_scalar(query).bind(period).fetch_all(tx).await?;
    let events = rows.iter().map(|event| serde_json::from_str(event)).collect();
    Result::map_err(events, |error: serde_json::Error| ApplyError::Unfitting(error.into()))
}

async fn remember(
    tx: &mut PgConnection,
    period: Uuid,
    entry: &Entry,
    event: &Event,
) -> Result<(), ApplyError> {
    let event = serde_json::to_string(event).expect("events are plain data");
    sqlx::query("INSERT INTO history VALUES ($1, $2, $3)")
        .bind(period)
        .bind(entry.revision)
        .bind(event)
        .execute(tx)
        .await?;
    Ok(())
}

/// Takes back what was owed, and owes what is due now.
async fn owe(
    tx: &mut PgConnection,
    period: Uuid,
    caused_by: Uuid,
    due: Option<Due>,
) -> Result<(), ApplyError> {
    let taken_back: Option<Uuid> =
        sqlx::query_scalar("DELETE FROM owed WHERE period_id = $1 RETURNING command_id")
            .bind(period)
            .fetch_optional(&mut *tx)
            .await?;
    if let Some(command_id) = taken_back {
        outbound::cancel(tx, command_id).await?;
    }
    let Some(due) = due else { return Ok(()) };
    let deadline = Deadline { period_id: PeriodId(period), due };
    let payload = serde_json::to_string(&deadline).expect("deadlines are plain data");
    let owed = Outbound::reaction(caused_by, "deadline", TARGET, payload, beginning_of(due.on));
    outbound::send(tx, &owed).await?;
    sqlx::query("INSERT INTO owed VALUES ($1, $2)")
        .bind(period)
        .bind(owed.command_id)
        .execute(tx)
        .await?;
    Ok(())
}

/// The first moment of a day in Vietnam.
fn beginning_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - VIETNAM
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Deadline {
    period_id: PeriodId,
    due: Due,
}

/// Carries out what is owed to periods and to reports.
pub struct Passing {
    pub periods: CommandHandler<Period>,
    pub reports: CommandHandler<UnitReport>,
    /// Says up to where the ledgers are known.
    pub record: Reader<ReportingPeriods>,
}

impl Dispatch for Passing {
    fn dispatch<'a>(&'a self, owed: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>> {
        Box::pin(async move {
            match owed.target.as_str() {
                TARGET => self.pass(owed).await,
                unit_reports::TARGET => unit_reports::pay(&self.reports, owed).await,
                unknown => Err(DispatchError::Failed(format!("nobody does {unknown}").into())),
            }
        })
    }
}

impl Passing {
    async fn pass(&self, owed: &Outbound) -> Result<(), DispatchError> {
        let Deadline { period_id, due } = serde_json::from_str(&owed.payload)
            .map_err(|error| DispatchError::Failed(error.into()))?;
        let snapshot = self.record.begin(&[], Instant::now() + PATIENCE).await;
        let snapshot = snapshot.map_err(|error| DispatchError::Failed(error.into()))?;
        let command = Command::Pass { due, known_to: known_to(&snapshot) };
        drop(snapshot);
        self.periods.handle(period_id, command, scheduled(owed)).await?;
        Ok(())
    }
}

/// What surrounds a command that nobody asks for.
fn scheduled(owed: &Outbound) -> Asked {
    Asked {
        request_id: owed.command_id,
        fingerprint: Digest::of(owed.payload.as_bytes()),
        expected: None,
        validate_only: false,
        provenance: Provenance {
            person: "scheduler".to_owned(),
            capacity: "scheduler".to_owned(),
            causation_id: owed.caused_by,
            correlation_id: owed.caused_by,
            ..Provenance::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_seven_hours_earlier_in_vietnam() {
        let day = NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
        assert_eq!(beginning_of(day).to_rfc3339(), "2026-06-14T17:00:00+00:00");
    }
}
