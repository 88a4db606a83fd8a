//! Public keys as a JSON web key set, each pinned to one algorithm.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};
use serde::Deserialize;

/// A key, and the one algorithm it is for.
pub(super) struct Key {
    pub(super) algorithm: Algorithm,
    pub(super) key: DecodingKey,
    /// The service that signs with it; nobody for an issuer's key.
    pub(super) owner: Option<Arc<str>>,
}

#[derive(Default)]
pub(super) struct KeySet {
    keys: HashMap<String, Key>,
}

/// More keys than anybody has in use.
const MAX_KEYS: usize = 64;

/// A key set is of no use.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error("it is not a JSON web key set")]
    Json(#[from] serde_json::Error),
    #[error("a key has no kid")]
    Unnamed,
    #[error("two keys have the kid {kid}")]
    Ambiguous { kid: String },
    #[error("the key {kid} is malformed")]
    Malformed { kid: String },
    #[error("there is no key for signatures with EdDSA (Ed25519), ES256 or RS256 in it")]
    Empty,
    #[error("there are more than {MAX_KEYS} keys in it")]
    TooMany,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<serde_json::Value>,
}

impl KeySet {
    /// Keys for other purposes may stand beside those for signatures: they are passed over.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, KeysError> {
        let published: Published = serde_json::from_slice(bytes)?;
        if published.keys.len() > MAX_KEYS {
            return Err(KeysError::TooMany);
        }
        let mut set = Self::default();
        for jwk in published.keys {
            let Ok(jwk) = serde_json::from_value::<Jwk>(jwk) else { continue };
            let Some(algorithm) = algorithm(&jwk) else { continue };
            let kid = jwk.common.key_id.clone().ok_or(KeysError::Unnamed)?;
            set.add(kid.clone(), Key::new(&jwk, algorithm, &kid)?)?;
        }
        if set.keys.is_empty() { Err(KeysError::Empty) } else { Ok(set) }
    }

    /// Takes in the keys of a service.
    pub(super) fn join(&mut self, owner: &Arc<str>, other: Self) -> Result<(), KeysError> {
        other
            .keys
            .into_iter()
            .try_for_each(|(kid, key)| self.add(kid, Key { owner: Some(Arc::clone(owner)), ..key }))
    }

    fn add(&mut self, kid: String, key: Key) -> Result<(), KeysError> {
        match self.keys.entry(kid) {
            Entry::Occupied(taken) => Err(KeysError::Ambiguous { kid: taken.key().clone() }),
            Entry::Vacant(free) => {
                free.insert(key);
                Ok(())
            }
        }
    }

    pub(super) fn find(&self, kid: &str) -> Option<&Key> {
        self.keys.get(kid)
    }
}

impl Key {
    fn new(jwk: &Jwk, algorithm: Algorithm, kid: &str) -> Result<Self, KeysError> {
        let malformed = || KeysError::Malformed { kid: kid.to_owned() };
        let key = DecodingKey::from_jwk(jwk).map_err(|_| malformed())?;
        let whole = match key.kind() {
            DecodingKeyKind::SecretOrDer(point) => {
                point.len() == if algorithm == Algorithm::EdDSA { 32 } else { 65 }
            }
            DecodingKeyKind::RsaModulusExponent { n, .. } => (256..=1024).contains(&n.len()),
        };
        if whole { Ok(Self { algorithm, key, owner: None }) } else { Err(malformed()) }
    }
}

/// The algorithm a key is for, if it is one that tokens may be signed with.
fn algorithm(jwk: &Jwk) -> Option<Algorithm> {
    let fitting = by_shape(&jwk.algorithm)?;
    let for_signatures = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let stated = jwk.common.key_algorithm.is_none_or(|stated| stated == fitting.into());
    (for_signatures && stated).then_some(fitting)
}

fn by_shape(parameters: &AlgorithmParameters) -> Option<Algorithm> {
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
