//! Where a round has to stand for an act on something else.

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
    /// Somebody may become known: before any stage, and on paper while appeals are taken.
    TakesParticipants { on_paper: bool },
    /// A letter of that day may appeal against what is posted until that day.
    TakesAppeals { lodged_on: NaiveDate, posted_until: Option<NaiveDate> },
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
            Condition::TakesParticipants { on_paper } => match self.takes_appeals() {
                Ok(standing) if on_paper => Ok(standing),
                Ok(_) | Err(_) => self.before_judging(),
            },
            Condition::TakesAppeals { lodged_on, posted_until } => {
                let standing = self.takes_appeals()?;
                match standing.posted_until(lodged_on) == posted_until {
                    true => Ok(standing),
                    false => Err(Rejection::StateNotAllowed { phase: self.phase() }),
                }
            }
        }
    }

    /// From a posting on until the results are released, also while what was posted is with the committee again.
    fn takes_appeals(&self) -> Result<&Self, Rejection> {
        match self.was_posted() {
            true => self.in_phase(&[Phase::Ranked, Phase::Posted, Phase::Decided]),
            false => Err(Rejection::StateNotAllowed { phase: self.phase() }),
        }
    }

    /// Whether an entry that comes so is taken. The server's clock decides, also in the moment in which the
    /// phase has not been changed yet. What arrived on paper in time waits to be entered until the list is
    /// published: of a round that was held on paper that is all there is.
    fn take(&self, arrival: Arrival) -> Result<&Self, Rejection> {
        let until = self.schedule().entries_until;
        let (phases, on): (&[Phase], _) = match arrival {
            Arrival::Called { on } => (&[Phase::Open], on),
            Arrival::Posted { on, .. } => {
                (&[Phase::Open, Phase::ClosedForEntry, Phase::Checking], on)
            }
        };
        if !phases.contains(&self.phase()) {
            return Err(Rejection::EntriesNotOpen { phase: self.phase() });
        }
        if !self.list().is_empty() {
            return Err(Rejection::EligibleListPublished);
        }
        if on > until {
            return Err(Rejection::TooLate { until });
        }
        match arrival {
            Arrival::Posted { through, .. } if through != self.whose().organiser => {
                Err(Rejection::NotTheOrganiser)
            }
            Arrival::Posted { .. } | Arrival::Called { .. } => Ok(self),
        }
    }

    /// Entries are screened from when they come until their list is published.
    pub(super) fn screening(&self) -> Result<&Self, Rejection> {
        self.in_phase(&[Phase::Open, Phase::ClosedForEntry, Phase::Checking])?;
        if self.list().is_empty() { Ok(self) } else { Err(Rejection::EligibleListPublished) }
    }
}
