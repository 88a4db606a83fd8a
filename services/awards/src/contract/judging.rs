//! What comes of judging, and what follows, as the contract says it.

use contracts::awards::v1 as wire;

use super::{decision, number};
use crate::domain::blocker::Blocker;
use crate::domain::follow_up::NationalPrize;
use crate::domain::prize_list::Vote;
use crate::domain::ranking::Placed;

impl From<Blocker> for wire::ContestBlocker {
    fn from(Blocker { kind, subject, count }: Blocker) -> Self {
        Self { r#type: kind.to_string(), subject, count: number(count) }
    }
}

impl From<&Placed> for wire::RankedEntry {
    fn from(placed: &Placed) -> Self {
        Self {
            entry_code: placed.code.to_string(),
            field_code: placed.field.to_string(),
            rank: number(placed.rank),
            score: placed.score.to_string(),
            shown_score: placed.score.shown(),
            spread: placed.spread.to_string(),
            sheets: number(placed.sheets),
            joint: placed.joint,
        }
    }
}

impl From<&Vote> for wire::CommitteeVote {
    fn from(vote: &Vote) -> Self {
        Self {
            present: number(vote.present),
            in_favour: number(vote.in_favour),
            against: number(vote.against),
            blank: number(vote.blank),
            voted_on: vote.voted_on.to_string(),
            minutes: Some((&vote.minutes).into()),
        }
    }
}

impl From<&NationalPrize> for wire::NationalPrize {
    fn from(prize: &NationalPrize) -> Self {
        Self { name: prize.name.clone(), decision_ref: Some(decision(&prize.decision)) }
    }
}
