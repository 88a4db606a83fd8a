//! The Union: who comes in and goes out, and how many members are declared.

use contracts::membership::v1 as contract;

use super::{
    Heard, NotUnderstood, association, decision, events, evidence, heard, id, optional_id, unit,
};
use crate::domain::facts::{
    AffiliateNamed, Headcount, MemberKind, Membership, OrganisationId, Step,
};
use crate::heard::Told;

/// More members than anybody can have: the sum over all declarations ever made stays exact.
const MOST_MEMBERS: i64 = 1_000_000_000;

// Silent are applications, and suspensions: a suspended membership counts as a membership.
events! { facts_of:
    UnionMembershipAdmitted UnionMembershipLapsed UnionMembershipRenewed UnionMembershipTransferred
    UnionMembershipEnded UnionMembershipCorrected
    AffiliatedUnitEstablished CollectiveMemberAdmitted ClubEstablished
    AffiliatedUnitClosed CollectiveMemberLeft ClubClosed
    HeadcountDeclared HeadcountCorrected;
    silent:
    UnionMembershipApplied UnionMembershipApplicationWithdrawn UnionMembershipRefused
    UnionMembershipSuspended UnionMembershipReinstated RightGranted RightDelegated RightRevoked
    PersonalDataErased
}

fn facts_of(event: Event) -> Result<Heard, NotUnderstood> {
    match event {
        Event::UnionMembershipAdmitted(e) => {
            let step = step(&e.association_id, &e.union_unit_id, Step::Admitted)?;
            heard(&e.occurred_on, decision(e.decision_ref)?, [step])
        }
        Event::UnionMembershipLapsed(e) => {
            let step = step(&e.association_id, &e.union_unit_id, Step::Lapsed)?;
            heard(&e.occurred_on, None, [step])
        }
        Event::UnionMembershipRenewed(e) => {
            let step = step(&e.association_id, &e.union_unit_id, Step::Renewed)?;
            heard(&e.occurred_on, None, [step])
        }
        Event::UnionMembershipTransferred(e) => {
            let out = step(&e.association_id, &e.from_union_unit_id, Step::TransferredOut)?;
            let into = step(&e.association_id, &e.to_union_unit_id, Step::TransferredIn)?;
            heard(&e.occurred_on, decision(e.decision_ref)?, [out, into])
        }
        Event::UnionMembershipEnded(e) => {
            let step = step(&e.association_id, &e.union_unit_id, Step::Ended)?;
            heard(&e.occurred_on, decision(e.decision_ref)?, [step])
        }
        Event::UnionMembershipCorrected(e) => {
            let step = step(&e.association_id, &e.union_unit_id, corrected(e.fact())?)?;
            heard(&e.occurred_on, None, [step])
        }
        Event::AffiliatedUnitEstablished(e) => {
            affiliated(e.affiliation, Step::Admitted, &e.occurred_on, e.decision_ref)
        }
        Event::CollectiveMemberAdmitted(e) => {
            affiliated(e.affiliation, Step::Admitted, &e.occurred_on, e.decision_ref)
        }
        Event::ClubEstablished(e) => {
            affiliated(e.affiliation, Step::Admitted, &e.occurred_on, e.decision_ref)
        }
        Event::AffiliatedUnitClosed(e) => {
            affiliated(e.affiliation, Step::Ended, &e.occurred_on, e.decision_ref)
        }
        Event::CollectiveMemberLeft(e) => {
            affiliated(e.affiliation, Step::Ended, &e.occurred_on, e.decision_ref)
        }
        Event::ClubClosed(e) => {
            affiliated(e.affiliation, Step::Ended, &e.occurred_on, e.decision_ref)
        }
        Event::HeadcountDeclared(e) => {
            let told = headcount(&e.declaration_id, &e.association_id, e.headcount, "")?;
            heard(&e.occurred_on, evidence(e.evidence)?, [told])
        }
        Event::HeadcountCorrected(e) => {
            let replaced = &e.supersedes_declaration_id;
            let told = headcount(&e.declaration_id, &e.association_id, e.headcount, replaced)?;
            heard(&e.occurred_on, evidence(e.evidence)?, [told])
        }
    }
}

fn step(id: &str, union: &str, step: Step) -> Result<Told, NotUnderstood> {
    let (organisation, union) = (association(id)?, unit(union)?);
    let kind = MemberKind::MemberAssociation;
    Ok(Told::Membership(Membership { organisation, union, kind, step }))
}

fn corrected(fact: contract::UnionMembershipFact) -> Result<Step, NotUnderstood> {
    match fact {
        contract::UnionMembershipFact::AdmittedOn => Ok(Step::AdmissionCorrected),
        contract::UnionMembershipFact::EndedOn => Ok(Step::EndCorrected),
        contract::UnionMembershipFact::Unspecified => Err(NotUnderstood::Field { field: "fact" }),
    }
}

fn affiliated(
    affiliation: Option<contract::Affiliation>,
    step: Step,
    occurred_on: &str,
    decision_ref: Option<contract::DecisionRef>,
) -> Result<Heard, NotUnderstood> {
    let affiliation = affiliation.ok_or(NotUnderstood::Field { field: "affiliation" })?;
    let kind = match affiliation.kind() {
        contract::AffiliateKind::AffiliatedUnit => MemberKind::AffiliatedUnit,
        contract::AffiliateKind::CollectiveMember => MemberKind::CollectiveMember,
        contract::AffiliateKind::Club => MemberKind::Club,
        contract::AffiliateKind::Unspecified => return Err(NotUnderstood::Field { field: "kind" }),
    };
    let organisation = OrganisationId(id("affiliate_id", &affiliation.affiliate_id)?);
    let union = unit(&affiliation.union_unit_id)?;
    let (name, illustrative) = (affiliation.name, affiliation.illustrative);
    let named = Told::AffiliateNamed(AffiliateNamed { organisation, name, illustrative });
    let membership = Told::Membership(Membership { organisation, union, kind, step });
    heard(occurred_on, decision(decision_ref)?, [named, membership])
}

fn headcount(
    declaration: &str,
    id_of_association: &str,
    headcount: Option<contract::Headcount>,
    supersedes: &str,
) -> Result<Told, NotUnderstood> {
    let headcount = headcount.ok_or(NotUnderstood::Field { field: "headcount" })?;
    let (members, intellectuals) = (headcount.members, headcount.intellectuals);
    let plausible = (0..=MOST_MEMBERS).contains(&members)
        && intellectuals.is_none_or(|count| (0..=members).contains(&count));
    if !plausible {
        return Err(NotUnderstood::Field { field: "headcount" });
    }
    Ok(Told::Headcount(Headcount {
        declaration: id("declaration_id", declaration)?,
        association: association(id_of_association)?,
        members,
        intellectuals,
        supersedes: optional_id("supersedes_declaration_id", supersedes)?,
    }))
}
