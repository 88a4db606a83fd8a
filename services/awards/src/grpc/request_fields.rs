//! What requests say, as the domain says it.

use std::str::FromStr;

use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::awards::v1 as wire;

use crate::domain::{CitedFile, DecisionRef, EvidenceId, UnitId};

pub(super) const WORD: usize = 100;
pub(super) const LINE: usize = 1_000;
/// More entries than a round ever has in its final.
pub(super) const ENTRIES: usize = 1_000;

const IN_FUTURE: Fault = Fault::Other {
    reason: "DATE_IN_FUTURE",
    english: "must not be after today: facts are recorded when they have happened",
    vietnamese: "không được sau ngày hôm nay: chỉ ghi việc đã xảy ra",
};

const NOT_A_CODE: Fault = Fault::Other {
    reason: "NOT_A_CODE",
    english: "must be a code of capitals and digits, such as F1",
    vietnamese: "phải là mã gồm chữ in hoa không dấu và chữ số, ví dụ F1",
};

/// A day on which something has happened.
pub(super) fn past_day(
    fields: &mut Fields,
    name: &str,
    day: &str,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let day = fields.date(name, day)?;
    if day > today {
        fields.fault(name, IN_FUTURE);
        return None;
    }
    Some(day)
}

/// A code of a ruleset or of an entry; `Some(None)` where there is none.
pub(super) fn optional_code<C: FromStr>(
    fields: &mut Fields,
    name: &str,
    said: &str,
) -> Option<Option<C>> {
    fields.optional(name, said, |code| code.parse().map_err(|_| NOT_A_CODE))
}

/// The same where there has to be one.
pub(super) fn code<C: FromStr>(fields: &mut Fields, name: &str, said: &str) -> Option<C> {
    let read = optional_code(fields, name, said);
    fields.required(name, read)
}

pub(super) fn decision(
    fields: &mut Fields,
    said: Option<&wire::DecisionRef>,
) -> Option<DecisionRef> {
    document(fields, "decision_ref", said)
}

/// A document under another name than a decision's.
pub(super) fn document(
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
    fields.message(name, said, cited)
}

/// One of several files.
pub(super) fn cited(fields: &mut Fields, said: &wire::CitedFile) -> Option<CitedFile> {
    let evidence = fields.uuid("evidence_id", &said.evidence_id).map(EvidenceId);
    let sha256 = fields.sha256("sha256", &said.sha256);
    Some(CitedFile { evidence: evidence?, sha256: sha256? })
}
