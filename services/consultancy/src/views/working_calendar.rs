//! Which days are worked? As reporting declared them last.

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::{PgConnection, Row as _};
use working_days::{DayKind, WorkingDays};

/// The context whose ledger holds the calendars.
pub const REPORTING: &str = "reporting";

pub struct WorkingCalendar;

/// A year as it was declared, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    year: i32,
    days: Vec<(NaiveDate, DayKind)>,
}

/// Why an event was not understood.
#[derive(Debug, thiserror::Error)]
enum NotUnderstood {
    #[error("decoding the published bytes")]
    Decode(#[from] prost::DecodeError),
    #[error("the field {0} does not hold what its contract says")]
    Field(&'static str),
}

impl View for WorkingCalendar {
    const NAME: &'static str = "working_calendar";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/working_calendar_tables.sql");
    type Event = Declared;

    fn decode(source: &str, entry: &Entry) -> Result<Option<Declared>, Undecodable> {
        if source != REPORTING {
            return Ok(None);
        }
        hear(entry).map_err(Undecodable::new)
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Declared>]) -> Result<(), ApplyError> {
        for Recorded { event: Declared { year, days }, .. } in events {
            sqlx::query("INSERT INTO calendar_year VALUES ($1) ON CONFLICT DO NOTHING")
                .bind(year)
                .execute(&mut *tx)
                .await?;
            sqlx::query("DELETE FROM calendar_day WHERE year = $1")
                .bind(year)
                .execute(&mut *tx)
                .await?;
            for (on, kind) in days {
                sqlx::query("INSERT INTO calendar_day VALUES ($1, $2, $3)")
                    .bind(year)
                    .bind(on)
                    .bind(*kind == DayKind::Work)
                    .execute(&mut *tx)
                    .await?;
            }
        }
        Ok(())
    }
}

fn hear(entry: &Entry) -> Result<Option<Declared>, NotUnderstood> {
    let Some(bytes) = &entry.published else { return Ok(None) };
    let (year, days) = match entry.event_type.as_str() {
        "CalendarDeclared" => {
            let event = wire::CalendarDeclared::decode(&**bytes)?;
            (event.year, event.days)
        }
        "CalendarRevised" => {
            let event = wire::CalendarRevised::decode(&**bytes)?;
            (event.year, event.days)
        }
        _another => return Ok(None),
    };
    let days = days.iter().map(day).collect::<Result<_, _>>()?;
    Ok(Some(Declared { year, days }))
}

fn day(day: &wire::CalendarDay) -> Result<(NaiveDate, DayKind), NotUnderstood> {
    let on = day.on.parse().map_err(|_malformed| NotUnderstood::Field("on"))?;
    match day.kind() {
        wire::CalendarDayKind::Holiday | wire::CalendarDayKind::DayOff => Ok((on, DayKind::Rest)),
        wire::CalendarDayKind::WorkingDay => Ok((on, DayKind::Work)),
        wire::CalendarDayKind::Unspecified => Err(NotUnderstood::Field("kind")),
    }
}

/// The working days of all years that are declared; the others stay unknown.
pub async fn working_days(tx: &mut PgConnection) -> sqlx::Result<WorkingDays> {
    let years: Vec<i32> = sqlx::query_scalar("SELECT year FROM calendar_year ORDER BY year")
        .fetch_all(&mut *tx)
        .await?;
    let mut declared = Vec::new();
    for year in years {
        let query = "SELECT on_day, is_work FROM calendar_day WHERE year = $1";
        let rows = sqlx::query(query).bind(year).fetch_all(&mut *tx).await?;
        let day = |row: &sqlx::postgres::PgRow| {
            let kind = if row.try_get(1)? { DayKind::Work } else { DayKind::Rest };
            Ok((row.try_get(0)?, kind))
        };
        declared.push((year, rows.iter().map(day).collect::<sqlx::Result<Vec<_>>>()?));
    }
    Ok(declared.into_iter().collect())
}
