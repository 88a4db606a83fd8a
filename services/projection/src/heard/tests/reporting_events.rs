//! What is understood of plans, the parts in them, and indicators.

use contracts::reporting::v1 as reporting;
use record_types::RecordTypes;
use reporting::record_field::Value;

use super::{ON, ONE, TWO, id, refused, told};
use crate::domain::facts::{Document, PlanId, UnitId};
use crate::domain::plan::*;
use crate::domain::record::*;
use crate::domain::target::*;
use crate::heard::{REPORTING, Told};

#[test]
fn a_plan_without_a_number_or_a_date_is_a_plan() {
    let event = reporting::PlanIssued {
        plan_id: ONE.to_owned(),
        occurred_on: "2021-06-11".to_owned(),
        document_type: "KẾ HOẠCH".to_owned(),
        subject_line: "thực hiện Kết luận số 93-KL/TW".to_owned(),
        ..Default::default()
    };
    let expected = PlanIssued {
        plan: PlanId(id(1)),
        title: "KẾ HOẠCH thực hiện Kết luận số 93-KL/TW".to_owned(),
        number_symbol: String::new(),
        issued_on: None,
    };
    assert_eq!(told(REPORTING, "PlanIssued", &event).facts, [Told::PlanIssued(expected)]);
}

#[test]
fn a_part_in_an_item_may_be_a_groups() {
    let group = reporting::bearer::Bearer::GroupName("cấp ủy các cấp".to_owned());
    let event = reporting::ResponsibilityAssigned {
        plan_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        item_code: "I.1".to_owned(),
        responsibility: Some(reporting::Responsibility {
            bearer: Some(reporting::Bearer { bearer: Some(group) }),
            role: reporting::ResponsibilityRole::Lead.into(),
            basis: reporting::Basis::Stated.into(),
            valid_from: ON.to_owned(),
            ..Default::default()
        }),
        decision_ref: None,
    };
    let expected = DutyStated {
        part: DutyPart {
            plan: PlanId(id(1)),
            item: "I.1".to_owned(),
            role: DutyRole::Lead,
            bearer: Bearer::Group("cấp ủy các cấp".to_owned()),
        },
        valid_from: ON.parse().unwrap(),
        change: DutyChange::Assigned { basis: DutyBasis::Stated, valid_to: None },
    };
    let heard = told(REPORTING, "ResponsibilityAssigned", &event);
    assert_eq!(heard.facts, [Told::DutyStated(expected)]);
}

#[test]
fn an_indicator_measures_at_least_one_quantity() {
    let mut definition = reporting::IndicatorDefinition {
        name: "Tổng số hội viên".to_owned(),
        source: reporting::IndicatorSource::Automatic.into(),
        nature: reporting::IndicatorNature::Stock.into(),
        formula: "tổng".to_owned(),
        measures: vec![reporting::Measure {
            identifier: "members_declared".to_owned(),
            kind: reporting::MeasureKind::Count.into(),
            unit_of_measure: "hội viên".to_owned(),
        }],
        ..Default::default()
    };
    let event = |definition: &reporting::IndicatorDefinition| reporting::IndicatorPublished {
        plan_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        code: "II.4.b/3".to_owned(),
        item_code: "II.4.b".to_owned(),
        formula_version: 1,
        definition: Some(definition.clone()),
        ..Default::default()
    };
    let heard = told(REPORTING, "IndicatorPublished", &event(&definition));
    let indicator = Indicator {
        item: "II.4.b".to_owned(),
        formula_version: 1,
        name: "Tổng số hội viên".to_owned(),
        source: IndicatorSource::Automatic,
        nature: Nature::Stock,
        formula: "tổng".to_owned(),
        quantities: vec![Quantity {
            identifier: "members_declared".to_owned(),
            unit_of_measure: "hội viên".to_owned(),
        }],
    };
    let expected = IndicatorStated {
        plan: PlanId(id(1)),
        code: "II.4.b/3".to_owned(),
        indicator: Some(indicator),
    };
    assert_eq!(heard.facts, [Told::IndicatorStated(expected)]);
    definition.measures.clear();
    assert!(refused(REPORTING, "IndicatorPublished", &event(&definition)).contains("measures"));
}

