//! The questions about periods and about who is expected.

use std::collections::BTreeMap;

use chassis::reading::{Moment, etag, message};
use chrono::{DateTime, NaiveDate, Utc};
use contracts::reporting::v1 as wire;
use ledger::{Decider as _, StreamName};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::contract;
use crate::domain::UnitId;
use crate::domain::period::Period;
use crate::domain::regime::terms::UnitKind;
use crate::views::day;

/// Which periods of a plan.
#[derive(Debug, Clone)]
pub struct Filter {
    pub plan: Uuid,
    pub regime_code: Option<String>,
    pub state: Option<wire::PeriodState>,
}

/// Where a page of periods ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub last_day: NaiveDate,
    pub period: Uuid,
}

/// Where a page of expected reports ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastExpected {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub level: i32,
    pub unit: Uuid,
}

/// The units that exist on a day, as far as is known.
pub async fn units_on(
    tx: &mut PgConnection,
    day: NaiveDate,
) -> sqlx::Result<BTreeMap<UnitId, UnitKind>> {
    let rows = sqlx::query(
        "SELECT unit_id, kind FROM unit u
         WHERE established_on <= $1 AND NOT EXISTS (
             SELECT FROM unit_end e WHERE e.unit_id = u.unit_id AND e.ended_on <= $1)",
    );
    let rows = rows.bind(day).fetch_all(tx).await?;
    rows.iter().map(|row| Ok((UnitId(row.try_get(0)?), UnitKind(row.try_get(1)?)))).collect()
}

/// The units whose reports a unit is to receive for a period, and when each ended, if it has by that day.
pub async fn received_by(
    tx: &mut PgConnection,
    period: Uuid,
    unit: UnitId,
    day: NaiveDate,
) -> sqlx::Result<Vec<(UnitId, Option<NaiveDate>)>> {
    let rows = sqlx::query_as(
        "SELECT e.unit_id, min(gone.ended_on) FROM expected_report e
         LEFT JOIN unit_end gone ON gone.unit_id = e.unit_id AND gone.ended_on <= $3
         WHERE e.period_id = $1 AND e.receiver = $2 GROUP BY e.unit_id ORDER BY e.unit_id",
    );
    let rows: Vec<(Uuid, Option<NaiveDate>)> =
        rows.bind(period).bind(unit.0).bind(day).fetch_all(tx).await?;
    Ok(rows.into_iter().map(|(unit, ended_on)| (UnitId(unit), ended_on)).collect())
}

/// The units that have ended by a day, and whose place this one has taken, from one to the next.
pub async fn predecessors_of(
    tx: &mut PgConnection,
    unit: UnitId,
    day: NaiveDate,
) -> sqlx::Result<Vec<UnitId>> {
    let rows = sqlx::query_scalar(include_str!("../../../sql/predecessors_of.sql"));
    let units: Vec<Uuid> = rows.bind(unit.0).bind(day).fetch_all(tx).await?;
    Ok(units.into_iter().map(UnitId).collect())
}

/// The periods known, after `last`, at most `limit`; each with the key of its row.
pub async fn list_periods(
    tx: &mut PgConnection,
    filter: &Filter,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Period)>> {
    select(tx, filter, None, at, last, limit).await
}

pub async fn find_period(
    tx: &mut PgConnection,
    plan: Uuid,
    period: Uuid,
    at: Moment,
) -> sqlx::Result<Option<wire::Period>> {
    let filter = Filter { plan, regime_code: None, state: None };
    let found = select(tx, &filter, Some(period), at, None, 1).await?.pop();
    Ok(found.map(|(_, period)| period))
}

async fn select(
    tx: &mut PgConnection,
    filter: &Filter,
    only: Option<Uuid>,
    at: Moment,
    last: Option<&Last>,
    limit: i64,
) -> sqlx::Result<Vec<(Last, wire::Period)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_periods.sql"))
        .bind(filter.plan)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(&filter.regime_code)
        .bind(filter.state.map(i32::from))
        .bind(last.map(|last| last.last_day))
        .bind(last.map(|last| last.period))
        .bind(i32::from(wire::PeriodState::Planned))
        .bind(only)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
    let mut periods = Vec::with_capacity(rows.len());
    for row in &rows {
        let (key, mut period) = read(row, at)?;
        if period.state() >= wire::PeriodState::CutOff {
            period.cut_off_watermarks = list_watermarks(tx, key.period).await?;
        }
        periods.push((key, period));
    }
    Ok(periods)
}

