//! A plan is issued, amended, read back as of each day and as known at each instant.

use contracts::ledger::v1::ReadAt;
use contracts::reporting::v1::*;
use tonic::Code;

use crate::receipt;
use crate::samples::{self, PLAN, TEXT, amend_plan, group, issue_plan, issued, request, unit};
use crate::world::{World, on, refusal};

fn get(read_at: Option<ReadAt>) -> GetPlanRequest {
    GetPlanRequest { plan_id: PLAN.to_string(), read_at, version: 0 }
}

fn codes(plan: &Plan) -> Vec<&str> {
    plan.items.iter().map(|item| item.item.as_ref().unwrap().code.as_str()).collect()
}

fn text<'p>(plan: &'p Plan, code: &str) -> &'p str {
    let items = plan.items.iter().filter_map(|item| item.item.as_ref());
    &items.into_iter().find(|item| item.code == code).unwrap().text
}

#[tokio::test]
async fn a_plan_is_read_as_it_was_issued() {
    let world = World::new().await;
    let receipt = issued(&world).await;
    assert_eq!(receipt.events.len(), 1 + 3 + 3);
    assert_eq!(receipt.etag, format!("\"plan-{PLAN}-7\""));
    assert_eq!(receipt.token, "reporting:7");

    let answer = world.plans().await.get_plan(get(on("2021-06-11", &receipt))).await.unwrap();
    let GetPlanResponse { plan, read_info } = answer.into_inner();
    let plan = plan.unwrap();
    assert_eq!(plan.state(), PlanState::InForce);
    assert_eq!((plan.state_since.as_str(), plan.version), ("2021-06-11", 1));
    assert_eq!(plan.document, Some(samples::document()));
    assert_eq!(plan.etag, receipt.etag);
    assert_eq!(codes(&plan), ["I.1", "II.4.b", "II.10.a"], "in the order of the text");
    assert_eq!(text(&plan, "II.4.b"), TEXT);
    let sections: Vec<_> = plan.sections.iter().map(|section| section.code.as_str()).collect();
    assert_eq!(sections, ["I", "II", "II.4", "II.10"]);
    let expected =
        Responsibility { valid_from: "2021-06-11".into(), ..samples::leads(unit(samples::UNION)) };
    assert_eq!(plan.items[1].responsibilities, [expected]);
    assert_eq!(plan.items[0].responsibilities[0].bearer, group("cấp ủy các cấp"));
    let info = read_info.unwrap();
    assert_eq!(
        (info.watermarks[0].context.as_str(), info.watermarks[0].position),
        ("reporting", 7)
    );
    assert_eq!(info.projection_version, "plan_of_record/v1/g1");
    assert_eq!(info.read_at.unwrap().as_of, "2021-06-11");
}

