//! The questions about sheets: who asks decides what is told. Before a stage is locked nobody is told what
//! others said, but the chair where the jury has to settle it.

use std::collections::BTreeSet;

use chassis::caller::Caller;
use chassis::fields::{self, Page};
use contracts::awards::v1 as wire;
use tonic::Status;

use super::{ScoreSheets, no_sheet, stage_rules};
use crate::domain::RoundId;
use crate::domain::codes::PartCode;
use crate::domain::ruleset::rules::Rules;
use crate::grpc::judging_fields::{field_code, stage};
use crate::grpc::{DOMAIN, shown, unreadable};
use crate::views::Last;
use crate::views::score_sheets::queries::{Which, dockets, is_locked, list_sheets, settled};

type CodeAndJudge = Last<(String, String)>;

fn keyed(
    at: chassis::reading::Moment,
    of: wire::SheetOfJudge,
) -> (CodeAndJudge, wire::SheetOfJudge) {
    let code = of.sheet.as_ref().map(|sheet| sheet.entry_code.clone()).unwrap_or_default();
    (Last::new(at, (code, of.judge.clone())), of)
}

/// The parts of a dossier that judges are given.
fn parts(rules: &Rules) -> Vec<PartCode> {
    let shown = rules.dossier_parts.iter().filter(|part| part.shown_to_judges);
    shown.map(|part| part.code.clone()).collect()
}

impl ScoreSheets {
    /// None where there are no rules: then there is no sheet either.
    async fn shown_parts(&self, round: RoundId) -> Result<Vec<PartCode>, Status> {
        let ruleset = DOMAIN.loaded(&self.contest.rulesets, round).await?;
        Ok(ruleset.in_force().map(|(_, rules)| parts(rules)).unwrap_or_default())
    }

