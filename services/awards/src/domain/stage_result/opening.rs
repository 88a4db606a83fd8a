//! What keeps a stage from being opened.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::draw::Pair;
use crate::domain::ruleset::rules::StageRules;

/// What is known of a round when a stage is to be opened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Readiness {
    /// What the stage judges, by field; none before the list of eligible entries is published.
    pub entries: Option<BTreeMap<FieldCode, BTreeSet<EntryCode>>>,
    pub juries: BTreeMap<FieldCode, FieldJury>,
    /// Somebody has to be taken into it before it opens, and nobody is.
    pub waits_for_advance: bool,
}

/// A jury, as far as the stage depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldJury {
    pub frozen: bool,
    /// What stands in the stage.
    pub assigned: BTreeSet<Pair>,
}

/// All that keeps it, by field.
#[must_use]
pub fn opening_blockers(readiness: &Readiness, rules: &StageRules) -> Vec<Blocker> {
    let Some(entries) = &readiness.entries else {
        let missing = Blocker::counted(BlockerKind::EligibleListMissing, rules.stage, 1);
        return missing.into_iter().collect();
    };
    if readiness.waits_for_advance {
        let missing = Blocker::counted(BlockerKind::EntriesNotAdvanced, rules.stage, 1);
        return missing.into_iter().collect();
    }
    let fields = entries.iter().filter(|(_, codes)| !codes.is_empty());
    let blocker = |(field, codes): (&FieldCode, &BTreeSet<EntryCode>)| {
        let Some(jury) = readiness.juries.get(field) else {
            return Blocker::counted(BlockerKind::JuryMissing, field, 1);
        };
        if !jury.frozen {
            return Blocker::counted(BlockerKind::JuryNotFrozen, field, 1);
        }
        let judges = |code: &EntryCode| jury.assigned.iter().filter(|it| it.code == *code).count();
        let has_few = |code: &&EntryCode| {
            u32::try_from(judges(code)).is_ok_and(|count| count < rules.judges_per_entry)
        };
        let short = codes.iter().filter(has_few).count();
        Blocker::counted(BlockerKind::TooFewJudges, field, short)
    };
    fields.filter_map(blocker).collect()
}
