//! From the idea of an association to its approved charter.

use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use tonic::Code;
use wire::association_service_client::AssociationServiceClient;
use wire::{AssociationScope, AssociationState, DossierDocument, ScienceField, UnitKind};

use crate::battery::{creating, thoroughly};
use crate::directory::decision;
use crate::world::{World, fresh, on};

pub fn evidence() -> Option<wire::EvidenceRef> {
    Some(wire::EvidenceRef {
        number_symbol: "1/BB".into(),
        issued_on: "2021-01-01".into(),
        issuer_id: fresh(),
        file_sha256: "0".repeat(64),
    })
}

pub fn term(from: &str, to: &str) -> Option<wire::Term> {
    Some(wire::Term { from: from.into(), to: to.into() })
}

pub const ALL_DOCUMENTS: [DossierDocument; 4] = [
    DossierDocument::Application,
    DossierDocument::CharterDraft,
    DossierDocument::FoundersList,
    DossierDocument::OfficeProof,
];

pub fn dossier() -> Vec<i32> {
    ALL_DOCUMENTS.map(i32::from).to_vec()
}

impl World {
    pub async fn territory(&self) -> String {
        self.unit(&format!("HD.{}", &fresh()[24..28].to_uppercase()), UnitKind::Province).await.0
    }

    pub fn proposal(
        &self,
        territory: &str,
        name: &str,
        field: &str,
    ) -> wire::ProposeFoundingRequest {
        wire::ProposeFoundingRequest {
            association_id: fresh(),
            request_id: fresh(),
            validate_only: false,
            full_name: name.into(),
            short_name: String::new(),
            scope: AssociationScope::Province.into(),
            territory_unit_id: territory.into(),
            science_field: ScienceField::EngineeringAndTechnology.into(),
            main_field: field.into(),
            occurred_on: "2025-01-02".into(),
            illustrative: true,
            mass_association: false,
        }
    }

    pub async fn association_on(
        &self,
        id: &str,
        day: &str,
        after: &CommandReceipt,
    ) -> Result<wire::Association, tonic::Status> {
        let request =
            wire::GetAssociationRequest { association_id: id.into(), read_at: on(day, after) };
        let answer = AssociationServiceClient::new(self.channel()).get_association(request).await?;
        Ok(answer.into_inner().association.unwrap())
    }

    /// An association that may hold its founding congress by the 9th of May 2025.
    pub async fn permitted(&self, name: &str, field: &str) -> (String, CommandReceipt) {
        let territory = self.territory().await;
        let proposal = self.proposal(&territory, name, field);
        let id = proposal.association_id.clone();
        let receipt = self.done(proposal).await;
        let receipt = self
            .done(wire::RecogniseFoundingCommitteeRequest {
                association_id: id.clone(),
                etag: receipt.etag,
                request_id: fresh(),
                validate_only: false,
                occurred_on: "2025-01-10".into(),
                decision_ref: decision(),
            })
            .await;
        let receipt = self.done(permission(&id, &receipt.etag)).await;
        (id, receipt)
    }
}

pub fn permission(id: &str, etag: &str) -> wire::PermitEstablishmentRequest {
    wire::PermitEstablishmentRequest {
        association_id: id.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        occurred_on: "2025-02-08".into(),
        decision_ref: decision(),
        founders: 50,
        seat: "Số 1, phố Sao Đỏ".into(),
        dossier: dossier(),
    }
}

#[tokio::test]
async fn an_association_comes_to_life() {
    let world = World::start().await;
    world.is_now("2025-05-01T03:00:00Z");
    let territory = world.territory().await;
    let id = fresh();
    let receipt = creating!(
        world,
        association_id,
        ProposeFoundingRequest {
            association_id: id.clone(),
            ..world.proposal(&territory, "Hội Cơ khí tỉnh Hải Dương", "Cơ khí")
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RecogniseFoundingCommitteeRequest {
            association_id: id.clone(),
            occurred_on: "2025-01-10".into(),
            decision_ref: decision(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        PermitEstablishmentRequest {
            association_id: id.clone(),
            occurred_on: "2025-02-08".into(),
            decision_ref: decision(),
            founders: 50,
            seat: "Số 1, phố Sao Đỏ".into(),
            dossier: dossier(),
        }
    );
    let permitted = world.association_on(&id, "2025-02-08", &receipt).await.unwrap();
    assert_eq!(permitted.state(), AssociationState::Permitted);
    assert_eq!(permitted.congress_due_on, "2025-05-09", "90 days, by the decree of that day");
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ExtendFoundingCongressRequest {
            association_id: id.clone(),
            occurred_on: "2025-05-01".into(),
            decision_ref: decision(),
            extended_to: "2025-06-08".into(),
        }
    );
    world.is_now("2025-06-08T03:00:00Z");
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RecordFoundingCongressRequest {
            association_id: id.clone(),
            occurred_on: "2025-06-08".into(),
            attendance: Some(wire::Attendance { called: 50, present: 26 }),
            term: term("2025-06-08", "2030-06-08"),
            minutes: evidence(),
        }
    );
    world.is_now("2025-07-01T03:00:00Z");
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ApproveCharterRequest {
            association_id: id.clone(),
            occurred_on: "2025-07-01".into(),
            decision_ref: decision(),
        }
    );
    let types: Vec<_> = receipt.events.iter().map(|event| event.event_type.as_str()).collect();
    assert_eq!(types, ["CharterApproved", "AssociationActivated"]);

    let states = [
        ("2025-01-02", AssociationState::FoundingCommittee),
        ("2025-01-10", AssociationState::Preparing),
        ("2025-06-07", AssociationState::Permitted),
        ("2025-06-08", AssociationState::CongressHeld),
        ("2025-07-01", AssociationState::Active),
    ];
    for (day, state) in states {
        let association = world.association_on(&id, day, &receipt).await.unwrap();
        assert_eq!(association.state(), state, "on {day}");
        assert_eq!(association.etag, receipt.etag);
    }
    let active = world.association_on(&id, "2026-01-01", &receipt).await.unwrap();
    assert_eq!(active.term, term("2025-06-08", "2030-06-08"));
    assert_eq!(active.state_since, "2025-07-01");
    assert_eq!(active.decision_ref.unwrap().number_symbol, "1-QĐ/TU");
    assert!(active.illustrative);
    assert!(world.association_on(&id, "2025-01-01", &receipt).await.is_err());
}

