//! Whether an association is in the Union, apart from its legal life.

use chrono::DateTime;
use contracts::access::v1::Kind;
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::membership::v1 as wire;
use tonic::Code;
use wire::union_membership_service_client::UnionMembershipServiceClient;
use wire::{LapseGround, UnionMembershipFact, UnionMembershipState as State, UnitKind};

use crate::battery::{creating, thoroughly};
use crate::directory::decision;
use crate::founding::evidence;
use crate::world::{World, fresh, on};

impl World {
    pub async fn union(&self) -> String {
        let code = format!("LHH.{}", &fresh()[24..28].to_uppercase());
        let union = self.unit(&code, UnitKind::ProvincialUnion).await.0;
        self.entrust(wire::Role::UnionAdmin, Kind::Unit, &union).await;
        union
    }

    /// Another Union, with a right over both of them.
    async fn union_beside(&self, union: &str) -> String {
        let neighbour = self.union().await;
        let parent = self.territory().await;
        for unit_id in [union, &neighbour] {
            self.done(wire::ReparentUnitRequest {
                unit_id: unit_id.into(),
                etag: format!("\"unit-{unit_id}-1\""),
                request_id: fresh(),
                validate_only: false,
                parent_unit_id: parent.clone(),
                occurred_on: "1997-01-02".into(),
                decision_ref: None,
            })
            .await;
        }
        self.entrust(wire::Role::UnionAdmin, Kind::Unit, &parent).await;
        neighbour
    }

    /// Admits an association on the 1st of March 2021.
    pub async fn member(&self, association: &str, union: &str) -> CommandReceipt {
        let receipt = self.done(application(association, union)).await;
        self.done(wire::ApproveApplicationRequest {
            association_id: association.into(),
            etag: receipt.etag,
            request_id: fresh(),
            validate_only: false,
            occurred_on: "2021-03-01".into(),
            decision_ref: decision(),
            vote: None,
        })
        .await
    }

    pub async fn membership_on(
        &self,
        association: &str,
        day: &str,
        after: &CommandReceipt,
    ) -> wire::UnionMembership {
        self.membership_at(association, on(day, after)).await
    }

    async fn membership_at(&self, id: &str, read_at: Option<ReadAt>) -> wire::UnionMembership {
        let request = wire::GetUnionMembershipRequest { association_id: id.into(), read_at };
        let mut client = UnionMembershipServiceClient::new(self.channel());
        let answer = client.get_union_membership(request).await.unwrap().into_inner();
        answer.union_membership.unwrap()
    }
}

pub fn application(association: &str, union: &str) -> wire::ApplyForUnionMembershipRequest {
    wire::ApplyForUnionMembershipRequest {
        association_id: association.into(),
        request_id: fresh(),
        validate_only: false,
        union_unit_id: union.into(),
        occurred_on: "2021-02-01".into(),
        application: evidence(),
    }
}

