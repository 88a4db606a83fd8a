//! What each unit stated last by the last day.
//!
//! What a unit stated stands after its end too, until all that took over from it have stated their own:
//! so nobody is lost in between, and nobody counts twice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Counted, judged, left_out, put, stands};
use crate::domain::facts::{PlanId, UnitId};
use crate::domain::figure::{Judged, Reason, Share, Verdict};
use crate::domain::formulas::Scene;
use crate::domain::record::{Record, Standing};
use crate::domain::structure::Structure;
use crate::domain::window::Measured;

/// A unit's last statement that is verified, and a later one that waits to be.
#[derive(Default)]
struct Last<'r, 'a> {
    verified: Option<&'r Record<'a>>,
    filed: Option<&'r Record<'a>>,
}

/// The last statements on a day, and who took over from whom by then.
struct Statements<'r, 'a> {
    last: BTreeMap<UnitId, Last<'r, 'a>>,
    structure: Structure<'a>,
}

/// `share` says what a statement adds; `None`: it does not state what is needed.
pub(super) fn judge<'s>(
    scene: &'s Scene<'_>,
    counted: Counted,
    plan: PlanId,
    measured: Measured,
    share: impl Fn(&Record<'_>) -> Option<Share>,
) -> Vec<Judged<'s>> {
    let records = || scene.records.of_type(plan, counted.record_type);
    let mut last: BTreeMap<UnitId, Last<'_, '_>> = BTreeMap::new();
    for record in records() {
        if counted.judged_alone(record).is_some() || stands(record, None, measured).is_err() {
            continue;
        }
        let of_unit = last.entry(record.fact.what.unit).or_default();
        // They come in the order of their days.
        match record.standing == Standing::Verified {
            true => *of_unit = Last { verified: Some(record), filed: None },
            false => of_unit.filed = Some(record),
        }
    }
    let structure = Structure::on(scene.facts, measured.until);
    let statements = Statements { last, structure };
    let verdict = |record: &Record<'_>| {
        if let Some(verdict) = counted.judged_alone(record) {
            return verdict;
        }
        if let Err(reason) = stands(record, None, measured) {
            return left_out(record, reason);
        }
        if let Some(by) = statements.replacing(record) {
            return match record.standing == Standing::Verified {
                true => Verdict::replaced(Reason::Superseded, by),
                false => left_out(record, Reason::Superseded),
            };
        }
        match share(record).filter(|_| !statements.is_outdated(record)) {
            Some(share) => put(record, share),
            None => left_out(record, Reason::NotDeclared),
        }
    };
    records().map(|record| judged(record, verdict(record))).collect()
}

impl Statements<'_, '_> {
    /// The event of the verified statement that one gave way to.
    fn replacing(&self, record: &Record<'_>) -> Option<Uuid> {
        let fact = record.fact;
        self.stated_since(fact.what.unit, fact.order(), &mut BTreeSet::new())
    }

    /// What the unit, or else all that took over from it, stated after that.
    fn stated_since(
        &self,
        unit: UnitId,
        order: (NaiveDate, i64),
        seen: &mut BTreeSet<UnitId>,
    ) -> Option<Uuid> {
        let verified = self.last.get(&unit).and_then(|last| last.verified);
        if let Some(later) = verified.filter(|later| later.fact.order() > order) {
            return Some(later.fact.origin.event_id);
        }
        let successors = self.structure.successors(unit)?.iter();
        if !seen.insert(unit) {
            return None;
        }
        let stated = successors.map(|successor| self.stated_since(*successor, order, seen));
        let stated: Option<Vec<_>> = stated.collect();
        // Two ways may lead to one unit; only a circle leads nowhere.
        seen.remove(&unit);
        stated?.pop()
    }

    /// Whether the unit filed another statement after one that waits.
    fn is_outdated(&self, record: &Record<'_>) -> bool {
        let filed = self.last.get(&record.fact.what.unit).and_then(|last| last.filed);
        record.standing != Standing::Verified
            && filed.is_none_or(|it| it.fact.origin.event_id != record.fact.origin.event_id)
    }
}
