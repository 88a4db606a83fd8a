//! How the organising committee votes on a list.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::domain::CitedFile;
use crate::domain::ruleset::rules::Committee;

/// How the organising committee voted. It meets in a room, and the minutes are the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub present: u32,
    pub in_favour: u32,
    pub against: u32,
    pub blank: u32,
    pub voted_on: NaiveDate,
    pub minutes: CitedFile,
}

impl Vote {
    /// Whether so many members are in favour, where enough are there.
    pub(super) fn approves(&self, committee: Committee) -> Result<bool, Rejection> {
        let Self { present, in_favour, against, blank, .. } = self;
        let cast: u64 = [in_favour, against, blank].map(|it| u64::from(*it)).iter().sum();
        if cast != u64::from(*present) {
            return Err(Rejection::VotesDoNotAddUp);
        }
        if *present > committee.members {
            return Err(Rejection::TooManyMembers { members: committee.members });
        }
        if !committee.quorum.is_reached_by(*present, committee.members) {
            return Err(Rejection::NoQuorum);
        }
        Ok(committee.approval.is_reached_by(*in_favour, committee.members))
    }
}
