//! `JudgingService`: stages open, close and fill the final. Each act holds the round first, whose etag it comes with.

use std::collections::BTreeMap;
use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fault, Fields};
use chrono::NaiveDate;
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::judging_service_server::JudgingService;
use ledger::view::Reader;
use ledger::{Asked, Decider as _, Step};
use tonic::{Request, Response, Status};

use super::contest::Contest;
use super::request_fields::{ENTRIES, code, file, optional_code};
use super::{DOMAIN, shown, unreadable};
use crate::contract;
use crate::domain::codes::FieldCode;
use crate::domain::judging::Judging;
use crate::domain::jury::{self, Ask};
use crate::domain::ranking::Votes;
use crate::domain::round::{self, Condition, Round};
use crate::domain::stage_result::{self, StageResult, Terms};
use crate::domain::{JuryId, RoundId, Stage, StageResultId};
use crate::views::outcomes::{self, Outcomes};

/// More votes than a jury has members.
const VOTES: u32 = 1_000;

pub(super) struct Stages {
    pub(super) contest: Arc<Contest>,
    pub(super) outcomes: Reader<Outcomes>,
}

/// What is asked of a round, on a day.
struct Doing {
    round: RoundId,
    on: NaiveDate,
    asked: Asked,
}

fn stage(fields: &mut Fields, said: i32) -> Option<Stage> {
    fields.choice("stage", said, contract::stage)
}

fn votes(fields: &mut Fields, said: &[wire::TieVote]) -> Option<Votes> {
    if said.is_empty() {
        fields.fault("votes", Fault::Required);
    }
    let read = fields.each("votes", said, ENTRIES, |fields, said| {
        let code = code(fields, "entry_code", &said.entry_code);
        let votes = fields.count("votes", said.votes, VOTES);
        Some((code?, votes?))
    });
    read.map(|read| read.into_iter().collect::<BTreeMap<_, _>>())
}

fn no_such_stage() -> Status {
    DOMAIN.rejected(round::Rejection::NoSuchStage)
}

fn terms(judging: &Judging, stage: Stage) -> Result<Box<Terms>, Status> {
    judging.terms(stage).map(Box::new).ok_or_else(no_such_stage)
}

impl Stages {
    fn doing<R: CommandRequest, T>(
        &self,
        caller: &Caller,
        request: &R,
        (round, day): (&str, (&str, &str)),
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<(Doing, T), Status> {
        let today = self.contest.clock.today();
        fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", round).map(RoundId);
            let asked = fields.asked(caller, request, Round::CATEGORY, round);
            let on = fields.past_date(day.0, day.1, today);
            let said = read(fields);
            Some((Doing { round: round?, on: on?, asked: asked? }, said?))
        })
    }

    fn round(&self, id: RoundId, command: round::Command) -> Box<dyn Step> {
        self.contest.rounds.step(id, command)
    }

    fn result(&self, id: RoundId, stage: Stage, command: stage_result::Command) -> Box<dyn Step> {
        self.contest.stage_results.step(StageResultId::of(id, stage), command)
    }
}

