//! What a period asks of reports: to be expected when it is opened, to be closed when it is locked, to be
//! open again under an exception.
//!
//! The ids of these commands are derived from the period's event and the unit, and a report is expected
//! once by its own rule: so each is there once, whoever dies when.

use chassis::clock::beginning_of;
use chrono::NaiveDate;
use ledger::outbound::{self, Outbound};
use ledger::scheduler::DispatchError;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{CommandError, CommandHandler, Entry};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::period::schedule::Schedule;
use crate::domain::period::{self, Expected, Period};
use crate::domain::unit_report::{Command, Obligation, Receiver, UnitReport};
use crate::domain::{PeriodId, ReportId, UnitId};

pub(super) const TARGET: &str = "unit_report.owed";

/// Owes each report what its period asks.
pub struct ReportObligations;

/// What is owed to a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Owed {
    Expect { obligation: Box<Obligation> },
    Close { on: NaiveDate },
    Reopen { until: NaiveDate },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Payload {
    report: ReportId,
    owed: Owed,
}

impl View for ReportObligations {
    const NAME: &'static str = "report_obligations";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/report_obligations.sql");
    type Event = (Uuid, period::Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Period>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (period, event), .. } in events {
            let mut owing = Owing { tx, period: PeriodId(*period), entry };
            owing.hear(event).await?;
        }
        Ok(())
    }
}

/// One event of a period on its way to the reports.
struct Owing<'a> {
    tx: &'a mut PgConnection,
    period: PeriodId,
    entry: &'a Entry,
}

impl Owing<'_> {
    async fn hear(&mut self, event: &period::Event) -> Result<(), ApplyError> {
        use period::Event;
        match event {
            Event::Planned { .. } => self.remember(event).await,
            Event::Opened { opened_on, manner, expected, .. } => {
                let planned = self.planned().await?;
                for one in expected {
                    self.remember_unit(one.unit).await?;
                    let made = (*opened_on, manner.on_paper);
                    if let Some(obligation) = obligation(self.period, &planned, made, one) {
                        let obligation = Box::new(obligation);
                        self.owe(one.unit, *opened_on, Owed::Expect { obligation }).await?;
                    }
                }
                Ok(())
            }
            Event::Locked { on } => {
                for unit in self.units().await? {
                    self.owe(unit, *on, Owed::Close { on: *on }).await?;
                }
                Ok(())
            }
            Event::ExceptionGranted { unit, granted_on, until, .. } => {
                self.owe(*unit, *granted_on, Owed::Reopen { until: *until }).await
            }
            // Until when a report is open it knows by itself.
            Event::CutOff { .. } | Event::FellDue { .. } | Event::ExceptionEnded { .. } => Ok(()),
        }
    }

    async fn remember(&mut self, planned: &period::Event) -> Result<(), ApplyError> {
        let planned = serde_json::to_string(planned).expect("events are plain data");
        sqlx::query("INSERT INTO planned VALUES ($1, $2)")
            .bind(self.period.0)
            .bind(planned)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn planned(&mut self) -> Result<period::Event, ApplyError> {
        let query = sqlx::query_scalar("SELECT event FROM planned WHERE period_id = $1");
        let planned: String = query.bind(self.period.0).fetch_one(&mut *self.tx).await?;
        serde_json::from_str(&planned).map_err(|error| ApplyError::Unfitting(error.into()))
    }

    async fn remember_unit(&mut self, unit: UnitId) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO expected VALUES ($1, $2)")
            .bind(self.period.0)
            .bind(unit.0)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn units(&mut self) -> Result<Vec<UnitId>, ApplyError> {
        let query = "SELECT unit_id FROM expected WHERE period_id = $1 ORDER BY unit_id";
        let units: Vec<Uuid> =
            sqlx::query_scalar(query).bind(self.period.0).fetch_all(&mut *self.tx).await?;
        Ok(units.into_iter().map(UnitId).collect())
    }

    /// From the day on which it holds.
    async fn owe(&mut self, unit: UnitId, on: NaiveDate, owed: Owed) -> Result<(), ApplyError> {
        let payload = Payload { report: ReportId::of(self.period, unit), owed };
        let payload = serde_json::to_string(&payload).expect("what is owed is plain data");
        let (cause, step) = (self.entry.event_id, unit.to_string());
        let owed = Outbound::reaction(cause, &step, TARGET, payload, beginning_of(on));
        outbound::send(self.tx, &owed).await?;
        Ok(())
    }
}

