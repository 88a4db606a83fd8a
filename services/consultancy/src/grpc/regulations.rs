//! `RegulationService`.

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::fields;
use chassis::grpc::internal;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::regulation_service_server::RegulationService;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger};
use ring::rand::{SecureRandom as _, SystemRandom};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{DOMAIN, regulation_fields, request_fields, unreadable};
use crate::domain::regulation::{Command, Regulation};
use crate::domain::{RegulationId, UnitId};
use crate::published;
use crate::views::regulations::{Regulations as View, find_regulation};

pub(super) struct Regulations {
    ledger: Ledger,
    regulations: CommandHandler<Regulation>,
    known: Reader<View>,
    clock: Clock,
    access: Access,
}

impl Regulations {
    pub(super) fn new(ledger: Ledger, known: Reader<View>, clock: Clock, access: Access) -> Self {
        let regulations = CommandHandler::new(ledger.clone(), published::regulation);
        Self { ledger, regulations, known, clock, access }
    }
}

/// By which nobody outside can tell experts apart by trying.
fn secret() -> Result<Uuid, Status> {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).map_err(|error| internal(&DOMAIN, &error))?;
    Ok(Uuid::from_bytes(bytes))
}

#[tonic::async_trait]
impl RegulationService for Regulations {
    async fn issue_regulation(
        &self,
        request: Request<wire::IssueRegulationRequest>,
    ) -> Result<Response<wire::IssueRegulationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let secret = secret()?;
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let union = fields.uuid("unit_id", &request.unit_id).map(UnitId);
            let asked = fields.asked(&caller, &request, Regulation::CATEGORY, union);
            let effective_on = fields.date("effective_on", &request.effective_on);
            let terms = request.terms.as_ref();
            let terms = fields.message("terms", terms, regulation_fields::terms).map(Box::new);
            let said = request.decision_ref.as_ref();
            let decision = request_fields::decision(fields, "decision_ref", said);
            let (union, effective_on, terms) = (union?, effective_on?, terms?);
            let decision = decision?;
            let issue = Command::Issue { union, effective_on, terms, decision, secret };
            Some((RegulationId::of(union), issue, asked?))
        })?;
        let steps = vec![self.regulations.step(id, command)];
        let receipt = DOMAIN.act(&self.ledger, asked, steps).await?;
        Ok(Response::new(wire::IssueRegulationResponse { receipt }))
    }

    async fn revise_regulation(
        &self,
        request: Request<wire::ReviseRegulationRequest>,
    ) -> Result<Response<wire::ReviseRegulationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let union = fields.uuid("unit_id", &request.unit_id).map(UnitId);
            let asked = fields.asked(&caller, &request, Regulation::CATEGORY, union);
            let effective_on = fields.date("effective_on", &request.effective_on);
            let terms = request.terms.as_ref();
            let terms = fields.message("terms", terms, regulation_fields::terms).map(Box::new);
            let said = request.decision_ref.as_ref();
            let decision = request_fields::decision(fields, "decision_ref", said);
            let (effective_on, terms, decision) = (effective_on?, terms?, decision?);
            let revise = Command::Revise { effective_on, terms, decision };
            Some((RegulationId::of(union?), revise, asked?))
        })?;
        let steps = vec![self.regulations.step(id, command)];
        let receipt = DOMAIN.act(&self.ledger, asked, steps).await?;
        Ok(Response::new(wire::ReviseRegulationResponse { receipt }))
    }

    async fn get_regulation(
        &self,
        request: Request<wire::GetRegulationRequest>,
    ) -> Result<Response<wire::GetRegulationResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (unit, read_at) = fields::read(&DOMAIN, |fields| {
            let unit = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((unit?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.known, &caller, &read_at).await?;
        let found = find_regulation(&mut reading.snapshot.tx, unit, reading.at).await;
        let regulation = found.map_err(unreadable)?;
        let regulation = regulation.ok_or_else(|| DOMAIN.no_such("regulation", unit))?;

        let (regulation, read_info) = (Some(regulation), Some(reading.info));
        Ok(Response::new(wire::GetRegulationResponse { regulation, read_info }))
    }
}
