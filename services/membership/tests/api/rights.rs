//! Rights come before everything else, over real gRPC: who may not know, who may not do, who may no more.

use contracts::access::v1::{Duty, Kind};
use contracts::membership::v1 as wire;
use servers::bad_input::GOOD_ID;
use servers::test::eventually;
use servers::uninvited::Uninvited;
use sqlx::{Connection as _, PgConnection};
use tonic::Code;
use tonic_types::StatusExt as _;
use wire::unit_service_client::UnitServiceClient;
use wire::{Role, UnitKind};

use crate::union_memberships::application;
use crate::world::{World, fresh, refusal};

#[tokio::test(flavor = "multi_thread")]
async fn every_rpc_asks_for_rights() {
    let world = World::start().await;
    let elsewhere = world.territory().await;
    let roles =
        [(Role::RegistryOfficer, Kind::Province, ""), (Role::UnionAdmin, Kind::Unit, GOOD_ID)];
    for (role, kind, id) in roles {
        world.grant_until("former", role, (kind, id), "2026-11-23").await;
        world.grant("elsewhere", role, Kind::Unit, &elsewhere).await;
    }
    let uninvited = [
        ("stranger", "nothing was granted", &[][..]),
        ("former", "the rights ended yesterday", &[]),
        (
            "elsewhere",
            "the rights are over another unit",
            // Persons are in no unit.
            &[Duty::ReadDirectory, Duty::DelegateRights, Duty::ReadPersons, Duty::KeepPersons],
        ),
    ];
    let uninvited = uninvited.map(|(person, because, may)| Uninvited {
        because,
        authorization: world.bearer(person),
        may,
    });
    let calls = world.asks_for_rights(&uninvited).await;
    assert!(calls > 200, "{calls}");
}

#[tokio::test]
async fn who_may_not_know_of_a_unit_cannot_tell_it_from_one_that_is_not_there() {
    let world = World::start().await;
    let (there, _) = world.unit("HD.BTG", UnitKind::PartyBoard).await;
    let missing = fresh();
    let ask = async |channel, unit: &str| {
        let request = wire::GetUnitRequest { unit_id: unit.into(), ..Default::default() };
        UnitServiceClient::new(channel).get_unit(request).await.unwrap_err()
    };
    let hidden = ask(world.channel_of("stranger"), &there).await;
    let unknown = ask(world.channel_of("stranger"), &missing).await;
    let really_missing = ask(world.channel(), &missing).await;
    assert_eq!(hidden.code(), Code::NotFound);
    assert_eq!(unknown.details(), really_missing.details());
    assert_eq!(unknown.message(), really_missing.message());
    let of = |details: &[u8], id: &str| String::from_utf8_lossy(details).replace(id, "ID");
    assert_eq!(of(hidden.details(), &there), of(unknown.details(), &missing));
}

#[tokio::test]
async fn who_may_know_and_not_do_is_told_which_right_is_missing() {
    let world = World::start().await;
    let (unit, receipt) = world.unit("HD.BTG", UnitKind::PartyBoard).await;
    world.grant("monitor", Role::Monitor, Kind::Province, "").await;
    let rename = wire::RenameUnitRequest {
        unit_id: unit.clone(),
        etag: receipt.etag,
        request_id: fresh(),
        full_name: "Ban".into(),
        occurred_on: "2021-01-01".into(),
        ..Default::default()
    };
    let mut client = UnitServiceClient::new(world.channel_of("monitor"));
    let status = client.rename_unit(rename).await.unwrap_err();
    let details = status.get_error_details();
    let info = details.error_info().unwrap();
    assert_eq!((status.code(), info.reason.as_str()), (Code::PermissionDenied, "NO_PERMISSION"));
    assert_eq!(info.metadata["permission"], "keep_directory");
    assert_eq!(info.metadata["resource"], format!("unit/{unit}"));
}

impl World {
    /// What the service learns of rights waits until the connection is given up.
    async fn rights_stand_still(&self) -> PgConnection {
        let mut connection = PgConnection::connect(&self.database.url()).await.unwrap();
        let tables =
            "SELECT format('%I.placed', schemaname) FROM pg_tables WHERE tablename = 'placed'";
        let tables: Vec<String> =
            sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
        let lock = format!("BEGIN; LOCK TABLE {} IN SHARE MODE", tables.join(", "));
        sqlx::raw_sql(sqlx::AssertSqlSafe(lock)).execute(&mut connection).await.unwrap();
        connection
    }
}

/// A machine that has no time for it is no reason to refuse what was recorded a moment ago.
#[tokio::test]
async fn nobody_is_refused_before_all_that_was_recorded_here_is_known() {
    let world = World::start().await;
    let (territory, union) = (world.territory().await, world.union().await);
    let (association, _) = world.registered(&territory, "Hội Tin học", "Tin học").await;
    let standstill = world.rights_stand_still().await;
    let receipt = world.done(application(&association, &union)).await;
    let approve = || wire::ApproveApplicationRequest {
        association_id: association.clone(),
        etag: receipt.etag.clone(),
        request_id: fresh(),
        validate_only: false,
        occurred_on: "2021-03-01".into(),
        decision_ref: crate::directory::decision(),
        vote: None,
    };
    let early = world.send(approve()).await.unwrap_err();
    let (code, reason, _) = refusal(&early);
    assert_eq!((code, reason.as_str()), (Code::Unavailable, "RIGHTS_UNKNOWN"));
    assert!(early.get_error_details().retry_info().is_some());

    standstill.close().await.unwrap();
    let stranger = async || world.send_as("stranger", approve()).await.unwrap_err().code();
    let known = |code: &Code| *code != Code::Unavailable;
    assert_eq!(eventually("rights are known", stranger, known).await, Code::NotFound);
    world.done(approve()).await;
}
