//! What the ruleset says of points: of a judge's, and of those that a jury agrees on.

use super::{CriterionScore, Rejection};
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::CriterionCode;
use crate::domain::points::Points;
use crate::domain::ruleset::rules::StageRules;

/// What is wrong with points for a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Unknown(CriterionCode),
    Twice(CriterionCode),
    NotInSteps(CriterionCode),
    TooMany { criterion: CriterionCode, most: Points },
}

/// The first thing that is wrong with what is said so far.
pub fn fault(scores: &[CriterionScore], rules: &StageRules) -> Option<Fault> {
    scores.iter().enumerate().find_map(|(place, CriterionScore { criterion, points, .. })| {
        let Some(of) = rules.criteria.iter().find(|it| it.code == *criterion) else {
            return Some(Fault::Unknown(criterion.clone()));
        };
        if scores.iter().take(place).any(|it| it.criterion == *criterion) {
            return Some(Fault::Twice(criterion.clone()));
        }
        if *points > of.most {
            return Some(Fault::TooMany { criterion: criterion.clone(), most: of.most });
        }
        let in_steps = points.is_in_steps_of(rules.step);
        (!in_steps).then(|| Fault::NotInSteps(criterion.clone()))
    })
}

/// The criteria of which nothing is said.
pub fn missing(scores: &[CriterionScore], rules: &StageRules) -> Vec<CriterionCode> {
    let is_missing = |code: &CriterionCode| scores.iter().all(|it| it.criterion != *code);
    rules.criteria.iter().map(|it| it.code.clone()).filter(is_missing).collect()
}

pub(super) fn check(scores: &[CriterionScore], rules: &StageRules) -> Result<(), Rejection> {
    match fault(scores, rules) {
        None => Ok(()),
        Some(Fault::Unknown(code)) => Err(Rejection::UnknownCode { code }),
        Some(Fault::Twice(code)) => Err(Rejection::CriterionTwice { code }),
        Some(Fault::NotInSteps(code)) => Err(Rejection::NotInSteps { code }),
        Some(Fault::TooMany { criterion: code, most }) => {
            Err(Rejection::TooManyPoints { code, most })
        }
    }
}

pub(super) fn complete(scores: &[CriterionScore], rules: &StageRules) -> Result<(), Rejection> {
    check(scores, rules)?;
    let blocker = |code| Blocker::counted(BlockerKind::PointsMissing, code, 1);
    let blockers: Vec<_> = missing(scores, rules).into_iter().filter_map(blocker).collect();
    if blockers.is_empty() { Ok(()) } else { Err(Rejection::BlockersOpen { blockers }) }
}
