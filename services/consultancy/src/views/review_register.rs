//! Which reviews are there, how does each stand, and whose turn is it? As known at each instant.
//!
//! After each event the review is told anew from all that happened to it: to its Union, to its requester and on the
//! docket, each by a fold of its own ([`telling`], [`own_telling`], [`turn`]). What the requester gets is made without ever
//! looking at what is the Union's own. What the docket counts is counted anew after each event of the experts, the
//! report and the answers too ([`counting`]).

mod counting;
mod own_telling;
pub mod queries;
pub(crate) mod telling;
#[cfg(test)]
mod tests;
mod turn;

use chrono::NaiveDate;
use contracts::consultancy::v1 as wire;
use ledger::{ApplyError, Decider as _, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use self::turn::Turn;
use super::{own, review_work};
use crate::domain::review::filing::Filing;
use crate::domain::review::{Event, Review};

pub struct ReviewRegister;

/// What happened to a review, or to what belongs to it.
#[derive(Debug)]
pub enum Heard {
    Review(Uuid, Box<Event>),
    Work(review_work::Heard),
}

impl View for ReviewRegister {
    const NAME: &'static str = "review_register";
    const VERSION: u32 = 2;
    const TABLES: &'static str = include_str!("../../sql/review_register_tables.sql");
    type Event = Heard;

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        if let Some((review, event)) = own(Review::CATEGORY, entry)? {
            return Ok(Some(Heard::Review(review, Box::new(event))));
        }
        Ok(counting::work(entry)?.map(Heard::Work))
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event, .. } in events {
            let mut line = Line { tx, entry };
            let review = match event {
                Heard::Review(review, event) => line.review(*review, event).await?,
                Heard::Work(heard) => line.heard(heard).await?,
            };
            let history = line.history(review).await?;
            if let Heard::Review(..) = event {
                line.write(review, &history).await?;
            }
            line.recount(review, &history).await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn review(&mut self, review: Uuid, event: &Event) -> Result<Uuid, ApplyError> {
        if let Event::Filed { filing, .. } = event {
            self.filed(review, filing).await?;
        }
        let event = serde_json::to_string(event).expect("events are plain data");
        sqlx::query("INSERT INTO review_history VALUES ($1, $2, $3)")
            .bind(review)
            .bind(self.entry.revision)
            .bind(event)
            .execute(&mut *self.tx)
            .await?;
        Ok(review)
    }

    async fn history(&mut self, review: Uuid) -> Result<Vec<Event>, ApplyError> {
        let query = "SELECT event FROM review_history WHERE review_id = $1 ORDER BY revision";
        let rows: Vec<String> =
            sqlx::query_scalar(query).bind(review).fetch_all(&mut *self.tx).await?;
        let events = rows.iter().map(|event| serde_json::from_str(event)).collect();
        Result::map_err(events, |error: serde_json::Error| ApplyError::Unfitting(error.into()))
    }

    async fn filed(&mut self, review: Uuid, filing: &Filing) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO review VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(review)
            .bind(filing.union.0)
            .bind(filing.requester.0)
            .bind(filing.received_on)
            .bind(i32::from(wire::ReviewField::from(filing.asked.field)))
            .bind(i32::from(wire::ReviewOrigin::from(filing.origin)))
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn write(&mut self, review: Uuid, history: &[Event]) -> Result<(), ApplyError> {
        let id = review.to_string();
        let state = Review::replay(history);
        let Some(standing) = state.standing() else { return Ok(()) };
        let said = telling::review(&id, standing, history);
        let own = own_telling::review(&id, standing, history);
        let Turn { actor, action, due_on } = turn::of(standing);
        sqlx::query("INSERT INTO review_line VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .bind(review)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .bind(said.state)
            .bind(&said.officer)
            .bind(said.encode_to_vec())
            .bind(own.encode_to_vec())
            .bind(i32::from(actor))
            .bind(i32::from(action))
            .bind::<Option<NaiveDate>>(due_on)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
