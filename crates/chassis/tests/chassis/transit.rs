//! Persons' keys under a master key that stays in a key management service.

use std::time::{Duration, Instant};

use chassis::clock::Clock;
use chassis::config::Reader;
use chassis::keys::{KeysSettings, Masters, Transit, TransitError, TransitSettings};
use ledger::StreamName;
use ledger::sealed::{
    Keyring, Keys, KeysError, MasterError, MasterKeys, Opened, PersonKey, Place, Sealed, Wrapped,
    migrate_keys,
};
use servers::test::{TestDatabase, eventually};
use sqlx::PgPool;
use tonic::Code;
use uuid::Uuid;

use crate::engine::{Engine, KEY, Manner, random};
use crate::world::{DOMAIN, reason};

const PERSON: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

fn transit(settings: TransitSettings) -> Transit {
    Transit::new(settings, Clock::system()).unwrap()
}

async fn safe() -> (TestDatabase, PgPool) {
    let database = servers::test::database().await;
    let pool = PgPool::connect(&database.url()).await.unwrap();
    migrate_keys(&pool).await.unwrap();
    (database, pool)
}

fn stream() -> StreamName {
    StreamName::new("person", PERSON)
}

async fn read(keys: &Keys, sealed: &Sealed<String>) -> Result<Opened<String>, KeysError> {
    let stream = stream();
    keys.open(&Place { context: "probe", stream: &stream, field: "details" }, sealed).await
}

fn seal(key: &PersonKey) -> Sealed<String> {
    let stream = stream();
    key.seal(&Place { context: "probe", stream: &stream, field: "details" }, &"An".to_owned())
}

fn is_away<T>(result: Result<T, MasterError>) -> bool {
    matches!(result, Err(MasterError::Unavailable(_)))
}

#[tokio::test]
async fn a_key_is_wrapped_there_for_its_person_and_for_nobody_else() {
    for engine in [Engine::start().await, Engine::start_with_tls().await] {
        let transit = transit(engine.settings());
        let key = random();
        let wrapped = transit.wrap(PERSON, &key).await.unwrap();
        assert_eq!(wrapped.master, format!("transit/{KEY}/1"));
        assert!(wrapped.bytes.starts_with(b"vault:v1:"));
        assert_eq!(*transit.unwrap(PERSON, &wrapped).await.unwrap(), key);
        let of_another = transit.unwrap(OTHER, &wrapped).await;
        assert!(matches!(of_another, Err(MasterError::Tampered { subject: OTHER, .. })));
        let rewrapped = transit.rewrap(OTHER, &wrapped).await;
        assert!(matches!(rewrapped, Err(MasterError::Tampered { subject: OTHER, .. })));
        let relabelled = Wrapped { master: format!("transit/{KEY}/2"), ..wrapped.clone() };
        let relabelled = transit.unwrap(PERSON, &relabelled).await;
        assert!(matches!(relabelled, Err(MasterError::Tampered { .. })));
        let foreign = Wrapped { master: "transit/another/1".to_owned(), ..wrapped };
        let foreign = transit.unwrap(PERSON, &foreign).await;
        assert!(matches!(foreign, Err(MasterError::Unknown { .. })));
    }
}

#[tokio::test]
async fn a_key_that_binds_nothing_wraps_nothing() {
    let engine = Engine::start().await;
    engine.change(|state| state.derived = false);
    let transit = transit(engine.settings());
    assert!(is_away(transit.wrap(PERSON, &random()).await));
    assert!(is_away(transit.current().await));
    assert!(!engine.asked().iter().any(|path| path.contains("encrypt")), "no key was sent");
}

#[tokio::test]
async fn a_rotation_there_is_followed_without_any_key_coming_out() {
    let (_database, pool) = safe().await;
    let engine = Engine::start().await;
    let keys = Keys::new(pool.clone(), transit(engine.settings()));
    let mut sealed = Vec::new();
    for number in 1..=120 {
        let key = keys.obtain(Uuid::from_u128(number)).await.unwrap();
        if number == 1 {
            sealed.push(seal(&key));
        }
    }
    assert_eq!(keys.rewrap().await.unwrap(), 0, "all is under the latest version");
    engine.rotate();
    engine.asked();
    assert_eq!(keys.rewrap().await.unwrap(), 120);
    let asked = engine.asked();
    assert!(asked.iter().all(|path| !path.contains("crypt")), "only rewrapped: {asked:?}");
    assert_eq!(keys.rewrap().await.unwrap(), 0);

    engine.change(|state| state.min_decryption_version = 2);
    let afresh = Keys::new(pool, transit(engine.settings()));
    assert_eq!(read(&afresh, &sealed[0]).await.unwrap(), Opened::Value("An".to_owned()));
}

