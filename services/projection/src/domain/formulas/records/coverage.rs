//! Units with a record by the last day, as a share of those that have a part in an item on it.
//!
//! That a unit is obliged adds to the whole, the first of its records to the part. A unit that has handed
//! over to another one is obliged with it, and covered by it.

use std::collections::BTreeMap;

use record_types::ObligedAs;
use uuid::Uuid;

use super::{Counted, judged, left_out, put, stands};
use crate::domain::facts::{PlanId, UnitId};
use crate::domain::figure::{Amount, Judged, Reason, Share, Verdict};
use crate::domain::formulas::Scene;
use crate::domain::formulas::obliged::{Obliged, Parts, obliged};
use crate::domain::plan::DutyRole;
use crate::domain::record::{Record, Standing};
use crate::domain::window::Measured;

/// What is to be covered.
pub(super) struct Asked<'f> {
    pub counted: Counted,
    pub item: &'f str,
    pub role: ObligedAs,
    /// The field with the unit; `None`: the unit that a record is about.
    pub unit: Option<&'f str>,
    pub until: Option<&'f str>,
}

pub(super) fn judge<'s>(
    scene: &'s Scene<'_>,
    asked: &Asked<'_>,
    plan: PlanId,
    measured: Measured,
) -> Vec<Judged<'s>> {
    let roles: &[_] = match asked.role {
        ObligedAs::Any => &[DutyRole::Lead, DutyRole::Coordinate],
        ObligedAs::Coordinate => &[DutyRole::Coordinate],
    };
    let parts = Parts { plan, item: asked.item, roles };
    let (mut judged, obliged) = obliged(scene, &parts, measured);
    judged.extend(covering(scene, asked, plan, measured, &obliged));
    judged
}

fn covering<'s>(
    scene: &'s Scene<'_>,
    asked: &Asked<'_>,
    plan: PlanId,
    measured: Measured,
    obliged: &Obliged,
) -> Vec<Judged<'s>> {
    let records = || scene.records.of_type(plan, asked.counted.record_type);
    let unit_of = |record: &Record<'_>| match asked.unit {
        Some(field) => record.fact.what.id(field).map(UnitId),
        None => Some(record.fact.what.unit),
    };
    // The first that is verified covers its unit; else the first that is filed would.
    let mut covered: BTreeMap<UnitId, (Uuid, bool)> = BTreeMap::new();
    for verified in [true, false] {
        for record in records().filter(|it| (it.standing == Standing::Verified) == verified) {
            let holds = asked.counted.judged_alone(record).is_none()
                && stands(record, asked.until, measured).is_ok();
            if let Some(unit) = unit_of(record).filter(|_| holds) {
                let by = (record.fact.origin.event_id, verified);
                covered.entry(scene.structure.shown_under(unit)).or_insert(by);
            }
        }
    }
    let verdict = |record: &Record<'_>| {
        if let Some(verdict) = asked.counted.judged_alone(record) {
            return verdict;
        }
        if let Err(reason) = stands(record, asked.until, measured) {
            return left_out(record, reason);
        }
        let unit = unit_of(record).map(|unit| scene.structure.shown_under(unit));
        let Some(unit) = unit.filter(|unit| obliged.contains_key(unit)) else {
            return Verdict::left_out(Reason::NotObliged);
        };
        match covered.get(&unit) {
            Some((by, _)) if *by == record.fact.origin.event_id => {
                put(record, Share::of(Amount::ONE, []))
            }
            Some((by, true)) => Verdict::replaced(Reason::Superseded, *by),
            Some((_, false)) | None => left_out(record, Reason::Superseded),
        }
    };
    let judged = records().map(|record| {
        let home = unit_of(record);
        Judged { home, ..judged(record, verdict(record)) }
    });
    judged.collect()
}
