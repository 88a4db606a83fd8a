//! `ScoreSheetService`: what judges say. A judge reaches their own sheets and no other one, the chair those of the
//! field; for others there is none. Its questions are answered in `asking`.

mod asking;
mod joint;

use std::sync::Arc;

use chassis::caller::Caller;
use chassis::fields::{self, Fields};
use contracts::CommandRequest;
use contracts::awards::v1 as wire;
use contracts::awards::v1::score_sheet_service_server::ScoreSheetService;
use contracts::ledger::v1::CommandReceipt;
use ledger::view::Reader;
use ledger::{Asked, Decider as _, Step};
use tonic::{Request, Response, Status};

use super::DOMAIN;
use super::contest::{Contest, Locks};
use super::judging_fields::{conflict_kind, reason, scores};
use crate::domain::codes::FieldCode;
use crate::domain::draw::Pair;
use crate::domain::jury::{self, Ask, Rejection};
use crate::domain::round::{self, Condition};
use crate::domain::ruleset::rules::{Rules, StageRules};
use crate::domain::score_sheet::{Command, Of, ScoreSheet};
use crate::domain::{JuryId, RoundId, SheetId, Stage};
use crate::views::score_sheets::ScoreSheets as View;

pub(super) struct ScoreSheets {
    pub(super) contest: Arc<Contest>,
    pub(super) known: Reader<View>,
}

/// A command on a sheet, in the name of a round.
struct Doing {
    round: RoundId,
    sheet: SheetId,
    asked: Asked,
}

/// For whom there is no such sheet.
fn no_sheet() -> Status {
    DOMAIN.rejected(Rejection::SheetNotFound)
}

fn stage_rules(rules: &Rules, stage: Stage) -> Result<Box<StageRules>, Status> {
    let found = rules.stage(stage).cloned().map(Box::new);
    found.ok_or_else(|| DOMAIN.rejected(round::Rejection::NoSuchStage))
}

fn pair(of: &Of) -> Pair {
    Pair { judge: of.judge.clone(), code: of.code.clone() }
}

impl ScoreSheets {
    /// What is asked for; `read` gives what the request says beside the names of the round and the sheet.
    fn asks<R: CommandRequest, T>(
        caller: &Caller,
        request: &R,
        (round, sheet): (&str, &str),
        read: impl FnOnce(&mut Fields) -> Option<T>,
    ) -> Result<(Doing, T), Status> {
        fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", round).map(RoundId);
            let sheet = fields.uuid("sheet_id", sheet).map(SheetId);
            let asked = fields.asked(caller, request, ScoreSheet::CATEGORY, sheet);
            let said = read(fields);
            Some((Doing { round: round?, sheet: sheet?, asked: asked? }, said?))
        })
    }

    /// What the caller's own sheet of this id is about. It follows from the codes on the list and from who asks, so
    /// that nobody finds the sheet of somebody else, nor learns which entries there are.
    async fn own(&self, caller: &Caller, doing: &Doing) -> Result<Of, Status> {
        let round = DOMAIN.loaded(&self.contest.rounds, doing.round).await?;
        let standing = round.standing().map_err(|_| no_sheet())?;
        let about = standing.list().iter().flat_map(|it| Stage::ALL.map(|stage| (stage, it)));
        let is_it = |(stage, listed): &(Stage, &round::Listed)| {
            SheetId::of(doing.round, *stage, &listed.code, &caller.person) == doing.sheet
        };
        let (stage, listed) = about.into_iter().find(is_it).ok_or_else(no_sheet)?;
        let (field, code) = (listed.field.clone(), listed.code.clone());
        Ok(Of { round: doing.round, field, stage, code, judge: caller.person.clone() })
    }

    /// Writes on one's own sheet while the stage is open and the assignment stands.
    async fn write(
        &self,
        doing: Doing,
        of: &Of,
        command: Command,
    ) -> Result<Option<CommandReceipt>, Status> {
        let Doing { round, sheet, asked } = doing;
        let ask = Ask::ConfirmAssigned { stage: of.stage, pair: pair(of) };
        let steps = vec![
            self.contest.sheets.step(sheet, command),
            self.of_jury(round, &of.field, ask),
            self.contest.held(round, Condition::StageOpen(of.stage)),
        ];
        DOMAIN.act(&self.contest.ledger, asked, steps).await
    }

    fn of_jury(&self, round: RoundId, field: &FieldCode, ask: Ask) -> Box<dyn Step> {
        let command = jury::Command { of: round, ask };
        self.contest.juries.step(JuryId::of(round, field), command)
    }

    /// The jury that the caller leads. Whoever is in it and does not is told so; for others there is none of
    /// what they ask for. Who leads a frozen jury leads it for good.
    async fn led(
        &self,
        (round, field): (RoundId, &FieldCode),
        judge: &str,
        nothing: impl FnOnce() -> Status + Send,
    ) -> Result<jury::Standing, Status> {
        let jury = DOMAIN.loaded(&self.contest.juries, JuryId::of(round, field)).await?;
        let Ok(standing) = jury.of(round) else { return Err(nothing()) };
        match standing.members().get(judge).map(|it| it.part) {
            None => Err(nothing()),
            Some(jury::Part::Member) => Err(DOMAIN.rejected(Rejection::NotTheChair)),
            Some(jury::Part::Chair) => Ok(standing.clone()),
        }
    }
}

