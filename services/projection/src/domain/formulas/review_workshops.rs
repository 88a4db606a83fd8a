//! II.5.b/4: workshops and conferences that a Union held in the window, as they were recorded or corrected last.

use super::{Formula, Judge, Scene, outside};
use crate::domain::facts::Fact;
use crate::domain::figure::{Amount, Judged, Reason, Share, Silence, Sort, Subject, Verdict};
use crate::domain::review::WorkshopStated;
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "review_workshops",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["WorkshopHeld", "WorkshopCorrected", "WorkshopRetracted"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let judged = scene.facts.workshops.iter().map(|fact| {
        let WorkshopStated { workshop, union, illustrative, .. } = fact.what;
        Judged {
            origin: &fact.origin,
            // What it was about stays where it was recorded.
            subject: Subject::Kept { id: workshop.0, name: "", illustrative },
            home: Some(union),
            verdict: verdict(scene, fact, measured),
        }
    });
    judged.collect()
}

fn verdict(scene: &Scene<'_>, fact: &Fact<WorkshopStated>, measured: Measured) -> Verdict {
    if let Some(last) = scene.reviews.workshop(fact.what.workshop)
        && last.origin.event_id != fact.origin.event_id
    {
        let reason = if last.what.held.is_some() { Reason::Corrected } else { Reason::Retracted };
        return Verdict::replaced(reason, last.origin.event_id);
    }
    match (fact.what.held, outside(measured, fact.origin.occurred_on)) {
        (None, Some(_) | None) => Verdict::left_out(Reason::NotCounted),
        (Some(_), Some(reason)) => Verdict::left_out(reason),
        (Some(kind), None) => Verdict::Counted(Share::of(Amount::ONE, [kind.class()])),
    }
}