fn read(row: &PgRow, at: Moment) -> sqlx::Result<(Last, wire::Period)> {
    let Moment { as_of, known_at } = at;
    let (id, plan): (Uuid, Uuid) = (row.try_get(0)?, row.try_get(1)?);
    let expected: i64 = row.try_get(12)?;
    let period = wire::Period {
        period_id: id.to_string(),
        plan_id: plan.to_string(),
        regime_code: row.try_get(2)?,
        regime_version: row.try_get(3)?,
        key: row.try_get(4)?,
        window: Some(wire::Window { first: day(row, 5)?, last: day(row, 6)? }),
        levels: message::<wire::Period>(row, 7)?.levels,
        open_until: day(row, 8)?,
        etag: etag(&StreamName::new(Period::CATEGORY, id), row.try_get(9)?),
        state: row.try_get(10)?,
        state_since: contract::date(row.try_get(11)?),
        expected_count: i32::try_from(expected).unwrap_or(i32::MAX),
        cut_off_watermarks: Vec::new(),
        on_paper: row.try_get(13)?,
        illustrative: row.try_get(14)?,
    };
    Ok((Last { as_of, known_at, last_day: row.try_get(6)?, period: id }, period))
}

async fn list_watermarks(
    tx: &mut PgConnection,
    period: Uuid,
) -> sqlx::Result<Vec<wire::LedgerPosition>> {
    let rows = sqlx::query(
        "SELECT context, position FROM period_watermark WHERE period_id = $1 ORDER BY context",
    );
    let rows = rows.bind(period).fetch_all(tx).await?;
    let position = |row: &PgRow| {
        Ok(wire::LedgerPosition { context: row.try_get(0)?, position: row.try_get(1)? })
    };
    rows.iter().map(position).collect()
}

/// Who is expected, after `last`, at most `limit`; each with the key of its row.
pub async fn list_expected(
    tx: &mut PgConnection,
    period: Uuid,
    at: Moment,
    last: Option<&LastExpected>,
    limit: i64,
) -> sqlx::Result<Vec<(LastExpected, wire::ExpectedReportStanding)>> {
    let rows = sqlx::query(include_str!("../../../sql/list_expected_reports.sql"))
        .bind(period)
        .bind(at.known_at)
        .bind(at.as_of)
        .bind(last.map(|last| last.level))
        .bind(last.map(|last| last.unit))
        .bind(limit)
        .bind(i32::from(wire::UnitReportState::Expected))
        .bind(i32::from(wire::PeriodState::Locked))
        .fetch_all(tx)
        .await?;
    rows.iter().map(|row| standing(row, at)).collect()
}

fn standing(row: &PgRow, at: Moment) -> sqlx::Result<(LastExpected, wire::ExpectedReportStanding)> {
    let Moment { as_of, known_at } = at;
    let (unit, level, receiver): (Uuid, i32, Uuid) =
        (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (due_on, ended_on): (NaiveDate, Option<NaiveDate>) = (row.try_get(3)?, row.try_get(4)?);
    let late: Option<bool> = row.try_get(8)?;
    let mut standing = wire::ExpectedReportStanding {
        expected: Some(wire::ExpectedReport {
            unit_id: unit.to_string(),
            level,
            receiver_unit_id: receiver.to_string(),
            due_on: due_on.to_string(),
        }),
        state: 0,
        unit_ended_on: contract::date(ended_on),
        exception_until: contract::date(row.try_get(5)?),
        report_state: row.try_get(6)?,
        submitted_on: contract::date(row.try_get(7)?),
        version: row.try_get(10)?,
    };
    let back_by: Option<NaiveDate> = match standing.report_state() {
        wire::UnitReportState::Returned => row.try_get(9)?,
        wire::UnitReportState::Unspecified
        | wire::UnitReportState::Expected
        | wire::UnitReportState::Draft
        | wire::UnitReportState::Submitted
        | wire::UnitReportState::InReview
        | wire::UnitReportState::Approved
        | wire::UnitReportState::Locked
        | wire::UnitReportState::Excused => None,
    };
    let state = if standing.report_state() == wire::UnitReportState::Excused {
        wire::ExpectedReportState::Excused
    } else if stands(&standing) {
        match late {
            Some(true) => wire::ExpectedReportState::Late,
            Some(false) | None => wire::ExpectedReportState::InTime,
        }
    } else if ended_on.is_some_and(|ended_on| ended_on <= due_on) {
        wire::ExpectedReportState::UnitEnded
    } else if row.try_get(11)? {
        wire::ExpectedReportState::Missing
    } else if as_of > back_by.unwrap_or(due_on) {
        wire::ExpectedReportState::Overdue
    } else {
        wire::ExpectedReportState::Awaited
    };
    standing.state = state.into();
    Ok((LastExpected { as_of, known_at, level, unit }, standing))
}

/// Whether a report is there: the present version, or one that is locked while it is corrected.
fn stands(standing: &wire::ExpectedReportStanding) -> bool {
    use wire::UnitReportState as State;
    match standing.report_state() {
        State::Submitted | State::InReview | State::Approved | State::Locked => true,
        State::Unspecified | State::Expected | State::Draft | State::Returned | State::Excused => {
            standing.version > 1
        }
    }
}
