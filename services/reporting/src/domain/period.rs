//! A reporting period (kỳ báo cáo): the days it covers, who owes a report and until when.
//!
//! absent → planned → open → cut off → due → locked
//!
//! Opening freezes who is expected to report. From then on time alone moves it: at the end of its last
//! day it is cut off, then one level after the other falls due, then it is locked. After that a unit may
//! be given an exception, which ends by itself. Where reports are on paper, they are entered when somebody
//! has the time, and so somebody locks the period. Invariants: nobody is expected twice, and who is expected
//! never changes; what time does happens in order, each once, and never before its day.

mod rejection;
#[cfg(test)]
mod scenarios;
pub mod schedule;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use ledger::Decider;
use serde::{Deserialize, Serialize};
use working_days::WorkingDays;

pub use self::rejection::Rejection;
use self::schedule::{Given, PlannedLevel, Schedule};
use crate::domain::regime::terms::{RegimeCode, Register, Terms};
use crate::domain::window::PeriodKey;
use crate::domain::{DecisionRef, PlanId, UnitId};

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// By the terms of the regime's version, in the working days that are known. `given` holds the days
    /// where the key does not.
    Plan {
        plan: PlanId,
        regime: RegimeCode,
        regime_version: u32,
        key: PeriodKey,
        terms: Terms,
        given: Option<Given>,
        calendar: WorkingDays,
    },
    /// Those whom the levels name, among the units there are on that day.
    Open { opened_on: NaiveDate, manner: Manner, register: Register, known_to: Vec<KnownTo> },
    /// What time does, when it is due.
    Pass { due: Due, known_to: Vec<KnownTo> },
    /// All that there is on paper is entered.
    Lock,
    GrantException {
        unit: UnitId,
        granted_on: NaiveDate,
        until: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
}

/// Stored for ever: variants and fields may be added, never renamed or removed.
#[derive(
    Debug, Clone, PartialEq, Serialize, Deserialize, strum::IntoStaticStr, strum::VariantNames,
)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Planned {
        plan: PlanId,
        regime: RegimeCode,
        regime_version: u32,
        key: PeriodKey,
        schedule: Schedule,
    },
    Opened {
        opened_on: NaiveDate,
        #[serde(flatten)]
        manner: Manner,
        expected: Vec<Expected>,
        /// Up to where the directory was known.
        known_to: Vec<KnownTo>,
    },
    /// The last day is over: later facts are late arrivals.
    CutOff {
        on: NaiveDate,
        /// Up to where the ledgers were known.
        known_to: Vec<KnownTo>,
    },
    /// The due day of a level is over.
    FellDue {
        level: u32,
        on: NaiveDate,
    },
    Locked {
        on: NaiveDate,
    },
    ExceptionGranted {
        unit: UnitId,
        granted_on: NaiveDate,
        /// The last day on which the unit may work on its report.
        until: NaiveDate,
        decision: Option<DecisionRef>,
        reason: String,
    },
    ExceptionEnded {
        unit: UnitId,
        on: NaiveDate,
    },
}

/// What its reports are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Manner {
    /// They are made on paper, and entered.
    pub on_paper: bool,
    /// They are samples: nothing in them happened.
    #[serde(default)]
    pub illustrative: bool,
}

/// A report that is expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    pub unit: UnitId,
    /// From 1.
    pub level: u32,
    pub receiver: UnitId,
    pub due_on: NaiveDate,
}

/// A position of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownTo {
    pub context: String,
    pub position: i64,
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
    CutOff,
    FallDue { level: u32 },
    Lock,
    EndException { unit: UnitId },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Period {
    #[default]
    Absent,
    Planned {
        schedule: Schedule,
    },
    Running {
        schedule: Schedule,
        on_paper: bool,
        expected: BTreeSet<UnitId>,
        phase: Phase,
    },
    Locked {
        expected: BTreeSet<UnitId>,
        /// Those that stand, with their last days.
        exceptions: BTreeMap<UnitId, NaiveDate>,
    },
}

/// How far a running period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Open,
    /// So many levels have fallen due.
    CutOff {
        due: u32,
    },
}

