//! Checks tokens: a known key, its own algorithm, issuer, audience, time, and claims that make sense.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonwebtoken::Validation;
use ledger::Digest;

use super::keys::KeySet;
use super::{Claims, signatures};
use crate::clock::Clock;
use crate::config::TokenSettings;
use crate::watched_file::{FileError, WatchedFile};

/// Clocks may differ by this many seconds.
const LEEWAY: i64 = 30;

/// Checked tokens that are remembered, so that a caller's next call costs no signature check.
const REMEMBERED: usize = 4096;

const MAX_TOKEN_BYTES: usize = 8 * 1024;
const MAX_CLAIM_CHARS: usize = 200;

/// Why a token does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the token is malformed, or not signed by the issuer, or not for this service")]
    Invalid,
    #[error("the token has expired")]
    Expired,
}

/// Checks tokens against the issuer's key file.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    keys: WatchedFile<KeySet>,
    issuer: String,
    audience: String,
    clock: Clock,
    remembered: Mutex<Remembered>,
}

/// Tokens whose signature and claims were found good with these keys; their times are checked anew.
struct Remembered {
    keys: Arc<KeySet>,
    claims: HashMap<Digest, Arc<Claims>>,
}

impl Verifier {
    /// Reads the key file, and again whenever it changes.
    pub async fn open(settings: &TokenSettings, clock: Clock) -> Result<Self, FileError> {
        signatures::install();
        let keys = WatchedFile::open(&settings.keys, KeySet::parse).await?;
        let remembered = Mutex::new(Remembered { keys: keys.get(), claims: HashMap::new() });
        let (issuer, audience) = (settings.issuer.clone(), settings.audience.clone());
        Ok(Self(Arc::new(Inner { keys, issuer, audience, clock, remembered })))
    }

    /// What the token says, if it is to be believed.
    pub fn verify(&self, token: &str) -> Result<Arc<Claims>, Refused> {
        let keys = self.0.keys.get();
        let digest = Digest::of(token.as_bytes());
        let claims = match self.0.recall(&keys, &digest) {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.0.check(&keys, token)?);
                self.0.remember(&keys, digest, claims.clone());
                claims
            }
        };
        let now = self.0.clock.now().timestamp();
        if claims.nbf.is_some_and(|begins| begins > now.saturating_add(LEEWAY)) {
            return Err(Refused::Invalid);
        }
        if claims.exp <= now.saturating_sub(LEEWAY) {
            return Err(Refused::Expired);
        }
        Ok(claims)
    }
}

impl Inner {
    fn check(&self, keys: &KeySet, token: &str) -> Result<Claims, Refused> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Refused::Invalid);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refused::Invalid)?;
        let kid = header.kid.as_deref().ok_or(Refused::Invalid)?;
        let key = keys.find(kid).ok_or(Refused::Invalid)?;
        if header.crit.is_some() {
            return Err(Refused::Invalid);
        }
        let mut validation = Validation::new(key.algorithm);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.key, &validation)
            .map_err(|_| Refused::Invalid)?
            .claims;
        let names = [&claims.sub, &claims.capacity];
        if names.into_iter().all(|name| is_name(name)) { Ok(claims) } else { Err(Refused::Invalid) }
    }

    fn recall(&self, keys: &Arc<KeySet>, digest: &Digest) -> Option<Arc<Claims>> {
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&remembered.keys, keys) {
            remembered.claims.get(digest).cloned()
        } else {
            None
        }
    }

    fn remember(&self, keys: &Arc<KeySet>, digest: Digest, claims: Arc<Claims>) {
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&remembered.keys, keys) || remembered.claims.len() >= REMEMBERED {
            remembered.claims.clear();
            remembered.keys = keys.clone();
        }
        remembered.claims.insert(digest, claims);
    }
}

fn is_name(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= MAX_CLAIM_CHARS
        && !text.chars().any(char::is_control)
}
