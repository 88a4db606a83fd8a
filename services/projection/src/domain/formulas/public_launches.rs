//! II.1.b/3: rounds that were launched, and results that were posted, in the window.

use super::{Formula, Judge, Scene, outside};
use crate::domain::contest::Occasion;
use crate::domain::figure::{Amount, Choice, Class, Judged, Share, Silence, Sort, Verdict};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "public_launches",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["RoundLaunched", "ResultsPosted"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let judged = scene.facts.rounds_shown.iter().map(|fact| Judged {
        origin: &fact.origin,
        subject: scene.contests.round(fact.what.round, fact.what.illustrative),
        home: Some(fact.what.organiser),
        verdict: match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None => Verdict::Counted(Share::of(Amount::ONE, [occasion(fact.what.occasion)])),
        },
    });
    judged.collect()
}

fn occasion(occasion: Occasion) -> Class {
    let label = match occasion {
        Occasion::Launch => "Lễ phát động",
        Occasion::Results => "Công bố kết quả",
    };
    Class::Choice(Choice { dimension: "occasion", key: occasion.into(), label })
}
