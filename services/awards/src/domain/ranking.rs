//! The ranking of a stage: a pure function of sheets, joint scores, votes and the ruleset. Nothing of it is stored as
//! truth.
//!
//! Invariants: entries are told apart by exact scores, then by the tie-breaks of the ruleset, then by the vote
//! of the jury of their field; whom nothing tells apart share a rank; the order in which sheets come in changes
//! nothing.

#[cfg(test)]
mod scenarios;
mod score;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use ledger::Digest;

use crate::domain::codes::{CriterionCode, EntryCode, FieldCode};
use crate::domain::points::Points;
use crate::domain::ruleset::rules::{Advance, Aggregation, StageRules, TieBreak};

pub use score::Score;

/// What is said, by criterion.
pub type Scores = BTreeMap<CriterionCode, Points>;

/// What each of some entries got in a vote of a jury.
pub type Votes = BTreeMap<EntryCode, u32>;

/// An entry and what its judges handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub code: EntryCode,
    pub field: FieldCode,
    /// One of each judge who was not recused, whole.
    pub sheets: Vec<Scores>,
    /// What the jury agreed on in place of the sheets.
    pub joint: Option<Scores>,
}

impl Judged {
    /// How far the highest and the lowest sheet are apart; none with fewer than two.
    #[must_use]
    pub fn spread(&self) -> Option<Points> {
        let totals: Vec<_> = self.sheets.iter().map(total).collect();
        let (lowest, highest) = (totals.iter().min()?, totals.iter().max()?);
        (totals.len() > 1).then(|| highest.distance(*lowest))
    }

    /// Whether the jury has to settle it jointly, settled or not.
    #[must_use]
    pub fn diverges(&self, rules: &StageRules) -> bool {
        self.spread().is_some_and(|spread| spread >= rules.spread_limit)
    }

    fn score(&self, aggregation: Aggregation) -> Option<Score> {
        if let Some(joint) = &self.joint {
            return Some(total(joint).into());
        }
        let mut totals: Vec<_> = self.sheets.iter().map(total).collect();
        totals.sort();
        match (aggregation, totals.as_slice()) {
            (Aggregation::DropHighLow { from_sheets }, [_, kept @ .., _])
                if u32::try_from(totals.len()).is_ok_and(|count| count >= from_sheets) =>
            {
                Score::mean(kept)
            }
            (Aggregation::Mean | Aggregation::DropHighLow { .. }, all) => Score::mean(all),
        }
    }

    /// Of all sheets, those too that the aggregation drops: which of two equal sheets is dropped must not
    /// decide.
    fn criterion(&self, code: &CriterionCode) -> Option<Score> {
        let said: Vec<_> = match &self.joint {
            Some(joint) => joint.get(code).copied().into_iter().collect(),
            None => self.sheets.iter().filter_map(|sheet| sheet.get(code).copied()).collect(),
        };
        Score::mean(&said)
    }
}

fn total(scores: &Scores) -> Points {
    scores.values().copied().sum()
}

/// An entry in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub code: EntryCode,
    pub field: FieldCode,
    /// From 1; the same where they share it.
    pub rank: u32,
    pub score: Score,
    /// Between the highest and the lowest sheet.
    pub spread: Points,
    pub sheets: u32,
    pub joint: bool,
    /// By the criteria of the tie-breaks, in their order; nothing where the stage has no such criterion.
    breaks: Vec<Option<Score>>,
    votes: Option<u32>,
}

/// The ranking of a stage, the highest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    pub placed: Vec<Placed>,
    chain: Vec<TieBreak>,
}

impl Ranking {
    /// Of what has a score; an entry without one has no rank, because what is missing is not zero.
    #[must_use]
    pub fn of(entries: &[Judged], rules: &StageRules, chain: &[TieBreak], votes: &[Votes]) -> Self {
        let placed = entries.iter().filter_map(|entry| placed(entry, rules, chain)).collect();
        let mut ranking = Self { placed, chain: chain.to_vec() };
        let decided: BTreeMap<_, _> = ranking
            .ties()
            .into_iter()
            .filter_map(|tie| votes.iter().rev().find(|votes| is_about(votes, &tie)))
            .flatten()
            .collect();
        for entry in &mut ranking.placed {
            entry.votes = decided.get(&entry.code).map(|votes| **votes);
        }
        ranking.in_order()
    }

    /// The same without some entries: who came behind them moves up.
    #[must_use]
    pub fn without(&self, excluded: &BTreeSet<EntryCode>) -> Self {
        let kept = self.placed.iter().filter(|it| !excluded.contains(&it.code));
        Self { placed: kept.cloned().collect(), chain: self.chain.clone() }.in_order()
    }

    fn in_order(mut self) -> Self {
        let ranks: Vec<_> = self.placed.iter().map(|it| self.rank(it)).collect();
        for (entry, rank) in self.placed.iter_mut().zip(ranks) {
            entry.rank = rank;
        }
        self.placed.sort_by(|a, b| (a.rank, &a.code).cmp(&(b.rank, &b.code)));
        self
    }

