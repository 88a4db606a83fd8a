//! Who is let in, and who is not.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::clock::Clock;
use chassis::token::{self, Refused};
use chrono::TimeDelta;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use servers::test::eventually;
use tonic::{Code, Request};

use crate::issuer::{Issuer, UNIT, claims, unsigned};
use crate::probe::{Probe, asking};
use crate::world::{DOMAIN, World, reason};

#[tokio::test]
async fn a_caller_is_whom_the_token_names() {
    let world = World::serve(Probe::default().services()).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let answer = client.get_progress(asking("who")).await.unwrap().into_inner();
    assert_eq!(answer.plan.unwrap().title, format!("người-mẫu-1 {UNIT} union-officer"));
}

#[tokio::test]
async fn a_call_without_a_good_token_does_not_reach_a_handler() {
    let world = World::serve(Probe::default().services()).await;
    let mut client = ProgressServiceClient::new(world.channel().await);
    let good = world.issuer.token();
    let earlier = Clock::system().now() - TimeDelta::minutes(6);
    let expired = world.issuer.issue(|_| {}, earlier);
    let cases = [
        (vec![], "TOKEN_MISSING"),
        (vec![good.clone()], "TOKEN_INVALID"),
        (vec!["Bearer ".to_owned()], "TOKEN_INVALID"),
        (vec![format!("Basic {good}")], "TOKEN_INVALID"),
        (vec![format!("Bearer {expired}")], "TOKEN_EXPIRED"),
        (vec![format!("Bearer {good}"), format!("Bearer {good}")], "TOKEN_INVALID"),
        (vec![format!("Bearer {}", Issuer::new().token())], "TOKEN_INVALID"),
    ];
    for (values, expected) in cases {
        let mut request = Request::new(asking("panic"));
        for value in &values {
            request.metadata_mut().append("authorization", value.parse().unwrap());
        }
        let status = client.get_progress(request).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated, "{values:?}");
        assert_eq!(reason(&status), expected, "{values:?}");
    }
}

