//! The Union: who is in it, how many members are declared, what else belongs to it.

use contracts::membership::v1 as wire;
use ledger::Published;
use wire::UnionMembershipEndReason as Reason;

use super::publish;
use crate::contract::Choice as _;
use crate::domain::affiliate::{self, Kind, Profile};
use crate::domain::headcount;
use crate::domain::union_membership::Event;

/// A message about this association and a Union on a day, and what else it says.
macro_rules! on {
    ($day:expr, $id:expr, $union:expr => $name:ident { $($fields:tt)* }) => {
        publish!($name {
            association_id: $id.to_owned(),
            occurred_on: $day.to_string(),
            union_unit_id: $union.to_string(),
            $($fields)*
        })
    };
}

/// That more was requested of an applicant stays between the two.
pub fn union_membership(id: &str, event: &Event) -> Option<Published> {
    match event {
        Event::Applied { union, occurred_on, .. } => {
            on!(occurred_on, id, union => UnionMembershipApplied {})
        }
        Event::MoreRequested { .. } => None,
        Event::Withdrawn { union, occurred_on } => {
            on!(occurred_on, id, union => UnionMembershipApplicationWithdrawn {})
        }
        Event::Rejected { union, act, .. } => {
            let decision_ref = Some((&act.decision).into());
            on!(act.occurred_on, id, union => UnionMembershipRefused { decision_ref })
        }
        Event::Approved { union, act, .. } => {
            let decision_ref = Some((&act.decision).into());
            on!(act.occurred_on, id, union => UnionMembershipAdmitted { decision_ref })
        }
        Event::Suspended { union, act, until, .. } => {
            let decision_ref = Some((&act.decision).into());
            let until = until.to_string();
            on!(act.occurred_on, id, union => UnionMembershipSuspended { decision_ref, until })
        }
        Event::Reinstated { union, occurred_on, decision } => {
            let decision_ref = decision.as_ref().map(Into::into);
            on!(occurred_on, id, union => UnionMembershipReinstated { decision_ref })
        }
        Event::Lapsed { union, occurred_on, .. } => {
            on!(occurred_on, id, union => UnionMembershipLapsed {})
        }
        Event::Renewed { union, occurred_on, continuous, .. } => {
            let continuous = *continuous;
            on!(occurred_on, id, union => UnionMembershipRenewed { continuous })
        }
        Event::Left { union, occurred_on, decision, .. } => {
            let decision_ref = decision.as_ref().map(Into::into);
            let reason = Reason::Withdrawn.into();
            on!(occurred_on, id, union => UnionMembershipEnded { decision_ref, reason })
        }
        Event::Expelled { union, act, .. } => {
            let decision_ref = Some((&act.decision).into());
            let reason = Reason::Expelled.into();
            on!(act.occurred_on, id, union => UnionMembershipEnded { decision_ref, reason })
        }
        Event::EndedWithAssociation { union, act } => {
            let decision_ref = Some((&act.decision).into());
            let reason = Reason::AssociationEnded.into();
            on!(act.occurred_on, id, union => UnionMembershipEnded { decision_ref, reason })
        }
        Event::Transferred { from, to, act } => publish!(UnionMembershipTransferred {
            association_id: id.to_owned(),
            occurred_on: act.occurred_on.to_string(),
            from_union_unit_id: from.to_string(),
            to_union_unit_id: to.to_string(),
            decision_ref: Some((&act.decision).into()),
        }),
        Event::Corrected { union, fact, recorded_before, corrected_to, .. } => {
            on!(corrected_to, id, union => UnionMembershipCorrected {
                fact: fact.to_wire(),
                recorded_before: recorded_before.to_string(),
            })
        }
    }
}

pub fn headcount(id: &str, event: &headcount::Event) -> Option<Published> {
    match event {
        headcount::Event::Declared { declaration, counted_on } => publish!(HeadcountDeclared {
            declaration_id: declaration.declaration_id.to_string(),
            association_id: id.to_owned(),
            occurred_on: counted_on.to_string(),
            declared_on: declaration.declared_on.to_string(),
            headcount: Some(declaration.figures.into()),
            evidence: Some((&declaration.evidence).into()),
        }),
        headcount::Event::Corrected { declaration, counted_on, supersedes, .. } => {
            publish!(HeadcountCorrected {
                declaration_id: declaration.declaration_id.to_string(),
                association_id: id.to_owned(),
                occurred_on: counted_on.to_string(),
                declared_on: declaration.declared_on.to_string(),
                headcount: Some(declaration.figures.into()),
                evidence: Some((&declaration.evidence).into()),
                supersedes_declaration_id: supersedes.to_string(),
            })
        }
    }
}

/// One contract event for each kind: consumers care for some of them only.
pub fn affiliate(id: &str, event: &affiliate::Event) -> Option<Published> {
    match event {
        affiliate::Event::Begun { profile, occurred_on, decision } => {
            let affiliation = Some(affiliation(id, profile));
            let occurred_on = occurred_on.to_string();
            let decision_ref = decision.as_ref().map(Into::into);
            match profile.kind {
                Kind::AffiliatedUnit => {
                    publish!(AffiliatedUnitEstablished { affiliation, occurred_on, decision_ref })
                }
                Kind::CollectiveMember => {
                    publish!(CollectiveMemberAdmitted { affiliation, occurred_on, decision_ref })
                }
                Kind::Club => publish!(ClubEstablished { affiliation, occurred_on, decision_ref }),
            }
        }
        affiliate::Event::Ended { profile, occurred_on, decision } => {
            let affiliation = Some(affiliation(id, profile));
            let occurred_on = occurred_on.to_string();
            let decision_ref = decision.as_ref().map(Into::into);
            match profile.kind {
                Kind::AffiliatedUnit => {
                    publish!(AffiliatedUnitClosed { affiliation, occurred_on, decision_ref })
                }
                Kind::CollectiveMember => {
                    publish!(CollectiveMemberLeft { affiliation, occurred_on, decision_ref })
                }
                Kind::Club => publish!(ClubClosed { affiliation, occurred_on, decision_ref }),
            }
        }
    }
}

fn affiliation(id: &str, profile: &Profile) -> wire::Affiliation {
    wire::Affiliation {
        affiliate_id: id.to_owned(),
        union_unit_id: profile.union.to_string(),
        name: profile.name.clone(),
        kind: profile.kind.to_wire(),
        illustrative: profile.illustrative,
    }
}
