//! What is understood of plans, the parts in them, and indicators.

use contracts::reporting::v1 as reporting;

use super::{ON, ONE, id, refused, told};
use crate::domain::facts::PlanId;
use crate::domain::plan::*;
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