#[tokio::test]
async fn only_the_issuers_tokens_for_this_audience_count() {
    let issuer = Issuer::new();
    let verifier = issuer.verifier(Clock::system()).await;
    let now = Clock::system().now();
    let header = issuer.header();
    assert!(verifier.verify(&issuer.sign(&header, &claims(now))).await.is_ok());

    let claimed = |name: &str, value: Value| {
        let mut claims = claims(now);
        claims[name] = value;
        issuer.sign(&header, &claims)
    };
    let headed = |header: Value| issuer.sign(&header, &claims(now));
    let bad = [
        ("foreign issuer", claimed("iss", json!("another"))),
        ("no issuer", claimed("iss", Value::Null)),
        ("foreign audience", claimed("aud", json!("another"))),
        ("no audience", claimed("aud", Value::Null)),
        ("issued to another program", claimed("azp", json!("another"))),
        ("issued to nobody knows whom", claimed("azp", Value::Null)),
        ("issued to several", claimed("azp", json!(["hoitu"]))),
        ("issued to one of ours and to another", claimed("client_id", json!("another"))),
        ("no end", claimed("exp", Value::Null)),
        ("an end that is no number", claimed("exp", json!("tomorrow"))),
        ("not yet valid", claimed("nbf", json!(now.timestamp() + 90))),
        ("no beginning", claimed("iat", Value::Null)),
        ("made in the future", claimed("iat", json!(now.timestamp() + 90))),
        (
            "made in the future, and said to begin now",
            issuer.sign(&header, &{
                let mut claims = claims(now);
                claims["nbf"] = json!(now.timestamp());
                claims["iat"] = json!(now.timestamp() + 90);
                claims
            }),
        ),
        ("over before it began", claimed("exp", json!(now.timestamp()))),
        ("good for too long", claimed("exp", json!(now.timestamp() + 3601))),
        ("a service's name", claimed("sub", json!("service:projection"))),
        ("nobody", claimed("sub", json!(" "))),
        ("a name beyond all measure", claimed("sub", json!("a".repeat(201)))),
        ("a capacity beyond all measure", claimed("capacity", json!("ă".repeat(201)))),
        ("a name with a line feed", claimed("sub", json!("a\nb"))),
        ("no unit", claimed("unit", Value::Null)),
        ("a unit that is no UUID", claimed("unit", json!("union"))),
        ("no capacity", claimed("capacity", json!(""))),
        ("unknown kid", headed(json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": "another" }))),
        (
            "critical extension",
            headed(
                json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": issuer.kid(), "crit": ["b64"] }),
            ),
        ),
        ("no type", headed(json!({ "alg": "EdDSA", "kid": issuer.kid() }))),
        ("an ID token", headed(json!({ "alg": "EdDSA", "typ": "JWT", "kid": issuer.kid() }))),
        (
            "a service's token",
            headed(json!({ "alg": "EdDSA", "typ": "service+jwt", "kid": issuer.kid() })),
        ),
        ("no kid", headed(json!({ "alg": "EdDSA", "typ": "at+jwt" }))),
        (
            "another algorithm",
            headed(json!({ "alg": "ES256", "typ": "at+jwt", "kid": issuer.kid() })),
        ),
        ("a foreign signature", format!("{}.{}", unsigned(&header, &claims(now)), "AAAA")),
        ("nothing", String::new()),
        ("no token at all", "a.b.c".to_owned()),
        ("far too long", "x".repeat(100_000)),
    ];
    for (what, token) in bad {
        assert_eq!(verifier.verify(&token).await.unwrap_err(), Refused::Invalid, "{what}");
    }
}

#[tokio::test]
async fn the_program_is_told_by_azp_or_client_id_or_both() {
    let issuer = Issuer::new();
    let verifier = issuer.verifier(Clock::system()).await;
    let told = |azp: Value, client_id: Value| {
        let mut claims = claims(Clock::system().now());
        (claims["azp"], claims["client_id"]) = (azp, client_id);
        issuer.sign(&issuer.header(), &claims)
    };
    for (azp, client_id) in [
        (json!("dashboard"), Value::Null),
        (Value::Null, json!("dashboard")),
        (json!("dashboard"), json!("dashboard")),
    ] {
        assert!(verifier.verify(&told(azp, client_id)).await.is_ok());
    }
    let other = told(json!("another"), json!("hoitu"));
    assert_eq!(verifier.verify(&other).await.unwrap_err(), Refused::Invalid);
}

#[tokio::test]
async fn the_public_key_is_no_shared_secret_and_no_signature_is_no_signature() {
    let issuer = Issuer::new();
    let verifier = issuer.verifier(Clock::system()).await;
    let claims = claims(Clock::system().now());

    let none = unsigned(&json!({ "alg": "none", "typ": "at+jwt", "kid": issuer.kid() }), &claims);
    assert_eq!(verifier.verify(&format!("{none}.")).await.unwrap_err(), Refused::Invalid);

    let body = unsigned(&json!({ "alg": "HS256", "typ": "at+jwt", "kid": issuer.kid() }), &claims);
    let secrets = [issuer.public_key(), std::fs::read(issuer.key_file()).unwrap()];
    for secret in secrets {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
        let tag = URL_SAFE_NO_PAD.encode(ring::hmac::sign(&key, body.as_bytes()));
        assert_eq!(verifier.verify(&format!("{body}.{tag}")).await.unwrap_err(), Refused::Invalid);
    }
}

#[tokio::test]
async fn a_token_is_good_from_its_beginning_to_its_end_and_a_minute_either_way() {
    let issuer = Issuer::new();
    let (hand, clock) = Clock::set("2026-11-24T08:00:00Z".parse().unwrap());
    let verifier = issuer.verifier(clock.clone()).await;
    let token = issuer.issue(|grant| grant.lifetime = TimeDelta::seconds(300), clock.now());
    let begins = clock.now();
    let at = async |seconds: i64| {
        hand.send_replace(begins + TimeDelta::seconds(seconds));
        verifier.verify(&token).await.map(|_| ())
    };
    assert_eq!(at(-61).await, Err(Refused::Invalid));
    assert_eq!(at(-60).await, Ok(()));
    assert_eq!(at(359).await, Ok(()));
    assert_eq!(at(360).await, Err(Refused::Expired));
    assert_eq!(at(0).await, Ok(()), "a remembered token is asked for its time again");
}

#[tokio::test]
async fn es256_keys_of_an_identity_provider_are_understood() {
    let random = ring::rand::SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random)
            .unwrap();
    let point = pair.public_key().as_ref();
    let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let jwks = json!({ "keys": [{
        "kty": "EC", "crv": "P-256", "kid": "idp", "use": "sig",
        "x": coordinate(&point[1..33]), "y": coordinate(&point[33..]),
    }]});
    let issuer = Issuer::new();
    std::fs::write(issuer.key_file(), jwks.to_string()).unwrap();
    let verifier = issuer.verifier(Clock::system()).await;

    let body = unsigned(
        &json!({ "alg": "ES256", "typ": "at+jwt", "kid": "idp" }),
        &claims(Clock::system().now()),
    );
    let signature = pair.sign(&random, body.as_bytes()).unwrap();
    let token = format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature));
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(verifier.verify(&token.replace(".e", ".f")).await.unwrap_err(), Refused::Invalid);
}

