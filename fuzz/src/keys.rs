//! Keys and what is sealed with them: a key reads or does not, and nobody opens what was not sealed.
//!
//! An input begins with a letter: `S` a sealed value, `M` master keys, `P` a private key for tokens.

use chassis::config::Secret;
use chassis::token::{Grant, issue};
use chrono::TimeDelta;
use ledger::StreamName;
use ledger::sealed::{Keyring, MasterKeys as _, PersonKey, Place, Sealed};
use membership::domain::person::Details;
use servers::bad_input::GOOD_ID;
use uuid::Uuid;

use crate::house::{self, AUDIENCE, CLIENT, ISSUER};

const SUBJECT: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00b5);

pub fn try_out(input: &[u8]) {
    let Some((sort, rest)) = input.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    match sort {
        b'S' => sealed(&text),
        b'M' => master_keys(&text),
        b'P' => private_key(text.into_owned()),
        _ => {}
    }
}

fn sealed(text: &str) {
    let Ok(sealed) = text.parse::<Sealed<Details>>() else { return };
    assert_eq!(sealed.to_string().parse(), Ok(sealed.clone()));
    let json = serde_json::to_string(&sealed).expect("a sealed value is text");
    assert_eq!(serde_json::from_str::<Sealed<Details>>(&json).ok(), Some(sealed.clone()));
    let stream = StreamName::new("person", sealed.subject());
    let place = Place { context: "membership", stream: &stream, field: "details" };
    let opened = PersonKey::throwaway(sealed.subject()).open(&place, &sealed);
    assert!(opened.is_err(), "opened with a key that was just drawn");
}

fn master_keys(text: &str) {
    let Ok(keyring) = text.parse::<Keyring>() else { return };
    let key = [7; 32];
    house::within(|house| {
        house.block_on(async {
            let current = keyring.current().await.expect("a keyring has a first key");
            assert!(!current.is_empty(), "a master key without a name");
            let mut wrapped = keyring.wrap(SUBJECT, &key).await.expect("a keyring wraps");
            let opened = keyring.unwrap(SUBJECT, &wrapped).await.expect("its own work opens");
            assert_eq!(*opened, key);
            wrapped.bytes.truncate(text.len() % wrapped.bytes.len());
            assert!(keyring.unwrap(SUBJECT, &wrapped).await.is_err(), "a part of it opens too");
        });
    });
}

fn private_key(pem: String) {
    let grant = Grant {
        issuer: ISSUER.to_owned(),
        audience: AUDIENCE.to_owned(),
        client: CLIENT.to_owned(),
        person: "sub-1".to_owned(),
        unit: SUBJECT,
        capacity: "office".to_owned(),
        lifetime: TimeDelta::minutes(1),
    };
    if let Ok(token) = issue(&Secret::new(pem), &grant, house::now()) {
        assert_eq!(token.expose().split('.').count(), 3);
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let stream = StreamName::new("person", SUBJECT);
    let place = Place { context: "membership", stream: &stream, field: "details" };
    let details = Details { full_name: "Mẫu".to_owned(), birth_date: None, contact: None };
    let sealed = PersonKey::throwaway(SUBJECT).seal(&place, &details);
    let pem = chassis::token::generate_keys().expect("a key can be drawn").private;
    [
        format!("S{sealed}"),
        format!("Sx1.{GOOD_ID}."),
        format!("M1 {}\n2 {}\n", "0a".repeat(32), "0b".repeat(32)),
        format!("P{}", pem.expose()),
    ]
    .map(String::into_bytes)
    .into()
}
