//! A proposal of the Union's own (tham mưu, đề xuất, kiến nghị; II.3.b): what it asks of an authority, unasked.
//!
//! absent → draft → submitted → answered; submitted → unanswered → answered; all but answered → withdrawn
//!
//! Invariants: what was submitted does not change; its days are those of the regulation of the day on which
//! it was submitted; when they pass, that is recorded once, by time, and an answer that comes later is
//! recorded all the same, as late; nothing happens before what happened last.

mod rejection;
#[cfg(test)]
mod scenarios;

use chrono::{Days, NaiveDate};
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::kinds::Field;
use crate::domain::regulation::Regulation;
use crate::domain::{CitedFile, DecisionRef, Officer, UnitId, day_after};

pub use rejection::Rejection;

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub title: String,
    pub field: Field,
    /// The mechanism or policy that it is about.
    pub theme: String,
    pub text: String,
    pub addressee: UnitId,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// Tiếp thu.
    Accepted,
    Partly,
    /// Giải trình.
    Rejected,
    /// Ghi nhận.
    Noted,
}

/// A letter and its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub reference: DecisionRef,
    pub file: CitedFile,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Draft {
        union: UnitId,
        text: Box<Text>,
        /// Sample data, and no real fact.
        illustrative: bool,
        drafted_on: NaiveDate,
        by: Officer,
    },
    /// Of the Union's, on that day.
    Do { of: UnitId, on: NaiveDate, by: Officer, act: Act },
    /// Its days have passed.
    RecordSilence { on: NaiveDate },
}

/// What is done to a proposal.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    Revise { text: Box<Text> },
    Submit { letter: Letter, regulation: Box<Regulation> },
    Remind { note: String },
    Answer { outcome: Outcome, answer: String, letter: Letter },
    Withdraw { reason: String },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Drafted {
        union: UnitId,
        text: Box<Text>,
        illustrative: bool,
        on: NaiveDate,
        by: Officer,
    },
    Revised {
        text: Box<Text>,
        by: Officer,
    },
    Submitted {
        union: UnitId,
        /// As it was sent.
        text: Box<Text>,
        illustrative: bool,
        on: NaiveDate,
        letter: Letter,
        /// The last day on which an answer is in time.
        answer_by: NaiveDate,
        by: Officer,
    },
    Reminded {
        on: NaiveDate,
        note: String,
        by: Officer,
    },
    /// By time.
    SilenceRecorded {
        on: NaiveDate,
    },
    Answered {
        on: NaiveDate,
        outcome: Outcome,
        answer: String,
        letter: Letter,
        late: bool,
        by: Officer,
    },
    Withdrawn {
        on: NaiveDate,
        reason: String,
        /// Whether it had been sent.
        submitted: bool,
        by: Officer,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Proposal {
    #[default]
    Absent,
    There(Box<Standing>),
}

/// What later acts are judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    union: UnitId,
    text: Text,
    illustrative: bool,
    stage: Stage,
    /// The last thing that happened to it: nothing follows earlier.
    since: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    Draft,
    Submitted { answer_by: NaiveDate },
    Unanswered { answer_by: NaiveDate },
    Answered,
    Withdrawn,
}

impl Decider for Proposal {
    const CATEGORY: &'static str = "proposal";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Draft { union, text, illustrative, drafted_on, by }) => {
                text.check(union)?;
                Ok(vec![Event::Drafted { union, text, illustrative, on: drafted_on, by }])
            }
            (Self::There(_), Command::Draft { .. }) => Err(Rejection::ProposalAlreadyDrafted),
            (Self::There(standing), Command::Do { of, on, by, act }) => {
                let event = standing.of(of)?.from(on)?.decide(on, by, act)?;
                Ok(vec![event])
            }
            (Self::There(standing), Command::RecordSilence { on }) => {
                if standing.silent_on() != Some(on) {
                    return Err(Rejection::NotDue);
                }
                Ok(vec![Event::SilenceRecorded { on }])
            }
            (Self::Absent, Command::Do { .. } | Command::RecordSilence { .. }) => {
                Err(Rejection::ProposalNotFound)
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Drafted { union, text, illustrative, on, .. }) => {
                Self::There(Box::new(Standing {
                    union: *union,
                    text: (**text).clone(),
                    illustrative: *illustrative,
                    stage: Stage::Draft,
                    since: *on,
                }))
            }
            (Self::Absent, _later) => Self::Absent,
            (Self::There(standing), later) => Self::There(Box::new(standing.after(later))),
        }
    }
}

