//! What is known of persons whose details are not shown: erasures that wait, and keys that are away.

use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use sqlx::Connection as _;
use tonic::Code;
use wire::person_service_client::PersonServiceClient;
use wire::{ErasureBasis, ErasureRefusalGround, ErasureStep};

use crate::persons::{ANY_DAY, confirm_erasure, registration, request_erasure};
use crate::world::{OFFICER, PROTECTORS, World, fresh, on, refusal};

#[tokio::test]
async fn erasures_wait_in_a_list_for_their_second_officer() {
    let world = World::with_offices().await;
    let mut ids = Vec::new();
    let mut last = CommandReceipt::default();
    for name in ["Hồ Thị Me", "Hồ Thị Sấu", "Hồ Thị Cóc", "Hồ Thị Xoài"] {
        let request = registration(name);
        let kept = world.done(request.clone()).await;
        let by = PROTECTORS[ids.len() % 2];
        last = world.send_as(by, request_erasure(&request.person_id, &kept.etag)).await.unwrap();
        ids.push((request.person_id, last.etag.clone()));
    }
    let ask = async |person: &str, after: &CommandReceipt, page_size: i32, page_token: &str| {
        let read_at = on(ANY_DAY, after);
        let page_token = page_token.to_owned();
        let request = wire::ListPersonErasuresRequest { read_at, page_size, page_token };
        let mut client = PersonServiceClient::new(world.channel_of(person));
        client.list_person_erasures(request).await.map(tonic::Response::into_inner)
    };
    let listed = |answer: &wire::ListPersonErasuresResponse| -> Vec<String> {
        answer.erasures.iter().map(|waiting| waiting.person_id.clone()).collect()
    };
    let first = ask(PROTECTORS[0], &last, 3, "").await.unwrap();
    let expected = wire::WaitingErasure {
        person_id: ids[0].0.clone(),
        basis: ErasureBasis::Asked.into(),
        requested_on: ANY_DAY.into(),
        requested_by: PROTECTORS[0].into(),
        steps: vec![ErasureStep::Refuse.into()],
        etag: ids[0].1.clone(),
    };
    assert_eq!(first.erasures[0], expected, "who requested it does not confirm it");
    let both: [i32; 2] = [ErasureStep::Confirm.into(), ErasureStep::Refuse.into()];
    assert_eq!(first.erasures[1].steps, both, "another one's may be confirmed");
    assert!(!format!("{first:?}").contains("Hồ Thị"), "nobody is named");

    let (refused, confirmed) = (&ids[3], &ids[1]);
    let ground = ErasureRefusalGround::Withdrawn.into();
    let refuse = wire::RefusePersonErasureRequest {
        person_id: refused.0.clone(),
        etag: refused.1.clone(),
        request_id: fresh(),
        validate_only: false,
        ground,
    };
    world.done(refuse).await;
    let after = world.done(confirm_erasure(&confirmed.0, &confirmed.1)).await;
    let second = ask(PROTECTORS[0], &last, 3, &first.next_page_token).await.unwrap();
    let all: Vec<_> = ids.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!([listed(&first), listed(&second)].concat(), all, "as of the first page");
    assert_eq!(second.next_page_token, "");
    let now = ask(PROTECTORS[1], &after, 0, "").await.unwrap();
    assert_eq!(listed(&now), [ids[0].0.clone(), ids[2].0.clone()]);
    assert_eq!(now.erasures[0].steps, both);

    for stranger in [OFFICER, "stranger"] {
        let (code, reason, _) = refusal(&ask(stranger, &after, 0, "").await.unwrap_err());
        assert_eq!((code, reason.as_str()), (Code::PermissionDenied, "NO_PERMISSION"));
    }
}

#[tokio::test]
async fn whose_key_is_away_is_kept_and_cannot_be_read_now() {
    let world = World::with_offices().await;
    let registration = registration("Ngô Thị Vải");
    let id = registration.person_id.clone();
    let receipt = world.done(registration).await;
    let mut connection = sqlx::PgConnection::connect(&world.keys_database.url()).await.unwrap();
    // As a key management service wrapped it, which nobody reaches now.
    let elsewhere = "UPDATE subject_key SET master_key = 'transit/hoitu-persons/1',
                     wrapped_key = 'vault:v1:AAAA'";
    sqlx::query(elsewhere).execute(&mut connection).await.unwrap();
    let transit = [("TRANSIT_URL", "http://127.0.0.1:1/v1/transit"), ("TRANSIT_TOKEN", "/none")];
    let replica = world.replica(OFFICER, &transit).await;
    let ask = async |id: &str| {
        let request =
            wire::GetPersonRequest { person_id: id.to_owned(), read_at: on(ANY_DAY, &receipt) };
        let answer = PersonServiceClient::new(replica.clone()).get_person(request).await;
        answer.unwrap().into_inner().person.unwrap()
    };
    let kept = || wire::Person {
        person_id: id.clone(),
        unreadable: true,
        etag: receipt.etag.clone(),
        ..Default::default()
    };
    assert_eq!(ask(&id).await, kept());
    let another = crate::persons::registration("Ngô Thị Nhãn");
    let refused = PersonServiceClient::new(replica.clone()).register_person(another).await;
    let (code, reason, _) = refusal(&refused.unwrap_err());
    assert_eq!((code, reason.as_str()), (Code::Unavailable, "KEYS_UNAVAILABLE"));

    sqlx::query("ALTER TABLE subject_key RENAME TO away").execute(&mut connection).await.unwrap();
    assert_eq!(ask(&id).await, kept(), "nor where the database of keys is away");
    sqlx::query("ALTER TABLE away RENAME TO subject_key").execute(&mut connection).await.unwrap();
    sqlx::query(
        "UPDATE subject_key SET wrapped_key = NULL, master_key = NULL, destroyed_at = now()",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    let erased = ask(&id).await;
    assert_eq!((erased.erased, erased.unreadable), (true, false));
}
