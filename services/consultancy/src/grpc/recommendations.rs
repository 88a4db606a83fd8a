//! `RecommendationService`: what a requester answers to each recommendation, and how they were taken up.

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields, ReadAt};
use chassis::reading::Moment;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::recommendation_service_server::RecommendationService;
use contracts::ledger::v1::ReadInfo;
use ledger::Decider as _;
use tonic::{Request, Status};
use uuid::Uuid;

use super::request_fields::file;
use super::work::{Page, Work, cut, moment};
use super::work_fields::answer;
use super::{DOMAIN, unreadable};
use crate::domain::response::{Answer, Command, Rejection, Response};
use crate::domain::review;
use crate::views::review_register::queries::Whose;
use crate::views::review_work::report::recommendations;
use crate::views::uptake::queries::{Filter, Last, list_uptake};

/// No year is further on, nor counted before the first.
const YEARS: u32 = 9_999;

pub(super) struct Recommendations(pub(super) Arc<Work>);

impl Recommendations {
    async fn told(
        &self,
        caller: &Caller,
        (review, whose): (Uuid, Whose),
        (page, read_at): (&Page, &ReadAt),
        state: Option<wire::RecommendationState>,
    ) -> Result<(Vec<wire::Recommendation>, String, ReadInfo), Status> {
        let mut reading = DOMAIN.read(&self.0.register, caller, read_at).await?;
        let at = moment(page, reading.at);
        let found = recommendations(&mut reading.snapshot.tx, review, whose, at.known_at).await;
        let found = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("review", review))?;
        let wanted = found.into_iter().filter(|(_, it)| state.is_none_or(|of| it.state() == of));
        let (told, next) = cut(page, at, wanted.collect());
        Ok((told, next, reading.info))
    }
}

#[tonic::async_trait]
impl RecommendationService for Recommendations {
    async fn answer_recommendation(
        &self,
        request: Request<wire::AnswerRecommendationRequest>,
    ) -> Result<tonic::Response<wire::AnswerRecommendationResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.requester_unit_id);
        let says = (&*request.recommendation_id, request.answer, &*request.reason);
        let read = |fields: &mut Fields| answer(fields, says);
        let said = self.0.theirs(&caller, &request, names, Response::CATEGORY, read)?;
        let (doing, answer) = said;
        let (on, by, unit) = (doing.on, doing.by, doing.requester);
        let step = self.0.responses.step(doing.review, Command::Answer { answer, on, by, unit });
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, vec![step]).await?;
        Ok(tonic::Response::new(wire::AnswerRecommendationResponse { receipt }))
    }

    async fn register_answer(
        &self,
        request: Request<wire::RegisterAnswerRequest>,
    ) -> Result<tonic::Response<wire::RegisterAnswerResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("answered_on", &*request.answered_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let says = (&*request.recommendation_id, request.answer, &*request.reason);
        let read = |fields: &mut Fields| {
            let answer = answer(fields, says);
            let file = file(fields, "file", request.file.as_ref());
            Some((None, (answer?, file?)))
        };
        let said = self.0.office(&caller, &request, names, Response::CATEGORY, read).await?;
        let (doing, (answer, file)) = said;
        let shown = self.0.shown(doing.union, &file);
        let answer = Box::new(Answer { file: Some(file), ..*answer });
        let (on, by, unit) = (doing.on, doing.by, doing.union);
        let answer = Command::Answer { answer, on, by, unit };
        let mut steps = vec![self.0.responses.step(doing.review, answer)];
        steps.extend(shown);
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(tonic::Response::new(wire::RegisterAnswerResponse { receipt }))
    }

    async fn close_review(
        &self,
        request: Request<wire::CloseReviewRequest>,
    ) -> Result<tonic::Response<wire::CloseReviewResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let day = Some(("closed_on", &*request.closed_on));
        let names = (&*request.review_id, &*request.unit_id, day);
        let nothing = |_: &mut Fields| Some((None, ()));
        let said = self.0.office(&caller, &request, names, Response::CATEGORY, nothing).await?;
        let (doing, ()) = said;
        let known = DOMAIN.loaded(&self.0.responses, doing.review).await?;
        let missing = || DOMAIN.rejected(Rejection::ResponseNotFound);
        let tally = known.standing().ok_or_else(missing)?.tally();
        let close = Command::Close { on: doing.on, by: doing.by.clone() };
        let steps = vec![
            self.0.responses.step(doing.review, close),
            self.0.moved(&doing, review::Act::Close { tally }),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(tonic::Response::new(wire::CloseReviewResponse { receipt }))
    }

    async fn list_recommendations(
        &self,
        request: Request<wire::ListRecommendationsRequest>,
    ) -> Result<tonic::Response<wire::ListRecommendationsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (page, id, union, state, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page> = fields.page(&request);
            let id = fields.uuid("review_id", &request.review_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, id?, union?, state?, read_at?))
        })?;
        let of = (id, Whose::Union(union));
        let (recommendations, next_page_token, info) =
            self.told(&caller, of, (&page, &read_at), state).await?;
        let read_info = Some(info);
        let answer =
            wire::ListRecommendationsResponse { recommendations, next_page_token, read_info };
        Ok(tonic::Response::new(answer))
    }

    async fn list_own_recommendations(
        &self,
        request: Request<wire::ListOwnRecommendationsRequest>,
    ) -> Result<tonic::Response<wire::ListOwnRecommendationsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (page, id, requester, state, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page> = fields.page(&request);
            let id = fields.uuid("review_id", &request.review_id);
            let requester = fields.uuid("requester_unit_id", &request.requester_unit_id);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            Some((page?, id?, requester?, state?, read_at?))
        })?;
        let of = (id, Whose::Requester(requester));
        let (recommendations, next_page_token, info) =
            self.told(&caller, of, (&page, &read_at), state).await?;
        let read_info = Some(info);
        let answer =
            wire::ListOwnRecommendationsResponse { recommendations, next_page_token, read_info };
        Ok(tonic::Response::new(answer))
    }

    async fn list_uptake(
        &self,
        request: Request<wire::ListUptakeRequest>,
    ) -> Result<tonic::Response<wire::ListUptakeResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let (page, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let union = fields.uuid("unit_id", &request.unit_id);
            let requester =
                fields.optional_uuid("by_requester_unit_id", &request.by_requester_unit_id);
            let field = fields.optional_choice("field", request.field, Some);
            let year = fields.count("year", request.year, YEARS);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.0.clock);
            year?;
            let year = (request.year > 0).then_some(request.year);
            let (union, requester, field) = (union?, requester?, field?);
            Some((page?, Filter { union, requester, field, year }, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.0.uptake, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_uptake(&mut reading.snapshot.tx, filter, at, last, page.fetch()).await;
        let (lines, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(tonic::Response::new(wire::ListUptakeResponse { lines, next_page_token, read_info }))
    }
}
