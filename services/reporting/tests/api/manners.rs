//! What every command owes its callers: a dry run records nothing, a repeat gets the first answer, also at
//! the same time, and a command on something goes by its etag.

use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1::*;
use tonic::Code;

use crate::receipt;
use crate::record_samples::{
    RECORD, file_record, measured, reject_record, retract_record, verify_record,
};
use crate::samples::{
    NEXT_PLAN, PLAN, UNION, amend_plan, decision, definition, group, issue_plan, issued, leads,
    publish_indicator, request, unit,
};
use crate::targets::{aim, revise_target, set_target};
use crate::world::{World, on, refusal, violations};

pub fn types(receipt: &CommandReceipt) -> Vec<&str> {
    receipt.events.iter().map(|event| event.event_type.as_str()).collect()
}

/// Asks dry, twice at once, and once more; answers the receipt.
#[macro_export]
macro_rules! manners {
    ($client:expr, $rpc:ident, $request:expr) => {{
        let request = $request;
        let (mut one, mut other) = ($client.clone(), $client.clone());
        let mut dry = request.clone();
        dry.validate_only = true;
        let planned = $crate::receipt!(one.$rpc(dry));
        assert_eq!((planned.token.as_str(), planned.recorded_at), ("", None));
        assert!(planned.events.iter().all(|event| event.position == 0), "{planned:?}");

        let (first, second) = tokio::join!(one.$rpc(request.clone()), other.$rpc(request.clone()));
        let receipts = [first, second].map(|it| it.unwrap().into_inner().receipt.unwrap());
        let repeated = receipts.iter().filter(|receipt| receipt.repeated_request).count();
        assert_eq!(repeated, 1, "{receipts:?}");
        let again = $crate::receipt!(one.$rpc(request));
        for receipt in &receipts {
            let receipt =
                contracts::ledger::v1::CommandReceipt { repeated_request: true, ..receipt.clone() };
            assert_eq!(receipt, again);
        }
        assert_eq!(
            $crate::manners::types(&planned),
            $crate::manners::types(&again),
            "the dry run told the truth"
        );
        assert_eq!(planned.etag, again.etag);
        again
    }};
}

/// Asks with a stale etag, without one, and with that of something else; the request's own is good.
#[macro_export]
macro_rules! by_etag {
    ($client:expr, $rpc:ident, $stale:expr, $request:expr) => {{
        let (request, mut client) = ($request, $client.clone());
        let mut asked = request.clone();
        asked.etag = $stale.to_owned();
        let stale = client.$rpc(asked.clone()).await;
        assert_eq!($crate::world::refusal(stale), (tonic::Code::Aborted, "ETAG_MISMATCH".into()));
        for (etag, reason) in [("", "ETAG_REQUIRED"), ("\"plan-x-1\"", "ETAG_OF_ANOTHER")] {
            asked.etag = etag.to_owned();
            let refused = $crate::world::violations(client.$rpc(asked.clone()).await);
            assert_eq!(refused, [("etag".into(), reason.into())]);
        }
        $crate::manners!(client, $rpc, request)
    }};
}

fn open_review(etag: &str, request_id: String, opened_on: &str) -> OpenPreliminaryReviewRequest {
    OpenPreliminaryReviewRequest {
        plan_id: PLAN.to_string(),
        etag: etag.into(),
        request_id,
        validate_only: false,
        opened_on: opened_on.into(),
        decision_ref: decision(),
    }
}

async fn state_on(world: &World, day: &str, after: &CommandReceipt) -> (PlanState, PlanReviewKind) {
    let read_at = on(day, after);
    let request = GetPlanRequest { plan_id: PLAN.to_string(), read_at, version: 0 };
    let plan = world.plans().await.get_plan(request).await.unwrap().into_inner().plan.unwrap();
    (plan.state(), plan.review_kind())
}

