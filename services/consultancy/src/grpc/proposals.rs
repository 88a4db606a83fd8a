//! `ProposalService`.

use chassis::access::Access;
use chassis::caller::Caller;
use chassis::clock::Clock;
use chassis::fields::{self, Fields};
use chassis::grpc;
use chassis::reading::Moment;
use contracts::CommandRequest;
use contracts::consultancy::v1 as wire;
use contracts::consultancy::v1::proposal_service_server::ProposalService;
use contracts::ledger::v1::CommandReceipt;
use ledger::view::Reader;
use ledger::{CommandHandler, Decider as _, Ledger};
use tonic::{Request, Response, Status};

use super::request_fields::{self, LINE, LONG};
use super::{DOMAIN, cited, officer, unreadable};
use crate::contract;
use crate::domain::proposal::{Act, Command, Letter, Proposal, Text};
use crate::domain::regulation::Regulation;
use crate::domain::{ProposalId, RegulationId, UnitId};
use crate::published;
use crate::views::proposal_register::ProposalRegister;
use crate::views::proposal_register::queries::{Filter, Last, find_proposal, list_proposals};

pub(super) struct Proposals {
    ledger: Ledger,
    proposals: CommandHandler<Proposal>,
    regulations: CommandHandler<Regulation>,
    evidence: evidence::Register,
    register: Reader<ProposalRegister>,
    clock: Clock,
    access: Access,
}

impl Proposals {
    pub(super) fn new(
        ledger: Ledger,
        register: Reader<ProposalRegister>,
        clock: Clock,
        access: Access,
    ) -> Self {
        let proposals = CommandHandler::new(ledger.clone(), published::proposal);
        let regulations = CommandHandler::new(ledger.clone(), published::regulation);
        let evidence = evidence::Register::new(ledger.clone());
        Self { ledger, proposals, regulations, evidence, register, clock, access }
    }

    /// Carries out one act on the proposal that the request names, on a day of its own or today.
    async fn change<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        (proposal_id, unit_id): (&str, &str),
        day: Option<(&'static str, &str)>,
        read: impl FnOnce(&mut Fields) -> Option<Act> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let today = self.clock.today();
        let (id, of, on, doing, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("proposal_id", proposal_id).map(ProposalId);
            let asked = fields.asked(caller, request, Proposal::CATEGORY, id);
            let of = fields.uuid("unit_id", unit_id).map(UnitId);
            let on = day.map_or(Some(today), |(name, day)| fields.past_date(name, day, today));
            let doing = read(fields);
            Some((id?, of?, on?, doing?, asked?))
        })?;
        let shown = match &doing {
            Act::Submit { letter, .. } | Act::Answer { letter, .. } => vec![cited(&letter.file)],
            Act::Revise { .. } | Act::Remind { .. } | Act::Withdraw { .. } => Vec::new(),
        };
        let command = Command::Do { of, on, by: officer(caller), act: doing };
        let mut steps = vec![self.proposals.step(id, command)];
        steps.extend(self.evidence.confirm(of.0.into(), shown));
        DOMAIN.act(&self.ledger, asked, steps).await
    }

    /// By which the days of a proposal are told when it is sent.
    async fn regulation(&self, unit_id: &str) -> Result<Box<Regulation>, Status> {
        let union = fields::read(&DOMAIN, |fields| fields.uuid("unit_id", unit_id).map(UnitId))?;
        let loaded = self.regulations.load(RegulationId::of(union)).await;
        let (regulation, _) = loaded.map_err(|error| grpc::status(&DOMAIN, error))?;
        Ok(Box::new(regulation))
    }
}

fn text(fields: &mut Fields, said: Option<&wire::ProposalText>) -> Option<Box<Text>> {
    let text = fields.message("text", said, |fields, said| {
        let title = fields.text("title", &said.title, LINE);
        let field = fields.choice("field", said.field, contract::field);
        let theme = fields.text("theme", &said.theme, LINE);
        let text = fields.long_text("text", &said.text, LONG);
        let addressee = fields.uuid("addressee_unit_id", &said.addressee_unit_id).map(UnitId);
        let (title, field, theme) = (title?, field?, theme?);
        Some(Text { title, field, theme, text: text?, addressee: addressee? })
    });
    text.map(Box::new)
}

fn letter(
    fields: &mut Fields,
    (name, reference): (&str, Option<&wire::DecisionRef>),
    file: Option<&wire::CitedFile>,
) -> Option<Letter> {
    let reference = request_fields::decision(fields, name, reference);
    let file = request_fields::file(fields, "file", file);
    Some(Letter { reference: reference?, file: file? })
}

