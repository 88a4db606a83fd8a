//! How many experts of a review are how far, what was answered, and whose turn that makes it: found anew after each event
//! of the review and of what belongs to it, by the aggregates themselves.

#[cfg(test)]
mod tests;

use contracts::consultancy::v1 as wire;
use ledger::{ApplyError, Decider};
use prost::Message as _;
use serde::de::DeserializeOwned;

use super::Line;
use super::turn::{self, Turn};
use crate::contract::count;
use crate::domain::council::{Council, SeatState};
use crate::domain::opinion::Opinion;
use crate::domain::opinion::content::Papers;
use crate::domain::report::Report;
use crate::domain::response::{Response, State};
use crate::domain::review::Standing;
use crate::views::review_work::{Known, of_review};

/// What belongs to a review, each part as it stands.
#[derive(Default)]
pub(super) struct Work {
    pub(super) council: Council,
    pub(super) opinions: Vec<Opinion>,
    pub(super) report: Report,
    pub(super) response: Response,
}

impl Work {
    /// The opinions can be put together.
    pub(super) fn has_spoken(&self) -> bool {
        let waived = self.report.is_waived();
        self.council.standing().is_some_and(|it| it.has_spoken(waived).is_ok())
    }

    /// The recommendations were delivered, and none waits for its answer.
    pub(super) fn is_answered(&self) -> bool {
        self.response.standing().is_some() && self.response.silent_on().is_none()
    }

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
    /// Writes whose turn it is, and how many are how far, from now on.
    pub(super) async fn docket(&mut self, standing: &Standing) -> Result<(), ApplyError> {
        let work = Work {
            council: self.one().await?,
            opinions: self.all().await?,
            report: self.one().await?,
            response: self.one().await?,
        };
        let Turn { actor, action, due_on } = turn::of(standing, &work);
        sqlx::query("INSERT INTO docket_line VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(self.review)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(i32::from(actor))
            .bind(i32::from(action))
            .bind(due_on)
            .bind(work.counts(standing).encode_to_vec())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn one<D>(&mut self) -> sqlx::Result<D>
    where
        D: Decider,
        D::Event: DeserializeOwned,
    {
        Ok(self.all().await?.pop().unwrap_or_default())
    }

    /// All streams of a kind that belong to the review, as they stand.
    async fn all<D>(&mut self) -> sqlx::Result<Vec<D>>
    where
        D: Decider,
        D::Event: DeserializeOwned,
    {
        let known = of_review::<D>(self.tx, self.review, self.entry.recorded_at).await?;
        Ok(known.iter().map(Known::state).collect())
    }
}
