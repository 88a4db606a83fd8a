//! From how many localities contests have entries.

use std::collections::BTreeSet;

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::ratio;
use crate::domain::contest::EntryStep;
use crate::domain::facts::{UnitId, UnitKind};
use crate::domain::figure::{Reason, Value};
use crate::domain::told::*;

const QUANTITY: &str = "contest_unit_coverage_pct";

const fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

const DISTRICTS: [UnitId; 3] = [unit(21), unit(22), unit(23)];
const SCHOOL: UnitId = unit(31);

/// A province with three districts, and a school in the first one.
fn province() -> Told {
    let mut told = Told::default();
    told.two_provinces();
    for district in DISTRICTS {
        told.unit(district, UnitKind::Territory, Some(PROVINCE), "2000-01-01");
    }
    told.unit(SCHOOL, UnitKind::Body, Some(DISTRICTS[0]), "2000-01-01");
    told
}

fn in_2022(told: &Told) -> Option<Value> {
    told.count(QUANTITY, "2022-01-01", "2022-12-31")
}

fn why(told: &Told, position: i64) -> Option<(Reason, i64)> {
    told.left_out(QUANTITY, "2022-12-31", position)
}

#[test]
fn without_a_locality_there_is_no_share() {
    let mut told = Told::default();
    told.two_provinces();
    let entry = told.submitted(entry(1), UNION, "2022-03-01");
    assert_eq!(in_2022(&told), None);
    assert_eq!(why(&told, entry), Some((Reason::OtherUnit, 0)));
}

#[test]
fn an_entry_covers_the_locality_that_it_comes_from_once() {
    let mut told = province();
    assert_eq!(in_2022(&told), None, "there was no contest");
    let first = told.submitted(entry(1), SCHOOL, "2022-03-01");
    let second = told.submitted(entry(2), DISTRICTS[0], "2022-03-02");
    told.submitted(entry(3), DISTRICTS[1], "2022-03-03");
    assert_eq!(in_2022(&told), ratio(2, 3));
    assert_eq!(why(&told, second), Some((Reason::Superseded, first)));
    let elsewhere = told.submitted(entry(4), UNION, "2022-03-04");
    assert_eq!(in_2022(&told), ratio(2, 3), "the Union is in no district");
    assert_eq!(why(&told, elsewhere), Some((Reason::OtherUnit, 0)));
}

#[test]
fn what_is_below_a_locality_or_came_later_is_none() {
    let mut told = province();
    told.unit(unit(41), UnitKind::Territory, Some(DISTRICTS[0]), "2000-01-01");
    let below = told.last;
    told.unit(unit(24), UnitKind::Territory, Some(PROVINCE), "2023-01-01");
    let later = told.last;
    told.submitted(entry(2), UNION, "2022-02-01");
    assert_eq!(in_2022(&told), ratio(0, 3), "there was one");
    assert_eq!(why(&told, below), Some((Reason::NotCounted, 0)));
    assert_eq!(why(&told, later), Some((Reason::AfterWindow, 0)));
    told.submitted(entry(1), unit(41), "2022-03-01");
    assert_eq!(in_2022(&told), ratio(1, 3), "a commune is in its district");
}

#[test]
fn an_entry_that_was_taken_back_or_is_of_another_window_covers_nothing() {
    let mut told = province();
    let taken_back = told.submitted(entry(1), DISTRICTS[0], "2022-03-01");
    let withdrawn = told.became_of(entry(1), EntryStep::Withdrawn, "2022-04-01");
    let before = told.submitted(entry(2), DISTRICTS[1], "2021-12-31");
    told.became_of(entry(2), EntryStep::Eligible, "2022-01-20");
    assert_eq!(in_2022(&told), None);
    assert_eq!(why(&told, taken_back), Some((Reason::Retracted, withdrawn)));
    let reason = told.judge(QUANTITY, "2022-01-01", "2022-12-31", |judged| {
        judged.iter().find(|it| it.origin.position == before).map(|it| it.verdict.clone())
    });
    let left_out = crate::domain::figure::Verdict::left_out(Reason::BeforeWindow);
    assert_eq!(reason, Some(left_out));
}

