//! A score sheet (phiếu chấm): what one judge says of one entry in one stage.
//!
//! assigned → draft → submitted → signed; submitted or signed → reopened → draft
//!
//! Invariants: points are of the ruleset's criteria, in its steps, and at most its most; what is handed in says
//! something to every criterion, because what is missing is not zero; it changes only when the chair gives it
//! back, and nobody gives back their own. That the judge may score the entry, and that the stage is open, is
//! confirmed by the jury and the round in the same act: an assignment that ended ends the sheet.

mod checks;
mod rejection;
#[cfg(test)]
mod scenarios;

use std::collections::BTreeMap;

use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::codes::{CriterionCode, EntryCode, FieldCode};
use crate::domain::points::Points;
use crate::domain::ranking::Scores;
use crate::domain::ruleset::rules::StageRules;
use crate::domain::{RoundId, Stage};

pub use checks::{Fault, fault, missing};
pub use rejection::Rejection;

/// Whose sheet of what it is. The entry has a code, and no other name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Of {
    pub round: RoundId,
    pub field: FieldCode,
    pub stage: Stage,
    pub code: EntryCode,
    /// Subject of their tokens.
    pub judge: String,
}

/// Points for a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionScore {
    pub criterion: CriterionCode,
    pub points: Points,
    /// May be empty.
    pub remark: String,
}

/// Where a sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Assigned,
    Draft,
    Submitted,
    Signed,
    Reopened,
}

impl State {
    /// Whether it says something to the jury.
    #[must_use]
    pub fn is_handed_in(self) -> bool {
        match self {
            Self::Assigned | Self::Draft | Self::Reopened => false,
            Self::Submitted | Self::Signed => true,
        }
    }

    /// How often a sheet was opened again that was handed in so often: each time but the first follows that.
    #[must_use]
    pub fn reopened(self, version: u32) -> u32 {
        version.saturating_sub(u32::from(self.is_handed_in()))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Keeps what is said so far, whole.
    Save {
        of: Of,
        scores: Vec<CriterionScore>,
        rules: Box<StageRules>,
    },
    /// Hands it in.
    Submit {
        rules: Box<StageRules>,
        rules_version: u32,
    },
    Sign,
    /// The chair gives it back.
    Reopen {
        by: String,
        reason: String,
    },
    /// Of the act by which the judge abstains: nothing is handed in.
    ConfirmNotHandedIn,
    /// Of an act that rests on what it says: it was handed in so often, and is so far.
    Confirm {
        state: State,
        version: u32,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    DraftSaved {
        #[serde(flatten)]
        of: Of,
        scores: Vec<CriterionScore>,
    },
    Submitted {
        /// 1, 2, 3, …: which time it was.
        version: u32,
        scores: Vec<CriterionScore>,
        /// Of the ruleset.
        rules_version: u32,
    },
    Signed {
        version: u32,
    },
    Reopened {
        by: String,
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum ScoreSheet {
    /// The assignment is the jury's, so there is nothing here before the first draft.
    #[default]
    Assigned,
    Begun {
        of: Box<Of>,
        scores: Vec<CriterionScore>,
        state: State,
        /// How often it was handed in.
        version: u32,
    },
}

impl Decider for ScoreSheet {
    const CATEGORY: &'static str = "score_sheet";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Save { of, scores, rules } => {
                self.is(&[State::Assigned, State::Draft, State::Reopened])?;
                checks::check(&scores, &rules)?;
                Ok(vec![Event::DraftSaved { of, scores }])
            }
            Command::Submit { rules, rules_version } => {
                self.is(&[State::Draft])?;
                let scores = self.said().to_vec();
                checks::complete(&scores, &rules)?;
                Ok(vec![Event::Submitted { version: self.version() + 1, scores, rules_version }])
            }
            Command::Sign => {
                self.is(&[State::Submitted])?;
                Ok(vec![Event::Signed { version: self.version() }])
            }
            Command::Reopen { by, reason } => {
                self.is(&[State::Submitted, State::Signed])?;
                if self.of().is_some_and(|of| of.judge == by) {
                    return Err(Rejection::OwnSheet);
                }
                Ok(vec![Event::Reopened { by, reason }])
            }
            Command::ConfirmNotHandedIn => {
                self.is(&[State::Assigned, State::Draft])?;
                Ok(Vec::new())
            }
            Command::Confirm { state, version } => {
                if (self.state(), self.version()) != (state, version) {
                    return Err(Rejection::SheetChanged);
                }
                Ok(Vec::new())
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (sheet, Event::DraftSaved { of, scores }) => Self::Begun {
                of: Box::new(of.clone()),
                scores: scores.clone(),
                state: State::Draft,
                version: sheet.version(),
            },
            (Self::Begun { of, .. }, Event::Submitted { version, scores, .. }) => Self::Begun {
                of,
                scores: scores.clone(),
                state: State::Submitted,
                version: *version,
            },
            (Self::Begun { of, scores, version, .. }, Event::Signed { .. }) => {
                Self::Begun { of, scores, state: State::Signed, version }
            }
            (Self::Begun { of, scores, version, .. }, Event::Reopened { .. }) => {
                Self::Begun { of, scores, state: State::Reopened, version }
            }
            (
                Self::Assigned,
                Event::Submitted { .. } | Event::Signed { .. } | Event::Reopened { .. },
            ) => Self::Assigned,
        }
    }
}

impl ScoreSheet {
    #[must_use]
    pub fn state(&self) -> State {
        match self {
            Self::Assigned => State::Assigned,
            Self::Begun { state, .. } => *state,
        }
    }

    /// How often it was handed in.
    #[must_use]
    pub fn version(&self) -> u32 {
        match self {
            Self::Assigned => 0,
            Self::Begun { version, .. } => *version,
        }
    }

    /// How often it was opened again.
    #[must_use]
    pub fn reopened(&self) -> u32 {
        self.state().reopened(self.version())
    }

    /// What it says to the jury: only what is handed in says anything.
    #[must_use]
    pub fn handed_in(&self) -> Option<Scores> {
        self.state().is_handed_in().then(|| by_criterion(self.said()))
    }

    /// Whose sheet of what it is; nothing before the first draft.
    #[must_use]
    pub fn of(&self) -> Option<&Of> {
        match self {
            Self::Assigned => None,
            Self::Begun { of, .. } => Some(of),
        }
    }

    fn said(&self) -> &[CriterionScore] {
        match self {
            Self::Assigned => &[],
            Self::Begun { scores, .. } => scores,
        }
    }

    fn is(&self, states: &[State]) -> Result<(), Rejection> {
        let state = self.state();
        if states.contains(&state) { Ok(()) } else { Err(Rejection::StateNotAllowed { state }) }
    }
}

/// The points that are said.
#[must_use]
pub fn by_criterion(scores: &[CriterionScore]) -> Scores {
    scores.iter().map(|it| (it.criterion.clone(), it.points)).collect::<BTreeMap<_, _>>()
}
