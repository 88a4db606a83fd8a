//! An issuer of tokens for the tests: good ones, and every kind of bad one.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chassis::Rhythm;
use chassis::clock::Clock;
use chassis::config::{Secret, TokenSettings};
use chassis::token::{self, Grant, Keys, Verifier};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::DOMAIN;

pub const UNIT: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_0001);

pub struct Issuer {
    folder: tempfile::TempDir,
    keys: Keys,
}

impl Issuer {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = token::generate_keys().unwrap();
        std::fs::write(folder.path().join("jwks.json"), &keys.public).unwrap();
        std::fs::create_dir(folder.path().join("service-keys")).unwrap();
        Self { folder, keys }
    }

    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("jwks.json")
    }

    pub fn settings(&self) -> TokenSettings {
        TokenSettings {
            issuer: "hoitu".to_owned(),
            issuer_ca: None,
            keys: Some(self.key_file()),
            audience: "hoitu".to_owned(),
            clients: ["hoitu", "dashboard"].map(str::to_owned).into(),
            longest: TimeDelta::minutes(60),
            service_keys: Some(self.service_keys()),
            rhythm: Rhythm::ISSUER,
        }
    }

    pub fn service_keys(&self) -> PathBuf {
        self.folder.path().join("service-keys")
    }

    /// Makes a new key for a service, known to all; the file with its private half.
    pub fn enrol(&self, service: &str) -> PathBuf {
        let keys = token::generate_keys().unwrap();
        let file = self.folder.path().join(service).with_extension("pem");
        std::fs::write(&file, keys.private.expose()).unwrap();
        let public = self.service_keys().join(service).with_extension("json");
        std::fs::write(public, keys.public).unwrap();
        file
    }

    pub async fn verifier(&self, clock: Clock) -> Verifier {
        Verifier::open(&self.settings(), DOMAIN.context, clock).await.unwrap()
    }

    pub fn jwks(&self) -> Value {
        serde_json::from_str(&self.keys.public).unwrap()
    }

    pub fn kid(&self) -> String {
        self.jwks()["keys"][0]["kid"].as_str().unwrap().to_owned()
    }

    /// The header of a good token.
    pub fn header(&self) -> Value {
        json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": self.kid() })
    }

    pub fn public_key(&self) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(self.jwks()["keys"][0]["x"].as_str().unwrap()).unwrap()
    }

    pub fn token(&self) -> String {
        self.issue(|_| {}, Clock::system().now())
    }

    pub fn issue(&self, change: impl FnOnce(&mut Grant), now: DateTime<Utc>) -> String {
        let mut grant = grant();
        change(&mut grant);
        token::issue(&self.keys.private, &grant, now).unwrap().expose().clone()
    }

    /// A token with the header and claims as given, properly signed with the issuer's key.
    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        sign_with(&self.keys.private, header, claims)
    }

    /// The private key of a service that is known here.
    pub fn key_of(&self, service: &str) -> Secret<String> {
        let file = self.folder.path().join(service).with_extension("pem");
        Secret::new(std::fs::read_to_string(file).unwrap())
    }

    /// The header of a good token of a service.
    pub fn header_of(&self, service: &str) -> Value {
        let file = self.service_keys().join(service).with_extension("json");
        let set: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        json!({ "alg": "EdDSA", "typ": "service+jwt", "kid": set["keys"][0]["kid"] })
    }
}

pub fn sign_with(private: &Secret<String>, header: &Value, claims: &Value) -> String {
    let body = unsigned(header, claims);
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(pair(private).sign(body.as_bytes())))
}

fn pair(private: &Secret<String>) -> ring::signature::Ed25519KeyPair {
    let body: String = private.expose().lines().filter(|line| !line.starts_with('-')).collect();
    let document = base64::engine::general_purpose::STANDARD.decode(body).unwrap();
    ring::signature::Ed25519KeyPair::from_pkcs8(&document).unwrap()
}

pub fn grant() -> Grant {
    Grant {
        issuer: "hoitu".into(),
        audience: "hoitu".into(),
        client: "hoitu".into(),
        person: "người-mẫu-1".into(),
        unit: UNIT,
        capacity: "union-officer".into(),
        lifetime: TimeDelta::minutes(5),
    }
}

pub fn claims(now: DateTime<Utc>) -> Value {
    json!({
        "sub": "người-mẫu-1", "unit": UNIT, "capacity": "union-officer",
        "iss": "hoitu", "aud": ["hoitu", "another"], "azp": "hoitu", "iat": now.timestamp(), "exp": now.timestamp() + 300,
    })
}

pub fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}
