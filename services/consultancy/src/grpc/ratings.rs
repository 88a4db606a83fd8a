//! `RatingService`: what a requester thinks of a review.

use std::sync::Arc;

use chassis::fields::{self, Fields};
use chassis::reading::Moment;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::rating_service_server::RatingService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _};
use tonic::{Request, Response, Status};

use super::request_fields::LINE;
use super::work::Work;
use super::{DOMAIN, unreadable};
use crate::domain::rating::{Command, Content, Parties, Rating, Score};
use crate::domain::review::{self, Stage};
use crate::published;
use crate::views::ratings;
use crate::views::ratings::queries::{Last, list_ratings};
use crate::views::review_register::queries::Whose;

pub(super) struct Ratings {
    work: Arc<Work>,
    ratings: CommandHandler<Rating>,
    view: Reader<ratings::Ratings>,
}

impl Ratings {
    pub(super) fn new(work: Arc<Work>, view: Reader<ratings::Ratings>) -> Self {
        let ratings = CommandHandler::new(work.ledger.clone(), published::rating);
        Self { work, ratings, view }
    }
}

fn content(fields: &mut Fields, score: i32, note: &str) -> Option<Content> {
    let on_scale = i64::from(Score::WORST)..=i64::from(Score::BEST);
    let score = fields.number("score", score, on_scale);
    let note = fields.optional_long_text("note", note, LINE);
    let score = score.and_then(|score| Score::new(u32::try_from(score).ok()?));
    Some(Content { score: score?, note: note? })
}

#[tonic::async_trait]
impl RatingService for Ratings {
    async fn rate_review(
        &self,
        request: Request<wire::RateReviewRequest>,
    ) -> Result<Response<wire::RateReviewResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let names = (&*request.review_id, &*request.requester_unit_id);
        let read = |fields: &mut Fields| content(fields, request.score, &request.note);
        let said = self.work.theirs(&caller, &request, names, Rating::CATEGORY, read)?;
        let (doing, content) = said;
        // Once delivered, it stays delivered.
        let of = self.work.review(doing.review).await?;
        of.may_be_rated(doing.requester).map_err(|rejection| DOMAIN.rejected(rejection))?;
        let (union, illustrative) = (of.filing.union, of.filing.illustrative);
        let parties = Parties { union, requester: doing.requester, illustrative };
        let rate = Command::Rate { parties, content, on: doing.on, by: doing.by };
        let steps = vec![self.ratings.step(doing.review, rate)];
        let receipt = DOMAIN.act(&self.work.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::RateReviewResponse { receipt }))
    }

    async fn revise_rating(
        &self,
        request: Request<wire::ReviseRatingRequest>,
    ) -> Result<Response<wire::ReviseRatingResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let names = (&*request.review_id, &*request.requester_unit_id);
        let read = |fields: &mut Fields| content(fields, request.score, &request.note);
        let said = self.work.theirs(&caller, &request, names, Rating::CATEGORY, read)?;
        let (doing, content) = said;
        let (requester, stages) = (doing.requester, Stage::DELIVERED);
        let of = Some(review::Named::Requester(requester));
        let revise = Command::Revise { requester, content, on: doing.on, by: doing.by };
        let steps = vec![
            self.ratings.step(doing.review, revise),
            self.work.reviews.step(doing.review, review::Command::Confirm { of, stages }),
        ];
        let receipt = DOMAIN.act(&self.work.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::ReviseRatingResponse { receipt }))
    }

    async fn get_own_rating(
        &self,
        request: Request<wire::GetOwnRatingRequest>,
    ) -> Result<Response<wire::GetOwnRatingResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let (id, requester, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("review_id", &request.review_id);
            let requester = fields.uuid("requester_unit_id", &request.requester_unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.work.clock);
            Some((id?, requester?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.view, &caller, &read_at).await?;
        let (tx, whose) = (&mut reading.snapshot.tx, Whose::Requester(requester));
        let found = list_ratings(tx, whose, Some(id), reading.at, None, 1).await;
        let found = found.map_err(unreadable)?.into_iter().next();
        let (_, rating) = found.ok_or_else(|| DOMAIN.no_such("rating", id))?;
        let (rating, read_info) = (Some(rating), Some(reading.info));
        Ok(Response::new(wire::GetOwnRatingResponse { rating, read_info }))
    }

    async fn list_ratings(
        &self,
        request: Request<wire::ListRatingsRequest>,
    ) -> Result<Response<wire::ListRatingsResponse>, Status> {
        let (caller, request) = self.work.access.admit(request).await?;
        let (page, union, review, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let union = fields.uuid("unit_id", &request.unit_id);
            let review = fields.optional_uuid("review_id", &request.review_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.work.clock);
            Some((page?, union?, review?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.view, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let (tx, whose) = (&mut reading.snapshot.tx, Whose::Union(union));
        let rows = list_ratings(tx, whose, review, at, last, page.fetch()).await;
        let (ratings, next_page_token) = page.cut(rows.map_err(unreadable)?);
        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListRatingsResponse { ratings, next_page_token, read_info }))
    }
}
