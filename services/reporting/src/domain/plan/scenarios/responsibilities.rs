//! Who has which part in an item, rule by rule.

use super::*;

pub(super) fn assign(item: &str, responsibility: Responsibility) -> Command {
    Command::AssignResponsibility { item: code(item), responsibility, decision: None }
}

pub(super) fn end(item: &str, valid_from: &str, ended_on: &str) -> Command {
    Command::EndResponsibility {
        assignment: union_leads(item, valid_from),
        ended_on: day(ended_on),
        decision: None,
        reason: "chuyển giao nhiệm vụ".into(),
    }
}

fn union_leads(item: &str, valid_from: &str) -> Assignment {
    let (bearer, role) = (Bearer::Unit(UNION), Role::Lead);
    Assignment { item: code(item), bearer, role, valid_from: day(valid_from) }
}

fn ended(item: &str, valid_from: &str, ended_on: &str) -> Event {
    Event::ResponsibilityEnded {
        assignment: union_leads(item, valid_from),
        ended_on: day(ended_on),
        decision: None,
        reason: Some("chuyển giao nhiệm vụ".into()),
    }
}

fn led_until(valid_from: &str, valid_to: &str) -> Responsibility {
    Responsibility { valid_to: Some(day(valid_to)), ..led_from(valid_from) }
}

fn assigned_as(item: &str, responsibility: Responsibility) -> Event {
    Event::ResponsibilityAssigned { item: code(item), responsibility, decision: None }
}

#[test]
fn a_body_gets_a_part_in_an_item() {
    let others = Responsibility {
        bearer: Bearer::Group("cấp ủy các cấp".into()),
        basis: Basis::Stated,
        ..led_from("2022-01-01")
    };
    given(issued()).when(assign("I.1", others.clone())).then([assigned_as("I.1", others)]);
}

#[test]
fn the_same_body_can_have_other_parts() {
    let receives = Responsibility { role: Role::Receive, ..led_from("2021-06-11") };
    given(issued()).when(assign("I.1", receives.clone())).then([assigned_as("I.1", receives)]);
}

#[test]
fn nobody_has_the_same_part_twice_on_one_day() {
    let overlaps = Rejection::ResponsibilityOverlaps { code: code("I.1") };
    let history = issued_and([
        ended("I.1", "2021-06-11", "2022-01-01"),
        assigned_as("I.1", led_until("2023-01-01", "2024-01-01")),
    ]);
    for refused in [
        led_from("2021-12-31"),
        led_until("2021-06-11", "2021-06-12"),
        led_until("2022-12-31", "2023-01-02"),
        led_from("2023-12-31"),
    ] {
        given(history.clone()).when(assign("I.1", refused)).then_rejected(overlaps.clone());
    }
    for free in [led_until("2022-01-01", "2023-01-01"), led_from("2024-01-01")] {
        given(history.clone()).when(assign("I.1", free.clone())).then([assigned_as("I.1", free)]);
    }
}

#[test]
fn what_is_issued_with_an_item_obeys_the_same_rules() {
    let twice = vec![led_from("2021-06-11"), led_from("2022-01-01")];
    given(vec![])
        .when(issue(&["I"], vec![IssuedItem { item: item("I.1"), responsibilities: twice }]))
        .then_rejected(Rejection::ResponsibilityOverlaps { code: code("I.1") });
}

#[test]
fn a_part_begins_with_its_item_at_the_earliest() {
    given(issued())
        .when(assign("I.1", Responsibility { role: Role::Receive, ..led_from("2021-06-10") }))
        .then_rejected(Rejection::TooEarly { not_before: day("2021-06-11") });
}

#[test]
fn a_part_is_held_for_a_day_at_least() {
    given(issued())
        .when(assign("I.1", led_until("2022-01-01", "2022-01-01")))
        .then_rejected(Rejection::EndsBeforeItBegins);
}

#[test]
fn there_are_no_parts_in_what_is_not_in_the_plan() {
    given(issued())
        .when(assign("I.2", led_from("2022-01-01")))
        .then_rejected(Rejection::ItemNotInPlan { code: code("I.2") });
}

