//! Which agencies are counted as having asked for a review.

use std::collections::BTreeSet;

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;

use super::ratio;
use crate::domain::facts::UnitId;
use crate::domain::figure::{Reason, Value};
use crate::domain::plan::{Bearer, DutyRole};
use crate::domain::review::ReviewOrigin;
use crate::domain::told::*;

const QUANTITY: &str = "requesting_agencies_pct";
const ITEM: &str = "II.3.c";
const AGENCIES: [UnitId; 3] = [PROVINCE, NEIGHBOUR, NEIGHBOUR_UNION];

fn in_2022(told: &Told) -> Option<Value> {
    told.count(QUANTITY, "2022-01-01", "2022-12-31")
}

fn obliged(units: &[UnitId]) -> Told {
    let mut told = Told::default();
    told.two_provinces();
    for unit in units {
        told.obliged(ITEM, Bearer::Unit(*unit), DutyRole::Lead, "2021-06-01");
    }
    told
}

#[test]
fn without_an_obliged_agency_there_is_no_share() {
    let mut told = obliged(&[]);
    let asked = told.asked_by(review(1), PROVINCE, ReviewOrigin::Requested, "2022-02-01");
    assert_eq!(in_2022(&told), None);
    assert_eq!(told.left_out(QUANTITY, "2022-12-31", asked), Some((Reason::NotObliged, 0)));
    let group = Bearer::Group("các cơ quan, đơn vị".to_owned());
    told.obliged(ITEM, group, DutyRole::Lead, "2021-06-01");
    assert_eq!(in_2022(&told), None, "nobody can count bodies that are named in words");
}

#[test]
fn an_agency_that_asks_twice_has_asked() {
    let mut told = obliged(&[PROVINCE, NEIGHBOUR]);
    assert_eq!(in_2022(&told), ratio(0, 2));
    let first = told.asked_by(review(1), PROVINCE, ReviewOrigin::Requested, "2022-02-01");
    let again = told.asked_by(review(2), PROVINCE, ReviewOrigin::Requested, "2022-03-01");
    assert_eq!(in_2022(&told), ratio(1, 2));
    assert_eq!(told.left_out(QUANTITY, "2022-12-31", again), Some((Reason::Superseded, first)));
    let late = told.asked_by(review(3), NEIGHBOUR, ReviewOrigin::Requested, "2023-01-01");
    assert_eq!(in_2022(&told), ratio(1, 2));
    assert_eq!(told.left_out(QUANTITY, "2022-12-31", late), Some((Reason::AfterWindow, 0)));
}

#[test]
fn of_two_reviews_the_agency_asked_by_the_earlier_one() {
    let mut told = obliged(&[PROVINCE]);
    let later = told.asked_by(review(1), PROVINCE, ReviewOrigin::Requested, "2022-03-01");
    let earlier = told.asked_by(review(2), PROVINCE, ReviewOrigin::Requested, "2022-02-01");
    assert_eq!(in_2022(&told), ratio(1, 1));
    assert_eq!(told.left_out(QUANTITY, "2022-12-31", later), Some((Reason::Superseded, earlier)));
}

#[test]
fn an_agency_is_obliged_from_the_first_day_of_its_part() {
    let mut told = obliged(&[]);
    told.obliged(ITEM, Bearer::Unit(PROVINCE), DutyRole::Lead, "2023-01-01");
    assert_eq!(in_2022(&told), None);
    told.obliged(ITEM, Bearer::Unit(NEIGHBOUR), DutyRole::Lead, "2022-12-31");
    assert_eq!(in_2022(&told), ratio(0, 1));
}

#[test]
fn a_review_that_came_again_was_asked_for_when_it_first_came() {
    let mut told = obliged(&[PROVINCE]);
    let first = told.asked_by(review(1), PROVINCE, ReviewOrigin::Requested, "2021-12-01");
    let again = told.asked_by(review(1), PROVINCE, ReviewOrigin::Requested, "2022-01-10");
    assert_eq!(in_2022(&told), ratio(0, 1));
    assert_eq!(told.left_out(QUANTITY, "2022-12-31", again), Some((Reason::Superseded, first)));
}

