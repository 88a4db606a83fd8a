//! What each unit stated last by the last day.

use std::collections::BTreeMap;

use super::{Counted, judged, left_out, put, stands};
use crate::domain::facts::{PlanId, UnitId};
use crate::domain::figure::{Judged, Reason, Share, Verdict};
use crate::domain::formulas::Scene;
use crate::domain::record::{Record, Standing};
use crate::domain::window::Measured;

/// A unit's last statement that is verified, and a later one that waits to be.
#[derive(Default)]
struct Last<'r, 'a> {
    verified: Option<&'r Record<'a>>,
    filed: Option<&'r Record<'a>>,
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
    let verdict = |record: &Record<'_>| {
        if let Some(verdict) = counted.judged_alone(record) {
            return verdict;
        }
        if let Err(reason) = stands(record, None, measured) {
            return left_out(record, reason);
        }
        let is = |other: &Record<'_>| other.fact.origin.event_id == record.fact.origin.event_id;
        let Some(Last { verified, filed }) = last.get(&record.fact.what.unit) else {
            return left_out(record, Reason::Superseded);
        };
        if verified.is_some_and(is) || filed.is_some_and(is) {
            return share(record)
                .map_or_else(|| left_out(record, Reason::NotDeclared), |share| put(record, share));
        }
        match (record.standing, verified) {
            (Standing::Verified, Some(by)) => {
                Verdict::replaced(Reason::Superseded, by.fact.origin.event_id)
            }
            (_, _) => left_out(record, Reason::Superseded),
        }
    };
    records().map(|record| judged(record, verdict(record))).collect()
}
