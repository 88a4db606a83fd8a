//! Calendars, regimes and periods as the contract says them.

use contracts::membership::v1::UnitKind as WireUnitKind;
use contracts::reporting::v1 as wire;

use super::{each, text, version};
use crate::domain::calendar::DeclaredDay;
use crate::domain::period::schedule::{PlannedLevel, Schedule};
use crate::domain::period::{Expected, KnownTo};
use crate::domain::regime::terms::{Level, Reporters, Section, Terms, UnitKind};
use crate::domain::window::{CutOffDay, Window};

impl From<&DeclaredDay> for wire::CalendarDay {
    fn from(day: &DeclaredDay) -> Self {
        Self {
            on: day.on.to_string(),
            kind: wire::CalendarDayKind::from(day.kind).into(),
            name: day.name.clone(),
            certainty: wire::CalendarCertainty::from(day.certainty).into(),
        }
    }
}

/// A kind of unit that its contract does not know any more is none.
impl From<&UnitKind> for WireUnitKind {
    fn from(UnitKind(name): &UnitKind) -> Self {
        Self::from_str_name(&format!("UNIT_KIND_{name}")).unwrap_or_default()
    }
}

impl From<&Reporters> for wire::Reporters {
    fn from(reporters: &Reporters) -> Self {
        use wire::reporters::Who;
        let who = match reporters {
            Reporters::Unit(unit) => Who::UnitId(unit.to_string()),
            Reporters::UnitsOf(kind) => Who::UnitKind(WireUnitKind::from(kind).into()),
            Reporters::HoldersOf(role) => {
                Who::HoldersOf(wire::ResponsibilityRole::from(*role).into())
            }
        };
        Self { who: Some(who) }
    }
}

impl From<&Level> for wire::RegimeLevel {
    fn from(level: &Level) -> Self {
        Self {
            name: level.name.clone(),
            reporters: each(&level.reporters),
            receiver_unit_id: level.receiver.to_string(),
            due_day: days(level.due.day),
            due_months_later: days(level.due.months_later),
        }
    }
}

impl From<&Section> for wire::RegimeSection {
    fn from(section: &Section) -> Self {
        let Section { code, title, required } = section.clone();
        Self { code: code.to_string(), title, required }
    }
}

impl From<&Terms> for wire::RegimeTerms {
    fn from(terms: &Terms) -> Self {
        let spans = terms.spans.iter().map(|span| wire::PeriodSpan::from(*span).into());
        let cut_off_day = match terms.cut_off {
            CutOffDay::Day(day) => days(day),
            CutOffDay::EndOfMonth => 0,
        };
        Self {
            name: terms.name.clone(),
            kind: wire::RegimeKind::from(terms.kind).into(),
            content: wire::ReportContent::from(terms.content).into(),
            spans: spans.collect(),
            cut_off_day,
            levels: each(&terms.levels),
            rest_days: wire::RestDays::from(terms.rest_days).into(),
            working_days_to_report: days(terms.working_days_to_report),
            working_days_open: days(terms.working_days_open),
            sending: text(terms.sending.as_ref()),
            outline: text(terms.outline.as_ref()),
            sections: each(&terms.sections),
        }
    }
}

impl From<&Window> for wire::Window {
    fn from(window: &Window) -> Self {
        Self { first: window.first.to_string(), last: window.last.to_string() }
    }
}

/// The levels of a period, numbered from 1.
pub(crate) fn levels(schedule: &Schedule) -> Vec<wire::PeriodLevel> {
    let level = |(level, planned): (u32, &PlannedLevel)| wire::PeriodLevel {
        level: version(level),
        name: planned.name.clone(),
        receiver_unit_id: planned.receiver.to_string(),
        due_on: planned.due_on.to_string(),
    };
    (1..).zip(&schedule.levels).map(level).collect()
}

impl From<&Expected> for wire::ExpectedReport {
    fn from(expected: &Expected) -> Self {
        Self {
            unit_id: expected.unit.to_string(),
            level: version(expected.level),
            receiver_unit_id: expected.receiver.to_string(),
            due_on: expected.due_on.to_string(),
        }
    }
}

impl From<&KnownTo> for wire::LedgerPosition {
    fn from(known_to: &KnownTo) -> Self {
        Self { context: known_to.context.clone(), position: known_to.position }
    }
}

/// A number of days or months; terms hold no large ones.
pub(crate) fn days(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
