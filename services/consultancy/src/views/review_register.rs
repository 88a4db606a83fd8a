//! Which reviews are there, how does each stand, and whose turn is it? As known at each instant.
//!
//! What happened to a review, and to what belongs to it, is kept line by line; [`super::review_work`] answers from these
//! lines. After each event of the review it is told anew from all that happened to it, to its Union and to its requester,
//! each by a fold of its own ([`telling`], [`own_telling`]): what the requester gets is made without ever looking at what
//! is the Union's own. Whose turn it is ([`turn`]), and what the docket counts ([`counting`]), is found anew after each
//! event of the experts, the report and the answers too.

mod counting;
mod own_telling;
pub mod queries;
pub(crate) mod telling;
#[cfg(test)]
mod tests;
mod turn;

use contracts::consultancy::v1 as wire;
use ledger::{ApplyError, Decider as _, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use super::review_work::{self, Heard};
use crate::domain::review::filing::Filing;
use crate::domain::review::{Event, Review, Standing};

pub struct ReviewRegister;

impl View for ReviewRegister {
    const NAME: &'static str = "review_register";
    const VERSION: u32 = 3;
    const TABLES: &'static str = include_str!("../../sql/review_register_tables.sql");
    type Event = Heard;

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Heard>, Undecodable> {
        review_work::decode(entry)
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Heard>]) -> Result<(), ApplyError> {
        for Recorded { entry, event, .. } in events {
            let review = review_work::keep(tx, entry, event).await?;
            let known = review_work::one::<Review>(tx, review, entry.recorded_at).await?;
            let history = known.map(|known| known.events).unwrap_or_default();
            let state = Review::replay(&history);
            let Some(standing) = state.standing() else { continue };
            let mut line = Line { tx, entry, review };
            if event.category == Review::CATEGORY {
                line.write(standing, &history).await?;
            }
            line.docket(standing).await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    entry: &'a Entry,
    review: Uuid,
}

impl Line<'_> {
    async fn filed(&mut self, filing: &Filing) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO review VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(self.review)
            .bind(filing.union.0)
            .bind(filing.requester.0)
            .bind(filing.received_on)
            .bind(i32::from(wire::ReviewField::from(filing.asked.field)))
            .bind(i32::from(wire::ReviewOrigin::from(filing.origin)))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn write(&mut self, standing: &Standing, history: &[Event]) -> Result<(), ApplyError> {
        let id = self.review.to_string();
        if let [Event::Filed { filing, .. }] = history {
            self.filed(filing).await?;
        }
        let said = telling::review(&id, standing, history);
        let own = own_telling::review(&id, standing, history);
        sqlx::query("INSERT INTO review_line VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(self.review)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .bind(said.state)
            .bind(&said.officer)
            .bind(said.encode_to_vec())
            .bind(own.encode_to_vec())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
