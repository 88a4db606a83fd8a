//! Conflicts that are known from units and persons.

use super::*;
use crate::domain::entry::content::{Description, Related, Relation};
use crate::domain::samples::AUTHORITY;

fn entry() -> Description {
    Description {
        field: field("F1"),
        title: "Máy gieo hạt".to_owned(),
        summary: "Gieo bốn hàng một lượt".to_owned(),
        origin: SCHOOL,
        applied_on: None,
        related_units: vec![AUTHORITY],
        related_persons: vec![
            Related { person: "an".to_owned(), relation: Relation::Author },
            Related { person: "binh".to_owned(), relation: Relation::Adviser },
        ],
    }
}

fn kinds(judge: &str, unit: UnitId) -> Vec<Conflict> {
    known_conflicts(&[(judge, unit)], &[(&code(1), &entry())])
}

#[test]
fn a_judge_of_the_same_unit_an_adviser_and_an_author_are_known() {
    assert_eq!(kinds("chi", SCHOOL), [conflict("chi", 1, ConflictKind::SameUnit)]);
    assert_eq!(kinds("chi", AUTHORITY), [conflict("chi", 1, ConflictKind::SameUnit)]);
    assert_eq!(kinds("an", ORGANISER), [conflict("an", 1, ConflictKind::Author)]);
    assert_eq!(kinds("binh", ORGANISER), [conflict("binh", 1, ConflictKind::Adviser)]);
    assert_eq!(kinds("chi", ORGANISER), []);
}

#[test]
fn the_nearest_one_is_told() {
    assert_eq!(kinds("an", SCHOOL), [conflict("an", 1, ConflictKind::Author)]);
    assert_eq!(kinds("binh", AUTHORITY), [conflict("binh", 1, ConflictKind::Adviser)]);
}

#[test]
fn each_judge_is_held_against_each_entry() {
    let elsewhere = Description { origin: ORGANISER, related_units: Vec::new(), ..entry() };
    let (first, second) = (code(1), code(2));
    let entries = [(&first, &entry()), (&second, &elsewhere)];
    let known = known_conflicts(&[("chi", SCHOOL), ("dung", ORGANISER)], &entries);
    let same = |judge, number| conflict(judge, number, ConflictKind::SameUnit);
    assert_eq!(known, [same("chi", 1), same("dung", 2)]);
}
