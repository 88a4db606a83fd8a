//! II.5.e/2: prizes that were awarded in the window, by tier as the round's ruleset calls it.

use super::{Formula, Judge, Scene, outside};
use crate::domain::figure::{Amount, Class, Judged, Share, Silence, Sort, Subject, Verdict};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "prizes",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["PrizeAwarded"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let judged = scene.facts.prizes.iter().map(|fact| {
        let prize = &fact.what;
        Judged {
            origin: &fact.origin,
            subject: Subject::Kept {
                id: prize.prize,
                name: &prize.tier.name,
                illustrative: prize.illustrative,
            },
            home: Some(prize.origin_unit),
            verdict: match outside(measured, fact.origin.occurred_on) {
                Some(reason) => Verdict::left_out(reason),
                None => {
                    let family = scene.contests.family(prize.round);
                    let classes = family.into_iter().chain([Class::Tier(prize.tier.clone())]);
                    Verdict::Counted(Share::of(Amount::ONE, classes))
                }
            },
        }
    });
    judged.collect()
}
