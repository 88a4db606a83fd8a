//! Which moment an answer shows.

use contracts::ledger::v1::ReadAt;
use contracts::membership::v1 as wire;
use tonic::Code;
use wire::UnitKind;
use wire::unit_service_client::UnitServiceClient;

use crate::world::{World, fresh, on, refusal};

#[tokio::test]
async fn what_was_known_at_an_instant_stays_so() {
    let world = World::start().await;
    let (unit, first) = world.unit("HD.BTG", UnitKind::PartyBoard).await;
    let renamed = world
        .done(wire::RenameUnitRequest {
            unit_id: unit.clone(),
            etag: first.etag.clone(),
            request_id: fresh(),
            full_name: "Tên ghi muộn".into(),
            occurred_on: "2012-01-01".into(),
            ..Default::default()
        })
        .await;
    let now = world.unit_on(&unit, "2013-01-01", &renamed).await.unwrap();
    assert_eq!(now.full_name, "Tên ghi muộn");

    let known_at = first.recorded_at;
    let request = wire::GetUnitRequest {
        unit_id: unit.clone(),
        code: String::new(),
        read_at: Some(ReadAt { known_at, ..on("2013-01-01", &renamed).unwrap() }),
    };
    let mut client = UnitServiceClient::new(world.channel());
    let before = client.get_unit(request).await.unwrap().into_inner().unit.unwrap();
    assert_eq!(before.full_name, "Đơn vị HD.BTG");
    assert_eq!(before.etag, "");
}

#[tokio::test]
async fn an_answer_waits_for_what_the_caller_has_seen() {
    let world = World::start().await;
    for index in 0..20 {
        let (unit, receipt) = world.unit(&format!("HD.{index}"), UnitKind::School).await;
        assert_eq!(world.unit_on(&unit, "2020-01-01", &receipt).await.unwrap().unit_id, unit);
    }
}

#[tokio::test]
async fn a_token_from_the_future_is_not_waited_for_beyond_the_deadline() {
    let world = World::start().await;
    let (unit, _) = world.unit("HD.BTG", UnitKind::PartyBoard).await;
    let at_least_tokens = vec!["membership:1000000".to_owned()];
    let read_at = Some(ReadAt { at_least_tokens, ..ReadAt::default() });
    let request = wire::GetUnitRequest { unit_id: unit, code: String::new(), read_at };
    let mut request = tonic::Request::new(request);
    request.set_timeout(std::time::Duration::from_secs(3));
    let status = UnitServiceClient::new(world.channel()).get_unit(request).await.unwrap_err();
    let (code, reason, _) = refusal(&status);
    assert_eq!((code, reason.as_str()), (Code::Unavailable, "PROJECTION_LAGGING"));
}

#[tokio::test]
async fn unset_means_today() {
    let world = World::start().await;
    let (unit, receipt) = world.unit("HD.BTG", UnitKind::PartyBoard).await;
    let read_at = Some(ReadAt { at_least_tokens: vec![receipt.token], ..ReadAt::default() });
    let request = wire::GetUnitRequest { unit_id: unit, code: String::new(), read_at };
    let answer = UnitServiceClient::new(world.channel()).get_unit(request).await.unwrap();
    let info = answer.into_inner().read_info.unwrap();
    assert_eq!(info.read_at.unwrap().as_of, "2026-11-24");
}
