//! `ProgrammeService`.

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::programme_service_server::ProgrammeService;
use contracts::ledger::v1::CommandReceipt;
use ledger::Decider as _;
use ledger::view::Reader;
use tonic::{Request, Response, Status};

use super::contest::Contest;
use super::request_fields::{LINE, decision};
use super::{DOMAIN, shown, unreadable};
use crate::contract;
use crate::domain::programme::{Command, Programme, Terms};
use crate::domain::{ProgrammeId, UnitId};
use crate::views::programmes::queries::{find_programme, list_programmes};

const NAME: usize = 300;
/// Of a cycle.
const MONTHS: i64 = 240;

pub(super) struct Programmes {
    pub(super) contest: Arc<Contest>,
    pub(super) known: Reader<crate::views::programmes::Programmes>,
}

impl Programmes {
    /// Carries out one command on the programme that the request names.
    async fn change<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        programme_id: &str,
        command: impl FnOnce(&mut Fields) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("programme_id", programme_id).map(ProgrammeId);
            let asked = fields.asked(caller, request, Programme::CATEGORY, id);
            let command = command(fields);
            Some((id?, command?, asked?))
        })?;
        DOMAIN
            .act(&self.contest.ledger, asked, vec![self.contest.programmes.step(id, command)])
            .await
    }
}

fn terms(fields: &mut Fields, said: &wire::ProgrammeTerms) -> Option<Terms> {
    let name = fields.text("name", &said.name, NAME);
    let cycle_months = fields.number("cycle_months", said.cycle_months, 1..=MONTHS);
    let decider = fields.uuid("decider_unit_id", &said.decider_unit_id).map(UnitId);
    let legal_basis = fields.text("legal_basis", &said.legal_basis, LINE);
    let cycle_months = u32::try_from(cycle_months?).ok();
    let (name, legal_basis) = (name?, legal_basis?);
    Some(Terms { name, cycle_months: cycle_months?, decider: decider?, legal_basis })
}

fn define(fields: &mut Fields, request: &wire::DefineProgrammeRequest) -> Option<Command> {
    let organiser = fields.uuid("organiser_unit_id", &request.organiser_unit_id).map(UnitId);
    let family = fields.choice("family", request.family, contract::family);
    let terms = fields.message("terms", request.terms.as_ref(), terms);
    let defined_on = fields.date("defined_on", &request.defined_on);
    let decision = decision(fields, request.decision_ref.as_ref());
    Some(Command::Define {
        organiser: organiser?,
        family: family?,
        terms: terms?,
        defined_on: defined_on?,
        decision: decision?,
        illustrative: request.illustrative,
    })
}

fn amend(fields: &mut Fields, request: &wire::AmendProgrammeRequest) -> Option<Command> {
    let of = fields.uuid("organiser_unit_id", &request.organiser_unit_id).map(UnitId);
    let terms = fields.message("terms", request.terms.as_ref(), terms);
    let amended_on = fields.date("amended_on", &request.amended_on);
    let decision = decision(fields, request.decision_ref.as_ref());
    let (of, terms) = (of?, terms?);
    Some(Command::Amend { of, terms, amended_on: amended_on?, decision: decision? })
}

fn end(fields: &mut Fields, request: &wire::EndProgrammeRequest) -> Option<Command> {
    let of = fields.uuid("organiser_unit_id", &request.organiser_unit_id).map(UnitId);
    let ended_on = fields.date("ended_on", &request.ended_on);
    let decision = decision(fields, request.decision_ref.as_ref());
    Some(Command::End { of: of?, ended_on: ended_on?, decision: decision? })
}

#[tonic::async_trait]
impl ProgrammeService for Programmes {
    async fn define_programme(
        &self,
        request: Request<wire::DefineProgrammeRequest>,
    ) -> Result<Response<wire::DefineProgrammeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (id, define, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("programme_id", &request.programme_id).map(ProgrammeId);
            let asked = fields.asked(&caller, &request, Programme::CATEGORY, None::<ProgrammeId>);
            let define = define(fields, &request);
            Some((id?, define?, asked?))
        })?;
        let receipt = DOMAIN
            .act(&self.contest.ledger, asked, vec![self.contest.programmes.step(id, define)])
            .await?;
        Ok(Response::new(wire::DefineProgrammeResponse { receipt }))
    }

    async fn amend_programme(
        &self,
        request: Request<wire::AmendProgrammeRequest>,
    ) -> Result<Response<wire::AmendProgrammeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let command = |fields: &mut Fields| amend(fields, &request);
        let receipt = self.change(&caller, &request, &request.programme_id, command).await?;
        Ok(Response::new(wire::AmendProgrammeResponse { receipt }))
    }

    async fn end_programme(
        &self,
        request: Request<wire::EndProgrammeRequest>,
    ) -> Result<Response<wire::EndProgrammeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let command = |fields: &mut Fields| end(fields, &request);
        let receipt = self.change(&caller, &request, &request.programme_id, command).await?;
        Ok(Response::new(wire::EndProgrammeResponse { receipt }))
    }

    async fn get_programme(
        &self,
        request: Request<wire::GetProgrammeRequest>,
    ) -> Result<Response<wire::GetProgrammeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("programme_id", &request.programme_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((id?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, &caller, &read_at).await?;
        let found = find_programme(&mut reading.snapshot.tx, id, reading.at).await;
        let found = found.map_err(unreadable)?;
        let programme = found.ok_or_else(|| DOMAIN.no_such("programme", id))?;

        let (programme, read_info) = (Some(programme), Some(reading.info));
        Ok(Response::new(wire::GetProgrammeResponse { programme, read_info }))
    }

    async fn list_programmes(
        &self,
        request: Request<wire::ListProgrammesRequest>,
    ) -> Result<Response<wire::ListProgrammesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (page, family, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let family = fields.optional_choice("family", request.family, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, family?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, &caller, &read_at).await?;
        let last = page.after.as_ref();
        let at = shown(last, &reading);
        let rows = list_programmes(&mut reading.snapshot.tx, family, at, last, page.fetch()).await;
        let (programmes, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListProgrammesResponse { programmes, next_page_token, read_info }))
    }
}
