//! Associations: what they are called, what they do, and the stages of their legal life.

use contracts::membership::v1 as contract;

use super::{Heard, NotUnderstood, association, decision, events, heard, optional_id};
use crate::domain::facts::{
    AssociationDescribed, AssociationNamed, AssociationStaged, AssociationSucceeded,
    OrganisationId, ScienceField, Stage, UnitId,
};
use crate::heard::Told;

// Silent is what changes neither an association's life nor what became of it.
events! { facts_of:
    AssociationRegistered AssociationLicensed AssociationFormed AssociationScopeChanged
    AssociationRenamed AssociationActivated AssociationPermissionLapsed AssociationSuspended
    SuspensionLifted AssociationMerged AssociationConsolidated AssociationDivided
    AssociationSeparated AssociationDissolved;
    silent:
    AssociationInitiativeRecognised FoundingCongressHeld CharterApproved CongressHeld
    CongressExtensionGranted CongressOverdueFlagged AssociationCharterChanged
    SuspensionExpiredUncured AssociationDissolutionStarted
}

/// What an event says of an association; `None` is what it does not state.
macro_rules! described {
    ($event:ident, $mass:expr, $illustrative:expr) => {
        AssociationDescribed {
            association: association(&$event.association_id)?,
            territory: optional_id("territory_unit_id", &$event.territory_unit_id)?.map(UnitId),
            field: science_field($event.science_field())?,
            mass: $mass,
            illustrative: $illustrative,
        }
    };
}

fn facts_of(event: Event) -> Result<Heard, NotUnderstood> {
    use Stage::{Active, Ended, Lapsed, Licensed, Suspended};
    match event {
        Event::AssociationRegistered(e) => {
            let profile = described!(e, Some(e.mass_association), Some(e.illustrative));
            let facts = began(profile, Active, e.full_name);
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationLicensed(e) => {
            let profile = described!(e, Some(e.mass_association), Some(e.illustrative));
            let facts = began(profile, Licensed, e.full_name);
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationFormed(e) => {
            let profile = described!(e, Some(e.mass_association), Some(e.illustrative));
            let facts = began(profile, Active, e.full_name);
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationScopeChanged(e) => {
            let facts = [Told::AssociationDescribed(described!(e, e.mass_association, None))];
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationRenamed(e) => {
            let association = association(&e.association_id)?;
            let named = AssociationNamed { association, full_name: e.full_name };
            heard(&e.occurred_on, decision(e.decision_ref)?, [Told::AssociationNamed(named)])
        }
        Event::AssociationActivated(e) => staged(&e.association_id, Active, &e.occurred_on, None),
        Event::AssociationPermissionLapsed(e) => {
            staged(&e.association_id, Lapsed, &e.occurred_on, None)
        }
        Event::AssociationSuspended(e) => {
            staged(&e.association_id, Suspended, &e.occurred_on, e.decision_ref)
        }
        Event::SuspensionLifted(e) => {
            staged(&e.association_id, Active, &e.occurred_on, e.decision_ref)
        }
        Event::AssociationMerged(e) => {
            let facts = went_over(&e.association_id, &[e.successor_association_id], Some(Ended))?;
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationConsolidated(e) => {
            let facts = went_over(&e.association_id, &[e.successor_association_id], Some(Ended))?;
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationDivided(e) => {
            let facts = went_over(&e.association_id, &e.successor_association_ids, Some(Ended))?;
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationSeparated(e) => {
            let facts = went_over(&e.association_id, &e.separated_association_ids, None)?;
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationDissolved(e) => {
            staged(&e.association_id, Ended, &e.occurred_on, e.decision_ref)
        }
    }
}

fn began(profile: AssociationDescribed, stage: Stage, full_name: String) -> [Told; 3] {
    let association: OrganisationId = profile.association;
    [
        Told::AssociationNamed(AssociationNamed { association, full_name }),
        Told::AssociationStaged(AssociationStaged { association, stage }),
        Told::AssociationDescribed(profile),
    ]
}

/// Without a stage it goes on beside its successors.
fn went_over(
    id: &str,
    successors: &[String],
    stage: Option<Stage>,
) -> Result<Vec<Told>, NotUnderstood> {
    if successors.is_empty() {
        return Err(NotUnderstood::Field { field: "successor_association_ids" });
    }
    let (id, ends) = (association(id)?, stage.is_some());
    let stage = stage.map(|stage| AssociationStaged { association: id, stage });
    let successors = successors.iter().map(|successor| {
        let successor = association(successor)?;
        Ok(Told::AssociationSucceeded(AssociationSucceeded { association: id, successor, ends }))
    });
    stage.map(|stage| Ok(Told::AssociationStaged(stage))).into_iter().chain(successors).collect()
}

fn staged(
    id: &str,
    stage: Stage,
    occurred_on: &str,
    decision_ref: Option<contract::DecisionRef>,
) -> Result<Heard, NotUnderstood> {
    let staged = AssociationStaged { association: association(id)?, stage };
    heard(occurred_on, decision(decision_ref)?, [Told::AssociationStaged(staged)])
}

fn science_field(field: contract::ScienceField) -> Result<ScienceField, NotUnderstood> {
    use contract::ScienceField as Published;
    match field {
        Published::NaturalSciences => Ok(ScienceField::NaturalSciences),
        Published::EngineeringAndTechnology => Ok(ScienceField::EngineeringAndTechnology),
        Published::MedicalAndPharmaceuticalSciences => {
            Ok(ScienceField::MedicalAndPharmaceuticalSciences)
        }
        Published::AgriculturalSciences => Ok(ScienceField::AgriculturalSciences),
        Published::SocialSciences => Ok(ScienceField::SocialSciences),
        Published::Humanities => Ok(ScienceField::Humanities),
        Published::Unspecified => Err(NotUnderstood::Field { field: "science_field" }),
    }
}
