//! II.3.c/5 and II.5.b/3: of the reports whose answers were due in the window, those that were closed with an
//! answer; and of the recommendations that were answered in it, those that were taken up.

use super::{Formula, Judge, Scene, outside};
use crate::domain::figure::{Amount, Judged, Reason, Share, Silence, Sort, Verdict};
use crate::domain::window::Measured;

/// That a report was delivered adds to the whole, and that it was closed with an answer to the part.
pub const RESPONSES_V1: Formula = Formula {
    quantity: "requester_response_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::Zero,
    feeds: &["ReportDelivered", "ReviewClosed"],
    judge: Judge::Events(responses),
};

pub const UPTAKE_V1: Formula = Formula {
    quantity: "recommendations_accepted_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::Zero,
    feeds: &["RequesterResponded"],
    judge: Judge::Events(uptake),
};

fn responses<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let judged = scene.facts.reports_delivered.iter().flat_map(|fact| {
        let (subject, home) = (scene.reviews.subject(fact.what.review), Some(fact.what.union));
        let delivered = match fact.what.answer_by {
            None => Err(Reason::NotCounted),
            Some(due_on) => outside(measured, due_on).map_or(Ok(()), Err),
        };
        let closed = scene.reviews.closed(fact.what.review).map(|closed| Judged {
            origin: &closed.origin,
            subject,
            home,
            verdict: match delivered {
                Err(reason) => Verdict::left_out(reason),
                Ok(()) if closed.origin.occurred_on > measured.until => {
                    Verdict::left_out(Reason::AfterWindow)
                }
                Ok(()) if closed.what.answered => Verdict::Counted(Share::of(Amount::ONE, [])),
                Ok(()) => Verdict::left_out(Reason::NotCounted),
            },
        });
        let whole = Share::of(Amount { part: 0, whole: 1 }, []);
        let verdict = delivered.map_or_else(Verdict::left_out, |()| Verdict::Counted(whole));
        [Judged { origin: &fact.origin, subject, home, verdict }].into_iter().chain(closed)
    });
    judged.collect()
}

fn uptake<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let judged = scene.facts.recommendations_answered.iter().map(|fact| Judged {
        origin: &fact.origin,
        subject: scene.reviews.subject(fact.what.review),
        home: scene.reviews.union(fact.what.review),
        verdict: match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None => {
                let part = i64::from(fact.what.uptake.is_taken_up());
                let classes = [fact.what.uptake.class()];
                Verdict::Counted(Share::of(Amount { part, whole: 1 }, classes))
            }
        },
    });
    judged.collect()
}
