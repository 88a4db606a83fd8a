//! II.4.a/1: organisations in the Union on the last day, by kind.

use super::{Formula, Judge, Scene};
use crate::domain::facts::{MemberKind, OrganisationId};
use crate::domain::figure::{
    Amount, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::membership::Taken;
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "member_organisations",
    version: 1,
    sort: Sort::Count,
    silence: Silence::Zero,
    feeds: &[
        "UnionMembershipAdmitted",
        "UnionMembershipRenewed",
        "UnionMembershipLapsed",
        "UnionMembershipTransferred",
        "UnionMembershipEnded",
        "UnionMembershipCorrected",
        "AffiliatedUnitEstablished",
        "AffiliatedUnitClosed",
        "CollectiveMemberAdmitted",
        "CollectiveMemberLeft",
        "ClubEstablished",
        "ClubClosed",
    ],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    of_kinds(scene, measured, |_| true)
}

/// Judges the steps of organisations of some kinds.
pub(super) fn of_kinds<'s>(
    scene: &'s Scene<'_>,
    measured: Measured,
    of_kind: impl Fn(MemberKind) -> bool + Copy,
) -> Vec<Judged<'s>> {
    let steps = scene.memberships.steps();
    let taken = steps.flat_map(|(organisation, steps)| {
        let steps = steps.iter().filter(move |taken| of_kind(taken.fact.what.kind));
        steps.map(move |taken| Judged {
            origin: &taken.fact.origin,
            subject: Subject::Organisation(organisation),
            home: Some(taken.fact.what.union),
            verdict: verdict(scene, measured, organisation, taken),
        })
    });
    taken.chain(corrected(scene, of_kind)).collect()
}

fn verdict(
    scene: &Scene<'_>,
    measured: Measured,
    organisation: OrganisationId,
    taken: &Taken<'_>,
) -> Verdict {
    if taken.fact.origin.occurred_on > measured.until {
        return Verdict::left_out(Reason::AfterWindow);
    }
    match scene.memberships.on(organisation, measured.until) {
        Some(member) if member.since == *taken => {
            if scene.register.has_ended(organisation, measured.until) {
                return Verdict::left_out(Reason::NotAlive);
            }
            Verdict::Counted(Share::of(Amount::ONE, [Class::Kind(member.kind)]))
        }
        Some(member) => Verdict::replaced(Reason::Superseded, member.since.fact.origin.event_id),
        None => Verdict::left_out(Reason::NotAMember),
    }
}

/// The steps that corrections took the place of.
pub(super) fn corrected<'s>(
    scene: &'s Scene<'_>,
    of_kind: impl Fn(MemberKind) -> bool,
) -> impl Iterator<Item = Judged<'s>> {
    let replaced = scene.memberships.replaced().iter();
    replaced.filter(move |(fact, _)| of_kind(fact.what.kind)).map(|(fact, by)| Judged {
        origin: &fact.origin,
        subject: Subject::Organisation(fact.what.organisation),
        home: Some(fact.what.union),
        verdict: Verdict::replaced(Reason::Corrected, *by),
    })
}
