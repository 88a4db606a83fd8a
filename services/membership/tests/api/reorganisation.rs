//! Associations out of associations: all of it or nothing.

use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use tonic::Code;
use wire::{AssociationScope, AssociationState, ScienceField, UnionMembershipState};

use crate::battery::thoroughly;
use crate::directory::decision;
use crate::world::{World, fresh};

fn newcomer(territory: &str, name: &str, field: &str) -> wire::NewAssociation {
    wire::NewAssociation {
        association_id: fresh(),
        full_name: name.into(),
        short_name: String::new(),
        scope: AssociationScope::Province.into(),
        territory_unit_id: territory.into(),
        science_field: ScienceField::Humanities.into(),
        main_field: field.into(),
        term: None,
        illustrative: true,
        mass_association: true,
    }
}

impl World {
    async fn state(&self, id: &str, after: &CommandReceipt) -> AssociationState {
        self.association_on(id, "2026-01-01", after).await.unwrap().state()
    }
}

#[tokio::test]
async fn a_merged_association_ends_and_leaves_the_union() {
    let world = World::start().await;
    let territory = world.territory().await;
    let union = world.union().await;
    let (one, first) = world.registered(&territory, "Hội Đông y", "Đông y").await;
    let (other, _) = world.registered(&territory, "Hội Đông y thành phố", "Y học cổ truyền").await;
    world.member(&one, &union).await;

    let receipt = thoroughly!(
        world,
        first.etag,
        MergeAssociationRequest {
            association_id: one.clone(),
            successor_association_id: other.clone(),
            occurred_on: "2025-07-01".into(),
            decision_ref: decision(),
        }
    );

    let types: Vec<_> = receipt.events.iter().map(|event| event.event_type.as_str()).collect();
    let freed = ["reservation.released", "reservation.released"];
    let told = ["AssociationMerged", "UnionMembershipEnded"];
    assert_eq!(types, [&told[..], &freed, &["association.absorbed"]].concat());
    let merged = world.association_on(&one, "2026-01-01", &receipt).await.unwrap();
    assert_eq!(merged.state(), AssociationState::Merged);
    assert_eq!(merged.successor_association_ids, [other.as_str()]);
    assert_eq!(world.state(&other, &receipt).await, AssociationState::Active);
    let membership = world.membership_on(&one, "2025-07-01", &receipt).await;
    assert_eq!(membership.state(), UnionMembershipState::EndedWithAssociation);
    assert_eq!(membership.state_since, "2025-07-01");
}

#[tokio::test]
async fn a_merger_with_a_missing_association_records_nothing() {
    let world = World::start().await;
    let territory = world.territory().await;
    let (one, first) = world.registered(&territory, "Hội Đông y", "Đông y").await;
    let merge = |successor: &str| wire::MergeAssociationRequest {
        association_id: one.clone(),
        etag: first.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        successor_association_id: successor.into(),
        occurred_on: "2025-07-01".into(),
        decision_ref: decision(),
    };
    let reason = world.refused(merge(&fresh())).await;
    assert_eq!(reason, (Code::NotFound, "ASSOCIATION_NOT_FOUND".into()));
    let reason = world.refused(merge(&one)).await;
    assert_eq!(reason, (Code::InvalidArgument, "ASSOCIATION_NAMED_TWICE".into()));
    assert_eq!(world.state(&one, &first).await, AssociationState::Active);
}

