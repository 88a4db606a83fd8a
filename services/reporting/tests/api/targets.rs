//! Targets are set by the body that decides the plan, and listed as they stood on each day.

use contracts::reporting::v1::*;
use tonic::Code;
use uuid::Uuid;

use crate::receipt;
use crate::record_samples::{BULLETIN, UNIT, measured};
use crate::samples::{PLAN, decision, request};
use crate::world::{World, on, refusal, violations};

pub fn aim() -> TargetAim {
    TargetAim {
        indicator_code: BULLETIN.into(),
        identifier: "bulletin_issues".into(),
        unit_id: UNIT.to_string(),
        period_key: "2026".into(),
        period_from: "2025-12-15".into(),
        period_to: "2026-12-14".into(),
    }
}

pub fn set_target(aim: TargetAim, request_id: String) -> SetTargetRequest {
    SetTargetRequest {
        plan_id: PLAN.to_string(),
        request_id,
        validate_only: false,
        aim: Some(aim),
        value: "6.50".into(),
        effective_on: "2026-01-15".into(),
        decision_ref: decision(),
    }
}

pub fn revise_target(etag: &str, request_id: String) -> ReviseTargetRequest {
    ReviseTargetRequest {
        plan_id: PLAN.to_string(),
        etag: etag.into(),
        request_id,
        validate_only: false,
        aim: Some(TargetAim { period_from: String::new(), period_to: String::new(), ..aim() }),
        value: "5".into(),
        effective_on: "2026-06-01".into(),
        decision_ref: decision(),
        reason: "điều chỉnh theo nguồn lực".into(),
    }
}

#[tokio::test]
async fn each_day_has_its_target() {
    let world = World::new().await;
    measured(&world).await;
    let mut targets = world.targets().await;
    let first = receipt!(targets.set_target(set_target(aim(), request(10))));
    let last = receipt!(targets.revise_target(revise_target(&first.etag, request(11))));
    let ask = |day: &str| ListTargetsRequest {
        plan_id: PLAN.to_string(),
        read_at: on(day, &last),
        ..ListTargetsRequest::default()
    };
    for (day, expected) in [
        ("2026-01-14", None),
        ("2026-01-15", Some((1, "6.5"))),
        ("2026-05-31", Some((1, "6.5"))),
        ("2026-06-01", Some((2, "5"))),
    ] {
        let page = targets.list_targets(ask(day)).await.unwrap().into_inner();
        let told = page.targets.first().map(|target| (target.version, target.value.as_str()));
        assert_eq!(told, expected, "on {day}");
        for target in &page.targets {
            assert_eq!(target.aim, Some(aim()), "the period keeps the days it was set with");
            assert_eq!((&target.etag, &target.plan_id), (&last.etag, &PLAN.to_string()));
        }
    }
    let again = targets.set_target(set_target(aim(), request(12))).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "TARGET_ALREADY_SET".into()));
    let mut early = revise_target(&last.etag, request(13));
    early.value = "4".into();
    let early = targets.revise_target(early).await;
    assert_eq!(refusal(early), (Code::FailedPrecondition, "TARGET_TOO_EARLY".into()));
    let unknown = TargetAim { unit_id: String::new(), ..aim() };
    let etag = "\"target-00000000-0000-0000-0000-000000000001-1\"";
    let revise = ReviseTargetRequest { aim: Some(unknown), ..revise_target(etag, request(14)) };
    let refused = violations(targets.revise_target(revise).await);
    assert_eq!(refused, [("etag".into(), "ETAG_OF_ANOTHER".into())]);
}

#[tokio::test]
async fn targets_are_listed_by_unit_indicator_and_period_page_by_page() {
    let world = World::new().await;
    measured(&world).await;
    let mut targets = world.targets().await;
    let whole = TargetAim { unit_id: String::new(), ..aim() };
    let half = TargetAim {
        period_key: "2026-H1".into(),
        period_from: String::new(),
        period_to: String::new(),
        ..aim()
    };
    let members = TargetAim {
        indicator_code: "II.4.b/3".into(),
        identifier: "members_declared".into(),
        ..aim()
    };
    let mut last = None;
    for (n, aim) in (10..).zip([aim(), whole, half, members]) {
        last = Some(receipt!(targets.set_target(set_target(aim, request(n)))));
    }
    let all = ListTargetsRequest {
        plan_id: PLAN.to_string(),
        read_at: on("2026-02-01", &last.unwrap()),
        page_size: 3,
        ..ListTargetsRequest::default()
    };
    let first = targets.list_targets(all.clone()).await.unwrap().into_inner();
    assert_eq!(first.targets.len(), 3);
    let next = ListTargetsRequest { page_token: first.next_page_token, ..all.clone() };
    let second = targets.list_targets(next).await.unwrap().into_inner();
    assert_eq!(second.targets.len(), 1);
    let told = second.targets[0].aim.as_ref().unwrap();
    assert_eq!(told.indicator_code, "II.4.b/3", "in the plan's order");
    for (filtered, expected) in [
        (ListTargetsRequest { unit_id: UNIT.to_string(), page_size: 0, ..all.clone() }, 3),
        (ListTargetsRequest { indicator_code: BULLETIN.into(), page_size: 0, ..all.clone() }, 3),
        (ListTargetsRequest { period_key: "2026-H1".into(), ..all.clone() }, 1),
        (ListTargetsRequest { plan_id: Uuid::from_u128(7).to_string(), ..all.clone() }, 0),
    ] {
        let page = targets.list_targets(filtered.clone()).await.unwrap().into_inner();
        assert_eq!(page.targets.len(), expected, "{filtered:?}");
    }
}

#[tokio::test]
async fn nothing_is_aimed_at_that_is_not_measured_in_numbers() {
    let world = World::new().await;
    measured(&world).await;
    let mut targets = world.targets().await;
    let wrong = |change: fn(&mut TargetAim)| {
        let mut aim = aim();
        change(&mut aim);
        aim
    };
    for (n, aim, expected) in [
        (
            10,
            wrong(|it| it.identifier = "members".into()),
            (Code::FailedPrecondition, "MEASURE_NOT_FOUND"),
        ),
        (
            11,
            wrong(|it| it.identifier = "bulletin_state".into()),
            (Code::FailedPrecondition, "MEASURE_WITHOUT_NUMBER"),
        ),
        (
            12,
            wrong(|it| it.indicator_code = "I.1/7".into()),
            (Code::NotFound, "INDICATOR_NOT_FOUND"),
        ),
        (
            13,
            wrong(|it| it.period_to = "2025-12-14".into()),
            (Code::InvalidArgument, "PERIOD_ENDS_BEFORE_IT_BEGINS"),
        ),
    ] {
        let (code, reason) = refusal(targets.set_target(set_target(aim, request(n))).await);
        assert_eq!((code, reason.as_str()), expected);
    }
    let mut half = set_target(wrong(|it| it.period_key = "2026-Q1".into()), request(14));
    half.value = "6,5".into();
    assert_eq!(
        violations(targets.set_target(half).await),
        [
            ("aim.period_key".into(), "NOT_A_PERIOD_KEY".into()),
            ("value".into(), "NOT_A_DECIMAL".into())
        ]
    );
}
