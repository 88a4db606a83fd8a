//! The coordinates that every question about progress has: moment, plan, period, unit, items.

use std::collections::BTreeSet;

use chassis::clock::Clock;
use chassis::fields::{Fault, Fields, ReadAt};
use chrono::{Datelike as _, NaiveDate};
use contracts::ledger::v1 as ledger_wire;
use contracts::projection::v1 as wire;

use crate::domain::facts::{PlanId, UnitId};
use crate::domain::progress::Question;
use crate::domain::window::Window;

/// More items than any plan has.
const MOST_ITEMS: usize = 200;
/// Rows that are asked for by name.
const MOST_UNITS: usize = 500;
const LONGEST_CODE: usize = 32;
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2200;

/// Where a question stands. What it leaves open is filled in when it is asked.
#[derive(Debug, Clone)]
pub struct Coordinates {
    pub read_at: ReadAt,
    plan: Option<PlanId>,
    window: Option<Window>,
    unit: Option<UnitId>,
    items: BTreeSet<String>,
    /// Whether the moment was left open: the question then moves on with the days.
    follows_today: bool,
    follows_structure: bool,
}

/// The fields of a request that are coordinates.
pub struct Asked<'r> {
    pub read_at: Option<&'r ledger_wire::ReadAt>,
    pub plan_id: &'r str,
    pub period: Option<&'r wire::Period>,
    pub unit_id: &'r str,
    pub item_codes: &'r [String],
}

impl<'r> Asked<'r> {
    pub fn of_progress(request: &'r wire::GetProgressRequest) -> Self {
        let (period, read_at) = (request.period.as_ref(), request.read_at.as_ref());
        let (plan_id, unit_id) = (&request.plan_id, &request.unit_id);
        Self { read_at, plan_id, period, unit_id, item_codes: &request.item_codes }
    }

    pub fn of_explanation(request: &'r wire::ExplainRequest) -> Self {
        let (period, read_at) = (request.period.as_ref(), request.read_at.as_ref());
        let (plan_id, unit_id) = (&request.plan_id, &request.unit_id);
        Self { read_at, plan_id, period, unit_id, item_codes: &[] }
    }

    pub fn of_matrix(request: &'r wire::GetMatrixRequest) -> Self {
        let (period, read_at) = (request.period.as_ref(), request.read_at.as_ref());
        let plan_id = &request.plan_id;
        Self { read_at, plan_id, period, unit_id: "", item_codes: &request.item_codes }
    }

    pub fn of_watch(request: &'r wire::WatchRequest) -> Self {
        let (period, read_at) = (request.period.as_ref(), request.read_at.as_ref());
        let (plan_id, unit_id) = (&request.plan_id, &request.unit_id);
        Self { read_at, plan_id, period, unit_id, item_codes: &request.item_codes }
    }
}

impl Coordinates {
    pub fn read(fields: &mut Fields, clock: &Clock, asked: &Asked<'_>) -> Option<Self> {
        let read_at = fields.read_at(asked.read_at, clock);
        let plan = fields.optional_uuid("plan_id", asked.plan_id);
        let window = fields.optional_message("period", asked.period, window);
        let unit = fields.optional_uuid("unit_id", asked.unit_id);
        let items = items(fields, asked.item_codes);
        let open = |day: fn(&ledger_wire::ReadAt) -> &str| {
            asked.read_at.is_none_or(|read_at| day(read_at).is_empty())
        };
        Some(Self {
            read_at: read_at?,
            plan: plan?.map(PlanId),
            window: window?,
            unit: unit?.map(UnitId),
            items: items?,
            follows_today: open(|read_at| &read_at.as_of),
            follows_structure: open(|read_at| &read_at.structure_on),
        })
    }

    /// The same question, asked on a day.
    #[must_use]
    pub fn on(&self, today: NaiveDate) -> Self {
        let mut asked = self.clone();
        if self.follows_today {
            asked.read_at.as_of = today;
        }
        if self.follows_structure {
            asked.read_at.structure_on = asked.read_at.as_of;
        }
        asked
    }

    /// `None` where the calendar year of the day cannot be a window.
    #[must_use]
    pub fn question(&self, parked: BTreeSet<String>) -> Option<Question> {
        let as_of = self.read_at.as_of;
        Some(Question {
            plan: self.plan,
            as_of,
            window: self.window.or_else(|| Window::calendar_year(as_of.year()))?,
            unit: self.unit,
            items: self.items.clone(),
            parked,
        })
    }
}

/// The units of a matrix.
pub fn units(fields: &mut Fields, ids: &[String]) -> Option<Vec<UnitId>> {
    fields.each("unit_ids", ids, MOST_UNITS, |fields, id| fields.uuid("", id).map(UnitId))
}

fn items(fields: &mut Fields, codes: &[String]) -> Option<BTreeSet<String>> {
    let codes = fields.each("item_codes", codes, MOST_ITEMS, |fields, code| {
        fields.text("", code, LONGEST_CODE)
    })?;
    Some(codes.into_iter().collect())
}

fn window(fields: &mut Fields, period: &wire::Period) -> Option<Window> {
    let (name, window) = match &period.window {
        Some(wire::period::Window::CalendarYear(year)) => {
            let year = fields.number("calendar_year", *year, YEARS)?;
            ("calendar_year", Window::calendar_year(i32::try_from(year).ok()?))
        }
        Some(wire::period::Window::HalfYear(half_year)) => {
            let year = fields.number("half_year.year", half_year.year, YEARS);
            let half = fields.number("half_year.half", half_year.half, 1..=2);
            let (year, half) = (i32::try_from(year?).ok()?, i32::try_from(half?).ok()?);
            ("half_year", Window::half_year(year, half))
        }
        Some(wire::period::Window::Dates(dates)) => {
            let from = fields.date("dates.from", &dates.from);
            let to = fields.date("dates.to", &dates.to);
            ("dates.to", Window::between(from?, to?))
        }
        None => ("window", None),
    };
    if window.is_none() {
        let fault = if name == "window" { Fault::Required } else { ENDS_BEFORE_IT_BEGINS };
        fields.fault(name, fault);
    }
    window
}

const ENDS_BEFORE_IT_BEGINS: Fault = Fault::Other {
    reason: "PERIOD_ENDS_BEFORE_IT_BEGINS",
    english: "must not be before the first day",
    vietnamese: "không được trước ngày đầu kỳ",
};
