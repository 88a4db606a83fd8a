//! What requests say, as the domain says it.

use std::str::FromStr;

use chassis::fields::{Fault, Fields};
use contracts::awards::v1 as wire;

use crate::domain::{CitedFile, DecisionRef, EvidenceId, UnitId};

pub(super) const WORD: usize = 100;
pub(super) const LINE: usize = 1_000;
/// More entries than a round ever has in its final.
pub(super) const ENTRIES: usize = 1_000;

const NOT_A_CODE: Fault = Fault::Other {
    reason: "NOT_A_CODE",
    english: "must be a code of capitals and digits, such as F1",
    vietnamese: "phải là mã gồm chữ in hoa không dấu và chữ số, ví dụ F1",
};

/// A code of the ruleset.
pub(super) fn code<C: FromStr>(fields: &mut Fields, name: &str, text: &str) -> Option<C> {
    let read = optional_code(fields, name, text);
    fields.required(name, read)
}

/// The same; an empty one is `Some(None)`.
pub(super) fn optional_code<C: FromStr>(
    fields: &mut Fields,
    name: &str,
    text: &str,
) -> Option<Option<C>> {
    fields.optional(name, text, |text| text.parse().map_err(|_| NOT_A_CODE))
}

pub(super) fn decision(
    fields: &mut Fields,
    said: Option<&wire::DecisionRef>,
) -> Option<DecisionRef> {
    fields.message("decision_ref", said, |fields, said| {
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