#[tokio::test]
async fn an_amendment_keeps_every_earlier_text() {
    let world = World::new().await;
    let (mut plans, first) = (world.plans().await, issued(&world).await);
    let amendment = amend_plan(&first.etag, request(1), "2023-01-15");
    let second = receipt!(plans.amend_plan(amendment));

    let before = plans.get_plan(get(on("2023-01-14", &second))).await.unwrap().into_inner();
    let before = before.plan.unwrap();
    assert_eq!((before.version, codes(&before).len()), (1, 3));
    assert_eq!(text(&before, "II.4.b"), TEXT);

    let after = plans.get_plan(get(on("2023-01-15", &second))).await.unwrap().into_inner();
    let after = after.plan.unwrap();
    assert_eq!((after.version, codes(&after)), (2, vec!["I.1", "II.4.b", "II.5.a"]));
    assert_eq!(text(&after, "II.4.b"), "Nội dung mới.");
    assert_eq!(after.items[1].text_version, 2);
    assert_eq!(after.items[1].responsibilities.len(), 1, "who has a part in it stays");
    assert_eq!(after.etag, second.etag);
    let versions: Vec<_> = after.versions.iter().map(|it| it.effective_on.as_str()).collect();
    assert_eq!(versions, ["2021-06-11", "2023-01-15"]);
    assert_eq!(after.versions[1].decision_ref, samples::decision());

    let old = GetPlanRequest { version: 1, ..get(on("2024-01-01", &second)) };
    let old = plans.get_plan(old).await.unwrap().into_inner().plan.unwrap();
    assert_eq!((old.version, codes(&old)), (1, vec!["I.1", "II.4.b", "II.10.a"]));
    assert_eq!(text(&old, "II.4.b"), TEXT);
    assert_eq!(old.items[2].responsibilities, [], "its part ended with the item");

    let known_at = first.recorded_at;
    let as_known = ReadAt { known_at, ..on("2024-01-01", &second).unwrap() };
    let then = plans.get_plan(get(Some(as_known))).await.unwrap().into_inner().plan.unwrap();
    assert_eq!((then.version, codes(&then).len(), then.versions.len()), (1, 3, 1));
    assert_eq!(then.items[2].responsibilities.len(), 1, "its end was not known yet");
    assert_eq!(then.etag, "", "no command follows on an earlier state of knowledge");
}

#[tokio::test]
async fn what_was_not_in_force_is_not_found() {
    let world = World::new().await;
    let (mut plans, receipt) = (world.plans().await, issued(&world).await);
    let not_found = (Code::NotFound, "NO_SUCH_RESOURCE".to_owned());
    let early = plans.get_plan(get(on("2021-06-10", &receipt))).await;
    assert_eq!(refusal(early), not_found);
    let version = GetPlanRequest { version: 2, ..get(on("2024-01-01", &receipt)) };
    assert_eq!(refusal(plans.get_plan(version).await), not_found);
    let other = GetPlanRequest { plan_id: samples::NEXT_PLAN.to_string(), ..get(None) };
    assert_eq!(refusal(plans.get_plan(other).await), not_found);
}

#[tokio::test]
async fn plans_are_listed_page_by_page_as_of_one_moment() {
    let world = World::new().await;
    let mut plans = world.plans().await;
    let issue = |number: u128| IssuePlanRequest {
        effective_on: format!("2021-06-{:02}", 30 - number),
        ..issue_plan(uuid::Uuid::from_u128(0xA0 + number), request(number))
    };
    let mut last = None;
    for number in 1..=5 {
        last = Some(receipt!(plans.issue_plan(issue(number))));
    }
    let last = last.unwrap();
    let ask =
        ListPlansRequest { read_at: on("2021-06-28", &last), page_size: 2, ..Default::default() };
    let first = plans.list_plans(ask.clone()).await.unwrap().into_inner();
    let days = |page: &ListPlansResponse| -> Vec<String> {
        page.plans.iter().map(|plan| plan.effective_on.clone()).collect()
    };
    assert_eq!(days(&first), ["2021-06-25", "2021-06-26"]);
    assert_eq!((first.plans[0].item_count, first.plans[0].version), (3, 1));

    receipt!(plans.issue_plan(issue(3 + 20)));
    let next = ListPlansRequest { page_token: first.next_page_token, ..ask.clone() };
    let second = plans.list_plans(next).await.unwrap().into_inner();
    assert_eq!(days(&second), ["2021-06-27", "2021-06-28"], "29/6 is after the day asked about");
    assert_eq!(second.next_page_token, "");

    let concluded = ListPlansRequest { state: PlanState::Concluded.into(), ..ask.clone() };
    assert_eq!(plans.list_plans(concluded).await.unwrap().into_inner().plans, []);
    let foreign = ListPlansRequest { page_token: "abc".into(), ..ask };
    let refused = crate::world::violations(plans.list_plans(foreign).await);
    assert_eq!(refused, [("page_token".into(), "PAGE_TOKEN_INVALID".into())]);
}
