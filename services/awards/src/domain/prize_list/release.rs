//! The release: all results of a round at once, and for the first time with the entries behind the codes and the
//! numbers of judging.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Event, Rejection, Standing};
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::programme::Family;
use crate::domain::ruleset::rules::Tier;
use crate::domain::stage_result::Numbers;
use crate::domain::{DecisionRef, EntryId, PrizeId, ProgrammeId, RoundId, Stage, UnitId};

/// What is known of a round when its results are released.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    pub round: RoundId,
    /// Of its programme: where it honours, an honour is told in the place of a prize.
    pub family: Family,
    pub organiser: UnitId,
    pub released_on: NaiveDate,
    /// When the final was filled; none where there was one stage.
    pub advanced_on: Option<NaiveDate>,
    /// In the order in which they were judged.
    pub stages: Vec<StageJudged>,
    /// All that the final judged, and that are still in the round.
    pub finalists: BTreeMap<EntryCode, Finalist>,
    pub tiers: Vec<Tier>,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

/// A locked stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageJudged {
    pub stage: Stage,
    pub closed_on: NaiveDate,
    /// How many it judged.
    pub entries: u32,
    pub numbers: Numbers,
}

/// The entry behind a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finalist {
    pub entry: EntryId,
    pub field: FieldCode,
    /// The unit it comes from.
    pub origin: UnitId,
    /// How many authors it has.
    pub persons: u32,
}

/// What an entry got, and what it is known by from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Won {
    /// For a work.
    Prize(PrizeId),
    /// For what a person has done.
    Honour(PrizeId),
}

/// What the release told of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReleasedEntry {
    pub programme: ProgrammeId,
    /// The unit it comes from.
    pub origin: UnitId,
    /// None where it was in the final only.
    pub won: Option<Won>,
    pub released_on: NaiveDate,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

impl Standing {
    pub(super) fn release(&self, release: &Release) -> Result<Vec<Event>, Rejection> {
        let (programme, Some((decided_on, decision))) = (self.programme, &self.decided) else {
            return Err(Rejection::StateNotAllowed { state: self.state });
        };
        let finalists = &release.finalists;
        let unnamed = self.prizes.iter().filter(|it| !finalists.contains_key(&it.code)).count();
        let gone = Blocker::counted(BlockerKind::EntriesExcluded, "PRIZE_LIST", unnamed);
        if let Some(blocker) = gone {
            return Err(Rejection::BlockersOpen { blockers: vec![blocker] });
        }
        let named: Vec<_> = match release.advanced_on {
            Some(on) => finalists.values().map(|it| release.finalist(programme, it, on)).collect(),
            None => Vec::new(),
        };
        let decided = Decided { programme, decided_on: *decided_on, decision };
        let prizes: Vec<_> = release
            .tiers
            .iter()
            .flat_map(|tier| {
                self.prizes.iter().filter(|it| it.tier == tier.code).map(move |it| (tier, it))
            })
            .filter_map(|(tier, it)| Some((tier, finalists.get(&it.code)?)))
            .map(|(tier, finalist)| release.prize(&decided, tier, finalist))
            .collect();
        let count = |events: &[Event]| u32::try_from(events.len()).unwrap_or(u32::MAX);
        let released = Event::Released {
            programme,
            finalists: count(&named),
            prizes: count(&prizes),
            released_on: release.released_on,
            illustrative: release.illustrative,
        };
        let stages = release.stages.iter().map(|it| release.stage(programme, *it));
        Ok([released].into_iter().chain(stages).chain(named).chain(prizes).collect())
    }
}

/// What a prize rests on.
struct Decided<'d> {
    programme: ProgrammeId,
    decided_on: NaiveDate,
    decision: &'d DecisionRef,
}

impl Release {
    fn stage(&self, programme: ProgrammeId, judged: StageJudged) -> Event {
        let (organiser, illustrative) = (self.organiser, self.illustrative);
        let StageJudged { stage, closed_on, entries, numbers } = judged;
        Event::StageNumbersReleased {
            programme,
            organiser,
            stage,
            closed_on,
            entries,
            numbers,
            illustrative,
        }
    }

    fn finalist(
        &self,
        programme: ProgrammeId,
        finalist: &Finalist,
        advanced_on: NaiveDate,
    ) -> Event {
        Event::FinalistReleased {
            programme,
            entry: finalist.entry,
            field: finalist.field.clone(),
            origin: finalist.origin,
            advanced_on,
            illustrative: self.illustrative,
        }
    }

    fn prize(&self, decided: &Decided<'_>, tier: &Tier, finalist: &Finalist) -> Event {
        let Decided { programme, decided_on, decision } = *decided;
        let Finalist { entry, field, origin, persons } = finalist.clone();
        let (prize, tier, name) = (PrizeId::of(self.round, entry), tier.code.clone(), &tier.name);
        let (decision, illustrative) = (decision.clone(), self.illustrative);
        let released_on = self.released_on;
        match self.family {
            Family::IntellectualHonour => Event::HonourReleased {
                programme,
                honour: prize,
                entry,
                field,
                origin,
                tier,
                title: name.clone(),
                persons,
                decided_on,
                decision,
                released_on,
                illustrative,
            },
            Family::TechContest
            | Family::YouthContest
            | Family::ProvincialStAward
            | Family::NationalStAward => Event::PrizeReleased {
                programme,
                prize,
                entry,
                field,
                origin,
                tier,
                tier_name: name.clone(),
                decided_on,
                decision,
                released_on,
                illustrative,
            },
        }
    }
}
