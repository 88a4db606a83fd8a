//! `PeriodService`.

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::fields::{self, Fault, Fields};
use chassis::reading::Moment;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::period_service_server::PeriodService;
use ledger::view::{Reader, Snapshot};
use ledger::{CommandHandler, Decider as _, Ledger};
use tonic::{Request, Response, Status};

use super::plan_fields::optional_decision;
use super::planning::Planning;
use super::{DOMAIN, regime_fields, unreadable};
use crate::domain::calendar::Calendar;
use crate::domain::period::schedule::Given;
use crate::domain::period::{Command, KnownTo, Manner, Period};
use crate::domain::plan::Plan;
use crate::domain::regime::Regime;
use crate::domain::regime::terms::{RegimeCode, Register};
use crate::domain::window::{PeriodKey, Window};
use crate::domain::{PeriodId, PlanId, RegimeId, UnitId};
use crate::published;
use crate::views::reporting_periods::ReportingPeriods;
use crate::views::reporting_periods::queries::{
    Filter, Last, LastExpected, find_period, list_expected, list_periods, units_on,
};

const LINE: usize = 1_000;
/// As many as a regime has levels.
const DUE_DAYS: usize = 10;

pub(super) struct Periods {
    ledger: Ledger,
    periods: CommandHandler<Period>,
    regimes: CommandHandler<Regime>,
    calendars: CommandHandler<Calendar>,
    plans: CommandHandler<Plan>,
    record: Reader<ReportingPeriods>,
    clock: Clock,
    access: Access,
}

impl Periods {
    pub(super) fn new(
        ledger: Ledger,
        record: Reader<ReportingPeriods>,
        clock: Clock,
        access: Access,
    ) -> Self {
        Self {
            periods: CommandHandler::new(ledger.clone(), published::period),
            regimes: CommandHandler::new(ledger.clone(), published::regime),
            calendars: CommandHandler::new(ledger.clone(), published::calendar),
            plans: CommandHandler::new(ledger.clone(), published::plan),
            ledger,
            record,
            clock,
            access,
        }
    }
}

/// How a request names a period.
pub(super) struct Named {
    plan: PlanId,
    regime: RegimeCode,
    key: PeriodKey,
}

impl Named {
    pub(super) fn id(&self) -> PeriodId {
        PeriodId::of(RegimeId::of(self.plan, &self.regime), &self.key)
    }
}

pub(super) fn named(
    fields: &mut Fields,
    plan_id: &str,
    regime_code: &str,
    key: &str,
) -> Option<Named> {
    let plan = fields.uuid("plan_id", plan_id).map(PlanId);
    let regime = regime_fields::code(fields, "regime_code", regime_code);
    let key = fields.optional("key", key, |key| {
        PeriodKey::parse(key).ok_or(Fault::Other {
            reason: "NOT_A_PERIOD_KEY",
            english: "must be a key such as 2026-H1 or 2026-SO-KET",
            vietnamese: "phải là mã kỳ dạng 2026-H1 hoặc 2026-SO-KET",
        })
    });
    let key = fields.required("key", key);
    Some(Named { plan: plan?, regime: regime?, key: key? })
}

fn given(fields: &mut Fields, said: &wire::GivenDays) -> Option<Given> {
    let first = fields.date("first", &said.first);
    let last = fields.date("last", &said.last);
    let due_on = fields.each("due_on", &said.due_on, DUE_DAYS, |fields, day| fields.date("", day));
    let window = Window { first: first?, last: last? };
    Some(Given { window, due_on: due_on? })
}

/// Up to where the ledgers are known in a snapshot.
pub(crate) fn known_to(snapshot: &Snapshot) -> Vec<KnownTo> {
    let known_to = snapshot.watermarks.iter().map(|watermark| KnownTo {
        context: watermark.source.clone(),
        position: watermark.position,
    });
    known_to.collect()
}

