//! What reporting publishes, and what of it the plan is made of.

mod records;

use contracts::reporting::v1 as contract;

use super::{Heard, NotUnderstood, Told, day, events, heard, id, optional_day, optional_id};
use crate::domain::facts::{Document, PlanId, UnitId};
use crate::domain::plan::{
    Bearer, DutyBasis, DutyChange, DutyPart, DutyRole, DutyStated, Indicator, IndicatorSource,
    IndicatorStated, Item, ItemKind, ItemStated, Nature, PlanEnded, PlanIssued, Quantity,
};
use crate::domain::record::Outcome;

// Silent are: an amendment, whose items are told by events of their own; the course of a review; files of
// evidence, of which the records tell that rest on them; and when is reported, which no figure depends on.
events! { facts_of:
    PlanIssued PlanItemDefined PlanItemReplaced PlanItemWithdrawn PlanConcluded PlanSuperseded
    ResponsibilityAssigned ResponsibilityEnded
    IndicatorPublished IndicatorRevised IndicatorRetired
    EvidencedRecordFiled EvidencedRecordVerified EvidencedRecordRejected EvidencedRecordRetracted
    TargetSet TargetRevised;
    silent:
    PlanAmended PlanReviewOpened PlanReviewClosed
    CalendarDeclared CalendarRevised
    ReportingRegimeIssued ReportingRegimeRevised ReportingRegimeEnded
    ReportPeriodPlanned ReportPeriodOpened ReportPeriodCutOff ReportDue ReportPeriodLocked
    LockExceptionGranted LockExceptionEnded
    ReportExpected ReportStarted ReportSubmitted ReportRecalled ReportReviewBegun ReportReturned
    ReportApproved ReportApprovalRevoked ReportLocked ReportNotReceived ReportCorrectionOpened
    ReportExcused ReportTakenFromPaper
    EvidenceStored EvidenceWithdrawn
}

fn facts_of(event: Event) -> Result<Heard, NotUnderstood> {
    match event {
        Event::PlanIssued(e) => issued(e),
        Event::PlanItemDefined(e) => item(&e.plan_id, e.item, &e.occurred_on),
        Event::PlanItemReplaced(e) => item(&e.plan_id, e.item, &e.occurred_on),
        Event::PlanItemWithdrawn(e) => {
            let withdrawn = ItemStated { plan: plan(&e.plan_id)?, code: e.item_code, item: None };
            heard(&e.occurred_on, None, [Told::ItemStated(withdrawn)])
        }
        Event::PlanConcluded(e) => {
            let ended = PlanEnded { plan: plan(&e.plan_id)? };
            heard(&e.occurred_on, decision(e.decision_ref)?, [Told::PlanEnded(ended)])
        }
        Event::PlanSuperseded(e) => {
            let ended = PlanEnded { plan: plan(&e.plan_id)? };
            heard(&e.occurred_on, None, [Told::PlanEnded(ended)])
        }

        Event::ResponsibilityAssigned(e) => {
            let duty = e.responsibility.ok_or(NotUnderstood::Field { field: "responsibility" })?;
            let (role, basis) = (role(duty.role())?, basis(duty.basis())?);
            let bearer = bearer(duty.bearer)?;
            let part = DutyPart { plan: plan(&e.plan_id)?, item: e.item_code, role, bearer };
            let valid_to = optional_day("responsibility.valid_to", &duty.valid_to)?;
            let valid_from = day("responsibility.valid_from", &duty.valid_from)?;
            let change = DutyChange::Assigned { basis, valid_to };
            let told = Told::DutyStated(DutyStated { part, valid_from, change });
            heard(&e.occurred_on, decision(e.decision_ref)?, [told])
        }
        Event::ResponsibilityEnded(e) => {
            let role = role(e.role())?;
            let bearer = bearer(e.bearer)?;
            let part = DutyPart { plan: plan(&e.plan_id)?, item: e.item_code, role, bearer };
            let valid_from = day("valid_from", &e.valid_from)?;
            let told = DutyStated { part, valid_from, change: DutyChange::Ended };
            heard(&e.occurred_on, decision(e.decision_ref)?, [Told::DutyStated(told)])
        }

        Event::IndicatorPublished(e) => {
            let meant = indicator(e.item_code, e.formula_version, e.definition)?;
            let told =
                IndicatorStated { plan: plan(&e.plan_id)?, code: e.code, indicator: Some(meant) };
            heard(&e.occurred_on, decision(e.decision_ref)?, [Told::IndicatorStated(told)])
        }
        Event::IndicatorRevised(e) => {
            let meant = indicator(e.item_code, e.formula_version, e.definition)?;
            let told =
                IndicatorStated { plan: plan(&e.plan_id)?, code: e.code, indicator: Some(meant) };
            heard(&e.occurred_on, decision(e.decision_ref)?, [Told::IndicatorStated(told)])
        }
        Event::IndicatorRetired(e) => {
            let told = IndicatorStated { plan: plan(&e.plan_id)?, code: e.code, indicator: None };
            heard(&e.occurred_on, decision(e.decision_ref)?, [Told::IndicatorStated(told)])
        }

        Event::EvidencedRecordFiled(e) => records::filed(e),
        Event::EvidencedRecordVerified(e) => {
            records::judged(&e.record_id, Outcome::Verified, &e.occurred_on)
        }
        Event::EvidencedRecordRejected(e) => {
            records::judged(&e.record_id, Outcome::Rejected, &e.occurred_on)
        }
        Event::EvidencedRecordRetracted(e) => {
            records::judged(&e.record_id, Outcome::Retracted, &e.occurred_on)
        }

        Event::TargetSet(e) => {
            let told = records::target(&e.plan_id, e.aim, 1, &e.value)?;
            heard(&e.occurred_on, decision(e.decision_ref)?, [told])
        }
        Event::TargetRevised(e) => {
            let told = records::target(&e.plan_id, e.aim, e.version, &e.value)?;
            heard(&e.occurred_on, decision(e.decision_ref)?, [told])
        }
    }
}

