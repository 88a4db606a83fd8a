//! Units of the directory: what they are called, where they stand, who followed them.

use contracts::membership::v1 as contract;

use super::{Heard, NotUnderstood, decision, events, heard, optional_id, unit};
use crate::domain::facts::{UnitAbolished, UnitId, UnitKind, UnitNamed, UnitPlaced, UnitSucceeded};
use crate::heard::Told;

events! {
    #[expect(clippy::enum_variant_names, reason = "they are the contract's names")]
    facts_of:
    UnitEstablished UnitRenamed UnitReparented UnitSucceeded UnitAbolished
}

fn facts_of(event: Event) -> Result<Heard, NotUnderstood> {
    match event {
        Event::UnitEstablished(e) => {
            let unit = unit(&e.unit_id)?;
            let established_as = Some(kind(e.kind())?);
            let named = UnitNamed { unit, established_as, full_name: e.full_name };
            let facts = [Told::UnitNamed(named), placed(unit, &e.parent_unit_id)?];
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::UnitRenamed(e) => {
            let unit = unit(&e.unit_id)?;
            let named = UnitNamed { unit, established_as: None, full_name: e.full_name };
            heard(&e.occurred_on, decision(e.decision_ref)?, [Told::UnitNamed(named)])
        }
        Event::UnitReparented(e) => {
            let placed = placed(unit(&e.unit_id)?, &e.parent_unit_id)?;
            heard(&e.occurred_on, decision(e.decision_ref)?, [placed])
        }
        Event::UnitSucceeded(e) => {
            let (predecessor, ends) = (unit(&e.unit_id)?, e.predecessor_ends);
            let successors = e.successors.iter().map(|successor| {
                let successor = unit(&successor.unit_id)?;
                Ok(Told::UnitSucceeded(UnitSucceeded { unit: predecessor, successor, ends }))
            });
            let facts: Vec<_> = successors.collect::<Result<_, NotUnderstood>>()?;
            if facts.is_empty() {
                return Err(NotUnderstood::Field { field: "successors" });
            }
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::UnitAbolished(e) => {
            let abolished = Told::UnitAbolished(UnitAbolished { unit: unit(&e.unit_id)? });
            heard(&e.occurred_on, decision(e.decision_ref)?, [abolished])
        }
    }
}

fn placed(unit: UnitId, parent: &str) -> Result<Told, NotUnderstood> {
    let parent = optional_id("parent_unit_id", parent)?.map(UnitId);
    Ok(Told::UnitPlaced(UnitPlaced { unit, parent }))
}

fn kind(kind: contract::UnitKind) -> Result<UnitKind, NotUnderstood> {
    use contract::UnitKind as Published;
    match kind {
        Published::Province | Published::District | Published::Commune => Ok(UnitKind::Territory),
        Published::DistrictPartyCommittee | Published::CommunePartyCommittee => {
            Ok(UnitKind::LocalCommittee)
        }
        Published::ProvincialUnion => Ok(UnitKind::ProvincialUnion),
        Published::CentralBody
        | Published::PartyCommittee
        | Published::PartyStandingBoard
        | Published::PartyBoard
        | Published::SubordinatePartyCommittee
        | Published::PartyDelegation
        | Published::PartyCaucus
        | Published::PeoplesCouncil
        | Published::PeoplesCommittee
        | Published::Department
        | Published::FatherlandFront
        | Published::MassOrganisation
        | Published::School
        | Published::Press => Ok(UnitKind::Body),
        Published::Unspecified => Err(NotUnderstood::Field { field: "kind" }),
    }
}
