//! The units as they were ordered on a day: who stood under whom, and who had taken over from whom.
//!
//! A fact stays with the unit it was true of. Shown in a later structure it moves along the
//! successions of ended units, as long as there is exactly one heir: what a divided unit did is not
//! shared out among its heirs, so no roll-up counts a fact twice or loses one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::facts::{Fact, Facts, UnitId, UnitKind, UnitNamed};

/// The order of units on a day.
pub struct Structure<'a> {
    day: NaiveDate,
    names: BTreeMap<UnitId, Vec<&'a Fact<UnitNamed>>>,
    parents: BTreeMap<UnitId, UnitId>,
    heirs: BTreeMap<UnitId, BTreeSet<UnitId>>,
    abolished: BTreeSet<UnitId>,
}

/// How a unit's facts relate to a unit asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Inside,
    Outside,
    /// Some of its heirs are inside and some are not.
    Divided,
}

impl<'a> Structure<'a> {
    #[must_use]
    pub fn on(facts: &'a Facts, day: NaiveDate) -> Self {
        let mut names: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for named in &facts.unit_names {
            names.entry(named.what.unit).or_default().push(named);
        }
        names.values_mut().for_each(|names| names.sort_by_key(|named| named.order()));

        let mut heirs: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for fact in &facts.successions {
            if fact.what.ends && fact.origin.occurred_on <= day {
                heirs.entry(fact.what.unit).or_default().insert(fact.what.successor);
            }
        }
        let abolished = facts.abolitions.iter().filter(|fact| fact.origin.occurred_on <= day);
        let abolished = abolished.map(|fact| fact.what.unit).collect();
        Self { day, names, parents: parents_on(facts, day), heirs, abolished }
    }