#[test]
fn what_the_union_proposes_by_itself_no_agency_has_asked_for() {
    let mut told = obliged(&[PROVINCE]);
    let proposed = told.asked_by(review(1), PROVINCE, ReviewOrigin::SelfInitiated, "2022-02-01");
    assert_eq!(in_2022(&told), ratio(0, 1));
    assert_eq!(told.left_out(QUANTITY, "2022-12-31", proposed), Some((Reason::NotCounted, 0)));
}

#[test]
fn who_coordinates_or_has_been_released_is_no_obliged_agency() {
    let mut told = obliged(&[PROVINCE]);
    told.obliged(ITEM, Bearer::Unit(UNION), DutyRole::Coordinate, "2021-06-01");
    let part = told.obliged(ITEM, Bearer::Unit(NEIGHBOUR), DutyRole::Lead, "2021-06-01");
    assert_eq!(in_2022(&told), ratio(0, 2));
    told.released(part, "2022-12-31");
    assert_eq!(in_2022(&told), ratio(0, 1));
    told.asked_by(review(1), NEIGHBOUR, ReviewOrigin::Requested, "2022-02-01");
    assert_eq!(in_2022(&told), ratio(0, 1), "it asked, and is obliged no longer");
}

#[test]
fn agencies_that_became_one_are_one() {
    let mut told = obliged(&[PROVINCE, NEIGHBOUR]);
    told.asked_by(review(1), PROVINCE, ReviewOrigin::Requested, "2025-02-01");
    told.asked_by(review(2), NEIGHBOUR, ReviewOrigin::Requested, "2025-03-01");
    told.merger("2025-07-01");
    let asked =
        |structure_on| told.count_for(QUANTITY, "2025-01-01", "2025-12-31", None, structure_on);
    assert_eq!(asked("2025-06-30"), ratio(2, 2));
    assert_eq!(asked("2025-07-01"), ratio(1, 1));
}

proptest! {
    /// Whoever asks, proposes or asks again, in whatever order: as many agencies have asked as a reader finds who
    /// writes each obliged one down once.
    #[test]
    fn agencies_are_those_that_a_recount_finds(
        obliged in vec(any::<bool>(), AGENCIES.len()),
        asked in vec((0..4_u128, 0..AGENCIES.len(), any::<bool>(), 0..500_u64), 0..12),
    ) {
        let leads: Vec<_> = AGENCIES.into_iter().zip(obliged).filter(|(_, is)| *is).collect();
        let leads: Vec<_> = leads.into_iter().map(|(unit, _)| unit).collect();
        let mut told = self::obliged(&leads);
        let (mut known, mut expected) = (BTreeSet::new(), BTreeSet::new());
        // In the order of their days, so that the first that is told of a review is its first.
        let mut asked = asked;
        asked.sort_by_key(|(.., days)| *days);
        for (n, agency, own, days) in asked {
            // Of one review there is one requester, and one way in which it came.
            let n = n * 6 + u128::try_from(agency * 2).unwrap() + u128::from(own);
            let on = day("2021-06-01") + Days::new(days);
            let came = if own { ReviewOrigin::SelfInitiated } else { ReviewOrigin::Requested };
            told.asked_by(review(n), AGENCIES[agency], came, &on.to_string());
            let counts = known.insert(n)
                && !own
                && (day("2022-01-01")..=day("2022-12-31")).contains(&on)
                && leads.contains(&AGENCIES[agency]);
            if counts {
                expected.insert(AGENCIES[agency]);
            }
        }
        let whole = i64::try_from(leads.len()).unwrap();
        let part = i64::try_from(expected.len()).unwrap();
        let share = if whole == 0 { None } else { ratio(part, whole) };
        prop_assert_eq!(in_2022(&told), share);
    }
}
