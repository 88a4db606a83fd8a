//! The plan as one command, an indicator each as one, and each part that passed to another as two.

use std::collections::HashMap;

use chrono::NaiveDate;
use contracts::reporting::v1 as proto;

use super::command::{Command, Kind};
use super::phases::Phase;
use super::units;
use crate::data::{
    Bearer, Decision, Document, GroupCode, Identified, Indicator, Item, Part, Reassignment,
    Recipient, Responsibility, ReviewedFiles, UnitCode, stable_id,
};

/// Why a unit's part ended.
const ENDED_BECAUSE: &str = "Đơn vị kết thúc; nhiệm vụ chuyển theo chức năng";

pub fn phases(files: &ReviewedFiles) -> Vec<Phase> {
    let indicators = files.indicators.iter().map(|indicator| vec![publish(files, indicator)]);
    vec![
        Phase::of(vec![vec![issue(files)]]),
        Phase::of(indicators.collect()),
        Phase::of(vec![reassign(files)]),
    ]
}

/// Each part that passes on ends with the one, and begins with the other.
fn reassign(files: &ReviewedFiles) -> Vec<Command> {
    let document = &files.plan.document;
    let mut since = HashMap::new();
    let mut lane = Vec::new();
    for row in &files.reassignments {
        for part in &row.parts {
            let role = i32::from(part.role);
            let had = since.remove(&(&part.item, role, &row.from));
            since.insert((&part.item, role, &row.to), row.on);
            lane.push(end(document, row, part, had.unwrap_or(document.effective_on)));
            lane.push(assign(document, row, part));
        }
    }
    lane
}

fn end(document: &Document, row: &Reassignment, part: &Part, since: NaiveDate) -> Command {
    let request = proto::EndResponsibilityRequest {
        plan_id: plan_id(document),
        item_code: part.item.to_string(),
        bearer: Some(unit(&row.from)),
        role: part.role.into(),
        valid_from: since.to_string(),
        ended_on: row.on.to_string(),
        decision_ref: row.decision_ref.as_ref().map(decision),
        reason: ENDED_BECAUSE.to_owned(),
        ..Default::default()
    };
    let role = part.role.as_str_name();
    passing(document, row, &format!("{} {role} of {} ended", part.item, row.from), &request)
}

fn assign(document: &Document, row: &Reassignment, part: &Part) -> Command {
    let request = proto::AssignResponsibilityRequest {
        plan_id: plan_id(document),
        item_code: part.item.to_string(),
        responsibility: Some(proto::Responsibility {
            bearer: Some(unit(&row.to)),
            role: part.role.into(),
            basis: row.basis.into(),
            valid_from: row.on.to_string(),
            note: row.note.clone(),
            ..Default::default()
        }),
        decision_ref: row.decision_ref.as_ref().map(decision),
        ..Default::default()
    };
    let role = part.role.as_str_name();
    passing(document, row, &format!("{} {role} of {} assigned", part.item, row.to), &request)
}

fn passing(
    document: &Document,
    row: &Reassignment,
    asks: &str,
    request: &impl contracts::CommandRequest,
) -> Command {
    let resource = format!("plan {}", document.code);
    Command::new(Kind::Reassignment, resource, &format!("{asks} on {}", row.on), row.on, request)
}

fn issue(files: &ReviewedFiles) -> Command {
    let document = &files.plan.document;
    let section = |section: &crate::data::Section| proto::PlanSection {
        code: section.code.to_string(),
        heading: section.heading.clone(),
    };
    let request = proto::IssuePlanRequest {
        plan_id: plan_id(document),
        document: Some(plan_document(files)),
        effective_on: document.effective_on.to_string(),
        sections: files.plan.sections.iter().map(section).collect(),
        items: files.plan.items.iter().map(|one| item(files, one)).collect(),
        ..Default::default()
    };
    let resource = format!("plan {}", document.code);
    Command::new(Kind::Plan, resource, "issued", document.effective_on, &request)
}

