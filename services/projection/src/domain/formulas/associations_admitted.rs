//! II.4.b/2: associations admitted to the Union in the window; beside it all movements, and their net.
//!
//! Over any window the net equals the change in the number of member associations.

use super::member_organisations::corrected;
use super::{Formula, Judge, Scene};
use crate::domain::facts::{MemberKind, Step};
use crate::domain::figure::{
    Amount, Class, Judged, Reason, Share, Silence, Sort, Subject, Verdict,
};
use crate::domain::membership::Taken;
use crate::domain::window::Measured;

pub const V1: Formula = Formula {
    quantity: "associations_admitted",
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
    ],
    judge: Judge::Events(judge),
};

fn judge<'s>(scene: &'s Scene<'_>, measured: Measured) -> Vec<Judged<'s>> {
    let is_association = |kind| kind == MemberKind::MemberAssociation;
    let steps = scene.memberships.steps();
    let taken = steps.flat_map(|(organisation, steps)| {
        let steps = steps.iter().filter(move |taken| is_association(taken.fact.what.kind));
        steps.map(move |taken| {
            let day = taken.fact.origin.occurred_on;
            Judged {
                origin: &taken.fact.origin,
                subject: Subject::Organisation(organisation),
                home: Some(taken.fact.what.union),
                verdict: match day {
                    _ if day < measured.from => Verdict::left_out(Reason::BeforeWindow),
                    _ if day > measured.until => Verdict::left_out(Reason::AfterWindow),
                    _ => Verdict::Counted(movement(taken)),
                },
            }
        })
    });
    taken.chain(corrected(scene, is_association)).collect()
}

fn movement(taken: &Taken<'_>) -> Share {
    let admitted = Amount::count(i64::from(taken.step == Step::Admitted));
    let movement = (Class::Movement(taken.step), Amount::ONE);
    Share {
        amount: admitted,
        classes: vec![movement, (Class::NetMovement, Amount::count(taken.change))],
    }
}
