//! How were recommendations taken up, by requester, field and year? Nothing counts up: each question counts the
//! recommendations anew, as they are known at each instant.

pub mod queries;
#[cfg(test)]
mod tests;

use contracts::consultancy::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::response::{Asked, Event, Response};

pub struct Uptake;

impl View for Uptake {
    const NAME: &'static str = "uptake";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/uptake_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Response>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (review, event), .. } in events {
            match event {
                Event::Asked { asked } => delivered(tx, *review, asked, entry).await?,
                Event::Answered { answer, on, .. } => {
                    sqlx::query("INSERT INTO answer VALUES ($1, $2, $3, $4, $5)")
                        .bind(review)
                        .bind(answer.recommendation.0)
                        .bind(i32::from(wire::AnswerKind::from(answer.kind)))
                        .bind(on)
                        .bind(entry.recorded_at)
                        .execute(&mut *tx)
                        .await?;
                }
                Event::SilenceRecorded { recommendations, on } => {
                    for recommendation in recommendations {
                        sqlx::query("INSERT INTO silence VALUES ($1, $2, $3, $4)")
                            .bind(review)
                            .bind(recommendation.0)
                            .bind(on)
                            .bind(entry.recorded_at)
                            .execute(&mut *tx)
                            .await?;
                    }
                }
                Event::Closed { .. } => {}
            }
        }
        Ok(())
    }
}

async fn delivered(
    tx: &mut PgConnection,
    review: Uuid,
    asked: &Asked,
    entry: &Entry,
) -> Result<(), ApplyError> {
    for recommendation in &asked.recommendations {
        sqlx::query("INSERT INTO recommendation VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(review)
            .bind(recommendation.id.0)
            .bind(asked.union.0)
            .bind(asked.requester.0)
            .bind(i32::from(wire::ReviewField::from(asked.field)))
            .bind(asked.delivered_on)
            .bind(entry.recorded_at)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}
