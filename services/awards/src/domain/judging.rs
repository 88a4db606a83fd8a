//! The judging of a round, put together from its streams: what a stage judges, what keeps it, how it ranks, and who
//! was in the final. Nothing of it is stored.
//!
//! Invariants: who left the round is judged no more, and stays in what was locked before; commands and questions
//! are answered from the same, whoever has read the streams.

#[cfg(test)]
mod scenarios;

use std::collections::{BTreeMap, BTreeSet};

use super::blocker::Blocker;
use super::codes::{EntryCode, FieldCode};
use super::draw::Pair;
use super::jury;
use super::prize_list::StageJudged;
use super::ranking::Ranking;
use super::round::{self, Listed};
use super::ruleset::rules::Rules;
use super::score_sheet::{ScoreSheet, State};
use super::stage_result::{
    Docket, FieldJury, Readiness, Rejection, Sheet, StageResult, Terms, opening_blockers,
};
use super::{EntryId, RoundId, SheetId, Stage};

/// All that a round's stages rest on, as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Judging {
    pub of: RoundId,
    pub round: round::Standing,
    pub rules_version: u32,
    pub rules: Rules,
    /// Those that are formed.
    pub juries: BTreeMap<FieldCode, jury::Standing>,
    pub preliminary: StageResult,
    pub last: StageResult,
    /// Those that are begun.
    pub sheets: BTreeMap<SheetId, ScoreSheet>,
    /// Listed ones that are not in the round any more.
    pub left: BTreeSet<EntryId>,
}

impl Judging {
    /// What the ruleset says of a stage; none where the round has no such stage.
    #[must_use]
    pub fn terms(&self, stage: Stage) -> Option<Terms> {
        let (version, tie_breaks) = (self.rules_version, self.rules.tie_breaks.clone());
        let stage = self.rules.stage(stage)?.clone();
        Some(Terms { version, stage, tie_breaks })
    }

    #[must_use]
    pub fn has_preliminary(&self) -> bool {
        self.rules.stage(Stage::Preliminary).is_some()
    }

    #[must_use]
    pub fn result(&self, stage: Stage) -> &StageResult {
        match stage {
            Stage::Preliminary => &self.preliminary,
            Stage::Final => &self.last,
        }
    }

    /// The codes of those who are not in the round any more.
    #[must_use]
    pub fn excluded(&self) -> BTreeSet<EntryCode> {
        let gone = self.round.list().iter().filter(|it| self.left.contains(&it.entry));
        gone.map(|it| it.code.clone()).collect()
    }

    /// What is known when a stage is to be opened.
    #[must_use]
    pub fn readiness(&self, stage: Stage) -> Readiness {
        let is_listed = !self.round.list().is_empty();
        let jury = |(field, jury): (&FieldCode, &jury::Standing)| {
            let (frozen, assigned) = (jury.is_frozen(), jury.assigned(stage));
            (field.clone(), FieldJury { frozen, assigned })
        };
        Readiness {
            entries: is_listed.then(|| self.by_field(stage)),
            juries: self.juries.iter().map(jury).collect(),
            waits_for_advance: self.fills(stage) && self.preliminary.advanced().is_none(),
        }
    }

    /// What an open stage judges.
    #[must_use]
    pub fn dockets(&self, stage: Stage) -> Vec<Docket> {
        self.dockets_of(stage, |listed| !self.left.contains(&listed.entry))
    }

    /// Who scores what in a stage, by the fields that it judges.
    #[must_use]
    pub fn assigned(&self, stage: Stage) -> BTreeMap<&FieldCode, BTreeSet<Pair>> {
        let fields = self.by_field(stage);
        let judging = self.juries.iter().filter(|(field, _)| fields.contains_key(*field));
        judging.map(|(field, jury)| (field, jury.assigned(stage))).collect()
    }

