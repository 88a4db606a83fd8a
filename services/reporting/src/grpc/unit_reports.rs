//! `UnitReportService`.

mod acting;

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::fields::{self, Fields};
use chassis::outgoing::OnBehalf;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::unit_report_service_server::UnitReportService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger};
use tonic::{Request, Response, Status};

use super::plan_fields::section_code;
use super::record_fields::cited;
use super::unit_report_fields::{self as says};
use super::unit_report_names::{Named, Of, named_in};
use super::{DOMAIN, unreadable};
use crate::contract::unit_reports::compared;
use crate::domain::unit_report::{Command, Rejection, UnitReport};
use crate::progress::Progress;
use crate::published;
use crate::views::reporting_periods::ReportingPeriods;
use crate::views::unit_reports::queries::{find_locked, find_report};
use crate::views::unit_reports::{self as view};

pub(super) struct UnitReports {
    pub(super) ledger: Ledger,
    pub(super) reports: CommandHandler<UnitReport>,
    evidence: evidence::Register,
    record: Reader<view::UnitReports>,
    /// Says which units have ended, and who followed them.
    pub(super) directory: Reader<ReportingPeriods>,
    progress: Progress,
    clock: Clock,
    access: Access,
}

impl UnitReports {
    pub(super) fn new(
        ledger: Ledger,
        record: Reader<view::UnitReports>,
        directory: Reader<ReportingPeriods>,
        progress: Progress,
        clock: Clock,
        access: Access,
    ) -> Self {
        let reports = CommandHandler::new(ledger.clone(), published::unit_report);
        let evidence = evidence::Register::new(ledger.clone());
        Self { ledger, reports, evidence, record, directory, progress, clock, access }
    }
}

#[tonic::async_trait]
impl UnitReportService for UnitReports {
    async fn start_report(
        &self,
        request: Request<wire::StartReportRequest>,
    ) -> Result<Response<wire::StartReportResponse>, Status> {
        let on_behalf = OnBehalf::of(&request);
        let (caller, request) = self.access.admit(request).await?;
        let command = |prefill, act| Command::Start { prefill, act };
        let (named, asks) = (named_in!(request), (&caller, &on_behalf));
        let receipt = self.with_figures(asks, &request, named, command).await?;
        Ok(Response::new(wire::StartReportResponse { receipt }))
    }

    async fn refresh_prefill(
        &self,
        request: Request<wire::RefreshPrefillRequest>,
    ) -> Result<Response<wire::RefreshPrefillResponse>, Status> {
        let on_behalf = OnBehalf::of(&request);
        let (caller, request) = self.access.admit(request).await?;
        let command = |prefill, act| Command::RefreshPrefill { prefill, act };
        let (named, asks) = (named_in!(request), (&caller, &on_behalf));
        let receipt = self.with_figures(asks, &request, named, command).await?;
        Ok(Response::new(wire::RefreshPrefillResponse { receipt }))
    }

