//! Participants: registered, corrected, read by those whom they concern, and erased by two officers.

use contracts::awards::v1::*;
use contracts::ledger::v1::CommandReceipt;
use servers::test::eventually;
use sqlx::Connection as _;
use tonic::Code;

use crate::entering::{details, registration, set_authors, submit};
use crate::receipt;
use crate::requests::{after, fresh};
use crate::world::{ANOTHER, ENTRANT, PROTECTORS, ROUND, SECRETARY, World, refusal};

fn correction(id: &str, etag: &str, full_name: &str) -> CorrectParticipantRequest {
    CorrectParticipantRequest {
        round_id: ROUND.into(),
        participant_id: id.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        details: Some(details(full_name)),
    }
}

fn erasure(id: &str, etag: &str) -> RequestParticipantErasureRequest {
    RequestParticipantErasureRequest {
        participant_id: id.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
        basis: ErasureBasis::Asked.into(),
    }
}

fn confirmation(id: &str, etag: &str) -> ConfirmParticipantErasureRequest {
    ConfirmParticipantErasureRequest {
        participant_id: id.into(),
        etag: etag.into(),
        request_id: fresh(),
        validate_only: false,
    }
}

impl World {
    async fn own_participant(
        &self,
        person: &str,
        id: &str,
        receipt: &CommandReceipt,
    ) -> Result<Participant, tonic::Status> {
        let (round_id, participant_id) = (ROUND.to_owned(), id.to_owned());
        let get = GetOwnParticipantRequest { round_id, participant_id, read_at: after(receipt) };
        let answer = self.participants(person).await.get_own_participant(get).await?;
        Ok(answer.into_inner().participant.unwrap())
    }

    /// As the secretariat sees it.
    async fn seen(&self, id: &str, receipt: &CommandReceipt) -> Participant {
        let (round_id, participant_id) = (ROUND.to_owned(), id.to_owned());
        let get = GetParticipantRequest { round_id, participant_id, read_at: after(receipt) };
        let answer = self.participants(SECRETARY).await.get_participant(get).await;
        answer.unwrap().into_inner().participant.unwrap()
    }

    /// Two officers agreed.
    async fn erases(&self, id: &str, etag: &str) -> CommandReceipt {
        let mut first = self.participants(PROTECTORS[0]).await;
        let requested = receipt!(first.request_participant_erasure(erasure(id, etag)));
        let mut second = self.participants(PROTECTORS[1]).await;
        receipt!(second.confirm_participant_erasure(confirmation(id, &requested.etag)))
    }

    async fn key_rows(&self, which: &str) -> i64 {
        let mut connection = sqlx::PgConnection::connect(&self.keys.url()).await.unwrap();
        let query = format!("SELECT count(*) FROM subject_key WHERE {which}");
        let query = sqlx::query_scalar(sqlx::AssertSqlSafe(query));
        query.fetch_one(&mut connection).await.unwrap()
    }

