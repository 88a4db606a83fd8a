//! Checks tokens: a known key, its own algorithm, issuer, audience, time, and claims that make sense.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use jsonwebtoken::{Header, Validation};
use ledger::Digest;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::discovery::{DiscoveryError, Issuer};
use super::keys::{Key, KeySet, KeysError};
use super::service::{self, Folder, ServiceClaims};
use super::{Claims, PERSON, SERVICE, signatures};
use crate::caller::Kind;
use crate::clock::Clock;
use crate::config::TokenSettings;
use crate::watched::{FileError, OfFile, Rhythm, Watched};

/// Clocks may differ by this many seconds.
const LEEWAY: i64 = 60;

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
    #[error("the issuer's keys are not known yet")]
    NoKeys,
}

/// Keys to check tokens with cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Issuer(#[from] DiscoveryError),
}

/// Who has shown a good token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub kind: Kind,
    pub claims: Arc<Claims>,
}

/// Checks tokens against the issuer's keys, and those of services against the services'.
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    issuers: Watched<KeySet>,
    services: Option<Watched<KeySet>>,
    issuer: String,
    audience: String,
    /// To which programs persons' tokens are issued.
    clients: BTreeSet<String>,
    /// What services call this one.
    service: &'static str,
    longest: TimeDelta,
    clock: Clock,
    remembered: Mutex<HashMap<Digest, Remembered>>,
}

/// A token whose signature and claims were found good with these keys; its times are checked anew.
#[derive(Clone)]
struct Remembered {
    keys: Arc<KeySet>,
    bearer: Bearer,
}

impl Verifier {
    /// Reads the keys of services and, from their file or from the issuer itself, those of persons; and
    /// again whenever they change. An issuer may be away at first, files may not.
    pub async fn open(
        settings: &TokenSettings,
        service: &'static str,
        clock: Clock,
    ) -> Result<Self, OpenError> {
        let issuers = match &settings.keys {
            Some(path) => {
                let file: OfFile<_, KeysError> =
                    OfFile { path: path.clone(), parse: KeySet::parse };
                Watched::open(file, Rhythm::FILE, clock.clone()).await?
            }
            None => {
                let issuer = Issuer::new(&settings.issuer, settings.issuer_ca.as_deref())?;
                Watched::begin(issuer, settings.rhythm, clock.clone())
            }
        };
        let services = match &settings.service_keys {
            Some(folder) => {
                let folder = Folder(folder.clone());
                Some(Watched::open(folder, Rhythm::FILE, clock.clone()).await?)
            }
            None => None,
        };
        signatures::install();
        Ok(Self(Arc::new(Inner {
            issuers,
            services,
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
            clients: settings.clients.clone(),
            service,
            longest: settings.longest,
            clock,
            remembered: Mutex::default(),
        })))
    }

    /// Waits until the issuer's keys are known.
    pub async fn ready(&self) {
        self.0.issuers.ready().await;
    }

    /// How long ago the issuer last confirmed its keys.
    #[must_use]
    pub fn age_of_keys(&self) -> Option<TimeDelta> {
        self.0.issuers.confirmed_at().map(|at| self.0.clock.now() - at)
    }

    /// Whose token it is, if it is to be believed. A key that is not known may be new: the keys are then
    /// looked at again, now and then.
    pub async fn verify(&self, token: &str) -> Result<Bearer, Refused> {
        let bearer = match self.0.recall(token) {
            Some(bearer) => bearer,
            None => self.0.check(token).await?,
        };
        self.0.in_time(&bearer.claims)?;
        Ok(bearer)
    }
}

impl Inner {
    fn keys(&self, kind: Kind) -> Option<&Watched<KeySet>> {
        match kind {
            Kind::Person => Some(&self.issuers),
            Kind::Service => self.services.as_ref(),
        }
    }

    fn in_time(&self, claims: &Claims) -> Result<(), Refused> {
        let now = self.clock.now().timestamp();
        let begins = claims.nbf.unwrap_or(claims.iat).max(claims.iat);
        if begins > now.saturating_add(LEEWAY) {
            return Err(Refused::Invalid);
        }
        if claims.exp <= now.saturating_sub(LEEWAY) {
            return Err(Refused::Expired);
        }
        Ok(())
    }

