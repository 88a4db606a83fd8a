//! What tells who somebody is stands nowhere in clear: not in the ledger, not in a view, not in an error text.

use awards::domain::appeals::Appeals;
use awards::published;
use contracts::awards::v1::*;
use servers::bad_input::GOOD_ID;
use sqlx::{Connection as _, PgConnection};
use tonic::Code;

use crate::entering::{details, registration, set_authors, start, submit, withdraw};
use crate::receipt;
use crate::world::{ANOTHER, ENTRANT, SECRETARY, World, refusal};

/// Every row of every table of the service, as text.
async fn everything_stored(url: &str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let tables = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                  WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut connection).await.unwrap();
    assert!(tables.len() > 10, "{tables:?}");
    let mut all = String::new();
    for table in tables {
        // Bytes as the text that they may be.
        let rows =
            format!("SELECT encode(convert_to(t::text, 'UTF8'), 'escape') FROM {table} AS t");
        let rows = sqlx::query_scalar::<_, String>(sqlx::AssertSqlSafe(rows));
        for row in rows.fetch_all(&mut connection).await.unwrap() {
            all.push_str(&row);
            all.push('\n');
        }
    }
    all
}

/// A text as `encode(…, 'escape')` and `bytea` write it.
fn escaped(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'\\' => "\\\\".to_owned(),
        byte if byte.is_ascii() => char::from(byte).to_string(),
        byte => format!("\\{byte:03o}"),
    };
    text.bytes().map(byte).collect()
}

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn nothing_of_a_child_is_stored_in_clear() {
    let world = World::with_a_round().await;
    let (entry, author, written) = world.written().await;
    receipt!(world.entries(ENTRANT).await.submit_entry(submit(&entry, &written.etag)));
    let golden = include_str!("../../src/domain/appeals/golden.jsonl").lines().next().unwrap();
    let lodged = golden.replace("00000000-0000-0000-0000-0000000000c1", &author);
    world.happened::<Appeals>(GOOD_ID, published::appeals, &[lodged]).await;
    let list = ListAppealsRequest {
        round_id: GOOD_ID.into(),
        read_at: world.newest().await,
        ..ListAppealsRequest::default()
    };
    let appeals = world.appeals(SECRETARY).await.list_appeals(list).await.unwrap();
    assert_eq!(appeals.into_inner().appeals[0].appellant_id, author, "and where appeals are");
    let stored = everything_stored(&world.served.database_url()).await;
    assert!(stored.contains(&entry), "it looks where entries are");
    let title = "Bộ học cụ mẫu";
    let is_there = |text: &str| {
        [text.to_owned(), escaped(text), hexadecimal(text)].iter().any(|it| stored.contains(it))
    };
    assert!(is_there(title), "it would find a name");
    let ParticipantDetails { full_name, birth_date, contact, guardian_name } =
        details("Lê Văn Mẫu");
    for secret in [full_name, birth_date, contact, guardian_name] {
        assert!(!is_there(&secret), "{secret}");
    }
}

#[tokio::test]
async fn what_a_ledger_keeps_of_a_registration_cannot_be_guessed_back() {
    let world = World::with_a_round().await;
    let request = registration(details("Phạm Văn Mẫu"));
    receipt!(world.participants(ENTRANT).await.register_participant(request.clone()));
    let mut content = b"hoitu.awards.v1.ParticipantService/RegisterParticipant\0".to_vec();
    prost::Message::encode(&request, &mut content).unwrap();
    let mut connection = PgConnection::connect(&world.served.database_url()).await.unwrap();
    let query = "SELECT fingerprint FROM ledger.request WHERE request_id = $1";
    let id: uuid::Uuid = request.request_id.parse().unwrap();
    let query = sqlx::query_scalar(query).bind(id);
    let fingerprint: Vec<u8> = query.fetch_one(&mut connection).await.unwrap();
    assert_ne!(fingerprint, ledger::Digest::of(&content).as_slice());
}

/// Who has no part in an entry learns from no refusal whether it is there, nor what it is.
#[tokio::test]
async fn an_entry_is_not_there_for_whoever_does_not_hold_it() {
    let world = World::with_a_round().await;
    let (entry, author, written) = world.written().await;
    let mut theirs = world.entries(ANOTHER).await;
    let not_found = (Code::NotFound, "ENTRY_NOT_FOUND".to_owned());
    let authors = set_authors(&entry, &written.etag, &[(&author, 10_000)]);
    assert_eq!(refusal(theirs.set_authors(authors).await), not_found);
    assert_eq!(refusal(theirs.submit_entry(submit(&entry, &written.etag)).await), not_found);
    assert_eq!(refusal(theirs.withdraw_entry(withdraw(&entry, &written.etag)).await), not_found);
    let stale = withdraw(&entry, &written.etag.replace("-6\"", "-1\""));
    assert_eq!(refusal(theirs.withdraw_entry(stale).await), not_found, "also with an old etag");

    let mine = start(&crate::requests::fresh());
    let started = receipt!(theirs.start_entry(mine.clone()));
    let named = set_authors(&mine.entry_id, &started.etag, &[(&author, 10_000)]);
    let refused = theirs.set_authors(named).await;
    assert_eq!(refusal(refused), (Code::NotFound, "PARTICIPANT_NOT_FOUND".into()));
}
