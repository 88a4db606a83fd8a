//! II.5.e/1: entries that were handed in for the first time in the window and not taken back; beside them those
//! that were found eligible in it, and those that came into a final.
//!
//! An entry is counted once, however often it is handed in. What was found last is what holds. Nobody competes for an
//! honour, so that a nomination to one is no entry.

use super::{Formula, Judge, Scene, outside};
use crate::domain::contest::{EntryStep, EntryStepped};
use crate::domain::facts::{Fact, UnitId};
use crate::domain::figure::{
    Amount, Choice, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "contest_entries",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &[
        "EntrySubmitted",
        "EntryWithdrawn",
        "EntryDeclaredEligible",
        "EntryDeclaredIneligible",
        "EntryDisqualified",
        "EntryAdvancedToFinal",
    ],
    judge: Judge::Events(judge),
};

const RECEIVED: Class = stage("RECEIVED", "Đã nhận");
const ELIGIBLE: Class = stage("ELIGIBLE", "Đủ điều kiện");
const FINALIST: Class = stage("FINALIST", "Vào chung khảo");

const fn stage(key: &'static str, label: &'static str) -> Class {
    Class::Choice(Choice { dimension: "stage", key, label })
}

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let judged = scene.facts.entry_steps.iter().map(|fact| Judged {
        origin: &fact.origin,
        subject: subject(scene, fact),
        home: origin_unit(scene, fact),
        verdict: verdict(scene, fact, measured),
    });
    judged.collect()
}

/// An entry has no name that anybody may be told.
pub(super) fn subject<'s>(scene: &Scene<'s>, fact: &Fact<EntryStepped>) -> Subject<'s> {
    let EntryStepped { entry, illustrative, .. } = fact.what;
    let submitted = scene.contests.first_submission(entry);
    let illustrative = illustrative || submitted.is_some_and(|it| it.what.illustrative);
    Subject::Kept { id: entry.0, name: "", illustrative }
}

/// Where an entry comes from: as it was handed in first.
pub(super) fn origin_unit(scene: &Scene<'_>, fact: &Fact<EntryStepped>) -> Option<UnitId> {
    let submitted = scene.contests.first_submission(fact.what.entry);
    fact.what.origin_unit.or_else(|| submitted?.what.origin_unit)
}

/// Whether an entry is received, and what else is told of it.
pub(super) fn verdict(scene: &Scene<'_>, fact: &Fact<EntryStepped>, measured: Measured) -> Verdict {
    let (entry, own) = (fact.what.entry, fact.origin.event_id);
    let family = scene.contests.family(fact.what.round);
    if let Some(reason) = outside(measured, fact.origin.occurred_on) {
        return Verdict::left_out(reason);
    }
    if scene.contests.honours_persons(fact.what.round) {
        return Verdict::left_out(Reason::NotCounted);
    }
    if let Some(withdrawn) = scene.contests.withdrawal(entry, measured.until) {
        return match withdrawn.origin.event_id == own {
            true => Verdict::left_out(Reason::NotCounted),
            false => Verdict::replaced(Reason::Retracted, withdrawn.origin.event_id),
        };
    }
    match fact.what.step {
        EntryStep::Submitted => match scene.contests.first_submission(entry) {
            Some(first) if first.origin.event_id != own => {
                Verdict::replaced(Reason::Superseded, first.origin.event_id)
            }
            Some(_) | None => {
                let classes = family.into_iter().chain([RECEIVED]);
                Verdict::Counted(Share::of(Amount::ONE, classes))
            }
        },
        EntryStep::Eligible | EntryStep::Ineligible => {
            match scene.contests.finding(entry, measured.until) {
                Some(last) if last.origin.event_id != own => {
                    Verdict::replaced(Reason::Superseded, last.origin.event_id)
                }
                Some(_) | None if fact.what.step == EntryStep::Eligible => beside(ELIGIBLE),
                Some(_) | None => Verdict::left_out(Reason::NotCounted),
            }
        }
        EntryStep::Finalist => beside(FINALIST),
        EntryStep::Withdrawn => Verdict::left_out(Reason::NotCounted),
    }
}

/// Adds to a class and not to the figure: the entry itself is counted where it was handed in.
fn beside(class: Class) -> Verdict {
    Verdict::Counted(Share { amount: Amount::default(), classes: vec![(class, Amount::ONE)] })
}
