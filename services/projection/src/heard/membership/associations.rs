//! Associations: what they are called, what they do, and the stages of their legal life.

use contracts::membership::v1 as contract;

use super::{Heard, NotUnderstood, association, decision, events, heard, optional_id};
use crate::domain::facts::{
    AssociationDescribed, AssociationNamed, AssociationStaged, OrganisationId, ScienceField, Stage,
    UnitId,
};
use crate::heard::Told;

// Silent is what neither begins nor ends an association's life.
events! { facts_of:
    AssociationRegistered AssociationLicensed AssociationFormed AssociationScopeChanged
    AssociationRenamed AssociationActivated AssociationPermissionLapsed AssociationSuspended
    SuspensionLifted AssociationMerged AssociationConsolidated AssociationDivided
    AssociationDissolved;
    silent:
    AssociationInitiativeRecognised FoundingCongressHeld CharterApproved CongressHeld
    CongressExtensionGranted CongressOverdueFlagged AssociationCharterChanged
    SuspensionExpiredUncured AssociationSeparated AssociationDissolutionStarted
}

fn facts_of(event: Event) -> Result<Heard, NotUnderstood> {
    use Stage::{Active, Ended, Lapsed, Licensed, Suspended};
    match event {
        Event::AssociationRegistered(e) => {
            let (field, illustrative) = (e.science_field(), Some(e.illustrative));
            let profile = profile(&e.association_id, &e.territory_unit_id, field, illustrative)?;
            let facts = began(profile, Active, e.full_name);
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationLicensed(e) => {
            let (field, illustrative) = (e.science_field(), Some(e.illustrative));
            let profile = profile(&e.association_id, &e.territory_unit_id, field, illustrative)?;
            let facts = began(profile, Licensed, e.full_name);
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationFormed(e) => {
            let (field, illustrative) = (e.science_field(), Some(e.illustrative));
            let profile = profile(&e.association_id, &e.territory_unit_id, field, illustrative)?;
            let facts = began(profile, Active, e.full_name);
            heard(&e.occurred_on, decision(e.decision_ref)?, facts)
        }
        Event::AssociationScopeChanged(e) => {
            let field = e.science_field();
            let profile = profile(&e.association_id, &e.territory_unit_id, field, None)?;
            let facts = [Told::AssociationDescribed(profile)];
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
            staged(&e.association_id, Ended, &e.occurred_on, e.decision_ref)
        }
        Event::AssociationConsolidated(e) => {
            staged(&e.association_id, Ended, &e.occurred_on, e.decision_ref)
        }
        Event::AssociationDivided(e) => {
            staged(&e.association_id, Ended, &e.occurred_on, e.decision_ref)
        }
        Event::AssociationDissolved(e) => {
            staged(&e.association_id, Ended, &e.occurred_on, e.decision_ref)
        }
    }
}

fn profile(
    id: &str,
    territory: &str,
    field: contract::ScienceField,
    illustrative: Option<bool>,
) -> Result<AssociationDescribed, NotUnderstood> {
    let association = association(id)?;
    let territory = optional_id("territory_unit_id", territory)?.map(UnitId);
    let field = science_field(field)?;
    Ok(AssociationDescribed { association, territory, field, mass: None, illustrative })
}

fn began(profile: AssociationDescribed, stage: Stage, full_name: String) -> [Told; 3] {
    let association: OrganisationId = profile.association;
    [
        Told::AssociationNamed(AssociationNamed { association, full_name }),
        Told::AssociationStaged(AssociationStaged { association, stage }),
        Told::AssociationDescribed(profile),
    ]
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
