//! Why something does not happen to a round.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

use super::Phase;
use crate::domain::EntryId;
use crate::domain::blocker::{self, Blocker, BlockerKind, TOLD};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("there is no such round")]
    RoundNotFound,
    #[error("the round is planned already")]
    RoundAlreadyPlanned,
    #[error("the round has a ruleset already")]
    RulesetAlreadyIssued,
    #[error("the round is in another phase: {phase}")]
    StateNotAllowed { phase: Phase },
    #[error("the last day for entries is before the first one")]
    ScheduleOutOfOrder,
    #[error("the last day for entries is over")]
    ScheduleInThePast,
    #[error("the step before was on {since}")]
    BeforeRound { since: NaiveDate },
    #[error("it is no later day")]
    NotLater,
    #[error("it is not due")]
    NotDue,
    #[error("the round takes no entries: {phase}")]
    EntriesNotOpen { phase: Phase },
    #[error("entries were in time until {until}")]
    TooLate { until: NaiveDate },
    #[error("only the unit that organises enters what comes on paper")]
    NotTheOrganiser,
    #[error("some entries are not screened")]
    BlockersOpen { unscreened: Vec<EntryId> },
    #[error("the list of eligible entries is published")]
    EligibleListPublished,
    #[error("the list of eligible entries is not published")]
    EligibleListMissing,
    #[error("no entry is eligible")]
    NothingEligible,
    #[error("two entries were drawn the same code")]
    EntryCodeTwice,
    #[error("the round has no such stage")]
    NoSuchStage,
    #[error("the stage is not open")]
    StageNotOpen,
    #[error("the stage is locked")]
    StageLocked,
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::RoundNotFound => RejectionKind::NotFound,
            Self::RoundAlreadyPlanned | Self::RulesetAlreadyIssued => RejectionKind::AlreadyExists,
            Self::ScheduleOutOfOrder | Self::ScheduleInThePast | Self::NotLater => {
                RejectionKind::Invalid
            }
            Self::StateNotAllowed { .. }
            | Self::BeforeRound { .. }
            | Self::NotDue
            | Self::EntriesNotOpen { .. }
            | Self::TooLate { .. }
            | Self::NotTheOrganiser
            | Self::BlockersOpen { .. }
            | Self::EligibleListPublished
            | Self::EligibleListMissing
            | Self::NothingEligible
            | Self::EntryCodeTwice
            | Self::NoSuchStage
            | Self::StageNotOpen
            | Self::StageLocked => RejectionKind::Precondition,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ScheduleOutOfOrder | Self::ScheduleInThePast => Some("schedule"),
            Self::NotLater => Some("entries_until"),
            Self::RoundNotFound
            | Self::RoundAlreadyPlanned
            | Self::RulesetAlreadyIssued
            | Self::StateNotAllowed { .. }
            | Self::BeforeRound { .. }
            | Self::NotDue
            | Self::EntriesNotOpen { .. }
            | Self::TooLate { .. }
            | Self::NotTheOrganiser
            | Self::BlockersOpen { .. }
            | Self::EligibleListPublished
            | Self::EligibleListMissing
            | Self::NothingEligible
            | Self::EntryCodeTwice
            | Self::NoSuchStage
            | Self::StageNotOpen
            | Self::StageLocked => None,
        }
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::StateNotAllowed { phase } | Self::EntriesNotOpen { phase } => {
                vec![("state", phase.to_string())]
            }
            Self::BeforeRound { since } => vec![("since", since.to_string())],
            Self::TooLate { until } => vec![("until", until.to_string())],
            Self::BlockersOpen { unscreened } => {
                let kind = BlockerKind::EntriesNotScreened;
                let blocker = Blocker::counted(kind, "ELIGIBLE_LIST", unscreened.len());
                let blockers: Vec<_> = blocker.into_iter().collect();
                let some: Vec<_> = unscreened.iter().take(TOLD).map(ToString::to_string).collect();
                vec![("blockers", blocker::told(&blockers)), ("entry_ids", some.join(","))]
            }
            Self::RoundNotFound
            | Self::RoundAlreadyPlanned
            | Self::RulesetAlreadyIssued
            | Self::ScheduleOutOfOrder
            | Self::ScheduleInThePast
            | Self::NotLater
            | Self::NotDue
            | Self::NotTheOrganiser
            | Self::EligibleListPublished
            | Self::EligibleListMissing
            | Self::NothingEligible
            | Self::EntryCodeTwice
            | Self::NoSuchStage
            | Self::StageNotOpen
            | Self::StageLocked => Vec::new(),
        }
    }
}
