//! II.5.b/5: the mean of what requesters thought of reviews in the window, from 1 to 5; of each review what was said last
//! by its end. How many said so is the whole.

use std::collections::BTreeMap;

use super::{Formula, Judge, Scene, outside};
use crate::domain::facts::Fact;
use crate::domain::figure::{Amount, Judged, Reason, Share, Silence, Sort, Verdict};
use crate::domain::review::{QualityRated, ReviewId};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "requester_quality_mean",
    version: 1,
    sort: Sort::Mean,
    silence: Silence::NoData,
    feeds: &["QualityRated"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let last = last_by_the_end(scene, measured);
    let judged = scene.facts.ratings.iter().map(|fact| {
        let last = last.get(&fact.what.review).map(|last| last.origin.event_id);
        Judged {
            origin: &fact.origin,
            subject: scene.reviews.subject(fact.what.review),
            home: Some(fact.what.union),
            verdict: match (outside(measured, fact.origin.occurred_on), last) {
                (Some(reason), Some(_) | None) => Verdict::left_out(reason),
                (None, Some(last)) if last != fact.origin.event_id => {
                    Verdict::replaced(Reason::Superseded, last)
                }
                (None, Some(_) | None) => {
                    let amount = Amount { part: fact.what.score, whole: 1 };
                    let kind = scene.reviews.asked(fact.what.review);
                    let kind = kind.map(|asked| asked.what.kind.class());
                    Verdict::Counted(Share::of(amount, kind))
                }
            },
        }
    });
    judged.collect()
}

fn last_by_the_end<'s>(
    scene: &'s Scene<'_>,
    measured: Measured,
) -> BTreeMap<ReviewId, &'s Fact<QualityRated>> {
    let mut ratings: Vec<_> = scene.facts.ratings.iter().collect();
    ratings.sort_by_key(|fact| fact.order());
    let by_then = ratings.into_iter().filter(|it| it.origin.occurred_on <= measured.until);
    by_then.map(|fact| (fact.what.review, fact)).collect()
}
