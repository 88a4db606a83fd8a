//! What do requesters think of the reviews that they asked for? As of a day, as known at an instant.

pub mod queries;
#[cfg(test)]
mod tests;

use contracts::consultancy::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract::rating;
use crate::domain::rating::{Event, Rating};

pub struct Ratings;

impl View for Ratings {
    const NAME: &'static str = "ratings";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/ratings_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Rating>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (review, event), .. } in events {
            let (parties, content, on) = match event {
                Event::Rated { parties, content, on, .. } => {
                    sqlx::query("INSERT INTO rating VALUES ($1, $2, $3)")
                        .bind(review)
                        .bind(parties.union.0)
                        .bind(parties.requester.0)
                        .execute(&mut *tx)
                        .await?;
                    (parties, content, on)
                }
                Event::Revised { parties, content, on, .. } => (parties, content, on),
            };
            let query = "SELECT count(*)::integer FROM rating_line WHERE review_id = $1";
            let said = wire::Rating {
                review_id: review.to_string(),
                revisions: sqlx::query_scalar(query).bind(review).fetch_one(&mut *tx).await?,
                ..rating(parties, content, *on)
            };
            sqlx::query("INSERT INTO rating_line VALUES ($1, $2, $3, $4, $5)")
                .bind(review)
                .bind(entry.revision)
                .bind(entry.recorded_at)
                .bind(on)
                .bind(said.encode_to_vec())
                .execute(&mut *tx)
                .await?;
        }
        Ok(())
    }
}