#[tokio::test]
async fn keys_move_from_this_process_to_the_service_while_they_are_used() {
    let (_database, pool) = safe().await;
    let engine = Engine::start().await;
    let ring: Keyring = format!("2026 {}", "07".repeat(32)).parse().unwrap();
    let keys = |masters| Keys::new(pool.clone(), masters);
    let before = keys(Masters::OfProcess(ring.clone()));
    let sealed = seal(&before.obtain(PERSON).await.unwrap());
    let both = || Masters::OfEngine {
        engine: Box::new(transit(engine.settings())),
        before: Some(ring.clone()),
    };
    let readable = Opened::Value("An".to_owned());
    assert_eq!(read(&keys(both()), &sealed).await.unwrap(), readable, "opened by who wrapped it");
    let moving = keys(both());
    moving.obtain(OTHER).await.unwrap();
    assert_eq!(moving.rewrap().await.unwrap(), 1, "the other one is there already");
    let alone = || Masters::OfEngine { engine: Box::new(transit(engine.settings())), before: None };
    assert_eq!(read(&keys(alone()), &sealed).await.unwrap(), readable);
    let gone = read(&before, &sealed).await;
    assert!(gone.is_ok(), "kept in memory for a minute");
    let back = keys(Masters::OfProcess(ring.clone()));
    let gone = read(&back, &sealed).await.unwrap_err();
    assert!(matches!(gone, KeysError::Master(MasterError::Unknown { .. })));

    let stranger: Keyring = format!("other {}", "08".repeat(32)).parse().unwrap();
    let never = keys(Masters::OfProcess(stranger));
    never.obtain(Uuid::from_u128(3)).await.unwrap();
    let lost = keys(alone()).find(Uuid::from_u128(3)).await.unwrap_err();
    assert!(matches!(lost, KeysError::Master(MasterError::Unknown { id }) if id == "other"));
}

#[tokio::test]
async fn a_version_that_is_gone_is_missed_and_not_taken_for_a_forgery() {
    let engine = Engine::start().await;
    let transit = transit(engine.settings());
    let wrapped = transit.wrap(PERSON, &random()).await.unwrap();
    engine.rotate();
    engine.change(|state| state.min_decryption_version = 2);
    let too_old = transit.unwrap(PERSON, &wrapped).await;
    assert!(matches!(too_old, Err(MasterError::Unknown { .. })));
    let newer = transit.wrap(PERSON, &random()).await.unwrap();
    engine.change(|state| state.versions.truncate(1));
    let too_new = transit.unwrap(PERSON, &newer).await;
    assert!(matches!(too_new, Err(MasterError::Unknown { .. })), "restored from a backup, say");
}

#[tokio::test]
async fn who_is_away_is_told_so_in_time_and_nothing_reads_as_erased() {
    let (_database, pool) = safe().await;
    let engine = Engine::start().await;
    let key = Keys::new(pool.clone(), transit(engine.settings())).obtain(PERSON).await.unwrap();
    let sealed = seal(&key);
    for manner in [Manner::Sealed, Manner::Silent, Manner::Strange] {
        engine.change(|state| state.manner = manner);
        let keys = Keys::new(pool.clone(), transit(engine.settings()));
        let since = Instant::now();
        let refused = keys.obtain(OTHER).await.unwrap_err();
        assert!(since.elapsed() < Duration::from_secs(4), "{manner:?}");
        let status = chassis::grpc::keys_status(&DOMAIN, &refused);
        assert_eq!(
            (status.code(), reason(&status).as_str()),
            (Code::Unavailable, "KEYS_UNAVAILABLE")
        );
        let opened = chassis::grpc::opened(&DOMAIN, read(&keys, &sealed).await).unwrap();
        assert_eq!(opened, None, "{manner:?}: not now, and not erased");
    }
    engine.change(|state| state.manner = Manner::Well);
    let keys = Keys::new(pool, transit(engine.settings()));
    assert_eq!(read(&keys, &sealed).await.unwrap(), Opened::Value("An".to_owned()));
    engine.change(|state| state.manner = Manner::Sealed);
    keys.destroy(PERSON).await.unwrap();
    let opened = chassis::grpc::opened(&DOMAIN, read(&keys, &sealed).await).unwrap();
    assert_eq!(opened, Some(Opened::Erased), "an erasure waits for nobody");
}

