//! What requests about plans say, as the domain says it.

use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use contracts::reporting::v1::bearer::Bearer as SaidBearer;
use contracts::reporting::v1::plan_change::Change as SaidChange;

use crate::contract;
use crate::domain::plan::Command;
use crate::domain::plan::document::{
    Assignment, BaseDocument, Bearer, Change, Document, IssuedItem, Item, Recipient,
    Responsibility, ReviewKind, Section,
};
use crate::domain::{DecisionRef, ItemCode, SectionCode, UnitId};

const SYMBOL: usize = 100;
const NAME: usize = 300;
const LINE: usize = 1_000;
/// The longest item of the real plan has 788 characters.
const TEXT: usize = 20_000;

const SECTIONS: usize = 100;
const ITEMS: usize = 200;
/// Of one request, over all its items: each is an event.
const RESPONSIBILITIES: usize = 500;

const NOT_A_CODE: Fault = Fault::Other {
    reason: "NOT_A_CODE",
    english: "must be a code such as II.4.b",
    vietnamese: "phải là mã dạng II.4.b",
};

pub(super) fn issue(fields: &mut Fields, request: &wire::IssuePlanRequest) -> Option<Command> {
    let document = fields.message("document", request.document.as_ref(), document);
    let effective_on = fields.date("effective_on", &request.effective_on);
    let sections = fields.each("sections", &request.sections, SECTIONS, section);
    let items = fields
        .each("items", &request.items, ITEMS, |fields, item| issued(fields, item, effective_on));
    let parts = request.items.iter().map(|item| item.responsibilities.len()).sum();
    bounded(fields, "items.responsibilities", parts)?;
    let (effective_on, sections) = (effective_on?, sections?);
    Some(Command::Issue { document: document?, effective_on, sections, items: items? })
}

pub(super) fn amend(fields: &mut Fields, request: &wire::AmendPlanRequest) -> Option<Command> {
    let decision = fields.message("decision_ref", request.decision_ref.as_ref(), decision);
    let effective_on = fields.date("effective_on", &request.effective_on);
    let changes = fields.each("changes", &request.changes, ITEMS, |fields, said| {
        change(fields, said, effective_on)
    });
    let parts = request.changes.iter().map(|said| match &said.change {
        Some(SaidChange::AddItem(item)) => item.responsibilities.len(),
        Some(
            SaidChange::AddSection(_)
            | SaidChange::ReplaceItem(_)
            | SaidChange::WithdrawItemCode(_),
        )
        | None => 0,
    });
    bounded(fields, "changes.add_item.responsibilities", parts.sum())?;
    Some(Command::Amend { decision: decision?, effective_on: effective_on?, changes: changes? })
}

pub(super) fn assign(
    fields: &mut Fields,
    request: &wire::AssignResponsibilityRequest,
) -> Option<Command> {
    let item = item_code(fields, "item_code", &request.item_code);
    let said = request.responsibility.as_ref();
    let responsibility = fields.message("responsibility", said, |fields, said| {
        responsibility(fields, said, |fields| fields.missing("valid_from"))
    });
    let decision = optional_decision(fields, request.decision_ref.as_ref());
    Some(Command::AssignResponsibility {
        item: item?,
        responsibility: responsibility?,
        decision: decision?,
    })
}

pub(super) fn end(
    fields: &mut Fields,
    request: &wire::EndResponsibilityRequest,
) -> Option<Command> {
    let item = item_code(fields, "item_code", &request.item_code);
    let bearer = fields.message("bearer", request.bearer.as_ref(), bearer);
    let role = fields.choice("role", request.role, contract::role);
    let valid_from = fields.date("valid_from", &request.valid_from);
    let ended_on = fields.date("ended_on", &request.ended_on);
    let decision = optional_decision(fields, request.decision_ref.as_ref());
    let reason = fields.text("reason", &request.reason, LINE);
    let (item, bearer, role, valid_from) = (item?, bearer?, role?, valid_from?);
    let assignment = Assignment { item, bearer, role, valid_from };
    let (ended_on, decision, reason) = (ended_on?, decision?, reason?);
    Some(Command::EndResponsibility { assignment, ended_on, decision, reason })
}

