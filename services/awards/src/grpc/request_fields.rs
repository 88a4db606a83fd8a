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

const NOT_A_HASH: Fault = Fault::Other {
    reason: "NOT_A_SHA256",
    english: "must be a SHA-256 hash in 64 lower-case hexadecimal digits",
    vietnamese: "phải là mã băm SHA-256 gồm 64 chữ số thập lục phân viết thường",
};

const NOT_A_CODE: Fault = Fault::Other {
    reason: "NOT_A_CODE",
    english: "must be a code of capitals and digits",
    vietnamese: "phải là mã gồm chữ in hoa không dấu và chữ số",
};

/// Notes that a field is missing where what was read of it is nothing.
pub(super) fn required<T>(fields: &mut Fields, name: &str, read: Option<T>) -> Option<T> {
    if read.is_none() {
        fields.fault(name, Fault::Required);
    }
    read
}

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
    let read = optional_code(fields, name, said)?;
    required(fields, name, read)
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

/// The minutes of those who met.
pub(super) fn minutes(fields: &mut Fields, said: Option<&wire::CitedFile>) -> Option<CitedFile> {
    fields.message("minutes", said, |fields, said| {
        let evidence = fields.uuid("evidence_id", &said.evidence_id).map(EvidenceId);
        let sha256 = fields.optional("sha256", &said.sha256, |hash| {
            let digits = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            let is_hash = hash.len() == 64 && hash.bytes().all(digits);
            is_hash.then(|| hash.to_owned()).ok_or(NOT_A_HASH)
        });
        let sha256 = sha256.and_then(|hash| required(fields, "sha256", hash));
        Some(CitedFile { evidence: evidence?, sha256: sha256? })
    })
}
