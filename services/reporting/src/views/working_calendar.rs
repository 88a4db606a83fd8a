//! Which days of a year are worked? As it was known at each instant.

pub mod queries;

use contracts::reporting::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract;
use crate::domain::DecisionRef;
use crate::domain::calendar::{Calendar, DeclaredDay, Event};

pub struct WorkingCalendar;

impl View for WorkingCalendar {
    const NAME: &'static str = "working_calendar";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/working_calendar_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Calendar>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (_, event), .. } in events {
            match event {
                Event::Declared { year, days, decision } => {
                    write(tx, entry, (*year, 1), days, decision.as_ref()).await?;
                }
                Event::Revised { year, version, days, decision, .. } => {
                    write(tx, entry, (*year, *version), days, decision.as_ref()).await?;
                }
            }
        }
        Ok(())
    }
}

async fn write(
    tx: &mut PgConnection,
    entry: &Entry,
    (year, version): (i32, u32),
    days: &[DeclaredDay],
    decision: Option<&DecisionRef>,
) -> Result<(), ApplyError> {
    let version = contract::version(version);
    sqlx::query("INSERT INTO calendar_version VALUES ($1, $2, $3, $4, $5)")
        .bind(year)
        .bind(version)
        .bind(contract::decision(decision).map(|decision| decision.encode_to_vec()))
        .bind(entry.recorded_at)
        .bind(entry.revision)
        .execute(&mut *tx)
        .await?;
    for DeclaredDay { on, kind, name, certainty } in days {
        sqlx::query("INSERT INTO calendar_day VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(year)
            .bind(version)
            .bind(on)
            .bind(i32::from(wire::CalendarDayKind::from(*kind)))
            .bind(name)
            .bind(i32::from(wire::CalendarCertainty::from(*certainty)))
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