#[test]
fn a_part_that_was_assigned_later_names_the_decision() {
    let later = Responsibility {
        role: Role::Coordinate,
        basis: Basis::AssignedLater,
        ..led_from("2022-01-01")
    };
    given(issued()).when(assign("I.1", later.clone())).then_rejected(Rejection::DecisionMissing);
    let (item, decision) = (code("I.1"), Some(decision()));
    let responsibility = later;
    given(issued())
        .when(Command::AssignResponsibility {
            item: item.clone(),
            responsibility: responsibility.clone(),
            decision: decision.clone(),
        })
        .then([Event::ResponsibilityAssigned { item, responsibility, decision }]);
}

#[test]
fn a_part_ends() {
    given(issued()).when(end("I.1", "2021-06-11", "2025-03-01")).then([ended(
        "I.1",
        "2021-06-11",
        "2025-03-01",
    )]);
}

#[test]
fn a_part_recorded_by_mistake_ends_where_it_began() {
    given(issued()).when(end("I.1", "2021-06-11", "2021-06-11")).then([ended(
        "I.1",
        "2021-06-11",
        "2021-06-11",
    )]);
    let again = led_from("2021-06-11");
    given(issued_and([ended("I.1", "2021-06-11", "2021-06-11")]))
        .when(assign("I.1", again.clone()))
        .then([assigned_as("I.1", again.clone())]);
    let another = [
        ended("I.1", "2021-06-11", "2021-06-11"),
        assigned_as("I.1", led_from("2022-01-01")),
        ended("I.1", "2022-01-01", "2022-01-01"),
    ];
    given(issued_and(another)).when(assign("I.1", again.clone())).then([assigned_as("I.1", again)]);
}

#[test]
fn a_part_does_not_end_before_it_began() {
    given(issued())
        .when(end("I.1", "2021-06-11", "2021-06-10"))
        .then_rejected(Rejection::EndsBeforeItBegins);
}

#[test]
fn only_what_was_assigned_ends() {
    given(issued())
        .when(end("I.1", "2021-06-12", "2025-03-01"))
        .then_rejected(Rejection::ResponsibilityNotFound);
}

#[test]
fn an_end_moves_forward_and_never_back() {
    let history = issued_and([ended("I.1", "2021-06-11", "2025-03-01")]);
    given(history.clone()).when(end("I.1", "2021-06-11", "2025-03-01")).then([]);
    given(history.clone()).when(end("I.1", "2021-06-11", "2025-02-01")).then([ended(
        "I.1",
        "2021-06-11",
        "2025-02-01",
    )]);
    given(history)
        .when(end("I.1", "2021-06-11", "2025-04-01"))
        .then_rejected(Rejection::ResponsibilityEnded { ended_on: day("2025-03-01") });
}

#[test]
fn parts_in_a_withdrawn_item_end_with_it() {
    let coordinates_later = Responsibility { role: Role::Coordinate, ..led_from("2024-01-01") };
    let received_once =
        Responsibility { role: Role::Receive, ..led_until("2021-06-11", "2023-01-15") };
    let history = issued_and([
        assigned_as("II.4.b", coordinates_later),
        assigned_as("II.4.b", received_once),
    ]);
    let ends = |role, valid_from: &str, ended_on: &str| Event::ResponsibilityEnded {
        assignment: Assignment { role, ..union_leads("II.4.b", valid_from) },
        ended_on: day(ended_on),
        decision: Some(decision()),
        reason: None,
    };
    given(history).when(amend("2023-01-15", [Change::WithdrawItem(code("II.4.b"))])).then([
        amended(2, "2023-01-15", vec![]),
        withdrawn(2, "2023-01-15", "II.4.b"),
        ends(Role::Lead, "2021-06-11", "2023-01-15"),
        ends(Role::Coordinate, "2024-01-01", "2024-01-01"),
    ]);
}

#[test]
fn a_part_in_a_withdrawn_item_can_be_learnt_of_late() {
    let withdrawn_on = day("2023-01-15");
    let history =
        issued_and([amended(2, "2023-01-15", vec![]), withdrawn(2, "2023-01-15", "II.4.b")]);
    let receives =
        |valid_to| Responsibility { role: Role::Receive, valid_to, ..led_from("2022-01-01") };
    let until_then = receives(Some(withdrawn_on));
    given(history.clone())
        .when(assign("II.4.b", until_then.clone()))
        .then([assigned_as("II.4.b", until_then)]);
    for beyond in [receives(None), receives(Some(day("2023-01-16")))] {
        given(history.clone())
            .when(assign("II.4.b", beyond))
            .then_rejected(Rejection::ItemWithdrawn { code: code("II.4.b"), withdrawn_on });
    }
}
