//! What a requester answers to the recommendations on a review: to each one, or its silence by date.
//!
//! absent → waiting → closed; a recommendation: waiting → answered; waiting → unanswered → answered
//!
//! Invariants: what is not taken up whole has a reason (giải trình); a recommendation is answered once, also
//! after its silence was recorded; silence is recorded after the last day, for all that wait then; a review is
//! closed when nothing waits, and what became of its recommendations then adds up to all of them.

mod rejection;
#[cfg(test)]
mod scenarios;
mod standing;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use super::kinds::Field;
use super::report::content::{Recommendation, RecommendationType};
use super::review::Tally;
use super::{CitedFile, Officer, RecommendationId, UnitId};

pub use rejection::Rejection;
pub use standing::{Standing, State};

/// What was delivered, and is to be answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub union: UnitId,
    pub requester: UnitId,
    pub field: Field,
    pub recommendations: Vec<Recommendation>,
    pub delivered_on: NaiveDate,
    /// The last day to answer.
    pub answer_by: NaiveDate,
}

/// What the requester answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Tiếp thu.
    Accepted,
    Partly,
    /// Giải trình.
    Rejected,
}

/// What it answers to one recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub recommendation: RecommendationId,
    pub kind: AnswerKind,
    pub reason: Option<String>,
    /// Where it came on paper: the letter, kept by the Union.
    pub file: Option<CitedFile>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Ask {
        asked: Box<Asked>,
    },
    /// By the requester, or by the Union for it.
    Answer {
        answer: Box<Answer>,
        on: NaiveDate,
        by: Officer,
        /// In whose name the caller acts.
        unit: UnitId,
    },
    /// The last day is over.
    RecordSilence {
        on: NaiveDate,
    },
    Close {
        on: NaiveDate,
        by: Officer,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Asked {
        #[serde(flatten)]
        asked: Box<Asked>,
    },
    Answered {
        answer: Box<Answer>,
        /// What the recommendation asks for.
        kind: RecommendationType,
        /// After the last day.
        late: bool,
        on: NaiveDate,
        by: Officer,
    },
    /// By time.
    SilenceRecorded {
        recommendations: Vec<RecommendationId>,
        on: NaiveDate,
    },
    Closed {
        tally: Tally,
        on: NaiveDate,
        by: Officer,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Response {
    #[default]
    Absent,
    There(Box<Standing>),
}

impl Decider for Response {
    const CATEGORY: &'static str = "response";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Ask { asked }) => Ok(vec![Event::Asked { asked }]),
            (Self::There(_), Command::Ask { .. }) => Err(Rejection::AskedAlready),
            (Self::There(standing), Command::Answer { answer, on, by, unit }) => {
                standing.answer(answer, on, by, unit)
            }
            (Self::There(standing), Command::RecordSilence { on }) => standing.record_silence(on),
            (Self::There(standing), Command::Close { on, by }) => standing.close(on, by),
            (
                Self::Absent,
                Command::Answer { .. } | Command::RecordSilence { .. } | Command::Close { .. },
            ) => Err(Rejection::ResponseNotFound),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Asked { asked }) => Self::There(Box::new(Standing::new(asked))),
            (Self::Absent, _later) => Self::Absent,
            (Self::There(standing), later) => Self::There(Box::new(standing.after(later))),
        }
    }
}

impl Response {
    /// How it stands; `None` before something is delivered.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        match self {
            Self::Absent => None,
            Self::There(standing) => Some(standing),
        }
    }

    /// The day on which silence is recorded; `None` while nothing waits.
    #[must_use]
    pub fn silent_on(&self) -> Option<NaiveDate> {
        self.standing().and_then(Standing::silent_on)
    }
}
