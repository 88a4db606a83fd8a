//! Why something does not happen to an appeal.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::State;
use crate::domain::blocker::{self, Blocker};
use crate::domain::codes::EntryCode;

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such appeal")]
    AppealNotFound,
    #[error("the appeal has been lodged already")]
    AppealAlreadyLodged,
    #[error("nothing was posted by that day")]
    BeforePosting,
    #[error("an appeal on this ground is about an entry")]
    EntryCodeMissing,
    #[error("there is no {code} on the list")]
    UnknownCode { code: EntryCode },
    #[error("a file is there twice")]
    EvidenceTwice,
    #[error("the appeal is {state}")]
    StateNotAllowed { state: State },
    #[error("the step before was on {since}")]
    BeforeAppeal { since: NaiveDate },
    #[error("the posting ended on {posted_until}, before the appeal was lodged")]
    AppealLate { posted_until: NaiveDate },
    #[error("the appeal was lodged by {posted_until}, the last day of the posting")]
    AppealInTime { posted_until: NaiveDate },
    #[error("who is no author appeals about ownership only")]
    NoStanding,
    #[error("who is no author appeals with evidence only")]
    NoEvidence,
    #[error("appeals are open")]
    BlockersOpen { blockers: Vec<Blocker> },
}

impl Rejection {
    /// What sort of refusal it is, and the field at fault where it is the request's own.
    fn sort(&self) -> (RejectionKind, Option<&'static str>) {
        match self {
            Self::AppealNotFound => (RejectionKind::NotFound, None),
            Self::AppealAlreadyLodged => (RejectionKind::AlreadyExists, None),
            Self::EntryCodeMissing | Self::UnknownCode { .. } => {
                (RejectionKind::Invalid, Some("entry_code"))
            }
            Self::EvidenceTwice => (RejectionKind::Invalid, Some("evidence")),
            Self::BeforePosting
            | Self::StateNotAllowed { .. }
            | Self::BeforeAppeal { .. }
            | Self::AppealLate { .. }
            | Self::AppealInTime { .. }
            | Self::NoStanding
            | Self::NoEvidence
            | Self::BlockersOpen { .. } => (RejectionKind::Precondition, None),
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
            Self::UnknownCode { code } => vec![("code", code.to_string())],
            Self::StateNotAllowed { state } => vec![("state", state.to_string())],
            Self::BeforeAppeal { since } => vec![("since", since.to_string())],
            Self::AppealLate { posted_until } | Self::AppealInTime { posted_until } => {
                vec![("posted_until", posted_until.to_string())]
            }
            Self::BlockersOpen { blockers } => vec![("blockers", blocker::told(blockers))],
            Self::AppealNotFound
            | Self::AppealAlreadyLodged
            | Self::BeforePosting
            | Self::EntryCodeMissing
            | Self::EvidenceTwice
            | Self::NoStanding
            | Self::NoEvidence => Vec::new(),
        }
    }
}