    pub(super) async fn one(
        &self,
        caller: &Caller,
        request: &wire::GetOwnSheetRequest,
    ) -> Result<wire::GetOwnSheetResponse, Status> {
        let (round, id, read_at) = fields::read(&DOMAIN, |fields| {
            let round = fields.uuid("round_id", &request.round_id);
            let sheet = fields.uuid("sheet_id", &request.sheet_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((round?, sheet?, read_at?))
        })?;
        let shown = self.shown_parts(RoundId(round)).await?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let own = Some(&*caller.person);
        let which = Which { sheet: Some(id), judge: own, limit: 1, ..Which::all(round) };
        let (tx, known_at) = (&mut reading.snapshot.tx, reading.at.known_at);
        let found = list_sheets(tx, which, &shown, known_at).await.map_err(unreadable)?.pop();
        let sheet = found.and_then(|it| it.sheet).ok_or_else(|| DOMAIN.no_such("sheet", id))?;
        Ok(wire::GetOwnSheetResponse { sheet: Some(sheet), read_info: Some(reading.info) })
    }

    pub(super) async fn own_ones(
        &self,
        caller: &Caller,
        request: &wire::ListOwnSheetsRequest,
    ) -> Result<wire::ListOwnSheetsResponse, Status> {
        let (page, round, stage, state, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page<CodeAndJudge>> = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let stage = stage(fields, request.stage);
            let state = fields.optional_choice("state", request.state, Some);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, stage?, state?, read_at?))
        })?;
        let parts = self.shown_parts(RoundId(round)).await?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let at = shown(page.after.as_ref(), &reading);
        let which = Which {
            stage: Some(stage),
            judge: Some(&caller.person),
            state,
            after: page.after.as_ref().map(|last| &last.key),
            limit: page.fetch(),
            ..Which::all(round)
        };
        let found = list_sheets(&mut reading.snapshot.tx, which, &parts, at.known_at).await;
        let found = found.map_err(unreadable)?.into_iter().map(|it| keyed(at, it)).collect();
        let (sheets, next_page_token) = page.cut(found);
        let sheets = sheets.into_iter().filter_map(|it| it.sheet).collect();
        let read_info = Some(reading.info);
        Ok(wire::ListOwnSheetsResponse { sheets, next_page_token, read_info })
    }

    pub(super) async fn of_field(
        &self,
        caller: &Caller,
        request: &wire::ListSheetsRequest,
    ) -> Result<wire::ListSheetsResponse, Status> {
        let (page, round, stage, field, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page<CodeAndJudge>> = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let stage = stage(fields, request.stage);
            let field = field_code(fields, &request.field_code);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, stage?, field?, read_at?))
        })?;
        self.led((RoundId(round), &field), &caller.person, no_sheet).await?;
        let (_, rules) = self.contest.rules(RoundId(round)).await?;
        let terms = stage_rules(&rules, stage)?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let at = shown(page.after.as_ref(), &reading);
        let (tx, known_at) = (&mut reading.snapshot.tx, at.known_at);
        let which = Which {
            stage: Some(stage),
            field: Some(&field),
            after: page.after.as_ref().map(|last| &last.key),
            limit: page.fetch(),
            ..Which::all(round)
        };
        let found = list_sheets(&mut *tx, which, &parts(&rules), known_at).await;
        let found = found.map_err(unreadable)?.into_iter().map(|it| keyed(at, it)).collect();
        let (mut sheets, next_page_token) = page.cut(found);
        if !is_locked(&mut *tx, round, stage, known_at).await.map_err(unreadable)? {
            let dockets =
                dockets(tx, round, (stage, &field), known_at).await.map_err(unreadable)?;
            let open = dockets.iter().filter(|it| it.diverges(&terms));
            let open: BTreeSet<_> = open.map(|it| it.code.as_str()).collect();
            let hidden = sheets.iter_mut().filter_map(|it| it.sheet.as_mut());
            for sheet in hidden.filter(|sheet| !open.contains(&*sheet.entry_code)) {
                sheet.scores.clear();
            }
        }
        let read_info = Some(reading.info);
        Ok(wire::ListSheetsResponse { sheets, next_page_token, read_info })
    }

    pub(super) async fn divergences(
        &self,
        caller: &Caller,
        request: &wire::ListDivergencesRequest,
    ) -> Result<wire::ListDivergencesResponse, Status> {
        let (page, round, stage, field, read_at) = fields::read(&DOMAIN, |fields| {
            let page: Option<Page<Last<String>>> = fields.page(request);
            let round = fields.uuid("round_id", &request.round_id);
            let stage = stage(fields, request.stage);
            let field = field_code(fields, &request.field_code);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.contest.clock);
            Some((page?, round?, stage?, field?, read_at?))
        })?;
        self.led((RoundId(round), &field), &caller.person, no_sheet).await?;
        let (_, rules) = self.contest.rules(RoundId(round)).await?;
        let terms = stage_rules(&rules, stage)?;
        let mut reading = DOMAIN.read(&self.known, caller, &read_at).await?;
        let at = shown(page.after.as_ref(), &reading);
        let (tx, known_at) = (&mut reading.snapshot.tx, at.known_at);
        let dockets = dockets(&mut *tx, round, (stage, &field), known_at).await;
        let settled = settled(tx, round, stage, known_at).await.map_err(unreadable)?;
        let after = page.after.as_ref().map(|last| last.key.as_str());
        let found = dockets.map_err(unreadable)?.into_iter().filter_map(|docket| {
            let spread = docket.divergence(&terms)?.to_string();
            let entry_code = docket.code.to_string();
            let settled = settled.contains(&entry_code);
            let key = Last::new(at, entry_code.clone());
            Some((
                key,
                wire::Divergence {
                    entry_code,
                    stage: wire::Stage::from(stage).into(),
                    spread,
                    settled,
                },
            ))
        });
        // What diverges in a field is never much, and is known only when all of it is read.
        let found = found.filter(|(key, _)| after.is_none_or(|after| &*key.key > after)).collect();
        let (divergences, next_page_token) = page.cut(found);
        let read_info = Some(reading.info);
        Ok(wire::ListDivergencesResponse { divergences, next_page_token, read_info })
    }
}