#[test]
fn when_there_are_no_districts_any_more_communes_are_the_localities() {
    let mut told = province();
    told.submitted(entry(1), DISTRICTS[0], "2025-03-01");
    told.unit(MERGED, UnitKind::Territory, None, "2025-07-01");
    let communes = [unit(51), unit(52), unit(53), unit(54)];
    for commune in communes {
        told.unit(commune, UnitKind::Territory, Some(MERGED), "2025-07-01");
    }
    told.succeeded(PROVINCE, &[MERGED], true, "2025-07-01");
    for (district, heirs) in
        DISTRICTS.into_iter().zip([&communes[..2], &communes[2..3], &communes[3..]])
    {
        told.succeeded(district, heirs, true, "2025-07-01");
    }
    let covered = |until| told.count(QUANTITY, "2025-01-01", until);
    assert_eq!(covered("2025-06-30"), ratio(1, 3));
    assert_eq!(covered("2025-12-31"), ratio(0, 4), "its district was divided");
    told.submitted(entry(2), communes[0], "2025-10-01");
    told.submitted(entry(3), DISTRICTS[1], "2025-05-01");
    let covered = told.count(QUANTITY, "2025-01-01", "2025-12-31");
    assert_eq!(covered, ratio(2, 4), "the second district lives on in one commune");
}

#[test]
fn what_was_abolished_is_no_locality_any_more() {
    let mut told = province();
    told.submitted(entry(1), DISTRICTS[0], "2022-03-01");
    told.abolished(DISTRICTS[0], "2022-12-31");
    let until = |until| told.count(QUANTITY, "2022-01-01", until);
    assert_eq!((until("2022-12-30"), until("2022-12-31")), (ratio(1, 3), ratio(0, 2)));
    assert_eq!(why(&told, told.last - 1), Some((Reason::OtherUnit, 0)));
    let established = told.facts.places.iter().find(|it| it.what.unit == DISTRICTS[0]).unwrap();
    let established = established.origin.position;
    assert_eq!(why(&told, established), Some((Reason::NotInForce, 0)));
}

#[test]
fn where_no_territories_are_recorded_localities_are_their_party_committees() {
    let mut told = Told::default();
    told.two_provinces();
    let (highest, committees) = (unit(70), [unit(71), unit(72), unit(73)]);
    told.unit(highest, UnitKind::Body, Some(PROVINCE), "2000-01-01");
    for committee in committees {
        told.unit(committee, UnitKind::LocalCommittee, Some(highest), "2000-01-01");
    }
    told.unit(unit(74), UnitKind::LocalCommittee, Some(committees[0]), "2000-01-01");
    let below = told.last;
    told.submitted(entry(1), unit(74), "2022-03-01");
    told.submitted(entry(2), committees[1], "2022-03-02");
    assert_eq!(in_2022(&told), ratio(2, 3), "a commune's committee is in its district's");
    assert_eq!(why(&told, below), Some((Reason::NotCounted, 0)));

    told.unit(unit(75), UnitKind::Territory, Some(NEIGHBOUR), "2000-01-01");
    told.unit(unit(76), UnitKind::Territory, Some(PROVINCE), "2023-01-01");
    assert_eq!(in_2022(&told), ratio(2, 4), "a neighbour's is one more, and a later one none");
    let covered = told.count(QUANTITY, "2022-01-01", "2023-12-31");
    assert_eq!(covered, ratio(0, 2), "who records territories counts these");
}

#[test]
fn localities_are_those_of_the_unit_that_is_asked_about() {
    let mut told = province();
    told.unit(unit(61), UnitKind::Territory, Some(NEIGHBOUR), "2000-01-01");
    told.submitted(entry(1), DISTRICTS[0], "2022-03-01");
    let of = |unit| told.count_for(QUANTITY, "2022-01-01", "2022-12-31", Some(unit), "2022-12-31");
    assert_eq!((of(UNION), of(NEIGHBOUR_UNION)), (ratio(1, 3), ratio(0, 1)));
}

proptest! {
    /// Whoever hands in and takes back: as many localities are covered as a reader finds who marks each on a map.
    #[test]
    fn localities_are_those_that_a_recount_finds(
        handed_in in vec((0..DISTRICTS.len(), 0..700_u64, any::<bool>()), 0..12),
    ) {
        let (mut told, mut marked) = (province(), BTreeSet::new());
        for (n, (district, days, taken_back)) in (1..).zip(handed_in) {
            let on = day("2021-09-01") + Days::new(days);
            told.submitted(entry(n), DISTRICTS[district], &on.to_string());
            if taken_back {
                told.became_of(entry(n), EntryStep::Withdrawn, &on.to_string());
            }
            if !taken_back && (day("2022-01-01")..=day("2022-12-31")).contains(&on) {
                marked.insert(district);
            }
        }
        let covered = i64::try_from(marked.len()).unwrap();
        prop_assert_eq!(in_2022(&told), if covered == 0 { None } else { ratio(covered, 3) });
    }
}
