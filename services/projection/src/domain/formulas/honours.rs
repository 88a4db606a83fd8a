//! II.5.e/5: persons who were honoured in the window, and still are.

use super::{Formula, Judge, Scene, outside, prizes};
use crate::domain::figure::{Amount, Judged, Share, Silence, Sort, Subject, Verdict};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "intellectuals_honoured",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &["HonourConferred", "PrizeRevoked"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let conferred = scene.facts.honours.iter().map(|fact| {
        let honour = &fact.what;
        let verdict = match outside(measured, fact.origin.occurred_on) {
            Some(reason) => Verdict::left_out(reason),
            None => prizes::revoked(scene, honour.honour).unwrap_or_else(|| {
                let persons = Amount::count(honour.persons);
                Verdict::Counted(Share::of(persons, scene.contests.family(honour.round)))
            }),
        };
        Judged {
            origin: &fact.origin,
            subject: Subject::Kept {
                id: honour.honour,
                name: &honour.title,
                illustrative: honour.illustrative,
            },
            home: Some(honour.origin_unit),
            verdict,
        }
    });
    let revoked = scene.facts.revocations.iter().filter_map(|fact| {
        let honour = scene.contests.honour(fact.what.prize)?;
        Some(prizes::taking_back(fact, &honour.title, honour.origin_unit, measured))
    });
    conferred.chain(revoked).collect()
}
