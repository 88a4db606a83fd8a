//! The ids and value objects that the aggregates of reporting share.

pub mod calendar;
mod codes;
pub mod indicator;
pub mod period;
pub mod plan;
pub mod record;
pub mod regime;
pub mod target;
pub mod unit_report;
pub mod window;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use codes::{IndicatorCode, ItemCode, SectionCode};
use regime::terms::RegimeCode;
use window::PeriodKey;

ledger::ids!(
    /// One plan; outlives its versions.
    PlanId,
    /// One indicator of one plan.
    IndicatorId,
    /// One reporting regime of one plan.
    RegimeId,
    /// One period of one regime.
    PeriodId,
    /// The working calendar of one year.
    CalendarId,
    /// One evidenced record.
    RecordId,
    /// What one unit reports for one period.
    ReportId,
    /// What is aimed at in one quantity, unit and period.
    TargetId,
    /// A unit of membership's directory; outlives its names.
    UnitId
);

impl IndicatorId {
    /// A plan has one indicator for a code, ever: the id follows from both, and so does uniqueness.
    #[must_use]
    pub fn of(plan: PlanId, code: &IndicatorCode) -> Self {
        Self(Uuid::new_v5(&plan.0, code.as_str().as_bytes()))
    }
}

impl RegimeId {
    /// A plan has one regime for a code, ever: the id follows from both, and so does uniqueness.
    #[must_use]
    pub fn of(plan: PlanId, code: &RegimeCode) -> Self {
        Self(Uuid::new_v5(&plan.0, code.as_str().as_bytes()))
    }
}

impl PeriodId {
    /// A regime has one period for a key, ever.
    #[must_use]
    pub fn of(regime: RegimeId, key: &PeriodKey) -> Self {
        Self(Uuid::new_v5(&regime.0, key.as_str().as_bytes()))
    }
}

impl ReportId {
    /// A unit reports once for a period, ever.
    #[must_use]
    pub fn of(period: PeriodId, unit: UnitId) -> Self {
        Self(Uuid::new_v5(&period.0, unit.0.as_bytes()))
    }
}

/// Under which the calendars of all years are named.
const CALENDARS: Uuid = Uuid::from_u128(0x019a_c7f2_6c00_7000_8000_0000_0000_0001);

impl CalendarId {
    /// A year has one calendar.
    #[must_use]
    pub fn of(year: i32) -> Self {
        Self(Uuid::new_v5(&CALENDARS, year.to_string().as_bytes()))
    }
}

/// A document that decided something (quyết định, thông báo, …).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// Số, ký hiệu, as printed.
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    pub issuer: UnitId,
}