    async fn save_section(
        &self,
        request: Request<wire::SaveSectionRequest>,
    ) -> Result<Response<wire::SaveSectionResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields, act| {
            let section = section_code(fields, "section_code", &request.section_code);
            let text = says::text(fields, &request.text);
            Some(Command::SaveSection { section: section?, text: text?, act })
        };
        let receipt = self.change(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::SaveSectionResponse { receipt }))
    }

    async fn comment_figure(
        &self,
        request: Request<wire::CommentFigureRequest>,
    ) -> Result<Response<wire::CommentFigureResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields, act| {
            let figure = says::identifier(fields, &request.identifier);
            let text = says::comment(fields, &request.comment);
            Some(Command::Comment { figure: figure?, text: text?, act })
        };
        let receipt = self.change(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::CommentFigureResponse { receipt }))
    }

    async fn add_adjustment(
        &self,
        request: Request<wire::AddAdjustmentRequest>,
    ) -> Result<Response<wire::AddAdjustmentResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (of, adjustment, asked) = fields::read(&DOMAIN, |fields| {
            let of = named_in!(request).of(fields);
            let id = of.as_ref().map(Of::report);
            let asked = fields.asked(&caller, &request, UnitReport::CATEGORY, id);
            let adjustment = says::adjustment(fields, &request);
            Some((of?, adjustment?, asked?))
        })?;
        let cited = cited(&adjustment.evidence);
        let adjust = Command::Adjust { adjustment, act: self.act_of(&caller) };
        let mut steps = vec![self.reports.step(of.report(), adjust)];
        steps.extend(self.evidence.confirm(of.unit.0.into(), cited));
        let receipt = DOMAIN.act(&self.ledger, asked, steps).await?;
        Ok(Response::new(wire::AddAdjustmentResponse { receipt }))
    }

    async fn withdraw_adjustment(
        &self,
        request: Request<wire::WithdrawAdjustmentRequest>,
    ) -> Result<Response<wire::WithdrawAdjustmentResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields, act| {
            let id = fields.uuid("adjustment_id", &request.adjustment_id)?;
            Some(Command::WithdrawAdjustment { id, act })
        };
        let receipt = self.change(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::WithdrawAdjustmentResponse { receipt }))
    }

    async fn submit_report(
        &self,
        request: Request<wire::SubmitReportRequest>,
    ) -> Result<Response<wire::SubmitReportResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (of, asked) = fields::read(&DOMAIN, |fields| {
            let of = named_in!(request).of(fields);
            let id = of.as_ref().map(Of::report);
            let asked = fields.asked(&caller, &request, UnitReport::CATEGORY, id);
            Some((of?, asked?))
        })?;
        let act_of = self.act_of(&caller);
        let received = self.received(&of, act_of.on, caller.deadline).await?;
        let submit = Command::Submit { received, act: act_of };
        let receipt =
            DOMAIN.act(&self.ledger, asked, vec![self.reports.step(of.report(), submit)]).await?;
        Ok(Response::new(wire::SubmitReportResponse { receipt }))
    }

    async fn recall_report(
        &self,
        request: Request<wire::RecallReportRequest>,
    ) -> Result<Response<wire::RecallReportResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |_: &mut Fields, act| Some(Command::Recall { act });
        let receipt = self.change(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::RecallReportResponse { receipt }))
    }

    async fn begin_review(
        &self,
        request: Request<wire::BeginReviewRequest>,
    ) -> Result<Response<wire::BeginReviewResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |_: &mut Fields, act| Some(Command::BeginReview { act });
        let receipt = self.review(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::BeginReviewResponse { receipt }))
    }

    async fn return_report(
        &self,
        request: Request<wire::ReturnReportRequest>,
    ) -> Result<Response<wire::ReturnReportResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields, act| {
            let objections = says::objections(fields, &request.objections);
            let due_on = fields.date("due_on", &request.due_on);
            Some(Command::Return { objections: objections?, due_on: due_on?, act })
        };
        let receipt = self.review(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::ReturnReportResponse { receipt }))
    }

    async fn approve_report(
        &self,
        request: Request<wire::ApproveReportRequest>,
    ) -> Result<Response<wire::ApproveReportResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |_: &mut Fields, act| Some(Command::Approve { act });
        let receipt = self.review(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::ApproveReportResponse { receipt }))
    }

    async fn revoke_approval(
        &self,
        request: Request<wire::RevokeApprovalRequest>,
    ) -> Result<Response<wire::RevokeApprovalResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields, act| {
            let reason = says::reason(fields, &request.reason)?;
            Some(Command::RevokeApproval { reason, act })
        };
        let receipt = self.review(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::RevokeApprovalResponse { receipt }))
    }

    async fn open_correction(
        &self,
        request: Request<wire::OpenCorrectionRequest>,
    ) -> Result<Response<wire::OpenCorrectionResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields, act| {
            let reason = says::reason(fields, &request.reason)?;
            Some(Command::OpenCorrection { reason, act })
        };
        let receipt = self.review(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::OpenCorrectionResponse { receipt }))
    }

    async fn enter_paper_report(
        &self,
        request: Request<wire::EnterPaperReportRequest>,
    ) -> Result<Response<wire::EnterPaperReportResponse>, Status> {
        let on_behalf = OnBehalf::of(&request);
        let (caller, request) = self.access.admit(request).await?;
        let (id, paper, asked) = fields::read(&DOMAIN, |fields| {
            let id = named_in!(request).id(fields);
            let asked = fields.asked(&caller, &request, UnitReport::CATEGORY, id);
            let paper = says::paper(fields, &request);
            Some((id?, paper?, asked?))
        })?;
        let prefill = self.figures((&caller, &on_behalf), id).await?;
        let cited = cited(&paper.evidence);
        let paper = Box::new(paper);
        let enter = Command::TakeFromPaper { paper, prefill, act: self.act_of(&caller) };
        let mut steps = vec![self.reports.step(id, enter)];
        // Who enters it keeps it.
        steps.extend(self.evidence.confirm(caller.unit.into(), cited));
        let receipt = DOMAIN.act(&self.ledger, asked, steps).await?;
        Ok(Response::new(wire::EnterPaperReportResponse { receipt }))
    }

    async fn excuse_report(
        &self,
        request: Request<wire::ExcuseReportRequest>,
    ) -> Result<Response<wire::ExcuseReportResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields, act| {
            let reason = says::reason(fields, &request.reason)?;
            Some(Command::Excuse { reason, act })
        };
        let receipt = self.review(&caller, &request, named_in!(request), command).await?;
        Ok(Response::new(wire::ExcuseReportResponse { receipt }))
    }

    async fn get_unit_report(
        &self,
        request: Request<wire::GetUnitReportRequest>,
    ) -> Result<Response<wire::GetUnitReportResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = named_in!(request).id(fields);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((id?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let found = find_report(&mut reading.snapshot.tx, id.0, reading.at.known_at).await;
        let report = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("report", id))?;

        let (report, read_info) = (Some(report), Some(reading.info));
        Ok(Response::new(wire::GetUnitReportResponse { report, read_info }))
    }

    async fn compare_report(
        &self,
        request: Request<wire::CompareReportRequest>,
    ) -> Result<Response<wire::CompareReportResponse>, Status> {
        let on_behalf = OnBehalf::of(&request);
        let (caller, request) = self.access.admit(request).await?;
        let id = fields::read(&DOMAIN, |fields| named_in!(request).id(fields))?;
        let standing = self.owed(id).await?;
        let Some(reported) = &standing.content.prefill else {
            return Err(DOMAIN.rejected(Rejection::StateNotAllowed { state: standing.stage }));
        };
        let (asks, owed) = ((&caller, &on_behalf), &standing.obligation);
        let present = self.figures_up_to(asks, owed, reported.as_of).await?;
        Ok(Response::new(compared(reported, &present)))
    }

    async fn get_locked_report(
        &self,
        request: Request<wire::GetLockedReportRequest>,
    ) -> Result<Response<wire::GetLockedReportResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, version, read_at) = fields::read(&DOMAIN, |fields| {
            let id = named_in!(request).id(fields);
            let version = fields.number("version", request.version, 1..=i64::from(i32::MAX));
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            version?;
            Some((id?, request.version, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let (tx, known_at) = (&mut reading.snapshot.tx, reading.at.known_at);
        let found = find_locked(tx, id.0, version, known_at).await.map_err(unreadable)?;
        let (locked, text) = found.ok_or_else(|| DOMAIN.no_such("locked report", id))?;

        let (locked, read_info) = (Some(locked), Some(reading.info));
        Ok(Response::new(wire::GetLockedReportResponse { locked, text, read_info }))
    }
}