    /// The database of keys goes away, or comes back.
    pub async fn keys_are_there(&self, there: bool) {
        let mut connection = sqlx::PgConnection::connect(&self.keys.url()).await.unwrap();
        let rename = match there {
            true => "ALTER TABLE away RENAME TO subject_key",
            false => "ALTER TABLE subject_key RENAME TO away",
        };
        sqlx::query(rename).execute(&mut connection).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_registered_one_reads_and_corrects_it_and_the_secretariat_reads_it() {
    let world = World::with_a_round().await;
    let mut mine = world.participants(ENTRANT).await;
    let request = registration(details("Lê Thị Mẫu"));
    let id = request.participant_id.clone();
    let first = receipt!(mine.register_participant(request.clone()));
    let again = receipt!(mine.register_participant(request.clone()));
    assert_eq!((again.token, again.repeated_request), (first.token.clone(), true));
    let other = RegisterParticipantRequest { request_id: fresh(), ..request };
    let other = mine.register_participant(other).await;
    assert_eq!(refusal(other), (Code::AlreadyExists, "PARTICIPANT_ALREADY_EXISTS".into()));

    let expected = Participant {
        participant_id: id.clone(),
        round_id: ROUND.into(),
        details: Some(details("Lê Thị Mẫu")),
        etag: first.etag.clone(),
        ..Participant::default()
    };
    assert_eq!(world.own_participant(ENTRANT, &id, &first).await.unwrap(), expected);
    assert_eq!(world.seen(&id, &first).await, expected);
    let theirs = world.own_participant(ANOTHER, &id, &first).await;
    assert_eq!(refusal(theirs), (Code::NotFound, "NO_SUCH_RESOURCE".into()));

    let corrected =
        receipt!(mine.correct_participant(correction(&id, &first.etag, "Lê Thị Mẫu Hai")));
    let known = world.seen(&id, &corrected).await;
    assert_eq!(known.details, Some(details("Lê Thị Mẫu Hai")));
    let not_found = (Code::NotFound, "PARTICIPANT_NOT_FOUND".to_owned());
    let wrong = correction(&id, &corrected.etag, "Ai đó");
    for who in [ANOTHER, SECRETARY] {
        let refused = world.participants(who).await.correct_participant(wrong.clone()).await;
        assert_eq!(refusal(refused), not_found, "{who}");
    }
    let nobody = fresh();
    let wrong = correction(&nobody, &format!("\"participant-{nobody}-1\""), "Ai đó");
    assert_eq!(refusal(mine.correct_participant(wrong).await), not_found);
    let get = GetParticipantRequest { round_id: ROUND.into(), participant_id: id, read_at: None };
    let refused = mine.get_participant(get).await;
    assert_eq!(refusal(refused), (Code::PermissionDenied, "NO_PERMISSION".into()));
}

#[tokio::test]
async fn from_paper_the_office_that_organises_registers_and_holds() {
    let world = World::with_a_round().await;
    let on_paper = || RegisterParticipantRequest {
        on_paper: true,
        ..registration(details("Đỗ Thị Mẫu"))
    };
    let refused = world.participants(ENTRANT).await.register_participant(on_paper()).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "NOT_THE_ORGANISER".into()));
    let request = on_paper();
    let mut office = world.participants(SECRETARY).await;
    let receipt = receipt!(office.register_participant(request.clone()));
    let id = &request.participant_id;
    let held = world.own_participant(SECRETARY, id, &receipt).await.unwrap();
    assert_eq!(held.details, Some(details("Đỗ Thị Mẫu")));
    let theirs = world.own_participant(ENTRANT, id, &receipt).await;
    assert_eq!(refusal(theirs), (Code::NotFound, "NO_SUCH_RESOURCE".into()));
}

#[tokio::test]
async fn nobody_is_kept_for_a_round_that_is_not_there_or_is_judged() {
    let world = World::new().await;
    let early = registration(details("Vũ Văn Mẫu"));
    let refused = world.participants(ENTRANT).await.register_participant(early).await;
    assert_eq!(refusal(refused), (Code::NotFound, "ROUND_NOT_FOUND".into()));
    assert_eq!(world.key_rows("true").await, 0);

    let world = World::with_a_round().await;
    let (entry, _) = world.handed_in().await;
    world.publishes_the_list(&entry).await;
    world.opens_the_preliminary().await;
    let late = registration(details("Vũ Văn Mẫu"));
    let refused = world.participants(ENTRANT).await.register_participant(late).await;
    assert_eq!(refusal(refused), (Code::FailedPrecondition, "STATE_NOT_ALLOWED".into()));
}

