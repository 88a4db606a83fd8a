//! Master keys that never leave a key management service: the transit engine of OpenBao or Vault, over HTTP.
//!
//! The engine's key has versions. A wrapped key says which one wraps it; when the key is rotated there, what is
//! under older versions is rewrapped there, and no person's key comes out for it. The key must be derived: only
//! then is a wrapped key bound to its person by the context.

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use futures::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use ledger::sealed::{MasterError, MasterKeys, Wrapped};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::sync::OnceCell;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::fetch::{Ask, FetchError, Fetcher, Location, RootsError, UrlError};
use crate::watched::{OfFile, Rhythm, Watched};

/// Well below what a call may take, so that a caller hears that the keys are away and not that it was late.
const LIMIT: Duration = Duration::from_secs(2);

/// What stands before the name of a version where it is kept which master key wraps a key.
const FORM: &str = "transit/";
/// How the engine begins a ciphertext, before the version.
const PREFIX: &str = "vault:v";
const MOST_TOLD: usize = 200;

/// Where the engine is, which of its keys is ours, and who we are to it.
#[derive(Debug, Clone)]
pub struct TransitSettings {
    /// The mount of the engine, such as `https://bao.tinh.example:8200/v1/transit`.
    pub url: String,
    pub key: String,
    /// The file with the token: whoever renews the token writes it there.
    pub token: PathBuf,
    /// The authorities to trust the engine by.
    pub authorities: Option<PathBuf>,
}

/// The engine cannot be asked safely.
#[derive(Debug, thiserror::Error)]
pub enum TransitError {
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error("the certificates to trust the key management service by")]
    Roots(#[from] RootsError),
}

/// Whether an engine there can be asked: over TLS, or on this machine.
pub(super) fn check_engine(url: &str) -> Result<(), UrlError> {
    Location::parse(url).map(drop)
}

/// Why the engine did not do it.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("asking the key management service")]
    Ask(#[from] FetchError),
    #[error("there is no usable token in its file")]
    NoToken,
    #[error("the key management service answers {status}: {told}")]
    Answer { status: StatusCode, told: String },
    #[error("the key management service answers what its contract does not say")]
    Malformed,
    #[error("the key {key} is not derived: what it wraps would not be bound to its person")]
    NotDerived { key: String },
}

/// A key of a transit engine.
pub struct Transit {
    settings: TransitSettings,
    encrypt: Location,
    decrypt: Location,
    rewrap: Location,
    describe: Location,
    fetcher: Fetcher,
    token: Watched<HeaderValue>,
    /// It was seen that the key binds.
    derived: OnceCell<()>,
}

#[derive(Deserialize)]
struct Answer<T> {
    data: T,
}

#[derive(Deserialize)]
struct Described {
    derived: bool,
    latest_version: u64,
}

#[derive(Deserialize)]
struct Encrypted {
    ciphertext: String,
}

#[derive(Deserialize)]
struct Decrypted {
    plaintext: String,
}

#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    errors: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
#[error("a token is one line of visible ASCII")]
struct NotAToken;

impl Transit {
    /// # Errors
    /// If the engine cannot be asked safely. Whether it answers shows later: persons wait for it, all else goes on.
    pub fn new(settings: TransitSettings, clock: Clock) -> Result<Self, TransitError> {
        let mount = settings.url.trim_end_matches('/');
        let at = |what: &str| Location::parse(&format!("{mount}/{what}/{}", settings.key));
        let file = OfFile { path: settings.token.clone(), parse: token };
        Ok(Self {
            encrypt: at("encrypt")?,
            decrypt: at("decrypt")?,
            rewrap: at("rewrap")?,
            describe: at("keys")?,
            fetcher: Fetcher::new(settings.authorities.as_deref(), LIMIT)?,
            token: Watched::begin(file, Rhythm::FILE, clock),
            derived: OnceCell::new(),
            settings,
        })
    }

    /// Whether a key that says this of its master key was wrapped by a transit engine.
    #[must_use]
    pub fn wrapped(master: &str) -> bool {
        master.starts_with(FORM)
    }

    fn name(&self, version: u64) -> String {
        format!("{FORM}{}/{version}", self.settings.key)
    }

    /// Asks with the token as it stands in its file.
    async fn ask<T: DeserializeOwned>(
        &self,
        location: &Location,
        method: Method,
        body: Bytes,
    ) -> Result<T, Fault> {
        let token = self.token().await?;
        let headers = HeaderMap::from_iter([
            (http::header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (http::HeaderName::from_static("x-vault-token"), token),
        ]);
        match self.fetcher.ask(location, Ask { method, headers, body }).await? {
            (StatusCode::OK, body) => {
                let answer: Answer<T> =
                    serde_json::from_slice(&body).map_err(|_| Fault::Malformed)?;
                Ok(answer.data)
            }
            (status, body) => {
                let refusal: Refusal = serde_json::from_slice(&body).unwrap_or_default();
                let told = refusal.errors.join("; ").chars().take(MOST_TOLD).collect();
                Err(Fault::Answer { status, told })
            }
        }
    }

    async fn token(&self) -> Result<HeaderValue, Fault> {
        if self.token.get().is_none() {
            self.token.look_again().await;
        }
        Ok((*self.token.get().ok_or(Fault::NoToken)?).clone())
    }

    async fn described(&self) -> Result<Described, Fault> {
        let described: Described = self.ask(&self.describe, Method::GET, Bytes::new()).await?;
        if !described.derived {
            return Err(Fault::NotDerived { key: self.settings.key.clone() });
        }
        Ok(described)
    }

    async fn encrypted(&self, location: &Location, body: Bytes) -> Result<Wrapped, Fault> {
        let Encrypted { ciphertext } = self.ask(location, Method::POST, body).await?;
        let version = version(&ciphertext).ok_or(Fault::Malformed)?;
        Ok(Wrapped { master: self.name(version), bytes: ciphertext.into_bytes() })
    }

    /// The ciphertext, if it is one of ours under the version that is said to wrap it.
    fn ciphertext<'w>(&self, subject: Uuid, wrapped: &'w Wrapped) -> Result<&'w str, MasterError> {
        let id = || wrapped.master.clone();
        let text = std::str::from_utf8(&wrapped.bytes).ok();
        let said = text.and_then(version).map(|version| self.name(version));
        match (text, said) {
            (Some(text), Some(said)) if said == wrapped.master => Ok(text),
            _ if !wrapped.master.starts_with(&format!("{FORM}{}/", self.settings.key)) => {
                Err(MasterError::Unknown { id: id() })
            }
            _ => Err(MasterError::Tampered { subject, id: id() }),
        }
    }
}

