//! II.3.c/2, II.3.c/3 and II.5.b/1: reports that were delivered in the window; those that were in time, and in
//! which fields. A deadline is the one that both sides agreed on last.

use super::{Formula, Judge, Scene, outside};
use crate::domain::facts::Fact;
use crate::domain::figure::{Amount, Judged, Share, Silence, Sort, Verdict};
use crate::domain::review::ReportDelivered;
use crate::domain::window::Measured;

pub const COMPLETED_V1: Formula = Formula {
    quantity: "review_requests_completed",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: FEEDS,
    judge: Judge::Events(|scene, measured| {
        judge(scene, measured, |fact| Share::of(Amount::ONE, [fact.what.kind.class()]))
    }),
};

pub const ON_TIME_V1: Formula = Formula {
    quantity: "review_on_time_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::Zero,
    feeds: FEEDS,
    judge: Judge::Events(|scene, measured| {
        judge(scene, measured, |fact| {
            let in_time = fact.origin.occurred_on <= fact.what.due_on;
            Share::of(Amount { part: i64::from(in_time), whole: 1 }, [fact.what.kind.class()])
        })
    }),
};

pub const BY_FIELD_V1: Formula = Formula {
    quantity: "reviews_by_field",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: FEEDS,
    judge: Judge::Events(|scene, measured| {
        judge(scene, measured, |fact| Share::of(Amount::ONE, [fact.what.field.class()]))
    }),
};

const FEEDS: &[&str] = &["ReportDelivered"];

fn judge<'s>(
    scene: &'s Scene<'_>,
    measured: Measured,
    share: impl Fn(&Fact<ReportDelivered>) -> Share,
) -> Vec<Judged<'s>> {
    let judged = scene.facts.reports_delivered.iter().map(|fact| Judged {
        origin: &fact.origin,
        subject: scene.reviews.subject(fact.what.review),
        home: Some(fact.what.union),
        verdict: match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None => Verdict::Counted(share(fact)),
        },
    });
    judged.collect()
}
