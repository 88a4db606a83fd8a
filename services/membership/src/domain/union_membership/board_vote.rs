//! How the board of a Union voted on an admission.

use serde::{Deserialize, Serialize};

use super::Rejection;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardVote {
    pub entitled: u32,
    pub present: u32,
    pub in_favour: u32,
}

impl BoardVote {
    /// More than half present, and more than half of these in favour. The charter may ask for more;
    /// that was not found in a source.
    pub(super) fn check(self) -> Result<(), Rejection> {
        let more_than_half = |part: u32, whole: u32| u64::from(part) * 2 > u64::from(whole);
        if self.present > self.entitled || self.in_favour > self.present {
            return Err(Rejection::VoteDoesNotAddUp);
        }
        if !more_than_half(self.present, self.entitled) {
            return Err(Rejection::QuorumNotMet { vote: self });
        }
        if !more_than_half(self.in_favour, self.present) {
            return Err(Rejection::NoMajority { vote: self });
        }
        Ok(())
    }
}
