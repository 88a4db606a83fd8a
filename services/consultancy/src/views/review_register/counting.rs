//! How many experts of a review are how far, and what was answered: counted anew after each event of the review
//! and of what belongs to it, by the aggregates themselves.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use contracts::consultancy::v1 as wire;
use ledger::{ApplyError, Decider, Entry, Undecodable};
use prost::Message as _;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use uuid::Uuid;

use super::{Event, Line, Review};
use crate::contract::count;
use crate::domain::council::{Council, SeatState};
use crate::domain::opinion::Opinion;
use crate::domain::opinion::content::Papers;
use crate::domain::report::Report;
use crate::domain::response::{Response, State};
use crate::domain::review::Standing;
use crate::views::review_work::{Heard, begun_for, heard, heard_of};

/// An event of what belongs to a review and is counted.
pub(super) fn work(entry: &Entry) -> Result<Option<Heard>, Undecodable> {
    let named = [
        heard::<Council>(entry)?,
        heard_of::<Opinion>(entry, |_, event| begun_for(event))?,
        heard::<Report>(entry)?,
        heard::<Response>(entry)?,
    ];
    Ok(named.into_iter().flatten().next())
}

/// What belongs to a review, each part as it stands.
#[derive(Default)]
pub(super) struct Work {
    pub(super) council: Council,
    pub(super) opinions: Vec<Opinion>,
    pub(super) report: Report,
    pub(super) response: Response,
}

impl Work {
    /// Of a review that stands so: its papers tell what is on an old version.
    pub(super) fn counts(&self, review: &Standing) -> wire::DocketCounts {
        let mut counts = wire::DocketCounts::default();
        self.count_experts(&mut counts);
        let papers = Papers::of(&review.dossier, &review.filing.asked.questions);
        let standings = self.opinions.iter().filter_map(Opinion::standing);
        for opinion in standings.filter(|it| it.rests_on().is_some()) {
            counts.opinions += 1;
            counts.opinions_on_old_version += i32::from(opinion.is_on_old_version(&papers));
        }
        self.count_answers(&mut counts);
        counts
    }

    fn count_experts(&self, counts: &mut wire::DocketCounts) {
        for seat in self.council.standing().iter().flat_map(|it| it.seats()) {
            counts.invited += 1;
            match seat.state {
                SeatState::Invited => counts.waiting += 1,
                SeatState::Accepted
                | SeatState::Delivered
                | SeatState::Considered
                | SeatState::Done => counts.accepted += 1,
                SeatState::Declined => counts.declined += 1,
                SeatState::Withdrawn | SeatState::Recused(_) | SeatState::Dismissed => {
                    counts.ended += 1;
                }
            }
        }
    }

    /// Of what was delivered; before that, of what the report says so far.
    fn count_answers(&self, counts: &mut wire::DocketCounts) {
        let Some(response) = self.response.standing() else {
            let content = self.report.standing().and_then(|it| it.content.as_ref());
            let written = content.map_or(0, |it| it.recommendations.len());
            counts.recommendations = count(u32::try_from(written).unwrap_or(u32::MAX));
            return;
        };
        for (_, state) in response.each() {
            counts.recommendations += 1;
            match state {
                State::Waiting => {}
                State::Unanswered => counts.recommendations_silent += 1,
                State::Answered(_) => counts.recommendations_answered += 1,
            }
        }
    }
}

impl Line<'_> {
    /// Remembers it, and tells the review that it belongs to.
    pub(super) async fn heard(&mut self, heard: &Heard) -> Result<Uuid, ApplyError> {
        let query = "INSERT INTO work
                     SELECT $1, $2, $3, coalesce($4, (SELECT review_id FROM work
                                                     WHERE category = $1 AND id = $2 LIMIT 1)), $5
                     RETURNING review_id";
        let review = sqlx::query_scalar(query)
            .bind(heard.category)
            .bind(heard.id)
            .bind(self.entry.revision)
            .bind(heard.review)
            .bind(&heard.event)
            .fetch_one(&mut *self.tx)
            .await?;
        Ok(review)
    }

    /// Writes how many are how far from now on.
    pub(super) async fn recount(
        &mut self,
        review: Uuid,
        history: &[Event],
    ) -> Result<(), ApplyError> {
        let state = Review::replay(history);
        let Some(standing) = state.standing() else { return Ok(()) };
        let work = Work {
            council: self.one(review).await?,
            opinions: self.all(review).await?,
            report: self.one(review).await?,
            response: self.one(review).await?,
        };
        sqlx::query("INSERT INTO docket_counts VALUES ($1, $2, $3, $4)")
            .bind(review)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(work.counts(standing).encode_to_vec())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn one<D>(&mut self, review: Uuid) -> Result<D, ApplyError>
    where
        D: Decider,
        D::Event: DeserializeOwned,
    {
        Ok(self.all(review).await?.pop().unwrap_or_default())
    }

    /// All streams of a kind that belong to a review, as they stand.
    async fn all<D>(&mut self, review: Uuid) -> Result<Vec<D>, ApplyError>
    where
        D: Decider,
        D::Event: DeserializeOwned,
    {
        let query = "SELECT id, event FROM work WHERE review_id = $1 AND category = $2
                     ORDER BY id, revision";
        let rows = sqlx::query(query).bind(review).bind(D::CATEGORY).fetch_all(&mut *self.tx);
        let mut states: BTreeMap<Uuid, D> = BTreeMap::new();
        for row in &rows.await? {
            let event: D::Event = serde_json::from_str(row.try_get(1)?)
                .map_err(|error| ApplyError::Unfitting(error.into()))?;
            let state = states.entry(row.try_get(0)?).or_default();
            *state = std::mem::take(state).evolve(&event);
        }
        Ok(states.into_values().collect())
    }
}
