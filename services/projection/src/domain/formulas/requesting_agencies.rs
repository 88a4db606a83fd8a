//! II.3.c/4: of the agencies that lead in the item on the last day, those that asked for a review in the window.
//!
//! That an agency is obliged adds to the whole, the first review that it asked for to the part. What the Union
//! proposed by itself nobody asked for.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::obliged::{DUTIES, Obliged, Parts, obliged};
use super::{Formula, Judge, Scene, outside};
use crate::domain::facts::{Fact, PlanId, UnitId};
use crate::domain::figure::{Amount, Judged, Reason, Share, Silence, Sort, Verdict};
use crate::domain::plan::DutyRole;
use crate::domain::review::{ReviewAsked, ReviewOrigin};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "requesting_agencies_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::NoData,
    feeds: &["ReviewRequestSubmitted", "SelfInitiatedReviewProposed", DUTIES[0], DUTIES[1]],
    judge: Judge::UnderPlan(judge),
};

/// Where agencies are told to bring their schemes to the Union. The Union itself coordinates there.
const ITEM: &str = "II.3.c";

fn judge<'s>(scene: &'s Scene<'_>, plan: PlanId, measured: Measured) -> Vec<Judged<'s>> {
    let parts = Parts { plan, item: ITEM, roles: &[DutyRole::Lead] };
    let (mut judged, obliged) = obliged(scene, &parts, measured);
    let mut asked: Vec<_> = scene.facts.reviews_asked.iter().collect();
    asked.sort_by_key(|fact| fact.order());
    let mut first = BTreeMap::new();
    judged.extend(asked.into_iter().map(|fact| Judged {
        origin: &fact.origin,
        subject: scene.reviews.subject(fact.what.review),
        home: Some(fact.what.requester),
        verdict: verdict(scene, fact, measured, &obliged, &mut first),
    }));
    judged
}

fn verdict(
    scene: &Scene<'_>,
    fact: &Fact<ReviewAsked>,
    measured: Measured,
    obliged: &Obliged,
    first: &mut BTreeMap<UnitId, Uuid>,
) -> Verdict {
    let own = fact.origin.event_id;
    match fact.what.origin {
        ReviewOrigin::Requested => {}
        ReviewOrigin::SelfInitiated => return Verdict::left_out(Reason::NotCounted),
    }
    if let Some(before) = scene.reviews.asked(fact.what.review)
        && before.origin.event_id != own
    {
        return Verdict::replaced(Reason::Superseded, before.origin.event_id);
    }
    if let Some(reason) = outside(measured, fact.origin.occurred_on) {
        return Verdict::left_out(reason);
    }
    let agency = scene.structure.shown_under(fact.what.requester);
    if !obliged.contains_key(&agency) {
        return Verdict::left_out(Reason::NotObliged);
    }
    let first = *first.entry(agency).or_insert(own);
    match first == own {
        true => Verdict::Counted(Share::of(Amount::ONE, [])),
        false => Verdict::replaced(Reason::Superseded, first),
    }
}