    /// The name a unit had on a day; its first one for days before it.
    #[must_use]
    pub fn name_on(&self, unit: UnitId, day: NaiveDate) -> Option<&'a str> {
        let names = self.names.get(&unit)?;
        let valid = names.iter().rev().find(|named| named.origin.occurred_on <= day);
        valid.or(names.first()).map(|named| named.what.full_name.as_str())
    }

    #[must_use]
    pub fn knows(&self, unit: UnitId) -> bool {
        self.names.contains_key(&unit)
    }

    /// Who took over directly from a unit that ended; `None` while it has not.
    #[must_use]
    pub fn successors(&self, unit: UnitId) -> Option<&BTreeSet<UnitId>> {
        self.heirs.get(&unit)
    }

    /// The units in which a unit lives on: itself, unless it has been succeeded.
    #[must_use]
    pub fn heirs(&self, unit: UnitId) -> BTreeSet<UnitId> {
        let (mut living, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![unit]);
        while let Some(unit) = open.pop() {
            if !seen.insert(unit) {
                continue;
            }
            match self.heirs.get(&unit) {
                Some(next) => open.extend(next),
                None => {
                    living.insert(unit);
                }
            }
        }
        living
    }

    /// The unit under which a unit's facts are shown: its only heir, or itself where it was divided.
    #[must_use]
    pub fn shown_under(&self, unit: UnitId) -> UnitId {
        let heirs = self.heirs(unit);
        match heirs.first() {
            Some(heir) if heirs.len() == 1 => *heir,
            _ => unit,
        }
    }

    /// The territories right below each province, one that is below none. Where none is recorded, the local Party
    /// committees that are below no other one: localities act through them.
    #[must_use]
    pub fn localities(&self) -> BTreeSet<UnitId> {
        let units = || self.names.keys().copied().filter(|unit| self.is_in_force(*unit));
        let territory = |unit| {
            let above = self.line(unit).into_iter().nth(1)?;
            (self.is(unit, UnitKind::Territory) && self.is_province(above)).then_some((unit, above))
        };
        let territories: BTreeMap<_, _> = units().filter_map(territory).collect();
        let recorded: BTreeSet<_> = territories.values().copied().collect();
        let stands_for_one = |unit: &UnitId| {
            let mut line = self.line(*unit).into_iter();
            let is_local = |unit| self.is(unit, UnitKind::LocalCommittee);
            let is_highest = line.next().is_some_and(is_local) && !line.clone().any(is_local);
            let province = line.find(|above| self.is_province(*above));
            is_highest && province.is_some_and(|province| !recorded.contains(&province))
        };
        let committees = units().filter(stands_for_one);
        committees.chain(territories.keys().copied()).collect()
    }

    fn is_in_force(&self, unit: UnitId) -> bool {
        let named = self.names.get(&unit).and_then(|names| names.first());
        named.is_some_and(|named| named.origin.occurred_on <= self.day) && !self.has_ended(unit)
    }

    fn is_province(&self, unit: UnitId) -> bool {
        self.is(unit, UnitKind::Territory) && !self.parents.contains_key(&unit)
    }

    /// Whether somebody followed the unit, or it was abolished.
    #[must_use]
    pub fn has_ended(&self, unit: UnitId) -> bool {
        self.heirs.contains_key(&unit) || self.abolished.contains(&unit)
    }

    /// The locality that a unit is, or is in; a unit that has ended is where its only heir is.
    #[must_use]
    pub fn locality_of(&self, unit: UnitId, localities: &BTreeSet<UnitId>) -> Option<UnitId> {
        self.line(self.shown_under(unit)).into_iter().find(|unit| localities.contains(unit))
    }

    /// Whether the facts of `home` belong to `asked`, or to a unit under it.
    ///
    /// A Union works for the territory it belongs to: what happened in its territory is inside too.
    #[must_use]
    pub fn reach(&self, asked: UnitId, home: UnitId) -> Reach {
        let scope = match self.is(home, UnitKind::Territory) {
            true => self.territory_of(asked),
            false => asked,
        };
        if home == scope && self.heirs(home).len() != 1 {
            return Reach::Inside;
        }
        let heirs = self.heirs(home);
        let inside = heirs.iter().filter(|heir| self.line(**heir).contains(&scope)).count();
        match inside {
            0 => Reach::Outside,
            n if n == heirs.len() => Reach::Inside,
            _ => Reach::Divided,
        }
    }

    /// For a Union the first territory above it; any other unit stands for itself.
    fn territory_of(&self, asked: UnitId) -> UnitId {
        if !self.is(asked, UnitKind::ProvincialUnion) {
            return asked;
        }
        let mut line = self.line(asked).into_iter();
        line.find(|unit| self.is(*unit, UnitKind::Territory)).unwrap_or(asked)
    }

    fn is(&self, unit: UnitId, kind: UnitKind) -> bool {
        let mut names = self.names.get(&unit).into_iter().flatten();
        names.any(|named| named.what.established_as == Some(kind))
    }

    /// A unit and all above it; a unit above that has been succeeded is replaced by its heir.
    fn line(&self, unit: UnitId) -> Vec<UnitId> {
        let (mut line, mut next) = (Vec::new(), Some(unit));
        while let Some(unit) = next {
            if line.contains(&unit) {
                break;
            }
            line.push(unit);
            next = self.parents.get(&unit).map(|parent| self.shown_under(*parent));
        }
        line
    }
}

/// The last parent each unit had by a day, or its first one for days before that.
fn parents_on(facts: &Facts, day: NaiveDate) -> BTreeMap<UnitId, UnitId> {
    let mut placed: Vec<_> = facts.places.iter().collect();
    placed.sort_by_key(|fact| fact.order());
    let mut parents = BTreeMap::new();
    for fact in placed {
        if fact.origin.occurred_on <= day {
            parents.insert(fact.what.unit, fact.what.parent);
        } else {
            parents.entry(fact.what.unit).or_insert(fact.what.parent);
        }
    }
    parents.into_iter().filter_map(|(unit, parent)| Some((unit, parent?))).collect()
}

#[cfg(test)]
mod scenarios;
