//! What juries have settled in a stage, and what keeps it from being closed.

use std::collections::{BTreeMap, BTreeSet};

use super::{Docket, Numbers, Rejection, Terms};
use crate::domain::Stage;
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::points::Points;
use crate::domain::ranking::{Judged, Ranking, Scores, Votes};
use crate::domain::ruleset::rules::{StageRules, TieBreak};
use crate::domain::score_sheet::{self, CriterionScore, Fault, State};

/// Joint scores and votes, the last ones last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    joint: BTreeMap<EntryCode, Scores>,
    votes: Vec<Votes>,
}

impl Standing {
    pub(super) fn with_joint(mut self, code: &EntryCode, scores: &[CriterionScore]) -> Self {
        self.joint.insert(code.clone(), score_sheet::by_criterion(scores));
        self
    }

    pub(super) fn with_votes(mut self, votes: &Votes) -> Self {
        self.votes.push(votes.clone());
        self
    }

    /// The ranking, as far as sheets are handed in.
    #[must_use]
    pub fn ranking(&self, dockets: &[Docket], terms: &Terms) -> Ranking {
        let judged = |docket: &Docket| docket.judged(self.joint.get(&docket.code).cloned());
        let judged: Vec<_> = dockets.iter().map(judged).collect();
        Ranking::of(&judged, &terms.stage, &terms.tie_breaks, &self.votes)
    }

    /// Whether the jury has agreed on a joint score.
    #[must_use]
    pub fn has_settled(&self, code: &EntryCode) -> bool {
        self.joint.contains_key(code)
    }

    /// How these were judged, in numbers.
    pub(super) fn numbers(&self, dockets: &[Docket]) -> Numbers {
        let sheets = || dockets.iter().flat_map(|it| &it.sheets);
        let count = |counted: usize| u32::try_from(counted).unwrap_or(u32::MAX);
        Numbers {
            sheets: count(sheets().filter(|it| it.state.is_handed_in()).count()),
            reopened: sheets().map(|it| it.reopened).sum(),
            settled_jointly: count(dockets.iter().filter(|it| self.has_settled(&it.code)).count()),
        }
    }

    /// All that keeps the stage from being closed, by field: counts, and no score.
    #[must_use]
    pub fn closing_blockers(&self, dockets: &[Docket], terms: &Terms) -> Vec<Blocker> {
        let fields: BTreeSet<_> = dockets.iter().map(|it| &it.field).collect();
        let ranking = self.ranking(dockets, terms);
        let votes = match terms.stage.stage {
            // It cuts by scores, so that a tie in it waits for nobody.
            Stage::Preliminary => Vec::new(),
            Stage::Final => ranking.unsettled(),
        };
        let of = |field: &FieldCode| {
            let here = || dockets.iter().filter(|it| it.field == *field);
            let unsigned = here().flat_map(|it| &it.sheets).filter(|it| it.state != State::Signed);
            let short = here().filter(|it| it.is_short(&terms.stage)).count();
            let open = here().filter(|it| !self.has_settled(&it.code) && it.diverges(&terms.stage));
            let is_here = |tie: &&BTreeSet<EntryCode>| here().any(|it| tie.contains(&it.code));
            [
                Blocker::counted(BlockerKind::SheetsNotSigned, field, unsigned.count()),
                Blocker::counted(BlockerKind::TooFewSheets, field, short),
                Blocker::counted(BlockerKind::DivergencesOpen, field, open.count()),
                Blocker::counted(
                    BlockerKind::JuryVoteMissing,
                    field,
                    votes.iter().filter(is_here).count(),
                ),
            ]
        };
        fields.into_iter().flat_map(of).flatten().collect()
    }

    pub(super) fn may_be_voted_on(
        &self,
        field: &FieldCode,
        dockets: &[Docket],
        votes: &Votes,
        members: u32,
        terms: &Terms,
    ) -> Result<(), Rejection> {
        let own: Vec<_> = dockets.iter().filter(|it| it.field == *field).cloned().collect();
        let between: BTreeSet<_> = votes.keys().cloned().collect();
        let is_wanted = terms.tie_breaks.contains(&TieBreak::JuryVote);
        if !is_wanted || !self.ranking(&own, terms).ties().contains(&between) {
            return Err(Rejection::TieNotFound);
        }
        let cast: u64 = votes.values().map(|it| u64::from(*it)).sum();
        if cast == 0 || cast > u64::from(members) {
            return Err(Rejection::VotesDoNotAddUp);
        }
        Ok(())
    }
}

impl Docket {
    /// Whether the jury has to settle it jointly, settled or not.
    #[must_use]
    pub fn diverges(&self, rules: &StageRules) -> bool {
        self.divergence(rules).is_some()
    }

    /// How far its sheets are apart where that is too far. Nothing is before all are handed in: who has still to
    /// score learns nothing of what others said.
    #[must_use]
    pub fn divergence(&self, rules: &StageRules) -> Option<Points> {
        let judged = self.judged(None);
        let all_say_something = judged.sheets.len() == self.sheets.len();
        judged.spread().filter(|_| all_say_something && judged.diverges(rules))
    }

    fn judged(&self, joint: Option<Scores>) -> Judged {
        let sheets = self.sheets.iter().filter_map(|sheet| sheet.scores.clone()).collect();
        Judged { code: self.code.clone(), field: self.field.clone(), sheets, joint }
    }

    fn is_short(&self, rules: &StageRules) -> bool {
        u32::try_from(self.sheets.len()).is_ok_and(|count| count < rules.judges_per_entry)
    }
}

pub(super) fn may_be_joint(
    docket: &Docket,
    scores: &[CriterionScore],
    terms: &Terms,
) -> Result<(), Rejection> {
    if !docket.diverges(&terms.stage) {
        return Err(Rejection::DivergenceNotFound);
    }
    match score_sheet::fault(scores, &terms.stage) {
        None => {}
        Some(Fault::Unknown(code)) => return Err(Rejection::UnknownCode { code }),
        Some(Fault::Twice(code)) => return Err(Rejection::CriterionTwice { code }),
        Some(Fault::NotInSteps(code)) => return Err(Rejection::NotInSteps { code }),
        Some(Fault::TooMany { criterion: code, most }) => {
            return Err(Rejection::TooManyPoints { code, most });
        }
    }
    match score_sheet::missing(scores, &terms.stage).into_iter().next() {
        Some(code) => Err(Rejection::CriterionMissing { code }),
        None => Ok(()),
    }
}