#[tonic::async_trait]
impl PeriodService for Periods {
    async fn plan_period(
        &self,
        request: Request<wire::PlanPeriodRequest>,
    ) -> Result<Response<wire::PlanPeriodResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (named, given, asked) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.regime_code, &request.key);
            let asked = fields.asked(&caller, &request, Period::CATEGORY, None::<PeriodId>);
            let given = fields.optional_message("given", request.given.as_ref(), given);
            Some((named?, given?, asked?))
        })?;
        let Named { plan, regime, key } = named;
        let planning = Planning {
            regimes: self.regimes.clone(),
            calendars: self.calendars.clone(),
            periods: self.periods.clone(),
            plan,
            regime,
            key,
            given,
        };
        let receipt = DOMAIN.act(&self.ledger, asked, vec![Box::new(planning)]).await?;
        Ok(Response::new(wire::PlanPeriodResponse { receipt }))
    }

    async fn open_period(
        &self,
        request: Request<wire::OpenPeriodRequest>,
    ) -> Result<Response<wire::OpenPeriodResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let manner = Manner { on_paper: request.on_paper, illustrative: request.illustrative };
        let (named, opened_on, at_least, asked) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.regime_code, &request.key);
            let id = named.as_ref().map(Named::id);
            let asked = fields.asked(&caller, &request, Period::CATEGORY, id);
            let opened_on = fields.date("opened_on", &request.opened_on);
            let at_least = fields.tokens("at_least_tokens", &request.at_least_tokens);
            Some((named?, opened_on?, at_least?, asked?))
        })?;
        let snapshot = self.record.begin(&at_least, caller.deadline).await;
        let mut snapshot = snapshot.map_err(unreadable)?;
        let units = units_on(&mut snapshot.tx, opened_on).await.map_err(unreadable)?;
        let known_to = known_to(&snapshot);
        drop(snapshot);
        let plan = self.plans.load(named.plan).await;
        let (plan, _) = plan.map_err(|error| chassis::grpc::status(&DOMAIN, error))?;
        let register = Register { units, parts: plan.holders_on(opened_on) };

        let open = Command::Open { opened_on, manner, register, known_to };
        let step = self.periods.step(named.id(), open);
        let receipt = DOMAIN.act(&self.ledger, asked, vec![step]).await?;
        Ok(Response::new(wire::OpenPeriodResponse { receipt }))
    }

    async fn lock_period(
        &self,
        request: Request<wire::LockPeriodRequest>,
    ) -> Result<Response<wire::LockPeriodResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, asked) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.regime_code, &request.key);
            let id = named.map(|named| named.id());
            let asked = fields.asked(&caller, &request, Period::CATEGORY, id);
            Some((id?, asked?))
        })?;
        let receipt =
            DOMAIN.act(&self.ledger, asked, vec![self.periods.step(id, Command::Lock)]).await?;
        Ok(Response::new(wire::LockPeriodResponse { receipt }))
    }

    async fn grant_lock_exception(
        &self,
        request: Request<wire::GrantLockExceptionRequest>,
    ) -> Result<Response<wire::GrantLockExceptionResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, grant, asked) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.regime_code, &request.key);
            let id = named.map(|named| named.id());
            let asked = fields.asked(&caller, &request, Period::CATEGORY, id);
            let unit = fields.uuid("unit_id", &request.unit_id).map(UnitId);
            let granted_on = fields.date("granted_on", &request.granted_on);
            let until = fields.date("until", &request.until);
            let decision = optional_decision(fields, request.decision_ref.as_ref());
            let reason = fields.text("reason", &request.reason, LINE);
            let (unit, granted_on, until) = (unit?, granted_on?, until?);
            let (decision, reason) = (decision?, reason?);
            let grant = Command::GrantException { unit, granted_on, until, decision, reason };
            Some((id?, grant, asked?))
        })?;
        let receipt = DOMAIN.act(&self.ledger, asked, vec![self.periods.step(id, grant)]).await?;
        Ok(Response::new(wire::GrantLockExceptionResponse { receipt }))
    }

    async fn get_period(
        &self,
        request: Request<wire::GetPeriodRequest>,
    ) -> Result<Response<wire::GetPeriodResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (named, read_at) = fields::read(&DOMAIN, |fields| {
            let named = named(fields, &request.plan_id, &request.regime_code, &request.key);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((named?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let (tx, id) = (&mut reading.snapshot.tx, named.id());
        let found = find_period(tx, named.plan.0, id.0, reading.at).await.map_err(unreadable)?;
        let period = found.ok_or_else(|| DOMAIN.no_such("period", named.key))?;

        let (period, read_info) = (Some(period), Some(reading.info));
        Ok(Response::new(wire::GetPeriodResponse { period, read_info }))
    }

    async fn list_periods(
        &self,
        request: Request<wire::ListPeriodsRequest>,
    ) -> Result<Response<wire::ListPeriodsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let plan = fields.uuid("plan_id", &request.plan_id);
            let code = &request.regime_code;
            let regime_code = regime_fields::optional_code(fields, "regime_code", code);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            let regime_code = regime_code?.map(|code| code.to_string());
            Some((page?, Filter { plan: plan?, regime_code, state: state? }, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_periods(&mut reading.snapshot.tx, &filter, at, last, page.fetch()).await;
        let (periods, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListPeriodsResponse { periods, next_page_token, read_info }))
    }

    async fn list_expected_reports(
        &self,
        request: Request<wire::ListExpectedReportsRequest>,
    ) -> Result<Response<wire::ListExpectedReportsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, id, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let named = named(fields, &request.plan_id, &request.regime_code, &request.key);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, named?.id(), read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.record, &caller, &read_at).await?;
        let last: Option<&LastExpected> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_expected(&mut reading.snapshot.tx, id.0, at, last, page.fetch()).await;
        let (expected, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListExpectedReportsResponse {
            expected,
            next_page_token,
            read_info,
        }))
    }
}