#[tonic::async_trait]
impl ScoreSheetService for ScoreSheets {
    async fn save_sheet_draft(
        &self,
        request: Request<wire::SaveSheetDraftRequest>,
    ) -> Result<Response<wire::SaveSheetDraftResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.sheet_id);
        let read = |fields: &mut Fields| scores(fields, &request.scores);
        let (doing, scores) = Self::asks(&caller, &request, names, read)?;
        let of = self.own(&caller, &doing).await?;
        let (_, rules) = self.contest.rules(doing.round).await?;
        let rules = stage_rules(&rules, of.stage)?;
        let save = Command::Save { of: of.clone(), scores, rules };
        let receipt = self.write(doing, &of, save).await?;
        Ok(Response::new(wire::SaveSheetDraftResponse { receipt }))
    }

    async fn submit_sheet(
        &self,
        request: Request<wire::SubmitSheetRequest>,
    ) -> Result<Response<wire::SubmitSheetResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.sheet_id);
        let (doing, ()) = Self::asks(&caller, &request, names, |_| Some(()))?;
        let of = self.own(&caller, &doing).await?;
        let (rules_version, rules) = self.contest.rules(doing.round).await?;
        let submit = Command::Submit { rules: stage_rules(&rules, of.stage)?, rules_version };
        let receipt = self.write(doing, &of, submit).await?;
        Ok(Response::new(wire::SubmitSheetResponse { receipt }))
    }

    async fn sign_sheet(
        &self,
        request: Request<wire::SignSheetRequest>,
    ) -> Result<Response<wire::SignSheetResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.sheet_id);
        let (doing, ()) = Self::asks(&caller, &request, names, |_| Some(()))?;
        let of = self.own(&caller, &doing).await?;
        let receipt = self.write(doing, &of, Command::Sign).await?;
        Ok(Response::new(wire::SignSheetResponse { receipt }))
    }

    async fn abstain_from_entry(
        &self,
        request: Request<wire::AbstainFromEntryRequest>,
    ) -> Result<Response<wire::AbstainFromEntryResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.sheet_id);
        let read = |fields: &mut Fields| conflict_kind(fields, request.kind);
        let (doing, kind) = Self::asks(&caller, &request, names, read)?;
        let of = self.own(&caller, &doing).await?;
        let Doing { round, sheet, asked } = doing;
        let Locks { locked, held } = self.contest.locks(round, Some(of.stage)).await?;
        let recuse = Ask::Recuse { stage: of.stage, pair: pair(&of), kind, locked };
        let mut steps = vec![
            self.contest.sheets.step(sheet, Command::ConfirmNotHandedIn),
            self.of_jury(round, &of.field, recuse),
        ];
        steps.extend(held);
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(Response::new(wire::AbstainFromEntryResponse { receipt }))
    }

    async fn reopen_sheet(
        &self,
        request: Request<wire::ReopenSheetRequest>,
    ) -> Result<Response<wire::ReopenSheetResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        let names = (&*request.round_id, &*request.sheet_id);
        let read = |fields: &mut Fields| reason(fields, &request.reason);
        let (doing, reason) = Self::asks(&caller, &request, names, read)?;
        let Doing { round, sheet, asked } = doing;
        let begun = DOMAIN.loaded(&self.contest.sheets, sheet).await?;
        let of = begun.of().filter(|of| of.round == round).ok_or_else(no_sheet)?;
        // Before anything is told of a sheet of somebody else.
        self.led((round, &of.field), &caller.person, no_sheet).await?;
        let by = caller.person.clone();
        let steps = vec![
            self.contest.sheets.step(sheet, Command::Reopen { by: by.clone(), reason }),
            self.of_jury(round, &of.field, Ask::ConfirmChair { judge: by }),
            self.contest.held(round, Condition::StageOpen(of.stage)),
        ];
        let receipt = DOMAIN.act(&self.contest.ledger, asked, steps).await?;
        Ok(Response::new(wire::ReopenSheetResponse { receipt }))
    }

    async fn record_joint_score(
        &self,
        request: Request<wire::RecordJointScoreRequest>,
    ) -> Result<Response<wire::RecordJointScoreResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.joint(&caller, &request).await?))
    }

    async fn get_own_sheet(
        &self,
        request: Request<wire::GetOwnSheetRequest>,
    ) -> Result<Response<wire::GetOwnSheetResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.one(&caller, &request).await?))
    }

    async fn list_own_sheets(
        &self,
        request: Request<wire::ListOwnSheetsRequest>,
    ) -> Result<Response<wire::ListOwnSheetsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.own_ones(&caller, &request).await?))
    }

    async fn list_sheets(
        &self,
        request: Request<wire::ListSheetsRequest>,
    ) -> Result<Response<wire::ListSheetsResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.of_field(&caller, &request).await?))
    }

    async fn list_divergences(
        &self,
        request: Request<wire::ListDivergencesRequest>,
    ) -> Result<Response<wire::ListDivergencesResponse>, Status> {
        let (caller, request) = self.contest.access.admit(request).await?;
        Ok(Response::new(self.divergences(&caller, &request).await?))
    }
}
