//! What time asks for: the commands owed to periods, one after the other, as their days pass.
//!
//! The domain says what is due next ([`Period::next_due`]). The first moment of that day in Vietnam is
//! when it is sent, under an id that the event that made it due decides. What comes after it is owed when
//! it is recorded, so after a time of being away all that has passed happens in its order. What a period asks
//! of the reports of units is owed in `unit_reports`.

mod unit_reports;

use std::time::Duration;

use chassis::clock::beginning_of;
use futures::future::BoxFuture;
use ledger::outbound::Outbound;
use ledger::scheduler::{Dispatch, DispatchError};
use ledger::view::{ApplyError, Reader, Recorded, Undecodable, View};
use ledger::{CommandHandler, Entry, deadlines};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tokio::time::Instant;
use uuid::Uuid;

use crate::domain::PeriodId;
use crate::domain::period::{Command, Due, Event, Period};
use crate::domain::unit_report::UnitReport;
use crate::grpc::known_to;
use crate::views::reporting_periods::ReportingPeriods;

pub use unit_reports::ReportObligations;

const TARGET: &str = "period.pass";

/// How long it may take to say up to where the ledgers are known.
const PATIENCE: Duration = Duration::from_secs(5);

/// Owes each period what is due next, and nothing else.
pub struct PeriodDeadlines;

impl View for PeriodDeadlines {
    const NAME: &'static str = "period_deadlines";
    const VERSION: u32 = 2;
    const TABLES: &'static str = deadlines::TABLES;
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Period>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for recorded in events {
            deadlines::hear(tx, recorded, Period::next_due, owed).await?;
        }
        Ok(())
    }
}

/// The command for what is due of a period.
fn owed(id: Uuid, cause: &Entry, due: Due) -> Outbound {
    let deadline = serde_json::to_string(&Deadline { period_id: PeriodId(id), due });
    let deadline = deadline.expect("deadlines are plain data");
    Outbound::reaction(cause.event_id, "deadline", TARGET, deadline, beginning_of(due.on))
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
        self.periods.handle(period_id, command, owed.asked()).await?;
        Ok(())
    }
}
