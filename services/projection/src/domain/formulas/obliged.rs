//! Who is obliged: the units that have a part in an item on the last day, as the whole of what is to be covered.
//!
//! A unit that has handed over to another one is obliged with it, once. Bodies that the plan names in words are
//! nobody's to count.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Scene;
use crate::domain::facts::{Fact, PlanId, UnitId};
use crate::domain::figure::{Amount, Judged, Reason, Share, Subject, Verdict};
use crate::domain::plan::{Bearer, DutyChange, DutyRole, DutyStated, has_ended};
use crate::domain::window::Measured;

/// The events by which units come to be obliged.
pub(super) const DUTIES: [&str; 2] = ["ResponsibilityAssigned", "ResponsibilityEnded"];

/// Which parts oblige.
pub(super) struct Parts<'f> {
    pub plan: PlanId,
    pub item: &'f str,
    pub roles: &'f [DutyRole],
}

/// The units that are obliged, as they are shown, with the event of the part by which they are.
pub(super) type Obliged = BTreeMap<UnitId, Uuid>;

/// Passes a verdict on each part: the first one by which a unit is obliged adds it to the whole.
pub(super) fn obliged<'s>(
    scene: &'s Scene<'_>,
    parts: &Parts<'_>,
    measured: Measured,
) -> (Vec<Judged<'s>>, Obliged) {
    let mut obliged = Obliged::new();
    let mut duties: Vec<_> =
        scene.facts.duties.iter().filter(|duty| parts.oblige(&duty.what)).collect();
    duties.sort_by_key(|duty| duty.order());
    let judged = duties.into_iter().map(|duty| {
        let (subject, home) = match &duty.what.part.bearer {
            Bearer::Unit(unit) => (Subject::Unit(*unit), Some(*unit)),
            Bearer::Group(name) => (Subject::Group(name), None),
        };
        let verdict = verdict(scene, duty, home, measured, &mut obliged);
        Judged { origin: &duty.origin, subject, home, verdict }
    });
    (judged.collect(), obliged)
}

impl Parts<'_> {
    fn oblige(&self, duty: &DutyStated) -> bool {
        let assigned = match duty.change {
            DutyChange::Assigned { .. } => true,
            DutyChange::Ended => false,
        };
        let part = &duty.part;
        assigned
            && self.roles.contains(&part.role)
            && part.plan == self.plan
            && part.item == self.item
    }
}

fn verdict(
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
