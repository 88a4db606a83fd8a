//! The days of a period: what it covers, when each level is due, until when it stays open.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};
use working_days::{Undeclared, WorkingDays};

use super::{Expected, Rejection};
use crate::domain::UnitId;
use crate::domain::regime::terms::{Level, Register, Reporters, RestDays, Section, Terms};
use crate::domain::window::{PeriodKey, Window};

/// Days that somebody gives: of a review, a thematic or an ad-hoc report.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub window: Window,
    /// One for each level of the regime.
    pub due_on: Vec<NaiveDate>,
}

/// As a period was planned; whatever becomes of its regime later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    pub window: Window,
    pub levels: Vec<PlannedLevel>,
    /// The last day before the lock.
    pub open_until: NaiveDate,
    /// What its reports say in words.
    #[serde(default)]
    pub sections: Vec<Section>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedLevel {
    pub name: String,
    pub reporters: Vec<Reporters>,
    pub receiver: UnitId,
    /// The last day on which a report is in time.
    pub due_on: NaiveDate,
}

impl From<Undeclared> for Rejection {
    fn from(Undeclared { year }: Undeclared) -> Self {
        Self::CalendarUndeclared { year }
    }
}

impl Schedule {
    pub(super) fn of(
        key: &PeriodKey,
        terms: &Terms,
        given: Option<Given>,
        calendar: &WorkingDays,
    ) -> Result<Self, Rejection> {
        let (window, due_on) = match (key.span(), given) {
            (Some((year, span)), None) => {
                if !terms.spans.contains(&span.kind()) {
                    return Err(Rejection::SpanNotInRegime);
                }
                let window = terms.cut_off.window(year, span);
                (window, regular(terms, window, calendar)?)
            }
            (None, Some(Given { window, due_on })) => (window, due_on),
            (Some(_), Some(_)) => return Err(Rejection::DaysFollowFromKey),
            (None, None) => return Err(Rejection::DaysMissing),
        };
        if window.last < window.first {
            return Err(Rejection::WindowEndsBeforeItBegins);
        }
        if due_on.len() != terms.levels.len() {
            return Err(Rejection::DueDaysMissing { levels: terms.levels.len() });
        }
        if !due_on.is_sorted() || due_on.iter().any(|due_on| *due_on <= window.last) {
            return Err(Rejection::DueBeforeCutOff);
        }
        let (first, last) = match due_on.as_slice() {
            [first, .., last] => (*first, *last),
            [only] => (*only, *only),
            [] => return Err(Rejection::DueDaysMissing { levels: 1 }),
        };
        let (wanted, left) = (terms.working_days_to_report, calendar.between(window.last, first)?);
        if left < wanted {
            return Err(Rejection::TooLittleTime { wanted, left });
        }
        let open_until = calendar.after(last, terms.working_days_open)?;
        let levels = terms.levels.iter().zip(due_on);
        let levels = levels.map(|(level, due_on)| PlannedLevel::of(level, due_on)).collect();
        Ok(Self { window, levels, open_until, sections: terms.sections.clone() })
    }

    /// Levels count from 1.
    pub(super) fn level(&self, number: u32) -> Option<&PlannedLevel> {
        self.levels.get(usize::try_from(number.checked_sub(1)?).ok()?)
    }

    /// Who is expected to report, by unit. A unit reports once: at the last level that names it.
    pub(super) fn open(
        &self,
        opened_on: NaiveDate,
        register: &Register,
    ) -> Result<Vec<Expected>, Rejection> {
        let (first, last) = (self.window.first, self.open_until);
        if !(first..=last).contains(&opened_on) {
            return Err(Rejection::OpenedOutOfTime { first, last });
        }
        let mut expected = BTreeMap::new();
        for (level, planned) in (1..).zip(&self.levels) {
            let named = planned.reporters.iter().flat_map(|reporters| reporters.among(register));
            let (receiver, due_on) = (planned.receiver, planned.due_on);
            expected.extend(named.map(|unit| (unit, Expected { unit, level, receiver, due_on })));
        }
        if expected.is_empty() {
            Err(Rejection::NobodyExpected)
        } else {
            Ok(expected.into_values().collect())
        }
    }
}

impl PlannedLevel {
    fn of(level: &Level, due_on: NaiveDate) -> Self {
        let Level { name, reporters, receiver, .. } = level.clone();
        Self { name, reporters, receiver, due_on }
    }
}

/// The due days of a regular period, on working days where the terms say so.
fn regular(
    terms: &Terms,
    window: Window,
    calendar: &WorkingDays,
) -> Result<Vec<NaiveDate>, Undeclared> {
    let (year, month) = (window.last.year(), window.last.month());
    let due_on = |level: &Level| {
        let due_on = level.due.after(year, month);
        match terms.rest_days {
            RestDays::Stay => Ok(due_on),
            RestDays::MoveOn => calendar.from(due_on),
        }
    };
    terms.levels.iter().map(due_on).collect()
}
