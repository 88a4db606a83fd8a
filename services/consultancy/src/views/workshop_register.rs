//! Which workshops has a Union held, and what was recorded of each? As known at each instant.

pub mod queries;
#[cfg(test)]
mod tests;

use chassis::reading::message;
use chrono::NaiveDate;
use contracts::consultancy::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::domain::workshop::{Content, Event, Workshop};

pub struct WorkshopRegister;

impl View for WorkshopRegister {
    const NAME: &'static str = "workshop_register";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/workshop_register_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Workshop>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (workshop, event), .. } in events {
            if let Event::Recorded { union, .. } = event {
                sqlx::query("INSERT INTO workshop VALUES ($1, $2)")
                    .bind(workshop)
                    .bind(union.0)
                    .execute(&mut *tx)
                    .await?;
            }
            let known = newest(tx, *workshop).await?;
            let Some(line) = after(*workshop, known, event) else { continue };
            sqlx::query("INSERT INTO workshop_line VALUES ($1, $2, $3, $4, $5, $6, $7)")
                .bind(workshop)
                .bind(entry.revision)
                .bind(entry.recorded_at)
                .bind(line.held_on)
                .bind(line.review)
                .bind(line.said.state)
                .bind(line.said.encode_to_vec())
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }
}

/// How a workshop stands after an event.
struct Line {
    held_on: NaiveDate,
    review: Option<Uuid>,
    said: wire::Workshop,
}

impl Line {
    fn of(content: &Content, said: wire::Workshop) -> Self {
        let said = wire::Workshop { content: Some(content.into()), ..said };
        Self { held_on: content.held_on, review: content.review.map(|review| review.0), said }
    }
}

async fn newest(tx: &mut PgConnection, workshop: Uuid) -> sqlx::Result<Option<Line>> {
    let query = "SELECT held_on, review_id, said FROM workshop_line
                 WHERE workshop_id = $1 ORDER BY revision DESC LIMIT 1";
    let row = sqlx::query(query).bind(workshop).fetch_optional(tx).await?;
    let line = row.map(|row| {
        let (held_on, review) = (row.try_get(0)?, row.try_get(1)?);
        Ok(Line { held_on, review, said: message(&row, 2)? })
    });
    line.transpose()
}

/// `None` of what was never recorded.
fn after(workshop: Uuid, known: Option<Line>, event: &Event) -> Option<Line> {
    match event {
        Event::Recorded { union, content, illustrative, .. } => {
            let said = wire::Workshop {
                workshop_id: workshop.to_string(),
                unit_id: union.to_string(),
                state: wire::WorkshopState::Recorded.into(),
                illustrative: *illustrative,
                ..wire::Workshop::default()
            };
            Some(Line::of(content, said))
        }
        Event::Corrected { content, reason, .. } => {
            let known = known?.said;
            let corrections = known.corrections.saturating_add(1);
            let said = wire::Workshop { corrections, reason: reason.clone(), ..known };
            Some(Line::of(content, said))
        }
        Event::Retracted { reason, .. } => {
            let Line { held_on, review, said } = known?;
            let (state, reason) = (wire::WorkshopState::Retracted.into(), reason.clone());
            Some(Line { held_on, review, said: wire::Workshop { state, reason, ..said } })
        }
    }
}