pub(super) fn open_review(
    fields: &mut Fields,
    kind: ReviewKind,
    opened_on: &str,
    said: Option<&wire::DecisionRef>,
) -> Option<Command> {
    let opened_on = fields.date("opened_on", opened_on);
    let decision = optional_decision(fields, said);
    Some(Command::OpenReview { kind, opened_on: opened_on?, decision: decision? })
}

pub(super) fn conclude(
    fields: &mut Fields,
    request: &wire::ConcludePlanRequest,
) -> Option<Command> {
    let concluded_on = fields.date("concluded_on", &request.concluded_on);
    let decision = fields.message("decision_ref", request.decision_ref.as_ref(), decision);
    Some(Command::Conclude { concluded_on: concluded_on?, decision: decision? })
}

pub(super) fn item_code(fields: &mut Fields, name: &str, code: &str) -> Option<ItemCode> {
    let read = fields.optional(name, code, |code| ItemCode::parse(code).ok_or(NOT_A_CODE));
    fields.required(name, read)
}

pub(super) fn section_code(fields: &mut Fields, name: &str, code: &str) -> Option<SectionCode> {
    let read = fields.optional(name, code, |code| {
        SectionCode::parse(code).ok_or(Fault::Other {
            reason: "NOT_A_CODE",
            english: "must be a code such as II or II.4",
            vietnamese: "phải là mã dạng II hoặc II.4",
        })
    });
    fields.required(name, read)
}

/// A filter.
pub(super) fn optional_item_code(fields: &mut Fields, code: &str) -> Option<Option<String>> {
    let known = |code: &str| ItemCode::parse(code).map(|_| code.to_owned()).ok_or(NOT_A_CODE);
    fields.optional("item_code", code, known)
}

pub(super) fn optional_decision(
    fields: &mut Fields,
    said: Option<&wire::DecisionRef>,
) -> Option<Option<DecisionRef>> {
    fields.optional_message("decision_ref", said, decision)
}

fn bounded(fields: &mut Fields, name: &str, count: usize) -> Option<()> {
    if count > RESPONSIBILITIES {
        fields.fault(name, Fault::TooMany { max: RESPONSIBILITIES });
        return None;
    }
    Some(())
}

pub(super) fn decision(fields: &mut Fields, said: &wire::DecisionRef) -> Option<DecisionRef> {
    let number_symbol = fields.text("number_symbol", &said.number_symbol, SYMBOL);
    let issued_on = fields.date("issued_on", &said.issued_on);
    let issuer = fields.uuid("issuer_unit_id", &said.issuer_unit_id);
    let (issued_on, issuer) = (issued_on?, UnitId(issuer?));
    Some(DecisionRef { number_symbol: number_symbol?, issued_on, issuer })
}

fn document(fields: &mut Fields, said: &wire::PlanDocument) -> Option<Document> {
    let document_type = fields.text("document_type", &said.document_type, NAME);
    let subject_line = fields.text("subject_line", &said.subject_line, LINE);
    let number_symbol = fields.optional_text("number_symbol", &said.number_symbol, SYMBOL);
    let issued_on = fields.optional_date("issued_on", &said.issued_on);
    let issuer = fields.uuid("issuer_unit_id", &said.issuer_unit_id);
    let signer = fields.optional_text("signer", &said.signer, NAME);
    let preamble = fields.optional_long_text("preamble", &said.preamble, TEXT);
    let base_documents =
        fields.each("base_documents", &said.base_documents, SECTIONS, base_document);
    let recipients = fields.each("recipients", &said.recipients, SECTIONS, recipient);
    Some(Document {
        document_type: document_type?,
        subject_line: subject_line?,
        number_symbol: number_symbol?,
        issued_on: issued_on?,
        issuer: UnitId(issuer?),
        signer: signer?,
        preamble: preamble?,
        base_documents: base_documents?,
        recipients: recipients?,
    })
}

fn base_document(fields: &mut Fields, said: &wire::BaseDocument) -> Option<BaseDocument> {
    let relation = fields.choice("relation", said.relation, contract::relation);
    let number_symbol = fields.text("number_symbol", &said.number_symbol, SYMBOL);
    let document_type = fields.text("document_type", &said.document_type, NAME);
    let issuer_name = fields.text("issuer_name", &said.issuer_name, NAME);
    let issued_on = fields.date("issued_on", &said.issued_on);
    let (number_symbol, document_type) = (number_symbol?, document_type?);
    let (issuer_name, issued_on) = (issuer_name?, issued_on?);
    let relation = relation?;
    Some(BaseDocument { relation, number_symbol, document_type, issuer_name, issued_on })
}

