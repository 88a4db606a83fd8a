//! Who is above a unit, day by day: so that it is seen before a unit comes under itself.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::NaiveDate;

use super::{Parent, Rejection, Unit};
use crate::domain::UnitId;

/// Whom each unit above another is under, by the first day of each; all that is on record of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lineage {
    parents: BTreeMap<UnitId, BTreeMap<NaiveDate, Option<UnitId>>>,
}

impl Lineage {
    #[must_use]
    pub fn knows(&self, unit: UnitId) -> bool {
        self.parents.contains_key(&unit)
    }

    /// Adds what is on record of a unit; answers whom it is under on any day from this one on.
    pub fn learn(&mut self, id: UnitId, unit: &Unit, from: NaiveDate) -> Vec<UnitId> {
        let parents = match unit {
            Unit::Absent => BTreeMap::new(),
            Unit::Established(span) => span.parents.clone(),
        };
        self.parents.insert(id, parents);
        self.above(id, &(from..NaiveDate::MAX)).map(|(parent, _)| parent).collect()
    }

    /// Whom a unit is under, and on which of these days.
    fn above(
        &self,
        unit: UnitId,
        days: &Range<NaiveDate>,
    ) -> impl Iterator<Item = (UnitId, Range<NaiveDate>)> {
        let parents = self.parents.get(&unit);
        let until = move |first| parents.and_then(|parents| next_change(parents, first));
        parents.into_iter().flatten().filter_map(move |(first, parent)| {
            let until = until(*first).unwrap_or(NaiveDate::MAX);
            let common = days.start.max(*first)..days.end.min(until);
            Some(((*parent)?, common)).filter(|(_, common)| !common.is_empty())
        })
    }

    /// A unit may come under another on these days: on none of them is the other one under it.
    pub(super) fn admits(&self, parent: Parent, days: Range<NaiveDate>) -> Result<(), Rejection> {
        let mut open = vec![(vec![parent.child, parent.id], days)];
        while let Some((chain, days)) = open.pop() {
            let last = chain[chain.len() - 1];
            for (above, days) in self.above(last, &days) {
                if above == parent.child {
                    return Err(Rejection::ParentCycle { chain, on: days.start });
                }
                // A ledger may hold a circle from before there was this rule; it is gone round once.
                if !chain.contains(&above) {
                    open.push(([chain.as_slice(), &[above]].concat(), days));
                }
            }
        }
        Ok(())
    }
}

/// The day on which a unit next comes under another one, after a day.
pub(super) fn next_change(
    parents: &BTreeMap<NaiveDate, Option<UnitId>>,
    after: NaiveDate,
) -> Option<NaiveDate> {
    parents.keys().find(|first| **first > after).copied()
}
