//! II.5.e/2: prizes that were awarded in the window and not taken back since, by tier as the round's ruleset calls it.

use uuid::Uuid;

use super::{Formula, Judge, Scene, outside};
use crate::domain::contest::PrizeRevoked;
use crate::domain::facts::{Fact, UnitId};
use crate::domain::figure::{
    Amount, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "prizes",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["PrizeAwarded", "PrizeRevoked"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let awarded = scene.facts.prizes.iter().map(|fact| {
        let prize = &fact.what;
        let verdict = match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None => revoked(scene, prize.prize).unwrap_or_else(|| {
                let family = scene.contests.family(prize.round);
                let classes = family.into_iter().chain([Class::Tier(prize.tier.clone())]);
                Verdict::Counted(Share::of(Amount::ONE, classes))
            }),
        };
        Judged {
            origin: &fact.origin,
            subject: Subject::Kept {
                id: prize.prize,
                name: &prize.tier.name,
                illustrative: prize.illustrative,
            },
            home: Some(prize.origin_unit),
            verdict,
        }
    });
    let revoked = scene.facts.revocations.iter().filter_map(|fact| {
        let prize = &scene.contests.prize(fact.what.prize)?.what;
        Some(taking_back(fact, &prize.tier.name, prize.origin_unit, measured))
    });
    awarded.chain(revoked).collect()
}

/// What is said of a prize, or an honour, that was taken back: it leaves the period in which it was awarded.
pub(super) fn revoked(scene: &Scene<'_>, prize: Uuid) -> Option<Verdict> {
    let revocation = scene.contests.revocation(prize)?;
    Some(Verdict::replaced(Reason::Retracted, revocation.origin.event_id))
}

/// What is said of the taking back itself: it adds nothing.
pub(super) fn taking_back<'s>(
    fact: &'s Fact<PrizeRevoked>,
    name: &'s str,
    home: UnitId,
    measured: Measured,
) -> Judged<'s> {
    let PrizeRevoked { prize, illustrative } = fact.what;
    let reason = outside(measured, fact.origin.occurred_on).unwrap_or(Reason::NotCounted);
    Judged {
        origin: &fact.origin,
        subject: Subject::Kept { id: prize, name, illustrative },
        home: Some(home),
        verdict: Verdict::left_out(reason),
    }
}
