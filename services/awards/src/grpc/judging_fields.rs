//! What requests about juries and sheets say, as the domain says it.

use chassis::fields::{Fault, Fields};
use contracts::awards::v1 as wire;

use super::request_fields::{LINE, code};
use crate::contract;
use crate::domain::codes::{EntryCode, FieldCode};
use crate::domain::jury::{ConflictKind, Named};
use crate::domain::score_sheet::CriterionScore;
use crate::domain::{Stage, UnitId};

/// Subjects of tokens.
const SUBJECT: usize = 200;
/// More than any jury has members.
pub(super) const MEMBERS: usize = 99;
/// More than any field has entries.
pub(super) const ENTRIES: usize = 1_000;
/// More than any stage has criteria.
const CRITERIA: usize = 100;

const NOT_POINTS: Fault = Fault::Other {
    reason: "NOT_POINTS",
    english: "must be points with two decimals at most, such as 32.25",
    vietnamese: "phải là số điểm có tối đa hai chữ số thập phân, ví dụ 32.25",
};

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
    fields.text("judge", text, SUBJECT)
}

/// Whom a list names; one at least.
pub(super) fn present(fields: &mut Fields, said: &[String]) -> Option<Vec<String>> {
    let present =
        fields.each("present", said, MEMBERS, |fields, judge| fields.text("", judge, SUBJECT));
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
        let points = fields.required("points", points);
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
