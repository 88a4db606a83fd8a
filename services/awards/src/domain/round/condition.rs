//! Where a round has to stand for what is done elsewhere.

use chrono::NaiveDate;

use super::{Phase, Rejection, Standing};
use crate::domain::{Stage, UnitId};

/// How an entry comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// By a call, on this day by the server's clock.
    Called { on: NaiveDate },
    /// On paper with this postmark, by way of the unit whose officer enters it.
    Posted { on: NaiveDate, through: UnitId },
}

/// Where a round has to stand for an act on something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It is of that unit, and no stage has been opened: its ruleset may be amended.
    Amendable { of: UnitId },
    /// An entry that comes so may be written and handed in.
    TakesEntries(Arrival),
    /// Entries are screened.
    Screening,
    /// No stage has been opened.
    BeforeJudging,
    /// The authority has not decided.
    BeforeDecision,
    /// The sheets of a stage may be written.
    StageOpen(Stage),
    /// The ranking stands, and no list of prizes is posted.
    Ranked,
    /// The authority has decided, and nothing is released.
    Decided,
}

impl Standing {
    pub(super) fn confirm(&self, condition: Condition) -> Result<&Self, Rejection> {
        match condition {
            Condition::Amendable { of } => self.of(of)?.before_judging(),
            Condition::TakesEntries(arrival) => self.take(arrival),
            Condition::Screening => self.screening(),
            Condition::BeforeJudging => self.before_judging(),
            Condition::BeforeDecision => self.before_decision(),
            Condition::StageOpen(stage) => self.stage_open(stage),
            Condition::Ranked => self.in_phase(&[Phase::Ranked]),
            Condition::Decided => self.in_phase(&[Phase::Decided]),
        }
    }
}