fn filed() -> reporting::EvidencedRecordFiled {
    let field =
        |name: &str, value| reporting::RecordField { name: name.to_owned(), value: Some(value) };
    let codes = vec!["III.1".to_owned(), "III.4".to_owned()];
    reporting::EvidencedRecordFiled {
        record_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        unit_id: TWO.to_owned(),
        plan_id: ONE.to_owned(),
        indicator_code: "III.1/1".to_owned(),
        record_type: "IMPLEMENTATION_PLAN".to_owned(),
        type_version: 1,
        content: vec![
            field("number_symbol", Value::Text("12-KH/HU".to_owned())),
            field("covers_codes", Value::ItemCodes(reporting::ItemCodes { codes })),
            field("state", Value::Choice("ISSUED".to_owned())),
        ],
        evidence: vec![reporting::RecordEvidence {
            evidence_id: ONE.to_owned(),
            sha256: "ab".repeat(32),
            kind: "DOCUMENT".to_owned(),
            number_symbol: "12-KH/HU".to_owned(),
            issued_on: ON.to_owned(),
            issuer_unit_id: TWO.to_owned(),
        }],
        illustrative: true,
    }
}

#[test]
fn a_record_says_by_the_fields_of_its_type_and_shows_by_hashes() {
    let words = |words: &[&str]| Said::Words(words.iter().map(|&word| word.to_owned()).collect());
    let content = [
        ("number_symbol", words(&["12-KH/HU"])),
        ("covers_codes", words(&["III.1", "III.4"])),
        ("state", words(&["ISSUED"])),
    ];
    let expected = RecordFiled {
        record: RecordId(id(1)),
        plan: PlanId(id(1)),
        unit: UnitId(id(2)),
        record_type: RecordTypes::reviewed().find("IMPLEMENTATION_PLAN").unwrap(),
        content: content.map(|(name, said)| (name.to_owned(), said)).into(),
        evidence: vec![Document {
            number_symbol: "12-KH/HU".to_owned(),
            issued_on: Some(ON.parse().unwrap()),
            issuer: Some(id(2)),
            file_sha256: Some("ab".repeat(32)),
        }],
        illustrative: true,
    };
    let heard = told(REPORTING, "EvidencedRecordFiled", &filed());
    assert_eq!(heard.facts, [Told::RecordFiled(expected)]);
}

#[test]
fn a_record_of_a_type_or_with_numbers_that_nobody_knows_is_not_believed() {
    let unknown = reporting::EvidencedRecordFiled { record_type: "RUMOUR".to_owned(), ..filed() };
    assert!(refused(REPORTING, "EvidencedRecordFiled", &unknown).contains("record_type"));
    let mut negative = filed();
    negative.content[0].value = Some(Value::MoneyVnd(-1));
    assert!(refused(REPORTING, "EvidencedRecordFiled", &negative).contains("content"));
    let mut silent = filed();
    silent.content[0].value = None;
    assert!(refused(REPORTING, "EvidencedRecordFiled", &silent).contains("content"));
}

#[test]
fn a_record_is_verified_rejected_or_retracted() {
    let (record_id, occurred_on) = (ONE.to_owned(), ON.to_owned());
    let retracted =
        reporting::EvidencedRecordRetracted { record_id, occurred_on, reason: "nhầm".to_owned() };
    let heard = told(REPORTING, "EvidencedRecordRetracted", &retracted);
    let expected = RecordJudged { record: RecordId(id(1)), outcome: Outcome::Retracted };
    assert_eq!(heard.facts, [Told::RecordJudged(expected)]);
}

#[test]
fn a_target_is_an_exact_decimal_for_a_period() {
    let mut event = reporting::TargetRevised {
        target_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        aim: Some(reporting::TargetAim {
            indicator_code: "II.1.a/1".to_owned(),
            identifier: "dissemination_coverage_pct".to_owned(),
            unit_id: String::new(),
            period_key: "2022".to_owned(),
            period_from: "2021-12-15".to_owned(),
            period_to: "2022-12-14".to_owned(),
        }),
        version: 2,
        value: "95.5".to_owned(),
        decision_ref: None,
        reason: "rà soát".to_owned(),
        plan_id: ONE.to_owned(),
    };
    let expected = TargetStated {
        plan: PlanId(id(1)),
        quantity: "dissemination_coverage_pct".to_owned(),
        unit: None,
        from: "2021-12-15".parse().unwrap(),
        to: "2022-12-14".parse().unwrap(),
        version: 2,
        aim: Decimal { scaled: 955, places: 1 },
    };
    let heard = told(REPORTING, "TargetRevised", &event);
    assert_eq!(heard.facts, [Told::TargetStated(expected)]);
    for nonsense in ["", ".5", "-1", "1,5", "99999999999999999999"] {
        event.value = nonsense.to_owned();
        assert!(refused(REPORTING, "TargetRevised", &event).contains("value"), "{nonsense}");
    }
}
