//! The release: all results of a round at once, and for the first time with the entries behind the codes.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Event, Rejection, Standing};
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::ruleset::rules::Tier;
use crate::domain::{EntryId, PrizeId, ProgrammeId, RoundId, UnitId};

/// What is known of a round when its results are released.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    pub round: RoundId,
    pub released_on: NaiveDate,
    /// When the final was filled; none where there was one stage.
    pub advanced_on: Option<NaiveDate>,
    /// All that the final judged, and that are still in the round.
    pub finalists: BTreeMap<EntryCode, Finalist>,
    pub tiers: Vec<Tier>,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

/// The entry behind a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finalist {
    pub entry: EntryId,
    pub field: FieldCode,
    /// The unit it comes from.
    pub origin: UnitId,
}

/// What the release told of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleasedEntry {
    pub programme: ProgrammeId,
    /// The unit it comes from.
    pub origin: UnitId,
    /// None where it was in the final only.
    pub prize: Option<PrizeId>,
    pub released_on: NaiveDate,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

impl Standing {
    pub(super) fn release(&self, release: Release) -> Result<Vec<Event>, Rejection> {
        let Release { round, released_on, advanced_on, finalists, tiers, illustrative } = release;
        let (programme, Some((decided_on, decision))) = (self.programme, &self.decided) else {
            return Err(Rejection::StateNotAllowed { state: self.state });
        };
        let unnamed = self.prizes.iter().filter(|it| !finalists.contains_key(&it.code)).count();
        let gone = Blocker::counted(BlockerKind::EntriesExcluded, "PRIZE_LIST", unnamed);
        if let Some(blocker) = gone {
            return Err(Rejection::BlockersOpen { blockers: vec![blocker] });
        }
        let finalist = |advanced_on| {
            move |Finalist { entry, field, origin }: &Finalist| Event::FinalistReleased {
                programme,
                entry: *entry,
                field: field.clone(),
                origin: *origin,
                advanced_on,
                illustrative,
            }
        };
        let named: Vec<_> = match advanced_on {
            Some(advanced_on) => finalists.values().map(finalist(advanced_on)).collect(),
            None => Vec::new(),
        };
        let prizes: Vec<_> = tiers
            .iter()
            .flat_map(|tier| {
                self.prizes.iter().filter(|it| it.tier == tier.code).map(move |it| (tier, it))
            })
            .filter_map(|(tier, it)| Some((tier, finalists.get(&it.code)?)))
            .map(|(tier, Finalist { entry, field, origin })| Event::PrizeReleased {
                programme,
                prize: PrizeId::of(round, *entry),
                entry: *entry,
                field: field.clone(),
                origin: *origin,
                tier: tier.code.clone(),
                tier_name: tier.name.clone(),
                decided_on: *decided_on,
                decision: decision.clone(),
                released_on,
                illustrative,
            })
            .collect();
        let count = |events: &[Event]| u32::try_from(events.len()).unwrap_or(u32::MAX);
        let (finalists, count) = (count(&named), count(&prizes));
        let released =
            Event::Released { programme, finalists, prizes: count, released_on, illustrative };
        Ok([released].into_iter().chain(named).chain(prizes).collect())
    }
}
