//! The types of records as the contract says them.

use contracts::reporting::v1 as wire;
use record_types::{Choice, Field, Kind, RecordType, RecordTypes};

use super::version;

pub(crate) fn record_types(types: &RecordTypes) -> wire::GetRecordTypesResponse {
    wire::GetRecordTypesResponse {
        record_types: types.record_types.iter().map(record_type).collect(),
        evidence_kinds: types.evidence_kinds.iter().map(choice).collect(),
    }
}

fn record_type(known: &RecordType) -> wire::RecordType {
    let group = |kinds: &Vec<String>| wire::EvidenceGroup { kinds: kinds.clone() };
    let mut indicators: Vec<_> = known.feeds.iter().map(|feed| feed.indicator.clone()).collect();
    indicators.dedup();
    wire::RecordType {
        code: known.code.clone(),
        version: version(known.version),
        name: known.name.clone(),
        fields: known.fields.iter().map(field).collect(),
        evidence_groups: known.evidence.iter().map(group).collect(),
        key_fields: known.key.clone(),
        indicator_codes: indicators,
    }
}

fn field(field: &Field) -> wire::RecordTypeField {
    wire::RecordTypeField {
        name: field.name.clone(),
        label: field.label.clone(),
        kind: kind(field.kind).into(),
        required: field.required,
        choices: field.choices.iter().map(choice).collect(),
    }
}

fn choice(choice: &Choice) -> wire::RecordChoice {
    wire::RecordChoice { key: choice.key.clone(), label: choice.label.clone() }
}

fn kind(kind: Kind) -> wire::RecordFieldKind {
    match kind {
        Kind::Text => wire::RecordFieldKind::Text,
        Kind::Count => wire::RecordFieldKind::Count,
        Kind::Money => wire::RecordFieldKind::Money,
        Kind::Date => wire::RecordFieldKind::Date,
        Kind::Choice => wire::RecordFieldKind::Choice,
        Kind::Unit => wire::RecordFieldKind::Unit,
        Kind::Codes => wire::RecordFieldKind::Codes,
        Kind::Link => wire::RecordFieldKind::Link,
    }
}