/// What a unit owes by the plan of the period; `None` for what is no plan.
fn obligation(
    period: PeriodId,
    planned: &period::Event,
    (opened_on, on_paper): (NaiveDate, bool),
    expected: &Expected,
) -> Option<Obligation> {
    let period::Event::Planned { plan, regime, key, schedule, .. } = planned else { return None };
    Some(Obligation {
        plan: *plan,
        regime: regime.clone(),
        period,
        key: key.clone(),
        window: schedule.window,
        unit: expected.unit,
        level: expected.level,
        route: route(schedule, expected),
        due_on: expected.due_on,
        open_until: schedule.open_until,
        sections: schedule.sections.clone(),
        on_paper,
        expected_on: opened_on,
    })
}

/// From the receiver of the unit's own level up. Who stands on it twice approves once, at the later level,
/// and nobody approves their own.
fn route(schedule: &Schedule, expected: &Expected) -> Vec<Receiver> {
    let levels = (1..).zip(&schedule.levels).filter(|(level, _)| *level >= expected.level);
    let mut route: Vec<Receiver> = Vec::new();
    for (level, planned) in levels {
        route.retain(|earlier| earlier.unit != planned.receiver);
        if planned.receiver != expected.unit {
            route.push(Receiver { level, unit: planned.receiver });
        }
    }
    route
}

/// Carries out what is owed.
pub(super) async fn pay(
    reports: &CommandHandler<UnitReport>,
    owed: &Outbound,
) -> Result<(), DispatchError> {
    let Payload { report, owed: what } =
        serde_json::from_str(&owed.payload).map_err(|error| DispatchError::Failed(error.into()))?;
    let command = match what {
        Owed::Expect { obligation } => Command::Expect { obligation },
        Owed::Close { on } => Command::Close { on },
        Owed::Reopen { until } => Command::Reopen { until },
    };
    match reports.handle(report, command, owed.asked()).await {
        Ok(_) => Ok(()),
        // It is expected before long: what is owed together is not carried out in order.
        Err(error @ CommandError::Rejected(_)) if is_not_there_yet(&error) => {
            Err(DispatchError::Failed(error.into()))
        }
        Err(error) => Err(error.into()),
    }
}

fn is_not_there_yet(error: &CommandError) -> bool {
    matches!(error, CommandError::Rejected(why) if why.reason() == "REPORT_NOT_FOUND")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::period::schedule::PlannedLevel;
    use crate::domain::window::Window;

    const UNIT: UnitId = UnitId(Uuid::from_u128(1));
    const BOARD: UnitId = UnitId(Uuid::from_u128(2));
    const COMMITTEE: UnitId = UnitId(Uuid::from_u128(3));

    fn route_of(unit: UnitId, level: u32, receivers: &[UnitId]) -> Vec<(u32, UnitId)> {
        let day = NaiveDate::from_ymd_opt(2026, 6, 18).unwrap();
        let planned = |receiver: &UnitId| PlannedLevel {
            name: String::new(),
            reporters: Vec::new(),
            receiver: *receiver,
            due_on: day,
        };
        let schedule = Schedule {
            window: Window { first: day, last: day },
            levels: receivers.iter().map(planned).collect(),
            open_until: day,
            sections: Vec::new(),
        };
        let expected = Expected { unit, level, receiver: BOARD, due_on: day };
        route(&schedule, &expected).into_iter().map(|it| (it.level, it.unit)).collect()
    }

    #[test]
    fn a_report_goes_up_from_the_level_of_its_unit() {
        let receivers = [BOARD, COMMITTEE];
        assert_eq!(route_of(UNIT, 1, &receivers), [(1, BOARD), (2, COMMITTEE)]);
        assert_eq!(route_of(BOARD, 2, &receivers), [(2, COMMITTEE)]);
        assert_eq!(route_of(BOARD, 1, &receivers), [(2, COMMITTEE)], "nobody approves their own");
        assert_eq!(route_of(UNIT, 1, &[BOARD, BOARD, COMMITTEE]), [(2, BOARD), (3, COMMITTEE)]);
    }
}
