//! Records and targets, as reporting publishes them.

use std::collections::BTreeMap;

use contract::record_field::Value;
use contracts::reporting::v1 as contract;
use record_types::RecordTypes;

use super::plan;
use crate::domain::facts::{Document, UnitId};
use crate::domain::record::{Outcome, RecordFiled, RecordId, RecordJudged, Said};
use crate::domain::target::{Decimal, TargetStated};
use crate::heard::{Heard, NotUnderstood, Told, day, heard, id, optional_day, optional_id};

/// More than any record says: a thousand times a thousand billion đồng.
const MOST: i64 = 1_000_000_000_000_000;
/// Digits of a target, behind the point and before it.
const DIGITS: usize = 18;

pub(super) fn filed(e: contract::EvidencedRecordFiled) -> Result<Heard, NotUnderstood> {
    let record_type = RecordTypes::reviewed().find(&e.record_type);
    let content = e.content.into_iter().map(|field| {
        let said = said(field.value.ok_or(NotUnderstood::Field { field: "content.value" })?)?;
        Ok((field.name, said))
    });
    let told = RecordFiled {
        record: RecordId(id("record_id", &e.record_id)?),
        plan: plan(&e.plan_id)?,
        unit: UnitId(id("unit_id", &e.unit_id)?),
        record_type: record_type.ok_or(NotUnderstood::Field { field: "record_type" })?,
        content: content.collect::<Result<BTreeMap<_, _>, NotUnderstood>>()?,
        evidence: e.evidence.into_iter().map(shown).collect::<Result<_, _>>()?,
        illustrative: e.illustrative,
    };
    heard(&e.occurred_on, None, [Told::RecordFiled(told)])
}

fn said(value: Value) -> Result<Said, NotUnderstood> {
    match value {
        Value::Text(word) | Value::Choice(word) => Ok(Said::Words(vec![word])),
        Value::Count(number) | Value::MoneyVnd(number) => {
            let plausible = (0..=MOST).contains(&number);
            let number = plausible.then_some(Said::Number(number));
            number.ok_or(NotUnderstood::Field { field: "content.count" })
        }
        Value::Date(text) => day("content.date", &text).map(Said::Day),
        Value::UnitId(text) => id("content.unit_id", &text).map(Said::Id),
        Value::LinkId(text) => id("content.link_id", &text).map(Said::Id),
        Value::ItemCodes(contract::ItemCodes { codes }) => {
            let some = (!codes.is_empty()).then_some(Said::Words(codes));
            some.ok_or(NotUnderstood::Field { field: "content.item_codes" })
        }
    }
}

fn shown(evidence: contract::RecordEvidence) -> Result<Document, NotUnderstood> {
    Ok(Document {
        number_symbol: evidence.number_symbol,
        issued_on: optional_day("evidence.issued_on", &evidence.issued_on)?,
        issuer: optional_id("evidence.issuer_unit_id", &evidence.issuer_unit_id)?,
        file_sha256: Some(evidence.sha256),
    })
}

pub(super) fn judged(
    record_id: &str,
    outcome: Outcome,
    occurred_on: &str,
) -> Result<Heard, NotUnderstood> {
    let record = RecordId(id("record_id", record_id)?);
    heard(occurred_on, None, [Told::RecordJudged(RecordJudged { record, outcome })])
}

pub(super) fn target(
    plan_id: &str,
    aim: Option<contract::TargetAim>,
    version: i32,
    value: &str,
) -> Result<Told, NotUnderstood> {
    let aim = aim.ok_or(NotUnderstood::Field { field: "aim" })?;
    Ok(Told::TargetStated(TargetStated {
        plan: plan(plan_id)?,
        quantity: aim.identifier,
        unit: optional_id("aim.unit_id", &aim.unit_id)?.map(UnitId),
        from: day("aim.period_from", &aim.period_from)?,
        to: day("aim.period_to", &aim.period_to)?,
        version,
        aim: decimal(value).ok_or(NotUnderstood::Field { field: "value" })?,
    }))
}

fn decimal(text: &str) -> Option<Decimal> {
    let (whole, behind) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{behind}");
    let plain = !whole.is_empty()
        && digits.len() <= DIGITS
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    let scaled = plain.then(|| digits.parse().ok())??;
    Some(Decimal { scaled, places: behind.len().try_into().ok()? })
}
