//! Two officers erase a person: before that, the name is in answers only; afterwards it is nowhere, and counts,
//! chains and views are what they were.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use contracts::access::v1::Kind;
use contracts::membership::v1 as wire;
use futures::TryStreamExt as _;
use ledger::View as _;
use ledger::view::{compare, rebuild, switch};
use membership::views::persons::Persons;
use serde_json::Value;
use servers::SERVICES;
use sqlx::{Connection as _, PgConnection, PgPool};
use tonic::{Code, Status};
use wire::Role;
use wire::person_service_client::PersonServiceClient;

use crate::world::{World, eventually, paced};

/// Strings that stand nowhere else: name, contact, date of birth.
const CANARIES: [&str; 3] = ["Nguyễn Thị Hoàng Yến Hót", "0987 654 123 999", "1971-09-13"];
const CORRECTED: &str = "Nguyễn Thị Vàng Anh Hót";
const KEPT: &str = "Trần Văn Sáo Sậu Kêu";
/// Who does what, by the capacity acted in.
const KEEPER: &str = "union-officer";
const PROTECTOR: &str = "data-protection-officer";
const SECOND: &str = "second-data-protection-officer";
const AUDITOR: &str = "auditor";

impl World {
    /// All services serving, and nothing recorded but the rights of the three, and of who audits.
    async fn with_offices() -> Self {
        let world = Self::start().await;
        // Of any Union: persons are in no unit.
        let union = "00000000-0000-0000-0000-000000000001";
        world.grant(KEEPER, Role::UnionAdmin, Kind::Unit, union).await;
        world.grant(AUDITOR, Role::Auditor, Kind::Province, "").await;
        world.grant(PROTECTOR, Role::DataProtectionOfficer, Kind::Province, "").await;
        world.grant(SECOND, Role::DataProtectionOfficer, Kind::Province, "").await;
        let mut persons = PersonServiceClient::new(world.channel("membership").await);
        let nobody = || wire::GetPersonRequest { person_id: union.into(), read_at: None };
        let not_yet = |status: &Status| status.code() == Code::PermissionDenied;
        let mut looks = paced();
        while persons.get_person(world.by(SECOND, nobody())).await.is_err_and(|it| not_yet(&it)) {
            looks.tick().await;
        }
        world
    }

    /// What `hoitu person` prints as JSON, with that on its standard input.
    fn person(&self, officer: &str, arguments: &[&str], input: &str) -> Result<Value, String> {
        let arguments: Vec<_> = ["-o", "json", "person"].iter().chain(arguments).collect();
        let arguments: Vec<_> = arguments.into_iter().copied().collect();
        let mut command = self.command(&arguments);
        command.env("HOITU_TOKEN", self.token(officer));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            return Err(told);
        }
        Ok(serde_json::from_slice(&output.stdout).unwrap())
    }

    fn registered(&self, full_name: &str) -> String {
        let [_, contact, birth_date] = CANARIES;
        let details = serde_json::json!({
            "full_name": full_name, "contact": contact, "birth_date": birth_date,
        });
        let person = self.person(KEEPER, &["register"], &details.to_string()).unwrap();
        assert_eq!(person["details"]["full_name"], full_name, "the answer tells it");
        person["person_id"].as_str().unwrap().to_owned()
    }

    fn erase(&self, person: &str) {
        self.person(PROTECTOR, &["erase", "request", person, "--basis", "asked"], "").unwrap();
        let steps = |officer: &str| {
            let waiting = self.person(officer, &["erasures"], "").unwrap()["erasures"].clone();
            let of = |it: &&Value| it["person_id"] == person;
            waiting.as_array().unwrap().iter().find(of).map(|it| it["steps"].clone())
        };
        let (confirm, refuse) = ("ERASURE_STEP_CONFIRM", "ERASURE_STEP_REFUSE");
        assert_eq!(steps(PROTECTOR), Some(serde_json::json!([refuse])));
        assert_eq!(steps(SECOND), Some(serde_json::json!([confirm, refuse])));
        let alone = self.person(PROTECTOR, &["erase", "confirm", person], "").unwrap_err();
        assert!(alone.contains("SAME_PERSON"), "{alone}");
        let erased = self.person(SECOND, &["erase", "confirm", person], "").unwrap();
        assert_eq!((&erased["erased"], &erased["details"]), (&true.into(), &Value::Null));
        assert_eq!(steps(SECOND), None, "it waits no more");
    }

    async fn key_destroyed(&self, person: &str) {
        eventually("the key is destroyed", || {
            let shown = self.person(SECOND, &["show", person], "")?;
            let state = shown["erasure"]["state"].as_str().unwrap_or_default();
            if state == "ERASURE_STATE_KEY_DESTROYED" { Ok(()) } else { Err(shown.to_string()) }
        })
        .await;
    }

    async fn wrapped_keys(&self) -> Vec<(String, Option<String>)> {
        let mut keys = PgConnection::connect(&self.keys["membership"].url()).await.unwrap();
        let query = "SELECT subject::text, encode(wrapped_key, 'hex') FROM subject_key";
        sqlx::query_as(query).fetch_all(&mut keys).await.unwrap()
    }

    /// All that is kept, by where: every database, the streams and their files, logs, an export.
    async fn everything_kept(&self) -> Vec<(String, Vec<u8>)> {
        for service in self.databases.keys() {
            self.relayed(service).await;
        }
        let mut kept = Vec::new();
        for (name, database) in self.databases.iter().map(|(name, it)| (*name, it)) {
            kept.push((format!("database {name}"), dump(&database.url())));
        }
        for (context, database) in &self.keys {
            kept.push((format!("keys of {context}"), dump(&database.url())));
        }
        kept.extend(messages(&self.nats.url()).await);
        for folder in [&self.folder, &self.nats.folder().to_owned()] {
            files_below(folder, &mut kept);
        }
        for context in SERVICES.map(|service| service.name) {
            let export = self.try_ask(&["-o", "json", "ledger", "read", context]);
            kept.push((format!("export {context}"), export.unwrap_or_default().into_bytes()));
        }
        kept
    }

    async fn found(&self, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for (place, bytes) in self.everything_kept().await {
            for word in words {
                for (form, needle) in forms(word) {
                    if bytes.windows(needle.len()).any(|part| part == needle) {
                        found.push(format!("{place}: {word} ({form})"));
                    }
                }
            }
        }
        found
    }
}