fn recipient(fields: &mut Fields, said: &wire::Recipient) -> Option<Recipient> {
    let text = fields.text("text", &said.text, LINE);
    let purpose = fields.choice("purpose", said.purpose, contract::purpose);
    let purpose_basis = fields.choice("purpose_basis", said.purpose_basis, contract::basis);
    let bearers = fields.each("bearers", &said.bearers, SECTIONS, bearer);
    let (purpose, purpose_basis) = (purpose?, purpose_basis?);
    Some(Recipient { text: text?, purpose, purpose_basis, bearers: bearers? })
}

fn bearer(fields: &mut Fields, said: &wire::Bearer) -> Option<Bearer> {
    match &said.bearer {
        Some(SaidBearer::UnitId(id)) => Some(Bearer::Unit(UnitId(fields.uuid("unit_id", id)?))),
        Some(SaidBearer::GroupName(name)) => {
            Some(Bearer::Group(fields.text("group_name", name, NAME)?))
        }
        None => fields.missing("unit_id"),
    }
}

fn section(fields: &mut Fields, said: &wire::PlanSection) -> Option<Section> {
    let code = section_code(fields, "code", &said.code);
    let heading = fields.text("heading", &said.heading, LINE);
    Some(Section { code: code?, heading: heading? })
}

fn item(fields: &mut Fields, said: &wire::ItemText) -> Option<Item> {
    let code = item_code(fields, "code", &said.code);
    let kind = fields.choice("kind", said.kind, contract::item_kind);
    let short_title = fields.text("short_title", &said.short_title, NAME);
    let text = fields.long_text("text", &said.text, TEXT);
    Some(Item { code: code?, kind: kind?, short_title: short_title?, text: text? })
}

/// What the plan says from `effective_on` on; parts in it run from that day unless they say otherwise.
fn issued(
    fields: &mut Fields,
    said: &wire::IssuedItem,
    effective_on: Option<NaiveDate>,
) -> Option<IssuedItem> {
    let item = fields.message("item", said.item.as_ref(), item);
    let said = &said.responsibilities;
    let responsibilities =
        fields.each("responsibilities", said, RESPONSIBILITIES, |fields, said| {
            responsibility(fields, said, |_| effective_on)
        });
    Some(IssuedItem { item: item?, responsibilities: responsibilities? })
}

fn responsibility(
    fields: &mut Fields,
    said: &wire::Responsibility,
    otherwise_from: impl FnOnce(&mut Fields) -> Option<NaiveDate>,
) -> Option<Responsibility> {
    let bearer = fields.message("bearer", said.bearer.as_ref(), bearer);
    let role = fields.choice("role", said.role, contract::role);
    let basis = fields.choice("basis", said.basis, contract::basis);
    let valid_from = fields.optional_date("valid_from", &said.valid_from);
    let valid_from = valid_from.and_then(|day| day.or_else(|| otherwise_from(fields)));
    let valid_to = fields.optional_date("valid_to", &said.valid_to);
    let note = fields.optional_text("note", &said.note, LINE);
    let (bearer, role, basis) = (bearer?, role?, basis?);
    let (valid_from, valid_to, note) = (valid_from?, valid_to?, note?);
    Some(Responsibility { bearer, role, basis, valid_from, valid_to, note })
}

fn change(
    fields: &mut Fields,
    said: &wire::PlanChange,
    effective_on: Option<NaiveDate>,
) -> Option<Change> {
    match &said.change {
        Some(SaidChange::AddSection(said)) => {
            fields.nested("add_section", said, section).map(Change::AddSection)
        }
        Some(SaidChange::AddItem(said)) => fields
            .nested("add_item", said, |fields, said| issued(fields, said, effective_on))
            .map(Change::AddItem),
        Some(SaidChange::ReplaceItem(said)) => {
            fields.nested("replace_item", said, item).map(Change::ReplaceItem)
        }
        Some(SaidChange::WithdrawItemCode(code)) => {
            item_code(fields, "withdraw_item_code", code).map(Change::WithdrawItem)
        }
        None => fields.missing("change"),
    }
}
