//! Why nothing follows a release.

use chrono::NaiveDate;
use ledger::{Reject, RejectionKind};

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// Also of one that there is not: who asks does not learn which entries there are.
    #[error("no results of such an entry are released")]
    EntryNotReleased,
    #[error("the results were released on {released_on}")]
    BeforeRelease { released_on: NaiveDate },
    #[error("the entry is nominated to {contest} already")]
    AlreadyNominated { contest: String },
    #[error("the entry is not nominated to {contest}")]
    NotNominated { contest: String },
    #[error("the result in {contest} is recorded already")]
    ResultAlreadyRecorded { contest: String },
    #[error("the entry was nominated on {nominated_on}")]
    BeforeNomination { nominated_on: NaiveDate },
    #[error("the entry has no prize")]
    NoPrize,
    #[error("somebody looked on {looked_on}")]
    BeforeLastLook { looked_on: NaiveDate },
    #[error("the prize was revoked on {revoked_on}")]
    PrizeRevoked { revoked_on: NaiveDate },
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::EntryNotReleased => RejectionKind::NotFound,
            Self::BeforeRelease { .. }
            | Self::AlreadyNominated { .. }
            | Self::NotNominated { .. }
            | Self::ResultAlreadyRecorded { .. }
            | Self::BeforeNomination { .. }
            | Self::NoPrize
            | Self::BeforeLastLook { .. }
            | Self::PrizeRevoked { .. } => RejectionKind::Precondition,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::BeforeRelease { released_on } => vec![("released_on", released_on.to_string())],
            Self::AlreadyNominated { contest }
            | Self::NotNominated { contest }
            | Self::ResultAlreadyRecorded { contest } => vec![("contest", contest.clone())],
            Self::BeforeNomination { nominated_on } => {
                vec![("nominated_on", nominated_on.to_string())]
            }
            Self::BeforeLastLook { looked_on } => vec![("looked_on", looked_on.to_string())],
            Self::PrizeRevoked { revoked_on } => vec![("revoked_on", revoked_on.to_string())],
            Self::EntryNotReleased | Self::NoPrize => Vec::new(),
        }
    }
}
