//! II.4.b/3: members of the member associations, as they declared them last.
//!
//! Declared totals only: registered persons are never added to them. Old declarations are flagged,
//! not dropped; mass associations are shown apart.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Formula, Scene};
use crate::domain::facts::{Fact, Headcount, OrganisationId};
use crate::domain::figure::{Amount, Class, Judged, Reason, Share, Silence, Sort, Verdict};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "members_declared",
    version: 1,
    sort: Sort::Count,
    silence: Silence::NoData,
    feeds: &["HeadcountDeclared", "HeadcountCorrected"],
    judge,
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    judge_latest(scene, measured, |headcount| Some(Amount::count(headcount.members)))
}

/// Counts the last declaration of each member association. `amount` says what it adds; `None`: it does
/// not state what is needed.
pub(super) fn judge_latest<'s>(
    scene: &'s Scene<'_>,
    measured: Measured,
    amount: impl Fn(&Headcount) -> Option<Amount>,
) -> Vec<Judged<'s>> {
    let day = measured.until;
    let corrected = corrections(&scene.facts.headcounts);
    let latest = latest_by(&scene.facts.headcounts, &corrected, day);
    let judged = scene.facts.headcounts.iter().map(|fact| {
        let association = fact.what.association;
        let verdict = if let Some(by) = corrected.get(&fact.what.declaration) {
            Verdict::replaced(Reason::Corrected, *by)
        } else if fact.origin.occurred_on > day {
            Verdict::left_out(Reason::AfterWindow)
        } else if scene.memberships.on(association, day).is_none() {
            Verdict::left_out(Reason::NotAMember)
        } else if let Some(last) = latest.get(&association)
            && last.origin.event_id != fact.origin.event_id
        {
            Verdict::replaced(Reason::Superseded, last.origin.event_id)
        } else {
            amount(&fact.what).map_or(Verdict::left_out(Reason::NotDeclared), |amount| {
                Verdict::Counted(Share::of(amount, classes(scene, fact, day)))
            })
        };
        let home = scene.home_of(association, day);
        Judged { origin: &fact.origin, subject: association, home, verdict }
    });
    judged.collect()
}

fn classes(scene: &Scene<'_>, fact: &Fact<Headcount>, day: NaiveDate) -> [Class; 2] {
    let mass = match scene.register.is_mass(fact.what.association) {
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

/// The last declaration of each association by a day, without those that were corrected.
fn latest_by<'f>(
    headcounts: &'f [Fact<Headcount>],
    corrected: &BTreeMap<Uuid, Uuid>,
    day: NaiveDate,
) -> BTreeMap<OrganisationId, &'f Fact<Headcount>> {
    let mut valid: Vec<_> = headcounts
        .iter()
        .filter(|fact| fact.origin.occurred_on <= day)
        .filter(|fact| !corrected.contains_key(&fact.what.declaration))
        .collect();
    valid.sort_by_key(|fact| fact.order());
    valid.into_iter().map(|fact| (fact.what.association, fact)).collect()
}
