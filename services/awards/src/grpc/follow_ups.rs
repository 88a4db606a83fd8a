//! `FollowUpService`: what becomes of entries after the release. What the release told of one is read from the ledger
//! and not held: it never changes.

mod asking;

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::follow_up_service_server::FollowUpService;
use contracts::ledger::v1::CommandReceipt;
use ledger::view::Reader;
use ledger::{Asked, Decider as _};
use tonic::{Request, Response, Status};

use super::DOMAIN;
use super::contest::{Contest, officer};
use super::request_fields::{LINE, decision, document, file};
use crate::domain::follow_up::{Act, Command, FollowUp, NationalPrize, Rejection};
use crate::domain::prize_list::{PrizeList, ReleasedEntry};
use crate::domain::{CitedFile, EntryId, ProgrammeId, RoundId};
use crate::views::follow_ups::FollowUps as View;

/// Names of contests and prizes.
const NAME: usize = 300;

pub(super) struct FollowUps {
    pub(super) contest: Arc<Contest>,
    pub(super) known: Reader<View>,
}

/// A command on what follows of an entry of a round.
struct Doing {
    round: RoundId,
    entry: EntryId,
    asked: Asked,
}

fn prize(fields: &mut Fields, said: &wire::NationalPrize) -> Option<NationalPrize> {
    let name = fields.text("name", &said.name, NAME);
    let decision = decision(fields, said.decision_ref.as_ref());
    Some(NationalPrize { name: name?, decision: decision? })
}

fn look(
    fields: &mut Fields,
    request: &wire::RecordApplicationRequest,
    today: NaiveDate,
) -> Option<(NaiveDate, CitedFile)> {
    let looked_on = fields.past_date("looked_on", &request.looked_on, today);
    let evidence = file(fields, "evidence", request.evidence.as_ref());
    Some((looked_on?, evidence?))
}

impl FollowUps {
    /// What is asked for; `read` gives the act.
    fn asks<R: CommandRequest, T>(
        &self,
        caller: &Caller,
        request: &R,
        (round, entry): (&str, &str),
        read: impl FnOnce(&mut Fields, NaiveDate) -> Option<T>,
    ) -> Result<(Doing, T), Status> {
        let today = self.contest.clock.today();
        fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", round).map(RoundId);
            let entry = fields.uuid("entry_id", entry).map(EntryId);
            let asked = fields.asked(caller, request, FollowUp::CATEGORY, entry);
            let said = read(fields, today);
            Some((Doing { round: round?, entry: entry?, asked: asked? }, said?))
        })
    }

    /// What the release of the round told of the entry.
    async fn released(&self, round: RoundId, entry: EntryId) -> Result<ReleasedEntry, Status> {
        let list: PrizeList = DOMAIN.loaded(&self.contest.prize_lists, round).await?;
        let released = list.standing().ok().and_then(|it| it.released(entry)).copied();
        released.ok_or_else(|| DOMAIN.rejected(Rejection::EntryNotReleased))
    }

    /// Carries it out, with the file that shows it, where one does.
    async fn done(
        &self,
        Doing { round, entry, asked }: Doing,
        act: Act,
        shown: Option<CitedFile>,
    ) -> Result<Option<CommandReceipt>, Status> {
        let released = self.released(round, entry).await?;
        let mut steps = vec![self.contest.follow_ups.step(entry, Command { round, released, act })];
        if let Some(file) = &shown {
            let organiser = self.contest.standing(round).await?.whose().organiser;
            steps.extend(self.contest.shown(organiser, std::iter::once(file)));
        }
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }
}

#[tonic::async_trait]
impl FollowUpService for FollowUps {
    async fn nominate_to_national(
        &self,
        request: Request<wire::NominateToNationalRequest>,
    ) -> Result<Response<wire::NominateToNationalResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.entry_id);
        let (doing, act) = self.asks(&caller, &request, names, |fields, today| {
            let contest = fields.text("contest", &request.contest, NAME);
            let on = fields.past_date("nominated_on", &request.nominated_on, today);
            let document = document(fields, "document_ref", request.document_ref.as_ref());
            let (contest, nominated_on, document) = (contest?, on?, document?);
            Some(Act::Nominate { contest, nominated_on, document })
        })?;
        let receipt = self.done(doing, act, None).await?;
        Ok(Response::new(wire::NominateToNationalResponse { receipt }))
    }

    async fn record_national_result(
        &self,
        request: Request<wire::RecordNationalResultRequest>,
    ) -> Result<Response<wire::RecordNationalResultResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.entry_id);
        let (doing, act) = self.asks(&caller, &request, names, |fields, today| {
            let contest = fields.text("contest", &request.contest, NAME);
            let on = fields.past_date("decided_on", &request.decided_on, today);
            let prize = fields.optional_message("prize", request.prize.as_ref(), prize);
            let (contest, decided_on, prize) = (contest?, on?, prize?);
            Some(Act::RecordNationalResult { contest, decided_on, prize })
        })?;
        let receipt = self.done(doing, act, None).await?;
        Ok(Response::new(wire::RecordNationalResultResponse { receipt }))
    }

    async fn record_application(
        &self,
        request: Request<wire::RecordApplicationRequest>,
    ) -> Result<Response<wire::RecordApplicationResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.entry_id);
        let read = |fields: &mut Fields, today| look(fields, &request, today);
        let (doing, (looked_on, evidence)) = self.asks(&caller, &request, names, read)?;
        let (applied, shown) = (request.applied, Some(evidence.clone()));
        let act = Act::RecordApplication { looked_on, applied, evidence };
        let receipt = self.done(doing, act, shown).await?;
        Ok(Response::new(wire::RecordApplicationResponse { receipt }))
    }

    async fn revoke_prize(
        &self,
        request: Request<wire::RevokePrizeRequest>,
    ) -> Result<Response<wire::RevokePrizeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.entry_id);
        let (doing, act) = self.asks(&caller, &request, names, |fields, today| {
            let of = fields.uuid("programme_id", &request.programme_id).map(ProgrammeId);
            let finding = fields.long_text("finding", &request.finding, LINE);
            let on = fields.past_date("revoked_on", &request.revoked_on, today);
            let decision = decision(fields, request.decision_ref.as_ref());
            let (of, finding, revoked_on, decision) = (of?, finding?, on?, decision?);
            Some(Act::RevokePrize { of, by: officer(&caller), revoked_on, finding, decision })
        })?;
        let receipt = self.done(doing, act, None).await?;
        Ok(Response::new(wire::RevokePrizeResponse { receipt }))
    }

    async fn get_follow_up(
        &self,
        request: Request<wire::GetFollowUpRequest>,
    ) -> Result<Response<wire::GetFollowUpResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.one(&caller, &request).await.map(Response::new)
    }

    async fn list_follow_ups(
        &self,
        request: Request<wire::ListFollowUpsRequest>,
    ) -> Result<Response<wire::ListFollowUpsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        self.several(&caller, &request).await.map(Response::new)
    }
}
