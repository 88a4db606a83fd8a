//! What is understood of units, associations, the Union and headcounts.

use contracts::membership::v1 as membership;

use super::{ON, ONE, TWO, id, refused, told};
use crate::domain::facts::*;
use crate::heard::{MEMBERSHIP, Told};

fn decision() -> membership::DecisionRef {
    membership::DecisionRef {
        number_symbol: "25/QĐ-TU".to_owned(),
        issued_on: "2022-02-20".to_owned(),
        issuer_unit_id: TWO.to_owned(),
    }
}

#[test]
fn a_new_unit_has_a_name_and_a_place() {
    let event = membership::UnitEstablished {
        unit_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        decision_ref: Some(decision()),
        kind: membership::UnitKind::ProvincialUnion.into(),
        full_name: "Liên hiệp Hội".to_owned(),
        parent_unit_id: TWO.to_owned(),
        ..Default::default()
    };
    let heard = told(MEMBERSHIP, "UnitEstablished", &event);
    let unit = UnitId(id(1));
    let named = UnitNamed {
        unit,
        established_as: Some(UnitKind::ProvincialUnion),
        full_name: "Liên hiệp Hội".to_owned(),
    };
    let placed = UnitPlaced { unit, parent: Some(UnitId(id(2))) };
    assert_eq!(heard.facts, [Told::UnitNamed(named), Told::UnitPlaced(placed)]);
    assert_eq!(heard.occurred_on, ON.parse().unwrap());
    let document = Document {
        number_symbol: "25/QĐ-TU".to_owned(),
        issued_on: Some("2022-02-20".parse().unwrap()),
        issuer: Some(id(2)),
        file_sha256: None,
    };
    assert_eq!(heard.document, Some(document));
}

#[test]
fn a_succession_names_every_heir() {
    let successor = |unit_id: &str| membership::UnitSuccessor {
        unit_id: unit_id.to_owned(),
        ..Default::default()
    };
    let mut event = membership::UnitSucceeded {
        unit_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        successors: vec![successor(TWO), successor(ONE)],
        predecessor_ends: true,
        ..Default::default()
    };
    let edge = |to| {
        let (unit, successor) = (UnitId(id(1)), UnitId(id(to)));
        Told::UnitSucceeded(UnitSucceeded { unit, successor, ends: true })
    };
    assert_eq!(told(MEMBERSHIP, "UnitSucceeded", &event).facts, [edge(2), edge(1)]);
    event.successors.clear();
    assert!(refused(MEMBERSHIP, "UnitSucceeded", &event).contains("successors"));
}

#[test]
fn an_abolished_unit_has_ended() {
    let event = membership::UnitAbolished {
        unit_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        ..Default::default()
    };
    let abolished = Told::UnitAbolished(UnitAbolished { unit: UnitId(id(1)) });
    assert_eq!(told(MEMBERSHIP, "UnitAbolished", &event).facts, [abolished]);
}

#[test]
fn a_licensed_association_has_a_name_a_stage_and_a_description() {
    let event = membership::AssociationLicensed {
        association_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        full_name: "Hội Cơ khí".to_owned(),
        territory_unit_id: TWO.to_owned(),
        science_field: membership::ScienceField::EngineeringAndTechnology.into(),
        illustrative: true,
        mass_association: true,
        ..Default::default()
    };
    let association = OrganisationId(id(1));
    let expected = [
        Told::AssociationNamed(AssociationNamed {
            association,
            full_name: "Hội Cơ khí".to_owned(),
        }),
        Told::AssociationStaged(AssociationStaged { association, stage: Stage::Licensed }),
        Told::AssociationDescribed(AssociationDescribed {
            association,
            territory: Some(UnitId(id(2))),
            field: ScienceField::EngineeringAndTechnology,
            mass: Some(true),
            illustrative: Some(true),
        }),
    ];
    assert_eq!(told(MEMBERSHIP, "AssociationLicensed", &event).facts, expected);
}

#[test]
fn a_change_of_scope_says_whether_it_is_a_mass_association_or_leaves_it_open() {
    for mass_association in [None, Some(false), Some(true)] {
        let event = membership::AssociationScopeChanged {
            association_id: ONE.to_owned(),
            occurred_on: ON.to_owned(),
            territory_unit_id: TWO.to_owned(),
            science_field: membership::ScienceField::SocialSciences.into(),
            mass_association,
            ..Default::default()
        };
        let expected = [Told::AssociationDescribed(AssociationDescribed {
            association: OrganisationId(id(1)),
            territory: Some(UnitId(id(2))),
            field: ScienceField::SocialSciences,
            mass: mass_association,
            illustrative: None,
        })];
        assert_eq!(told(MEMBERSHIP, "AssociationScopeChanged", &event).facts, expected);
    }
}

