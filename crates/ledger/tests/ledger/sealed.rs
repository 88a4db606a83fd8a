//! Sealed values open in their place with their person's key; a destroyed key is gone for good.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ledger::sealed::{
    Keyring, Keys, KeysError, MasterError, OpenError, Opened, PersonKey, Place, Sealed,
    migrate_keys,
};
use ledger::{Digest, StreamName};
use servers::test::TestDatabase;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::tally;

const NAME: &str = "Nguyễn Thị Canh Giữ";
const PERSON: Uuid = Uuid::from_u128(1);

fn stream() -> StreamName {
    StreamName::new("person", PERSON)
}

fn place(stream: &StreamName) -> Place<'_> {
    Place { context: "membership", stream, field: "details" }
}

/// A line of a keyring; the secret is one byte, repeated.
fn master(id: &str, secret: u8) -> String {
    format!("{id} {}\n", hex::encode([secret; 32]))
}

struct Safe {
    _database: TestDatabase,
    pool: PgPool,
}

impl Safe {
    async fn new() -> Self {
        let database = servers::test::database().await;
        let pool = tally::pool(&database.url()).await;
        migrate_keys(&pool).await.unwrap();
        Self { _database: database, pool }
    }

    fn keys(&self, masters: &str) -> Keys {
        Keys::new(self.pool.clone(), masters.parse::<Keyring>().unwrap())
    }
}

fn changed(sealed: &Sealed<String>, byte: usize) -> Sealed<String> {
    let text = sealed.to_string();
    let (start, bytes) = text.rsplit_once('.').unwrap();
    let mut bytes = URL_SAFE_NO_PAD.decode(bytes).unwrap();
    bytes[byte] ^= 1;
    format!("{start}.{}", URL_SAFE_NO_PAD.encode(bytes)).parse().unwrap()
}

#[test]
fn a_value_opens_in_its_place_only() {
    let key = PersonKey::throwaway(PERSON);
    let stream = stream();
    let here = place(&stream);
    let sealed = key.seal(&here, &NAME.to_owned());
    assert_eq!(key.open(&here, &sealed).unwrap(), NAME);

    let other = StreamName::new("person", Uuid::from_u128(2));
    for moved in [
        Place { context: "awards", ..here },
        Place { stream: &other, ..here },
        Place { field: "other", ..here },
        // The same letters, parted elsewhere.
        Place { context: "membershipp", stream: &StreamName::stored("erson-x".into()), ..here },
    ] {
        assert_eq!(key.open(&moved, &sealed), Err(OpenError::Tampered), "{moved:?}");
    }
    let claimed = sealed.to_string().replace(&PERSON.to_string(), &Uuid::max().to_string());
    let claimed: Sealed<String> = claimed.parse().unwrap();
    assert_eq!(key.open(&here, &claimed), Err(OpenError::Tampered));
    let key_of_another = PersonKey::throwaway(PERSON);
    assert_eq!(key_of_another.open(&here, &sealed), Err(OpenError::Tampered));
}

#[test]
fn every_changed_byte_is_noticed() {
    let key = PersonKey::throwaway(PERSON);
    let stream = stream();
    let sealed = key.seal(&place(&stream), &NAME.to_owned());
    let bytes = 24 + 128 + 16;
    for byte in 0..bytes {
        assert_eq!(key.open(&place(&stream), &changed(&sealed, byte)), Err(OpenError::Tampered));
    }
    for text in ["", "x1", "x2.00000000-0000-0000-0000-000000000001.AAAA", "x1.nobody.AAAA", "x1"] {
        assert!(text.parse::<Sealed<String>>().is_err(), "{text}");
    }
    let empty: Sealed<String> = format!("x1.{PERSON}.").parse().unwrap();
    assert_eq!(key.open(&place(&stream), &empty), Err(OpenError::Tampered));
}

#[test]
fn places_that_read_the_same_in_one_line_are_two() {
    let key = PersonKey::throwaway(PERSON);
    let (one, other) = (StreamName::stored("c-1".into()), StreamName::stored("bc-1".into()));
    let sealed = key.seal(&Place { context: "ab", stream: &one, field: "d" }, &NAME.to_owned());
    let elsewhere = Place { context: "a", stream: &other, field: "d" };
    assert_eq!(key.open(&elsewhere, &sealed), Err(OpenError::Tampered));
}

