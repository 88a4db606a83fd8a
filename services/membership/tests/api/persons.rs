//! A person is sealed from the first moment, read by who may, and erased by two.

use contracts::access::v1::Kind;
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1 as wire;
use servers::test::eventually;
use sqlx::Connection as _;
use tonic::Code;
use wire::person_service_client::PersonServiceClient;
use wire::{ErasureBasis, ErasureRefusalGround, ErasureState, Role};

use crate::battery::{creating, thoroughly};
use crate::world::{OFFICER, PROTECTORS, World, fresh, on, refusal};

pub const ANY_DAY: &str = "2026-11-24";

fn details(full_name: &str) -> Option<wire::PersonDetails> {
    Some(wire::PersonDetails {
        full_name: full_name.into(),
        birth_date: "1980-02-03".into(),
        contact: "0912 345 678".into(),
    })
}

pub fn registration(full_name: &str) -> wire::RegisterPersonRequest {
    wire::RegisterPersonRequest {
        person_id: fresh(),
        request_id: fresh(),
        validate_only: false,
        details: details(full_name),
    }
}

pub fn request_erasure(id: &str, etag: &str) -> wire::RequestPersonErasureRequest {
    wire::RequestPersonErasureRequest {
        person_id: id.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        basis: ErasureBasis::Asked.into(),
    }
}

pub fn confirm_erasure(id: &str, etag: &str) -> wire::ConfirmPersonErasureRequest {
    wire::ConfirmPersonErasureRequest {
        person_id: id.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
    }
}

impl World {
    /// With one who keeps persons, and two who erase them.
    pub async fn with_offices() -> Self {
        let world = Self::start().await;
        world.entrust(Role::UnionAdmin, Kind::Unit, &fresh()).await;
        world.protected().await;
        world
    }

    async fn person(&self, id: &str, after: &CommandReceipt) -> wire::Person {
        let read_at = on(ANY_DAY, after);
        let request = wire::GetPersonRequest { person_id: id.into(), read_at };
        let answer = PersonServiceClient::new(self.channel()).get_person(request).await;
        answer.unwrap().into_inner().person.unwrap()
    }

    /// Requested by one officer, confirmed by the other.
    async fn erased(&self, id: &str, etag: &str) -> CommandReceipt {
        let requested = self.done(request_erasure(id, etag)).await;
        let confirmed =
            self.send_as(PROTECTORS[1], confirm_erasure(id, &requested.etag)).await.unwrap();
        self.now_is_when(&confirmed);
        confirmed
    }

    /// What follows at once is due by the scheduler's clock, which is set here and not the database's.
    fn now_is_when(&self, receipt: &CommandReceipt) {
        let recorded_at = receipt.recorded_at.as_ref().and_then(chassis::grpc::instant);
        self.hand.send(recorded_at.unwrap()).unwrap();
    }

    async fn key_rows(&self, condition: &str) -> i64 {
        let mut connection = sqlx::PgConnection::connect(&self.keys_database.url()).await.unwrap();
        let query = format!("SELECT count(*) FROM subject_key WHERE {condition}");
        sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&mut connection).await.unwrap()
    }
}

