//! How requests about units' reports name them.

use chassis::fields::Fields;

use super::periods::named;
use crate::domain::{PeriodId, ReportId, UnitId};

/// How a request names a report.
pub(super) struct Named<'r> {
    pub(super) plan_id: &'r str,
    pub(super) regime_code: &'r str,
    pub(super) key: &'r str,
    pub(super) unit_id: &'r str,
}

macro_rules! named_in {
    ($request:expr) => {
        Named {
            plan_id: &$request.plan_id,
            regime_code: &$request.regime_code,
            key: &$request.key,
            unit_id: &$request.unit_id,
        }
    };
}

impl Named<'_> {
    pub(super) fn id(&self, fields: &mut Fields) -> Option<ReportId> {
        self.of(fields).as_ref().map(Of::report)
    }

    pub(super) fn of(&self, fields: &mut Fields) -> Option<Of> {
        let period = named(fields, self.plan_id, self.regime_code, self.key);
        let unit = fields.uuid("unit_id", self.unit_id).map(UnitId);
        Some(Of { period: period?.id(), unit: unit? })
    }
}

/// Of whom a report is, and for what.
pub(super) struct Of {
    pub(super) period: PeriodId,
    pub(super) unit: UnitId,
}

impl Of {
    pub(super) fn report(&self) -> ReportId {
        ReportId::of(self.period, self.unit)
    }
}

pub(super) use named_in;
