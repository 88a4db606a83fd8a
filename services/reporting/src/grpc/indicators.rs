//! `IndicatorService`.

use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::fields::{self, Fields};
use chassis::reading::Moment;
use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::indicator_service_server::IndicatorService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger};
use tonic::{Request, Response, Status};

use super::{DOMAIN, definition_fields, plan_fields, unreadable};
use crate::domain::indicator::{Command, Indicator};
use crate::domain::plan::{self, Plan};
use crate::domain::{IndicatorCode, IndicatorId, PlanId};
use crate::published;
use crate::views::indicator_catalogue::IndicatorCatalogue;
use crate::views::indicator_catalogue::queries::{Filter, Last, find_indicator, list_indicators};

pub(super) struct Indicators {
    ledger: Ledger,
    indicators: CommandHandler<Indicator>,
    plans: CommandHandler<Plan>,
    catalogue: Reader<IndicatorCatalogue>,
    clock: Clock,
    access: Access,
}

impl Indicators {
    pub(super) fn new(
        ledger: Ledger,
        catalogue: Reader<IndicatorCatalogue>,
        clock: Clock,
        access: Access,
    ) -> Self {
        let indicators = CommandHandler::new(ledger.clone(), published::indicator);
        let plans = CommandHandler::new(ledger.clone(), published::plan);
        Self { ledger, indicators, plans, catalogue, clock, access }
    }

    /// Carries out one command on the indicator that the request names.
    async fn change<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        (plan_id, code): (&str, &str),
        command: impl FnOnce(&mut Fields) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = named(fields, plan_id, code).map(|(plan, code)| IndicatorId::of(plan, &code));
            let asked = fields.asked(caller, request, Indicator::CATEGORY, id);
            let command = command(fields);
            Some((id?, command?, asked?))
        })?;
        DOMAIN.act(&self.ledger, asked, vec![self.indicators.step(id, command)]).await
    }
}

fn named(fields: &mut Fields, plan_id: &str, code: &str) -> Option<(PlanId, IndicatorCode)> {
    let plan = fields.uuid("plan_id", plan_id).map(PlanId);
    let code = definition_fields::code(fields, code);
    Some((plan?, code?))
}

#[tonic::async_trait]
impl IndicatorService for Indicators {
    async fn publish_indicator(
        &self,
        request: Request<wire::PublishIndicatorRequest>,
    ) -> Result<Response<wire::PublishIndicatorResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (plan, code, published, asked) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.code);
            let asked = fields.asked(&caller, &request, Indicator::CATEGORY, None::<IndicatorId>);
            let published = definition_fields::publish(fields, &request);
            let (plan, code) = named?;
            Some((plan, code, published?, asked?))
        })?;
        let item = plan::Command::ConfirmItem { item: code.item(), on: published.valid_from };
        let id = IndicatorId::of(plan, &code);
        let publish = Command::Publish {
            plan,
            code,
            definition: published.definition,
            valid_from: published.valid_from,
            decision: published.decision,
        };
        let steps = vec![self.indicators.step(id, publish), self.plans.step(plan, item)];
        let receipt = DOMAIN.act(&self.ledger, asked, steps).await?;
        Ok(Response::new(wire::PublishIndicatorResponse { receipt }))
    }

    async fn revise_indicator(
        &self,
        request: Request<wire::ReviseIndicatorRequest>,
    ) -> Result<Response<wire::ReviseIndicatorResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let name = (request.plan_id.as_str(), request.code.as_str());
        let command = |fields: &mut Fields| definition_fields::revise(fields, &request);
        let receipt = self.change(&caller, &request, name, command).await?;
        Ok(Response::new(wire::ReviseIndicatorResponse { receipt }))
    }

    async fn retire_indicator(
        &self,
        request: Request<wire::RetireIndicatorRequest>,
    ) -> Result<Response<wire::RetireIndicatorResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let name = (request.plan_id.as_str(), request.code.as_str());
        let command = |fields: &mut Fields| definition_fields::retire(fields, &request);
        let receipt = self.change(&caller, &request, name, command).await?;
        Ok(Response::new(wire::RetireIndicatorResponse { receipt }))
    }

    async fn get_indicator(
        &self,
        request: Request<wire::GetIndicatorRequest>,
    ) -> Result<Response<wire::GetIndicatorResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (plan, code, read_at) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.code);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            let (plan, code) = named?;
            Some((plan, code, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.catalogue, &caller, &read_at).await?;
        let id = IndicatorId::of(plan, &code);
        let found = find_indicator(&mut reading.snapshot.tx, id.0, reading.at).await;
        let found = found.map_err(unreadable)?;
        let (indicator, versions) = found.ok_or_else(|| DOMAIN.no_such("indicator", code))?;

        let (indicator, read_info) = (Some(indicator), Some(reading.info));
        Ok(Response::new(wire::GetIndicatorResponse { indicator, versions, read_info }))
    }

    async fn list_indicators(
        &self,
        request: Request<wire::ListIndicatorsRequest>,
    ) -> Result<Response<wire::ListIndicatorsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let plan = fields.uuid("plan_id", &request.plan_id);
            let item_code = plan_fields::optional_item_code(fields, &request.item_code);
            let source = fields.optional_choice("source", request.source, Some);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            let (plan, source, state) = (plan?, source?, state?);
            Some((page?, Filter { plan, item_code: item_code?, source, state }, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.catalogue, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_indicators(&mut reading.snapshot.tx, &filter, at, last, page.fetch()).await;
        let (indicators, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListIndicatorsResponse { indicators, next_page_token, read_info }))
    }
}