#[test]
fn nothing_of_a_value_shows() {
    let key = PersonKey::throwaway(PERSON);
    let stream = stream();
    let seal = |name: &str| key.seal(&place(&stream), &name.to_owned());
    let (long, short) = (seal(NAME), seal("An"));
    assert_eq!(long.to_string().len(), short.to_string().len(), "not even its length");
    assert_ne!(seal("An"), short, "nor that two are the same");
    for shown in [format!("{long:?}"), format!("{key:?}"), long.to_string()] {
        assert!(!shown.contains("Canh"), "{shown}");
    }
    assert_eq!(format!("{:?}", Opened::Value(NAME)), "Value(***)");
    let stored = serde_json::to_string(&long).unwrap();
    assert_eq!(serde_json::from_str::<Sealed<String>>(&stored).unwrap(), long);

    let not_a_number = seal(NAME).to_string().parse::<Sealed<u64>>().unwrap();
    let refused = key.open(&place(&stream), &not_a_number).unwrap_err();
    assert_eq!(refused, OpenError::Unfitting);
    assert!(!format!("{refused} {refused:?}").contains("Canh"));
}

#[test]
fn a_fingerprint_tells_requests_apart_for_who_has_the_key() {
    let (key, other) = (PersonKey::throwaway(PERSON), PersonKey::throwaway(PERSON));
    let (one, two) = (Digest::of(b"one"), Digest::of(b"two"));
    assert_eq!(key.fingerprint(&one), key.fingerprint(&one));
    assert_ne!(key.fingerprint(&one), key.fingerprint(&two));
    assert_ne!(key.fingerprint(&one), other.fingerprint(&one));
    assert_ne!(key.fingerprint(&one), one);
}

#[tokio::test]
async fn a_destroyed_key_opens_nothing_and_is_never_made_again() {
    let safe = Safe::new().await;
    let (keys, replica) = (safe.keys(&master("a", 1)), safe.keys(&master("a", 1)));
    let stream = stream();
    let key = keys.obtain(PERSON).await.unwrap();
    let sealed = key.seal(&place(&stream), &NAME.to_owned());
    assert_eq!(keys.open(&place(&stream), &sealed).await.unwrap(), Opened::Value(NAME.to_owned()));
    assert_eq!(
        replica.open(&place(&stream), &sealed).await.unwrap(),
        Opened::Value(NAME.to_owned()),
        "the key was kept, not only remembered"
    );

    let destroyed_at = keys.destroy(PERSON).await.unwrap();
    assert_eq!(keys.destroy(PERSON).await.unwrap(), destroyed_at, "again: the same");
    for reader in [&keys, &safe.keys(&master("a", 1))] {
        assert_eq!(reader.open(&place(&stream), &sealed).await.unwrap(), Opened::Erased);
        let refused = reader.obtain(PERSON).await.unwrap_err();
        assert!(matches!(refused, KeysError::Destroyed { subject } if subject == PERSON));
    }
    let left: (Option<Vec<u8>>, Option<String>) =
        sqlx::query_as("SELECT wrapped_key, master_key FROM subject_key")
            .fetch_one(&safe.pool)
            .await
            .unwrap();
    assert_eq!(left, (None, None));

    let never_made = Uuid::from_u128(9);
    keys.destroy(never_made).await.unwrap();
    assert!(matches!(keys.obtain(never_made).await, Err(KeysError::Destroyed { .. })));
}

#[tokio::test]
async fn keys_that_a_backup_brought_back_are_destroyed_again() {
    let safe = Safe::new().await;
    let keys = safe.keys(&master("a", 1));
    let others = Uuid::from_u128(2);
    keys.obtain(PERSON).await.unwrap();
    let backup = "CREATE TABLE backup AS SELECT * FROM subject_key";
    sqlx::query(backup).execute(&safe.pool).await.unwrap();
    keys.obtain(others).await.unwrap();
    keys.destroy(PERSON).await.unwrap();
    sqlx::query("DELETE FROM subject_key WHERE subject = $1")
        .bind(PERSON)
        .execute(&safe.pool)
        .await
        .unwrap();
    let restore = "INSERT INTO subject_key SELECT * FROM backup";
    sqlx::query(restore).execute(&safe.pool).await.unwrap();
    assert!(keys.find(PERSON).await.unwrap().is_some(), "the backup had it");

    assert_eq!(keys.destroy_again(&[PERSON]).await.unwrap(), 1);
    assert!(matches!(keys.find(PERSON).await, Err(KeysError::Destroyed { .. })));
    assert_eq!(keys.destroy_again(&[PERSON]).await.unwrap(), 0);
    assert!(keys.find(others).await.unwrap().is_some());
}

#[tokio::test]
async fn a_key_that_was_never_made_reads_as_erased_and_a_foreign_value_as_a_fault() {
    let safe = Safe::new().await;
    let keys = safe.keys(&master("a", 1));
    let stream = stream();
    let sealed = PersonKey::throwaway(PERSON).seal(&place(&stream), &NAME.to_owned());
    assert_eq!(keys.open(&place(&stream), &sealed).await.unwrap(), Opened::Erased);
    keys.obtain(PERSON).await.unwrap();
    let refused = keys.open(&place(&stream), &sealed).await.unwrap_err();
    assert!(matches!(refused, KeysError::Open { source: OpenError::Tampered, .. }));
}

