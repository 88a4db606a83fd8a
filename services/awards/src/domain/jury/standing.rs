//! What later acts on a jury are judged by.

use std::collections::{BTreeMap, BTreeSet};

use super::{Conflict, ConflictKind, Event, Named, Part, Rejection};
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::draw::{ALGORITHM, Draw, Pair, TooFewJudges};
use crate::domain::{RoundId, Stage, UnitId};

/// A member, as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub unit: UnitId,
    pub part: Part,
    /// Whether conflicts are declared, or that there are none.
    pub declared: bool,
}

/// Who is in a jury, what conflicts, and who scores what.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    round: RoundId,
    field: FieldCode,
    members: BTreeMap<String, Member>,
    frozen: bool,
    conflicts: BTreeMap<Pair, ConflictKind>,
    drawn: BTreeSet<Stage>,
    assignments: BTreeSet<(Stage, Pair)>,
}

impl Standing {
    pub(super) fn new(round: RoundId, field: FieldCode, members: &[Named]) -> Self {
        let none = Self {
            round,
            field,
            members: BTreeMap::new(),
            frozen: false,
            conflicts: BTreeMap::new(),
            drawn: BTreeSet::new(),
            assignments: BTreeSet::new(),
        };
        members.iter().fold(none, Self::with)
    }

    #[must_use]
    pub fn round(&self) -> RoundId {
        self.round
    }

    #[must_use]
    pub fn field(&self) -> &FieldCode {
        &self.field
    }

    #[must_use]
    pub fn members(&self) -> &BTreeMap<String, Member> {
        &self.members
    }

    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// What stands in a stage, without those who were recused.
    #[must_use]
    pub fn assigned(&self, stage: Stage) -> BTreeSet<Pair> {
        self.assignments
            .iter()
            .filter(|(of, _)| *of == stage)
            .map(|(_, pair)| pair.clone())
            .collect()
    }

    pub(super) fn hear(mut self, event: &Event) -> Self {
        match event {
            Event::Formed { .. } => {}
            Event::JudgeAdded { member, .. } => return self.with(member),
            Event::JudgeRemoved { judge, .. } => {
                self.members.remove(judge);
            }
            Event::ConflictsDeclared { judge, conflicts } => {
                if let Some(member) = self.members.get_mut(judge) {
                    member.declared = true;
                }
                for Conflict { pair, kind } in conflicts {
                    self.conflicts.insert(pair.clone(), *kind);
                }
            }
            Event::ConflictRecorded { conflict: Conflict { pair, kind } } => {
                self.conflicts.insert(pair.clone(), *kind);
            }
            Event::Frozen { .. } => self.frozen = true,
            Event::Drawn { draw, outcome } => {
                self.drawn.insert(draw.stage);
                let stood = outcome.iter().map(|pair| (draw.stage, pair.clone()));
                self.assignments.extend(stood);
            }
            Event::Assigned { stage, pair, .. } => {
                self.assignments.insert((*stage, pair.clone()));
            }
            Event::Recused { stage, pair, kind } => {
                self.assignments.remove(&(*stage, pair.clone()));
                self.conflicts.insert(pair.clone(), *kind);
            }
        }
        self
    }

    fn with(mut self, named: &Named) -> Self {
        let member = Member { unit: named.unit, part: named.part, declared: false };
        self.members.insert(named.judge.clone(), member);
        self
    }

    pub(super) fn thawed(&self) -> Result<&Self, Rejection> {
        if self.frozen { Err(Rejection::JuryFrozen) } else { Ok(self) }
    }

    pub(super) fn frozen(&self) -> Result<&Self, Rejection> {
        if self.frozen { Ok(self) } else { Err(Rejection::JuryNotFrozen) }
    }

    pub(super) fn member(&self, judge: &str) -> Result<&Member, Rejection> {
        self.members.get(judge).ok_or(Rejection::JudgeNotNamed)
    }

    pub(super) fn led_by(&self, judge: &str) -> Result<(), Rejection> {
        match self.member(judge)?.part {
            Part::Chair => Ok(()),
            Part::Member => Err(Rejection::NotTheChair),
        }
    }

    pub(super) fn has_declared(&self, judge: &str) -> Result<(), Rejection> {
        if self.member(judge)?.declared { Ok(()) } else { Err(Rejection::ConflictsNotDeclared) }
    }

    pub(super) fn assignment(&self, stage: Stage, pair: &Pair) -> Result<(), Rejection> {
        if self.assignments.contains(&(stage, pair.clone())) {
            Ok(())
        } else {
            Err(Rejection::AssignmentNotFound)
        }
    }

    /// Why it is after the freeze, where it is.
    pub(super) fn may_come(
        &self,
        member: &Named,
        exception: Option<String>,
    ) -> Result<Option<String>, Rejection> {
        if self.members.contains_key(&member.judge) {
            return Err(Rejection::JudgeAlreadyNamed);
        }
        if member.part == Part::Chair && self.has_chair() {
            return Err(Rejection::NotOneChair);
        }
        if !self.frozen {
            return Ok(None);
        }
        exception.map(Some).ok_or(Rejection::JuryFrozen)
    }

