//! Conflicts that nobody has to declare: they follow from who wrote an entry and where, and where judges work.

use super::{Conflict, ConflictKind};
use crate::domain::UnitId;
use crate::domain::codes::EntryCode;
use crate::domain::draw::Pair;
use crate::domain::entry::content::{Description, Relation};

/// Of each judge with each entry, the nearest one. It tells of nobody else than the judge, and of the entry
/// no more than the code.
#[must_use]
pub fn known_conflicts(
    judges: &[(&str, UnitId)],
    entries: &[(&EntryCode, &Description)],
) -> Vec<Conflict> {
    let of = |(judge, unit): &(&str, UnitId), (code, entry): &(&EntryCode, &Description)| {
        let kind = nearest(judge, *unit, entry)?;
        let pair = Pair { judge: (*judge).to_owned(), code: (*code).clone() };
        Some(Conflict { pair, kind })
    };
    judges.iter().flat_map(|judge| entries.iter().filter_map(move |it| of(judge, it))).collect()
}

fn nearest(judge: &str, unit: UnitId, entry: &Description) -> Option<ConflictKind> {
    let is = |relation: Relation| {
        entry.related_persons.iter().any(|it| it.person == judge && it.relation == relation)
    };
    if is(Relation::Author) {
        return Some(ConflictKind::Author);
    }
    if is(Relation::Adviser) {
        return Some(ConflictKind::Adviser);
    }
    let is_theirs = entry.origin == unit || entry.related_units.contains(&unit);
    is_theirs.then_some(ConflictKind::SameUnit)
}