#[tokio::test]
async fn a_permission_is_refused_by_the_rules_of_its_day() {
    let world = World::start().await;
    let territory = world.territory().await;
    let mut proposal = world.proposal(&territory, "Hội Tin học", "Tin học");
    proposal.occurred_on = "2009-01-02".into();
    let id = proposal.association_id.clone();
    let receipt = world.done(proposal).await;
    let recognise = wire::RecogniseFoundingCommitteeRequest {
        association_id: id.clone(),
        etag: receipt.etag,
        request_id: fresh(),
        validate_only: false,
        occurred_on: "2009-01-10".into(),
        decision_ref: decision(),
    };
    let receipt = world.done(recognise).await;
    let permission = permission(&id, &receipt.etag);

    let too_old =
        wire::PermitEstablishmentRequest { occurred_on: "2009-02-08".into(), ..permission.clone() };
    let reason = world.refused(too_old).await;
    assert_eq!(reason, (Code::FailedPrecondition, "NO_RULES_FOR_DAY".into()));
    let too_few = wire::PermitEstablishmentRequest { founders: 49, ..permission.clone() };
    let reason = world.refused(too_few).await;
    assert_eq!(reason, (Code::FailedPrecondition, "TOO_FEW_FOUNDERS".into()));
    let incomplete = wire::PermitEstablishmentRequest { dossier: vec![1, 3], ..permission };
    let reason = world.refused(incomplete).await;
    assert_eq!(reason, (Code::InvalidArgument, "DOSSIER_INCOMPLETE".into()));
}

#[tokio::test]
async fn name_and_field_are_free_again_after_a_rejection() {
    let world = World::start().await;
    let territory = world.territory().await;
    let first = world.proposal(&territory, "Hội Nghề cá tỉnh Hải Dương", "Nghề cá");
    let id = first.association_id.clone();
    let receipt = world.done(first.clone()).await;

    let named = || world.proposal(&territory, "HỘI NGHỀ CÁ  tỉnh Hải Dương", "Thủy sản");
    let reason = world.refused(named()).await;
    assert_eq!(reason, (Code::AlreadyExists, "ASSOCIATION_NAME_TAKEN".into()));
    let active_in = || world.proposal(&territory, "Hội Thủy sản", "nghề cá");
    let reason = world.refused(active_in()).await;
    assert_eq!(reason, (Code::AlreadyExists, "MAIN_FIELD_TAKEN".into()));
    let elsewhere = world.territory().await;
    world.done(world.proposal(&elsewhere, "Hội Nghề cá tỉnh Hải Dương", "Nghề cá")).await;

    let receipt = thoroughly!(
        world,
        receipt.etag,
        RejectFoundingRequest {
            association_id: id.clone(),
            occurred_on: "2025-02-01".into(),
            decision_ref: decision(),
            reason: "Chưa đủ điều kiện".into(),
        }
    );
    let closed = world.association_on(&id, "2025-02-01", &receipt).await.unwrap();
    assert_eq!(closed.state(), AssociationState::Closed);
    world.done(named()).await;
    let again = wire::ProposeFoundingRequest { request_id: fresh(), ..first };
    let reason = world.refused(again).await;
    assert_eq!(reason, (Code::AlreadyExists, "ASSOCIATION_ALREADY_EXISTS".into()));
}

#[tokio::test]
async fn one_of_two_that_want_a_name_at_once_gets_it() {
    let world = World::start().await;
    let territory = world.territory().await;
    let wanted = || world.proposal(&territory, "Hội Tin học", "Tin học");
    let (one, other) = tokio::join!(world.send(wanted()), world.send(wanted()));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
}
