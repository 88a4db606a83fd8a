//! `TargetService`.

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::fields;
use chassis::reading::Moment;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::target_service_server::TargetService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger, Step};
use tonic::{Request, Response, Status};

use super::{DOMAIN, definition_fields, target_fields, unreadable};
use crate::domain::indicator::{self, Indicator};
use crate::domain::target::{Aim, Command, Target};
use crate::domain::{IndicatorId, TargetId};
use crate::published;
use crate::views::targets_in_effect::TargetsInEffect;
use crate::views::targets_in_effect::queries::{Filter, Last, list_targets};

pub(super) struct Targets {
    ledger: Ledger,
    targets: CommandHandler<Target>,
    indicators: CommandHandler<Indicator>,
    in_effect: Reader<TargetsInEffect>,
    clock: Clock,
    access: Access,
}

impl Targets {
    pub(super) fn new(
        ledger: Ledger,
        in_effect: Reader<TargetsInEffect>,
        clock: Clock,
        access: Access,
    ) -> Self {
        let targets = CommandHandler::new(ledger.clone(), published::target);
        let indicators = CommandHandler::new(ledger.clone(), published::indicator);
        Self { ledger, targets, indicators, in_effect, clock, access }
    }

    /// The command, and that the indicator measures what is aimed at.
    fn steps(&self, aim: &Aim, command: Command) -> Vec<Box<dyn Step>> {
        let confirm = indicator::Command::ConfirmMeasure { identifier: aim.identifier.clone() };
        let indicator = IndicatorId::of(aim.plan, &aim.indicator);
        vec![
            self.targets.step(TargetId::of(aim), command),
            self.indicators.step(indicator, confirm),
        ]
    }
}

#[tonic::async_trait]
impl TargetService for Targets {
    async fn set_target(
        &self,
        request: Request<wire::SetTargetRequest>,
    ) -> Result<Response<wire::SetTargetResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (aim, command, asked) = fields::read(&DOMAIN, |fields| {
            let aim = target_fields::aim(fields, &request.plan_id, request.aim.as_ref());
            let asked = fields.asked(&caller, &request, Target::CATEGORY, None::<TargetId>);
            let command = target_fields::set(fields, &request, aim.clone());
            Some((aim?, command?, asked?))
        })?;
        let receipt = DOMAIN.act(&self.ledger, asked, self.steps(&aim, command)).await?;
        Ok(Response::new(wire::SetTargetResponse { receipt }))
    }

    async fn revise_target(
        &self,
        request: Request<wire::ReviseTargetRequest>,
    ) -> Result<Response<wire::ReviseTargetResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (aim, command, asked) = fields::read(&DOMAIN, |fields| {
            let aim = target_fields::aim(fields, &request.plan_id, request.aim.as_ref());
            let id = aim.as_ref().map(TargetId::of);
            let asked = fields.asked(&caller, &request, Target::CATEGORY, id);
            let command = target_fields::revise(fields, &request);
            Some((aim?, command?, asked?))
        })?;
        let receipt = DOMAIN.act(&self.ledger, asked, self.steps(&aim, command)).await?;
        Ok(Response::new(wire::ReviseTargetResponse { receipt }))
    }

    async fn list_targets(
        &self,
        request: Request<wire::ListTargetsRequest>,
    ) -> Result<Response<wire::ListTargetsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let plan = fields.uuid("plan_id", &request.plan_id);
            let unit = fields.optional_uuid("unit_id", &request.unit_id);
            let indicator = &request.indicator_code;
            let indicator = fields.optional("indicator_code", indicator, definition_fields::parsed);
            let period = target_fields::optional_period(fields, &request.period_key);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            let (unit, indicator, period) = (unit?, indicator?, period?);
            Some((page?, Filter { plan: plan?, unit, indicator, period }, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.in_effect, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_targets(&mut reading.snapshot.tx, &filter, at, last, page.fetch()).await;
        let (targets, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListTargetsResponse { targets, next_page_token, read_info }))
    }
}