#[tokio::test]
async fn two_officers_erase_a_participant_and_the_key_is_destroyed() {
    let world = World::with_a_round().await;
    let (entry, author, written) = world.written().await;
    let etag = world.own_participant(ENTRANT, &author, &written).await.unwrap().etag;
    let mut first = world.participants(PROTECTORS[0]).await;
    let requested = receipt!(first.request_participant_erasure(erasure(&author, &etag)));
    let alone = confirmation(&author, &requested.etag);
    let alone = first.confirm_participant_erasure(alone).await;
    assert_eq!(refusal(alone), (Code::PermissionDenied, "SAME_PERSON".into()));
    let list = ListParticipantErasuresRequest { read_at: after(&requested), ..Default::default() };
    let waiting = first.list_participant_erasures(list).await.unwrap().into_inner();
    let waiting: Vec<_> = waiting.erasures.into_iter().map(|it| it.participant_id).collect();
    assert_eq!(waiting, std::slice::from_ref(&author));
    let refuse = RefuseParticipantErasureRequest {
        participant_id: author.clone(),
        etag: requested.etag,
        request_id: fresh(),
        validate_only: false,
        ground: ErasureRefusalGround::PurposeContinues.into(),
    };
    let refused = receipt!(first.refuse_participant_erasure(refuse));
    let kept = world.seen(&author, &refused).await;
    assert_eq!(kept.erasure_state(), ErasureState::Refused);
    assert!(kept.details.is_some());

    let erased = world.erases(&author, &refused.etag).await;
    assert_eq!(erased.events[0].event_type, "ParticipantErased");
    let seen = world.seen(&author, &erased).await;
    assert!(seen.erased && seen.details.is_none(), "at once, whatever the key does");
    let recorded_at = chassis::grpc::instant(&erased.recorded_at.unwrap()).unwrap();
    world.ground.hand.send(recorded_at).unwrap();
    let look = async || world.seen(&author, &erased).await;
    let destroyed = |it: &Participant| it.erasure_state() == ErasureState::KeyDestroyed;
    let seen = eventually("the key is destroyed", look, destroyed).await;
    assert!(seen.key_destroyed_at.is_some() && seen.erased);
    assert_eq!(world.key_rows("destroyed_at IS NOT NULL AND wrapped_key IS NULL").await, 1);

    world.is_now("2026-11-24T03:00:00Z");
    let gone = (Code::FailedPrecondition, "PARTICIPANT_ERASED".to_owned());
    let mut entries = world.entries(ENTRANT).await;
    let refused = entries.submit_entry(submit(&entry, &written.etag)).await;
    assert_eq!(refusal(refused), gone, "nobody's age is known any more");
    let named = set_authors(&entry, &written.etag, &[(&author, 10_000)]);
    assert_eq!(refusal(entries.set_authors(named).await), gone);
    let mut mine = world.participants(ENTRANT).await;
    let correct = correction(&author, &seen.etag, "Ai đó");
    assert_eq!(refusal(mine.correct_participant(correct).await), gone);
    let again =
        RegisterParticipantRequest { participant_id: author, ..registration(details("Ai đó")) };
    assert_eq!(refusal(mine.register_participant(again).await), gone);
}

#[tokio::test]
async fn without_the_keys_nobody_is_taken_as_erased_and_nothing_that_needs_them_goes_on() {
    let world = World::with_a_round().await;
    let (entry, author, written) = world.written().await;
    world.keys_are_there(false).await;
    let world = world.started_again().await;
    let away = (Code::Unavailable, "KEYS_UNAVAILABLE".to_owned());
    let other = registration(details("Hồ Văn Mẫu"));
    let refused = world.participants(ENTRANT).await.register_participant(other).await;
    assert_eq!(refusal(refused), away);
    let mut entries = world.entries(ENTRANT).await;
    let refused = entries.submit_entry(submit(&entry, &written.etag)).await;
    assert_eq!(refusal(refused), away);
    let seen = world.seen(&author, &written).await;
    assert_eq!((seen.unreadable, seen.erased, seen.details), (true, false, None));
    world.keys_are_there(true).await;
    receipt!(entries.submit_entry(submit(&entry, &written.etag)));
}

#[tokio::test]
async fn a_dry_run_makes_no_key() {
    let world = World::with_a_round().await;
    let dry = RegisterParticipantRequest {
        validate_only: true,
        ..registration(details("Ngô Văn Mẫu"))
    };
    receipt!(world.participants(ENTRANT).await.register_participant(dry));
    assert_eq!(world.key_rows("true").await, 0);
}