#[tokio::test]
async fn callers_at_once_get_one_key() {
    let safe = Safe::new().await;
    let replicas = [safe.keys(&master("a", 1)), safe.keys(&master("a", 1))];
    let obtained = replicas.iter().cycle().take(16).map(|keys| keys.obtain(PERSON));
    let obtained = futures::future::try_join_all(obtained).await.unwrap();
    let fingerprint = obtained[0].fingerprint(&Digest::ORIGIN);
    assert!(obtained.iter().all(|key| key.fingerprint(&Digest::ORIGIN) == fingerprint));
}

#[tokio::test]
async fn the_master_key_is_rotated_while_values_are_read() {
    let safe = Safe::new().await;
    let (old, new) = (master("2025", 1), master("2026", 2));
    let before = safe.keys(&old);
    let stream = stream();
    let mut sealed = Vec::new();
    for number in 0..230 {
        let key = before.obtain(Uuid::from_u128(number)).await.unwrap();
        sealed.push(key.seal(&place(&stream), &number.to_string()));
    }
    before.destroy(Uuid::from_u128(7)).await.unwrap();

    let stop = CancellationToken::new();
    let reading = {
        let (pool, ring, stop) = (safe.pool.clone(), format!("{old}{new}"), stop.clone());
        let (sealed, stream) = (Arc::new(sealed.clone()), stream.clone());
        tokio::spawn(async move {
            let mut read = 0;
            while !stop.is_cancelled() {
                let keys = Keys::new(pool.clone(), ring.parse::<Keyring>().unwrap());
                for (number, value) in sealed.iter().enumerate().filter(|(it, _)| *it != 7) {
                    let opened = keys.open(&place(&stream), value).await.unwrap();
                    assert_eq!(opened, Opened::Value(number.to_string()));
                    read += 1;
                }
            }
            read
        })
    };
    let rotating = safe.keys(&format!("{new}{old}"));
    // Cut short in the middle, as by a crash.
    let cut = tokio::time::timeout(std::time::Duration::from_millis(30), rotating.rewrap()).await;
    let others = [safe.keys(&format!("{new}{old}")), rotating];
    let (one, other) = tokio::join!(others[0].rewrap(), others[1].rewrap());
    assert!(one.unwrap() + other.unwrap() <= 229);
    assert!(cut.is_err() || cut.unwrap().unwrap() == 229);
    assert_eq!(others[0].rewrap().await.unwrap(), 0, "nothing is left to do");
    stop.cancel();
    assert!(reading.await.unwrap() > 0);

    let after = safe.keys(&new);
    for (number, value) in sealed.iter().enumerate() {
        let expected = if number == 7 { Opened::Erased } else { Opened::Value(number.to_string()) };
        assert_eq!(after.open(&place(&stream), value).await.unwrap(), expected);
    }
    let gone = safe.keys(&old).open(&place(&stream), &sealed[1]).await.unwrap_err();
    assert!(matches!(gone, KeysError::Master(MasterError::Unknown { id }) if id == "2026"));
}

#[tokio::test]
async fn a_wrapped_key_is_bound_to_its_person() {
    let safe = Safe::new().await;
    let keys = safe.keys(&master("a", 1));
    let other = Uuid::from_u128(2);
    keys.obtain(PERSON).await.unwrap();
    keys.obtain(other).await.unwrap();
    sqlx::query(
        "UPDATE subject_key SET wrapped_key =
         (SELECT wrapped_key FROM subject_key WHERE subject = $1) WHERE subject = $2",
    )
    .bind(PERSON)
    .bind(other)
    .execute(&safe.pool)
    .await
    .unwrap();
    let refused = safe.keys(&master("a", 1)).find(other).await.unwrap_err();
    assert!(matches!(refused, KeysError::Master(MasterError::Tampered { .. })));
    let wrong = safe.keys(&master("a", 2)).find(PERSON).await.unwrap_err();
    assert!(matches!(wrong, KeysError::Master(MasterError::Tampered { .. })));
}

#[test]
fn a_keyring_is_read_whole_or_not_at_all() {
    let secret = "736563726574";
    let long = hex::encode([1; 32]);
    for (text, line) in [
        (String::new(), 1),
        (format!("a {secret}"), 1),
        (format!("a {long}\nb {secret}"), 2),
        (format!("a {long}\na {long}"), 2),
        (format!(" {long}"), 1),
        (long.clone(), 1),
    ] {
        let refused = text.parse::<Keyring>().unwrap_err().to_string();
        assert!(refused.starts_with(&format!("line {line}:")), "{refused}");
        assert!(!refused.contains(secret) && !refused.contains(&long));
    }
    let ring: Keyring = format!("a {long}\nb {long}\n").parse().unwrap();
    assert_eq!(format!("{ring:?}"), r#"["a", "b"]"#);
}
