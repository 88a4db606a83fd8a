//! How the board of a Union voted on an admission.

use serde::{Deserialize, Serialize};

use super::{Rejection, UnionRules};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardVote {
    pub entitled: u32,
    pub present: u32,
    pub in_favour: u32,
}

impl BoardVote {
    /// Enough of the board present, and enough of these in favour.
    pub(super) fn check(self, rules: &UnionRules) -> Result<(), Rejection> {
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