/// As it is, in hexadecimal digits as a dump shows bytes, and escaped as in ASCII-only JSON.
fn forms(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
    let escape = |unit: u16| match u8::try_from(unit) {
        Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    let escaped: String = word.encode_utf16().map(escape).collect();
    let forms = [("plain", word.into()), ("hex", hex.into_bytes()), ("escaped", escaped.into())];
    forms.into()
}

fn dump(url: &str) -> Vec<u8> {
    let pg_dump = servers::install().unwrap().postgres("pg_dump");
    let output = Command::new(pg_dump).args(["--dbname", url]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Of every stream, as a consumer gets them: files may be compressed.
async fn messages(url: &str) -> Vec<(String, Vec<u8>)> {
    let jetstream = async_nats::jetstream::new(async_nats::connect(url).await.unwrap());
    let names: Vec<String> = jetstream.stream_names().try_collect().await.unwrap();
    let mut kept = Vec::new();
    for name in names {
        let stream = jetstream.get_stream(&name).await.unwrap();
        for sequence in 1..=stream.cached_info().state.last_sequence {
            let message = stream.get_raw_message(sequence).await.unwrap();
            let headers = format!("{} {:?}", message.subject, message.headers).into_bytes();
            kept.push((format!("stream {name}"), [headers, message.payload.to_vec()].concat()));
        }
    }
    kept
}

fn files_below(folder: &Path, kept: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, kept);
        } else if let Ok(bytes) = std::fs::read(&path) {
            kept.push((format!("file {}", path.display()), bytes));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_is_gone_from_everything_that_is_kept() {
    let world = World::with_offices().await;
    let before = world.json(&["ledger", "head", "membership"]);
    let [name, contact, birth_date] = CANARIES;
    let erased = world.registered(name);
    let kept = world.registered(KEPT);
    let correction = serde_json::json!({ "full_name": CORRECTED, "contact": contact });
    world.person(KEEPER, &["correct", &erased], &correction.to_string()).unwrap();
    let malformed =
        world.person(KEEPER, &["register"], &format!(r#"{{"full_name": "{name}\u0007"}}"#));
    assert!(malformed.is_err());

    let words = [name, contact, birth_date, CORRECTED, KEPT];
    assert_eq!(world.found(&words).await, [""; 0], "already before: nowhere but in answers");
    let seen = world.found(&[&erased]).await;
    for place in
        ["database membership", "keys of membership", "stream ", "file ", "export membership"]
    {
        assert!(
            seen.iter().any(|it| it.starts_with(place)),
            "who looks finds: {place} in {seen:?}"
        );
    }
    let keys = world.wrapped_keys().await;
    let key = keys.iter().find(|(subject, _)| *subject == erased).unwrap().1.clone().unwrap();

    world.erase(&erased);
    world.key_destroyed(&erased).await;
    let again = world.person(SECOND, &["erase", "confirm", &erased], "").unwrap();
    assert_eq!(again["erased"], true, "and once more");

    assert_eq!(world.found(&words).await, [""; 0]);
    assert_eq!(world.found(&[&key]).await, [""; 0], "nor is the key under the master key");
    let text = world.ask(&["person", "show", &erased]);
    assert!(text.contains("(đã xóa)") && text.contains("đã hủy khóa"), "{text}");
    assert_eq!(world.person(KEEPER, &["show", &kept], "").unwrap()["details"]["full_name"], KEPT);
    world.ask(&["ledger", "verify", "membership"]);
    let head = world.json(&["ledger", "head", "membership"]);
    let after = head["position"].as_i64().unwrap() - before["position"].as_i64().unwrap();
    assert_eq!(after, 6, "registered twice, corrected, requested, erased, destroyed");

    let pool = PgPool::connect(&world.databases["membership"].url()).await.unwrap();
    let second = rebuild::<Persons>(&pool).await.unwrap();
    let comparison = compare(&pool, Persons::NAME, [1, second]).await.unwrap();
    assert!(comparison.is_equal(), "{comparison:?}");
    switch(&pool, Persons::NAME, second).await.unwrap();
    assert!(world.ask(&["person", "show", &erased]).contains("(đã xóa)"), "also from the start");
    assert_eq!(world.person(KEEPER, &["show", &kept], "").unwrap()["details"]["full_name"], KEPT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_dies_between_confirming_and_destroying_destroys_later() {
    let mut world = World::with_offices().await;
    let person = world.registered(CANARIES[0]);
    let mut keys = PgConnection::connect(&world.keys["membership"].url()).await.unwrap();
    let mut held = keys.begin().await.unwrap();
    sqlx::query("SELECT FROM subject_key FOR UPDATE").execute(&mut *held).await.unwrap();

    world.erase(&person);
    world.kill("membership");
    assert!(world.wrapped_keys().await[0].1.is_some(), "nobody could destroy it");
    held.rollback().await.unwrap();

    world.start_service("membership");
    world.all_serving().await;
    world.key_destroyed(&person).await;
    assert_eq!(world.wrapped_keys().await, [(person, None)]);
}
