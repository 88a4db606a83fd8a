//! `JuryService`: who judges, what conflicts, and who scores what. Its questions are answered in `asking`.

mod asking;

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::jury_service_server::JuryService;
use contracts::ledger::v1::CommandReceipt;
use ledger::view::Reader;
use ledger::{Asked, Decider as _, Step};
use tonic::{Request, Response, Status};

use super::DOMAIN;
use super::contest::{Contest, Locks, known, random};
use super::judging_fields::{
    conflict_kind, conflicts, entry_code, field_code, judge, members, named, reason, stage,
};
use super::request_fields::{LINE, decision};
use crate::domain::draw::{ALGORITHM, Draw, Pair, Seed};
use crate::domain::entry;
use crate::domain::jury::{Ask, Command, Conflict, ConflictKind, Jury, Standing};
use crate::domain::round::{Condition, Listed};
use crate::domain::ruleset::rules::Rules;
use crate::domain::{EntryId, JuryId, RoundId};
use crate::views::juries::Juries as View;
use crate::views::score_sheets::ScoreSheets;

pub(super) struct Juries {
    pub(super) contest: Arc<Contest>,
    pub(super) known: Reader<View>,
    /// Tells of entries what judges are shown.
    pub(super) sheets: Reader<ScoreSheets>,
}

/// A command on a jury, in the name of a round.
struct Doing {
    round: RoundId,
    jury: JuryId,
    asked: Asked,
}

/// So many judges a stage wants for an entry.
fn least(rules: &Rules) -> u32 {
    rules.stages.iter().map(|it| it.judges_per_entry).max().unwrap_or_default()
}

impl Juries {
    /// What is asked for; `read` gives what the request says beside the names of the round and the jury.
    fn asks<R: CommandRequest, T>(
        caller: &Caller,
        request: &R,
        (round, jury): (&str, &str),
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<(Doing, T), Status> {
        fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", round).map(RoundId);
            let jury = fields.uuid("jury_id", jury).map(JuryId);
            let asked = fields.asked(caller, request, Jury::CATEGORY, jury);
            let said = read(fields);
            Some((Doing { round: round?, jury: jury?, asked: asked? }, said?))
        })
    }

    /// A jury changes until its round is decided.
    async fn act(
        &self,
        doing: Doing,
        ask: Ask,
        beside: Vec<Box<dyn Step>>,
    ) -> Result<Option<CommandReceipt>, Status> {
        let Doing { round, jury, asked } = doing;
        let mut steps = vec![
            self.contest.juries.step(jury, Command { of: round, ask }),
            self.contest.held(round, Condition::BeforeDecision),
        ];
        steps.extend(beside);
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }

    async fn standing(&self, doing: &Doing) -> Result<Standing, Status> {
        let jury = DOMAIN.loaded(&self.contest.juries, doing.jury).await?;
        jury.of(doing.round).cloned().map_err(|rejection| DOMAIN.rejected(rejection))
    }

    /// What is on the list in the field of the jury; nothing before it is published.
    async fn listed(&self, doing: &Doing) -> Result<Vec<Listed>, Status> {
        let standing = self.standing(doing).await?;
        let round = self.contest.planned(doing.round).await?;
        let of_field = |it: &&Listed| it.field == *standing.field();
        Ok(round.list().iter().filter(of_field).cloned().collect())
    }
}

