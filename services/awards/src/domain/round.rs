//! A round of a programme (lần, kỳ tổ chức): its days, its phases, and who is in it.
//!
//! absent → planned → rules issued → launched → open → closed for entry → checking → preliminary → final → ranked →
//! posted → decided → awarded → closed; a round with one stage has no preliminary; what is posted may come back
//! to ranked; cancelled from any before decided
//!
//! Invariants: phases follow in that order, each once but ranked and posted; time alone opens and closes it for
//! entries; the list of eligible entries is published once, and before any stage; no two entries have one code.

mod condition;
mod rejection;
#[cfg(test)]
mod scenarios;
mod standing;

use chrono::NaiveDate;
use ledger::Decider;
use serde::{Deserialize, Serialize};

use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::programme::Family;
use crate::domain::{DecisionRef, EntryId, ProgrammeId, Stage, UnitId};

pub use condition::{Arrival, Condition};
pub use rejection::Rejection;
pub use standing::{Phase, Standing};

/// The days of a round, in Vietnam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub entries_from: NaiveDate,
    /// The last day on which an entry is in time.
    pub entries_until: NaiveDate,
    /// For so many days after that, entries on paper may still arrive.
    pub grace_days: u32,
}

/// Whose round it is, in every event that others count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    pub programme: ProgrammeId,
    pub organiser: UnitId,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

/// An entry on the list of eligible ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub entry: EntryId,
    pub field: FieldCode,
    /// Drawn for it; judges of blind stages know no other name.
    pub code: EntryCode,
}