#[tokio::test]
async fn a_plan_from_issue_to_conclusion() {
    let world = World::new().await;
    let plans = world.plans().await;
    let first = manners!(plans, issue_plan, issue_plan(PLAN, request(0)));
    let stale = format!("\"plan-{PLAN}-1\"");
    let amended = amend_plan(&first.etag, request(1), "2023-01-15");
    let second = by_etag!(plans, amend_plan, stale, amended);
    let opened = open_review(&second.etag, request(2), "2023-12-01");
    let third = by_etag!(plans, open_preliminary_review, stale, opened);
    let (plan_id, validate_only) = (PLAN.to_string(), false);
    let (etag, request_id) = (third.etag, request(3));
    let closed_on = "2024-02-01".into();
    let closed = CloseReviewRequest { plan_id, etag, request_id, validate_only, closed_on };
    let fourth = by_etag!(plans, close_review, stale, closed);
    let opened = OpenFinalReviewRequest {
        plan_id: PLAN.to_string(),
        etag: fourth.etag,
        request_id: request(4),
        validate_only: false,
        opened_on: "2025-12-01".into(),
        decision_ref: None,
    };
    let fifth = by_etag!(plans, open_final_review, stale, opened);
    let concluded = ConcludePlanRequest {
        plan_id: PLAN.to_string(),
        etag: fifth.etag,
        request_id: request(5),
        validate_only: false,
        concluded_on: "2026-02-01".into(),
        decision_ref: decision(),
    };
    let last = by_etag!(plans, conclude_plan, stale, concluded);

    let none = PlanReviewKind::Unspecified;
    for (day, expected) in [
        ("2023-11-30", (PlanState::InForce, none)),
        ("2023-12-01", (PlanState::UnderReview, PlanReviewKind::Preliminary)),
        ("2024-02-01", (PlanState::InForce, none)),
        ("2025-12-01", (PlanState::UnderReview, PlanReviewKind::Final)),
        ("2026-02-01", (PlanState::Concluded, PlanReviewKind::Final)),
    ] {
        assert_eq!(state_on(&world, day, &last).await, expected, "on {day}");
    }
    let over = plans.clone().amend_plan(amend_plan(&last.etag, request(6), "2026-02-01")).await;
    assert_eq!(refusal(over), (Code::FailedPrecondition, "PLAN_CONCLUDED".into()));
}

#[tokio::test]
async fn a_plan_is_superseded_by_one_in_force() {
    let world = World::new().await;
    let (plans, first) = (world.plans().await, issued(&world).await);
    let supersede = |successor: uuid::Uuid, n| SupersedePlanRequest {
        plan_id: PLAN.to_string(),
        etag: first.etag.clone(),
        request_id: request(n),
        validate_only: false,
        successor_plan_id: successor.to_string(),
        superseded_on: "2026-01-01".into(),
    };
    let unknown = plans.clone().supersede_plan(supersede(NEXT_PLAN, 1)).await;
    assert_eq!(refusal(unknown), (Code::FailedPrecondition, "SUCCESSOR_NOT_IN_FORCE".into()));
    let own = violations(plans.clone().supersede_plan(supersede(PLAN, 2)).await);
    assert_eq!(own, [("successor_plan_id".into(), "OWN_SUCCESSOR".into())]);

    receipt!(plans.clone().issue_plan(issue_plan(NEXT_PLAN, request(3))));
    let stale = format!("\"plan-{PLAN}-1\"");
    let last = by_etag!(plans, supersede_plan, stale, supersede(NEXT_PLAN, 4));
    assert_eq!(types(&last), ["PlanSuperseded"]);
    let read_at = on("2026-01-01", &last);
    let get = GetPlanRequest { plan_id: PLAN.to_string(), read_at, version: 0 };
    let plan = plans.clone().get_plan(get).await.unwrap().into_inner().plan.unwrap();
    assert_eq!(plan.state(), PlanState::Superseded);
    assert_eq!(plan.successor_plan_id, NEXT_PLAN.to_string());
}

#[tokio::test]
async fn a_responsibility_is_held_from_day_to_day() {
    let world = World::new().await;
    let (plans, first) = (world.plans().await, issued(&world).await);
    let bearer = group("các trường đại học, cao đẳng");
    let responsibility = Responsibility {
        role: ResponsibilityRole::Coordinate.into(),
        basis: Basis::AssignedLater.into(),
        valid_from: "2023-02-01".into(),
        ..leads(bearer.clone())
    };
    let assign = AssignResponsibilityRequest {
        plan_id: PLAN.to_string(),
        etag: first.etag.clone(),
        request_id: request(1),
        validate_only: false,
        item_code: "II.4.b".into(),
        responsibility: Some(responsibility),
        decision_ref: decision(),
    };
    let stale = format!("\"plan-{PLAN}-1\"");
    let second = by_etag!(plans, assign_responsibility, stale, assign.clone());
    let end = EndResponsibilityRequest {
        plan_id: PLAN.to_string(),
        etag: second.etag.clone(),
        request_id: request(2),
        validate_only: false,
        item_code: "II.4.b".into(),
        bearer: bearer.clone(),
        role: ResponsibilityRole::Coordinate.into(),
        valid_from: "2023-02-01".into(),
        ended_on: "2025-03-01".into(),
        decision_ref: None,
        reason: "kết thúc hoạt động".into(),
    };
    let third = by_etag!(plans, end_responsibility, stale, end);

    for (day, expected) in [
        ("2023-01-31", vec![unit(UNION)]),
        ("2023-02-01", vec![unit(UNION), bearer.clone()]),
        ("2025-02-28", vec![unit(UNION), bearer.clone()]),
        ("2025-03-01", vec![unit(UNION)]),
    ] {
        let read_at = on(day, &third);
        let request = GetPlanRequest { plan_id: PLAN.to_string(), read_at, version: 0 };
        let plan = plans.clone().get_plan(request).await.unwrap().into_inner().plan.unwrap();
        let item = plan.items.iter().find(|it| it.item.as_ref().unwrap().code == "II.4.b");
        let held = item.unwrap().responsibilities.iter();
        assert_eq!(held.map(|it| it.bearer.clone()).collect::<Vec<_>>(), expected, "on {day}");
    }

    let (etag, request_id) = (third.etag, request(3));
    let twice = AssignResponsibilityRequest {
        responsibility: Some(Responsibility {
            valid_from: "2024-01-01".into(),
            ..leads(unit(UNION))
        }),
        etag,
        request_id,
        ..assign
    };
    let refused = violations(plans.clone().assign_responsibility(twice).await);
    assert_eq!(refused, [("responsibility".into(), "RESPONSIBILITY_OVERLAPS".into())]);
}