#[tonic::async_trait]
impl JuryService for Juries {
    async fn form_jury(
        &self,
        request: Request<wire::FormJuryRequest>,
    ) -> Result<Response<wire::FormJuryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let (round, field, members, decision, asked) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id).map(RoundId);
            let field = field_code(fields, &request.field_code);
            let asked = fields.asked(&caller, &request, Jury::CATEGORY, None::<JuryId>);
            let members = members(fields, &request.members);
            let decision = decision(fields, request.decision_ref.as_ref());
            Some((round?, field?, members?, decision?, asked?))
        })?;
        self.contest.planned(round).await?;
        let (version, rules) = self.contest.rules(round).await?;
        let jury = JuryId::of(round, &field);
        let (field_exists, least) = (rules.has_field(&field), least(&rules));
        let form = Ask::Form { field, field_exists, members, least, decision };
        let beside = vec![self.contest.held_rules(round, version)];
        let receipt = self.act(Doing { round, jury, asked }, form, beside).await?;
        Ok(Response::new(wire::FormJuryResponse { receipt }))
    }

    async fn add_judge(
        &self,
        request: Request<wire::AddJudgeRequest>,
    ) -> Result<Response<wire::AddJudgeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.jury_id);
        let (doing, said) = Self::asks(&caller, &request, names, |fields| {
            let member = fields.message("member", request.member.as_ref(), named);
            let exception =
                fields.optional_long_text("exception_reason", &request.exception_reason, LINE);
            let decision = decision(fields, request.decision_ref.as_ref());
            Some((member?, exception?, decision?))
        })?;
        let (member, exception, decision) = said;
        let listed = self.listed(&doing).await?;
        let entries = self.contest.described(listed.iter()).await?;
        let known = known([(member.judge.as_str(), member.unit)].into_iter(), &entries);
        let Locks { locked, held } = self.contest.locks(doing.round, None).await?;
        let add = Ask::Add { member, exception, known, locked, decision };
        let receipt = self.act(doing, add, held).await?;
        Ok(Response::new(wire::AddJudgeResponse { receipt }))
    }

    async fn remove_judge(
        &self,
        request: Request<wire::RemoveJudgeRequest>,
    ) -> Result<Response<wire::RemoveJudgeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.jury_id);
        let (doing, remove) = Self::asks(&caller, &request, names, |fields| {
            let judge = judge(fields, &request.judge);
            let reason = reason(fields, &request.reason);
            Some(Ask::Remove { judge: judge?, reason: reason? })
        })?;
        let receipt = self.act(doing, remove, Vec::new()).await?;
        Ok(Response::new(wire::RemoveJudgeResponse { receipt }))
    }

    async fn declare_conflicts(
        &self,
        request: Request<wire::DeclareConflictsRequest>,
    ) -> Result<Response<wire::DeclareConflictsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.jury_id);
        let read = |fields: &mut Fields| conflicts(fields, &request.conflicts);
        let (doing, conflicts) = Self::asks(&caller, &request, names, read)?;
        let entries = self.listed(&doing).await?.into_iter().map(|it| it.code).collect();
        let Locks { locked, held } = self.contest.locks(doing.round, None).await?;
        let declare = Ask::Declare { judge: caller.person.clone(), conflicts, entries, locked };
        let receipt = self.act(doing, declare, held).await?;
        Ok(Response::new(wire::DeclareConflictsResponse { receipt }))
    }

    async fn record_conflict(
        &self,
        request: Request<wire::RecordConflictRequest>,
    ) -> Result<Response<wire::RecordConflictResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.jury_id);
        let (doing, said) = Self::asks(&caller, &request, names, |fields| {
            let judge = judge(fields, &request.judge);
            let entry = fields.uuid("entry_id", &request.entry_id).map(EntryId);
            let kind = conflict_kind(fields, request.kind);
            Some((judge?, entry?, kind?))
        })?;
        let (judge, entry, kind) = said;
        let listed = self.listed(&doing).await?.into_iter().find(|it| it.entry == entry);
        let code = listed.map(|it| it.code);
        let code = code.ok_or_else(|| DOMAIN.rejected(entry::Rejection::EntryNotFound))?;
        let conflict = Conflict { pair: Pair { judge, code }, kind };
        let Locks { locked, held } = self.contest.locks(doing.round, None).await?;
        let receipt = self.act(doing, Ask::Record { conflict, locked }, held).await?;
        Ok(Response::new(wire::RecordConflictResponse { receipt }))
    }

    async fn freeze_jury(
        &self,
        request: Request<wire::FreezeJuryRequest>,
    ) -> Result<Response<wire::FreezeJuryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.jury_id);
        let today = self.contest.clock.today();
        let read = |fields: &mut Fields| fields.past_date("frozen_on", &request.frozen_on, today);
        let (doing, frozen_on) = Self::asks(&caller, &request, names, read)?;
        self.standing(&doing).await?;
        let (version, rules) = self.contest.rules(doing.round).await?;
        let freeze = Ask::Freeze { frozen_on, least: least(&rules) };
        let beside = vec![self.contest.held_rules(doing.round, version)];
        let receipt = self.act(doing, freeze, beside).await?;
        Ok(Response::new(wire::FreezeJuryResponse { receipt }))
    }

    async fn draw_assignments(
        &self,
        request: Request<wire::DrawAssignmentsRequest>,
    ) -> Result<Response<wire::DrawAssignmentsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.jury_id);
        let read = |fields: &mut Fields| stage(fields, request.stage);
        let (doing, stage) = Self::asks(&caller, &request, names, read)?;
        let standing = self.standing(&doing).await?;
        let (version, rules) = self.contest.rules(doing.round).await?;
        let field = standing.field();
        let entries = self.contest.judged(doing.round, field, (&rules, stage)).await?;
        let judges = standing.members().iter().map(|(judge, it)| (judge.as_str(), it.unit));
        let known = known(judges, &entries);
        let draw = Box::new(Draw {
            id: uuid::Builder::from_random_bytes(random()?).into_uuid(),
            stage,
            algorithm: ALGORITHM,
            seed: Seed::of(random()?),
            judges_per_entry: rules.stage(stage).map_or(0, |it| it.judges_per_entry),
            judges: [].into(),
            codes: entries.into_iter().map(|it| it.code).collect(),
            conflicts: [].into(),
        });
        let Locks { locked, held: mut beside } =
            self.contest.locks(doing.round, Some(stage)).await?;
        beside.push(self.contest.held_rules(doing.round, version));
        let receipt = self.act(doing, Ask::Draw { draw, known, locked }, beside).await?;
        Ok(Response::new(wire::DrawAssignmentsResponse { receipt }))
    }

    async fn assign_judge(
        &self,
        request: Request<wire::AssignJudgeRequest>,
    ) -> Result<Response<wire::AssignJudgeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.jury_id);
        let (doing, said) = Self::asks(&caller, &request, names, |fields| {
            let stage = stage(fields, request.stage);
            let judge = judge(fields, &request.judge);
            let code = entry_code(fields, &request.entry_code);
            let reason = reason(fields, &request.reason);
            Some((stage?, Pair { judge: judge?, code: code? }, reason?))
        })?;
        let (stage, pair, reason) = said;
        let standing = self.standing(&doing).await?;
        let (version, rules) = self.contest.rules(doing.round).await?;
        let field = standing.field();
        let entries = self.contest.judged(doing.round, field, (&rules, stage)).await?;
        let member = standing.members().get(&pair.judge);
        let known = known(member.map(|it| (pair.judge.as_str(), it.unit)).into_iter(), &entries);
        let entries = entries.into_iter().map(|it| it.code).collect();
        let mut beside = self.contest.locks(doing.round, Some(stage)).await?.held;
        beside.push(self.contest.held_rules(doing.round, version));
        let assign = Ask::Assign { stage, pair, entries, known, reason };
        let receipt = self.act(doing, assign, beside).await?;
        Ok(Response::new(wire::AssignJudgeResponse { receipt }))
    }

    async fn recuse_judge(
        &self,
        request: Request<wire::RecuseJudgeRequest>,
    ) -> Result<Response<wire::RecuseJudgeResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.jury_id);
        let (doing, said) = Self::asks(&caller, &request, names, |fields| {
            let stage = stage(fields, request.stage);
            let judge = judge(fields, &request.judge);
            let code = entry_code(fields, &request.entry_code);
            let kind: Option<ConflictKind> = conflict_kind(fields, request.kind);
            Some((stage?, Pair { judge: judge?, code: code? }, kind?))
        })?;
        let (stage, pair, kind) = said;
        let Locks { locked, held } = self.contest.locks(doing.round, Some(stage)).await?;
        let receipt = self.act(doing, Ask::Recuse { stage, pair, kind, locked }, held).await?;
        Ok(Response::new(wire::RecuseJudgeResponse { receipt }))
    }

    async fn get_jury(
        &self,
        request: Request<wire::GetJuryRequest>,
    ) -> Result<Response<wire::GetJuryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.one(&caller, &request).await?))
    }

    async fn list_juries(
        &self,
        request: Request<wire::ListJuriesRequest>,
    ) -> Result<Response<wire::ListJuriesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let of = (&*request.round_id, request.read_at.as_ref());
        let (juries, next_page_token, info) = self.page(&caller, &request, of, None).await?;
        let read_info = Some(info);
        Ok(Response::new(wire::ListJuriesResponse { juries, next_page_token, read_info }))
    }

    async fn list_own_juries(
        &self,
        request: Request<wire::ListOwnJuriesRequest>,
    ) -> Result<Response<wire::ListOwnJuriesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.own(&caller, &request).await?))
    }

    async fn list_jury_entries(
        &self,
        request: Request<wire::ListJuryEntriesRequest>,
    ) -> Result<Response<wire::ListJuryEntriesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.entries(&caller, &request).await?))
    }

    async fn list_assignments(
        &self,
        request: Request<wire::ListAssignmentsRequest>,
    ) -> Result<Response<wire::ListAssignmentsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.assignments(&caller, &request).await?))
    }

    async fn get_draw(
        &self,
        request: Request<wire::GetDrawRequest>,
    ) -> Result<Response<wire::GetDrawResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.draw(&caller, &request).await?))
    }
}
