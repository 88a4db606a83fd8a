//! What does a unit's report say, and where does it stand? As known at each instant.
//!
//! A report is what its events make of it, as the aggregate itself reads them: so what is shown is what is
//! hashed and locked, to the letter.

pub mod queries;

use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::unit_report::{Event, UnitReport};

pub struct UnitReports;

impl View for UnitReports {
    const NAME: &'static str = "unit_reports";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/unit_reports_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<UnitReport>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (report, event), .. } in events {
            let event = serde_json::to_string(event).expect("events are plain data");
            sqlx::query("INSERT INTO line VALUES ($1, $2, $3, $4)")
                .bind(report)
                .bind(entry.revision)
                .bind(event)
                .bind(entry.recorded_at)
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }
}
