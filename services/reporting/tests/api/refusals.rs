//! Bad input of every sort, and what callers are told.

use std::time::Duration;

use contracts::ledger::v1::ReadAt;
use contracts::reporting::v1::plan_service_client::PlanServiceClient;
use contracts::reporting::v1::*;
use tonic::{Code, Request};
use tonic_types::StatusExt as _;

use crate::samples::{
    NEXT_PLAN, PLAN, amend_plan, decision, issue_plan, issued, item, leads, publish_indicator,
    request, unit,
};
use crate::world::{World, eventually, refusal, violations};
use crate::{receipt, samples};

/// The plan of the samples with something wrong in it.
fn wrong(change: impl FnOnce(&mut IssuePlanRequest)) -> IssuePlanRequest {
    let mut request = issue_plan(PLAN, request(1));
    change(&mut request);
    request
}

fn first_item(request: &mut IssuePlanRequest) -> &mut ItemText {
    request.items[0].item.as_mut().unwrap()
}

fn document(request: &mut IssuePlanRequest) -> &mut PlanDocument {
    request.document.as_mut().unwrap()
}

fn first_part(request: &mut IssuePlanRequest) -> &mut Responsibility {
    &mut request.items[0].responsibilities[0]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_refuses_bad_input() {
    World::new().await.refuses_bad_input().await;
}

#[tokio::test]
async fn each_malformed_field_is_named_with_its_fault() {
    let world = World::new().await;
    let mut plans = world.plans().await;
    let long = "ă".repeat(20_001);
    let rows: Vec<(IssuePlanRequest, &str, &str)> = vec![
        (wrong(|it| it.plan_id = "a1".into()), "plan_id", "NOT_A_UUID"),
        (wrong(|it| it.plan_id.clear()), "plan_id", "REQUIRED"),
        (wrong(|it| it.request_id = "1".into()), "request_id", "NOT_A_UUID"),
        (wrong(|it| it.effective_on = "11/6/2021".into()), "effective_on", "NOT_A_DATE"),
        (wrong(|it| it.effective_on = "2021-02-30".into()), "effective_on", "NOT_A_DATE"),
        (wrong(|it| it.effective_on = "1021-06-11".into()), "effective_on", "DATE_OUT_OF_RANGE"),
        (wrong(|it| it.document = None), "document", "REQUIRED"),
        (
            wrong(|it| document(it).signer = "Le\u{302} Va\u{306}n".into()),
            "document.signer",
            "NOT_NFC",
        ),
        (
            wrong(|it| document(it).subject_line = "hai\ndòng".into()),
            "document.subject_line",
            "CONTROL_CHARACTER",
        ),
        (
            wrong(|it| document(it).base_documents[0].relation = 0),
            "document.base_documents[0].relation",
            "UNKNOWN_VALUE",
        ),
        (
            wrong(|it| document(it).recipients[0].bearers[0] = Bearer { bearer: None }),
            "document.recipients[0].bearers[0].unit_id",
            "REQUIRED",
        ),
        (wrong(|it| it.sections[3].code = "2.4".into()), "sections[3].code", "NOT_A_CODE"),
        (wrong(|it| first_item(it).code = "I.1.đ".into()), "items[0].item.code", "NOT_A_CODE"),
        (wrong(|it| first_item(it).kind = 99), "items[0].item.kind", "UNKNOWN_VALUE"),
        (
            wrong(|it| first_item(it).text = "a\u{0}b".into()),
            "items[0].item.text",
            "CONTROL_CHARACTER",
        ),
        (wrong(|it| first_item(it).text = "a\u{306}".into()), "items[0].item.text", "NOT_NFC"),
        (wrong(|it| first_item(it).text = long.clone()), "items[0].item.text", "TOO_LONG"),
        (wrong(|it| first_item(it).text = "  ".into()), "items[0].item.text", "REQUIRED"),
        (wrong(|it| first_part(it).role = 4), "items[0].responsibilities[0].role", "UNKNOWN_VALUE"),
        (
            wrong(|it| first_part(it).valid_to = "9999-01-01".into()),
            "items[0].responsibilities[0].valid_to",
            "DATE_OUT_OF_RANGE",
        ),
        (wrong(|it| it.items = vec![it.items[0].clone(); 201]), "items", "TOO_MANY"),
        (
            wrong(|it| {
                it.items[0].responsibilities = vec![leads(unit(samples::UNION)); 499];
            }),
            "items.responsibilities",
            "TOO_MANY",
        ),
    ];
    for (request, field, reason) in rows {
        let refused = violations(plans.issue_plan(request).await);
        assert_eq!(refused, [(field.into(), reason.into())]);
    }
}

#[tokio::test]
async fn all_faults_of_a_request_are_told_at_once() {
    let world = World::new().await;
    let nothing = world.plans().await.issue_plan(IssuePlanRequest::default()).await;
    let refused: Vec<_> = violations(nothing).into_iter().map(|(field, _)| field).collect();
    assert_eq!(refused, ["plan_id", "request_id", "document", "effective_on"]);
    let mut indicators = world.indicators().await;
    let nothing = indicators.publish_indicator(PublishIndicatorRequest::default()).await;
    let refused: Vec<_> = violations(nothing).into_iter().map(|(field, _)| field).collect();
    assert_eq!(refused, ["plan_id", "code", "request_id", "definition", "valid_from"]);
}

#[tokio::test]
async fn what_contradicts_itself_names_its_field() {
    let world = World::new().await;
    let mut plans = world.plans().await;
    let rows: Vec<(IssuePlanRequest, &str, &str)> = vec![
        (wrong(|it| it.items.clear()), "items", "NO_ITEMS"),
        (wrong(|it| it.items[1] = it.items[0].clone()), "items", "ITEM_CODE_USED"),
        (wrong(|it| it.sections[1] = it.sections[0].clone()), "sections", "SECTION_CODE_USED"),
        (wrong(|it| it.sections.truncate(1)), "sections", "SECTION_MISSING"),
        (
            wrong(|it| document(it).issued_on = "2021-06-12".into()),
            "document.issued_on",
            "ISSUED_LATER",
        ),
        (
            wrong(|it| first_part(it).valid_to = "2021-06-11".into()),
            "responsibility",
            "ENDS_BEFORE_IT_BEGINS",
        ),
        (
            wrong(|it| first_part(it).basis = Basis::AssignedLater.into()),
            "decision_ref",
            "DECISION_MISSING",
        ),
    ];
    for (request, field, reason) in rows {
        let refused = violations(plans.issue_plan(request).await);
        assert_eq!(refused, [(field.into(), reason.into())]);
    }
}

#[tokio::test]
async fn indicators_are_checked_field_by_field_and_against_the_plan() {
    let world = World::new().await;
    let (mut plans, mut indicators) = (world.plans().await, world.indicators().await);
    let wrong = |change: &dyn Fn(&mut IndicatorDefinition)| {
        let mut asked = publish_indicator("II.4.b/3", request(1));
        change(asked.definition.as_mut().unwrap());
        asked
    };
    let record = Feed {
        kind: FeedKind::Record.into(),
        name: "KNOWLEDGE_EVENT".into(),
        detail: String::new(),
    };
    let rows: Vec<(PublishIndicatorRequest, &str, &str)> = vec![
        (publish_indicator("II.4.b", request(1)), "code", "NOT_A_CODE"),
        (
            wrong(&|it| it.measures[0].identifier = "Hội viên".into()),
            "definition.measures[0].identifier",
            "NOT_AN_IDENTIFIER",
        ),
        (
            wrong(&|it| it.feeds[0].name = "headcount".into()),
            "definition.feeds[0].name",
            "NOT_A_FEED",
        ),
        (wrong(&|it| it.feeds[0].kind = 0), "definition.feeds[0].kind", "UNKNOWN_VALUE"),
        (wrong(&|it| it.source = 9), "definition.source", "UNKNOWN_VALUE"),
        (wrong(&|it| it.formula.clear()), "definition.formula", "REQUIRED"),
        (wrong(&|it| it.feeds.push(record.clone())), "definition.feeds", "AUTOMATIC_FED_BY_RECORD"),
    ];
    for (request, field, reason) in rows {
        let refused = violations(indicators.publish_indicator(request).await);
        assert_eq!(refused, [(field.into(), reason.into())]);
    }

    let of_no_plan = indicators.publish_indicator(publish_indicator("II.4.b/3", request(2))).await;
    assert_eq!(refusal(of_no_plan), (Code::NotFound, "PLAN_NOT_FOUND".into()));
    receipt!(plans.issue_plan(issue_plan(PLAN, request(3))));
    let of_no_item = indicators.publish_indicator(publish_indicator("II.4.c/1", request(4))).await;
    assert_eq!(refusal(of_no_item), (Code::FailedPrecondition, "ITEM_NOT_IN_PLAN".into()));
    let ask =
        GetIndicatorRequest { plan_id: PLAN.to_string(), code: "II.4.b/3".into(), read_at: None };
    let unknown = indicators.get_indicator(ask).await;
    assert_eq!(refusal(unknown), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}

#[tokio::test]
async fn a_command_on_nothing_or_on_something_there_is_refused() {
    let world = World::new().await;
    let mut plans = world.plans().await;
    let etag = format!("\"plan-{PLAN}-1\"");
    let amendment = plans.amend_plan(amend_plan(&etag, request(1), "2023-01-15")).await;
    assert_eq!(refusal(amendment), (Code::NotFound, "PLAN_NOT_FOUND".into()));
    issued(&world).await;
    let again = plans.issue_plan(issue_plan(PLAN, request(2))).await;
    assert_eq!(refusal(again), (Code::AlreadyExists, "PLAN_ALREADY_ISSUED".into()));
}

#[tokio::test]
async fn a_request_id_belongs_to_one_request() {
    let world = World::new().await;
    let mut plans = world.plans().await;
    issued(&world).await;
    let other = plans.issue_plan(issue_plan(NEXT_PLAN, request(0))).await;
    assert_eq!(refusal(other), (Code::InvalidArgument, "REQUEST_ID_REUSED".into()));
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let world = World::new().await;
    let mut plans = world.plans().await;
    let message = wrong(|it| document(it).preamble = "a".repeat(1 << 20));
    let refused = plans.issue_plan(message).await;
    assert_eq!(refusal(refused), (Code::ResourceExhausted, "MESSAGE_TOO_LARGE".into()));
    let event = wrong(|it| {
        let recipient =
            Recipient { text: "ă".repeat(1_000), ..document(it).recipients[0].clone() };
        document(it).recipients = vec![recipient; 100];
    });
    let refused = plans.issue_plan(event).await;
    assert_eq!(refusal(refused), (Code::InvalidArgument, "EVENT_TOO_LARGE".into()));
}

#[tokio::test]
async fn a_stranger_is_refused() {
    let world = World::new().await;
    let mut plans = PlanServiceClient::new(world.stranger().await);
    let refused = plans.issue_plan(issue_plan(PLAN, request(1))).await;
    assert_eq!(refusal(refused), (Code::Unauthenticated, "TOKEN_MISSING".into()));
    let refused = plans.list_plans(ListPlansRequest::default()).await;
    assert_eq!(refusal(refused), (Code::Unauthenticated, "TOKEN_MISSING".into()));
}

#[tokio::test]
async fn a_query_does_not_wait_for_ever_for_what_is_not_there() {
    let world = World::new().await;
    let at_least_tokens = vec!["reporting:1000".to_owned()];
    let read_at = Some(ReadAt { at_least_tokens, ..ReadAt::default() });
    let ask = ListPlansRequest { read_at, ..Default::default() };
    let look = async || {
        let mut ask = Request::new(ask.clone());
        ask.set_timeout(Duration::from_secs(1));
        let status = world.plans().await.list_plans(ask).await.unwrap_err();
        // A busy machine may let the caller's own clock run out before the answer comes.
        status.get_error_details().error_info().map(|info| info.reason.clone())
    };
    let lagging = |reason: &Option<String>| reason.as_deref() == Some("PROJECTION_LAGGING");
    eventually("the lag is told", look, lagging).await;
}

#[tokio::test]
async fn an_amendment_names_what_is_wrong_with_its_changes() {
    let world = World::new().await;
    let (mut plans, first) = (world.plans().await, issued(&world).await);
    let asked = |changes: Vec<plan_change::Change>| AmendPlanRequest {
        changes: changes.into_iter().map(|change| PlanChange { change: Some(change) }).collect(),
        ..amend_plan(&first.etag, request(1), "2023-01-15")
    };
    let rows = [
        (
            AmendPlanRequest { changes: vec![PlanChange::default()], ..asked(vec![]) },
            "changes[0].change",
            "REQUIRED",
        ),
        (AmendPlanRequest { decision_ref: None, ..asked(vec![]) }, "decision_ref", "REQUIRED"),
        (
            AmendPlanRequest {
                decision_ref: decision().map(|it| DecisionRef { issued_on: "x".into(), ..it }),
                ..asked(vec![])
            },
            "decision_ref.issued_on",
            "NOT_A_DATE",
        ),
        (
            asked(vec![plan_change::Change::ReplaceItem(item("4", "a"))]),
            "changes[0].replace_item.code",
            "NOT_A_CODE",
        ),
        (asked(vec![]), "changes", "NOTHING_AMENDED"),
    ];
    for (request, field, reason) in rows {
        let refused = violations(plans.amend_plan(request).await);
        assert_eq!(refused, [(field.into(), reason.into())]);
    }
    let gone = asked(vec![plan_change::Change::WithdrawItemCode("II.4.c".into())]);
    let refused = plans.amend_plan(gone).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "ITEM_NOT_IN_PLAN".into()));
    let early = amend_plan(&first.etag, request(2), "2021-06-10");
    let refused = plans.amend_plan(early).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "TOO_EARLY".into()));
}
