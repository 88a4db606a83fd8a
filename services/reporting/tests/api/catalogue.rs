//! Indicators are listed as of each day, as known at each instant, filtered, page by page.

use contracts::ledger::v1::ReadAt;
use contracts::reporting::v1::*;
use uuid::Uuid;

use crate::receipt;
use crate::samples::{PLAN, definition, issued, publish_indicator, request};
use crate::world::{World, on, violations};

fn codes(page: &ListIndicatorsResponse) -> Vec<&str> {
    page.indicators.iter().map(|indicator| indicator.code.as_str()).collect()
}

fn formulas(page: &ListIndicatorsResponse) -> Vec<&str> {
    let versions = page.indicators.iter().filter_map(|indicator| indicator.version.as_ref());
    versions.map(|version| version.definition.as_ref().unwrap().formula.as_str()).collect()
}

#[tokio::test]
async fn indicators_are_listed_in_the_plans_order() {
    let world = World::new().await;
    issued(&world).await;
    let mut indicators = world.indicators().await;
    let mut last = None;
    for (n, code) in ["II.10.a/1", "II.4.b/10", "II.4.b/9", "I.1/1"].into_iter().enumerate() {
        let publish = publish_indicator(code, request(n as u128 + 1));
        last = Some(receipt!(indicators.publish_indicator(publish)));
    }
    let all = ListIndicatorsRequest {
        plan_id: PLAN.to_string(),
        read_at: on("2022-01-01", &last.unwrap()),
        page_size: 3,
        ..Default::default()
    };
    let first = indicators.list_indicators(all.clone()).await.unwrap().into_inner();
    assert_eq!(codes(&first), ["I.1/1", "II.4.b/9", "II.4.b/10"]);
    let next = ListIndicatorsRequest { page_token: first.next_page_token, ..all.clone() };
    let second = indicators.list_indicators(next.clone()).await.unwrap().into_inner();
    assert_eq!((codes(&second), second.next_page_token.as_str()), (vec!["II.10.a/1"], ""));

    let changed = ListIndicatorsRequest { item_code: "I.1".into(), ..next };
    let refused = violations(indicators.list_indicators(changed).await);
    assert_eq!(refused, [("page_token".into(), "PAGE_TOKEN_CHANGED".into())]);

    let of_item = ListIndicatorsRequest { item_code: "II.4.b".into(), ..all.clone() };
    let of_item = indicators.list_indicators(of_item).await.unwrap().into_inner();
    assert_eq!(codes(&of_item), ["II.4.b/9", "II.4.b/10"]);
    let manual = ListIndicatorsRequest { source: IndicatorSource::Manual.into(), ..all.clone() };
    assert_eq!(codes(&indicators.list_indicators(manual).await.unwrap().into_inner()).len(), 0);
    let other = ListIndicatorsRequest { plan_id: Uuid::from_u128(7).to_string(), ..all.clone() };
    assert_eq!(codes(&indicators.list_indicators(other).await.unwrap().into_inner()).len(), 0);

    let early = ReadAt { as_of: "2021-06-10".into(), ..all.read_at.clone().unwrap() };
    let early = ListIndicatorsRequest { read_at: Some(early), ..all };
    assert_eq!(codes(&indicators.list_indicators(early).await.unwrap().into_inner()).len(), 0);
}

#[tokio::test]
async fn each_day_has_its_formula_as_it_was_known() {
    let world = World::new().await;
    issued(&world).await;
    let mut indicators = world.indicators().await;
    let publish = publish_indicator("II.4.b/3", request(1));
    let first = receipt!(indicators.publish_indicator(publish));
    let revise = ReviseIndicatorRequest {
        plan_id: PLAN.to_string(),
        code: "II.4.b/3".into(),
        etag: first.etag.clone(),
        request_id: request(2),
        validate_only: false,
        definition: definition("b"),
        valid_from: "2024-01-01".into(),
        decision_ref: None,
        reason: "thống nhất cách tính".into(),
    };
    let second = receipt!(indicators.revise_indicator(revise));
    let retire = RetireIndicatorRequest {
        plan_id: PLAN.to_string(),
        code: "II.4.b/3".into(),
        etag: second.etag,
        request_id: request(3),
        validate_only: false,
        retired_on: "2026-01-01".into(),
        decision_ref: None,
        reason: "không còn theo dõi".into(),
    };
    let last = receipt!(indicators.retire_indicator(retire));

    let ask = |read_at, state: IndicatorState| ListIndicatorsRequest {
        plan_id: PLAN.to_string(),
        read_at,
        state: state.into(),
        ..Default::default()
    };
    let any = IndicatorState::Unspecified;
    for (day, state, expected) in [
        ("2023-12-31", any, vec!["sum of latest declarations"]),
        ("2024-01-01", IndicatorState::Active, vec!["b"]),
        ("2025-12-31", IndicatorState::Retired, vec![]),
        ("2026-01-01", IndicatorState::Active, vec![]),
        ("2026-01-01", any, vec!["b"]),
    ] {
        let page = indicators.list_indicators(ask(on(day, &last), state)).await.unwrap();
        assert_eq!(formulas(&page.into_inner()), expected, "on {day}");
    }
    let as_known = ReadAt { known_at: first.recorded_at, ..on("2026-01-01", &last).unwrap() };
    let page = indicators.list_indicators(ask(Some(as_known), any)).await.unwrap().into_inner();
    assert_eq!(formulas(&page), ["sum of latest declarations"]);
    assert_eq!(page.indicators[0].state(), IndicatorState::Active);
    assert_eq!(page.indicators[0].etag, "", "no command follows on an earlier state of knowledge");
}
