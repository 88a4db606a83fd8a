//! `PlanService`.

use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::fields::{self, Fields};
use chassis::reading::Moment;
use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::plan_service_server::PlanService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{DOMAIN, plan_fields, unreadable};
use crate::domain::PlanId;
use crate::domain::plan::document::ReviewKind;
use crate::domain::plan::{Command, Plan};
use crate::published;
use crate::views::plan_of_record::PlanOfRecord;
use crate::views::plan_of_record::queries::{Last, find_plan, list_plans};

pub(super) struct Plans {
    ledger: Ledger,
    plans: CommandHandler<Plan>,
    record: Reader<PlanOfRecord>,
    clock: Clock,
    access: Access,
}

impl Plans {
    pub(super) fn new(
        ledger: Ledger,
        record: Reader<PlanOfRecord>,
        clock: Clock,
        access: Access,
    ) -> Self {
        let plans = CommandHandler::new(ledger.clone(), published::plan);
        Self { ledger, plans, record, clock, access }
    }

    /// Carries out one command on the plan that the request names.
    async fn change<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        plan_id: &str,
        command: impl FnOnce(&mut Fields) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (plan, command, asked) = fields::read(&DOMAIN, |fields| {
            let plan = fields.uuid("plan_id", plan_id);
            let asked = fields.asked(caller, request, Plan::CATEGORY, plan);
            let command = command(fields);
            Some((plan?, command?, asked?))
        })?;
        DOMAIN.act(&self.ledger, asked, vec![self.plans.step(plan, command)]).await
    }
}

#[tonic::async_trait]
impl PlanService for Plans {
    async fn issue_plan(
        &self,
        request: Request<wire::IssuePlanRequest>,
    ) -> Result<Response<wire::IssuePlanResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields| plan_fields::issue(fields, &request);
        let receipt = self.change(&caller, &request, &request.plan_id, command).await?;
        Ok(Response::new(wire::IssuePlanResponse { receipt }))
    }

    async fn amend_plan(
        &self,
        request: Request<wire::AmendPlanRequest>,
    ) -> Result<Response<wire::AmendPlanResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields| plan_fields::amend(fields, &request);
        let receipt = self.change(&caller, &request, &request.plan_id, command).await?;
        Ok(Response::new(wire::AmendPlanResponse { receipt }))
    }

    async fn assign_responsibility(
        &self,
        request: Request<wire::AssignResponsibilityRequest>,
    ) -> Result<Response<wire::AssignResponsibilityResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields| plan_fields::assign(fields, &request);
        let receipt = self.change(&caller, &request, &request.plan_id, command).await?;
        Ok(Response::new(wire::AssignResponsibilityResponse { receipt }))
    }

    async fn end_responsibility(
        &self,
        request: Request<wire::EndResponsibilityRequest>,
    ) -> Result<Response<wire::EndResponsibilityResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields| plan_fields::end(fields, &request);
        let receipt = self.change(&caller, &request, &request.plan_id, command).await?;
        Ok(Response::new(wire::EndResponsibilityResponse { receipt }))
    }

    async fn open_preliminary_review(
        &self,
        request: Request<wire::OpenPreliminaryReviewRequest>,
    ) -> Result<Response<wire::OpenPreliminaryReviewResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (opened_on, decision) = (&request.opened_on, request.decision_ref.as_ref());
        let command = |fields: &mut Fields| {
            plan_fields::open_review(fields, ReviewKind::Preliminary, opened_on, decision)
        };
        let receipt = self.change(&caller, &request, &request.plan_id, command).await?;
        Ok(Response::new(wire::OpenPreliminaryReviewResponse { receipt }))
    }

    async fn open_final_review(
        &self,
        request: Request<wire::OpenFinalReviewRequest>,
    ) -> Result<Response<wire::OpenFinalReviewResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (opened_on, decision) = (&request.opened_on, request.decision_ref.as_ref());
        let command = |fields: &mut Fields| {
            plan_fields::open_review(fields, ReviewKind::Final, opened_on, decision)
        };
        let receipt = self.change(&caller, &request, &request.plan_id, command).await?;
        Ok(Response::new(wire::OpenFinalReviewResponse { receipt }))
    }

    async fn close_review(
        &self,
        request: Request<wire::CloseReviewRequest>,
    ) -> Result<Response<wire::CloseReviewResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields| {
            let closed_on = fields.date("closed_on", &request.closed_on)?;
            Some(Command::CloseReview { closed_on })
        };
        let receipt = self.change(&caller, &request, &request.plan_id, command).await?;
        Ok(Response::new(wire::CloseReviewResponse { receipt }))
    }

    async fn conclude_plan(
        &self,
        request: Request<wire::ConcludePlanRequest>,
    ) -> Result<Response<wire::ConcludePlanResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let command = |fields: &mut Fields| plan_fields::conclude(fields, &request);
        let receipt = self.change(&caller, &request, &request.plan_id, command).await?;
        Ok(Response::new(wire::ConcludePlanResponse { receipt }))
    }

    async fn supersede_plan(
        &self,
        request: Request<wire::SupersedePlanRequest>,
    ) -> Result<Response<wire::SupersedePlanResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (plan, successor, superseded_on, asked) = fields::read(&DOMAIN, |fields| {
            let plan = fields.uuid("plan_id", &request.plan_id);
            let asked = fields.asked(&caller, &request, Plan::CATEGORY, plan);
            let successor = fields.uuid("successor_plan_id", &request.successor_plan_id);
            let superseded_on = fields.date("superseded_on", &request.superseded_on);
            Some((PlanId(plan?), PlanId(successor?), superseded_on?, asked?))
        })?;
        let supersede = Command::Supersede { plan, successor, superseded_on };
        let steps = vec![
            self.plans.step(plan, supersede),
            self.plans.step(successor, Command::ConfirmSuccessor),
        ];
        let receipt = DOMAIN.act(&self.ledger, asked, steps).await?;
        Ok(Response::new(wire::SupersedePlanResponse { receipt }))
    }

    async fn get_plan(
        &self,
        request: Request<wire::GetPlanRequest>,
    ) -> Result<Response<wire::GetPlanResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (plan, version, read_at): (Uuid, _, _) = fields::read(&DOMAIN, |fields| {
            let plan = fields.uuid("plan_id", &request.plan_id);
            let version = fields.count("version", request.version, i32::MAX.unsigned_abs());
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((plan?, version?, read_at?))
        })?;

        let version = (version > 0).then_some(version);
        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let found = find_plan(&mut reading.snapshot.tx, plan, version, reading.at).await;
        let plan = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("plan", plan))?;

        let read_info = Some(reading.info);
        Ok(Response::new(wire::GetPlanResponse { plan: Some(plan), read_info }))
    }

    async fn list_plans(
        &self,
        request: Request<wire::ListPlansRequest>,
    ) -> Result<Response<wire::ListPlansResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, state, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, state?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_plans(&mut reading.snapshot.tx, at, state, last, page.fetch()).await;
        let (plans, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListPlansResponse { plans, next_page_token, read_info }))
    }
}