/// What time does next, at the first moment of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub on: NaiveDate,
    pub what: Passing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passing {
    OpenEntries,
    CloseEntries,
    BeginChecking,
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    #[serde(flatten)]
    pub whose: Whose,
    pub family: Family,
    pub number: u32,
    pub title: String,
    pub schedule: Schedule,
    pub planned_on: NaiveDate,
    pub decision: DecisionRef,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Plan(Box<Plan>),
    Reschedule {
        of: UnitId,
        schedule: Schedule,
        today: NaiveDate,
        decision: DecisionRef,
    },
    /// Of the act that issues its ruleset.
    IssueRules {
        of: UnitId,
        issued_on: NaiveDate,
    },
    Launch {
        launched_on: NaiveDate,
    },
    Extend {
        entries_until: NaiveDate,
        today: NaiveDate,
        reason: String,
    },
    /// Time does what is due.
    Pass {
        due: Due,
    },
    /// Of an act that rests on where the round stands.
    Confirm(Condition),
    PublishEligibleList {
        list: Vec<Listed>,
        /// Handed in, and not screened.
        unscreened: Vec<EntryId>,
        published_on: NaiveDate,
        document: DecisionRef,
    },
    OpenStage {
        stage: Stage,
        opened_on: NaiveDate,
        /// Whether the ruleset has a preliminary.
        with_preliminary: bool,
    },
    CloseStage {
        stage: Stage,
        closed_on: NaiveDate,
    },
    Post {
        posted_on: NaiveDate,
        posted_until: NaiveDate,
    },
    /// The authority sent the list back.
    TakeDown {
        taken_down_on: NaiveDate,
    },
    Decide {
        of: ProgrammeId,
        decided_on: NaiveDate,
    },
    Release {
        released_on: NaiveDate,
    },
    Close {
        closed_on: NaiveDate,
    },
    Cancel {
        of: UnitId,
        cancelled_on: NaiveDate,
        reason: String,
        decision: DecisionRef,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Planned(Box<Plan>),
    Rescheduled {
        schedule: Schedule,
        decision: DecisionRef,
        /// None in those that did not say it yet.
        #[serde(default)]
        rescheduled_on: Option<NaiveDate>,
    },
    RulesIssued {
        issued_on: NaiveDate,
    },
    Launched {
        #[serde(flatten)]
        whose: Whose,
        launched_on: NaiveDate,
    },
    EntriesExtended {
        entries_until: NaiveDate,
        extended_on: NaiveDate,
        reason: String,
    },
    EntriesOpened {
        on: NaiveDate,
    },
    EntriesClosed {
        on: NaiveDate,
    },
    CheckingBegun {
        on: NaiveDate,
    },
    EligibleListPublished {
        list: Vec<Listed>,
        published_on: NaiveDate,
        document: DecisionRef,
    },
    StageOpened {
        stage: Stage,
        opened_on: NaiveDate,
    },
    /// Its sheets are locked; with the final, the ranking stands.
    StageClosed {
        stage: Stage,
        closed_on: NaiveDate,
    },
    Posted {
        #[serde(flatten)]
        whose: Whose,
        posted_on: NaiveDate,
        posted_until: NaiveDate,
    },
    TakenDown {
        taken_down_on: NaiveDate,
    },
    Decided {
        decided_on: NaiveDate,
    },
    Released {
        released_on: NaiveDate,
    },
    Closed {
        closed_on: NaiveDate,
    },
    Cancelled {
        cancelled_on: NaiveDate,
        reason: String,
        decision: DecisionRef,
    },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Round {
    #[default]
    Absent,
    Planned(Box<Standing>),
}

impl Decider for Round {
    const CATEGORY: &'static str = "round";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Plan(plan) => self.plan(plan),
            Command::Reschedule { of, schedule, today, decision } => {
                self.standing()?.of(of)?.reschedule(schedule, today, decision)
            }
            Command::IssueRules { of, issued_on } => {
                self.standing()?.of(of)?.without_rules()?.after(issued_on)?;
                Ok(vec![Event::RulesIssued { issued_on }])
            }
            Command::Launch { launched_on } => self.standing()?.launch(launched_on),
            Command::Extend { entries_until, today, reason } => {
                self.standing()?.extend(entries_until, today, reason)
            }
            Command::Pass { due } => {
                if self.next_due() != Some(due) {
                    return Err(Rejection::NotDue);
                }
                Ok(vec![passed(due)])
            }
            Command::Confirm(condition) => {
                self.standing()?.confirm(condition)?;
                Ok(Vec::new())
            }
            Command::PublishEligibleList { list, unscreened, published_on, document } => {
                self.standing()?.may_publish(&list, &unscreened, published_on)?;
                Ok(vec![Event::EligibleListPublished { list, published_on, document }])
            }
            Command::OpenStage { stage, opened_on, with_preliminary } => {
                self.standing()?.open(stage, opened_on, with_preliminary)
            }
            Command::CloseStage { stage, closed_on } => {
                self.standing()?.stage_open(stage)?.after(closed_on)?;
                Ok(vec![Event::StageClosed { stage, closed_on }])
            }
            Command::Post { posted_on, posted_until } => {
                let standing = self.standing()?.in_phase(&[Phase::Ranked])?;
                standing.after(posted_on)?;
                let whose = standing.whose();
                Ok(vec![Event::Posted { whose, posted_on, posted_until }])
            }
            Command::TakeDown { taken_down_on } => {
                self.standing()?.in_phase(&[Phase::Posted])?.after(taken_down_on)?;
                Ok(vec![Event::TakenDown { taken_down_on }])
            }
            Command::Decide { of, decided_on } => self.standing()?.decide(of, decided_on),
            Command::Release { released_on } => {
                self.standing()?.in_phase(&[Phase::Decided])?.after(released_on)?;
                Ok(vec![Event::Released { released_on }])
            }
            Command::Close { closed_on } => {
                self.standing()?.in_phase(&[Phase::Awarded])?.after(closed_on)?;
                Ok(vec![Event::Closed { closed_on }])
            }
            Command::Cancel { of, cancelled_on, reason, decision } => {
                self.standing()?.of(of)?.before_decision()?.after(cancelled_on)?;
                Ok(vec![Event::Cancelled { cancelled_on, reason, decision }])
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Planned(plan)) => Self::Planned(Box::new(Standing::new(plan))),
            (Self::Planned(standing), event) => Self::Planned(Box::new(standing.hear(event))),
            (
                Self::Absent,
                Event::Rescheduled { .. }
                | Event::RulesIssued { .. }
                | Event::Launched { .. }
                | Event::EntriesExtended { .. }
                | Event::EntriesOpened { .. }
                | Event::EntriesClosed { .. }
                | Event::CheckingBegun { .. }
                | Event::EligibleListPublished { .. }
                | Event::StageOpened { .. }
                | Event::StageClosed { .. }
                | Event::Posted { .. }
                | Event::TakenDown { .. }
                | Event::Decided { .. }
                | Event::Released { .. }
                | Event::Closed { .. }
                | Event::Cancelled { .. },
            ) => Self::Absent,
        }
    }
}

impl Round {
    /// What later acts are judged by.
    ///
    /// # Errors
    /// If there is no such round.
    pub fn standing(&self) -> Result<&Standing, Rejection> {
        match self {
            Self::Absent => Err(Rejection::RoundNotFound),
            Self::Planned(standing) => Ok(standing),
        }
    }

    /// What time does next; nothing before it is launched, and nothing once entries are checked.
    #[must_use]
    pub fn next_due(&self) -> Option<Due> {
        match self {
            Self::Absent => None,
            Self::Planned(standing) => standing.next_due(),
        }
    }

    fn plan(&self, plan: Box<Plan>) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Absent => {
                plan.schedule.check()?;
                Ok(vec![Event::Planned(plan)])
            }
            Self::Planned(_) => Err(Rejection::RoundAlreadyPlanned),
        }
    }
}

impl Schedule {
    fn check(&self) -> Result<(), Rejection> {
        if self.entries_until < self.entries_from {
            return Err(Rejection::ScheduleOutOfOrder);
        }
        Ok(())
    }
}

fn passed(Due { on, what }: Due) -> Event {
    match what {
        Passing::OpenEntries => Event::EntriesOpened { on },
        Passing::CloseEntries => Event::EntriesClosed { on },
        Passing::BeginChecking => Event::CheckingBegun { on },
    }
}
