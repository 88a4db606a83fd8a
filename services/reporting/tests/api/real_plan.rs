//! The plan of 2021 and its 83 indicators, from the reviewed data files: whole, word for word, in one
//! command and one per indicator.

use contracts::reporting::v1::*;
use serde_json::Value;
use uuid::Uuid;

use crate::receipt;
use crate::samples::{self, PLAN, UNION, group, request, unit};
use crate::world::{World, on};

const PLAN_FILE: &str = include_str!("../../../../crates/hoitu/data/plan.json");
const INDICATOR_FILE: &str = include_str!("../../../../crates/hoitu/data/indicators.json");

fn read(file: &str) -> Value {
    serde_json::from_str(file).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn issued_item(item: &Value) -> IssuedItem {
    let kind = format!("ITEM_KIND_{}", text(&item["kind"]));
    let part = |part: &Value| {
        let bearer = match part["unit"].as_str() {
            Some(code) => unit(Uuid::new_v5(&UNION, code.as_bytes())),
            None => group(part["group"].as_str().unwrap()),
        };
        let role = format!("RESPONSIBILITY_ROLE_{}", text(&part["role"]));
        let basis = format!("BASIS_{}", text(&part["basis"]));
        Responsibility {
            bearer,
            role: ResponsibilityRole::from_str_name(&role).unwrap().into(),
            basis: Basis::from_str_name(&basis).unwrap().into(),
            note: text(&part["note"]),
            ..Responsibility::default()
        }
    };
    IssuedItem {
        item: Some(ItemText {
            code: text(&item["code"]),
            kind: ItemKind::from_str_name(&kind).unwrap().into(),
            short_title: text(&item["short_title"]),
            text: text(&item["text"]),
        }),
        responsibilities: list(&item["responsibilities"]).iter().map(part).collect(),
    }
}

fn plan() -> IssuePlanRequest {
    let file = read(PLAN_FILE);
    let section = |section: &Value| PlanSection {
        code: text(&section["code"]),
        heading: text(&section["heading"]),
    };
    IssuePlanRequest {
        plan_id: PLAN.to_string(),
        request_id: request(0),
        validate_only: false,
        document: Some(PlanDocument {
            subject_line: text(&file["document"]["subject_line"]),
            preamble: text(&file["preamble"]),
            ..samples::document()
        }),
        effective_on: "2021-06-11".into(),
        sections: list(&file["sections"]).iter().map(section).collect(),
        items: list(&file["items"]).iter().map(issued_item).collect(),
    }
}

fn indicator(number: u128, indicator: &Value) -> PublishIndicatorRequest {
    let (source, nature) = match indicator["source"].as_str().unwrap() {
        "A" => (IndicatorSource::Automatic, &indicator["nature"]),
        "M" => (IndicatorSource::Manual, &indicator["nature"]),
        "H" => (IndicatorSource::Hybrid, &indicator["nature"]),
        "R" => (IndicatorSource::RollUp, &indicator["nature"]),
        other => panic!("{other} is no source letter"),
    };
    let nature = format!("INDICATOR_NATURE_{}", text(nature));
    let measure = |measure: &Value| {
        let kind = format!("MEASURE_KIND_{}", text(&measure["kind"]));
        Measure {
            identifier: text(&measure["identifier"]),
            kind: MeasureKind::from_str_name(&kind).unwrap().into(),
            unit_of_measure: text(&measure["unit_of_measure"]),
        }
    };
    let feed = |feed: &Value| {
        let kind = format!("FEED_KIND_{}", text(&feed["kind"]));
        Feed {
            kind: FeedKind::from_str_name(&kind).unwrap().into(),
            name: text(&feed["name"]),
            detail: text(&feed["detail"]),
        }
    };
    PublishIndicatorRequest {
        plan_id: PLAN.to_string(),
        code: text(&indicator["code"]),
        request_id: request(number),
        validate_only: false,
        definition: Some(IndicatorDefinition {
            name: text(&indicator["name"]),
            measures: list(&indicator["measures"]).iter().map(measure).collect(),
            source: source.into(),
            nature: IndicatorNature::from_str_name(&nature).unwrap().into(),
            formula: text(&indicator["formula"]),
            feeds: list(&indicator["feeds"]).iter().map(feed).collect(),
            evidence: text(&indicator["evidence"]),
            dedupe_key: text(&indicator["dedupe_key"]),
            remark: text(&indicator["remark"]),
        }),
        valid_from: "2021-06-11".into(),
        decision_ref: None,
    }
}

#[tokio::test]
async fn the_plan_of_2021_is_kept_word_for_word() {
    let world = World::new().await;
    let asked = plan();
    let receipt = receipt!(world.plans().await.issue_plan(asked.clone()));
    let parts: usize = asked.items.iter().map(|item| item.responsibilities.len()).sum();
    assert_eq!((asked.items.len(), receipt.events.len()), (26, 1 + 26 + parts));

    let read_at = on("2021-06-11", &receipt);
    let get = GetPlanRequest { plan_id: PLAN.to_string(), read_at, version: 0 };
    let plan = world.plans().await.get_plan(get).await.unwrap().into_inner().plan.unwrap();
    assert_eq!(plan.document, asked.document);
    assert_eq!(plan.sections, asked.sections);
    let kept: Vec<_> = plan.items.iter().map(|item| item.item.clone()).collect();
    let said: Vec<_> = asked.items.iter().map(|item| item.item.clone()).collect();
    assert_eq!(kept, said, "the order of the codes is the order of the text");
    let held: usize = plan.items.iter().map(|item| item.responsibilities.len()).sum();
    assert_eq!(held, parts);
}

#[tokio::test]
async fn its_83_indicators_are_published() {
    let world = World::new().await;
    receipt!(world.plans().await.issue_plan(plan()));
    let mut indicators = world.indicators().await;
    let file = read(INDICATOR_FILE);
    let asked: Vec<_> =
        list(&file).iter().zip(1..).map(|(it, number)| indicator(number, it)).collect();
    let mut last = None;
    for request in asked.clone() {
        let code = request.code.clone();
        let answer = indicators.publish_indicator(request).await;
        let answer = answer.unwrap_or_else(|status| panic!("{code}: {status:?}"));
        last = answer.into_inner().receipt;
    }
    let list = ListIndicatorsRequest {
        plan_id: PLAN.to_string(),
        read_at: on("2021-06-11", &last.unwrap()),
        page_size: 200,
        ..Default::default()
    };
    let page = indicators.list_indicators(list).await.unwrap().into_inner();
    let kept: Vec<_> = page.indicators.iter().map(|it| it.code.clone()).collect();
    let said: Vec<_> = asked.iter().map(|it| it.code.clone()).collect();
    assert_eq!(kept.len(), 83);
    assert_eq!(kept, said, "in the plan's order");
    let definitions = page.indicators.into_iter().map(|it| it.version.unwrap().definition);
    assert!(definitions.eq(asked.into_iter().map(|it| it.definition)));
}
