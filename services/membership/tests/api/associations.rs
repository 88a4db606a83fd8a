//! The life of an association that operates.

use contracts::access::v1::Kind;
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use tonic::Code;
use wire::association_service_client::AssociationServiceClient;
use wire::{AssociationScope, AssociationState, DissolutionGround, ScienceField};

use crate::battery::{creating, thoroughly};
use crate::directory::decision;
use crate::founding::{evidence, term};
use crate::world::{World, fresh, on};

impl World {
    pub fn registration(
        &self,
        territory: &str,
        name: &str,
        field: &str,
    ) -> wire::RegisterAssociationRequest {
        wire::RegisterAssociationRequest {
            association_id: fresh(),
            request_id: fresh(),
            validate_only: false,
            full_name: name.into(),
            short_name: String::new(),
            scope: AssociationScope::Province.into(),
            territory_unit_id: territory.into(),
            science_field: ScienceField::AgriculturalSciences.into(),
            main_field: field.into(),
            occurred_on: "2016-01-01".into(),
            decision_ref: None,
            term: None,
            illustrative: true,
            mass_association: false,
        }
    }

    /// An association that is active since 2016.
    pub async fn registered(
        &self,
        territory: &str,
        name: &str,
        field: &str,
    ) -> (String, CommandReceipt) {
        let request = self.registration(territory, name, field);
        let id = request.association_id.clone();
        self.entrust(wire::Role::AssociationOfficer, Kind::Association, &id).await;
        (id, self.done(request).await)
    }

    pub async fn associations_in(
        &self,
        state: AssociationState,
        day: &str,
        after: &CommandReceipt,
    ) -> Vec<String> {
        let request = wire::ListAssociationsRequest {
            read_at: on(day, after),
            state: state.into(),
            ..Default::default()
        };
        let mut client = AssociationServiceClient::new(self.channel());
        let answer = client.list_associations(request).await.unwrap().into_inner();
        answer.associations.into_iter().map(|association| association.full_name).collect()
    }
}

#[tokio::test]
async fn an_association_goes_through_its_terms() {
    let world = World::start().await;
    world.is_now("2022-04-20T03:00:00Z");
    let territory = world.territory().await;
    let id = fresh();
    let receipt = creating!(
        world,
        association_id,
        RegisterAssociationRequest {
            association_id: id.clone(),
            term: term("2017-05-01", "2022-05-01"),
            ..world.registration(&territory, "Hội Làm vườn", "Làm vườn")
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ExtendTermCongressRequest {
            association_id: id.clone(),
            occurred_on: "2022-04-01".into(),
            decision_ref: decision(),
            extended_to: "2022-12-31".into(),
        }
    );
    world.is_now("2022-12-20T03:00:00Z");
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RecordTermCongressRequest {
            association_id: id.clone(),
            occurred_on: "2022-11-30".into(),
            permission_ref: decision(),
            attendance: Some(wire::Attendance { called: 140, present: 139 }),
            term: term("2022-11-30", "2027-11-30"),
            minutes: evidence(),
            extraordinary: false,
        }
    );
    let term_on = async |day| {
        let association = world.association_on(&id, day, &receipt).await.unwrap();
        (association.term.unwrap(), association.congress_due_on)
    };
    let first = term("2017-05-01", "2022-05-01").unwrap();
    assert_eq!(term_on("2022-03-31").await, (first.clone(), "2022-05-01".into()));
    assert_eq!(term_on("2022-04-01").await, (first, "2022-12-31".into()));
    let second = term("2022-11-30", "2027-11-30").unwrap();
    assert_eq!(term_on("2022-11-30").await, (second, "2027-11-30".into()));
}

