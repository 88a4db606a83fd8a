//! Calendars, regimes and periods: all that they say is of use to others.

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::Published;

use super::as_said;
use crate::contract::{decision, each, levels, version};
use crate::domain::{calendar, period, regime};

/// The contract's form of a calendar's event.
#[must_use]
pub fn calendar(_: &str, event: &calendar::Event) -> Option<Published> {
    use calendar::Event;
    match event {
        Event::Declared { year, days, decision: decided } => {
            let (occurred_on, decision_ref) = (first_day(*year), decision(decided.as_ref()));
            let days = each(days);
            let said = wire::CalendarDeclared { year: *year, occurred_on, days, decision_ref };
            as_said("CalendarDeclared", &said)
        }
        Event::Revised { year, version: number, days, decision: decided, reason } => {
            let said = wire::CalendarRevised {
                year: *year,
                occurred_on: first_day(*year),
                version: version(*number),
                days: each(days),
                decision_ref: decision(decided.as_ref()),
                reason: reason.clone(),
            };
            as_said("CalendarRevised", &said)
        }
    }
}

fn first_day(year: i32) -> String {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().to_string()
}

/// The contract's form of a regime's event.
#[must_use]
pub fn regime(id: &str, event: &regime::Event) -> Option<Published> {
    use regime::Event;
    let regime_id = id.to_owned();
    match event {
        Event::Issued { plan, code, terms, valid_from, decision: decided } => {
            let said = wire::ReportingRegimeIssued {
                plan_id: plan.to_string(),
                occurred_on: valid_from.to_string(),
                regime_id,
                code: code.to_string(),
                terms: Some(terms.into()),
                decision_ref: decision(decided.as_ref()),
            };
            as_said("ReportingRegimeIssued", &said)
        }
        Event::Revised {
            plan,
            code,
            version: number,
            terms,
            valid_from,
            decision: decided,
            reason,
        } => {
            let said = wire::ReportingRegimeRevised {
                plan_id: plan.to_string(),
                occurred_on: valid_from.to_string(),
                regime_id,
                code: code.to_string(),
                version: version(*number),
                terms: Some(terms.into()),
                decision_ref: decision(decided.as_ref()),
                reason: reason.clone(),
            };
            as_said("ReportingRegimeRevised", &said)
        }
        Event::Ended { plan, code, ended_on, decision: decided, reason } => {
            let said = wire::ReportingRegimeEnded {
                plan_id: plan.to_string(),
                occurred_on: ended_on.to_string(),
                regime_id,
                code: code.to_string(),
                decision_ref: decision(decided.as_ref()),
                reason: reason.clone(),
            };
            as_said("ReportingRegimeEnded", &said)
        }
    }
}

/// The contract's form of a period's event.
#[must_use]
pub fn period(id: &str, event: &period::Event) -> Option<Published> {
    use period::Event;
    let period_id = id.to_owned();
    match event {
        Event::Planned { plan, regime, regime_version, key, schedule } => {
            let said = wire::ReportPeriodPlanned {
                period_id,
                occurred_on: schedule.window.first.to_string(),
                plan_id: plan.to_string(),
                regime_code: regime.to_string(),
                regime_version: version(*regime_version),
                key: key.to_string(),
                window: Some((&schedule.window).into()),
                levels: levels(schedule),
                open_until: schedule.open_until.to_string(),
            };
            as_said("ReportPeriodPlanned", &said)
        }
        Event::Opened { opened_on, manner, expected, known_to } => {
            let said = wire::ReportPeriodOpened {
                period_id,
                occurred_on: opened_on.to_string(),
                expected: each(expected),
                known_to: each(known_to),
                on_paper: manner.on_paper,
                illustrative: manner.illustrative,
            };
            as_said("ReportPeriodOpened", &said)
        }
        Event::CutOff { on, known_to } => {
            let (occurred_on, known_to) = (on.to_string(), each(known_to));
            let said = wire::ReportPeriodCutOff { period_id, occurred_on, known_to };
            as_said("ReportPeriodCutOff", &said)
        }
        Event::FellDue { level, on } => {
            let (occurred_on, level) = (on.to_string(), version(*level));
            as_said("ReportDue", &wire::ReportDue { period_id, occurred_on, level })
        }
        Event::Locked { on } => {
            let occurred_on = on.to_string();
            as_said("ReportPeriodLocked", &wire::ReportPeriodLocked { period_id, occurred_on })
        }
        Event::ExceptionGranted { unit, granted_on, until, decision: decided, reason } => {
            let said = wire::LockExceptionGranted {
                period_id,
                occurred_on: granted_on.to_string(),
                unit_id: unit.to_string(),
                until: until.to_string(),
                decision_ref: decision(decided.as_ref()),
                reason: reason.clone(),
            };
            as_said("LockExceptionGranted", &said)
        }
        Event::ExceptionEnded { unit, on } => {
            let (occurred_on, unit_id) = (on.to_string(), unit.to_string());
            let said = wire::LockExceptionEnded { period_id, occurred_on, unit_id };
            as_said("LockExceptionEnded", &said)
        }
    }
}
