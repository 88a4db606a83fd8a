//! Makes keys, and tokens for persons: the work of an issuer, for systems of one's own.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::Serialize;
use uuid::Uuid;

use super::{Claims, PERSON, signatures};
use crate::config::Secret;

/// The claims of a token made here; of a foreign one only [`Claims`] is read, `aud` may be a list.
#[derive(Serialize)]
struct Issued<'a> {
    #[serde(flatten)]
    claims: Claims,
    iss: &'a str,
    aud: &'a str,
    azp: &'a str,
}

/// What is to be said by a token made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub issuer: String,
    pub audience: String,
    /// The program it is issued to.
    pub client: String,
    pub person: String,
    pub unit: Uuid,
    pub capacity: String,
    pub lifetime: TimeDelta,
}

/// A key pair.
#[derive(Debug, Clone)]
pub struct Keys {
    /// PKCS#8 PEM: for who signs only.
    pub private: Secret<String>,
    /// A JSON web key set: what others check signatures with.
    pub public: String,
}

#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("drawing random bytes for a key")]
    Generate,
    #[error("the private key is not an Ed25519 key in PKCS#8 PEM")]
    PrivateKey,
    #[error("the lifetime goes beyond the calendar")]
    Lifetime,
    #[error("signing a token")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

/// Draws a new Ed25519 key pair.
pub fn generate_keys() -> Result<Keys, TokenError> {
    let document = Ed25519KeyPair::generate_pkcs8(&ring::rand::SystemRandom::new())
        .map_err(|_| TokenError::Generate)?;
    let pair = key_pair(document.as_ref())?;
    let public = serde_json::json!({ "keys": [{
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": "EdDSA",
        "kid": kid(&pair),
        "x": URL_SAFE_NO_PAD.encode(pair.public_key()),
    }]});
    Ok(Keys { private: Secret::new(to_pem(document.as_ref())), public: format!("{public:#}\n") })
}

/// Makes a person's token that is valid from `now` on.
pub fn issue(
    private: &Secret<String>,
    grant: &Grant,
    now: DateTime<Utc>,
) -> Result<Secret<String>, TokenError> {
    let ends = now.checked_add_signed(grant.lifetime).ok_or(TokenError::Lifetime)?;
    let claims = Claims {
        sub: grant.person.clone(),
        unit: grant.unit,
        capacity: grant.capacity.clone(),
        iat: now.timestamp(),
        exp: ends.timestamp(),
        nbf: Some(now.timestamp()),
    };
    let issued = Issued { claims, iss: &grant.issuer, aud: &grant.audience, azp: &grant.client };
    SigningKey::parse(private.expose())?.sign(PERSON, &issued)
}

/// An Ed25519 private key, and the name of its public half.
pub(super) struct SigningKey {
    document: Secret<Vec<u8>>,
    kid: String,
}

impl SigningKey {
    pub(super) fn parse(pem: &str) -> Result<Self, TokenError> {
        let document = from_pem(pem).ok_or(TokenError::PrivateKey)?;
        let kid = kid(&key_pair(&document)?);
        Ok(Self { document: Secret::new(document), kid })
    }

    pub(super) fn sign(
        &self,
        typ: &str,
        claims: &impl Serialize,
    ) -> Result<Secret<String>, TokenError> {
        signatures::install();
        let header = Header {
            typ: Some(typ.to_owned()),
            kid: Some(self.kid.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(self.document.expose()))
            .map(Secret::new)
            .map_err(TokenError::Sign)
    }
}

fn key_pair(document: &[u8]) -> Result<Ed25519KeyPair, TokenError> {
    Ed25519KeyPair::from_pkcs8_maybe_unchecked(document).map_err(|_| TokenError::PrivateKey)
}

/// The name of a key is taken from the key itself.
fn kid(pair: &Ed25519KeyPair) -> String {
    URL_SAFE_NO_PAD.encode(&ledger::Digest::of(pair.public_key().as_ref()).as_slice()[..12])
}

const PEM_BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_END: &str = "-----END PRIVATE KEY-----";

fn to_pem(document: &[u8]) -> String {
    let mut pem = format!("{PEM_BEGIN}\n");
    for line in STANDARD.encode(document).as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem + PEM_END + "\n"
}

fn from_pem(pem: &str) -> Option<Vec<u8>> {
    let body = pem.trim().strip_prefix(PEM_BEGIN)?.strip_suffix(PEM_END)?;
    STANDARD.decode(body.split_whitespace().collect::<String>()).ok()
}