    /// Whether one comes before the other. A jury votes on its own field only, so its vote tells nothing of
    /// entries of other fields.
    #[must_use]
    pub fn is_ahead(&self, one: &Placed, other: &Placed) -> bool {
        match self.compare(one, other) {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal => one.field == other.field && one.votes > other.votes,
        }
    }

    /// Entries of one field which nothing but a vote tells apart.
    #[must_use]
    pub fn ties(&self) -> Vec<BTreeSet<EntryCode>> {
        let mut ties: Vec<BTreeSet<EntryCode>> = Vec::new();
        for entry in &self.placed {
            let same = |other: &&Placed| {
                other.field == entry.field && self.compare(entry, other) == Ordering::Equal
            };
            let tie: BTreeSet<_> =
                self.placed.iter().filter(same).map(|it| it.code.clone()).collect();
            if tie.len() > 1 && !ties.contains(&tie) {
                ties.push(tie);
            }
        }
        ties
    }

    /// The ties on which the ruleset wants a vote that there is not yet: where no rank may be shared, also
    /// those where the vote told nothing apart.
    #[must_use]
    pub fn unsettled(&self) -> Vec<BTreeSet<EntryCode>> {
        let shared = self.chain.contains(&TieBreak::ShareRank);
        let settled = |tie: &BTreeSet<EntryCode>| {
            let votes =
                || self.placed.iter().filter(|it| tie.contains(&it.code)).map(|it| it.votes);
            let told_apart = votes().collect::<BTreeSet<_>>().len() == tie.len();
            votes().all(|it| it.is_some()) && (shared || told_apart)
        };
        if !self.chain.contains(&TieBreak::JuryVote) {
            return Vec::new();
        }
        self.ties().into_iter().filter(|tie| !settled(tie)).collect()
    }

    /// Whom the cut of the ruleset takes, in order of their codes, which tells no rank.
    #[must_use]
    pub fn advancing(&self, cut: Advance) -> Vec<EntryCode> {
        let goes_on = |score: Score| match cut {
            Advance::Above(limit) => score > limit.into(),
            Advance::First(count) => {
                let better = self.placed.iter().filter(|it| it.score > score).count();
                u32::try_from(better).is_ok_and(|better| better < count)
            }
        };
        let codes: BTreeSet<_> =
            self.placed.iter().filter(|it| goes_on(it.score)).map(|it| it.code.clone()).collect();
        codes.into_iter().collect()
    }

    #[must_use]
    pub fn find(&self, code: &EntryCode) -> Option<&Placed> {
        self.placed.iter().find(|it| it.code == *code)
    }

    /// The same for whoever computes the ranking from the events.
    #[must_use]
    pub fn sha256(&self) -> String {
        let line = |it: &Placed| {
            let Placed { code, field, rank, score, spread, sheets, joint, .. } = it;
            format!("{rank} {code} {field} {score} {spread} {sheets} {joint}\n")
        };
        let text: String = self.placed.iter().map(line).collect();
        Digest::of(text.as_bytes()).to_string()
    }

    fn rank(&self, of: &Placed) -> u32 {
        let ahead = self.placed.iter().filter(|it| self.is_ahead(it, of)).count();
        u32::try_from(ahead).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn compare(&self, one: &Placed, other: &Placed) -> Ordering {
        let by = |(place, tie_break): (usize, &TieBreak)| match tie_break {
            TieBreak::HigherCriterion(_) => one.breaks.get(place).cmp(&other.breaks.get(place)),
            TieBreak::SmallerSpread => other.spread.cmp(&one.spread),
            TieBreak::JuryVote | TieBreak::ShareRank => Ordering::Equal,
        };
        let breaks = self.chain.iter().enumerate().map(by);
        one.score
            .cmp(&other.score)
            .then_with(|| breaks.fold(Ordering::Equal, |so_far, next| so_far.then(next)))
    }
}

fn placed(entry: &Judged, rules: &StageRules, chain: &[TieBreak]) -> Option<Placed> {
    let by = |tie_break: &TieBreak| match tie_break {
        TieBreak::HigherCriterion(code) => entry.criterion(code),
        TieBreak::SmallerSpread | TieBreak::JuryVote | TieBreak::ShareRank => None,
    };
    Some(Placed {
        code: entry.code.clone(),
        field: entry.field.clone(),
        rank: 0,
        score: entry.score(rules.aggregation)?,
        spread: entry.spread().unwrap_or_default(),
        sheets: u32::try_from(entry.sheets.len()).unwrap_or(u32::MAX),
        joint: entry.joint.is_some(),
        breaks: chain.iter().map(by).collect(),
        votes: None,
    })
}

fn is_about(votes: &Votes, tie: &BTreeSet<EntryCode>) -> bool {
    votes.keys().eq(tie)
}