impl Proposal {
    /// The day on which time records its silence.
    #[must_use]
    pub fn silent_on(&self) -> Option<NaiveDate> {
        match self {
            Self::Absent => None,
            Self::There(standing) => standing.silent_on(),
        }
    }
}

impl Text {
    fn check(&self, union: UnitId) -> Result<(), Rejection> {
        if self.addressee == union { Err(Rejection::ProposedToItself) } else { Ok(()) }
    }
}

impl Standing {
    /// Rights are over units: it is not to be reached under the name of another one.
    fn of(&self, union: UnitId) -> Result<&Self, Rejection> {
        if union == self.union { Ok(self) } else { Err(Rejection::ProposalNotFound) }
    }

    fn from(&self, day: NaiveDate) -> Result<&Self, Rejection> {
        if day < self.since {
            return Err(Rejection::BeforeProposal { earliest: self.since });
        }
        Ok(self)
    }

    fn silent_on(&self) -> Option<NaiveDate> {
        match self.stage {
            Stage::Submitted { answer_by } => Some(day_after(answer_by)),
            Stage::Draft | Stage::Unanswered { .. } | Stage::Answered | Stage::Withdrawn => None,
        }
    }

    fn decide(&self, on: NaiveDate, by: Officer, act: Act) -> Result<Event, Rejection> {
        match (self.stage, act) {
            (Stage::Draft, Act::Revise { text }) => {
                text.check(self.union)?;
                Ok(Event::Revised { text, by })
            }
            (Stage::Draft, Act::Submit { letter, regulation }) => {
                let version = regulation.on(on).ok_or(Rejection::RegulationMissing)?;
                let answer_by = on + Days::new(version.terms.proposal_answer_days.into());
                let (union, text) = (self.union, Box::new(self.text.clone()));
                let illustrative = self.illustrative;
                Ok(Event::Submitted { union, text, illustrative, on, letter, answer_by, by })
            }
            (Stage::Submitted { .. } | Stage::Unanswered { .. }, Act::Remind { note }) => {
                Ok(Event::Reminded { on, note, by })
            }
            (
                Stage::Submitted { answer_by } | Stage::Unanswered { answer_by },
                Act::Answer { outcome, answer, letter },
            ) => {
                let late = answer_by < on;
                Ok(Event::Answered { on, outcome, answer, letter, late, by })
            }
            (
                Stage::Draft | Stage::Submitted { .. } | Stage::Unanswered { .. },
                Act::Withdraw { reason },
            ) => {
                let submitted = self.stage != Stage::Draft;
                Ok(Event::Withdrawn { on, reason, submitted, by })
            }
            (
                stage,
                Act::Revise { .. }
                | Act::Submit { .. }
                | Act::Remind { .. }
                | Act::Answer { .. }
                | Act::Withdraw { .. },
            ) => Err(Rejection::StateNotAllowed { stage }),
        }
    }

    fn after(self, event: &Event) -> Self {
        match event {
            Event::Drafted { .. } => self,
            Event::Revised { text, .. } => Self { text: (**text).clone(), ..self },
            Event::Submitted { on, answer_by, .. } => {
                self.moved(*on, Stage::Submitted { answer_by: *answer_by })
            }
            Event::Reminded { on, .. } => {
                let stage = self.stage;
                self.moved(*on, stage)
            }
            Event::SilenceRecorded { on } => match self.stage {
                Stage::Submitted { answer_by } => self.moved(*on, Stage::Unanswered { answer_by }),
                Stage::Draft | Stage::Unanswered { .. } | Stage::Answered | Stage::Withdrawn => {
                    self
                }
            },
            Event::Answered { on, .. } => self.moved(*on, Stage::Answered),
            Event::Withdrawn { on, .. } => self.moved(*on, Stage::Withdrawn),
        }
    }

    fn moved(self, since: NaiveDate, stage: Stage) -> Self {
        Self { since, stage, ..self }
    }
}
