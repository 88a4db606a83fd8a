//! The appeals of a round (khiếu nại): one register for each round.
//!
//! of each: lodged → admitted → upheld or dismissed; lodged → rejected
//!
//! Invariants: nothing is lodged before something is posted, and a letter is taken in also when it is late; none that is
//! late is admitted, and none that is in time is rejected as late; only authors appeal, and whoever has evidence on
//! ownership; days do not go back. Scores are not appealed, so there is no such ground.

mod rejection;
#[cfg(test)]
mod scenarios;
mod standing;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::codes::EntryCode;
use crate::domain::round::Whose;
use crate::domain::{AppealId, CitedFile, DecisionRef, ParticipantId};

pub use rejection::Rejection;
pub use standing::{Lodging, Standing};

/// What an appeal is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ground {
    /// Trình tự, thủ tục.
    Procedure,
    /// Điều kiện dự thi của một hồ sơ trong danh sách.
    Eligibility,
    /// Quyền tác giả, quyền sở hữu.
    Ownership,
}

/// Why an appeal is not examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    Late,
    NoStanding,
    NoEvidence,
}

/// Where an appeal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Lodged,
    Admitted,
    Rejected,
    Upheld,
    Dismissed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Lodge(Box<Lodging>),
    Admit {
        appeal: AppealId,
        /// Whether the appellant is an author of an entry of the round that was handed in.
        by_author: bool,
        admitted_on: NaiveDate,
    },
    Reject {
        appeal: AppealId,
        reason: Reason,
        answer: DecisionRef,
        rejected_on: NaiveDate,
    },
    Uphold {
        appeal: AppealId,
        answer: DecisionRef,
        upheld_on: NaiveDate,
    },
    Dismiss {
        appeal: AppealId,
        answer: DecisionRef,
        dismissed_on: NaiveDate,
    },
    /// Of an act that decides or releases what is appealed against.
    ConfirmNoneOpen,
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Lodged {
        appeal: AppealId,
        #[serde(flatten)]
        whose: Whose,
        ground: Ground,
        /// The entry it is about; none where it is about procedure as such.
        about: Option<EntryCode>,
        appellant: ParticipantId,
        letter: CitedFile,
        evidence: Vec<CitedFile>,
        lodged_on: NaiveDate,
        /// The last day on which it would have been in time.
        posted_until: NaiveDate,
        /// None where the ruleset sets none.
        answer_due: Option<NaiveDate>,
    },
    Admitted {
        appeal: AppealId,
        admitted_on: NaiveDate,
    },
    Rejected {
        appeal: AppealId,
        reason: Reason,
        answer: DecisionRef,
        rejected_on: NaiveDate,
        illustrative: bool,
    },
    Upheld {
        appeal: AppealId,
        answer: DecisionRef,
        upheld_on: NaiveDate,
        illustrative: bool,
    },
    Dismissed {
        appeal: AppealId,
        answer: DecisionRef,
        dismissed_on: NaiveDate,
        illustrative: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Appeals(BTreeMap<AppealId, Standing>);

impl Decider for Appeals {
    const CATEGORY: &'static str = "appeals";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Lodge(lodging) => {
                if self.0.contains_key(&lodging.appeal) {
                    return Err(Rejection::AppealAlreadyLodged);
                }
                Ok(vec![lodging.lodged()?])
            }
            Command::Admit { appeal, by_author, admitted_on } => {
                let standing = self.of(appeal)?.after(State::Lodged, admitted_on)?;
                standing.may_be_examined(by_author)?;
                Ok(vec![Event::Admitted { appeal, admitted_on }])
            }
            Command::Reject { appeal, reason, answer, rejected_on } => {
                let standing = self.of(appeal)?.after(State::Lodged, rejected_on)?;
                standing.may_be_rejected(reason)?;
                let illustrative = standing.is_illustrative();
                Ok(vec![Event::Rejected { appeal, reason, answer, rejected_on, illustrative }])
            }
            Command::Uphold { appeal, answer, upheld_on } => {
                let standing = self.of(appeal)?.after(State::Admitted, upheld_on)?;
                let illustrative = standing.is_illustrative();
                Ok(vec![Event::Upheld { appeal, answer, upheld_on, illustrative }])
            }
            Command::Dismiss { appeal, answer, dismissed_on } => {
                let standing = self.of(appeal)?.after(State::Admitted, dismissed_on)?;
                let illustrative = standing.is_illustrative();
                Ok(vec![Event::Dismissed { appeal, answer, dismissed_on, illustrative }])
            }
            Command::ConfirmNoneOpen => match self.blocker() {
                Some(blocker) => Err(Rejection::BlockersOpen { blockers: vec![blocker] }),
                None => Ok(Vec::new()),
            },
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        let (appeal, state, on) = match event {
            Event::Lodged { appeal, lodged_on, .. } => {
                self.0.extend(Standing::begun(event).map(|standing| (*appeal, standing)));
                (appeal, State::Lodged, lodged_on)
            }
            Event::Admitted { appeal, admitted_on } => (appeal, State::Admitted, admitted_on),
            Event::Rejected { appeal, rejected_on, .. } => (appeal, State::Rejected, rejected_on),
            Event::Upheld { appeal, upheld_on, .. } => (appeal, State::Upheld, upheld_on),
            Event::Dismissed { appeal, dismissed_on, .. } => {
                (appeal, State::Dismissed, dismissed_on)
            }
        };
        if let Some(standing) = self.0.get_mut(appeal) {
            standing.moved(state, *on);
        }
        self
    }
}

impl Appeals {
    /// An appeal, as it stands.
    ///
    /// # Errors
    /// If none of that id was lodged in the round.
    pub fn of(&self, appeal: AppealId) -> Result<&Standing, Rejection> {
        self.0.get(&appeal).ok_or(Rejection::AppealNotFound)
    }

    /// What keeps the list of prizes from being decided or released.
    #[must_use]
    pub fn blocker(&self) -> Option<Blocker> {
        let open = self.0.values().filter(|standing| standing.state().is_open()).count();
        Blocker::counted(BlockerKind::AppealsOpen, "PRIZE_LIST", open)
    }
}

impl State {
    /// It waits for its answer.
    #[must_use]
    pub fn is_open(self) -> bool {
        match self {
            Self::Lodged | Self::Admitted => true,
            Self::Rejected | Self::Upheld | Self::Dismissed => false,
        }
    }
}
