//! Events of units' reports as others may rely on them: how a report moves. What a draft says is the unit's
//! own until it is locked, and who acted stays in the ledger.

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::Published;

use super::as_said;
use crate::contract::unit_reports::each_id;
use crate::contract::{each, version};
use crate::domain::UnitId;
use crate::domain::unit_report::content::Objection;
use crate::domain::unit_report::{Act, Event, Obligation};

/// The contract's form of a report's event.
#[must_use]
pub fn unit_report(id: &str, event: &Event) -> Option<Published> {
    let report_id = id.to_owned();
    match event {
        Event::Expected { obligation } => {
            as_said("ReportExpected", &expected(report_id, obligation))
        }
        Event::TakenFromPaper { act, .. } => {
            let occurred_on = act.on.to_string();
            as_said("ReportTakenFromPaper", &wire::ReportTakenFromPaper { report_id, occurred_on })
        }
        Event::Started { prefill, act } => {
            let (occurred_on, as_of) = (act.on.to_string(), prefill.as_of.to_string());
            as_said("ReportStarted", &wire::ReportStarted { report_id, occurred_on, as_of })
        }
        Event::Submitted { version, late, sha256, missing, act } => {
            as_said("ReportSubmitted", &submitted(report_id, *version, *late, sha256, missing, act))
        }
        Event::Recalled { act } => {
            let occurred_on = act.on.to_string();
            as_said("ReportRecalled", &wire::ReportRecalled { report_id, occurred_on })
        }
        Event::ReviewBegun { level, act } => {
            let (occurred_on, level) = (act.on.to_string(), version(*level));
            as_said("ReportReviewBegun", &wire::ReportReviewBegun { report_id, occurred_on, level })
        }
        Event::Returned { level, objections, due_on, act } => {
            as_said("ReportReturned", &returned(report_id, *level, objections, *due_on, act))
        }
        Event::Approved { level, sha256, act } => {
            let (occurred_on, level) = (act.on.to_string(), version(*level));
            let sha256 = sha256.clone();
            let said = wire::ReportApproved { report_id, occurred_on, level, sha256 };
            as_said("ReportApproved", &said)
        }
        Event::ApprovalRevoked { level, reason, act } => {
            let (occurred_on, level) = (act.on.to_string(), version(*level));
            let reason = reason.clone();
            let said = wire::ReportApprovalRevoked { report_id, occurred_on, level, reason };
            as_said("ReportApprovalRevoked", &said)
        }
        Event::Locked { version: number, sha256, on } => {
            let (occurred_on, version) = (on.to_string(), version(*number));
            let sha256 = sha256.clone();
            let said = wire::ReportLocked { report_id, occurred_on, version, sha256 };
            as_said("ReportLocked", &said)
        }
        Event::NotReceived { on } => {
            let occurred_on = on.to_string();
            as_said("ReportNotReceived", &wire::ReportNotReceived { report_id, occurred_on })
        }
        Event::CorrectionOpened { version: number, reason, act } => {
            let (occurred_on, version) = (act.on.to_string(), version(*number));
            let reason = reason.clone();
            let said = wire::ReportCorrectionOpened { report_id, occurred_on, version, reason };
            as_said("ReportCorrectionOpened", &said)
        }
        Event::Excused { reason, act } => {
            let (occurred_on, reason) = (act.on.to_string(), reason.clone());
            as_said("ReportExcused", &wire::ReportExcused { report_id, occurred_on, reason })
        }
        // That it goes on after the lock, and until when it is open, follows from the period's events.
        Event::SectionSaved { .. }
        | Event::PrefillRefreshed { .. }
        | Event::Commented { .. }
        | Event::Adjusted { .. }
        | Event::AdjustmentWithdrawn { .. }
        | Event::Overtaken { .. }
        | Event::Reopened { .. } => None,
    }
}

fn expected(report_id: String, obligation: &Obligation) -> wire::ReportExpected {
    wire::ReportExpected {
        report_id,
        occurred_on: obligation.expected_on.to_string(),
        period_id: obligation.period.to_string(),
        plan_id: obligation.plan.to_string(),
        regime_code: obligation.regime.to_string(),
        key: obligation.key.to_string(),
        unit_id: obligation.unit.to_string(),
        level: version(obligation.level),
        due_on: obligation.due_on.to_string(),
        receivers: each(&obligation.route),
        on_paper: obligation.on_paper,
    }
}

fn submitted(
    report_id: String,
    number: u32,
    late: bool,
    sha256: &str,
    missing: &[UnitId],
    act: &Act,
) -> wire::ReportSubmitted {
    wire::ReportSubmitted {
        report_id,
        occurred_on: act.on.to_string(),
        version: version(number),
        late,
        sha256: sha256.to_owned(),
        missing_unit_ids: each_id(missing),
    }
}

fn returned(
    report_id: String,
    level: u32,
    objections: &[Objection],
    due_on: NaiveDate,
    act: &Act,
) -> wire::ReportReturned {
    wire::ReportReturned {
        report_id,
        occurred_on: act.on.to_string(),
        level: version(level),
        objections: each(objections),
        due_on: due_on.to_string(),
    }
}