#[tokio::test]
async fn a_key_file_that_cannot_be_relied_on_is_refused() {
    let key = |change: fn(&mut Value)| {
        let mut key = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "a", "x": URL_SAFE_NO_PAD.encode([7; 32]) });
        change(&mut key);
        key
    };
    let good = key(|_| {});
    let rsa = |bytes: usize| {
        let modulus = URL_SAFE_NO_PAD.encode(vec![0xff; bytes]);
        json!({ "keys": [{ "kty": "RSA", "kid": "a", "n": modulus, "e": "AQAB" }] })
    };
    let many = |count: usize| {
        let numbered = |number: usize| {
            let mut key = good.clone();
            key["kid"] = json!(number.to_string());
            key
        };
        json!({ "keys": (0..count).map(numbered).collect::<Vec<_>>() })
    };
    let bad = [
        ("not JSON", Value::Null),
        ("empty", json!({ "keys": [] })),
        ("no kid", json!({ "keys": [key(|key| key["kid"] = Value::Null)] })),
        ("two of a name", json!({ "keys": [good, good] })),
        ("a shared secret", json!({ "keys": [{ "kty": "oct", "kid": "a", "k": "c2VjcmV0" }] })),
        ("for encryption", json!({ "keys": [key(|key| key["use"] = json!("enc"))] })),
        ("for another algorithm", json!({ "keys": [key(|key| key["alg"] = json!("ES256"))] })),
        ("an RSA key that can be broken", rsa(128)),
        ("an RSA key beyond all measure", rsa(1025)),
        ("more keys than anybody has", many(65)),
        ("too short", json!({ "keys": [key(|key| key["x"] = json!("AAAA"))] })),
    ];
    for (what, jwks) in bad {
        let issuer = Issuer::new();
        std::fs::write(issuer.key_file(), jwks.to_string()).unwrap();
        let opened =
            token::Verifier::open(&issuer.settings(), DOMAIN.context, Clock::system()).await;
        assert!(opened.is_err(), "{what}");
    }
    for jwks in [rsa(256), many(64)] {
        let issuer = Issuer::new();
        std::fs::write(issuer.key_file(), jwks.to_string()).unwrap();
        issuer.verifier(Clock::system()).await;
    }
}

#[tokio::test]
async fn changed_keys_count_without_a_restart_and_broken_ones_do_not() {
    let (old, new) = (Issuer::new(), Issuer::new());
    let verifier = old.verifier(Clock::system()).await;
    let (old_token, new_token) = (old.token(), new.token());
    assert!(verifier.verify(&old_token).await.is_ok());

    std::fs::write(old.key_file(), "not keys").unwrap();
    let both = tokio::time::Instant::now() + Duration::from_secs(3);
    while tokio::time::Instant::now() < both {
        assert!(verifier.verify(&old_token).await.is_ok(), "the last good keys stay");
        tokio::task::yield_now().await;
    }
    std::fs::copy(new.key_file(), old.key_file()).unwrap();
    let look = || async { verifier.verify(&old_token).await.err() };
    eventually("the old key is gone", look, |refused| *refused == Some(Refused::Invalid)).await;
    assert!(verifier.verify(&new_token).await.is_ok());
}

#[test]
fn secrets_are_not_printed() {
    let keys = token::generate_keys().unwrap();
    let printed = format!("{keys:?}");
    assert!(printed.contains("***") && !printed.contains("PRIVATE KEY"), "{printed}");
    let grant = crate::issuer::grant();
    let token = token::issue(&keys.private, &grant, Clock::system().now()).unwrap();
    assert_eq!(format!("{token} {token:?}"), "*** ***");
}
