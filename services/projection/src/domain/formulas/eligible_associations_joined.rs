//! II.4.b/5: of the specialist associations known in the province on the last day, those in the Union.
//!
//! The fact that an association exists adds to the whole, the fact that it joined to the part. Mass
//! associations are no specialist associations.

use super::{Formula, Judge, Scene};
use crate::domain::facts::OrganisationId;
use crate::domain::figure::{
    Amount, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "eligible_associations_joined_pct",
    version: 1,
    sort: Sort::Share,
    silence: Silence::NoData,
    feeds: &[
        "AssociationRegistered",
        "AssociationLicensed",
        "AssociationActivated",
        "AssociationFormed",
        "AssociationSuspended",
        "SuspensionLifted",
        "AssociationPermissionLapsed",
        "AssociationMerged",
        "AssociationConsolidated",
        "AssociationDivided",
        "AssociationDissolved",
        "UnionMembershipAdmitted",
        "UnionMembershipRenewed",
        "UnionMembershipTransferred",
        "UnionMembershipCorrected",
    ],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let associations = scene.register.stages();
    let judged = associations.flat_map(|(association, stages)| {
        let known = stages.iter().map(move |fact| Judged {
            origin: &fact.origin,
            subject: Subject::Organisation(association),
            home: scene.register.territory_on(association, measured.until),
            verdict: existing(scene, measured, association, fact.origin.event_id),
        });
        known.chain(joined(scene, measured, association))
    });
    judged
        .map(|judged| match judged.origin.occurred_on > measured.until {
            true => Judged { verdict: Verdict::left_out(Reason::AfterWindow), ..judged },
            false => judged,
        })
        .collect()
}

/// The verdict on a fact about an association's legal life.
fn existing(
    scene: &Scene<'_>,
    measured: Measured,
    association: OrganisationId,
    event_id: uuid::Uuid,
) -> Verdict {
    let Some(since) = scene.register.alive_since(association, measured.until) else {
        return Verdict::left_out(Reason::NotAlive);
    };
    if scene.register.is_mass(association, measured.until) {
        return Verdict::left_out(Reason::MassAssociation);
    }
    if since.origin.event_id != event_id {
        return Verdict::replaced(Reason::Superseded, since.origin.event_id);
    }
    let field = Class::Field(scene.register.field_on(association, measured.until));
    Verdict::Counted(Share::of(Amount { part: 0, whole: 1 }, [field]))
}

/// The fact by which an association that exists is in the Union.
fn joined<'s>(
    scene: &'s Scene<'_>,
    measured: Measured,
    association: OrganisationId,
) -> Option<Judged<'s>> {
    scene.register.alive_since(association, measured.until)?;
    let member = scene.memberships.on(association, measured.until)?;
    let field = Class::Field(scene.register.field_on(association, measured.until));
    let verdict = match scene.register.is_mass(association, measured.until) {
        true => Verdict::left_out(Reason::MassAssociation),
        false => Verdict::Counted(Share::of(Amount::ONE, [field])),
    };
    Some(Judged {
        origin: &member.since.fact.origin,
        subject: Subject::Organisation(association),
        home: scene.register.territory_on(association, measured.until),
        verdict,
    })
}
