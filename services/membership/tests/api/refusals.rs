//! Bad input has its typed refusal, and no input ends the service.

use contracts::membership::v1 as wire;
use tonic::Code;
use wire::unit_service_client::UnitServiceClient;
use wire::{UnitKind, UnitSuccessionKind};

use crate::world::{World, fresh, refusal};

fn good() -> wire::EstablishUnitRequest {
    wire::EstablishUnitRequest {
        unit_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        code: "HD.BTG".into(),
        kind: UnitKind::PartyBoard.into(),
        full_name: "Ban Tuyên giáo".into(),
        short_name: String::new(),
        parent_unit_id: String::new(),
        occurred_on: "2021-01-01".into(),
        decision_ref: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_refuses_bad_input() {
    World::start().await.refuses_bad_input().await;
}

#[tokio::test]
async fn each_bad_field_is_named() {
    let world = World::start().await;
    type Spoil = fn(&mut wire::EstablishUnitRequest);
    let spoilt: [(Spoil, &str); 14] = [
        (|it| it.unit_id = "1".into(), "unit_id"),
        (|it| it.unit_id = String::new(), "unit_id"),
        (|it| it.request_id = "nonsense".into(), "request_id"),
        (|it| it.code = "hd btg".into(), "code"),
        (|it| it.code = String::new(), "code"),
        (|it| it.kind = 0, "kind"),
        (|it| it.kind = 999, "kind"),
        (|it| it.full_name = "   ".into(), "full_name"),
        (|it| it.full_name = "Ban Tuye\u{302}n gia\u{301}o".into(), "full_name"),
        (|it| it.full_name = "Ban\u{7}".into(), "full_name"),
        (|it| it.full_name = "a".repeat(301), "full_name"),
        (|it| it.occurred_on = "01/01/2021".into(), "occurred_on"),
        (|it| it.occurred_on = "1821-01-01".into(), "occurred_on"),
        (|it| it.parent_unit_id = "cha".into(), "parent_unit_id"),
    ];
    for (spoil, field) in spoilt {
        let mut request = good();
        spoil(&mut request);
        let status = world.send(request.clone()).await.unwrap_err();
        let (code, reason, fields) = refusal(&status);
        assert_eq!((code, reason.as_str()), (Code::InvalidArgument, "FIELD_INVALID"));
        assert_eq!(fields, [field], "{request:?}");
    }
    world.done(good()).await;
}

#[tokio::test]
async fn facts_of_tomorrow_are_refused() {
    let world = World::start().await;
    let territory = world.territory().await;
    let mut request = world.proposal(&territory, "Hội Tin học", "Tin học");
    request.occurred_on = "2026-11-25".into();
    let status = world.send(request.clone()).await.unwrap_err();
    assert_eq!(refusal(&status).2, ["occurred_on"]);
    request.occurred_on = "2026-11-24".into();
    world.done(request).await;
}

#[tokio::test]
async fn faults_inside_messages_carry_their_path() {
    let world = World::start().await;
    let request = wire::RecordUnitSuccessionRequest {
        predecessor_unit_ids: vec![fresh(), "x".into()],
        etag: "\"unit-1\"".into(),
        request_id: fresh(),
        validate_only: false,
        kind: UnitSuccessionKind::MergedInto.into(),
        successors: vec![wire::UnitSuccessor { unit_id: "y".into(), parts: 4_000_000_000 }],
        retained_parts: 0,
        predecessor_ends: false,
        occurred_on: "2025-02-30".into(),
        decision_ref: Some(wire::DecisionRef::default()),
    };
    let status = world.send(request).await.unwrap_err();
    assert_eq!(
        refusal(&status).2,
        [
            "predecessor_unit_ids[1]",
            "successors[0].unit_id",
            "successors[0].parts",
            "occurred_on",
            "decision_ref.number_symbol",
            "decision_ref.issued_on",
            "decision_ref.issuer_unit_id",
        ]
    );
    let nobody = wire::RecordUnitSuccessionRequest {
        etag: "\"unit-1-1\"".into(),
        request_id: fresh(),
        kind: UnitSuccessionKind::MergedInto.into(),
        occurred_on: "2025-03-01".into(),
        ..Default::default()
    };
    let status = world.send(nobody).await.unwrap_err();
    assert_eq!(refusal(&status).2, ["predecessor_unit_ids"]);
}

#[tokio::test]
async fn a_call_without_a_token_is_refused() {
    let world = World::start().await;
    let status = UnitServiceClient::new(world.plain.clone())
        .list_units(wire::ListUnitsRequest::default())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

#[tokio::test]
async fn a_request_that_is_too_large_is_refused() {
    let world = World::start().await;
    let mut request = good();
    request.full_name = "a".repeat(2 << 20);
    let status = world.send(request).await.unwrap_err();
    assert!(matches!(status.code(), Code::OutOfRange | Code::ResourceExhausted), "{status:?}");
    world.done(good()).await;
}

#[tokio::test]
async fn an_unknown_resource_is_not_found() {
    let world = World::start().await;
    let rename = wire::RenameUnitRequest {
        unit_id: fresh(),
        request_id: fresh(),
        full_name: "Ban".into(),
        occurred_on: "2021-01-01".into(),
        ..Default::default()
    };
    let etag = format!("\"unit-{}-1\"", rename.unit_id);
    let refused = world.refused(wire::RenameUnitRequest { etag, ..rename }).await;
    assert_eq!(refused, (Code::NotFound, "UNIT_NOT_FOUND".into()));
}