    /// All that keeps a stage from being opened, or from being closed once it is open; none where the round has
    /// no such stage.
    #[must_use]
    pub fn blockers(&self, stage: Stage) -> Option<Vec<Blocker>> {
        let terms = self.terms(stage)?;
        Some(match self.result(stage) {
            StageResult::Absent => opening_blockers(&self.readiness(stage), &terms.stage),
            StageResult::Open(standing) => standing.closing_blockers(&self.dockets(stage), &terms),
            StageResult::Locked(_) | StageResult::Advanced { .. } => Vec::new(),
        })
    }

    /// The ranking with which a stage was locked: of all that were judged, also of those who left later.
    ///
    /// # Errors
    /// If the stage is not locked, or it does not come out as locked.
    pub fn ranking(&self, stage: Stage) -> Result<Ranking, Rejection> {
        let lock = self.result(stage).lock()?;
        let terms = self.terms(stage).ok_or(Rejection::StageNotLocked)?;
        lock.locked_ranking(&self.locked_dockets(stage), &terms)
    }

    /// All of a stage, also who left: of a locked one at least what it has judged.
    #[must_use]
    pub fn locked_dockets(&self, stage: Stage) -> Vec<Docket> {
        self.dockets_of(stage, |_| true)
    }

    /// How the locked stages were judged, as far as their locks have kept it.
    #[must_use]
    pub fn stages_judged(&self) -> Vec<StageJudged> {
        let judged = |stage: Stage| {
            let lock = self.result(stage).lock().ok()?;
            let (closed_on, entries, numbers) = (lock.closed_on(), lock.entries(), lock.numbers()?);
            Some(StageJudged { stage, closed_on, entries, numbers })
        };
        Stage::ALL.into_iter().filter_map(judged).collect()
    }

    /// Whom the final judged, and who is still in the round.
    #[must_use]
    pub fn finalists(&self) -> Vec<&Listed> {
        let Ok(lock) = self.last.lock() else { return Vec::new() };
        let is_one = |it: &&Listed| lock.has_judged(&it.code) && !self.left.contains(&it.entry);
        self.round.list().iter().filter(is_one).collect()
    }

    /// Whether somebody has to be taken into the stage.
    fn fills(&self, stage: Stage) -> bool {
        stage == Stage::Final && self.has_preliminary()
    }

    fn in_stage(&self, stage: Stage) -> impl Iterator<Item = &Listed> {
        let (fills, advanced) = (self.fills(stage), self.preliminary.advanced());
        let is_in = move |code| advanced.is_some_and(|(_, entries)| entries.contains(code));
        self.round.list().iter().filter(move |it| !fills || is_in(&it.code))
    }

    fn by_field(&self, stage: Stage) -> BTreeMap<FieldCode, BTreeSet<EntryCode>> {
        let mut fields: BTreeMap<FieldCode, BTreeSet<EntryCode>> = BTreeMap::new();
        for Listed { field, code, .. } in
            self.in_stage(stage).filter(|it| !self.left.contains(&it.entry))
        {
            fields.entry(field.clone()).or_default().insert(code.clone());
        }
        fields
    }

    fn dockets_of(&self, stage: Stage, wanted: impl Fn(&Listed) -> bool) -> Vec<Docket> {
        let mut judges: BTreeMap<EntryCode, Vec<String>> = BTreeMap::new();
        for Pair { judge, code } in self.juries.values().flat_map(|jury| jury.assigned(stage)) {
            judges.entry(code).or_default().push(judge);
        }
        let sheet = |code: &EntryCode, judge: &String| {
            let id = SheetId::of(self.of, stage, code, judge);
            let begun = self.sheets.get(&id);
            let state = begun.map_or(State::Assigned, ScoreSheet::state);
            let reopened = begun.map_or(0, ScoreSheet::reopened);
            Sheet { state, scores: begun.and_then(ScoreSheet::handed_in), reopened }
        };
        let docket = |Listed { field, code, .. }: &Listed| {
            let judges = judges.get(code).into_iter().flatten();
            let sheets = judges.map(|judge| sheet(code, judge)).collect();
            Docket { code: code.clone(), field: field.clone(), sheets }
        };
        self.in_stage(stage).filter(|it| wanted(it)).map(docket).collect()
    }
}