fn publish(files: &ReviewedFiles, indicator: &Indicator) -> Command {
    let document = &files.plan.document;
    let measure = |measure: &crate::data::Measure| proto::Measure {
        identifier: measure.identifier.clone(),
        kind: measure.kind.into(),
        unit_of_measure: measure.unit_of_measure.clone(),
    };
    let feed = |feed: &crate::data::Feed| proto::Feed {
        kind: feed.kind.into(),
        name: feed.name.clone(),
        detail: feed.detail.clone().unwrap_or_default(),
    };
    let request = proto::PublishIndicatorRequest {
        plan_id: plan_id(document),
        code: indicator.code.to_string(),
        definition: Some(proto::IndicatorDefinition {
            name: indicator.name.clone(),
            measures: indicator.measures.iter().map(measure).collect(),
            source: indicator.source.into(),
            nature: indicator.nature.into(),
            formula: indicator.formula.clone(),
            feeds: indicator.feeds.iter().map(feed).collect(),
            evidence: indicator.evidence.clone().unwrap_or_default(),
            dedupe_key: indicator.dedupe_key.clone().unwrap_or_default(),
            remark: indicator.remark.clone().unwrap_or_default(),
        }),
        valid_from: document.effective_on.to_string(),
        ..Default::default()
    };
    let resource = format!("indicator {} of {}", indicator.code, document.code);
    Command::new(Kind::Indicator, resource, "published", document.effective_on, &request)
}

fn plan_document(files: &ReviewedFiles) -> proto::PlanDocument {
    let document = &files.plan.document;
    let base = |base: &crate::data::BaseDocument| proto::BaseDocument {
        relation: base.relation.into(),
        number_symbol: base.number.clone(),
        document_type: base.document_type.clone(),
        issuer_name: base.issued_by.clone(),
        issued_on: base.issued_on.to_string(),
    };
    proto::PlanDocument {
        document_type: document.document_type.clone(),
        subject_line: document.subject_line.clone(),
        number_symbol: document.number.clone().unwrap_or_default(),
        issued_on: document.issued_on.map(|day| day.to_string()).unwrap_or_default(),
        issuer_unit_id: units::id(&document.issuer),
        signer: document.signed_by.clone(),
        preamble: files.plan.preamble.clone(),
        base_documents: document.carries_out.iter().map(base).collect(),
        recipients: document.recipients.iter().map(|one| recipient(files, one)).collect(),
    }
}

fn recipient(files: &ReviewedFiles, recipient: &Recipient) -> proto::Recipient {
    let units = recipient.units.iter().map(unit);
    let groups = recipient.groups.iter().map(|code| group(files, code));
    proto::Recipient {
        text: recipient.text.clone(),
        purpose: recipient.purpose.into(),
        purpose_basis: recipient.purpose_basis.into(),
        bearers: units.chain(groups).collect(),
    }
}

fn item(files: &ReviewedFiles, item: &Item) -> proto::IssuedItem {
    proto::IssuedItem {
        item: Some(proto::ItemText {
            code: item.code.to_string(),
            kind: item.kind.into(),
            short_title: item.short_title.clone(),
            text: item.text.clone(),
        }),
        responsibilities: item
            .responsibilities
            .iter()
            .map(|part| responsibility(files, part))
            .collect(),
    }
}

fn responsibility(files: &ReviewedFiles, part: &Responsibility) -> proto::Responsibility {
    proto::Responsibility {
        bearer: Some(match &part.bearer {
            Bearer::Unit(code) => unit(code),
            Bearer::Group(code) => group(files, code),
        }),
        role: part.role.into(),
        basis: part.basis.into(),
        note: part.note.clone().unwrap_or_default(),
        ..Default::default()
    }
}

fn unit(code: &UnitCode) -> proto::Bearer {
    proto::Bearer { bearer: Some(proto::bearer::Bearer::UnitId(units::id(code))) }
}

/// By its name in the plan's words; the data file's own tests hold that every group is there.
fn group(files: &ReviewedFiles, code: &GroupCode) -> proto::Bearer {
    let name =
        files.find_group(code).map_or_else(|| code.to_string(), |group| group.name_vi.clone());
    proto::Bearer { bearer: Some(proto::bearer::Bearer::GroupName(name)) }
}

pub fn decision(decision: &Decision) -> proto::DecisionRef {
    proto::DecisionRef {
        number_symbol: decision.number_symbol.clone(),
        issued_on: decision.issued_on.to_string(),
        issuer_unit_id: units::id(&decision.issuer),
    }
}

pub fn plan_id(document: &Document) -> String {
    stable_id(Identified::Plan, document.code.as_str()).to_string()
}
