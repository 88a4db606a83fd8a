//! The judging of a round, read from the ledger itself, and held where it is read.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Step;
use tonic::Status;

use super::Contest;
use crate::domain::codes::EntryCode;
use crate::domain::draw::Pair;
use crate::domain::entry::roll::{Line, Roll};
use crate::domain::entry::{self, State};
use crate::domain::judging::Judging;
use crate::domain::jury::{self, Ask, Jury};
use crate::domain::round::{self, Listed};
use crate::domain::score_sheet;
use crate::domain::stage_result::StageResult;
use crate::domain::{EntryId, JuryId, RoundId, SheetId, Stage, StageResultId};
use crate::grpc::DOMAIN;

impl Contest {
    /// How a round stands.
    pub(in crate::grpc) async fn standing(&self, id: RoundId) -> Result<round::Standing, Status> {
        let round = self.round(id).await?;
        round.standing().cloned().map_err(|rejection| DOMAIN.rejected(rejection))
    }

    /// How its judging stands, with the sheets of one stage at most.
    pub(in crate::grpc) async fn judging(
        &self,
        of: RoundId,
        sheets_of: Option<Stage>,
    ) -> Result<Judging, Status> {
        let round = self.standing(of).await?;
        let ruleset = DOMAIN.loaded(&self.rulesets, of).await?;
        // A round without a ruleset is in a phase before all judging.
        let before = || DOMAIN.rejected(round::Rejection::StateNotAllowed { phase: round.phase() });
        let (rules_version, rules) = ruleset.in_force().ok_or_else(before)?;
        let left = self.left(round.list()).await?;
        let mut judging = Judging {
            of,
            round,
            rules_version,
            rules: rules.clone(),
            juries: BTreeMap::new(),
            preliminary: self.stage_result(of, Stage::Preliminary).await?,
            last: self.stage_result(of, Stage::Final).await?,
            sheets: BTreeMap::new(),
            left,
        };
        for field in &rules.fields {
            let jury: Jury = DOMAIN.loaded(&self.juries, JuryId::of(of, &field.code)).await?;
            if let Ok(standing) = jury.of(of) {
                judging.juries.insert(field.code.clone(), standing.clone());
            }
        }
        if let Some(stage) = sheets_of {
            let pairs: Vec<_> = judging.juries.values().flat_map(|it| it.assigned(stage)).collect();
            for Pair { judge, code } in pairs {
                let id = SheetId::of(of, stage, &code, &judge);
                judging.sheets.insert(id, DOMAIN.loaded(&self.sheets, id).await?);
            }
        }
        Ok(judging)
    }

    /// Which of these codes are of entries that are not in the round any more.
    pub(in crate::grpc) async fn excluded(
        &self,
        list: &[Listed],
        of: &BTreeSet<EntryCode>,
    ) -> Result<BTreeSet<EntryCode>, Status> {
        let named: Vec<_> = list.iter().filter(|it| of.contains(&it.code)).cloned().collect();
        let left = self.left(&named).await?;
        let gone = named.into_iter().filter(|it| left.contains(&it.entry));
        Ok(gone.map(|it| it.code).collect())
    }

    async fn left(&self, list: &[Listed]) -> Result<BTreeSet<EntryId>, Status> {
        let mut left = BTreeSet::new();
        for Listed { entry, .. } in list {
            let known = DOMAIN.loaded(&self.entries, *entry).await?;
            if known.standing().is_none_or(|it| it.state() != State::Eligible) {
                left.insert(*entry);
            }
        }
        Ok(left)
    }

    async fn stage_result(&self, round: RoundId, stage: Stage) -> Result<StageResult, Status> {
        DOMAIN.loaded(&self.stage_results, StageResultId::of(round, stage)).await
    }

    /// Holds who scores what in a stage.
    pub(in crate::grpc) fn held_assignments(
        &self,
        judging: &Judging,
        stage: Stage,
    ) -> Vec<Box<dyn Step>> {
        let confirm = |(field, pairs)| {
            let ask = Ask::ConfirmAssignments { stage, pairs };
            let command = jury::Command { of: judging.of, ask };
            self.juries.step(JuryId::of(judging.of, field), command)
        };
        judging.assigned(stage).into_iter().map(confirm).collect()
    }

    /// Holds the sheets of a stage.
    pub(in crate::grpc) fn held_sheets(
        &self,
        judging: &Judging,
        stage: Stage,
    ) -> Vec<Box<dyn Step>> {
        let confirm = |Pair { judge, code }: Pair| {
            let id = SheetId::of(judging.of, stage, &code, &judge);
            let sheet = judging.sheets.get(&id);
            let (state, version) = sheet.map_or((score_sheet::State::Assigned, 0), |sheet| {
                (sheet.state(), sheet.version())
            });
            self.sheets.step(id, score_sheet::Command::Confirm { state, version })
        };
        judging.assigned(stage).into_values().flatten().map(confirm).collect()
    }

    /// Holds each entry as the roll has it.
    pub(in crate::grpc) fn held_roll(&self, roll: Roll) -> Vec<Box<dyn Step>> {
        let confirm = |Line { entry, state, field, .. }| {
            self.entries.step(entry, entry::Command::ConfirmAs { state, field })
        };
        roll.0.into_iter().map(confirm).collect()
    }

    /// Holds each entry as eligible.
    pub(in crate::grpc) fn still_in<'l>(
        &self,
        listed: impl IntoIterator<Item = &'l Listed>,
    ) -> Vec<Box<dyn Step>> {
        let confirm = |Listed { entry, field, .. }: &Listed| {
            let (state, field) = (State::Eligible, field.clone());
            self.entries.step(*entry, entry::Command::ConfirmAs { state, field })
        };
        listed.into_iter().map(confirm).collect()
    }
}
