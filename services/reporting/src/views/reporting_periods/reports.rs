//! How the reports of units move: what the list of those who owe one needs of it.

use chrono::NaiveDate;
use contracts::reporting::v1::UnitReportState as State;
use ledger::{ApplyError, Entry};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract;
use crate::domain::unit_report::Event;

/// Before any report.
const BEFORE_ALL: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).expect("a day of the calendar");

/// One step of a report.
#[derive(Default)]
struct Step {
    late: Option<bool>,
    due_on: Option<NaiveDate>,
    version: Option<i32>,
}

pub(super) async fn write(
    tx: &mut PgConnection,
    entry: &Entry,
    report: Uuid,
    event: &Event,
) -> Result<(), ApplyError> {
    let Some((state, since, step)) = step(event) else { return Ok(()) };
    sqlx::query("INSERT INTO report_step VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(report)
        .bind(entry.position)
        .bind(i32::from(state))
        .bind(since)
        .bind(step.late)
        .bind(step.due_on)
        .bind(step.version)
        .bind(entry.recorded_at)
        .execute(tx)
        .await?;
    Ok(())
}

fn step(event: &Event) -> Option<(State, NaiveDate, Step)> {
    let moved = |state, since| Some((state, since, Step::default()));
    match event {
        // Nothing of what was told before holds on any day.
        Event::TakenFromPaper { .. } => moved(State::Expected, BEFORE_ALL),
        Event::Started { act, .. } | Event::Recalled { act } => moved(State::Draft, act.on),
        Event::Submitted { late, act, .. } => {
            Some((State::Submitted, act.on, Step { late: Some(*late), ..Step::default() }))
        }
        Event::ReviewBegun { act, .. } | Event::ApprovalRevoked { act, .. } => {
            moved(State::InReview, act.on)
        }
        Event::Returned { due_on, act, .. } => {
            Some((State::Returned, act.on, Step { due_on: Some(*due_on), ..Step::default() }))
        }
        Event::Approved { act, .. } => moved(State::Approved, act.on),
        Event::Excused { act, .. } => moved(State::Excused, act.on),
        Event::Locked { on, .. } => moved(State::Locked, *on),
        Event::CorrectionOpened { version, act, .. } => {
            let version = Some(contract::version(*version));
            Some((State::Draft, act.on, Step { version, ..Step::default() }))
        }
        // When it is expected, until when, and that the period is locked, the period says.
        Event::Expected { .. }
        | Event::SectionSaved { .. }
        | Event::PrefillRefreshed { .. }
        | Event::Commented { .. }
        | Event::Adjusted { .. }
        | Event::AdjustmentWithdrawn { .. }
        | Event::NotReceived { .. }
        | Event::Overtaken { .. }
        | Event::Reopened { .. } => None,
    }
}
