//! What a regime says in one version (Nghị định 09/2019/NĐ-CP, điều 7: name, content, who reports and who
//! receives, how it is sent, deadline, frequency, cut-off, outline).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::domain::plan::document::Role;
use crate::domain::window::{CutOffDay, SpanKind, day_of_month, first_of};
use crate::domain::{SectionCode, UnitId};

const LONGEST_CODE: usize = 50;

/// Names a regime within its plan: `dinh-ky`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RegimeCode(String);

impl RegimeCode {
    /// Lower-case letters, digits and hyphens, a letter first.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let is_code = code.starts_with(|first: char| first.is_ascii_lowercase())
            && code.len() <= LONGEST_CODE
            && code.bytes().all(plain);
        is_code.then(|| Self(code.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RegimeCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// In Vietnamese.
    pub name: String,
    pub kind: RegimeKind,
    pub content: Content,
    /// How often: which regular periods it has. Periods with given days are always possible.
    pub spans: BTreeSet<SpanKind>,
    pub cut_off: CutOffDay,
    /// From those who report first to the one who sums up.
    pub levels: Vec<Level>,
    pub rest_days: RestDays,
    /// At least so many working days from the cut-off to the first due day.
    pub working_days_to_report: u32,
    /// A period stays open for so many working days after its last due day.
    pub working_days_open: u32,
    /// How a report is sent, its outline and its forms.
    pub sending: Option<String>,
    pub outline: Option<String>,
    /// What a report says in words, part by part. None were asked for in the first terms.
    #[serde(default)]
    pub sections: Vec<Section>,
}

/// A part of a report that is written, by its place in the outline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub code: SectionCode,
    /// In Vietnamese, as it is printed.
    pub title: String,
    /// Whether no report goes without it.
    pub required: bool,
}

/// Định kỳ, chuyên đề, đột xuất.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegimeKind {
    Periodic,
    Thematic,
    AdHoc,
}

/// What reports hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    Text,
    Figures,
    TextAndFigures,
}

/// What becomes of a due day that is no working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RestDays {
    /// It stays.
    Stay,
    /// The next working day (Bộ luật Dân sự 2015, khoản 5 điều 148).
    MoveOn,
}

/// One step of the way up: those who report, to whom, until when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// In Vietnamese.
    pub name: String,
    pub reporters: Vec<Reporters>,
    pub receiver: UnitId,
    pub due: DueDay,
}

/// Some of those who report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reporters {
    Unit(UnitId),
    /// All units of a kind.
    UnitsOf(UnitKind),
    /// All units that have such a part in an item of the plan.
    HoldersOf(Role),
}

/// A kind of unit, by the name that membership's contract gives it: `DISTRICT_PARTY_COMMITTEE`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitKind(pub String);

/// A day of a month, counted from the last month of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DueDay {
    pub months_later: u32,
    /// From 1 to 28.
    pub day: u32,
}

impl DueDay {
    /// In the calendar, whether or not it is a working day; `month` is any day of the last month.
    #[must_use]
    pub fn after(self, year: i32, month: u32) -> NaiveDate {
        day_of_month(first_of(year, month) + Months::new(self.months_later), self.day)
    }
}

impl Terms {
    /// Refuses what contradicts itself.
    pub(super) fn check(&self) -> Result<(), Rejection> {
        if (self.kind == RegimeKind::Periodic) == self.spans.is_empty() {
            return Err(Rejection::SpansDoNotSuitKind);
        }
        if self.levels.is_empty() || self.levels.iter().any(|level| level.reporters.is_empty()) {
            return Err(Rejection::NobodyReports);
        }
        let mut not_before = match self.cut_off {
            CutOffDay::Day(day) => DueDay { months_later: 0, day: day + 1 },
            CutOffDay::EndOfMonth => DueDay { months_later: 1, day: 1 },
        };
        for (level, Level { due, .. }) in (1..).zip(&self.levels) {
            if *due < not_before {
                return Err(Rejection::DueTooEarly { level });
            }
            not_before = *due;
        }
        let mut codes = BTreeSet::new();
        if let Some(twice) = self.sections.iter().find(|section| !codes.insert(&section.code)) {
            return Err(Rejection::SectionTwice { code: twice.code.clone() });
        }
        Ok(())
    }
}

/// Which units there are on a day, and which of them have which parts in the plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Register {
    pub units: BTreeMap<UnitId, UnitKind>,
    pub parts: BTreeSet<(UnitId, Role)>,
}

impl Reporters {
    /// Those of them that exist.
    #[must_use]
    pub fn among(&self, register: &Register) -> BTreeSet<UnitId> {
        let named: BTreeSet<UnitId> = match self {
            Self::Unit(unit) => [*unit].into(),
            Self::UnitsOf(kind) => {
                let of_kind = register.units.iter().filter(|(_, it)| *it == kind);
                of_kind.map(|(unit, _)| *unit).collect()
            }
            Self::HoldersOf(role) => {
                let of_role = register.parts.iter().filter(|(_, it)| it == role);
                of_role.map(|(unit, _)| *unit).collect()
            }
        };
        named.into_iter().filter(|unit| register.units.contains_key(unit)).collect()
    }
}