fn plan(text: &str) -> Result<PlanId, NotUnderstood> {
    id("plan_id", text).map(PlanId)
}

fn issued(e: contract::PlanIssued) -> Result<Heard, NotUnderstood> {
    let issued_on = optional_day("issued_on", &e.issued_on)?;
    let document = Document {
        number_symbol: e.number_symbol.clone(),
        issued_on,
        issuer: optional_id("issuer_unit_id", &e.issuer_unit_id)?,
        file_sha256: None,
    };
    let told = PlanIssued {
        plan: plan(&e.plan_id)?,
        title: format!("{} {}", e.document_type, e.subject_line).trim().to_owned(),
        number_symbol: e.number_symbol,
        issued_on,
    };
    heard(&e.occurred_on, Some(document), [Told::PlanIssued(told)])
}

fn item(
    plan_id: &str,
    text: Option<contract::ItemText>,
    occurred_on: &str,
) -> Result<Heard, NotUnderstood> {
    let text = text.ok_or(NotUnderstood::Field { field: "item" })?;
    let kind = match text.kind() {
        contract::ItemKind::Goal => ItemKind::Goal,
        contract::ItemKind::Task => ItemKind::Task,
        contract::ItemKind::Duty => ItemKind::Duty,
        contract::ItemKind::Unspecified => return Err(NotUnderstood::Field { field: "item.kind" }),
    };
    let item = Some(Item { kind, short_title: text.short_title });
    let told = ItemStated { plan: plan(plan_id)?, code: text.code, item };
    heard(occurred_on, None, [Told::ItemStated(told)])
}

fn indicator(
    item: String,
    formula_version: i32,
    definition: Option<contract::IndicatorDefinition>,
) -> Result<Indicator, NotUnderstood> {
    let definition = definition.ok_or(NotUnderstood::Field { field: "definition" })?;
    let source = match definition.source() {
        contract::IndicatorSource::Automatic => IndicatorSource::Automatic,
        contract::IndicatorSource::Manual => IndicatorSource::Manual,
        contract::IndicatorSource::Hybrid => IndicatorSource::Hybrid,
        contract::IndicatorSource::RollUp => IndicatorSource::RollUp,
        contract::IndicatorSource::Unspecified => {
            return Err(NotUnderstood::Field { field: "definition.source" });
        }
    };
    let nature = match definition.nature() {
        contract::IndicatorNature::Stock => Nature::Stock,
        contract::IndicatorNature::Flow => Nature::Flow,
        contract::IndicatorNature::Derived => Nature::Derived,
        contract::IndicatorNature::Unspecified => {
            return Err(NotUnderstood::Field { field: "definition.nature" });
        }
    };
    let quantities = definition.measures.into_iter().map(|measure| Quantity {
        identifier: measure.identifier,
        unit_of_measure: measure.unit_of_measure,
    });
    let quantities: Vec<_> = quantities.collect();
    if quantities.is_empty() {
        return Err(NotUnderstood::Field { field: "definition.measures" });
    }
    let (name, formula) = (definition.name, definition.formula);
    Ok(Indicator { item, formula_version, name, source, nature, formula, quantities })
}

fn bearer(bearer: Option<contract::Bearer>) -> Result<Bearer, NotUnderstood> {
    use contract::bearer::Bearer as Published;
    match bearer.and_then(|bearer| bearer.bearer) {
        Some(Published::UnitId(unit)) => Ok(Bearer::Unit(UnitId(id("bearer.unit_id", &unit)?))),
        Some(Published::GroupName(name)) => Ok(Bearer::Group(name)),
        None => Err(NotUnderstood::Field { field: "bearer" }),
    }
}

fn role(role: contract::ResponsibilityRole) -> Result<DutyRole, NotUnderstood> {
    match role {
        contract::ResponsibilityRole::Lead => Ok(DutyRole::Lead),
        contract::ResponsibilityRole::Coordinate => Ok(DutyRole::Coordinate),
        contract::ResponsibilityRole::Receive => Ok(DutyRole::Receive),
        contract::ResponsibilityRole::Unspecified => Err(NotUnderstood::Field { field: "role" }),
    }
}

fn basis(basis: contract::Basis) -> Result<DutyBasis, NotUnderstood> {
    match basis {
        contract::Basis::Stated => Ok(DutyBasis::Stated),
        contract::Basis::Inferred => Ok(DutyBasis::Inferred),
        contract::Basis::AssignedLater => Ok(DutyBasis::AssignedLater),
        contract::Basis::Unspecified => Err(NotUnderstood::Field { field: "basis" }),
    }
}

fn decision(decision: Option<contract::DecisionRef>) -> Result<Option<Document>, NotUnderstood> {
    let Some(decision) = decision else { return Ok(None) };
    Ok(Some(Document {
        number_symbol: decision.number_symbol,
        issued_on: optional_day("decision_ref.issued_on", &decision.issued_on)?,
        issuer: optional_id("decision_ref.issuer_unit_id", &decision.issuer_unit_id)?,
        file_sha256: None,
    }))
}