#[tokio::test]
async fn a_person_is_registered_corrected_and_erased() {
    let world = World::with_offices().await;
    let id = fresh();
    let receipt = creating!(
        world,
        person_id,
        RegisterPersonRequest { person_id: id.clone(), details: details("Trần Thị Bưởi") }
    );
    assert_eq!(receipt.events[0].event_type, "person.registered");
    assert_eq!(world.person(&id, &receipt).await.details, details("Trần Thị Bưởi"));
    let known_then = receipt.recorded_at;

    let receipt = thoroughly!(
        world,
        receipt.etag,
        CorrectPersonRequest { person_id: id.clone(), details: details("Trần Thị Bười") }
    );
    let person = world.person(&id, &receipt).await;
    assert_eq!(person.details, details("Trần Thị Bười"));
    assert_eq!((person.erased, person.erasure, person.etag), (false, None, receipt.etag.clone()));

    let (basis, ground) = (ErasureBasis::Asked.into(), ErasureRefusalGround::Withdrawn.into());
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RequestPersonErasureRequest { person_id: id.clone(), basis }
    );
    let receipt = thoroughly!(
        world,
        receipt.etag,
        RefusePersonErasureRequest { person_id: id.clone(), ground }
    );
    let erasure = world.person(&id, &receipt).await.erasure.unwrap();
    assert_eq!((erasure.state(), erasure.refusal_ground()), {
        (ErasureState::Refused, ErasureRefusalGround::Withdrawn)
    });

    let requested = world.done(request_erasure(&id, &receipt.etag)).await;
    let alone = world.refused(confirm_erasure(&id, &requested.etag)).await;
    assert_eq!(alone, (Code::PermissionDenied, "SAME_PERSON".into()));
    let receipt =
        world.send_as(PROTECTORS[1], confirm_erasure(&id, &requested.etag)).await.unwrap();
    assert_eq!(receipt.events[0].event_type, "PersonalDataErased");
    let person = world.person(&id, &receipt).await;
    assert!(person.erased && person.details.is_none(), "at once, whatever the key does");
    world.now_is_when(&receipt);

    let look = async || world.person(&id, &receipt).await.erasure.unwrap();
    let erasure =
        eventually("it is erased", look, |erasure| erasure.state() == ErasureState::KeyDestroyed)
            .await;
    assert!(erasure.key_destroyed_at.is_some());
    assert_eq!((erasure.requested_on.as_str(), erasure.decided_on.as_str()), (ANY_DAY, ANY_DAY));
    assert_eq!(world.key_rows("destroyed_at IS NOT NULL AND wrapped_key IS NULL").await, 1);

    let mut connection = sqlx::PgConnection::connect(&world.database.url()).await.unwrap();
    let ciphertexts: i64 = sqlx::query_scalar("SELECT count(details) FROM persons_g1.person")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(ciphertexts, 0, "the view has forgotten every line");

    let read_at = wire_read_at(known_then, &receipt);
    let request = wire::GetPersonRequest { person_id: id.clone(), read_at };
    let then = PersonServiceClient::new(world.channel()).get_person(request).await.unwrap();
    let then = then.into_inner().person.unwrap();
    assert!(then.erased && then.details.is_none() && then.erasure.is_none(), "also as known then");
}

fn wire_read_at(
    known_at: Option<prost_types::Timestamp>,
    after: &CommandReceipt,
) -> Option<contracts::ledger::v1::ReadAt> {
    on(ANY_DAY, after).map(|read_at| contracts::ledger::v1::ReadAt { known_at, ..read_at })
}

#[tokio::test]
async fn an_erased_person_stays_so_whoever_asks_again() {
    let world = World::with_offices().await;
    let request = registration("Lê Văn Ổi");
    let id = request.person_id.clone();
    let receipt = world.done(request.clone()).await;
    let erased = world.erased(&id, &receipt.etag).await;
    let look = async || world.person(&id, &erased).await.erasure.unwrap().state();
    eventually("it is erased", look, |state| *state == ErasureState::KeyDestroyed).await;

    let etag = world.person(&id, &erased).await.etag;
    for again in [
        world.done(request_erasure(&id, &etag)).await,
        world.done(confirm_erasure(&id, &etag)).await,
    ] {
        assert!(again.events.is_empty(), "{again:?}");
    }
    let erased_already = (Code::FailedPrecondition, "PERSON_ERASED".to_owned());
    let correct = wire::CorrectPersonRequest {
        person_id: id.clone(),
        etag,
        request_id: fresh(),
        validate_only: false,
        details: details("Lê Văn Ổi"),
    };
    assert_eq!(world.refused(correct.clone()).await, erased_already);
    let dry = wire::CorrectPersonRequest { validate_only: true, ..correct };
    assert_eq!(world.refused(dry).await, erased_already);
    assert_eq!(world.refused(request.clone()).await, erased_already, "even the first request");
    let other = wire::RegisterPersonRequest { request_id: fresh(), ..request };
    assert_eq!(world.refused(other.clone()).await, erased_already);
    let dry = wire::RegisterPersonRequest { validate_only: true, ..other };
    assert_eq!(world.refused(dry).await, erased_already);
}

#[tokio::test]
async fn a_dry_run_makes_no_key() {
    let world = World::with_offices().await;
    let dry = wire::RegisterPersonRequest { validate_only: true, ..registration("Vũ Văn Na") };
    world.done(dry).await;
    assert_eq!(world.key_rows("true").await, 0);
}

