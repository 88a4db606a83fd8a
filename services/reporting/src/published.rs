//! What others may rely on: own event to contract event. All of reporting's events are of use to others,
//! but not all of what they say: a document's signature and preamble stay here.

mod periods;
mod records;
mod unit_reports;

use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use ledger::Published;
use prost::Message;

use crate::contract::{date, decision, each, version};
use crate::domain::plan::document::{Assignment, Document, Responsibility, Section};
use crate::domain::{DecisionRef, ItemCode, indicator, plan};
pub use periods::{calendar, period, regime};

pub use records::{record, target};
pub use unit_reports::unit_report;

fn as_said(event_type: &'static str, event: &impl Message) -> Option<Published> {
    Some(Published { event_type, bytes: event.encode_to_vec().into() })
}

/// The contract's form of a plan's event.
#[must_use]
pub fn plan(id: &str, event: &plan::Event) -> Option<Published> {
    use plan::Event;
    let plan_id = id.to_owned();
    match event {
        Event::Issued { document, effective_on, sections } => {
            as_said("PlanIssued", &issued(plan_id, document, *effective_on, sections))
        }
        Event::Amended { version: number, effective_on, decision: decided, added_sections } => {
            let occurred_on = effective_on.to_string();
            let (version, decision_ref) = (version(*number), decision(Some(decided)));
            let added_sections = each(added_sections);
            let said =
                wire::PlanAmended { plan_id, occurred_on, version, decision_ref, added_sections };
            as_said("PlanAmended", &said)
        }
        Event::ItemDefined { version: number, effective_on, item } => {
            let (occurred_on, version) = (effective_on.to_string(), version(*number));
            let item = Some(item.into());
            let said = wire::PlanItemDefined { plan_id, occurred_on, version, item };
            as_said("PlanItemDefined", &said)
        }
        Event::ItemReplaced { version: number, effective_on, item } => {
            let (occurred_on, version) = (effective_on.to_string(), version(*number));
            let item = Some(item.into());
            let said = wire::PlanItemReplaced { plan_id, occurred_on, version, item };
            as_said("PlanItemReplaced", &said)
        }
        Event::ItemWithdrawn { version: number, effective_on, code } => {
            let (occurred_on, version) = (effective_on.to_string(), version(*number));
            let item_code = code.to_string();
            let said = wire::PlanItemWithdrawn { plan_id, occurred_on, version, item_code };
            as_said("PlanItemWithdrawn", &said)
        }
        Event::ResponsibilityAssigned { item, responsibility, decision } => {
            let said = assigned(plan_id, item, responsibility, decision.as_ref());
            as_said("ResponsibilityAssigned", &said)
        }
        Event::ResponsibilityEnded { assignment, ended_on, decision, reason: _ } => {
            let said = ended(plan_id, assignment, *ended_on, decision.as_ref());
            as_said("ResponsibilityEnded", &said)
        }
        Event::ReviewOpened { kind, opened_on, decision: decided } => {
            let (occurred_on, decision_ref) = (opened_on.to_string(), decision(decided.as_ref()));
            let kind = wire::PlanReviewKind::from(*kind).into();
            let said = wire::PlanReviewOpened { plan_id, occurred_on, kind, decision_ref };
            as_said("PlanReviewOpened", &said)
        }
        Event::ReviewClosed { kind, closed_on } => {
            let (occurred_on, kind) = (closed_on.to_string(), wire::PlanReviewKind::from(*kind));
            let said = wire::PlanReviewClosed { plan_id, occurred_on, kind: kind.into() };
            as_said("PlanReviewClosed", &said)
        }
        Event::Concluded { concluded_on, decision: decided } => {
            let (occurred_on, decision_ref) = (concluded_on.to_string(), decision(Some(decided)));
            as_said("PlanConcluded", &wire::PlanConcluded { plan_id, occurred_on, decision_ref })
        }
        Event::Superseded { successor, superseded_on } => {
            let (occurred_on, successor) = (superseded_on.to_string(), successor.to_string());
            let said = wire::PlanSuperseded { plan_id, occurred_on, successor_plan_id: successor };
            as_said("PlanSuperseded", &said)
        }
    }
}

fn issued(
    plan_id: String,
    document: &Document,
    effective_on: NaiveDate,
    sections: &[Section],
) -> wire::PlanIssued {
    wire::PlanIssued {
        plan_id,
        occurred_on: effective_on.to_string(),
        document_type: document.document_type.clone(),
        subject_line: document.subject_line.clone(),
        number_symbol: document.number_symbol.clone().unwrap_or_default(),
        issued_on: date(document.issued_on),
        issuer_unit_id: document.issuer.to_string(),
        base_documents: each(&document.base_documents),
        recipients: each(&document.recipients),
        sections: each(sections),
    }
}

fn assigned(
    plan_id: String,
    item: &ItemCode,
    responsibility: &Responsibility,
    decided: Option<&DecisionRef>,
) -> wire::ResponsibilityAssigned {
    wire::ResponsibilityAssigned {
        plan_id,
        occurred_on: responsibility.valid_from.to_string(),
        item_code: item.to_string(),
        responsibility: Some(responsibility.into()),
        decision_ref: decision(decided),
    }
}

