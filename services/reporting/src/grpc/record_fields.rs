//! What requests about records say, as the domain says it.

use chassis::fields::{Fault, Fields};
use chrono::NaiveDate;
use contracts::reporting::v1 as wire;
use evidence::Cited;
use evidence::domain::EvidenceId;
use record_types::{RecordType, RecordTypes};
use wire::record_field::Value as Said;

use super::definition_fields::indicator_code;
use super::plan_fields::item_code;
use crate::domain::record::Filing;
use crate::domain::record::content::{Content, Evidence, MOST, MOST_DONG, Value};
use crate::domain::{PlanId, UnitId};

const WORD: usize = 100;
const LINE: usize = 300;
const FIELDS: usize = 50;
pub(super) const EVIDENCE: usize = 50;
const CODES: usize = 100;

const NOT_A_TYPE: Fault = Fault::Other {
    reason: "NOT_A_RECORD_TYPE",
    english: "must be the code of a record type, such as DISSEMINATION_SESSION",
    vietnamese: "phải là mã loại hồ sơ, ví dụ DISSEMINATION_SESSION",
};

const SAID_TWICE: Fault = Fault::Other {
    reason: "FIELD_SAID_TWICE",
    english: "must not say one field twice",
    vietnamese: "không được khai một nội dung hai lần",
};

/// A record to file, and its type.
pub(super) fn filing(
    fields: &mut Fields,
    request: &wire::FileRecordRequest,
    today: NaiveDate,
) -> Option<(&'static RecordType, Filing)> {
    let unit = fields.uuid("unit_id", &request.unit_id);
    let plan = fields.uuid("plan_id", &request.plan_id);
    let indicator = indicator_code(fields, &request.indicator_code);
    let record_type = optional_type(fields, &request.record_type);
    let record_type = fields.required("record_type", record_type);
    let occurred_on = fields.past_date("occurred_on", &request.occurred_on, today);
    let content = content(fields, &request.content);
    let evidence = fields.each("evidence", &request.evidence, EVIDENCE, evidence);
    let record_type = record_type?;
    let filing = Filing {
        plan: PlanId(plan?),
        indicator: indicator?,
        record_type: record_type.code.clone(),
        type_version: record_type.version,
        unit: UnitId(unit?),
        occurred_on: occurred_on?,
        content: content?,
        evidence: evidence?,
        illustrative: request.illustrative,
    };
    Some((record_type, filing))
}

/// An empty one is `Some(None)`.
pub(super) fn optional_type(
    fields: &mut Fields,
    code: &str,
) -> Option<Option<&'static RecordType>> {
    fields
        .optional("record_type", code, |code| RecordTypes::reviewed().find(code).ok_or(NOT_A_TYPE))
}

fn content(fields: &mut Fields, said: &[wire::RecordField]) -> Option<Content> {
    let mut content = Content::new();
    fields.each("content", said, FIELDS, |fields, said| {
        let name = fields.text("name", &said.name, WORD);
        let value = value(fields, said.value.as_ref());
        let name = name?;
        if content.contains_key(&name) {
            fields.fault("name", SAID_TWICE);
            return None;
        }
        content.insert(name, value?);
        Some(())
    })?;
    Some(content)
}

fn value(fields: &mut Fields, said: Option<&Said>) -> Option<Value> {
    match said {
        Some(Said::Text(text)) => fields.text("text", text, LINE).map(Value::Text),
        Some(Said::Count(count)) => fields.number("count", *count, 0..=MOST).map(Value::Count),
        Some(Said::MoneyVnd(dong)) => {
            fields.number("money_vnd", *dong, 0..=MOST_DONG).map(Value::Money)
        }
        Some(Said::Date(day)) => fields.date("date", day).map(Value::Date),
        Some(Said::Choice(key)) => fields.text("choice", key, WORD).map(Value::Choice),
        Some(Said::UnitId(unit)) => {
            fields.uuid("unit_id", unit).map(|unit| Value::Unit(UnitId(unit)))
        }
        Some(Said::ItemCodes(said)) => fields.nested("item_codes", said, |fields, said| {
            let codes = fields
                .each("codes", &said.codes, CODES, |fields, code| item_code(fields, "", code));
            codes.map(Value::Codes)
        }),
        Some(Said::LinkId(id)) => fields.uuid("link_id", id).map(Value::Link),
        None => fields.missing("value"),
    }
}

/// The pieces, as the register of evidence knows them.
pub(super) fn cited(evidence: &[Evidence]) -> Vec<Cited> {
    let cited = |Evidence { evidence, sha256, .. }: &Evidence| Cited {
        evidence: EvidenceId(*evidence),
        sha256: sha256.clone(),
    };
    evidence.iter().map(cited).collect()
}

pub(super) fn evidence(fields: &mut Fields, said: &wire::RecordEvidence) -> Option<Evidence> {
    let evidence = fields.uuid("evidence_id", &said.evidence_id);
    let sha256 = fields.sha256("sha256", &said.sha256);
    let kind = fields.text("kind", &said.kind, WORD);
    let number_symbol = fields.optional_text("number_symbol", &said.number_symbol, WORD);
    let issued_on = fields.optional_date("issued_on", &said.issued_on);
    let issuer = fields.optional_uuid("issuer_unit_id", &said.issuer_unit_id);
    Some(Evidence {
        evidence: evidence?,
        sha256: sha256?,
        kind: kind?,
        number_symbol: number_symbol?,
        issued_on: issued_on?,
        issuer: issuer?.map(UnitId),
    })
}
