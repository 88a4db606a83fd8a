//! Affiliated units, collective members and clubs of the Union.

use contracts::access::v1::Kind;
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use tonic::Code;
use wire::AffiliateKind;
use wire::affiliate_service_client::AffiliateServiceClient;

use crate::battery::{creating, thoroughly};
use crate::directory::decision;
use crate::world::{World, fresh, on};

pub fn affiliation(union: &str, kind: AffiliateKind, name: &str) -> wire::BeginAffiliationRequest {
    wire::BeginAffiliationRequest {
        affiliate_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        union_unit_id: union.into(),
        kind: kind.into(),
        name: name.into(),
        occurred_on: "2020-01-01".into(),
        decision_ref: decision(),
        illustrative: true,
    }
}

impl World {
    async fn affiliates(
        &self,
        day: &str,
        kind: AffiliateKind,
        after: &CommandReceipt,
    ) -> Vec<String> {
        let request = wire::ListAffiliatesRequest {
            read_at: on(day, after),
            kind: kind.into(),
            ..Default::default()
        };
        let mut client = AffiliateServiceClient::new(self.channel());
        let answer = client.list_affiliates(request).await.unwrap().into_inner();
        answer.affiliates.into_iter().map(|it| it.affiliation.unwrap().name).collect()
    }
}

#[tokio::test]
async fn an_affiliation_begins_and_ends() {
    let world = World::start().await;
    let union = world.union().await;
    let begin = affiliation(&union, AffiliateKind::AffiliatedUnit, "Trung tâm Tư vấn");
    let id = begin.affiliate_id.clone();
    let receipt = creating!(world, affiliate_id, BeginAffiliationRequest { ..begin.clone() });
    let receipt = thoroughly!(
        world,
        receipt.etag,
        EndAffiliationRequest {
            affiliate_id: id.clone(),
            occurred_on: "2024-01-01".into(),
            decision_ref: None,
        }
    );
    let any = AffiliateKind::Unspecified;
    assert_eq!(world.affiliates("2019-12-31", any, &receipt).await, [""; 0]);
    assert_eq!(world.affiliates("2023-12-31", any, &receipt).await, ["Trung tâm Tư vấn"]);
    assert_eq!(world.affiliates("2024-01-01", any, &receipt).await, [""; 0]);
    assert_eq!(receipt.events[0].event_type, "AffiliatedUnitClosed");
}

#[tokio::test]
async fn each_kind_has_its_own_events() {
    let world = World::start().await;
    let union = world.union().await;
    let mut last = None;
    for (kind, event_type) in [
        (AffiliateKind::AffiliatedUnit, "AffiliatedUnitEstablished"),
        (AffiliateKind::CollectiveMember, "CollectiveMemberAdmitted"),
        (AffiliateKind::Club, "ClubEstablished"),
    ] {
        let receipt = world.done(affiliation(&union, kind, event_type)).await;
        assert_eq!(receipt.events[0].event_type, event_type);
        last = Some(receipt);
    }
    let clubs = world.affiliates("2024-01-01", AffiliateKind::Club, &last.unwrap()).await;
    assert_eq!(clubs, ["ClubEstablished"]);
    let territory = world.territory().await;
    world.entrust(wire::Role::UnionAdmin, Kind::Unit, &territory).await;
    let reason = world.refused(affiliation(&territory, AffiliateKind::Club, "Câu lạc bộ")).await;
    assert_eq!(reason, (Code::FailedPrecondition, "NOT_A_UNION".into()));
}