#[tonic::async_trait]
impl ProposalService for Proposals {
    async fn draft_proposal(
        &self,
        request: Request<wire::DraftProposalRequest>,
    ) -> Result<Response<wire::DraftProposalResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.clock.today();
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("proposal_id", &request.proposal_id).map(ProposalId);
            let asked = fields.asked(&caller, &request, Proposal::CATEGORY, id);
            let union = fields.uuid("unit_id", &request.unit_id).map(UnitId);
            let text = text(fields, request.text.as_ref());
            let drafted_on = fields.past_date("drafted_on", &request.drafted_on, today);
            let (union, text, by) = (union?, text?, officer(&caller));
            let drafted_on = drafted_on?;
            let illustrative = request.illustrative;
            Some((id?, Command::Draft { union, text, illustrative, drafted_on, by }, asked?))
        })?;
        let receipt =
            DOMAIN.act(&self.ledger, asked, vec![self.proposals.step(id, command)]).await?;
        Ok(Response::new(wire::DraftProposalResponse { receipt }))
    }

    async fn revise_proposal(
        &self,
        request: Request<wire::ReviseProposalRequest>,
    ) -> Result<Response<wire::ReviseProposalResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let named = (&*request.proposal_id, &*request.unit_id);
        let read = |fields: &mut Fields| {
            text(fields, request.text.as_ref()).map(|text| Act::Revise { text })
        };
        let receipt = self.change(&caller, &request, named, None, read).await?;
        Ok(Response::new(wire::ReviseProposalResponse { receipt }))
    }

    async fn submit_proposal(
        &self,
        request: Request<wire::SubmitProposalRequest>,
    ) -> Result<Response<wire::SubmitProposalResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let named = (&*request.proposal_id, &*request.unit_id);
        let regulation = self.regulation(&request.unit_id).await?;
        let day = Some(("submitted_on", &*request.submitted_on));
        let read = |fields: &mut Fields| {
            let reference = ("letter", request.letter.as_ref());
            let letter = letter(fields, reference, request.file.as_ref())?;
            Some(Act::Submit { letter, regulation })
        };
        let receipt = self.change(&caller, &request, named, day, read).await?;
        Ok(Response::new(wire::SubmitProposalResponse { receipt }))
    }

    async fn remind_addressee(
        &self,
        request: Request<wire::RemindAddresseeRequest>,
    ) -> Result<Response<wire::RemindAddresseeResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let named = (&*request.proposal_id, &*request.unit_id);
        let day = Some(("reminded_on", &*request.reminded_on));
        let read = |fields: &mut Fields| {
            fields.long_text("note", &request.note, LINE).map(|note| Act::Remind { note })
        };
        let receipt = self.change(&caller, &request, named, day, read).await?;
        Ok(Response::new(wire::RemindAddresseeResponse { receipt }))
    }

    async fn record_proposal_answer(
        &self,
        request: Request<wire::RecordProposalAnswerRequest>,
    ) -> Result<Response<wire::RecordProposalAnswerResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let named = (&*request.proposal_id, &*request.unit_id);
        let day = Some(("answered_on", &*request.answered_on));
        let read = |fields: &mut Fields| {
            let outcome = fields.choice("outcome", request.outcome, contract::outcome);
            let answer = fields.long_text("answer", &request.answer, LONG);
            let reference = ("answer_ref", request.answer_ref.as_ref());
            let letter = letter(fields, reference, request.file.as_ref());
            Some(Act::Answer { outcome: outcome?, answer: answer?, letter: letter? })
        };
        let receipt = self.change(&caller, &request, named, day, read).await?;
        Ok(Response::new(wire::RecordProposalAnswerResponse { receipt }))
    }

    async fn withdraw_proposal(
        &self,
        request: Request<wire::WithdrawProposalRequest>,
    ) -> Result<Response<wire::WithdrawProposalResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let named = (&*request.proposal_id, &*request.unit_id);
        let day = Some(("withdrawn_on", &*request.withdrawn_on));
        let read = |fields: &mut Fields| {
            request_fields::reason(fields, &request.reason).map(|reason| Act::Withdraw { reason })
        };
        let receipt = self.change(&caller, &request, named, day, read).await?;
        Ok(Response::new(wire::WithdrawProposalResponse { receipt }))
    }

    async fn get_proposal(
        &self,
        request: Request<wire::GetProposalRequest>,
    ) -> Result<Response<wire::GetProposalResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, union, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("proposal_id", &request.proposal_id);
            let union = fields.uuid("unit_id", &request.unit_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((id?, union?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.register, &caller, &read_at).await?;
        let found = find_proposal(&mut reading.snapshot.tx, id, union, reading.at).await;
        let proposal = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("proposal", id))?;

        let (proposal, read_info) = (Some(proposal), Some(reading.info));
        Ok(Response::new(wire::GetProposalResponse { proposal, read_info }))
    }

    async fn list_proposals(
        &self,
        request: Request<wire::ListProposalsRequest>,
    ) -> Result<Response<wire::ListProposalsResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, union, filter, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let union = fields.uuid("unit_id", &request.unit_id);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, union?, Filter { proposal: None, state: state? }, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.register, &caller, &read_at).await?;
        let last: Option<&Last> = page.after.as_ref();
        let at =
            last.map_or(reading.at, |last| Moment { as_of: last.as_of, known_at: last.known_at });
        let tx = &mut reading.snapshot.tx;
        let rows = list_proposals(tx, union, filter, at, last, page.fetch()).await;
        let (proposals, next_page_token) = page.cut(rows.map_err(unreadable)?);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListProposalsResponse { proposals, next_page_token, read_info }))
    }
}
