//! II.5.e/3: of the localities right below the province on the last day, those from which an entry was handed in for the
//! first time in the window, and not taken back by its end.
//!
//! Districts were such localities, and communes are since there are no districts any more; where no territories are
//! recorded, their Party committees are. That there is a locality adds to the whole, the first entry from it, or from a unit
//! in it, to the part. Where nobody handed in anything there was no contest, and there is no share.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Formula, Judge, Scene, contest_entries};
use crate::domain::contest::{EntryStep, EntryStepped};
use crate::domain::facts::{Fact, UnitId, UnitKind};
use crate::domain::figure::{Amount, Judged, Reason, Share, Silence, Sort, Subject, Verdict};
use crate::domain::structure::Structure;
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "contest_unit_coverage_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::NoData,
    feeds: &[
        "EntrySubmitted",
        "EntryWithdrawn",
        "UnitAbolished",
        "UnitEstablished",
        "UnitReparented",
        "UnitSucceeded",
    ],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let then = Structure::on(scene.facts, measured.until);
    let localities = then.localities();
    let mut shown = BTreeMap::new();
    let mut named: Vec<_> = scene.facts.unit_names.iter().collect();
    named.sort_by_key(|fact| fact.order());
    let may_be_one = [Some(UnitKind::Territory), Some(UnitKind::LocalCommittee)];
    let mut handed_in = scene.facts.entry_steps.iter().filter(|it| is_of_submission(it.what.step));
    let was_held = handed_in.any(|fact| counts(scene, fact, measured).is_none());
    let candidates = named.into_iter().filter(|it| may_be_one.contains(&it.what.established_as));
    let candidates = candidates.filter(|_| was_held);
    let mut judged: Vec<_> = candidates
        .map(|fact| {
            let (unit, own) = (fact.what.unit, fact.origin.event_id);
            let verdict = if fact.origin.occurred_on > measured.until {
                Verdict::left_out(Reason::AfterWindow)
            } else if localities.contains(&unit) {
                let first = *shown.entry(scene.structure.shown_under(unit)).or_insert(own);
                match first == own {
                    true => Verdict::Counted(Share::of(Amount { part: 0, whole: 1 }, [])),
                    false => Verdict::replaced(Reason::Superseded, first),
                }
            } else if then.has_ended(unit) {
                Verdict::left_out(Reason::NotInForce)
            } else {
                Verdict::left_out(Reason::NotCounted)
            };
            Judged { origin: &fact.origin, subject: Subject::Unit(unit), home: Some(unit), verdict }
        })
        .collect();
    judged.extend(covering(scene, measured, (&then, &localities), &shown));
    judged
}

/// The verdicts on entries, in the order of their days.
fn covering<'s>(
    scene: &'s Scene<'_>,
    measured: Measured,
    (then, localities): (&Structure<'_>, &BTreeSet<UnitId>),
    shown: &BTreeMap<UnitId, Uuid>,
) -> Vec<Judged<'s>> {
    let mut steps: Vec<_> = scene.facts.entry_steps.iter().collect();
    steps.sort_by_key(|fact| fact.order());
    let mut first = BTreeMap::new();
    let judged = steps.into_iter().filter(|fact| is_of_submission(fact.what.step)).map(|fact| {
        let home = contest_entries::origin_unit(scene, fact);
        let from = home.and_then(|unit| then.locality_of(unit, localities));
        let from = from.map(|unit| scene.structure.shown_under(unit));
        let verdict = counts(scene, fact, measured).unwrap_or_else(|| {
            let own = fact.origin.event_id;
            let Some(locality) = from.filter(|unit| shown.contains_key(unit)) else {
                return Verdict::left_out(Reason::OtherUnit);
            };
            let first = *first.entry(locality).or_insert(own);
            match first == own {
                true => Verdict::Counted(Share::of(Amount::ONE, [])),
                false => Verdict::replaced(Reason::Superseded, first),
            }
        });
        Judged {
            origin: &fact.origin,
            subject: contest_entries::subject(scene, fact),
            home,
            verdict,
        }
    });
    judged.collect()
}

fn is_of_submission(step: EntryStep) -> bool {
    match step {
        EntryStep::Submitted | EntryStep::Withdrawn => true,
        EntryStep::Eligible | EntryStep::Ineligible | EntryStep::Finalist => false,
    }
}

/// Why an entry covers nothing, wherever it comes from; `None` where it does.
fn counts(scene: &Scene<'_>, fact: &Fact<EntryStepped>, measured: Measured) -> Option<Verdict> {
    match contest_entries::verdict(scene, fact, measured) {
        Verdict::Counted(_) => None,
        left_out @ (Verdict::LeftOut { .. } | Verdict::Awaits(_)) => Some(left_out),
    }
}
