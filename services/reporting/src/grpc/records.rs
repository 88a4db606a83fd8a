//! `RecordService`.

use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::fields::{self, Fields};
use chassis::grpc;
use chassis::reading::Moment;
use contracts::CommandRequest;
use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::record_service_server::RecordService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger, Step};
use record_types::RecordTypes;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::record_fields;
use super::{DOMAIN, unreadable};
use crate::contract;
use crate::domain::indicator::{self, Indicator};
use crate::domain::record::content::Evidence;
use crate::domain::record::{Command, Officer, Record};
use crate::domain::{IndicatorId, RecordId, UnitId};
use crate::published;
use crate::views::record_register::RecordRegister;
use crate::views::record_register::queries::{Filter, Last, find_record, list_records};

const LINE: usize = 1_000;

pub(super) struct Records {
    ledger: Ledger,
    records: CommandHandler<Record>,
    indicators: CommandHandler<Indicator>,
    evidence: evidence::Register,
    register: Reader<RecordRegister>,
    clock: Clock,
    access: Access,
}

impl Records {
    pub(super) fn new(
        ledger: Ledger,
        register: Reader<RecordRegister>,
        clock: Clock,
        access: Access,
    ) -> Self {
        let records = CommandHandler::new(ledger.clone(), published::record);
        let indicators = CommandHandler::new(ledger.clone(), published::indicator);
        let evidence = evidence::Register::new(ledger.clone());
        Self { ledger, records, indicators, evidence, register, clock, access }
    }

    /// Carries out one command on the record that the request names.
    async fn change<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        (record_id, unit_id): (&str, &str),
        command: impl FnOnce(&mut Fields, UnitId, Officer) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, of, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("record_id", record_id).map(RecordId);
            let asked = fields.asked(caller, request, Record::CATEGORY, id);
            let of = fields.uuid("unit_id", unit_id).map(UnitId);
            // The rest is read and judged also where the unit is missing.
            let unit = of.unwrap_or(UnitId(Uuid::nil()));
            let command = command(fields, unit, officer(caller));
            Some((id?, of?, command?, asked?))
        })?;
        let verifies = matches!(command, Command::Verify { .. });
        let mut steps = vec![self.records.step(id, command)];
        if verifies {
            let record = self.records.load(id).await;
            let (record, _) = record.map_err(|error| grpc::status(&DOMAIN, error))?;
            steps.extend(self.shown(of, record.to_be_seen()));
        }
        DOMAIN.act(&self.ledger, asked, steps).await
    }

    /// That the unit keeps what is to show it.
    fn shown(&self, unit: UnitId, evidence: &[Evidence]) -> Vec<Box<dyn Step>> {
        self.evidence.confirm(unit.0.into(), record_fields::cited(evidence))
    }
}

fn officer(caller: &Caller) -> Officer {
    Officer { person: caller.person.clone(), unit: UnitId(caller.unit) }
}

#[tonic::async_trait]
impl RecordService for Records {
    async fn file_record(
        &self,
        request: Request<wire::FileRecordRequest>,
    ) -> Result<Response<wire::FileRecordResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.clock.today();
        let (id, (record_type, filing), asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("record_id", &request.record_id).map(RecordId);
            let asked = fields.asked(&caller, &request, Record::CATEGORY, id);
            let filing = record_fields::filing(fields, &request, today);
            Some((id?, filing?, asked?))
        })?;
        let indicator = IndicatorId::of(filing.plan, &filing.indicator);
        let confirm = indicator::Command::ConfirmRecord { record_type: filing.record_type.clone() };
        let shown = self.shown(filing.unit, &filing.evidence);
        let file = Command::File { record_type, filing: Box::new(filing), by: officer(&caller) };
        let mut steps = vec![self.records.step(id, file), self.indicators.step(indicator, confirm)];
        steps.extend(shown);
        let receipt = DOMAIN.act(&self.ledger, asked, steps).await?;
        Ok(Response::new(wire::FileRecordResponse { receipt }))
    }

    async fn verify_record(
        &self,
        request: Request<wire::VerifyRecordRequest>,
    ) -> Result<Response<wire::VerifyRecordResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (today, named) = (self.clock.today(), (&*request.record_id, &*request.unit_id));
        let command = |fields: &mut Fields, of, by| {
            let verified_on = fields.past_date("verified_on", &request.verified_on, today)?;
            Some(Command::Verify { of, verified_on, by })
        };
        let receipt = self.change(&caller, &request, named, command).await?;
        Ok(Response::new(wire::VerifyRecordResponse { receipt }))
    }

    async fn reject_record(
        &self,
        request: Request<wire::RejectRecordRequest>,
    ) -> Result<Response<wire::RejectRecordResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (today, named) = (self.clock.today(), (&*request.record_id, &*request.unit_id));
        let command = |fields: &mut Fields, of, by| {
            let rejected_on = fields.past_date("rejected_on", &request.rejected_on, today);
            let reason = fields.text("reason", &request.reason, LINE);
            Some(Command::Reject { of, rejected_on: rejected_on?, reason: reason?, by })
        };
        let receipt = self.change(&caller, &request, named, command).await?;
        Ok(Response::new(wire::RejectRecordResponse { receipt }))
    }

    async fn retract_record(
        &self,
        request: Request<wire::RetractRecordRequest>,
    ) -> Result<Response<wire::RetractRecordResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (today, named) = (self.clock.today(), (&*request.record_id, &*request.unit_id));
        let command = |fields: &mut Fields, of, by| {
            let retracted_on = fields.past_date("retracted_on", &request.retracted_on, today);
            let reason = fields.text("reason", &request.reason, LINE);
            Some(Command::Retract { of, retracted_on: retracted_on?, reason: reason?, by })
        };
        let receipt = self.change(&caller, &request, named, command).await?;
        Ok(Response::new(wire::RetractRecordResponse { receipt }))
    }

    async fn get_record(
        &self,
        request: Request<wire::GetRecordRequest>,
    ) -> Result<Response<wire::GetRecordResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("record_id", &request.record_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((id?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.register, &caller, &read_at).await?;
        let found = find_record(&mut reading.snapshot.tx, id, reading.at).await;
        let record = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("record", id))?;

        let (record, read_info) = (Some(record), Some(reading.info));
        Ok(Response::new(wire::GetRecordResponse { record, read_info }))
    }

    async fn list_records(
        &self,
        request: Request<wire::ListRecordsRequest>,
    ) -> Result<Response<wire::ListRecordsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let unit = fields.optional_uuid("unit_id", &request.unit_id);
            let record_type = record_fields::optional_type(fields, &request.record_type);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            let (unit, record_type, state) = (unit?, record_type?, state?);
            Some((page?, Filter { unit, record_type, state }, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.register, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let rows = list_records(&mut reading.snapshot.tx, &filter, at, last, page.fetch()).await;
        let (records, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListRecordsResponse { records, next_page_token, read_info }))
    }

    async fn get_record_types(
        &self,
        request: Request<wire::GetRecordTypesRequest>,
    ) -> Result<Response<wire::GetRecordTypesResponse>, Status> {
        let (_, wire::GetRecordTypesRequest {}) = self.access.admit(request).await?;

        Ok(Response::new(contract::record_types(RecordTypes::reviewed())))
    }
}
