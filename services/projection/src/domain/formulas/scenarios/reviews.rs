//! What is counted of reviews and proposals.

use super::{class, integer, ratio};
use crate::domain::figure::{Choice, Class, Reason};
use crate::domain::review::{ReviewOrigin, Uptake};
use crate::domain::told::*;

const IN_2022: (&str, &str) = ("2022-01-01", "2022-12-31");

fn in_2022(told: &Told, quantity: &str) -> Option<crate::domain::figure::Value> {
    told.count(quantity, IN_2022.0, IN_2022.1)
}

#[test]
fn a_review_that_was_returned_and_came_again_is_asked_for_once() {
    let mut told = Told::default();
    let first = told.asked(review(1), ReviewOrigin::Requested, "2022-02-01");
    let again = told.asked(review(1), ReviewOrigin::Requested, "2022-03-01");
    told.asked(review(2), ReviewOrigin::SelfInitiated, "2022-04-01");
    told.asked(review(3), ReviewOrigin::Requested, "2023-01-01");
    let quantity = "review_requests_received";
    assert_eq!(in_2022(&told, quantity), integer(2));
    assert_eq!(told.left_out(quantity, "2022-12-31", again), Some((Reason::Superseded, first)));
    let by = |origin: ReviewOrigin| class(&told, quantity, "2022-12-31", origin.class());
    assert_eq!(by(ReviewOrigin::Requested), integer(1));
    assert_eq!(by(ReviewOrigin::SelfInitiated), integer(1));
}

#[test]
fn a_report_is_in_time_on_its_last_day_and_not_after_it() {
    let mut told = Told::default();
    told.delivered(review(1), ("2022-03-31", "2022-03-31"), None);
    told.delivered(review(2), ("2022-04-01", "2022-03-31"), None);
    told.delivered(review(3), ("2023-01-01", "2023-03-31"), None);
    assert_eq!(in_2022(&told, "review_requests_completed"), integer(2));
    assert_eq!(in_2022(&told, "review_on_time_pct"), ratio(1, 2));
    assert_eq!(class(&told, "reviews_by_field", "2022-12-31", FIELD.class()), integer(2));
}

#[test]
fn answers_that_are_due_in_the_window_are_looked_for() {
    let mut told = Told::default();
    let quantity = "requester_response_pct";
    let none = told.delivered(review(1), ("2022-02-01", "2022-03-31"), None);
    told.delivered(review(2), ("2021-12-01", "2022-03-31"), Some("2022-01-15"));
    told.closed(review(2), true, "2022-01-10");
    told.delivered(review(3), ("2022-03-01", "2022-03-31"), Some("2022-05-01"));
    let silent = told.closed(review(3), false, "2022-05-02");
    told.delivered(review(4), ("2022-03-01", "2022-03-31"), Some("2022-06-01"));
    let late = told.closed(review(4), true, "2023-02-01");
    told.delivered(review(5), ("2022-12-01", "2022-12-31"), Some("2023-01-31"));
    assert_eq!(in_2022(&told, quantity), ratio(1, 3));
    let out = |position| {
        told.judge(quantity, IN_2022.0, IN_2022.1, |judged| {
            let of = judged.iter().find(|it| it.origin.position == position);
            of.map(|it| it.verdict.clone())
        })
    };
    use crate::domain::figure::Verdict;
    assert_eq!(out(none), Some(Verdict::left_out(Reason::NotCounted)));
    assert_eq!(out(silent), Some(Verdict::left_out(Reason::NotCounted)));
    assert_eq!(out(late), Some(Verdict::left_out(Reason::AfterWindow)));
}

#[test]
fn an_answer_on_the_last_day_of_the_window_is_one_of_it() {
    let mut told = Told::default();
    told.delivered(review(1), ("2022-11-01", "2022-11-30"), Some("2022-12-31"));
    told.closed(review(1), true, "2022-12-31");
    assert_eq!(in_2022(&told, "requester_response_pct"), ratio(1, 1));
    told.sent(proposal(1), "2022-11-01");
    told.ended(proposal(1), Some(Uptake::Accepted), "2022-12-31");
    assert_eq!(in_2022(&told, "proposals_answered_pct"), ratio(1, 1));
}

