//! `ParticipantService`: who a participant is comes in clear, is sealed before it is decided about, and opened for the
//! answer.

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use chassis::keys::PersonStream;
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::participant_service_server::ParticipantService;
use contracts::ledger::v1::{CommandReceipt, ReadAt, ReadInfo};
use ledger::Decider as _;
use ledger::sealed::{Keys, Opened};
use ledger::view::Reader;
use tonic::{Request, Response, Status};

use super::contest::{Contest, officer};
use super::entry_fields::details;
use super::{DOMAIN, shown, unreadable};
use crate::contract;
use crate::domain::participant::{Command, Details, Participant, Rejection};
use crate::domain::round::{self, Condition};
use crate::domain::{Holder, ParticipantId, RoundId};
use crate::views::participants::queries::{Kept, Whose, find_participant, list_erasures};

pub(super) struct Participants {
    pub(super) contest: Arc<Contest>,
    pub(super) known: Reader<crate::views::participants::Participants>,
    pub(super) keys: Keys,
}

impl Participants {
    async fn register(
        &self,
        caller: &Caller,
        request: &wire::RegisterParticipantRequest,
    ) -> Result<Option<CommandReceipt>, Status> {
        let today = self.contest.clock.today();
        let (round, id, details, asked) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id).map(RoundId);
            let id = fields.uuid("participant_id", &request.participant_id).map(ParticipantId);
            let asked = fields.asked(caller, request, Participant::CATEGORY, id);
            let details = details(fields, request.details.as_ref(), today);
            Some((round?, id?, details?, asked?))
        })?;
        let holder = self.holder(caller, round, request.on_paper).await?;

        let stream = PersonStream::new(DOMAIN, Participant::CATEGORY, id.0);
        let key = stream.new_key(&self.keys, &asked, Rejection::ParticipantErased).await?;
        let (details, asked) = stream.seal(&key, &details, asked);
        let register = Command::Register { round, holder, details, occurred_on: today };
        let steps = vec![
            self.contest.participants.step(id, register),
            self.contest.held(round, Condition::TakesParticipants { on_paper: request.on_paper }),
        ];
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }

    /// Who reads and corrects whoever is registered. No key is made for a round that there is not.
    async fn holder(
        &self,
        caller: &Caller,
        round: RoundId,
        on_paper: bool,
    ) -> Result<Holder, Status> {
        let round = self.contest.round(round).await?;
        let standing = round.standing().map_err(|rejection| DOMAIN.rejected(rejection))?;
        let by = officer(caller);
        match on_paper {
            false => Ok(Holder::Person(by.person)),
            true if standing.whose().organiser == by.unit => Ok(Holder::Office(by.unit)),
            true => Err(DOMAIN.rejected(round::Rejection::NotTheOrganiser)),
        }
    }

    async fn correct(
        &self,
        caller: &Caller,
        request: &wire::CorrectParticipantRequest,
    ) -> Result<Option<CommandReceipt>, Status> {
        let today = self.contest.clock.today();
        let (round, id, details, asked) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id).map(RoundId);
            let id = fields.uuid("participant_id", &request.participant_id).map(ParticipantId);
            let asked = fields.asked(caller, request, Participant::CATEGORY, id);
            let details = details(fields, request.details.as_ref(), today);
            Some((round?, id?, details?, asked?))
        })?;

        let stream = PersonStream::new(DOMAIN, Participant::CATEGORY, id.0);
        let key = stream.key(&self.keys, Rejection::ParticipantErased).await?;
        let key = key.ok_or_else(|| DOMAIN.rejected(Rejection::ParticipantNotFound))?;
        let (details, asked) = stream.seal(&key, &details, asked);
        let correct = Command::Correct { round, by: officer(caller), details, occurred_on: today };
        let steps = vec![self.contest.participants.step(id, correct)];
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }

    /// One step of an erasure.
    async fn erase<R: CommandRequest>(
        &self,
        caller: &Caller,
        request: &R,
        participant_id: &str,
        read: impl FnOnce(&mut Fields) -> Option<Command> + Send,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("participant_id", participant_id).map(ParticipantId);
            let asked = fields.asked(caller, request, Participant::CATEGORY, id);
            let command = read(fields);
            Some((id?, command?, asked?))
        })?;
        let steps = vec![self.contest.participants.step(id, command)];
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }

    async fn one(
        &self,
        caller: &Caller,
        (round, id): (&str, &str),
        whose: Whose,
        read_at: Option<&ReadAt>,
    ) -> Result<(Option<wire::Participant>, Option<ReadInfo>), Status> {
        let (round, id, read_at) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", round);
            let id = fields.uuid("participant_id", id);
            let read_at = fields.read_at(read_at, &self.contest.clock);
            Some((round?, id?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let found = find_participant(&mut reading.snapshot.tx, round, id, &whose, reading.at).await;
        drop(reading.snapshot);
        let kept = found.map_err(unreadable)?.ok_or_else(|| DOMAIN.no_such("participant", id))?;
        Ok((Some(self.opened(kept).await?), Some(reading.info)))
    }

    async fn opened(&self, kept: Kept) -> Result<wire::Participant, Status> {
        let Kept { id, details, participant } = kept;
        let stream = PersonStream::new(DOMAIN, Participant::CATEGORY, id);
        let opened = match &details {
            Some(sealed) => stream.open(&self.keys, sealed).await?,
            None => Some(Opened::Erased),
        };
        let (erased, unreadable) = (opened == Some(Opened::Erased), opened.is_none());
        let details = match opened {
            Some(Opened::Value(details)) => Some(in_words_of_the_contract(details)),
            Some(Opened::Erased) | None => None,
        };
        Ok(wire::Participant { details, erased, unreadable, ..participant })
    }
}

fn in_words_of_the_contract(details: Details) -> wire::ParticipantDetails {
    wire::ParticipantDetails {
        full_name: details.full_name,
        birth_date: details.birth_date.map(|day| day.to_string()).unwrap_or_default(),
        contact: details.contact.unwrap_or_default(),
        guardian_name: details.guardian_name.unwrap_or_default(),
    }
}

#[tonic::async_trait]
impl ParticipantService for Participants {
    async fn register_participant(
        &self,
        request: Request<wire::RegisterParticipantRequest>,
    ) -> Result<Response<wire::RegisterParticipantResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let receipt = self.register(&caller, &request).await?;
        Ok(Response::new(wire::RegisterParticipantResponse { receipt }))
    }

    async fn correct_participant(
        &self,
        request: Request<wire::CorrectParticipantRequest>,
    ) -> Result<Response<wire::CorrectParticipantResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let receipt = self.correct(&caller, &request).await?;
        Ok(Response::new(wire::CorrectParticipantResponse { receipt }))
    }

    async fn get_own_participant(
        &self,
        request: Request<wire::GetOwnParticipantRequest>,
    ) -> Result<Response<wire::GetOwnParticipantResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.participant_id);
        let whose = Whose::Holder(officer(&caller));
        let (participant, read_info) =
            self.one(&caller, of, whose, request.read_at.as_ref()).await?;
        Ok(Response::new(wire::GetOwnParticipantResponse { participant, read_info }))
    }

    async fn get_participant(
        &self,
        request: Request<wire::GetParticipantRequest>,
    ) -> Result<Response<wire::GetParticipantResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, &*request.participant_id);
        let (participant, read_info) =
            self.one(&caller, of, Whose::Secretariat, request.read_at.as_ref()).await?;
        Ok(Response::new(wire::GetParticipantResponse { participant, read_info }))
    }

    async fn request_participant_erasure(
        &self,
        request: Request<wire::RequestParticipantErasureRequest>,
    ) -> Result<Response<wire::RequestParticipantErasureResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (by, occurred_on) = (officer(&caller), self.contest.clock.today());
        let read = |fields: &mut Fields| {
            let basis = fields.choice("basis", request.basis, contract::erasure_basis)?;
            Some(Command::RequestErasure { by, basis, occurred_on })
        };
        let receipt = self.erase(&caller, &request, &request.participant_id, read).await?;
        Ok(Response::new(wire::RequestParticipantErasureResponse { receipt }))
    }

    async fn refuse_participant_erasure(
        &self,
        request: Request<wire::RefuseParticipantErasureRequest>,
    ) -> Result<Response<wire::RefuseParticipantErasureResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let occurred_on = self.contest.clock.today();
        let read = |fields: &mut Fields| {
            let ground = fields.choice("ground", request.ground, contract::erasure_refusal)?;
            Some(Command::RefuseErasure { ground, occurred_on })
        };
        let receipt = self.erase(&caller, &request, &request.participant_id, read).await?;
        Ok(Response::new(wire::RefuseParticipantErasureResponse { receipt }))
    }

    async fn confirm_participant_erasure(
        &self,
        request: Request<wire::ConfirmParticipantErasureRequest>,
    ) -> Result<Response<wire::ConfirmParticipantErasureResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (by, occurred_on) = (officer(&caller), self.contest.clock.today());
        let read = |_: &mut Fields| Some(Command::ConfirmErasure { by, occurred_on });
        let receipt = self.erase(&caller, &request, &request.participant_id, read).await?;
        Ok(Response::new(wire::ConfirmParticipantErasureResponse { receipt }))
    }

    async fn list_participant_erasures(
        &self,
        request: Request<wire::ListParticipantErasuresRequest>,
    ) -> Result<Response<wire::ListParticipantErasuresResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (page, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, read_at?))
        })?;
        let mut reading = DOMAIN.read(&self.known, &caller, &read_at).await?;
        let last = page.after.as_ref();
        let at = shown(last, &reading);
        let rows = list_erasures(&mut reading.snapshot.tx, at, last, page.fetch()).await;
        let (erasures, next_page_token) = page.cut(rows.map_err(unreadable)?);
        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListParticipantErasuresResponse {
            erasures,
            next_page_token,
            read_info,
        }))
    }
}
