//! `ReportService`: how opinions become a report, and how the requester gets it. What an act rests on is gathered in
//! `gathering`, and held on its own streams in the same act; questions are answered in `asking`.

mod asking;
mod gathering;

use std::sync::Arc;

use chassis::fields::Fields;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::report_service_server::ReportService;
use ledger::Decider as _;
use tonic::{Request, Response, Status};

use super::DOMAIN;
use super::request_fields::{file, reason};
use super::work::{Expert, Resource, Work};
use super::work_fields::report;
use crate::domain::council::{self, Claim};
use crate::domain::report::{Command, Rejection, Report};
use crate::domain::response;
use crate::domain::review::{self, Stage};

pub(super) struct Reports(pub(super) Arc<Work>);

/// An act of the office or the leaders on a report, on a day that they tell.
macro_rules! acts {
    ($self:ident, $request:ident, $day:ident, $read:expr) => {{
        let (caller, request) = $self.0.access.admit($request).await?;
        let day = Some((stringify!($day), &*request.$day));
        let names = (&*request.review_id, &*request.unit_id, day);
        let read = |fields: &mut Fields| $read(fields, &request).map(|said| (None, said));
        $self.0.office(&caller, &request, names, Report::CATEGORY, read).await?
    }};
}

#[tonic::async_trait]
impl ReportService for Reports {
    async fn waive_opinions(
        &self,
        request: Request<wire::WaiveOpinionsRequest>,
    ) -> Result<Response<wire::WaiveOpinionsResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.invitation_id);
        let of = |review, _| Resource(Report::CATEGORY, Some(review));
        let read = |fields: &mut Fields| reason(fields, &request.reason);
        let (doing, reason) = self.0.expert(&caller, &request, names, of, read)?;
        let Expert { review, invitation, person: expert, on, asked } = doing;
        let confirm = council::Command::Confirm { invitation, expert, claim: Claim::Leads };
        let steps = vec![
            self.0.reports.step(review, Command::Waive { invitation, reason, on }),
            // A review that is not there has nobody who works on it: that is told first.
            self.0.held(review, Stage::WRITING),
            self.0.councils.step(review, confirm),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, asked, steps).await?;
        Ok(Response::new(wire::WaiveOpinionsResponse { receipt }))
    }

    async fn start_synthesis(
        &self,
        request: Request<wire::StartSynthesisRequest>,
    ) -> Result<Response<wire::StartSynthesisResponse>, Status> {
        let nothing = |_: &mut Fields, _: &wire::StartSynthesisRequest| Some(());
        let (doing, ()) = acts!(self, request, started_on, nothing);
        let gathered = self.gather(doing.review, doing.union).await?;
        let waived = DOMAIN.loaded(&self.0.reports, doing.review).await?.is_waived();
        let (on_old_version, on) = (gathered.on_old_version(), doing.on);
        let start = Command::Start { on_old_version, on, by: doing.by.clone() };
        let confirm = council::Command::ConfirmOpinions { waived };
        let mut steps = vec![
            self.0.reports.step(doing.review, start),
            self.0.councils.step(doing.review, confirm),
            self.0.moved(&doing, review::Act::StartSynthesis),
        ];
        steps.extend(self.held(&gathered));
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::StartSynthesisResponse { receipt }))
    }

    async fn save_report(
        &self,
        request: Request<wire::SaveReportRequest>,
    ) -> Result<Response<wire::SaveReportResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.unit_id, None);
        let read = |fields: &mut Fields| {
            report(fields, request.content.as_ref()).map(|content| (None, content))
        };
        let said = self.0.office(&caller, &request, names, Report::CATEGORY, read).await?;
        let (doing, content) = said;
        let opinions = self.gather(doing.review, doing.union).await?.standings();
        let save = Command::Save { content, opinions, on: doing.on, by: doing.by };
        let steps = vec![
            self.0.reports.step(doing.review, save),
            self.0.of_union(doing.review, doing.union, Stage::SYNTHESIS),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::SaveReportResponse { receipt }))
    }

    async fn submit_report(
        &self,
        request: Request<wire::SubmitReportRequest>,
    ) -> Result<Response<wire::SubmitReportResponse>, Status> {
        let nothing = |_: &mut Fields, _: &wire::SubmitReportRequest| Some(());
        let (doing, ()) = acts!(self, request, submitted_on, nothing);
        let gathered = self.gather(doing.review, doing.union).await?;
        let (opinions, attached) = (gathered.standings(), Box::new(gathered.attached()));
        let (on, by) = (doing.on, doing.by.clone());
        let submit = Command::Submit { opinions, attached, on, by };
        let mut steps = vec![
            self.0.reports.step(doing.review, submit),
            self.0.moved(&doing, review::Act::SubmitReport),
        ];
        // Nothing that it rests on, or that goes with it, changes on the way.
        steps.extend(self.held(&gathered));
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::SubmitReportResponse { receipt }))
    }

    async fn return_report(
        &self,
        request: Request<wire::ReturnReportRequest>,
    ) -> Result<Response<wire::ReturnReportResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::ReturnReportRequest| {
            reason(fields, &request.reason)
        };
        let (doing, reason) = acts!(self, request, returned_on, read);
        let give_back = Command::Return { reason, on: doing.on, by: doing.by.clone() };
        let steps = vec![
            self.0.reports.step(doing.review, give_back),
            self.0.moved(&doing, review::Act::ReturnReport),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::ReturnReportResponse { receipt }))
    }

    async fn approve_report(
        &self,
        request: Request<wire::ApproveReportRequest>,
    ) -> Result<Response<wire::ApproveReportResponse>, Status> {
        let nothing = |_: &mut Fields, _: &wire::ApproveReportRequest| Some(());
        let (doing, ()) = acts!(self, request, approved_on, nothing);
        let known = DOMAIN.loaded(&self.0.reports, doing.review).await?;
        let snapshot = known.standing().and_then(|it| it.snapshot());
        let (_, sha256) = snapshot.ok_or_else(|| DOMAIN.rejected(Rejection::ReportNotFound))?;
        let approve = Command::Approve { on: doing.on, by: doing.by.clone() };
        let steps = vec![
            self.0.reports.step(doing.review, approve),
            self.0.moved(&doing, review::Act::ApproveReport { sha256 }),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::ApproveReportResponse { receipt }))
    }

    async fn deliver_report(
        &self,
        request: Request<wire::DeliverReportRequest>,
    ) -> Result<Response<wire::DeliverReportResponse>, Status> {
        let read = |fields: &mut Fields, request: &wire::DeliverReportRequest| {
            let answer_by = fields.optional_date("answer_by", &request.answer_by);
            let receipt = file(fields, "receipt", request.receipt.as_ref());
            Some((answer_by?, receipt?))
        };
        let (doing, (answer_by, receipt)) = acts!(self, request, delivered_on, read);
        let (review, on) = (doing.review, doing.on);
        let known = DOMAIN.loaded(&self.0.reports, review).await?;
        let missing = || DOMAIN.rejected(Rejection::ReportNotFound);
        let approved = known.standing().ok_or_else(missing)?;
        let content = approved.content.as_ref().ok_or_else(missing)?;
        let filing = self.0.review_of(review, doing.union).await?.filing;
        let answer_by = filing.answer_by(on, answer_by);
        let sha256 = approved.sha256.clone().unwrap_or_default();
        let recommendations = u32::try_from(content.recommendations.len()).unwrap_or(u32::MAX);
        let deliver = review::Act::Deliver { sha256, recommendations, answer_by };
        let asked = Box::new(response::Asked {
            union: filing.union,
            requester: filing.requester,
            field: filing.asked.field,
            recommendations: content.recommendations.clone(),
            delivered_on: on,
            answer_by,
        });
        let shown = self.0.shown(doing.union, &receipt);
        let delivered = Command::Deliver { receipt, answer_by, on, by: doing.by.clone() };
        let mut steps = vec![
            self.0.reports.step(review, delivered),
            self.0.moved(&doing, deliver),
            self.0.responses.step(review, response::Command::Ask { asked }),
        ];
        steps.extend(shown);
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::DeliverReportResponse { receipt }))
    }

    async fn acknowledge_delivery(
        &self,
        request: Request<wire::AcknowledgeDeliveryRequest>,
    ) -> Result<Response<wire::AcknowledgeDeliveryResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        let names = (&*request.review_id, &*request.requester_unit_id);
        let read = |fields: &mut Fields| fields.sha256("sha256", &request.sha256);
        let said = self.0.theirs(&caller, &request, names, Report::CATEGORY, read)?;
        let (doing, sha256) = said;
        let theirs = review::Named::Requester(doing.requester);
        let stages = Stage::DELIVERED;
        let confirm = review::Command::Confirm { of: Some(theirs), stages };
        let acknowledge = Command::Acknowledge { sha256, on: doing.on, by: doing.by };
        let steps = vec![
            self.0.reports.step(doing.review, acknowledge),
            self.0.reviews.step(doing.review, confirm),
        ];
        let receipt = DOMAIN.act(&self.0.ledger, doing.asked, steps).await?;
        Ok(Response::new(wire::AcknowledgeDeliveryResponse { receipt }))
    }

    async fn get_report(
        &self,
        request: Request<wire::GetReportRequest>,
    ) -> Result<Response<wire::GetReportResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.one(&caller, &request).await.map(Response::new)
    }

    async fn get_delivered_report(
        &self,
        request: Request<wire::GetDeliveredReportRequest>,
    ) -> Result<Response<wire::GetDeliveredReportResponse>, Status> {
        let (caller, request) = self.0.access.admit(request).await?;
        self.delivered(&caller, &request).await.map(Response::new)
    }
}