#[tokio::test]
async fn an_association_changes_its_name_its_work_and_its_charter() {
    let world = World::start().await;
    let territory = world.territory().await;
    let (id, first) = world.registered(&territory, "Hội Làm vườn", "Làm vườn").await;
    let receipt = thoroughly!(
        world,
        first.etag,
        RenameAssociationRequest {
            association_id: id.clone(),
            full_name: "Hội Làm vườn và Trang trại".into(),
            short_name: "Hội Làm vườn".into(),
            occurred_on: "2020-01-01".into(),
            decision_ref: decision(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ChangeCharterRequest {
            association_id: id.clone(),
            occurred_on: "2020-01-01".into(),
            decision_ref: decision(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ChangeAssociationScopeRequest {
            association_id: id.clone(),
            scope: AssociationScope::Commune.into(),
            territory_unit_id: territory.clone(),
            science_field: ScienceField::NaturalSciences.into(),
            main_field: "Trang trại".into(),
            occurred_on: "2021-01-01".into(),
            decision_ref: decision(),
            mass_association: Some(true),
        }
    );

    let before = world.association_on(&id, "2019-12-31", &receipt).await.unwrap();
    assert_eq!((before.full_name.as_str(), before.short_name.as_str()), ("Hội Làm vườn", ""));
    let after = world.association_on(&id, "2021-01-01", &receipt).await.unwrap();
    assert_eq!(after.full_name, "Hội Làm vườn và Trang trại");
    assert_eq!(after.scope(), AssociationScope::Commune);
    assert_eq!(after.science_field(), ScienceField::NaturalSciences);
    assert_eq!(after.main_field, "Trang trại");
    assert_eq!((before.mass_association, after.mass_association), (false, true));
    world.registered(&territory, "Hội Làm vườn", "Làm vườn").await;
    let taken = world.registration(&territory, "Hội Làm vườn và trang trại", "Khác");
    let reason = world.refused(taken).await;
    assert_eq!(reason, (Code::AlreadyExists, "ASSOCIATION_NAME_TAKEN".into()));
}

#[tokio::test]
async fn a_mass_association_stays_one_until_that_is_stated_anew() {
    let world = World::start().await;
    let territory = world.territory().await;
    let request = wire::RegisterAssociationRequest {
        mass_association: true,
        ..world.registration(&territory, "Hội Khuyến học", "Khuyến học")
    };
    let id = request.association_id.clone();
    let mut receipt = world.done(request).await;
    for (day, mass_association) in [("2020-01-01", None), ("2021-01-01", Some(false))] {
        let change = wire::ChangeAssociationScopeRequest {
            association_id: id.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            scope: AssociationScope::Province.into(),
            territory_unit_id: territory.clone(),
            science_field: ScienceField::SocialSciences.into(),
            main_field: format!("Khuyến học {day}"),
            occurred_on: day.into(),
            decision_ref: decision(),
            mass_association,
            ..Default::default()
        };
        receipt = world.done(change).await;
    }
    let mut mass = Vec::new();
    for day in ["2016-01-01", "2020-12-31", "2021-01-01"] {
        mass.push(world.association_on(&id, day, &receipt).await.unwrap().mass_association);
    }
    assert_eq!(mass, [true, true, false]);
}

#[tokio::test]
async fn a_name_may_change_its_spelling_only() {
    let world = World::start().await;
    let territory = world.territory().await;
    let (id, first) = world.registered(&territory, "Hội làm vườn", "Làm vườn").await;
    let receipt = world
        .done(wire::RenameAssociationRequest {
            association_id: id.clone(),
            etag: first.etag,
            request_id: fresh(),
            full_name: "Hội Làm Vườn".into(),
            occurred_on: "2020-01-01".into(),
            decision_ref: decision(),
            ..Default::default()
        })
        .await;
    let renamed = world.association_on(&id, "2020-01-01", &receipt).await.unwrap();
    assert_eq!(renamed.full_name, "Hội Làm Vườn");
}

#[tokio::test]
async fn an_association_is_suspended_resumed_and_dissolved() {
    let world = World::start().await;
    let territory = world.territory().await;
    let (id, first) = world.registered(&territory, "Hội Nuôi ong", "Nuôi ong").await;
    let receipt = thoroughly!(
        world,
        first.etag,
        SuspendAssociationRequest {
            association_id: id.clone(),
            occurred_on: "2022-01-01".into(),
            decision_ref: decision(),
            until: "2027-06-30".into(),
            reason: "Hai năm không báo cáo".into(),
        }
    );
    let suspended = world.association_on(&id, "2022-01-01", &receipt).await.unwrap();
    assert_eq!(suspended.suspended_until, "2027-06-30");
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ResumeAssociationRequest {
            association_id: id.clone(),
            occurred_on: "2022-05-01".into(),
            decision_ref: decision(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        StartDissolutionRequest {
            association_id: id.clone(),
            occurred_on: "2024-01-01".into(),
            decision_ref: decision(),
            ground: DissolutionGround::Voluntary.into(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        CompleteDissolutionRequest {
            association_id: id.clone(),
            occurred_on: "2024-06-01".into(),
            decision_ref: decision(),
            settlement: evidence(),
        }
    );

    let name = || vec!["Hội Nuôi ong".to_owned()];
    let states = [
        ("2021-12-31", AssociationState::Active),
        ("2022-04-30", AssociationState::Suspended),
        ("2023-12-31", AssociationState::Active),
        ("2024-05-31", AssociationState::Dissolving),
        ("2024-06-01", AssociationState::Dissolved),
    ];
    for (day, state) in states {
        assert_eq!(world.associations_in(state, day, &receipt).await, name(), "on {day}");
    }
    assert!(
        world.associations_in(AssociationState::Active, "2026-01-01", &receipt).await.is_empty()
    );
    assert_eq!(
        world.associations_in(AssociationState::Unspecified, "2026-01-01", &receipt).await,
        name()
    );
    let late = wire::ChangeCharterRequest {
        association_id: id,
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        occurred_on: "2024-06-02".into(),
        decision_ref: decision(),
    };
    let reason = world.refused(late).await;
    assert_eq!(reason, (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
    world.registered(&territory, "Hội Nuôi ong", "Nuôi ong").await;
}