#[tokio::test]
async fn a_membership_goes_through_its_states() {
    let world = World::start().await;
    let (territory, union) = (world.territory().await, world.union().await);
    let neighbour = world.union_beside(&union).await;
    let (id, _) = world.registered(&territory, "Hội Tin học", "Tin học").await;
    let receipt = creating!(
        world,
        association_id,
        ApplyForUnionMembershipRequest { association_id: id.clone(), ..application(&id, &union) }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RequestMoreFromApplicantRequest {
            association_id: id.clone(),
            occurred_on: "2021-02-10".into(),
            wanted: "Điều lệ có phê duyệt".into(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ApproveApplicationRequest {
            association_id: id.clone(),
            occurred_on: "2021-03-01".into(),
            decision_ref: decision(),
            vote: Some(wire::BoardVote { entitled: 35, present: 30, in_favour: 29 }),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        SuspendUnionMembershipRequest {
            association_id: id.clone(),
            occurred_on: "2021-06-01".into(),
            decision_ref: decision(),
            until: "2021-12-31".into(),
            reason: "Không báo cáo".into(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ReinstateUnionMembershipRequest {
            association_id: id.clone(),
            occurred_on: "2021-09-01".into(),
            decision_ref: None,
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        LapseUnionMembershipRequest {
            association_id: id.clone(),
            occurred_on: "2022-06-01".into(),
            ground: LapseGround::Dues.into(),
            due_on: "2021-12-31".into(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RenewUnionMembershipRequest {
            association_id: id.clone(),
            occurred_on: "2022-09-01".into(),
            decision_ref: None,
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        TransferUnionMembershipRequest {
            association_id: id.clone(),
            to_union_unit_id: neighbour.clone(),
            occurred_on: "2025-07-01".into(),
            decision_ref: decision(),
        }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        LeaveUnionRequest {
            association_id: id.clone(),
            occurred_on: "2026-01-01".into(),
            decision_ref: None,
            reason: "Theo nguyện vọng của hội".into(),
        }
    );

    let states = [
        ("2021-02-01", State::Applied, &union),
        ("2021-03-01", State::Active, &union),
        ("2021-06-01", State::Suspended, &union),
        ("2021-09-01", State::Active, &union),
        ("2022-06-01", State::Lapsed, &union),
        ("2022-09-01", State::Active, &union),
        ("2025-07-01", State::Active, &neighbour),
        ("2026-01-01", State::Left, &neighbour),
    ];
    for (day, state, union) in states {
        let membership = world.membership_on(&id, day, &receipt).await;
        assert_eq!((membership.state(), &membership.union_unit_id), (state, union), "on {day}");
        assert_eq!(membership.etag, receipt.etag);
    }
    let member = world.membership_on(&id, "2023-01-01", &receipt).await;
    assert_eq!(member.admitted_on, "2021-03-01");
}

#[tokio::test]
async fn an_application_is_withdrawn_or_rejected() {
    let world = World::start().await;
    let (territory, union) = (world.territory().await, world.union().await);
    let (id, _) = world.registered(&territory, "Hội Tin học", "Tin học").await;
    let receipt = world.done(application(&id, &union)).await;
    thoroughly!(
        world,
        receipt.etag,
        WithdrawApplicationRequest { association_id: id.clone(), occurred_on: "2021-02-05".into() }
    );
    let again = wire::ApplyForUnionMembershipRequest {
        occurred_on: "2021-02-06".into(),
        ..application(&id, &union)
    };
    let receipt = world.done(again).await;
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RejectApplicationRequest {
            association_id: id.clone(),
            occurred_on: "2021-02-10".into(),
            decision_ref: decision(),
            reason: "Ngoài lĩnh vực".into(),
        }
    );
    let membership = world.membership_on(&id, "2021-02-10", &receipt).await;
    assert_eq!(membership.state(), State::Rejected);
}

#[tokio::test]
async fn a_member_is_expelled() {
    let world = World::start().await;
    let (territory, union) = (world.territory().await, world.union().await);
    let (id, _) = world.registered(&territory, "Hội Tin học", "Tin học").await;
    let receipt = world.member(&id, &union).await;
    let receipt = thoroughly!(
        world,
        receipt.etag,
        ExpelFromUnionRequest {
            association_id: id.clone(),
            occurred_on: "2024-01-01".into(),
            decision_ref: decision(),
            reason: "Vi phạm điều lệ".into(),
        }
    );
    let ask = |state: State, union: &str| wire::ListUnionMembershipsRequest {
        read_at: on("2024-01-01", &receipt),
        state: state.into(),
        union_unit_id: union.into(),
        ..Default::default()
    };
    let mut client = UnionMembershipServiceClient::new(world.channel());
    let expelled = client.list_union_memberships(ask(State::Expelled, &union)).await.unwrap();
    assert_eq!(expelled.into_inner().union_memberships[0].association_id, id);
    for none in [ask(State::Active, &union), ask(State::Expelled, &fresh())] {
        let answer = client.list_union_memberships(none).await.unwrap().into_inner();
        assert_eq!(answer.union_memberships, []);
    }
}

#[tokio::test]
async fn only_an_active_association_joins_a_union_that_exists() {
    let world = World::start().await;
    let (territory, union) = (world.territory().await, world.union().await);
    let proposal = world.proposal(&territory, "Hội Tin học", "Tin học");
    let proposed = proposal.association_id.clone();
    world.done(proposal).await;
    let reason = world.refused(application(&proposed, &union)).await;
    assert_eq!(reason, (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
    let reason = world.refused(application(&fresh(), &union)).await;
    assert_eq!(reason, (Code::NotFound, "ASSOCIATION_NOT_FOUND".into()));
    let (id, _) = world.registered(&territory, "Hội Cầu đường", "Cầu đường").await;
    world.entrust(wire::Role::UnionAdmin, Kind::Unit, &territory).await;
    let reason = world.refused(application(&id, &territory)).await;
    assert_eq!(reason, (Code::FailedPrecondition, "NOT_A_UNION".into()));
    let nowhere = fresh();
    world.entrust(wire::Role::UnionAdmin, Kind::Unit, &nowhere).await;
    let reason = world.refused(application(&id, &nowhere)).await;
    assert_eq!(reason, (Code::NotFound, "UNIT_NOT_FOUND".into()));
}

#[tokio::test]
async fn a_corrected_day_is_known_from_then_on() {
    let world = World::start().await;
    let (territory, union) = (world.territory().await, world.union().await);
    let (id, _) = world.registered(&territory, "Hội Tin học", "Tin học").await;
    let admitted = world.member(&id, &union).await;
    let receipt = thoroughly!(
        world,
        admitted.etag,
        CorrectUnionMembershipRequest {
            association_id: id.clone(),
            fact: UnionMembershipFact::AdmittedOn.into(),
            corrected_to: "2021-04-01".into(),
            source: evidence(),
            reason: "Ghi nhầm ngày".into(),
        }
    );
    let corrected = world.membership_on(&id, "2021-03-15", &receipt).await;
    assert_eq!(corrected.state(), State::Applied);
    let corrected = world.membership_on(&id, "2021-04-01", &receipt).await;
    assert_eq!((corrected.state(), corrected.admitted_on), (State::Active, "2021-04-01".into()));

    let known_at = admitted.recorded_at;
    let (seconds, nanos) = known_at.map(|at| (at.seconds, at.nanos)).unwrap();
    assert!(DateTime::from_timestamp(seconds, nanos.unsigned_abs()).is_some());
    let read_at = Some(ReadAt { known_at, ..on("2021-03-15", &receipt).unwrap() });
    let before = world.membership_at(&id, read_at).await;
    assert_eq!((before.state(), before.admitted_on), (State::Active, "2021-03-01".into()));
    assert_eq!(before.etag, "", "nothing can be done to an earlier state of knowledge");

    let receipt = world
        .done(wire::LeaveUnionRequest {
            association_id: id.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            occurred_on: "2024-01-01".into(),
            reason: "Theo nguyện vọng".into(),
            ..Default::default()
        })
        .await;
    let receipt = world
        .done(wire::CorrectUnionMembershipRequest {
            association_id: id.clone(),
            etag: receipt.etag,
            request_id: fresh(),
            fact: UnionMembershipFact::EndedOn.into(),
            corrected_to: "2024-02-01".into(),
            source: evidence(),
            reason: "Ghi nhầm ngày".into(),
            ..Default::default()
        })
        .await;
    let membership = world.membership_on(&id, "2024-01-31", &receipt).await;
    assert_eq!(membership.state(), State::Active);
    let membership = world.membership_on(&id, "2024-02-01", &receipt).await;
    assert_eq!((membership.state(), membership.state_since), (State::Left, "2024-02-01".into()));
}