impl MasterKeys for Transit {
    fn current(&self) -> BoxFuture<'_, Result<String, MasterError>> {
        Box::pin(async {
            let described = self.described().await.map_err(away)?;
            Ok(self.name(described.latest_version))
        })
    }

    fn wrap<'a>(
        &'a self,
        subject: Uuid,
        key: &'a [u8; 32],
    ) -> BoxFuture<'a, Result<Wrapped, MasterError>> {
        Box::pin(async move {
            let seen = self.derived.get_or_try_init(async || self.described().await.map(drop));
            seen.await.map_err(away)?;
            let plaintext = Zeroizing::new(BASE64.encode(key));
            let body = json!({ "plaintext": *plaintext, "context": context(subject) });
            self.encrypted(&self.encrypt, body.to_string().into()).await.map_err(away)
        })
    }

    fn unwrap<'a>(
        &'a self,
        subject: Uuid,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Zeroizing<[u8; 32]>, MasterError>> {
        Box::pin(async move {
            let ciphertext = self.ciphertext(subject, wrapped)?;
            let body = json!({ "ciphertext": ciphertext, "context": context(subject) });
            let answer = self.ask(&self.decrypt, Method::POST, body.to_string().into()).await;
            let Decrypted { plaintext } =
                answer.map_err(|fault| not_opened(fault, subject, wrapped))?;
            let plaintext = Zeroizing::new(plaintext);
            let plain = Zeroizing::new(BASE64.decode(plaintext.as_bytes()).unwrap_or_default());
            let key = <[u8; 32]>::try_from(plain.as_slice()).map(Zeroizing::new);
            key.map_err(|_| away(Fault::Malformed))
        })
    }

    fn rewrap<'a>(
        &'a self,
        subject: Uuid,
        wrapped: &'a Wrapped,
    ) -> BoxFuture<'a, Result<Wrapped, MasterError>> {
        Box::pin(async move {
            let ciphertext = self.ciphertext(subject, wrapped)?;
            let body = json!({ "ciphertext": ciphertext, "context": context(subject) });
            let rewrapped = self.encrypted(&self.rewrap, body.to_string().into()).await;
            rewrapped.map_err(|fault| not_opened(fault, subject, wrapped))
        })
    }
}

fn away(fault: Fault) -> MasterError {
    MasterError::Unavailable(Box::new(fault))
}

/// What the engine says of a ciphertext. A version that it has no more, or not yet, may come back: what is
/// under it is not to be had, and not changed.
fn not_opened(fault: Fault, subject: Uuid, wrapped: &Wrapped) -> MasterError {
    let id = wrapped.master.clone();
    match &fault {
        Fault::Answer { status: StatusCode::BAD_REQUEST, told } => {
            let missing = ["too old", "too new", "key not found"];
            if missing.iter().any(|word| told.contains(word)) {
                MasterError::Unknown { id }
            } else {
                MasterError::Tampered { subject, id }
            }
        }
        Fault::Answer { .. }
        | Fault::Ask(_)
        | Fault::NoToken
        | Fault::Malformed
        | Fault::NotDerived { .. } => away(fault),
    }
}

/// What the key is derived by for one person's key.
fn context(subject: Uuid) -> String {
    BASE64.encode([b"person key ", subject.as_bytes().as_slice()].concat())
}

fn version(ciphertext: &str) -> Option<u64> {
    let (version, _) = ciphertext.strip_prefix(PREFIX)?.split_once(':')?;
    version.parse().ok()
}

fn token(file: &[u8]) -> Result<HeaderValue, NotAToken> {
    let token = file.trim_ascii();
    if token.is_empty() || !token.iter().all(u8::is_ascii_graphic) {
        return Err(NotAToken);
    }
    let mut token = HeaderValue::from_bytes(token).map_err(|_| NotAToken)?;
    token.set_sensitive(true);
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_word_and_not_printed() {
        for broken in ["", " \n", "two words", "two\nlines", "ă"] {
            assert!(token(broken.as_bytes()).is_err(), "{broken}");
        }
        let token = token(b"s.first\n").unwrap();
        assert_eq!(token, "s.first");
        assert!(!format!("{token:?}").contains("first"));
    }
}