#[tokio::test]
async fn what_a_ledger_keeps_of_a_request_cannot_be_guessed_back() {
    let world = World::with_offices().await;
    let request = registration("Phạm Thị Mít");
    world.done(request.clone()).await;
    let mut content = b"hoitu.membership.v1.PersonService/RegisterPerson\0".to_vec();
    prost::Message::encode(&request, &mut content).unwrap();
    let mut connection = sqlx::PgConnection::connect(&world.database.url()).await.unwrap();
    let query = "SELECT fingerprint FROM ledger.request WHERE request_id = $1";
    let fingerprint: Vec<u8> = sqlx::query_scalar(query)
        .bind(uuid::Uuid::try_parse(&request.request_id).unwrap())
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_ne!(fingerprint, ledger::Digest::of(&content).as_slice());
}

#[tokio::test]
async fn without_the_keys_all_else_goes_on() {
    let world = World::with_offices().await;
    let id = fresh();
    let registration = wire::RegisterPersonRequest { person_id: id.clone(), ..registration("Ân") };
    world.done(registration.clone()).await;
    let mut connection = sqlx::PgConnection::connect(&world.keys_database.url()).await.unwrap();
    sqlx::query("ALTER TABLE subject_key RENAME TO away").execute(&mut connection).await.unwrap();
    let other = wire::RegisterPersonRequest { person_id: fresh(), ..registration };
    let away = (Code::Unavailable, "KEYS_UNAVAILABLE".to_owned());
    assert_eq!(world.refused(other).await, away);
    world.union().await;
}

#[tokio::test]
async fn who_is_registered_has_a_name_and_no_day_to_come() {
    let world = World::with_offices().await;
    for (details, fields) in [
        (None, vec!["details"]),
        (Some(wire::PersonDetails::default()), vec!["details.full_name"]),
        (
            Some(wire::PersonDetails {
                full_name: "An".into(),
                birth_date: "2026-11-25".into(),
                contact: "0".repeat(201),
            }),
            vec!["details.birth_date", "details.contact"],
        ),
    ] {
        let request = wire::RegisterPersonRequest { details, ..registration("An") };
        let status = world.send(request).await.unwrap_err();
        let (code, reason, violated) = refusal(&status);
        assert_eq!((code, reason.as_str()), (Code::InvalidArgument, "FIELD_INVALID"));
        assert_eq!(violated, fields);
    }
    let request = wire::GetPersonRequest { person_id: fresh(), read_at: None };
    let status = PersonServiceClient::new(world.channel()).get_person(request).await.unwrap_err();
    assert_eq!(refusal(&status).1, "NO_SUCH_RESOURCE");
    let correct = wire::CorrectPersonRequest {
        person_id: fresh(),
        etag: String::new(),
        request_id: fresh(),
        validate_only: true,
        details: details("An"),
    };
    let etag = format!("\"person-{}-1\"", correct.person_id);
    let correct = wire::CorrectPersonRequest { etag, ..correct };
    assert_eq!(world.refused(correct).await, (Code::NotFound, "PERSON_NOT_FOUND".into()));
}

#[tokio::test]
async fn who_keeps_persons_does_not_erase_them_and_who_erases_does_not_keep_them() {
    let world = World::with_offices().await;
    let request = registration("Đỗ Thị Lê");
    let receipt = world.done(request.clone()).await;

    let reason = |result: Result<CommandReceipt, tonic::Status>| {
        let (code, reason, _) = refusal(&result.unwrap_err());
        (code, reason)
    };
    let no_permission = (Code::PermissionDenied, "NO_PERMISSION".to_owned());
    let erasure = request_erasure(&request.person_id, &receipt.etag);
    assert_eq!(reason(world.send_as(OFFICER, erasure).await), no_permission);
    let another = registration("Bùi Văn Cam");
    assert_eq!(reason(world.send_as(PROTECTORS[0], another).await), no_permission);

    let asked = wire::GetPersonRequest {
        person_id: request.person_id.clone(),
        read_at: on(ANY_DAY, &receipt),
    };
    let mut protector = PersonServiceClient::new(world.channel_of(PROTECTORS[0]));
    let known = protector.get_person(asked.clone()).await.unwrap().into_inner().person.unwrap();
    assert_eq!(known.details, request.details);
    let mut stranger = PersonServiceClient::new(world.channel_of("stranger"));
    for person_id in [request.person_id.clone(), fresh()] {
        let asked = wire::GetPersonRequest { person_id, ..asked.clone() };
        let (code, reason, _) = refusal(&stranger.get_person(asked).await.unwrap_err());
        assert_eq!((code, reason), no_permission, "whether there is such a person is not told");
    }
}
