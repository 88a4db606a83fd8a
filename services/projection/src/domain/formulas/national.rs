//! II.5.e/4: entries that were sent to the national contest in the window, and prizes that were won there in it.

use super::{Formula, Judge, Scene, outside};
use crate::domain::contest::NationalStep;
use crate::domain::figure::{Amount, Judged, Share, Silence, Sort, Subject, Verdict};
use crate::domain::window::Measured;

pub const NOMINATIONS_V1: Formula = Formula {
    quantity: "national_nominations",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["EntryNominatedToNational"],
    judge: Judge::Events(nominations),
};

pub const PRIZES_V1: Formula = Formula {
    quantity: "national_prizes",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["NationalPrizeRecorded"],
    judge: Judge::Events(prizes),
};

fn nominations<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    steps(scene, measured, NationalStep::Nominated)
}

fn prizes<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    steps(scene, measured, NationalStep::Prized)
}

fn steps<'s>(scene: &'s Scene<'_>, measured: Measured, step: NationalStep) -> Vec<Judged<'s>> {
    let steps = scene.facts.national_steps.iter().filter(|fact| fact.what.step == step);
    let judged = steps.map(|fact| Judged {
        origin: &fact.origin,
        subject: Subject::Kept {
            id: fact.what.entry.0,
            name: &fact.what.name,
            illustrative: fact.what.illustrative,
        },
        home: Some(fact.what.origin_unit),
        verdict: match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None => {
                let family = scene.contests.family(fact.what.round);
                Verdict::Counted(Share::of(Amount::ONE, family))
            }
        },
    });
    judged.collect()
}
