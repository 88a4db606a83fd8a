//! The working calendar of a year (lịch làm việc): its public holidays, and the days that were swapped.
//!
//! absent → declared (1, 2, 3, …)
//!
//! Monday to Friday are working days (Quyết định 188/1999/QĐ-TTg) but for what is declared here: the
//! holidays of điều 112 of the Labour Code, of which some follow the lunar year and some are chosen by an
//! announcement each year. Invariants: all days are of the year, none is declared twice, and each says
//! something that the week does not say already.

#[cfg(test)]
mod scenarios;

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use ledger::{Decider, Reject, RejectionKind};
use serde::{Deserialize, Serialize};
use working_days::{WorkingDays, is_weekend};

use crate::domain::DecisionRef;

/// What is declared of one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeclaredDay {
    pub on: NaiveDate,
    pub kind: DayKind,
    /// In Vietnamese: `Tết Nguyên đán`.
    pub name: String,
    pub certainty: Certainty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// Nghỉ lễ, tết; it may fall on a weekend.
    Holiday,
    /// Nghỉ bù or nghỉ hoán đổi, on a day of the working week.
    DayOff,
    /// Làm bù, on a day of the weekend.
    WorkingDay,
}

/// How we know of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The law names the day.
    Law,
    /// It was announced for that year.
    Announced,
    /// It follows from the lunar year or from a rule, and waits for the announcement.
    Computed,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Declare {
        year: i32,
        days: Vec<DeclaredDay>,
        decision: Option<DecisionRef>,
    },
    /// All days of the year anew.
    Revise {
        days: Vec<DeclaredDay>,
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
    /// Version 1.
    Declared { year: i32, days: Vec<DeclaredDay>, decision: Option<DecisionRef> },
    Revised {
        year: i32,
        version: u32,
        days: Vec<DeclaredDay>,
        decision: Option<DecisionRef>,
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    #[error("the year has no calendar")]
    CalendarNotFound,
    #[error("the year has a calendar already")]
    CalendarAlreadyDeclared,
    #[error("the calendar is the one in use")]
    CalendarUnchanged,
    #[error("{on} is a day of another year")]
    DayOfAnotherYear { on: NaiveDate },
    #[error("{on} is declared twice")]
    DayTwice { on: NaiveDate },
    #[error("{on} is a day of rest or of work anyway")]
    DaySaysNothing { on: NaiveDate },
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Calendar {
    #[default]
    Absent,
    Declared {
        year: i32,
        version: u32,
        days: Vec<DeclaredDay>,
    },
}

impl Decider for Calendar {
    const CATEGORY: &'static str = "calendar";
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Absent, Command::Declare { year, days, decision }) => {
                check(year, &days)?;
                Ok(vec![Event::Declared { year, days, decision }])
            }
            (Self::Declared { .. }, Command::Declare { .. }) => {
                Err(Rejection::CalendarAlreadyDeclared)
            }
            (
                Self::Declared { year, version, days: present },
                Command::Revise { days, decision, reason },
            ) => {
                check(*year, &days)?;
                if days == *present {
                    return Err(Rejection::CalendarUnchanged);
                }
                let (year, version) = (*year, version + 1);
                Ok(vec![Event::Revised { year, version, days, decision, reason }])
            }
            (Self::Absent, Command::Revise { .. }) => Err(Rejection::CalendarNotFound),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Declared { year, days, .. } => {
                Self::Declared { year: *year, version: 1, days: days.clone() }
            }
            Event::Revised { year, version, days, .. } => {
                Self::Declared { year: *year, version: *version, days: days.clone() }
            }
        }
    }
}

/// The working days of those years that are declared; the others stay unknown.
#[must_use]
pub fn working_days(calendars: impl IntoIterator<Item = Calendar>) -> WorkingDays {
    let declared = calendars.into_iter().filter_map(|calendar| match calendar {
        Calendar::Absent => None,
        Calendar::Declared { year, days, .. } => {
            Some((year, days.into_iter().map(|day| (day.on, day.kind.into())).collect()))
        }
    });
    declared.collect()
}

impl From<DayKind> for working_days::DayKind {
    fn from(kind: DayKind) -> Self {
        match kind {
            DayKind::Holiday | DayKind::DayOff => Self::Rest,
            DayKind::WorkingDay => Self::Work,
        }
    }
}

fn check(year: i32, days: &[DeclaredDay]) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    for DeclaredDay { on, kind, .. } in days {
        let on = *on;
        if on.year() != year {
            return Err(Rejection::DayOfAnotherYear { on });
        }
        if !seen.insert(on) {
            return Err(Rejection::DayTwice { on });
        }
        let is_said_already = match kind {
            DayKind::Holiday => false,
            DayKind::DayOff => is_weekend(on),
            DayKind::WorkingDay => !is_weekend(on),
        };
        if is_said_already {
            return Err(Rejection::DaySaysNothing { on });
        }
    }
    Ok(())
}

impl Reject for Rejection {
    fn kind(&self) -> RejectionKind {
        match self {
            Self::CalendarNotFound => RejectionKind::NotFound,
            Self::CalendarAlreadyDeclared => RejectionKind::AlreadyExists,
            Self::CalendarUnchanged
            | Self::DayOfAnotherYear { .. }
            | Self::DayTwice { .. }
            | Self::DaySaysNothing { .. } => RejectionKind::Invalid,
        }
    }

    fn reason(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self.kind(), RejectionKind::Invalid).then_some("days")
    }

    fn metadata(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::DayOfAnotherYear { on } | Self::DayTwice { on } | Self::DaySaysNothing { on } => {
                vec![("on", on.to_string())]
            }
            Self::CalendarNotFound | Self::CalendarAlreadyDeclared | Self::CalendarUnchanged => {
                Vec::new()
            }
        }
    }
}