#[tokio::test]
async fn a_consolidated_association_takes_on_the_name_of_one_that_ends() {
    let world = World::start().await;
    let territory = world.territory().await;
    let (one, first) = world.registered(&territory, "Hội Lịch sử", "Lịch sử").await;
    let (other, _) = world.registered(&territory, "Hội Khảo cổ", "Khảo cổ").await;
    let heir = newcomer(&territory, "Hội Lịch sử", "Khảo cổ");
    let request = wire::ConsolidateAssociationsRequest {
        association_ids: vec![one.clone(), other.clone()],
        etag: first.etag,
        request_id: fresh(),
        validate_only: false,
        successor: Some(heir.clone()),
        occurred_on: "2025-07-01".into(),
        decision_ref: decision(),
    };
    let stale = wire::ConsolidateAssociationsRequest {
        request_id: fresh(),
        etag: crate::battery::other_than(&request.etag),
        ..request.clone()
    };
    let without = wire::ConsolidateAssociationsRequest {
        request_id: fresh(),
        etag: String::new(),
        ..request.clone()
    };
    world.needs_its_etag(without, stale).await;
    let dry = wire::ConsolidateAssociationsRequest {
        request_id: fresh(),
        validate_only: true,
        ..request.clone()
    };
    let reused = wire::ConsolidateAssociationsRequest {
        occurred_on: "2025-07-02".into(),
        ..request.clone()
    };
    let receipt = world.once(dry, request, reused).await;

    for ended in [&one, &other] {
        let ended = world.association_on(ended, "2026-01-01", &receipt).await.unwrap();
        assert_eq!(ended.state(), AssociationState::Merged);
        assert_eq!(ended.successor_association_ids, [heir.association_id.as_str()]);
    }
    assert_eq!(world.state(&heir.association_id, &receipt).await, AssociationState::Active);
    for (name, field, reason) in [
        ("Hội Lịch sử", "Mới", "ASSOCIATION_NAME_TAKEN"),
        ("Hội Mới", "Khảo cổ", "MAIN_FIELD_TAKEN"),
    ] {
        let refused = world.refused(world.registration(&territory, name, field)).await;
        assert_eq!(refused, (Code::AlreadyExists, reason.into()));
    }
    world.registered(&territory, "Hội Khảo cổ", "Lịch sử").await;
}

#[tokio::test]
async fn a_divided_association_ends_in_new_ones() {
    let world = World::start().await;
    let territory = world.territory().await;
    let (one, first) = world.registered(&territory, "Hội Chăn nuôi - Thú y", "Chăn nuôi").await;
    let heirs = [
        newcomer(&territory, "Hội Chăn nuôi", "Chăn nuôi"),
        newcomer(&territory, "Hội Thú y", "Thú y"),
    ];
    let twins = wire::DivideAssociationRequest {
        association_id: one.clone(),
        etag: first.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        successors: vec![heirs[0].clone(), newcomer(&territory, "Hội chăn nuôi", "Khác")],
        occurred_on: "2025-07-01".into(),
        decision_ref: decision(),
    };
    let reason = world.refused(twins).await;
    assert_eq!(reason, (Code::AlreadyExists, "ASSOCIATION_NAME_TAKEN".into()));

    let receipt = thoroughly!(
        world,
        first.etag,
        DivideAssociationRequest {
            association_id: one.clone(),
            successors: heirs.to_vec(),
            occurred_on: "2025-07-01".into(),
            decision_ref: decision(),
        }
    );
    let split = world.association_on(&one, "2026-01-01", &receipt).await.unwrap();
    assert_eq!(split.state(), AssociationState::Split);
    let ids = heirs.map(|heir| heir.association_id);
    assert_eq!(split.successor_association_ids, ids);
    for id in &ids {
        assert_eq!(world.state(id, &receipt).await, AssociationState::Active);
    }
}

#[tokio::test]
async fn one_that_others_are_separated_from_goes_on() {
    let world = World::start().await;
    let territory = world.territory().await;
    let union = world.union().await;
    let (one, first) = world.registered(&territory, "Hội Y học", "Y học").await;
    world.member(&one, &union).await;
    let new = newcomer(&territory, "Hội Điều dưỡng", "Điều dưỡng");
    let receipt = thoroughly!(
        world,
        first.etag,
        SeparateAssociationRequest {
            association_id: one.clone(),
            separated: vec![new.clone()],
            occurred_on: "2025-07-01".into(),
            decision_ref: decision(),
        }
    );
    assert_eq!(world.state(&one, &receipt).await, AssociationState::Active);
    assert_eq!(world.state(&new.association_id, &receipt).await, AssociationState::Active);
    let membership = world.membership_on(&one, "2025-07-01", &receipt).await;
    assert_eq!(membership.state(), UnionMembershipState::Active);
    let taken = world.registration(&territory, "Hội Y học", "Khác");
    let reason = world.refused(taken).await;
    assert_eq!(reason, (Code::AlreadyExists, "ASSOCIATION_NAME_TAKEN".into()));
}