impl Decider for Period {
    const CATEGORY: &'static str = "period";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Plan { plan, regime, regime_version, key, terms, given, calendar } => {
                match self {
                    Self::Absent => {
                        let schedule = Schedule::of(&key, &terms, given, &calendar)?;
                        Ok(vec![Event::Planned { plan, regime, regime_version, key, schedule }])
                    }
                    Self::Planned { .. } | Self::Running { .. } | Self::Locked { .. } => {
                        Err(Rejection::PeriodAlreadyPlanned)
                    }
                }
            }
            Command::Open { opened_on, manner, register, known_to } => match self {
                Self::Planned { schedule } => {
                    let expected = schedule.open(opened_on, &register)?;
                    Ok(vec![Event::Opened { opened_on, manner, expected, known_to }])
                }
                Self::Absent => Err(Rejection::PeriodNotFound),
                Self::Running { .. } | Self::Locked { .. } => Err(Rejection::PeriodAlreadyOpened),
            },
            Command::Pass { due, known_to } => {
                if self.next_due() != Some(due) {
                    return Err(Rejection::NotDue);
                }
                Ok(vec![passed(due, known_to)])
            }
            Command::Lock => Ok(vec![self.lock()?]),
            Command::GrantException { unit, granted_on, until, decision, reason } => {
                self.may_be_excepted(unit, granted_on, until)?;
                Ok(vec![Event::ExceptionGranted { unit, granted_on, until, decision, reason }])
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Planned { schedule, .. }) => Self::Planned { schedule: schedule.clone() },
            (Self::Planned { schedule }, Event::Opened { expected, manner, .. }) => {
                let expected = expected.iter().map(|it| it.unit).collect();
                Self::Running { schedule, on_paper: manner.on_paper, expected, phase: Phase::Open }
            }
            (Self::Running { schedule, on_paper, expected, .. }, Event::CutOff { .. }) => {
                let phase = Phase::CutOff { due: 0 };
                Self::Running { schedule, on_paper, expected, phase }
            }
            (Self::Running { schedule, on_paper, expected, .. }, Event::FellDue { level, .. }) => {
                let phase = Phase::CutOff { due: *level };
                Self::Running { schedule, on_paper, expected, phase }
            }
            (Self::Running { expected, .. }, Event::Locked { .. }) => {
                Self::Locked { expected, exceptions: BTreeMap::new() }
            }
            (
                Self::Locked { expected, mut exceptions },
                Event::ExceptionGranted { unit, until, .. },
            ) => {
                exceptions.insert(*unit, *until);
                Self::Locked { expected, exceptions }
            }
            (Self::Locked { expected, mut exceptions }, Event::ExceptionEnded { unit, .. }) => {
                exceptions.remove(unit);
                Self::Locked { expected, exceptions }
            }
            (
                state,
                Event::Opened { .. }
                | Event::CutOff { .. }
                | Event::FellDue { .. }
                | Event::Locked { .. }
                | Event::ExceptionGranted { .. }
                | Event::ExceptionEnded { .. },
            ) => state,
        }
    }
}

impl Period {
    /// What time does next; nothing before it is opened, and nothing when all is over.
    #[must_use]
    pub fn next_due(&self) -> Option<Due> {
        match self {
            Self::Absent | Self::Planned { .. } => None,
            Self::Running { schedule, phase: Phase::Open, .. } => {
                Some(Due { on: day_after(schedule.window.last), what: Passing::CutOff })
            }
            Self::Running { schedule, on_paper, phase: Phase::CutOff { due }, .. } => {
                match schedule.level(due + 1) {
                    Some(PlannedLevel { due_on, .. }) => {
                        let what = Passing::FallDue { level: due + 1 };
                        Some(Due { on: day_after(*due_on), what })
                    }
                    None if *on_paper => None,
                    None => Some(Due { on: lock_day(schedule), what: Passing::Lock }),
                }
            }
            Self::Locked { exceptions, .. } => {
                let first = exceptions.iter().min_by_key(|(unit, until)| (**until, **unit));
                first.map(|(unit, until)| {
                    let what = Passing::EndException { unit: *unit };
                    Due { on: day_after(*until), what }
                })
            }
        }
    }

    /// On the day on which time would have done it.
    fn lock(&self) -> Result<Event, Rejection> {
        match self {
            Self::Absent => Err(Rejection::PeriodNotFound),
            Self::Planned { .. } => Err(Rejection::PeriodNotOpened),
            Self::Locked { .. } => Err(Rejection::PeriodLockedAlready),
            Self::Running { on_paper: false, .. } => Err(Rejection::LocksByItself),
            Self::Running { schedule, .. } => match self.next_due() {
                Some(Due { on, .. }) => Err(Rejection::NotAllDue { next_on: on }),
                None => Ok(Event::Locked { on: lock_day(schedule) }),
            },
        }
    }

    fn may_be_excepted(
        &self,
        unit: UnitId,
        granted_on: NaiveDate,
        until: NaiveDate,
    ) -> Result<(), Rejection> {
        let (expected, exceptions) = match self {
            Self::Absent => return Err(Rejection::PeriodNotFound),
            Self::Planned { .. } | Self::Running { .. } => return Err(Rejection::PeriodNotLocked),
            Self::Locked { expected, exceptions } => (expected, exceptions),
        };
        if !expected.contains(&unit) {
            return Err(Rejection::UnitNotExpected { unit });
        }
        if until < granted_on {
            return Err(Rejection::ExceptionEndsBeforeItBegins);
        }
        match exceptions.get(&unit) {
            Some(until) => Err(Rejection::ExceptionStands { until: *until }),
            None => Ok(()),
        }
    }
}

fn passed(Due { on, what }: Due, known_to: Vec<KnownTo>) -> Event {
    match what {
        Passing::CutOff => Event::CutOff { on, known_to },
        Passing::FallDue { level } => Event::FellDue { level, on },
        Passing::Lock => Event::Locked { on },
        Passing::EndException { unit } => Event::ExceptionEnded { unit, on },
    }
}

fn lock_day(schedule: &Schedule) -> NaiveDate {
    day_after(schedule.open_until)
}

fn day_after(day: NaiveDate) -> NaiveDate {
    day + Days::new(1)
}
