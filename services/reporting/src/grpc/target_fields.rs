//! What requests about targets say, as the domain says it.

use chassis::fields::{Fault, Fields};
use contracts::reporting::v1 as wire;

use super::definition_fields::{identifier, indicator_code};
use super::plan_fields::decision;
use crate::domain::target::{Aim, Command, Decimal, Period};
use crate::domain::{PlanId, UnitId};

const LINE: usize = 1_000;

const NOT_A_PERIOD: Fault = Fault::Other {
    reason: "NOT_A_PERIOD_KEY",
    english: "must be a year or a half of one, such as 2026 or 2026-H1",
    vietnamese: "phải là năm hoặc nửa năm, ví dụ 2026 hoặc 2026-H1",
};

const NOT_A_DECIMAL: Fault = Fault::Other {
    reason: "NOT_A_DECIMAL",
    english: "must be digits with at most four behind a point, such as 95.5",
    vietnamese: "phải là số viết bằng chữ số, tối đa bốn chữ số sau dấu chấm, ví dụ 95.5",
};

/// What a request aims at, which names the target.
pub(super) fn aim(
    fields: &mut Fields,
    plan_id: &str,
    said: Option<&wire::TargetAim>,
) -> Option<Aim> {
    let plan = fields.uuid("plan_id", plan_id);
    fields.message("aim", said, |fields, said| {
        let indicator = indicator_code(fields, &said.indicator_code);
        let identifier = identifier(fields, &said.identifier);
        let unit = fields.optional_uuid("unit_id", &said.unit_id);
        let period = period(fields, said);
        Some(Aim {
            plan: PlanId(plan?),
            indicator: indicator?,
            identifier: identifier?,
            unit: unit?.map(UnitId),
            period: period?,
        })
    })
}

fn period(fields: &mut Fields, said: &wire::TargetAim) -> Option<Period> {
    let of_calendar = optional_period(fields, &said.period_key);
    let of_calendar = fields.required("period_key", of_calendar);
    let from = fields.optional_date("period_from", &said.period_from);
    let to = fields.optional_date("period_to", &said.period_to);
    let Period { key, from: first, to: last } = of_calendar?;
    Some(Period { key, from: from?.unwrap_or(first), to: to?.unwrap_or(last) })
}

/// An empty one is `Some(None)`.
pub(super) fn optional_period(fields: &mut Fields, key: &str) -> Option<Option<Period>> {
    fields.optional("period_key", key, |key| Period::of_calendar(key).ok_or(NOT_A_PERIOD))
}

pub(super) fn set(
    fields: &mut Fields,
    request: &wire::SetTargetRequest,
    aim: Option<Aim>,
) -> Option<Command> {
    let value = value(fields, &request.value);
    let effective_on = fields.date("effective_on", &request.effective_on);
    let decision = fields.message("decision_ref", request.decision_ref.as_ref(), decision);
    let (value, effective_on) = (value?, effective_on?);
    Some(Command::Set { aim: aim?, value, effective_on, decision: decision? })
}

pub(super) fn revise(fields: &mut Fields, request: &wire::ReviseTargetRequest) -> Option<Command> {
    let value = value(fields, &request.value);
    let effective_on = fields.date("effective_on", &request.effective_on);
    let decision = fields.message("decision_ref", request.decision_ref.as_ref(), decision);
    let reason = fields.text("reason", &request.reason, LINE);
    let (value, effective_on) = (value?, effective_on?);
    Some(Command::Revise { value, effective_on, decision: decision?, reason: reason? })
}

fn value(fields: &mut Fields, said: &str) -> Option<Decimal> {
    let read = fields.optional("value", said, |value| value.parse().map_err(|_| NOT_A_DECIMAL));
    fields.required("value", read)
}
