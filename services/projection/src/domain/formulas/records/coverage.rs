//! Units with a record by the last day, as a share of those that have a part in an item on it.
//!
//! That a unit is obliged adds to the whole, the first of its records to the part. A unit that has handed
//! over to another one is obliged with it, and covered by it.

use std::collections::BTreeMap;

use record_types::ObligedAs;
use uuid::Uuid;

use super::{Counted, judged, left_out, put, stands};
use crate::domain::facts::{Fact, PlanId, UnitId};
use crate::domain::figure::{Amount, Judged, Reason, Share, Subject, Verdict};
use crate::domain::formulas::Scene;
use crate::domain::plan::{Bearer, DutyChange, DutyRole, DutyStated, has_ended};
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
    let (mut judged, obliged) = obliged(scene, asked, plan, measured);
    judged.extend(covering(scene, asked, plan, measured, &obliged));
    judged
}

/// The units that are obliged, as they are shown, with the event of the part by which they are.
type Obliged = BTreeMap<UnitId, Uuid>;

fn obliged<'s>(
    scene: &'s Scene<'_>,
    asked: &Asked<'_>,
    plan: PlanId,
    measured: Measured,
) -> (Vec<Judged<'s>>, Obliged) {
    let mut obliged = Obliged::new();
    let mut duties: Vec<_> =
        scene.facts.duties.iter().filter(|duty| is_asked(asked, plan, &duty.what)).collect();
    duties.sort_by_key(|duty| duty.order());
    let judged = duties.into_iter().map(|duty| {
        let (subject, home) = match &duty.what.part.bearer {
            Bearer::Unit(unit) => (Subject::Unit(*unit), Some(*unit)),
            Bearer::Group(name) => (Subject::Group(name), None),
        };
        let verdict = verdict_on_duty(scene, duty, home, measured, &mut obliged);
        Judged { origin: &duty.origin, subject, home, verdict }
    });
    (judged.collect(), obliged)
}

fn is_asked(asked: &Asked<'_>, plan: PlanId, duty: &DutyStated) -> bool {
    let role = match duty.part.role {
        DutyRole::Lead => asked.role == ObligedAs::Any,
        DutyRole::Coordinate => true,
        DutyRole::Receive => false,
    };
    let assigned = match duty.change {
        DutyChange::Assigned { .. } => true,
        DutyChange::Ended => false,
    };
    role && assigned && duty.part.plan == plan && duty.part.item == asked.item
}

fn verdict_on_duty(
    scene: &Scene<'_>,
    duty: &Fact<DutyStated>,
    home: Option<UnitId>,
    measured: Measured,
    obliged: &mut Obliged,
) -> Verdict {
    if duty.what.valid_from > measured.until {
        return Verdict::left_out(Reason::AfterWindow);
    }
    if has_ended(scene.facts, &duty.what, measured.until) {
        return Verdict::left_out(Reason::NotInForce);
    }
    let Some(unit) = home else { return Verdict::left_out(Reason::NamedInWords) };
    let event = duty.origin.event_id;
    let first = *obliged.entry(scene.structure.shown_under(unit)).or_insert(event);
    match first == event {
        true => Verdict::Counted(Share::of(Amount { part: 0, whole: 1 }, [])),
        false => Verdict::replaced(Reason::Superseded, first),
    }
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
