//! What juries and stages rest on: what a stage judges, what nobody has to declare, and which stages are locked.

use std::collections::BTreeSet;

use ledger::Step;
use tonic::Status;

use super::Contest;
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::entry::State;
use crate::domain::entry::content::Description;
use crate::domain::jury::{Conflict, known_conflicts};
use crate::domain::round::{self, Listed};
use crate::domain::ruleset::rules::Rules;
use crate::domain::stage_result::{Command, Rejection};
use crate::domain::{RoundId, Stage, StageResultId, UnitId};
use crate::grpc::DOMAIN;

/// Which stages are locked, and steps that hold the others unlocked.
pub(in crate::grpc) struct Locks {
    pub(in crate::grpc) locked: BTreeSet<Stage>,
    pub(in crate::grpc) held: Vec<Box<dyn Step>>,
}

/// An entry as a jury is concerned with it.
pub(in crate::grpc) struct Described {
    pub(in crate::grpc) code: EntryCode,
    pub(in crate::grpc) description: Description,
}

impl Contest {
    /// For an act that ends or begins assignments; one that is about a stage is refused where that is locked.
    pub(in crate::grpc) async fn locks(
        &self,
        round: RoundId,
        about: Option<Stage>,
    ) -> Result<Locks, Status> {
        let mut locks = Locks { locked: BTreeSet::new(), held: Vec::new() };
        for stage in Stage::ALL {
            let id = StageResultId::of(round, stage);
            let is_locked = DOMAIN.loaded(&self.stage_results, id).await?.lock().is_ok();
            if is_locked {
                locks.locked.insert(stage);
            }
            if !is_locked || about == Some(stage) {
                locks.held.push(self.stage_results.step(id, Command::ConfirmNotLocked));
            }
        }
        Ok(locks)
    }

    /// What a stage judges in a field: what is on the list and still in the round, and was taken on where another
    /// stage came before.
    pub(in crate::grpc) async fn judged(
        &self,
        round: RoundId,
        field: &FieldCode,
        (rules, stage): (&Rules, Stage),
    ) -> Result<Vec<Described>, Status> {
        if rules.stage(stage).is_none() {
            return Err(DOMAIN.rejected(round::Rejection::NoSuchStage));
        }
        let standing = self.planned(round).await?;
        if standing.list().is_empty() {
            return Err(DOMAIN.rejected(round::Rejection::EligibleListMissing));
        }
        let advanced = match (stage, rules.advance) {
            (Stage::Final, Some(_)) => Some(self.advanced(round).await?),
            (Stage::Preliminary, Some(_) | None) | (Stage::Final, None) => None,
        };
        let is_judged = |it: &&Listed| {
            it.field == *field && advanced.as_ref().is_none_or(|codes| codes.contains(&it.code))
        };
        self.described(standing.list().iter().filter(is_judged)).await
    }

    async fn advanced(&self, round: RoundId) -> Result<BTreeSet<EntryCode>, Status> {
        let id = StageResultId::of(round, Stage::Preliminary);
        let result = DOMAIN.loaded(&self.stage_results, id).await?;
        let waits = || {
            let blocker = Blocker::counted(BlockerKind::EntriesNotAdvanced, Stage::Final, 1);
            DOMAIN.rejected(Rejection::BlockersOpen { blockers: blocker.into_iter().collect() })
        };
        result.advanced().map(|(_, codes)| codes.clone()).ok_or_else(waits)
    }

    /// Those that are still in the round.
    pub(in crate::grpc) async fn described(
        &self,
        listed: impl Iterator<Item = &Listed> + Send,
    ) -> Result<Vec<Described>, Status> {
        let mut described = Vec::new();
        for Listed { entry, code, .. } in listed {
            let entry = DOMAIN.loaded(&self.entries, entry).await?;
            let eligible = entry.standing().filter(|it| it.state() == State::Eligible);
            described.extend(eligible.map(|standing| Described {
                code: code.clone(),
                description: standing.description().clone(),
            }));
        }
        Ok(described)
    }
}

/// What is known of these judges and entries from units and persons.
pub(in crate::grpc) fn known<'j>(
    judges: impl Iterator<Item = (&'j str, UnitId)>,
    entries: &[Described],
) -> Vec<Conflict> {
    let judges: Vec<_> = judges.collect();
    let entries: Vec<_> = entries.iter().map(|it| (&it.code, &it.description)).collect();
    known_conflicts(&judges, &entries)
}
