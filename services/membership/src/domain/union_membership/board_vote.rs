//! How the board of a Union voted on an admission.

use serde::{Deserialize, Serialize};

use super::{Event, Facts, Rejection, UnionRules};
use crate::domain::Act;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardVote {
    pub entitled: u32,
    pub present: u32,
    pub in_favour: u32,
}

impl BoardVote {
    /// Enough of the board present, and enough of these in favour.
    fn check(self, rules: &UnionRules) -> Result<(), Rejection> {
        if self.present > self.entitled || self.in_favour > self.present {
            return Err(Rejection::VoteDoesNotAddUp);
        }
        if !rules.board_quorum.is_met(self.present, self.entitled) {
            return Err(Rejection::QuorumNotMet { vote: self });
        }
        if !rules.board_majority.is_met(self.in_favour, self.present) {
            return Err(Rejection::NoMajority { vote: self });
        }
        Ok(())
    }
}

impl Facts {
    /// The application is granted, where the vote on it was good if one is on record.
    pub(super) fn approve(
        &self,
        act: Act,
        vote: Option<(BoardVote, UnionRules)>,
    ) -> Result<Vec<Event>, Rejection> {
        if let Some((vote, rules)) = &vote {
            vote.check(rules)?;
        }
        let (vote, rules_version) = vote.map(|(vote, rules)| (vote, rules.version)).unzip();
        self.then(act.occurred_on, Event::Approved { union: self.union, act, vote, rules_version })
    }
}