fn ended(
    plan_id: String,
    assignment: &Assignment,
    ended_on: NaiveDate,
    decided: Option<&DecisionRef>,
) -> wire::ResponsibilityEnded {
    wire::ResponsibilityEnded {
        plan_id,
        occurred_on: ended_on.to_string(),
        item_code: assignment.item.to_string(),
        bearer: Some((&assignment.bearer).into()),
        role: wire::ResponsibilityRole::from(assignment.role).into(),
        valid_from: assignment.valid_from.to_string(),
        decision_ref: decision(decided),
    }
}

/// The contract's form of an indicator's event.
#[must_use]
pub fn indicator(id: &str, event: &indicator::Event) -> Option<Published> {
    use indicator::Event;
    let indicator_id = id.to_owned();
    match event {
        Event::Published { plan, code, definition, valid_from, decision: decided } => {
            let said = wire::IndicatorPublished {
                plan_id: plan.to_string(),
                occurred_on: valid_from.to_string(),
                indicator_id,
                code: code.to_string(),
                item_code: code.item().to_string(),
                formula_version: 1,
                definition: Some(definition.into()),
                decision_ref: decision(decided.as_ref()),
            };
            as_said("IndicatorPublished", &said)
        }
        Event::Revised {
            plan,
            code,
            formula_version,
            definition,
            valid_from,
            decision: decided,
            reason,
        } => {
            let said = wire::IndicatorRevised {
                plan_id: plan.to_string(),
                occurred_on: valid_from.to_string(),
                indicator_id,
                code: code.to_string(),
                item_code: code.item().to_string(),
                formula_version: version(*formula_version),
                definition: Some(definition.into()),
                decision_ref: decision(decided.as_ref()),
                reason: reason.clone(),
            };
            as_said("IndicatorRevised", &said)
        }
        Event::Retired { plan, code, retired_on, decision: decided, reason } => {
            let said = wire::IndicatorRetired {
                plan_id: plan.to_string(),
                occurred_on: retired_on.to_string(),
                indicator_id,
                code: code.to_string(),
                decision_ref: decision(decided.as_ref()),
                reason: reason.clone(),
            };
            as_said("IndicatorRetired", &said)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use prost_types::FileDescriptorSet;

    use super::*;

    fn golden<E: serde::de::DeserializeOwned>(lines: &str) -> Vec<E> {
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn all() -> Vec<Published> {
        let plans = golden(include_str!("domain/plan/golden.jsonl"));
        let indicators = golden(include_str!("domain/indicator/golden.jsonl"));
        let calendars = golden(include_str!("domain/calendar/golden.jsonl"));
        let regimes = golden(include_str!("domain/regime/golden.jsonl"));
        let periods = golden(include_str!("domain/period/golden.jsonl"));
        let records = golden(include_str!("domain/record/golden.jsonl"));
        let targets = golden(include_str!("domain/target/golden.jsonl"));
        let reports = golden(include_str!("domain/unit_report/golden.jsonl"));
        let plans = plans.iter().filter_map(|event| plan("p", event));
        plans
            .chain(indicators.iter().filter_map(|event| indicator("i", event)))
            .chain(calendars.iter().filter_map(|event| calendar("c", event)))
            .chain(regimes.iter().filter_map(|event| regime("r", event)))
            .chain(periods.iter().filter_map(|event| period("p", event)))
            .chain(records.iter().filter_map(|event| record("r", event)))
            .chain(targets.iter().filter_map(|event| target("t", event)))
            .chain(reports.iter().filter_map(|event| unit_report("u", event)))
            .collect()
    }

    #[test]
    fn what_is_published_is_what_the_contract_lists() {
        let contract = FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
        let files = contract.file.iter().filter(|file| {
            file.package() == "hoitu.reporting.v1" && file.name().ends_with("events.proto")
        });
        let listed: BTreeSet<_> = files.flat_map(|f| &f.message_type).map(|m| m.name()).collect();
        let published = all();
        assert_eq!(published.iter().map(|p| p.event_type).collect::<BTreeSet<_>>(), listed);
    }

    #[test]
    fn a_signature_and_a_preamble_are_not_published() {
        for published in all() {
            let said = String::from_utf8_lossy(&published.bytes).into_owned();
            assert!(!said.contains("Nguyễn Văn A"), "{}", published.event_type);
            assert!(!said.contains("Căn cứ kết luận"), "{}", published.event_type);
        }
    }

    #[test]
    fn who_filed_and_who_judged_is_not_published() {
        for published in all() {
            let said = String::from_utf8_lossy(&published.bytes).into_owned();
            assert!(!said.contains("officer-"), "{}", published.event_type);
        }
    }

    #[test]
    fn an_item_is_published_word_for_word() {
        let text = "Đẩy mạnh tuyên truyền, vận động thành lập các hội chuyên ngành.";
        let defined = all().into_iter().find(|p| p.event_type == "PlanItemDefined").unwrap();
        let defined = wire::PlanItemDefined::decode(defined.bytes).unwrap();
        assert_eq!(defined.plan_id, "p");
        assert_eq!(defined.occurred_on, "2021-06-11");
        assert_eq!(defined.item.unwrap().text, text);
    }
}
