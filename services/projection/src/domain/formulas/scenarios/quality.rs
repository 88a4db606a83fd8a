//! What is counted of workshops and ratings.

use std::collections::BTreeMap;

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{class, integer};
use crate::domain::figure::{Reason, Value};
use crate::domain::review::{ReviewOrigin, WorkshopKind};
use crate::domain::told::*;

const WORKSHOPS: &str = "review_workshops";
const QUALITY: &str = "requester_quality_mean";

fn in_2022(told: &Told, quantity: &str) -> Option<Value> {
    told.count(quantity, "2022-01-01", "2022-12-31")
}

const fn mean(sum: i64, count: i64) -> Option<Value> {
    Some(Value::Mean { sum, count })
}

#[test]
fn workshops_are_counted_in_the_window_in_which_they_were_held() {
    use WorkshopKind::{Conference, Workshop};
    let mut told = Told::default();
    told.workshop(1, Some(Workshop), "2021-12-31");
    assert_eq!(in_2022(&told, WORKSHOPS), integer(0));
    told.workshop(2, Some(Workshop), "2022-01-01");
    told.workshop(3, Some(Conference), "2022-12-31");
    let late = told.workshop(4, Some(Workshop), "2023-01-01");
    assert_eq!(in_2022(&told, WORKSHOPS), integer(2));
    let of = |kind: WorkshopKind| class(&told, WORKSHOPS, "2022-12-31", kind.class());
    assert_eq!((of(Workshop), of(Conference)), (integer(2), integer(1)));
    assert_eq!(told.left_out(WORKSHOPS, "2022-12-31", late), Some((Reason::AfterWindow, 0)));
}

#[test]
fn of_a_workshop_what_was_said_last_stands() {
    let mut told = Told::default();
    let kind = Some(WorkshopKind::Workshop);
    let wrong = told.workshop(1, kind, "2022-03-01");
    let right = told.workshop(1, kind, "2021-03-01");
    told.workshop(2, kind, "2022-03-01");
    assert_eq!(in_2022(&told, WORKSHOPS), integer(1));
    let left_out = |told: &Told, position| told.left_out(WORKSHOPS, "2022-12-31", position);
    assert_eq!(left_out(&told, wrong), Some((Reason::Corrected, right)));
    let retracted = told.workshop(2, None, "2023-02-01");
    assert_eq!(in_2022(&told, WORKSHOPS), integer(0), "it never was one");
    assert_eq!(left_out(&told, retracted - 1), Some((Reason::Retracted, retracted)));
    assert_eq!(left_out(&told, retracted), Some((Reason::NotCounted, 0)));
}

#[test]
fn the_mean_is_of_what_was_said_last_of_each_review() {
    let mut told = Told::default();
    assert_eq!(in_2022(&told, QUALITY), None);
    told.asked(review(1), ReviewOrigin::Requested, "2021-02-01");
    let first = told.rated(review(1), 2, "2022-02-01");
    let anew = told.rated(review(1), 5, "2022-03-01");
    told.rated(review(2), 4, "2022-04-01");
    assert_eq!(in_2022(&told, QUALITY), mean(9, 2));
    assert_eq!(told.left_out(QUALITY, "2022-12-31", first), Some((Reason::Superseded, anew)));
    assert_eq!(class(&told, QUALITY, "2022-12-31", KIND.class()), mean(5, 1));
    let before = told.count(QUALITY, "2022-01-01", "2022-02-28");
    assert_eq!(before, mean(2, 1), "nobody knew better then");
}

#[test]
fn what_was_said_last_is_that_of_the_latest_day_the_last_of_the_window_included() {
    let mut told = Told::default();
    told.rated(review(1), 5, "2022-03-01");
    let earlier = told.rated(review(1), 2, "2022-02-01");
    assert_eq!(in_2022(&told, QUALITY), mean(5, 1), "in whatever order it is told");
    let left_out = |told: &Told, position| told.left_out(QUALITY, "2022-12-31", position);
    assert_eq!(left_out(&told, earlier), Some((Reason::Superseded, earlier - 1)));
    let last = told.rated(review(1), 1, "2022-12-31");
    assert_eq!(in_2022(&told, QUALITY), mean(1, 1));
    assert_eq!(left_out(&told, earlier), Some((Reason::Superseded, last)));
}

#[test]
fn what_was_said_in_another_window_is_no_rating_of_this_one() {
    let mut told = Told::default();
    told.rated(review(1), 5, "2021-12-31");
    assert_eq!(in_2022(&told, QUALITY), None);
    told.rated(review(2), 3, "2022-12-31");
    told.rated(review(2), 1, "2023-01-01");
    assert_eq!(in_2022(&told, QUALITY), mean(3, 1));
}

proptest! {
    /// Whatever was said, corrected and retracted: as many workshops count as a reader finds who keeps of each what was
    /// said last.
    #[test]
    fn workshops_are_those_that_a_recount_finds(
        said in vec((1..4_u128, any::<bool>(), 0..800_u64), 0..20),
    ) {
        let (mut told, mut last) = (Told::default(), BTreeMap::new());
        for (workshop, stands, days) in said {
            let on = day("2021-06-01") + Days::new(days);
            let held = stands.then_some(WorkshopKind::Workshop);
            told.workshop(workshop, held, &on.to_string());
            last.insert(workshop, (stands, on));
        }
        let year = day("2022-01-01")..=day("2022-12-31");
        let expected = last.values().filter(|(stands, on)| *stands && year.contains(on)).count();
        let counted = match in_2022(&told, WORKSHOPS) {
            Some(Value::Integer(counted)) => counted,
            Some(Value::Ratio { .. } | Value::Mean { .. } | Value::State(_)) => -1,
            None => 0,
        };
        prop_assert_eq!(counted, i64::try_from(expected).unwrap());
    }

    /// Whoever rates, in whatever order: the mean is that of the last score of each review by the end.
    #[test]
    fn the_mean_is_a_plain_recount(
        rated in vec((1..5_u128, 1..=5_i64, 0..60_u64), 0..20),
    ) {
        let (mut told, mut last) = (Told::default(), BTreeMap::new());
        let mut on = day("2021-06-01");
        for (of, score, days) in rated {
            on = on + Days::new(days);
            told.rated(review(of), score, &on.to_string());
            if on <= day("2022-12-31") {
                last.insert(of, (score, on));
            }
        }
        let scores = last.values().filter(|(_, on)| *on >= day("2022-01-01"));
        let scores: Vec<_> = scores.map(|(score, _)| *score).collect();
        let count = i64::try_from(scores.len()).unwrap();
        let expected = if count == 0 { None } else { mean(scores.iter().sum(), count) };
        prop_assert_eq!(in_2022(&told, QUALITY), expected);
    }
}