#[test]
fn an_association_that_goes_over_into_others_names_them_and_ends_or_goes_on() {
    let association = OrganisationId(id(1));
    let ended = Told::AssociationStaged(AssociationStaged { association, stage: Stage::Ended });
    let into = |ends| {
        let successor = OrganisationId(id(2));
        Told::AssociationSucceeded(AssociationSucceeded { association, successor, ends })
    };
    let (one, on) = (|| ONE.to_owned(), || ON.to_owned());
    let merged = membership::AssociationMerged {
        association_id: one(),
        occurred_on: on(),
        successor_association_id: TWO.to_owned(),
        ..Default::default()
    };
    let facts = told(MEMBERSHIP, "AssociationMerged", &merged).facts;
    assert_eq!(facts, [ended.clone(), into(true)]);
    let consolidated = membership::AssociationConsolidated {
        association_id: one(),
        occurred_on: on(),
        successor_association_id: TWO.to_owned(),
        ..Default::default()
    };
    let facts = told(MEMBERSHIP, "AssociationConsolidated", &consolidated).facts;
    assert_eq!(facts, [ended.clone(), into(true)]);
    let divided = membership::AssociationDivided {
        association_id: one(),
        occurred_on: on(),
        successor_association_ids: vec![TWO.to_owned(), TWO.to_owned()],
        ..Default::default()
    };
    let facts = told(MEMBERSHIP, "AssociationDivided", &divided).facts;
    assert_eq!(facts, [ended, into(true), into(true)]);
    let separated = membership::AssociationSeparated {
        association_id: one(),
        occurred_on: on(),
        separated_association_ids: vec![TWO.to_owned()],
        ..Default::default()
    };
    assert_eq!(told(MEMBERSHIP, "AssociationSeparated", &separated).facts, [into(false)]);
    let nobody =
        membership::AssociationSeparated { separated_association_ids: Vec::new(), ..separated };
    assert!(refused(MEMBERSHIP, "AssociationSeparated", &nobody).contains("successor"));
}

#[test]
fn a_transfer_is_a_step_out_and_a_step_in() {
    let event = membership::UnionMembershipTransferred {
        association_id: ONE.to_owned(),
        occurred_on: ON.to_owned(),
        from_union_unit_id: ONE.to_owned(),
        to_union_unit_id: TWO.to_owned(),
        decision_ref: None,
    };
    let step = |union, step| {
        Told::Membership(Membership {
            organisation: OrganisationId(id(1)),
            union: UnitId(id(union)),
            kind: MemberKind::MemberAssociation,
            step,
        })
    };
    let expected = [step(1, Step::TransferredOut), step(2, Step::TransferredIn)];
    assert_eq!(told(MEMBERSHIP, "UnionMembershipTransferred", &event).facts, expected);
}

#[test]
fn a_club_that_closes_is_a_member_that_ends() {
    let event = membership::ClubClosed {
        affiliation: Some(membership::Affiliation {
            affiliate_id: ONE.to_owned(),
            union_unit_id: TWO.to_owned(),
            name: "CLB".to_owned(),
            kind: membership::AffiliateKind::Club.into(),
            illustrative: false,
        }),
        occurred_on: ON.to_owned(),
        decision_ref: None,
    };
    let organisation = OrganisationId(id(1));
    let name = "CLB".to_owned();
    let expected = [
        Told::AffiliateNamed(AffiliateNamed { organisation, name, illustrative: false }),
        Told::Membership(Membership {
            organisation,
            union: UnitId(id(2)),
            kind: MemberKind::Club,
            step: Step::Ended,
        }),
    ];
    assert_eq!(told(MEMBERSHIP, "ClubClosed", &event).facts, expected);
}

fn declaration(members: i64, intellectuals: Option<i64>) -> membership::HeadcountCorrected {
    membership::HeadcountCorrected {
        declaration_id: ONE.to_owned(),
        association_id: TWO.to_owned(),
        occurred_on: ON.to_owned(),
        headcount: Some(membership::Headcount { members, intellectuals, ..Default::default() }),
        evidence: Some(membership::EvidenceRef {
            number_symbol: "12/BB".to_owned(),
            file_sha256: "ab".repeat(32),
            ..Default::default()
        }),
        supersedes_declaration_id: TWO.to_owned(),
        ..Default::default()
    }
}

#[test]
fn a_corrected_headcount_names_what_it_replaces_and_its_file() {
    let heard = told(MEMBERSHIP, "HeadcountCorrected", &declaration(100, Some(80)));
    let expected = Headcount {
        declaration: id(1),
        association: OrganisationId(id(2)),
        members: 100,
        intellectuals: Some(80),
        supersedes: Some(id(2)),
    };
    assert_eq!(heard.facts, [Told::Headcount(expected)]);
    assert_eq!(heard.document.unwrap().file_sha256, Some("ab".repeat(32)));
}

#[test]
fn headcounts_that_nobody_can_have_are_not_believed() {
    for (members, intellectuals) in [(-1, None), (i64::MAX, None), (10, Some(11)), (10, Some(-1))] {
        let refusal =
            refused(MEMBERSHIP, "HeadcountCorrected", &declaration(members, intellectuals));
        assert!(refusal.contains("headcount"), "{members} {intellectuals:?}");
    }
}
