//! The issuer's public keys: a JWKS file, each key pinned to one algorithm.

use std::collections::HashMap;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};

/// A key, and the one algorithm it is for.
pub(super) struct Key {
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
}

pub(super) struct KeySet {
    keys: HashMap<String, Key>,
}

/// A JWKS file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error("the file is not a JSON web key set")]
    Json(#[from] serde_json::Error),
    #[error("a key has no kid")]
    Unnamed,
    #[error("two keys have the kid {kid}")]
    Ambiguous { kid: String },
    #[error("the key {kid} is not for signatures with EdDSA (Ed25519), ES256 or RS256")]
    Unsupported { kid: String },
    #[error("the key {kid} is malformed")]
    Malformed { kid: String },
    #[error("there is no key in it")]
    Empty,
}

impl KeySet {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, KeysError> {
        let set: JwkSet = serde_json::from_slice(bytes)?;
        let mut keys = HashMap::new();
        for jwk in set.keys {
            let kid = jwk.common.key_id.clone().ok_or(KeysError::Unnamed)?;
            let key = Key::new(&jwk, &kid)?;
            if keys.insert(kid.clone(), key).is_some() {
                return Err(KeysError::Ambiguous { kid });
            }
        }
        if keys.is_empty() { Err(KeysError::Empty) } else { Ok(Self { keys }) }
    }

    pub(super) fn find(&self, kid: &str) -> Option<&Key> {
        self.keys.get(kid)
    }
}

impl Key {
    fn new(jwk: &Jwk, kid: &str) -> Result<Self, KeysError> {
        let unsupported = || KeysError::Unsupported { kid: kid.to_owned() };
        let algorithm = algorithm(&jwk.algorithm).ok_or_else(unsupported)?;
        let other_use = !matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
        let other_algorithm =
            jwk.common.key_algorithm.is_some_and(|stated| stated != algorithm.into());
        if other_use || other_algorithm {
            return Err(unsupported());
        }
        let malformed = || KeysError::Malformed { kid: kid.to_owned() };
        let key = DecodingKey::from_jwk(jwk).map_err(|_| malformed())?;
        let expected = if algorithm == Algorithm::EdDSA { 32 } else { 65 };
        match key.try_get_as_bytes() {
            Ok(point) if point.len() != expected => Err(malformed()),
            Ok(_) | Err(_) => Ok(Self { algorithm, key }),
        }
    }
}

fn algorithm(parameters: &AlgorithmParameters) -> Option<Algorithm> {
    if let AlgorithmParameters::RSA(_) = parameters {
        return Some(Algorithm::RS256);
    }
    if let AlgorithmParameters::EllipticCurve(point) = parameters {
        return (point.curve == EllipticCurve::P256).then_some(Algorithm::ES256);
    }
    if let AlgorithmParameters::OctetKeyPair(pair) = parameters {
        return (pair.curve == EllipticCurve::Ed25519).then_some(Algorithm::EdDSA);
    }
    None
}
