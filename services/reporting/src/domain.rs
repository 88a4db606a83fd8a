//! The ids and value objects that plans, indicators, records and targets share.

mod codes;
#[cfg(test)]
mod golden;
pub mod indicator;
pub mod plan;
pub mod record;
pub mod target;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use codes::{IndicatorCode, ItemCode, SectionCode};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids!(
    /// One plan; outlives its versions.
    PlanId,
    /// One indicator of one plan.
    IndicatorId,
    /// One evidenced record.
    RecordId,
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

/// A document that decided something (quyết định, thông báo, …).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// Số, ký hiệu, as printed.
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    pub issuer: UnitId,
}