#[tonic::async_trait]
impl JudgingService for Stages {
    async fn open_stage(
        &self,
        request: Request<wire::OpenStageRequest>,
    ) -> Result<Response<wire::OpenStageResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, ("opened_on", &*request.opened_on));
        let read = |fields: &mut Fields| stage(fields, request.stage);
        let (Doing { round, on, asked }, stage) = self.doing(&caller, &request, names, read)?;

        let judging = self.contest.judging(round, None).await?;
        let (terms, readiness) = (terms(&judging, stage)?, judging.readiness(stage));
        let (opened_on, with_preliminary) = (on, judging.has_preliminary());
        let version = judging.rules_version;
        let mut steps = vec![
            self.round(round, round::Command::OpenStage { stage, opened_on, with_preliminary }),
            self.result(
                round,
                stage,
                stage_result::Command::Open { round, opened_on, readiness, terms },
            ),
            self.contest.held_rules(round, version),
        ];
        steps.extend(self.contest.held_assignments(&judging, stage));
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;

        Ok(Response::new(wire::OpenStageResponse { receipt }))
    }

    async fn close_stage(
        &self,
        request: Request<wire::CloseStageRequest>,
    ) -> Result<Response<wire::CloseStageResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, ("closed_on", &*request.closed_on));
        let read = |fields: &mut Fields| stage(fields, request.stage);
        let (Doing { round, on, asked }, stage) = self.doing(&caller, &request, names, read)?;

        let judging = self.contest.judging(round, Some(stage)).await?;
        let (terms, dockets) = (terms(&judging, stage)?, judging.dockets(stage));
        let closed_on = on;
        let mut steps = vec![
            self.round(round, round::Command::CloseStage { stage, closed_on }),
            self.result(round, stage, stage_result::Command::Close { closed_on, dockets, terms }),
        ];
        steps.extend(self.contest.held_assignments(&judging, stage));
        steps.extend(self.contest.held_sheets(&judging, stage));
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;

        Ok(Response::new(wire::CloseStageResponse { receipt }))
    }

    async fn advance_entries(
        &self,
        request: Request<wire::AdvanceEntriesRequest>,
    ) -> Result<Response<wire::AdvanceEntriesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, ("advanced_on", &*request.advanced_on));
        let (doing, ()) = self.doing(&caller, &request, names, |_| Some(()))?;
        let Doing { round, on: advanced_on, asked } = doing;

        let of = Stage::Preliminary;
        let judging = self.contest.judging(round, Some(of)).await?;
        let cut = judging.rules.advance.ok_or_else(no_such_stage)?;
        let (terms, dockets) = (terms(&judging, of)?, judging.locked_dockets(of));
        let excluded = judging.excluded();
        let advance = stage_result::Command::Advance { advanced_on, dockets, terms, cut, excluded };
        let advanced = goes_on(&judging.preliminary, advance.clone());
        let steps = vec![
            self.contest.held(round, Condition::BeforeDecision),
            self.result(round, of, advance),
        ];
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;

        Ok(Response::new(wire::AdvanceEntriesResponse { receipt, advanced }))
    }

    async fn record_tie_vote(
        &self,
        request: Request<wire::RecordTieVoteRequest>,
    ) -> Result<Response<wire::RecordTieVoteResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, ("voted_on", &*request.voted_on));
        let read = |fields: &mut Fields| {
            let stage = stage(fields, request.stage);
            let field: Option<FieldCode> = code(fields, "field_code", &request.field_code);
            let votes = votes(fields, &request.votes);
            let minutes = file(fields, "minutes", request.minutes.as_ref());
            Some((stage?, field?, votes?, minutes?))
        };
        let (doing, (stage, field, votes, minutes)) = self.doing(&caller, &request, names, read)?;
        let Doing { round, on: voted_on, asked } = doing;
        if votes.len() < request.votes.len() {
            return Err(DOMAIN.rejected(stage_result::Rejection::VotesDoNotAddUp));
        }

        let judging = self.contest.judging(round, Some(stage)).await?;
        let (terms, dockets) = (terms(&judging, stage)?, judging.dockets(stage));
        let organiser = judging.round.whose().organiser;
        let members = judging.juries.get(&field).map_or(0, |jury| jury.members().len());
        let members = u32::try_from(members).unwrap_or(u32::MAX);
        // A vote between others than those whom nothing tells apart decides nothing: so no sheet is held.
        let chair = jury::Command { of: round, ask: Ask::ConfirmChair { judge: caller.person } };
        let mut steps = vec![
            self.contest.held(round, Condition::StageOpen(stage)),
            self.contest.juries.step(JuryId::of(round, &field), chair),
        ];
        steps.extend(self.contest.shown(organiser, std::iter::once(&minutes)));
        let vote = stage_result::Command::RecordTieVote {
            field,
            dockets,
            votes,
            members,
            voted_on,
            minutes,
            terms,
        };
        steps.push(self.result(round, stage, vote));
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;

        Ok(Response::new(wire::RecordTieVoteResponse { receipt }))
    }

    async fn get_stage_blockers(
        &self,
        request: Request<wire::GetStageBlockersRequest>,
    ) -> Result<Response<wire::GetStageBlockersResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (id, stage, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("round_id", &request.round_id);
            let stage = stage(fields, request.stage);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((id?, stage?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.outcomes, &caller, &read_at).await?;
        let known_at = reading.at.known_at;
        let judging = outcomes::judging(&mut reading.snapshot.tx, id, known_at).await;
        let blockers = judging.map_err(unreadable)?.and_then(|judging| judging.blockers(stage));
        let blockers = blockers.ok_or_else(|| DOMAIN.no_such("stage", id))?;

        let blockers = blockers.into_iter().map(wire::ContestBlocker::from).collect();
        let read_info = Some(reading.info);
        Ok(Response::new(wire::GetStageBlockersResponse { blockers, read_info }))
    }

    async fn list_ranking(
        &self,
        request: Request<wire::ListRankingRequest>,
    ) -> Result<Response<wire::ListRankingResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (page, id, stage, field, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page(&request);
            let id = fields.uuid("round_id", &request.round_id);
            let stage = stage(fields, request.stage);
            let field = optional_code(fields, "field_code", &request.field_code);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, id?, stage?, field?, read_at?))
        })?;

        let mut reading = DOMAIN.read(&self.outcomes, &caller, &read_at).await?;
        let last = page.after.as_ref();
        let at = shown(last, &reading);
        let judging = outcomes::judging(&mut reading.snapshot.tx, id, at.known_at).await;
        let judging = judging.map_err(unreadable)?;
        let judging = judging.filter(|it| it.result(stage).lock().is_ok());
        let judging = judging.ok_or_else(|| DOMAIN.no_such("ranking", id))?;
        let ranking = judging.ranking(stage).map_err(|rejection| DOMAIN.rejected(rejection))?;
        let rows = outcomes::ranked(&ranking, field.as_ref(), at, last);
        let (entries, next_page_token) = page.cut(rows);

        let read_info = Some(reading.info);
        Ok(Response::new(wire::ListRankingResponse { entries, next_page_token, read_info }))
    }
}

/// How many the act takes, or has taken: what a locked stage was judged by stays as it is.
fn goes_on(preliminary: &StageResult, advance: stage_result::Command) -> i32 {
    let taken = preliminary.advanced().map(|(_, entries)| entries.len());
    let takes = || {
        preliminary.decide(advance).ok().and_then(|events| match events.as_slice() {
            [stage_result::Event::Advanced { entries, .. }] => Some(entries.len()),
            _others => None,
        })
    };
    contract::number(taken.or_else(takes).unwrap_or_default())
}
