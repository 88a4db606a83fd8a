//! `RegimeService`.

use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::fields::{self, Fields};
use chassis::reading::Moment;
use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::regime_service_server::RegimeService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger};
use tonic::{Request, Response, Status};

use super::regime_fields::{self, Issued};
use super::{DOMAIN, unreadable};
use crate::domain::plan::{self, Plan};
use crate::domain::regime::terms::RegimeCode;
use crate::domain::regime::{Command, Regime};
use crate::domain::{PlanId, RegimeId};
use crate::published;
use crate::views::reporting_regimes::ReportingRegimes;
use crate::views::reporting_regimes::queries::{Last, find_regime, list_regimes};

pub(super) struct Regimes {
    ledger: Ledger,
    regimes: CommandHandler<Regime>,
    plans: CommandHandler<Plan>,
    record: Reader<ReportingRegimes>,
    clock: Clock,
    access: Access,
}

impl Regimes {
    pub(super) fn new(
        ledger: Ledger,
        record: Reader<ReportingRegimes>,
        clock: Clock,
        access: Access,
    ) -> Self {
        let regimes = CommandHandler::new(ledger.clone(), published::regime);
        let plans = CommandHandler::new(ledger.clone(), published::plan);
        Self { ledger, regimes, plans, record, clock, access }
    }

    /// Carries out one command on the regime that the request names.
    async fn change<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        (plan_id, code): (&str, &str),
        command: impl FnOnce(&mut Fields) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = named(fields, plan_id, code).map(|(plan, code)| RegimeId::of(plan, &code));
            let asked = fields.asked(caller, request, Regime::CATEGORY, id);
            let command = command(fields);
            Some((id?, command?, asked?))
        })?;
        DOMAIN.act(&self.ledger, asked, vec![self.regimes.step(id, command)]).await
    }
}

fn named(fields: &mut Fields, plan_id: &str, code: &str) -> Option<(PlanId, RegimeCode)> {
    let plan = fields.uuid("plan_id", plan_id).map(PlanId);
    let code = regime_fields::code(fields, "code", code);
    Some((plan?, code?))
}

#[tonic::async_trait]
impl RegimeService for Regimes {
    async fn issue_regime(
        &self,
        request: Request<wire::IssueRegimeRequest>,
    ) -> Result<Response<wire::IssueRegimeResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (plan, code, issued, asked) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.code);
            let asked = fields.asked(&caller, &request, Regime::CATEGORY, None::<RegimeId>);
            let issued = regime_fields::issue(fields, &request);
            let (plan, code) = named?;
            Some((plan, code, issued?, asked?))
        })?;
        let id = RegimeId::of(plan, &code);
        let Issued { terms, valid_from, decision } = issued;
        let issue = Command::Issue { plan, code, terms, valid_from, decision };
        let in_force = self.plans.step(plan, plan::Command::ConfirmInForce);
        let receipt =
            DOMAIN.act(&self.ledger, asked, vec![self.regimes.step(id, issue), in_force]).await?;
        Ok(Response::new(wire::IssueRegimeResponse { receipt }))
    }

    async fn revise_regime(
        &self,
        request: Request<wire::ReviseRegimeRequest>,
    ) -> Result<Response<wire::ReviseRegimeResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let name = (request.plan_id.as_str(), request.code.as_str());
        let command = |fields: &mut Fields| regime_fields::revise(fields, &request);
        let receipt = self.change(&caller, &request, name, command).await?;
        Ok(Response::new(wire::ReviseRegimeResponse { receipt }))
    }

    async fn end_regime(
        &self,
        request: Request<wire::EndRegimeRequest>,
    ) -> Result<Response<wire::EndRegimeResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let name = (request.plan_id.as_str(), request.code.as_str());
        let command = |fields: &mut Fields| regime_fields::end(fields, &request);
        let receipt = self.change(&caller, &request, name, command).await?;
        Ok(Response::new(wire::EndRegimeResponse { receipt }))
    }

    async fn get_regime(
        &self,
        request: Request<wire::GetRegimeRequest>,
    ) -> Result<Response<wire::GetRegimeResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (plan, code, read_at) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.code);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            let (plan, code) = named?;
            Some((plan, code, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let id = RegimeId::of(plan, &code);
        let found = find_regime(&mut reading.snapshot.tx, id.0, reading.at).await;
        let found = found.map_err(unreadable)?;
        let (regime, versions) = found.ok_or_else(|| DOMAIN.no_such("regime", code))?;

        let (regime, read_info) = (Some(regime), Some(reading.info));
        Ok(Response::new(wire::GetRegimeResponse { regime, versions, read_info }))
    }

    async fn list_regimes(
        &self,
        request: Request<wire::ListRegimesRequest>,
    ) -> Result<Response<wire::ListRegimesResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, plan, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let plan = fields.uuid("plan_id", &request.plan_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, plan?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_regimes(&mut reading.snapshot.tx, plan, at, last, page.fetch()).await;
        let (regimes, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListRegimesResponse { regimes, next_page_token, read_info }))
    }
}