#[tokio::test]
async fn an_indicator_from_publication_to_retirement() {
    let world = World::new().await;
    issued(&world).await;
    let indicators = world.indicators().await;
    let publish = publish_indicator("II.4.b/3", request(1));
    let first = manners!(indicators, publish_indicator, publish.clone());
    let revise = ReviseIndicatorRequest {
        plan_id: PLAN.to_string(),
        code: "II.4.b/3".into(),
        etag: first.etag.clone(),
        request_id: request(2),
        validate_only: false,
        definition: definition("without associations silent for 12 months"),
        valid_from: "2024-01-01".into(),
        decision_ref: decision(),
        reason: "thống nhất cách tính".into(),
    };
    let stale = first.etag.replace("-1\"", "-9\"");
    let second = by_etag!(indicators, revise_indicator, stale, revise);
    let retire = RetireIndicatorRequest {
        plan_id: PLAN.to_string(),
        code: "II.4.b/3".into(),
        etag: second.etag.clone(),
        request_id: request(3),
        validate_only: false,
        retired_on: "2026-01-01".into(),
        decision_ref: None,
        reason: "không còn theo dõi".into(),
    };
    let last = by_etag!(indicators, retire_indicator, stale, retire);

    let get = |day: &str| GetIndicatorRequest {
        plan_id: PLAN.to_string(),
        code: "II.4.b/3".into(),
        read_at: on(day, &last),
    };
    for (day, version, state) in [
        ("2021-01-01", 1, IndicatorState::Active),
        ("2023-12-31", 1, IndicatorState::Active),
        ("2024-01-01", 2, IndicatorState::Active),
        ("2026-01-01", 2, IndicatorState::Retired),
    ] {
        let answer = indicators.clone().get_indicator(get(day)).await.unwrap().into_inner();
        let found = answer.indicator.unwrap();
        assert_eq!(found.state(), state, "on {day}");
        assert_eq!(found.version.unwrap().formula_version, version, "on {day}");
        assert_eq!((answer.versions.len(), found.etag), (2, last.etag.clone()));
        assert_eq!(answer.versions[0].definition, publish.definition, "the first one stays");
    }

    let mut again = publish;
    again.request_id = request(4);
    let refused = indicators.clone().publish_indicator(again).await;
    assert_eq!(refusal(refused), (Code::AlreadyExists, "INDICATOR_ALREADY_PUBLISHED".into()));
}

#[tokio::test]
async fn a_record_from_filing_to_retraction() {
    let world = World::new().await;
    measured(&world).await;
    let (own, records) = (world.own_records().await, world.records().await);
    let filed = manners!(own, file_record, file_record(RECORD, 2, request(10)));
    let stale = format!("\"record-{RECORD}-9\"");
    let verified = by_etag!(records, verify_record, stale, verify_record(&filed.etag, request(11)));
    by_etag!(own, retract_record, stale, retract_record(&verified.etag, request(12)));
}

#[tokio::test]
async fn a_record_is_rejected_with_manners() {
    let world = World::new().await;
    measured(&world).await;
    let filed =
        receipt!(world.own_records().await.file_record(file_record(RECORD, 2, request(10))));
    let stale = format!("\"record-{RECORD}-9\"");
    let records = world.records().await;
    by_etag!(records, reject_record, stale, reject_record(&filed.etag, request(11)));
}

#[tokio::test]
async fn a_target_is_set_and_revised_with_manners() {
    let world = World::new().await;
    measured(&world).await;
    let targets = world.targets().await;
    let first = manners!(targets, set_target, set_target(aim(), request(10)));
    let stale = first.etag.replace("-1\"", "-9\"");
    by_etag!(targets, revise_target, stale, revise_target(&first.etag, request(11)));
}