#[tokio::test]
async fn a_new_token_counts_as_soon_as_its_file_has_it() {
    let engine = Engine::start().await;
    let transit = transit(engine.settings());
    let wrapped = transit.wrap(PERSON, &random()).await.unwrap();
    engine.change(|state| state.token = "s.second".to_owned());
    assert!(is_away(transit.unwrap(PERSON, &wrapped).await));
    std::fs::write(engine.token_file(), "s.second\n").unwrap();
    let look = async || transit.unwrap(PERSON, &wrapped).await.is_ok();
    eventually("the new token is used", look, |opened| *opened).await;
}

#[tokio::test]
async fn a_token_may_come_after_the_service() {
    let engine = Engine::start().await;
    std::fs::remove_file(engine.token_file()).unwrap();
    let transit = transit(engine.settings());
    assert!(is_away(transit.wrap(PERSON, &random()).await));
    assert_eq!(engine.asked(), Vec::<String>::new(), "nobody asks without one");
    std::fs::write(engine.token_file(), crate::engine::TOKEN).unwrap();
    let look = async || transit.wrap(PERSON, &random()).await.is_ok();
    eventually("the token is used", look, |wrapped| *wrapped).await;
}

#[tokio::test]
async fn an_engine_is_asked_over_tls_that_is_trusted_or_on_this_machine() {
    let engine = Engine::start_with_tls().await;
    let stranger = Engine::start_with_tls().await;
    let settings = engine.settings();
    let others =
        TransitSettings { authorities: stranger.settings().authorities, ..settings.clone() };
    assert!(is_away(transit(others).wrap(PERSON, &random()).await));
    let of_machine = TransitSettings { authorities: None, ..settings.clone() };
    assert!(is_away(transit(of_machine).wrap(PERSON, &random()).await));
    assert_eq!(engine.asked(), Vec::<String>::new(), "no token was shown");
    for url in ["http://bao.tinh.example:8200/v1/transit", "bao.tinh.example", ""] {
        let clear = TransitSettings { url: url.to_owned(), ..settings.clone() };
        assert!(matches!(Transit::new(clear, Clock::system()), Err(TransitError::Url(_))), "{url}");
    }
    let missing = Some(engine.folder().join("none.pem"));
    let missing = TransitSettings { authorities: missing, ..settings };
    assert!(matches!(Transit::new(missing, Clock::system()), Err(TransitError::Roots(_))));
}

#[test]
fn master_keys_are_here_or_there_and_never_nowhere() {
    let read = |variables: &[(&str, &str)]| {
        let variables = variables.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let database = ("KEYS_DATABASE_URL".into(), "postgres://keys@localhost/keys".into());
        let read = Reader::read(variables.chain([database]), KeysSettings::read);
        read.map(drop).map_err(|error| error.faults[0].variable.name)
    };
    let ring = format!("2026 {}", "07".repeat(32));
    let (url, token) = ("https://bao.tinh.example/v1/transit", "/etc/token");
    assert!(ring.parse::<Keyring>().is_ok());
    assert_eq!(read(&[]), Err("MASTER_KEYS"));
    assert_eq!(read(&[("MASTER_KEYS", &ring)]), Ok(()));
    assert_eq!(read(&[("TRANSIT_URL", url)]), Err("TRANSIT_TOKEN"));
    assert_eq!(read(&[("TRANSIT_URL", url), ("TRANSIT_TOKEN", token)]), Ok(()));
    let both = [("TRANSIT_URL", url), ("TRANSIT_TOKEN", token), ("MASTER_KEYS", ring.as_str())];
    assert_eq!(read(&both), Ok(()));
    let wrong = [("TRANSIT_URL", url), ("TRANSIT_TOKEN", token), ("TRANSIT_KEY", "a/b")];
    assert_eq!(read(&wrong), Err("TRANSIT_KEY"));
    let clear = [("TRANSIT_URL", "http://bao.tinh.example/"), ("TRANSIT_TOKEN", token)];
    assert_eq!(read(&clear), Err("TRANSIT_URL"));
}
