//! Who belonged to a Union: on which day, and who knew.

use super::{Affiliates, Asked, list_affiliates};
use crate::contract::Choice as _;
use crate::domain::UnitId;
use crate::domain::affiliate::{Affiliate, Event, Kind, Profile};
use crate::views::told::{day, id, of, told};

fn profile(name: &str, kind: Kind, union: u128) -> Profile {
    Profile { union: UnitId(id(union)), name: name.into(), kind, illustrative: true }
}

fn begun(name: &str, kind: Kind, union: u128, on: u64) -> Event {
    let (profile, occurred_on) = (profile(name, kind, union), day(on));
    Event::Begun { profile, occurred_on, decision: None }
}

#[tokio::test]
async fn one_belongs_from_its_first_day_until_its_end_is_reached_and_known() {
    let profile = profile("CLB", Kind::Club, 9);
    let (_database, mut tx) = told::<Affiliates, Affiliate>(vec![
        (1, begun("CLB", Kind::Club, 9, 1)),
        (1, Event::Ended { profile, occurred_on: day(5), decision: None }),
    ])
    .await;
    let (forever, until) = (Some(String::new()), Some(day(5).to_string()));
    let expected = [
        ((0, 2), None),
        ((1, 0), None),
        ((1, 1), forever.clone()),
        ((5, 1), forever),
        ((1, 2), until.clone()),
        ((4, 2), until),
        ((5, 2), None),
    ];
    for ((as_of, known), expected) in expected {
        let asked = Asked { limit: 9, ..Asked::default() };
        let mut found = list_affiliates(&mut tx, &asked, of(as_of, known)).await.unwrap();
        let ended_on = found.pop().map(|(_, affiliate)| affiliate.ended_on);
        assert_eq!(ended_on, expected, "of day {as_of}, known at {known}");
    }
}

#[tokio::test]
async fn a_list_is_of_a_kind_and_of_a_union_and_goes_on_after_the_last_name() {
    let (_database, mut tx) = told::<Affiliates, Affiliate>(vec![
        (4, begun("A", Kind::Club, 9, 0)),
        (3, begun("B", Kind::Club, 8, 0)),
        (2, begun("B", Kind::CollectiveMember, 9, 0)),
        (1, begun("C", Kind::Club, 9, 0)),
    ])
    .await;
    let club = Some(Kind::Club.to_wire());
    let expected = [
        (None, None, vec![4, 2, 3, 1]),
        (club, None, vec![4, 3, 1]),
        (None, Some(id(9)), vec![4, 2, 1]),
        (club, Some(id(9)), vec![4, 1]),
    ];
    for (kind, union, expected) in expected {
        let mut asked = Asked { kind, union, after: None, limit: 1 };
        let mut seen = Vec::new();
        while let Some((key, _)) = list_affiliates(&mut tx, &asked, of(0, 4)).await.unwrap().pop() {
            seen.push(key.1.as_u128());
            asked.after = Some(key);
            assert!(seen.len() <= 4, "{seen:?}");
        }
        assert_eq!(seen, expected, "{kind:?} {union:?}");
    }
}