    /// Who comes after the freeze scores every entry that others score in an open stage, but what conflicts.
    pub(super) fn for_all(
        &self,
        member: &Named,
        known: &[Conflict],
        locked: &BTreeSet<Stage>,
    ) -> Vec<Event> {
        let own = known.iter().filter(|it| it.pair.judge == member.judge);
        let conflicts: Vec<_> = own.cloned().collect();
        let pair = |code: &EntryCode| Pair { judge: member.judge.clone(), code: code.clone() };
        // A judge who was in the jury before comes back with the conflicts of then.
        let is_free = |code: &EntryCode| {
            conflicts.iter().all(|it| it.pair.code != *code)
                && !self.conflicts.contains_key(&pair(code))
        };
        let scored: BTreeSet<_> = self
            .assignments
            .iter()
            .filter(|(stage, pair)| !locked.contains(stage) && is_free(&pair.code))
            .map(|(stage, pair)| (*stage, &pair.code))
            .collect();
        let assigned = |(stage, code): (Stage, &EntryCode)| Event::Assigned {
            stage,
            pair: pair(code),
            reason: String::new(),
        };
        let assigned: Vec<_> = scored.into_iter().map(assigned).collect();
        let recorded = conflicts.into_iter().map(|conflict| Event::ConflictRecorded { conflict });
        recorded.chain(assigned).collect()
    }

    pub(super) fn declare(
        &self,
        judge: String,
        conflicts: Vec<(EntryCode, ConflictKind)>,
        entries: &BTreeSet<EntryCode>,
        locked: &BTreeSet<Stage>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.member(&judge)?.declared {
            self.thawed()?;
        }
        if let Some((code, _)) = conflicts.iter().find(|(code, _)| !entries.contains(code)) {
            return Err(Rejection::UnknownCode { code: code.to_string() });
        }
        let conflict = |(code, kind)| Conflict { pair: Pair { judge: judge.clone(), code }, kind };
        let conflicts: Vec<_> = conflicts.into_iter().map(conflict).collect();
        let ended: Vec<_> = conflicts.iter().flat_map(|it| self.ended(it, locked)).collect();
        let declared = Event::ConflictsDeclared { judge, conflicts };
        Ok([declared].into_iter().chain(ended).collect())
    }

    pub(super) fn record(
        &self,
        conflict: Conflict,
        locked: &BTreeSet<Stage>,
    ) -> Result<Vec<Event>, Rejection> {
        self.member(&conflict.pair.judge)?;
        if self.conflicts.get(&conflict.pair) == Some(&conflict.kind) {
            return Ok(Vec::new());
        }
        let ended = self.ended(&conflict, locked);
        Ok([Event::ConflictRecorded { conflict }].into_iter().chain(ended).collect())
    }

    /// What a conflict ends; what was said in a locked stage stays.
    pub(super) fn ended(
        &self,
        Conflict { pair, kind }: &Conflict,
        locked: &BTreeSet<Stage>,
    ) -> Vec<Event> {
        let stands = |it: &&(Stage, Pair)| it.1 == *pair && !locked.contains(&it.0);
        let ended = |(stage, pair): &(Stage, Pair)| Event::Recused {
            stage: *stage,
            pair: pair.clone(),
            kind: *kind,
        };
        self.assignments.iter().filter(stands).map(ended).collect()
    }

    pub(super) fn may_be_frozen(&self, least: u32) -> Result<(), Rejection> {
        let silent = self.members.values().filter(|it| !it.declared).count();
        let missing =
            usize::try_from(least).unwrap_or(usize::MAX).saturating_sub(self.members.len());
        let chairs = usize::from(!self.has_chair());
        let blockers: Vec<_> = [
            Blocker::counted(BlockerKind::ConflictsNotDeclared, &self.field, silent),
            Blocker::counted(BlockerKind::TooFewJudges, &self.field, missing),
            Blocker::counted(BlockerKind::ChairMissing, &self.field, chairs),
        ]
        .into_iter()
        .flatten()
        .collect();
        if blockers.is_empty() { Ok(()) } else { Err(Rejection::BlockersOpen { blockers }) }
    }

    fn has_chair(&self) -> bool {
        self.members.values().any(|it| it.part == Part::Chair)
    }

    pub(super) fn draw(
        &self,
        draw: Draw,
        known: Vec<Conflict>,
        locked: &BTreeSet<Stage>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.drawn.contains(&draw.stage) {
            return Err(Rejection::AlreadyDrawn);
        }
        let news = self.news(known);
        let all = self.conflicts.keys().cloned().chain(news.iter().map(|it| it.pair.clone()));
        let draw = Draw {
            algorithm: ALGORITHM,
            judges: self.members.keys().cloned().collect(),
            conflicts: all.filter(|pair| draw.codes.contains(&pair.code)).collect(),
            ..draw
        };
        let outcome = draw.outcome().map_err(|TooFewJudges| Rejection::EntryShortOfJudges {
            least: draw.judges_per_entry,
        })?;
        let drawn = Event::Drawn { draw: Box::new(draw), outcome };
        let ended: Vec<_> = news.iter().flat_map(|it| self.ended(it, locked)).collect();
        let recorded = news.into_iter().map(|conflict| Event::ConflictRecorded { conflict });
        Ok(recorded.chain(ended).chain([drawn]).collect())
    }

    pub(super) fn may_be_assigned(
        &self,
        stage: Stage,
        pair: &Pair,
        known: &[Conflict],
    ) -> Result<(), Rejection> {
        self.member(&pair.judge)?;
        if self.assignments.contains(&(stage, pair.clone())) {
            return Err(Rejection::JudgeAlreadyAssigned);
        }
        let known = known.iter().find(|it| it.pair == *pair).map(|it| it.kind);
        match self.conflicts.get(pair).copied().or(known) {
            Some(kind) => Err(Rejection::ConflictOfInterest { kind }),
            None => Ok(()),
        }
    }

    /// What is known of members and not recorded yet.
    fn news(&self, known: Vec<Conflict>) -> Vec<Conflict> {
        let is_new = |it: &Conflict| {
            self.members.contains_key(&it.pair.judge) && !self.conflicts.contains_key(&it.pair)
        };
        known.into_iter().filter(is_new).collect()
    }
}
