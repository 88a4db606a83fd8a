//! II.3.b: proposals that the Union sent in the window; of these, those that are answered by its last day; and of
//! those that were answered in the window, those that were taken up. What the Union took back was not sent.

use super::{Formula, Judge, Scene, outside};
use crate::domain::facts::Fact;
use crate::domain::figure::{Amount, Judged, Reason, Share, Silence, Sort, Verdict};
use crate::domain::review::{ProposalEnded, ProposalSent};
use crate::domain::window::Measured;

pub const SUBMITTED_V1: Formula = Formula {
    quantity: "proposals_submitted",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["ProposalSubmitted", "ProposalWithdrawn"],
    judge: Judge::Events(submitted),
};

/// That a proposal was sent adds to the whole, and its answer to the part.
pub const ANSWERED_V1: Formula = Formula {
    quantity: "proposals_answered_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::Zero,
    feeds: &["ProposalSubmitted", "ProposalAnswered", "ProposalWithdrawn"],
    judge: Judge::Events(answered),
};

pub const ACCEPTED_V1: Formula = Formula {
    quantity: "proposals_accepted_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::Zero,
    feeds: &["ProposalAnswered"],
    judge: Judge::Events(accepted),
};

fn submitted<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let sent = sent(scene, measured, |fact| Share::of(Amount::ONE, [fact.what.field.class()]));
    sent.collect()
}

fn answered<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let sent = sent(scene, measured, |_| Share::of(Amount { part: 0, whole: 1 }, []));
    let answers = ended(scene).map(|fact| {
        let sent_on = scene.reviews.sent(fact.what.proposal).map(|sent| sent.origin.occurred_on);
        let cohort = sent_on.map_or(Some(Reason::NotCounted), |day| outside(measured, day));
        let verdict = match (fact.what.uptake, cohort) {
            (None, Some(_) | None) => Verdict::left_out(Reason::NotCounted),
            (Some(_), Some(reason)) => Verdict::left_out(reason),
            (Some(_), None) if fact.origin.occurred_on > measured.until => {
                Verdict::left_out(Reason::AfterWindow)
            }
            (Some(_), None) => Verdict::Counted(Share::of(Amount::ONE, [])),
        };
        judged(scene, fact, verdict)
    });
    sent.chain(answers).collect()
}

fn accepted<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let judged = ended(scene).filter_map(|fact| {
        let uptake = fact.what.uptake?;
        let verdict = match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None => {
                let part = i64::from(uptake.is_taken_up());
                Verdict::Counted(Share::of(Amount { part, whole: 1 }, [uptake.class()]))
            }
        };
        Some(judged(scene, fact, verdict))
    });
    judged.collect()
}

/// A verdict on each proposal that was sent.
fn sent<'s>(
    scene: &'s Scene<'_>,
    measured: Measured,
    share: impl Fn(&Fact<ProposalSent>) -> Share,
) -> impl Iterator<Item = Judged<'s>> {
    scene.facts.proposals_sent.iter().map(move |fact| {
        let withdrawn = scene.reviews.ended(fact.what.proposal).filter(|ended| {
            ended.what.uptake.is_none() && ended.origin.occurred_on <= measured.until
        });
        Judged {
            origin: &fact.origin,
            subject: scene.reviews.proposal(fact.what.proposal),
            home: Some(fact.what.union),
            verdict: match (withdrawn, outside(measured, fact.origin.occurred_on)) {
                (_, Some(reason)) => Verdict::left_out(reason),
                (Some(by), None) => Verdict::replaced(Reason::Retracted, by.origin.event_id),
                (None, None) => Verdict::Counted(share(fact)),
            },
        }
    })
}

fn ended<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = &'s Fact<ProposalEnded>> {
    scene.facts.proposals_ended.iter()
}

fn judged<'s>(scene: &'s Scene<'_>, fact: &'s Fact<ProposalEnded>, verdict: Verdict) -> Judged<'s> {
    let sent = scene.reviews.sent(fact.what.proposal);
    Judged {
        origin: &fact.origin,
        subject: scene.reviews.proposal(fact.what.proposal),
        home: sent.map(|sent| sent.what.union),
        verdict,
    }
}
