//! The questions about working days.

use std::ops::RangeInclusive;

use chassis::reading::{Moment, etag, optional_message};
use contracts::reporting::v1 as wire;
use ledger::{Decider as _, Revision, StreamName};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use working_days::WorkingDays;

use crate::contract;
use crate::domain::CalendarId;
use crate::domain::calendar::{self, Calendar, DeclaredDay};

/// The calendar of a year.
pub async fn find_calendar(
    tx: &mut PgConnection,
    year: i32,
    at: Moment,
) -> sqlx::Result<Option<wire::CalendarYear>> {
    let Some(row) = list_versions(tx, year..=year, at).await?.pop() else { return Ok(None) };
    let (version, revision): (i32, Option<Revision>) = (row.try_get(1)?, row.try_get(3)?);
    let days = list_days(tx, year, version).await?;
    let stream = StreamName::new(Calendar::CATEGORY, CalendarId::of(year));
    Ok(Some(wire::CalendarYear {
        year,
        version,
        days: contract::each(&days),
        decision_ref: optional_message(&row, 2)?,
        etag: etag(&stream, revision),
    }))
}

/// The working days of some years; those that nobody declared stay unknown.
pub async fn working_days(
    tx: &mut PgConnection,
    years: RangeInclusive<i32>,
    at: Moment,
) -> sqlx::Result<WorkingDays> {
    let mut calendars = Vec::new();
    for row in list_versions(tx, years, at).await? {
        let (year, version): (i32, i32) = (row.try_get(0)?, row.try_get(1)?);
        let days = list_days(tx, year, version).await?;
        calendars.push(Calendar::Declared { year, version: version.unsigned_abs(), days });
    }
    Ok(calendar::working_days(calendars))
}

/// Of each year the last version known.
async fn list_versions(
    tx: &mut PgConnection,
    years: RangeInclusive<i32>,
    at: Moment,
) -> sqlx::Result<Vec<PgRow>> {
    sqlx::query(include_str!("../../../sql/list_calendars.sql"))
        .bind(years.start())
        .bind(years.end())
        .bind(at.known_at)
        .fetch_all(tx)
        .await
}

async fn list_days(
    tx: &mut PgConnection,
    year: i32,
    version: i32,
) -> sqlx::Result<Vec<DeclaredDay>> {
    let rows = sqlx::query(
        "SELECT on_day, kind, name, certainty FROM calendar_day
         WHERE year = $1 AND version = $2 ORDER BY on_day",
    );
    let rows = rows.bind(year).bind(version).fetch_all(tx).await?;
    let declared = |row: &PgRow| {
        Ok(DeclaredDay {
            on: row.try_get(0)?,
            kind: choice(row, 1, contract::day_kind)?,
            name: row.try_get(2)?,
            certainty: choice(row, 3, contract::certainty)?,
        })
    };
    rows.iter().map(declared).collect()
}

/// A choice of the domain from the number of the contract's.
fn choice<W: TryFrom<i32>, T>(
    row: &PgRow,
    column: usize,
    read: impl FnOnce(W) -> Option<T>,
) -> sqlx::Result<T> {
    let number: i32 = row.try_get(column)?;
    let own = W::try_from(number).ok().and_then(read);
    own.ok_or_else(|| sqlx::Error::Decode(format!("{number} is no choice of the contract").into()))
}