    async fn check(&self, token: &str) -> Result<Bearer, Refused> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(Refused::Invalid);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refused::Invalid)?;
        let kind = kind(&header).ok_or(Refused::Invalid)?;
        let kid = header.kid.as_deref().ok_or(Refused::Invalid)?;
        if header.crit.is_some() {
            return Err(Refused::Invalid);
        }
        let watched = self.keys(kind).ok_or(Refused::Invalid)?;
        let mut keys = watched.get().ok_or(Refused::NoKeys)?;
        if keys.find(kid).is_none() {
            watched.look_again().await;
            keys = watched.get().ok_or(Refused::NoKeys)?;
        }
        let key = keys.find(kid).ok_or(Refused::Invalid)?;
        let claims = match kind {
            Kind::Person => self.person(token, key)?,
            Kind::Service => self.service(token, key)?,
        };
        let bearer = Bearer { kind, claims: Arc::new(claims) };
        self.remember(token, Remembered { keys, bearer: bearer.clone() });
        Ok(bearer)
    }

    fn person(&self, token: &str, key: &Key) -> Result<Claims, Refused> {
        let presented: Presented = decode(token, key, &self.issuer, &self.audience)?;
        if !presented.is_of(&self.clients) {
            return Err(Refused::Invalid);
        }
        let claims = presented.claims;
        let named = is_name(&claims.sub) && is_name(&claims.capacity);
        if named && !claims.sub.starts_with(service::PREFIX) && lasts(&claims, self.longest) {
            Ok(claims)
        } else {
            Err(Refused::Invalid)
        }
    }

    fn service(&self, token: &str, key: &Key) -> Result<Claims, Refused> {
        let owner = key.owner.as_deref().ok_or(Refused::Invalid)?;
        let claims: ServiceClaims = decode(token, key, owner, self.service)?;
        let claims =
            if claims.sub == owner { Claims::from(claims) } else { return Err(Refused::Invalid) };
        if lasts(&claims, service::LONGEST) { Ok(claims) } else { Err(Refused::Invalid) }
    }

    fn recall(&self, token: &str) -> Option<Bearer> {
        let digest = Digest::of(token.as_bytes());
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        let Remembered { keys, bearer } = remembered.get(&digest)?.clone();
        drop(remembered);
        let current = self.keys(bearer.kind)?.get()?;
        Arc::ptr_eq(&keys, &current).then_some(bearer)
    }

    fn remember(&self, token: &str, found: Remembered) {
        let digest = Digest::of(token.as_bytes());
        let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        remembered.insert(digest, found);
    }
}

/// A person's token as an issuer makes it: what it says, and to which program it was issued. OpenID
/// Connect names the program in `azp`, RFC 9068 in `client_id`.
#[derive(Deserialize)]
struct Presented {
    #[serde(flatten)]
    claims: Claims,
    azp: Option<String>,
    client_id: Option<String>,
}

impl Presented {
    /// Whether it says to which program it was issued, and each claim that does names one of these: a
    /// token that the same issuer gave to another program is not for us, whatever its audience.
    fn is_of(&self, clients: &BTreeSet<String>) -> bool {
        let mut said = self.azp.iter().chain(&self.client_id).peekable();
        said.peek().is_some() && said.all(|client| clients.contains(client))
    }
}

/// A person's token or a service's, by its `typ`, which keeps either from passing for the other.
fn kind(header: &Header) -> Option<Kind> {
    let typ = header.typ.as_deref()?.to_ascii_lowercase();
    match typ.strip_prefix("application/").unwrap_or(&typ) {
        PERSON => Some(Kind::Person),
        SERVICE => Some(Kind::Service),
        _ => None,
    }
}

/// The claims of a token with a good signature; times are left to the clock of this crate.
fn decode<C: DeserializeOwned>(
    token: &str,
    key: &Key,
    issuer: &str,
    audience: &str,
) -> Result<C, Refused> {
    let mut validation = Validation::new(key.algorithm);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.set_issuer(&[issuer]);
    validation.set_audience(&[audience]);
    validation.validate_exp = false;
    let decoded = jsonwebtoken::decode::<C>(token, &key.key, &validation);
    Ok(decoded.map_err(|_| Refused::Invalid)?.claims)
}

fn lasts(claims: &Claims, longest: TimeDelta) -> bool {
    let life = claims.exp.saturating_sub(claims.iat);
    (1..=longest.num_seconds()).contains(&life)
}

fn is_name(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= MAX_CLAIM_CHARS
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::{Grant, generate_keys, issue};

    #[tokio::test]
    async fn no_more_tokens_are_remembered_than_there_is_room_for() {
        let (folder, keys) = (tempfile::tempdir().unwrap(), generate_keys().unwrap());
        let path = folder.path().join("jwks.json");
        std::fs::write(&path, &keys.public).unwrap();
        let settings = TokenSettings {
            issuer: "hoitu".into(),
            issuer_ca: None,
            keys: Some(path),
            audience: "hoitu".into(),
            clients: ["hoitu".into()].into(),
            longest: TimeDelta::minutes(60),
            service_keys: None,
            rhythm: Rhythm::ISSUER,
        };
        let clock = Clock::system();
        let verifier = Verifier::open(&settings, "probe", clock.clone()).await.unwrap();
        let bearer = verifier.verify(&token(&keys, &clock)).await.unwrap();
        let inner = &verifier.0;
        let set = inner.issuers.get().unwrap();
        for number in 0..=REMEMBERED {
            let found = Remembered { keys: Arc::clone(&set), bearer: bearer.clone() };
            inner.remember(&number.to_string(), found);
            assert!(inner.remembered.lock().unwrap().len() <= REMEMBERED);
        }
    }

    fn token(keys: &crate::token::Keys, clock: &Clock) -> String {
        let grant = Grant {
            issuer: "hoitu".into(),
            audience: "hoitu".into(),
            client: "hoitu".into(),
            person: "sub-1".into(),
            unit: uuid::Uuid::from_u128(1),
            capacity: "officer".into(),
            lifetime: TimeDelta::minutes(5),
        };
        issue(&keys.private, &grant, clock.now()).unwrap().expose().clone()
    }
}