#[test]
fn a_proposal_that_is_taken_back_later_was_sent_until_then() {
    let mut told = Told::default();
    told.sent(proposal(1), "2022-11-01");
    told.ended(proposal(1), None, "2023-01-01");
    assert_eq!(in_2022(&told, "proposals_submitted"), integer(1));
    told.sent(proposal(2), "2022-11-01");
    told.ended(proposal(2), None, "2022-12-31");
    assert_eq!(in_2022(&told, "proposals_submitted"), integer(1));
}

#[test]
fn a_recommendation_taken_up_in_part_is_taken_up() {
    let mut told = Told::default();
    told.asked(review(1), ReviewOrigin::Requested, "2022-02-01");
    told.answered(review(1), Uptake::Accepted, "2022-06-01");
    told.answered(review(1), Uptake::Partly, "2022-06-01");
    told.answered(review(1), Uptake::Rejected, "2022-06-01");
    told.answered(review(1), Uptake::Accepted, "2023-06-01");
    assert_eq!(in_2022(&told, "recommendations_accepted_pct"), ratio(2, 3));
}

#[test]
fn an_expert_is_engaged_once_in_however_many_reviews() {
    let mut told = Told::default();
    told.two_provinces();
    told.asked(review(1), ReviewOrigin::Requested, "2022-02-01");
    let asked = (ReviewOrigin::Requested, "2022-02-01");
    told.asked_of(review(2), NEIGHBOUR_UNION, PROVINCE, asked);
    told.assigned(review(1), 71, "2022-03-01");
    told.assigned(review(1), 72, "2022-03-01");
    told.assigned(review(2), 71, "2022-04-01");
    assert_eq!(in_2022(&told, "experts_engaged"), integer(2));
    let assignments =
        Choice { dimension: "assignments", key: "ASSIGNMENTS", label: "Lượt phân công" };
    let assignments = Class::Choice(assignments);
    assert_eq!(class(&told, "experts_engaged", "2022-12-31", assignments), integer(3));
    let again = told.count("experts_engaged", "2022-04-01", "2022-12-31");
    assert_eq!(again, integer(1), "who was engaged before is engaged again");
}

#[test]
fn an_expert_counts_where_they_were_engaged_first_in_whatever_order_it_is_told() {
    let mut told = Told::default();
    told.two_provinces();
    let asked = (ReviewOrigin::Requested, "2022-02-01");
    told.asked_of(review(1), UNION, PROVINCE, asked);
    told.asked_of(review(2), NEIGHBOUR_UNION, PROVINCE, asked);
    told.assigned(review(2), 71, "2022-04-01");
    told.assigned(review(1), 71, "2022-03-01");
    let of = |union| {
        let (from, until) = IN_2022;
        told.count_for("experts_engaged", from, until, Some(union), until)
    };
    assert_eq!((of(UNION), of(NEIGHBOUR_UNION)), (integer(1), integer(0)));
}

#[test]
fn proposals_are_answered_in_the_cohort_in_which_they_were_sent() {
    let mut told = Told::default();
    told.sent(proposal(1), "2021-12-01");
    told.ended(proposal(1), Some(Uptake::Accepted), "2022-01-10");
    told.sent(proposal(2), "2022-02-01");
    told.ended(proposal(2), Some(Uptake::Noted), "2022-03-01");
    told.sent(proposal(3), "2022-02-01");
    let withdrawn_sent = told.sent(proposal(4), "2022-02-01");
    let withdrawn = told.ended(proposal(4), None, "2022-02-02");
    told.sent(proposal(5), "2022-11-01");
    told.ended(proposal(5), Some(Uptake::Accepted), "2023-01-10");
    assert_eq!(in_2022(&told, "proposals_submitted"), integer(3));
    assert_eq!(in_2022(&told, "proposals_answered_pct"), ratio(1, 3));
    assert_eq!(in_2022(&told, "proposals_accepted_pct"), ratio(1, 2));
    let out = told.left_out("proposals_submitted", "2022-12-31", withdrawn_sent);
    assert_eq!(out, Some((Reason::Retracted, withdrawn)));
}
