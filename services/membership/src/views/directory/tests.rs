//! What the directory answers about other days and earlier knowledge.

use contracts::membership::v1 as wire;

use super::{Asked, Directory, Named, find_unit, list_successions, list_units};
use crate::contract::Choice as _;
use crate::domain::unit::{Event, SuccessionKind, Successor, Unit, UnitKind};
use crate::domain::{Name, UnitId};
use crate::views::told::{day, id, of, told};

fn name(full: &str) -> Name {
    Name { full: full.into(), short: None }
}

/// From day 0, called by its code.
fn established(code: &str, kind: UnitKind, parent: Option<u128>) -> Event {
    Event::Established {
        code: code.into(),
        kind,
        name: name(code),
        parent: parent.map(|parent| UnitId(id(parent))),
        occurred_on: day(0),
        decision: None,
    }
}

fn renamed(on: u64, full: &str) -> Event {
    Event::Renamed { name: name(full), occurred_on: day(on), decision: None }
}

fn placed(on: u64, parent: u128) -> Event {
    let parent = Some(UnitId(id(parent)));
    Event::Reparented { parent, occurred_on: day(on), decision: None }
}

fn separated(on: u64, successors: &[u128]) -> Event {
    let heir = |number: &u128| Successor { unit_id: UnitId(id(*number)), parts: 1 };
    Event::Succeeded {
        kind: SuccessionKind::Separated,
        successors: successors.iter().map(heir).collect(),
        retained_parts: 1,
        ends: false,
        occurred_on: day(on),
        decision: None,
    }
}

#[tokio::test]
async fn each_answer_is_of_its_day_and_of_what_was_known() {
    let (_database, mut tx) = told::<Directory, Unit>(vec![
        (1, established("HD", UnitKind::Department, Some(7))),
        (1, renamed(5, "B")),
        (1, renamed(5, "C")),
        (1, placed(5, 8)),
        (1, placed(5, 9)),
        (1, Event::Abolished { occurred_on: day(9), decision: None }),
    ])
    .await;
    let ended = day(9).to_string();
    let expected = [
        ((0, 0), None),
        ((9, 1), Some(("HD", 7, ""))),
        ((9, 2), Some(("B", 7, ""))),
        ((9, 3), Some(("C", 7, ""))),
        ((9, 4), Some(("C", 8, ""))),
        ((9, 5), Some(("C", 9, ""))),
        ((0, 6), Some(("HD", 7, ended.as_str()))),
        ((4, 6), Some(("HD", 7, ended.as_str()))),
        ((5, 6), Some(("C", 9, ended.as_str()))),
        ((9, 6), Some(("C", 9, ended.as_str()))),
    ];
    for ((as_of, known), expected) in expected {
        for named in [Named::Id(id(1)), Named::Code("HD".into())] {
            let found = find_unit(&mut tx, &named, of(as_of, known)).await.unwrap();
            let expected = expected.map(|(name, parent, ended_on)| {
                (name.to_owned(), id(parent).to_string(), ended_on.to_owned())
            });
            let seen = found.map(|it| (it.full_name, it.parent_unit_id, it.ended_on));
            assert_eq!(seen, expected, "{named:?} of day {as_of}, known at {known}");
        }
    }
}

#[tokio::test]
async fn a_unit_is_found_by_its_id_and_by_its_code() {
    let (_database, mut tx) = told::<Directory, Unit>(vec![
        (2, established("A", UnitKind::Department, None)),
        (1, established("B", UnitKind::Department, None)),
    ])
    .await;
    for named in [Named::Id(id(1)), Named::Code("B".into())] {
        let found = find_unit(&mut tx, &named, of(0, 2)).await.unwrap().unwrap();
        let seen = (found.code.as_str(), found.full_name.as_str(), found.unit_id);
        assert_eq!(seen, ("B", "B", id(1).to_string()));
    }
}

#[tokio::test]
async fn a_list_is_of_units_that_exist_on_the_day_as_far_as_is_known() {
    let (_database, mut tx) = told::<Directory, Unit>(vec![
        (1, established("HD", UnitKind::Department, None)),
        (1, Event::Abolished { occurred_on: day(9), decision: None }),
    ])
    .await;
    for (as_of, known, expected) in [(0, 0, 0), (8, 2, 1), (9, 1, 1), (9, 2, 0)] {
        let asked = Asked { limit: 9, ..Asked::default() };
        let found = list_units(&mut tx, &asked, of(as_of, known)).await.unwrap();
        assert_eq!(found.len(), expected, "of day {as_of}, known at {known}");
    }
}

#[tokio::test]
async fn a_list_is_of_a_kind_and_under_a_parent_of_the_day_and_goes_on_after_the_last_code() {
    let (_database, mut tx) = told::<Directory, Unit>(vec![
        (3, established("A", UnitKind::Department, Some(7))),
        (2, established("B", UnitKind::Commune, Some(7))),
        (1, established("C", UnitKind::Department, Some(7))),
        (1, placed(5, 8)),
    ])
    .await;
    let department = Some(UnitKind::Department.to_wire());
    let (first, second) = (Some(id(7)), Some(id(8)));
    let expected = [
        (5, None, None, vec!["A", "B", "C"]),
        (5, department, None, vec!["A", "C"]),
        (4, None, first, vec!["A", "B", "C"]),
        (5, None, first, vec!["A", "B"]),
        (5, None, second, vec!["C"]),
    ];
    for (as_of, kind, parent, expected) in expected {
        let mut asked = Asked { kind, parent, after: None, limit: 1 };
        let mut seen = Vec::new();
        while let Some((code, _)) = list_units(&mut tx, &asked, of(as_of, 4)).await.unwrap().pop() {
            seen.push(code.clone());
            asked.after = Some(code);
            assert!(seen.len() <= 3, "{seen:?}");
        }
        assert_eq!(seen, expected, "{kind:?} {parent:?} of day {as_of}");
    }
}

#[tokio::test]
async fn an_edge_is_told_of_either_end_from_its_day_on_to_those_who_know() {
    let (_database, mut tx) = told::<Directory, Unit>(vec![
        (1, separated(5, &[4, 3])),
        (2, separated(5, &[4])),
        (3, separated(2, &[2])),
    ])
    .await;
    let edges = [(3, 2), (1, 3), (1, 4), (2, 4)];
    let expected = [
        (None, 5, 3, edges.to_vec()),
        (None, 4, 3, vec![(3, 2)]),
        (None, 1, 3, vec![]),
        (None, 5, 2, vec![(1, 3), (1, 4), (2, 4)]),
        (None, 5, 0, vec![]),
        (Some(id(1)), 5, 3, vec![(1, 3), (1, 4)]),
        (Some(id(2)), 5, 3, vec![(3, 2), (2, 4)]),
        (Some(id(4)), 5, 3, vec![(1, 4), (2, 4)]),
    ];
    let ends = |edge: wire::UnitSuccession| (edge.predecessor_unit_id, edge.successor_unit_id);
    for (of_unit, as_of, known, expected) in expected {
        let (mut seen, mut after) = (Vec::new(), None);
        while let Some((key, edge)) =
            list_successions(&mut tx, of_unit, after, 1, of(as_of, known)).await.unwrap().pop()
        {
            seen.push(ends(edge));
            after = Some(key);
            assert!(seen.len() <= 4, "{seen:?}");
        }
        let text = |(from, to): (u128, u128)| (id(from).to_string(), id(to).to_string());
        let expected: Vec<_> = expected.into_iter().map(text).collect();
        assert_eq!(seen, expected, "{of_unit:?} of day {as_of}, known at {known}");
    }
}
