//! Why something does not happen to a list of prizes.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::State;
use crate::domain::blocker::{self, Blocker};
use crate::domain::codes::{EntryCode, TierCode};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such list of prizes")]
    PrizeListNotFound,
    #[error("the list is {state}")]
    StateNotAllowed { state: State },
    #[error("the step before was on {since}")]
    BeforePrizeList { since: NaiveDate },
    #[error("there is no {code}")]
    UnknownCode { code: String },
    #[error("the entry {code} is there twice")]
    EntryTwice { code: EntryCode },
    #[error("the entry {code} was not in the final")]
    NotAFinalist { code: EntryCode },
    #[error("the entry {code} has too few points for {tier}")]
    BelowThreshold { code: EntryCode, tier: TierCode },
    #[error("there are {places} places for {tier} at most")]
    QuotaExceeded { tier: TierCode, places: u32 },
    #[error("somebody who is ahead of {code} would get less")]
    OutOfRank { code: EntryCode },
    #[error("the votes do not add up")]
    VotesDoNotAddUp,
    #[error("the committee has {members} members")]
    TooManyMembers { members: u32 },
    #[error("too few members were there")]
    NoQuorum,
    #[error("the list is posted until {until}")]
    PostingNotOver { until: NaiveDate },
    #[error("no prize of the decision is of an entry that left the round")]
    NothingToAmend,
    #[error("something keeps the list")]
    BlockersOpen { blockers: Vec<Blocker> },
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::PrizeListNotFound => (RejectionKind::NotFound, None),
            Self::StateNotAllowed { .. }
            | Self::BeforePrizeList { .. }
            | Self::NotAFinalist { .. }
            | Self::BelowThreshold { .. }
            | Self::QuotaExceeded { .. }
            | Self::OutOfRank { .. }
            | Self::NoQuorum
            | Self::PostingNotOver { .. }
            | Self::NothingToAmend
            | Self::BlockersOpen { .. } => (RejectionKind::Precondition, None),
            Self::UnknownCode { .. } | Self::EntryTwice { .. } => {
                (RejectionKind::Invalid, Some("prizes"))
            }
            Self::VotesDoNotAddUp | Self::TooManyMembers { .. } => {
                (RejectionKind::Invalid, Some("vote"))
            }
        }
    }
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        self.sort().0
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        self.sort().1
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed { state } => vec![("state", state.to_string())],
            Self::BeforePrizeList { since } => vec![("since", since.to_string())],
            Self::UnknownCode { code } => vec![("code", code.clone())],
            Self::EntryTwice { code } | Self::NotAFinalist { code } | Self::OutOfRank { code } => {
                vec![("entry_code", code.to_string())]
            }
            Self::BelowThreshold { code, tier } => {
                vec![("entry_code", code.to_string()), ("tier_code", tier.to_string())]
            }
            Self::QuotaExceeded { tier, places } => {
                vec![("tier_code", tier.to_string()), ("places", places.to_string())]
            }
            Self::TooManyMembers { members } => vec![("members", members.to_string())],
            Self::PostingNotOver { until } => vec![("posted_until", until.to_string())],
            Self::BlockersOpen { blockers } => vec![("blockers", blocker::told(blockers))],
            Self::PrizeListNotFound
            | Self::VotesDoNotAddUp
            | Self::NoQuorum
            | Self::NothingToAmend => Vec::new(),
        }
    }
}
