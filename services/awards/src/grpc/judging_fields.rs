//! What requests about juries and sheets say, as the domain says it.

use std::str::FromStr;

use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::awards::v1 as wire;

use crate::contract;
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::jury::{ConflictKind, Named};
use crate::domain::score_sheet::CriterionScore;
use crate::domain::{CitedFile, DecisionRef, EvidenceId, Stage, UnitId};

pub(super) const WORD: usize = 100;
pub(super) const LINE: usize = 1_000;
/// More than any jury has members.
pub(super) const MEMBERS: usize = 99;
/// More than any field has entries.
pub(super) const ENTRIES: usize = 1_000;
/// More than any stage has criteria.
const CRITERIA: usize = 100;

const NOT_A_CODE: Fault = Fault::Other {
    reason: "NOT_A_CODE",
    english: "must be a code as the ruleset or the list of eligible entries has it",
    vietnamese: "phải là mã đúng dạng như trong thể lệ hoặc danh sách đủ điều kiện",
};

const NOT_POINTS: Fault = Fault::Other {
    reason: "NOT_POINTS",
    english: "must be points with two decimals at most, such as 32.25",
    vietnamese: "phải là số điểm có tối đa hai chữ số thập phân, ví dụ 32.25",
};

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

/// Notes that a field is missing where what was read of it is nothing.
fn required<T>(fields: &mut Fields, name: &str, read: Option<T>) -> Option<T> {
    if read.is_none() {
        fields.fault(name, Fault::Required);
    }
    read
}

/// A code of this kind.
fn code<C: FromStr>(fields: &mut Fields, name: &str, text: &str) -> Option<C> {
    let read = fields.optional(name, text, |text| text.parse().map_err(|_| NOT_A_CODE))?;
    required(fields, name, read)
}

pub(super) fn field_code(fields: &mut Fields, text: &str) -> Option<FieldCode> {
    code(fields, "field_code", text)
}

pub(super) fn entry_code(fields: &mut Fields, text: &str) -> Option<EntryCode> {
    code(fields, "entry_code", text)
}

pub(super) fn stage(fields: &mut Fields, stage: i32) -> Option<Stage> {
    fields.choice("stage", stage, contract::stage)
}

/// Subject of a judge's tokens.
pub(super) fn judge(fields: &mut Fields, text: &str) -> Option<String> {
    fields.text("judge", text, WORD)
}

/// Whom a list names; one at least.
pub(super) fn present(fields: &mut Fields, said: &[String]) -> Option<Vec<String>> {
    let present =
        fields.each("present", said, MEMBERS, |fields, judge| fields.text("", judge, WORD));
    if said.is_empty() {
        fields.fault("present", Fault::Required);
    }
    present.filter(|present| !present.is_empty())
}

pub(super) fn named(fields: &mut Fields, said: &wire::NamedJudge) -> Option<Named> {
    let judge = judge(fields, &said.judge);
    let unit = fields.uuid("unit_id", &said.unit_id).map(UnitId);
    let part = fields.choice("part", said.part, contract::jury_part);
    Some(Named { judge: judge?, unit: unit?, part: part? })
}

/// Whom a decision names; one at least.
pub(super) fn members(fields: &mut Fields, said: &[wire::NamedJudge]) -> Option<Vec<Named>> {
    let members = fields.each("members", said, MEMBERS, named);
    if said.is_empty() {
        fields.fault("members", Fault::Required);
    }
    members.filter(|members| !members.is_empty())
}

pub(super) fn conflict_kind(fields: &mut Fields, kind: i32) -> Option<ConflictKind> {
    fields.choice("kind", kind, contract::conflict_kind)
}

/// All that a judge has to declare.
pub(super) fn conflicts(
    fields: &mut Fields,
    said: &[wire::DeclaredConflict],
) -> Option<Vec<(EntryCode, ConflictKind)>> {
    fields.each("conflicts", said, ENTRIES, |fields, said| {
        let code = entry_code(fields, &said.entry_code);
        let kind = conflict_kind(fields, said.kind);
        Some((code?, kind?))
    })
}

/// What is said so far, which may be nothing.
pub(super) fn scores(
    fields: &mut Fields,
    said: &[wire::CriterionScore],
) -> Option<Vec<CriterionScore>> {
    fields.each("scores", said, CRITERIA, |fields, said| {
        let criterion = code(fields, "criterion_code", &said.criterion_code);
        let read = |text: &str| text.parse().map_err(|_| NOT_POINTS);
        let points = fields.optional("points", &said.points, read);
        let points = points.and_then(|points| required(fields, "points", points));
        let remark = fields.optional_long_text("remark", &said.remark, LINE);
        let (criterion, points, remark) = (criterion?, points?, remark?);
        Some(CriterionScore { criterion, points, remark: remark.unwrap_or_default() })
    })
}

/// What a jury agreed on; something at least.
pub(super) fn joint_scores(
    fields: &mut Fields,
    said: &[wire::CriterionScore],
) -> Option<Vec<CriterionScore>> {
    let scores = scores(fields, said);
    if said.is_empty() {
        fields.fault("scores", Fault::Required);
    }
    scores.filter(|scores| !scores.is_empty())
}

pub(super) fn reason(fields: &mut Fields, text: &str) -> Option<String> {
    fields.long_text("reason", text, LINE)
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

pub(super) fn minutes(fields: &mut Fields, said: Option<&wire::CitedFile>) -> Option<CitedFile> {
    fields.message("minutes", said, |fields, said| {
        let evidence = fields.uuid("evidence_id", &said.evidence_id).map(EvidenceId);
        let sha256 = sha256(fields, &said.sha256);
        Some(CitedFile { evidence: evidence?, sha256: sha256? })
    })
}

fn sha256(fields: &mut Fields, said: &str) -> Option<String> {
    let read = fields.optional("sha256", said, |hash| {
        let digits = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_hash = hash.len() == 64 && hash.bytes().all(digits);
        is_hash.then(|| hash.to_owned()).ok_or(NOT_A_HASH)
    })?;
    required(fields, "sha256", read)
}
