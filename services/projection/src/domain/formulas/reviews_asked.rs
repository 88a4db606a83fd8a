//! II.3.c/1: reviews that were asked for, and those that the Union proposed by itself, in the window. One that was
//! returned and came again is one.

use super::{Formula, Judge, Scene, outside};
use crate::domain::figure::{Amount, Judged, Reason, Share, Silence, Sort, Verdict};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "review_requests_received",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["ReviewRequestSubmitted", "SelfInitiatedReviewProposed"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let judged = scene.facts.reviews_asked.iter().map(|fact| {
        let (asked, own) = (&fact.what, fact.origin.event_id);
        let first = scene.reviews.asked(asked.review).filter(|it| it.origin.event_id != own);
        Judged {
            origin: &fact.origin,
            subject: scene.reviews.subject(asked.review),
            home: Some(asked.union),
            verdict: match (first, outside(measured, fact.origin.occurred_on)) {
                (Some(first), Some(_) | None) => {
                    Verdict::replaced(Reason::Superseded, first.origin.event_id)
                }
                (None, Some(reason)) => Verdict::left_out(reason),
                (None, None) => {
                    let classes = [asked.kind.class(), asked.origin.class()];
                    Verdict::Counted(Share::of(Amount::ONE, classes))
                }
            },
        }
    });
    judged.collect()
}
