//! II.4.b/3: members of the member associations, as they declared them last.
//!
//! Declared totals only: registered persons are never added to them. Old declarations are flagged,
//! not dropped; mass associations are shown apart. Those of associations that went over into others
//! stand until these have declared.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Formula, Judge, Scene};
use crate::domain::declarations::{Declarations, Fate};
use crate::domain::facts::{Fact, Headcount, OrganisationId, UnitId};
use crate::domain::figure::{
    Amount, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "members_declared",
    version: 1,
    sort: Sort::Count,
    silence: Silence::NoData,
    feeds: &["HeadcountDeclared", "HeadcountCorrected"],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    judge_latest(scene, measured, |headcount| Some(Amount::count(headcount.members)))
}

/// Counts the declarations that stand for member associations. `amount` says what each adds; `None`: it
/// does not state what is needed.
pub(super) fn judge_latest<'s>(
    scene: &'s Scene<'_>,
    measured: Measured,
    amount: impl Fn(&Headcount) -> Option<Amount>,
) -> Vec<Judged<'s>> {
    let day = measured.until;
    let corrected = corrections(&scene.facts.headcounts);
    let holds = |fact: &Fact<Headcount>| !corrected.contains_key(&fact.what.declaration);
    let declarations = Declarations::on(scene.facts, day, holds);
    let judged = scene.facts.headcounts.iter().map(|fact| {
        let association = fact.what.association;
        let home = scene.home_of(association, day);
        let left_out = |verdict| Judged {
            origin: &fact.origin,
            subject: Subject::Organisation(association),
            home,
            verdict,
        };
        if let Some(by) = corrected.get(&fact.what.declaration) {
            return left_out(Verdict::replaced(Reason::Corrected, *by));
        }
        if fact.origin.occurred_on > day {
            return left_out(Verdict::left_out(Reason::AfterWindow));
        }
        match declarations.fate(fact) {
            Fate::Stands(holders) => match unions(scene, &holders, day) {
                None => left_out(Verdict::left_out(Reason::NotAMember)),
                Some(unions) => {
                    let amount = amount(&fact.what);
                    let verdict = amount.map_or(Verdict::left_out(Reason::NotDeclared), |amount| {
                        Verdict::Counted(Share::of(amount, classes(scene, fact, day)))
                    });
                    // Shared by Unions, it is shown under none of them.
                    let home = unions.first().copied().filter(|_| unions.len() == 1);
                    Judged { home, ..left_out(verdict) }
                }
            },
            Fate::Replaced(by) => {
                let gone = scene.memberships.on(association, day).is_none();
                left_out(match gone && by.what.association == association {
                    true => Verdict::left_out(Reason::NotAMember),
                    false => Verdict::replaced(Reason::Superseded, by.origin.event_id),
                })
            }
            Fate::Awaits => left_out(Verdict::left_out(Reason::OthersAwaited)),
        }
    });
    judged.collect()
}

/// The Unions these are in, if all of them are in one.
fn unions(
    scene: &Scene<'_>,
    holders: &[OrganisationId],
    day: NaiveDate,
) -> Option<BTreeSet<UnitId>> {
    let unions = holders.iter().map(|holder| Some(scene.memberships.on(*holder, day)?.union));
    unions.collect()
}

fn classes(scene: &Scene<'_>, fact: &Fact<Headcount>, day: NaiveDate) -> [Class; 2] {
    let mass = match scene.register.is_mass(fact.what.association, day) {
        true => Class::MassAssociations,
        false => Class::WithoutMassAssociations,
    };
    let age = match scene.is_stale(fact.origin.occurred_on, day) {
        true => Class::Stale,
        false => Class::Fresh,
    };
    [mass, age]
}

/// Declarations that another one stands in the place of, and its event.
fn corrections(headcounts: &[Fact<Headcount>]) -> BTreeMap<Uuid, Uuid> {
    let corrections = headcounts.iter().filter_map(|fact| {
        let wrong = fact.what.supersedes?;
        Some((wrong, fact.origin.event_id))
    });
    corrections.collect()
}
