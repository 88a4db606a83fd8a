//! Records and their types as tables.

use std::collections::BTreeMap;

use contracts::membership::v1::Unit;
use contracts::reporting::v1 as proto;
use proto::record_field::Value;

use crate::table::{Table, left, right, wrapped};
use crate::wording;

/// What types there are; of one, also what it asks for.
pub fn types(answer: &proto::GetRecordTypesResponse, whole: bool, width: usize) -> String {
    let mut table = Table::new([left("Loại"), wrapped("Tên"), wrapped("Chỉ số")]);
    for known in &answer.record_types {
        let row = [known.code.clone(), known.name.clone(), known.indicator_codes.join(", ")];
        table.row(row);
    }
    let mut text = table.render(width);
    for known in answer.record_types.iter().filter(|_| whole) {
        text.push('\n');
        text.push_str(&fields(known).render(width));
        text.push('\n');
        for group in &known.evidence_groups {
            let kinds: Vec<_> = group.kinds.iter().map(|kind| label(answer, kind)).collect();
            text.push_str(&format!("Minh chứng: {}\n", kinds.join(" hoặc ")));
        }
    }
    text
}

fn fields(known: &proto::RecordType) -> Table {
    let mut table =
        Table::new([left("Nội dung"), wrapped("Ý nghĩa"), left("Kiểu"), wrapped("Giá trị")]);
    for field in &known.fields {
        let choices: Vec<_> =
            field.choices.iter().map(|it| format!("{} ({})", it.key, it.label)).collect();
        let name = if field.required { field.name.clone() } else { format!("{}?", field.name) };
        table.row([name, field.label.clone(), kind(field.kind()).to_owned(), choices.join(", ")]);
    }
    table
}

fn label<'a>(answer: &'a proto::GetRecordTypesResponse, key: &'a str) -> &'a str {
    let found = answer.evidence_kinds.iter().find(|kind| kind.key == key);
    found.map_or(key, |kind| &kind.label)
}

fn kind(kind: proto::RecordFieldKind) -> &'static str {
    match kind {
        proto::RecordFieldKind::Unspecified => "",
        proto::RecordFieldKind::Text => "chữ",
        proto::RecordFieldKind::Count => "số",
        proto::RecordFieldKind::Money => "đồng",
        proto::RecordFieldKind::Date => "ngày",
        proto::RecordFieldKind::Choice => "chọn",
        proto::RecordFieldKind::Unit => "đơn vị",
        proto::RecordFieldKind::Codes => "mã mục",
        proto::RecordFieldKind::Link => "mã hồ sơ",
    }
}

/// A line for each record; units by name, where it is known.
pub fn records(records: &[proto::Record], names: &BTreeMap<String, Unit>) -> Table {
    let mut table = Table::new([
        right("Ngày"),
        left("Loại"),
        wrapped("Đơn vị"),
        left("Trạng thái"),
        left("Hồ sơ"),
    ]);
    for record in records {
        let unit = names.get(&record.unit_id).map_or(&record.unit_id, |unit| &unit.full_name);
        table.row([
            wording::day(&record.occurred_on),
            record.record_type.clone(),
            unit.clone(),
            state(record).to_owned(),
            record.record_id.clone(),
        ]);
    }
    table
}

/// All of one record.
pub fn card(record: &proto::Record) -> Table {
    let mut table = Table::new([left("Mục"), wrapped("Nội dung")]);
    table.row(["Loại", &record.record_type]);
    table.row(["Đơn vị", &record.unit_id]);
    table.row(["Ngày", &wording::day(&record.occurred_on)]);
    table.row(["Chỉ số", &record.indicator_code]);
    table.row([
        "Trạng thái",
        &format!("{} từ {}", state(record), wording::day(&record.state_since)),
    ]);
    if !record.reason.is_empty() {
        table.row(["Lý do", &record.reason]);
    }
    if record.illustrative {
        table.row(["Ghi chú", "dữ liệu minh họa"]);
    }
    for field in &record.content {
        table.row([field.name.as_str(), &value(field.value.as_ref())]);
    }
    for shown in &record.evidence {
        let number = match shown.number_symbol.as_str() {
            "" => String::new(),
            number => format!(" số {number}"),
        };
        table.row(["Minh chứng", &format!("{}{number}, SHA-256 {}", shown.kind, shown.sha256)]);
    }
    table
}

fn state(record: &proto::Record) -> &'static str {
    match record.state() {
        proto::RecordState::Unspecified => "không rõ",
        proto::RecordState::Filed => "chờ xác minh",
        proto::RecordState::Verified => "đã xác minh",
        proto::RecordState::Rejected => "bị từ chối",
        proto::RecordState::Retracted => "đã rút",
    }
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => String::new(),
        Some(Value::Text(text) | Value::Choice(text)) => text.clone(),
        Some(Value::UnitId(id) | Value::LinkId(id)) => id.clone(),
        Some(Value::Count(count)) => wording::count(*count),
        Some(Value::MoneyVnd(dong)) => format!("{} đồng", wording::count(*dong)),
        Some(Value::Date(day)) => wording::day(day),
        Some(Value::ItemCodes(codes)) => codes.codes.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> proto::Record {
        proto::Record {
            record_id: "c1".to_owned(),
            unit_id: "b2".to_owned(),
            indicator_code: "II.5.d/1".to_owned(),
            record_type: "BULLETIN_ISSUE".to_owned(),
            occurred_on: "2026-02-10".to_owned(),
            state: proto::RecordState::Retracted.into(),
            state_since: "2026-04-01".to_owned(),
            reason: "ghi nhầm".to_owned(),
            illustrative: true,
            content: vec![proto::RecordField {
                name: "copies".to_owned(),
                value: Some(Value::Count(1500)),
            }],
            evidence: vec![proto::RecordEvidence {
                kind: "ISSUE_FILE".to_owned(),
                number_symbol: "12/GP".to_owned(),
                sha256: "abcd".to_owned(),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    #[test]
    fn a_record_is_shown_with_its_content_and_evidence() {
        assert_eq!(
            card(&record()).render(80),
            "\
Mục         Nội dung
─────────────────────────────────────────────
Loại        BULLETIN_ISSUE
Đơn vị      b2
Ngày        10/02/2026
Chỉ số      II.5.d/1
Trạng thái  đã rút từ 01/04/2026
Lý do       ghi nhầm
Ghi chú     dữ liệu minh họa
copies      1.500
Minh chứng  ISSUE_FILE số 12/GP, SHA-256 abcd
"
        );
    }

    #[test]
    fn a_unit_without_a_known_name_is_shown_by_its_id() {
        let text = records(&[record()], &BTreeMap::new()).render(80);
        assert!(text.contains("BULLETIN_ISSUE  b2") && text.contains("đã rút"), "{text}");
    }
}
