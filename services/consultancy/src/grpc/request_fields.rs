//! What requests say, as the domain says it.

use chassis::fields::{Fault, Fields};
use contracts::consultancy::v1 as wire;

use crate::contract;
use crate::domain::review::filing::{Asked, Filed};
use crate::domain::{CitedFile, DecisionRef, DocumentId, EvidenceId, UnitId};

pub(super) const WORD: usize = 100;
pub(super) const LINE: usize = 1_000;
pub(super) const LONG: usize = 20_000;
const QUESTIONS: usize = 50;
const DOCUMENTS: usize = 50;
/// More working days than are ever agreed: the review says how many may be.
pub(super) const DAYS: u32 = 10_000;

/// How many working days; `Some(None)` for none said.
pub(super) fn optional_days(fields: &mut Fields, name: &str, days: i32) -> Option<Option<u32>> {
    let days = fields.count(name, days, DAYS)?;
    Some((days > 0).then_some(days))
}

/// How many working days, one at least.
pub(super) fn days(fields: &mut Fields, name: &str, days: i32) -> Option<u32> {
    let days = fields.number(name, days, 1..=i64::from(DAYS))?;
    u32::try_from(days).ok()
}

pub(super) fn reason(fields: &mut Fields, text: &str) -> Option<String> {
    fields.long_text("reason", text, LINE)
}

pub(super) fn decision(
    fields: &mut Fields,
    name: &str,
    said: Option<&wire::DecisionRef>,
) -> Option<DecisionRef> {
    fields.message(name, said, |fields, said| {
        let number_symbol = fields.text("number_symbol", &said.number_symbol, WORD);
        let issued_on = fields.date("issued_on", &said.issued_on);
        let issuer = fields.uuid("issuer_unit_id", &said.issuer_unit_id).map(UnitId);
        let (number_symbol, issued_on, issuer) = (number_symbol?, issued_on?, issuer?);
        Some(DecisionRef { number_symbol, issued_on, issuer })
    })
}

pub(super) fn file(
    fields: &mut Fields,
    name: &str,
    said: Option<&wire::CitedFile>,
) -> Option<CitedFile> {
    fields.message(name, said, |fields, said| {
        let evidence = fields.uuid("evidence_id", &said.evidence_id).map(EvidenceId);
        let sha256 = fields.sha256("sha256", &said.sha256);
        Some(CitedFile { evidence: evidence?, sha256: sha256? })
    })
}

pub(super) fn document(
    fields: &mut Fields,
    said: &wire::DocumentToFile,
    kept_by: UnitId,
) -> Option<Filed> {
    let document = fields.uuid("document_id", &said.document_id).map(DocumentId);
    let kind = fields.choice("kind", said.kind, contract::document_kind);
    let title = fields.text("title", &said.title, LINE);
    let file = file(fields, "file", said.file.as_ref());
    Some(Filed { document: document?, kind: kind?, title: title?, file: file?, kept_by })
}

pub(super) fn documents(
    fields: &mut Fields,
    said: &[wire::DocumentToFile],
    kept_by: UnitId,
) -> Option<Vec<Filed>> {
    fields.each("documents", said, DOCUMENTS, |fields, said| document(fields, said, kept_by))
}

/// What is asked; one question at least.
pub(super) fn asked(fields: &mut Fields, said: &wire::ReviewTerms) -> Option<Asked> {
    let kind = fields.choice("kind", said.kind, contract::kind);
    let scheme_kind = fields.choice("scheme_kind", said.scheme_kind, contract::scheme_kind);
    let field = fields.choice("field", said.field, contract::field);
    let classification =
        fields.choice("classification", said.classification, contract::classification);
    let title = fields.text("title", &said.title, LINE);
    let purpose = fields.long_text("purpose", &said.purpose, LONG);
    let questions = fields.each("questions", &said.questions, QUESTIONS, |fields, question| {
        fields.long_text("", question, LINE)
    });
    if said.questions.is_empty() {
        fields.fault("questions", Fault::Required);
    }
    let legal_basis = fields.long_text("legal_basis", &said.legal_basis, LINE);
    let wished_on = fields.optional_date("wished_on", &said.wished_on);
    let budget_note = fields.optional_long_text("budget_note", &said.budget_note, LINE);
    Some(Asked {
        kind: kind?,
        scheme_kind: scheme_kind?,
        field: field?,
        classification: classification?,
        title: title?,
        purpose: purpose?,
        questions: questions.filter(|questions| !questions.is_empty())?,
        legal_basis: legal_basis?,
        wished_on: wished_on?,
        budget_note: budget_note?,
    })
}
