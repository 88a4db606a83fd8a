//! How a plan is reviewed, and how it ends, rule by rule.

use super::responsibilities::{assign, end};
use super::*;

fn open(kind: ReviewKind, opened_on: &str) -> Command {
    Command::OpenReview { kind, opened_on: day(opened_on), decision: None }
}

pub(super) fn opened(kind: ReviewKind, opened_on: &str) -> Event {
    Event::ReviewOpened { kind, opened_on: day(opened_on), decision: None }
}

pub(super) fn under_review(kind: ReviewKind) -> Vec<Event> {
    issued_and([opened(kind, "2024-01-01")])
}

fn conclude(concluded_on: &str) -> Command {
    Command::Conclude { concluded_on: day(concluded_on), decision: decision() }
}

pub(super) fn concluded(concluded_on: &str) -> Event {
    Event::Concluded { concluded_on: day(concluded_on), decision: decision() }
}

fn supersede(superseded_on: &str) -> Command {
    let superseded_on = day(superseded_on);
    Command::Supersede { plan: PLAN, successor: NEXT_PLAN, superseded_on }
}

pub(super) fn superseded(superseded_on: &str) -> Event {
    Event::Superseded { successor: NEXT_PLAN, superseded_on: day(superseded_on) }
}

#[test]
fn a_review_begins_and_ends_and_the_plan_goes_on() {
    for kind in [ReviewKind::Preliminary, ReviewKind::Final] {
        given(issued()).when(open(kind, "2024-01-01")).then([opened(kind, "2024-01-01")]);
        let closed_on = day("2024-03-01");
        let closed = Event::ReviewClosed { kind, closed_on };
        given(under_review(kind)).when(Command::CloseReview { closed_on }).then([closed.clone()]);
        given(issued_and([opened(kind, "2024-01-01"), closed]))
            .when(amend("2024-03-01", [Change::ReplaceItem(item("I.1"))]))
            .then([amended(2, "2024-03-01", vec![]), replaced(2, "2024-03-01", "I.1")]);
    }
}

#[test]
fn there_is_one_review_at_a_time() {
    for kind in [ReviewKind::Preliminary, ReviewKind::Final] {
        given(under_review(ReviewKind::Preliminary))
            .when(open(kind, "2024-02-01"))
            .then_rejected(Rejection::PlanUnderReview);
    }
}

#[test]
fn a_plan_under_review_is_not_amended() {
    given(under_review(ReviewKind::Preliminary))
        .when(amend("2024-02-01", [Change::ReplaceItem(item("I.1"))]))
        .then_rejected(Rejection::PlanUnderReview);
}

#[test]
fn only_an_open_review_is_closed() {
    given(issued())
        .when(Command::CloseReview { closed_on: day("2024-03-01") })
        .then_rejected(Rejection::NoReviewOpen);
}

#[test]
fn the_final_review_concludes_the_plan() {
    given(under_review(ReviewKind::Final))
        .when(conclude("2024-02-01"))
        .then([concluded("2024-02-01")]);
    for history in [issued(), under_review(ReviewKind::Preliminary)] {
        given(history).when(conclude("2024-02-01")).then_rejected(Rejection::FinalReviewNotOpen);
    }
}

#[test]
fn another_plan_takes_its_place() {
    for history in [issued(), under_review(ReviewKind::Final)] {
        given(history).when(supersede("2024-02-01")).then([superseded("2024-02-01")]);
    }
}

#[test]
fn a_plan_does_not_take_its_own_place() {
    given(issued())
        .when(Command::Supersede { plan: PLAN, successor: PLAN, superseded_on: day("2024-02-01") })
        .then_rejected(Rejection::OwnSuccessor);
}

#[test]
fn what_follows_on_a_state_is_not_dated_before_it() {
    let reviewed = Rejection::TooEarly { not_before: day("2024-01-01") };
    let in_review = || given(under_review(ReviewKind::Final));
    given(issued())
        .when(open(ReviewKind::Final, "2021-06-10"))
        .then_rejected(Rejection::TooEarly { not_before: day("2021-06-11") });
    let (kind, closed_on) = (ReviewKind::Final, day("2024-03-01"));
    given(issued_and([opened(kind, "2024-01-01"), Event::ReviewClosed { kind, closed_on }]))
        .when(supersede("2024-02-29"))
        .then_rejected(Rejection::TooEarly { not_before: closed_on });
    in_review()
        .when(Command::CloseReview { closed_on: day("2023-12-31") })
        .then_rejected(reviewed.clone());
    in_review().when(conclude("2023-12-31")).then_rejected(reviewed.clone());
    in_review().when(supersede("2023-12-31")).then_rejected(reviewed);
}

#[test]
fn the_successor_is_a_plan_in_force() {
    for history in [issued(), under_review(ReviewKind::Preliminary)] {
        given(history).when(Command::ConfirmSuccessor).then([]);
    }
    for history in [vec![], issued_and([superseded("2024-02-01")])] {
        given(history)
            .when(Command::ConfirmSuccessor)
            .then_rejected(Rejection::SuccessorNotInForce);
    }
}

/// Every command but the one that issues it.
fn later_commands() -> Vec<Command> {
    vec![
        amend("2024-03-01", [Change::ReplaceItem(item("I.1"))]),
        assign("I.1", led_from("2024-03-01")),
        end("I.1", "2021-06-11", "2024-03-01"),
        open(ReviewKind::Preliminary, "2024-03-01"),
        Command::CloseReview { closed_on: day("2024-03-01") },
        conclude("2024-03-01"),
        supersede("2024-03-01"),
        Command::ConfirmItem { item: code("I.1"), on: day("2024-03-01") },
    ]
}

#[test]
fn nothing_happens_to_a_plan_that_was_not_issued() {
    for command in later_commands() {
        given(vec![]).when(command).then_rejected(Rejection::PlanNotFound);
    }
}

#[test]
fn nothing_happens_to_a_plan_that_has_ended() {
    let ends = [
        (
            vec![opened(ReviewKind::Final, "2024-01-01"), concluded("2024-02-01")],
            Rejection::PlanConcluded,
        ),
        (vec![superseded("2024-02-01")], Rejection::PlanSuperseded),
    ];
    for (end, rejection) in ends {
        for command in later_commands() {
            given(issued_and(end.clone())).when(command).then_rejected(rejection.clone());
        }
    }
}

#[test]
fn a_plan_is_in_force_until_it_ends() {
    for history in [issued(), under_review(ReviewKind::Preliminary)] {
        given(history).when(Command::ConfirmInForce).then([]);
    }
    given(vec![]).when(Command::ConfirmInForce).then_rejected(Rejection::PlanNotFound);
    given(issued_and([superseded("2026-01-01")]))
        .when(Command::ConfirmInForce)
        .then_rejected(Rejection::PlanSuperseded);
}
