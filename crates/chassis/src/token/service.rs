//! A service's own identity: it signs a short-lived token for each service it calls, and knows others
//! by their public keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::issue::{SigningKey, TokenError};
use super::keys::KeySet;
use super::{Claims, SERVICE};
use crate::clock::Clock;
use crate::config::Secret;
use crate::watched::{FileError, OfFile, Origin, Rhythm, Watched};

/// How long a token is good that a service makes.
const LIFETIME: TimeDelta = TimeDelta::minutes(2);

/// The longest life of a service's token that is believed.
pub(super) const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// What a service's token says, beyond whom it is for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ServiceClaims {
    pub(super) sub: String,
    pub(super) iat: i64,
    pub(super) exp: i64,
}

#[derive(Serialize)]
struct Signed<'a> {
    iss: &'a str,
    aud: &'a str,
    #[serde(flatten)]
    claims: ServiceClaims,
}

/// A service's private key, as long as it runs: another one in the file is used from then on.
#[derive(Clone)]
pub struct ServiceKey {
    service: &'static str,
    key: Watched<SigningKey>,
    clock: Clock,
}

impl ServiceKey {
    pub async fn open(path: &Path, service: &'static str, clock: Clock) -> Result<Self, FileError> {
        let file = OfFile { path: path.to_owned(), parse: signing_key };
        let key = Watched::open(file, Rhythm::FILE, clock.clone()).await?;
        Ok(Self { service, key, clock })
    }

    /// A token by which this service is known to that one, for a moment.
    pub(crate) fn token_for(&self, called: &str) -> Result<Secret<String>, TokenError> {
        let now = self.clock.now();
        let claims = ServiceClaims {
            sub: self.service.to_owned(),
            iat: now.timestamp(),
            exp: (now + LIFETIME).timestamp(),
        };
        let key = self.key.get().ok_or(TokenError::PrivateKey)?;
        key.sign(SERVICE, &Signed { iss: self.service, aud: called, claims })
    }
}

fn signing_key(pem: &[u8]) -> Result<SigningKey, TokenError> {
    SigningKey::parse(std::str::from_utf8(pem).map_err(|_| TokenError::PrivateKey)?)
}

impl From<ServiceClaims> for Claims {
    /// No person may be called so.
    fn from(ServiceClaims { sub, iat, exp }: ServiceClaims) -> Self {
        Self {
            sub: format!("{PREFIX}{sub}"),
            unit: uuid::Uuid::nil(),
            capacity: "service".to_owned(),
            iat,
            exp,
            nbf: None,
        }
    }
}

/// What the names of services begin with where persons are named too.
pub(super) const PREFIX: &str = "service:";

/// A folder of key sets, one file for each service: `projection.json`.
pub(super) struct Folder(pub(super) PathBuf);

impl Origin for Folder {
    type Raw = BTreeMap<String, Vec<u8>>;
    type Content = KeySet;
    type Error = FileError;

    fn name(&self) -> String {
        self.0.display().to_string()
    }

    async fn read(&self) -> Result<Self::Raw, FileError> {
        let folder = &self.0;
        let unreadable = |source| FileError::read(folder, source);
        let mut files = BTreeMap::new();
        let mut entries = tokio::fs::read_dir(folder).await.map_err(unreadable)?;
        while let Some(entry) = entries.next_entry().await.map_err(unreadable)? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(service) = name.strip_suffix(".json").filter(|name| !name.starts_with('.'))
            {
                let path = entry.path();
                let bytes = tokio::fs::read(&path).await;
                let bytes = bytes.map_err(|source| FileError::read(&path, source))?;
                files.insert(service.to_owned(), bytes);
            }
        }
        Ok(files)
    }

    fn understand(&self, files: &Self::Raw) -> Result<KeySet, FileError> {
        let mut all = KeySet::default();
        for (service, bytes) in files {
            let joined =
                KeySet::parse(bytes).and_then(|keys| all.join(&Arc::from(&**service), keys));
            joined.map_err(|error| {
                FileError::parse(&self.0.join(service).with_extension("json"), error)
            })?;
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::token::generate_keys;

    #[tokio::test]
    async fn a_service_says_who_it_is_for_two_minutes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key.pem");
        std::fs::write(&file, generate_keys().unwrap().private.expose()).unwrap();
        let key = ServiceKey::open(&file, "projection", Clock::system()).await.unwrap();
        let token = key.token_for("membership").unwrap();
        let claims = URL_SAFE_NO_PAD.decode(token.expose().split('.').nth(1).unwrap()).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        let said = (claims["iss"].as_str(), claims["aud"].as_str(), life);
        assert_eq!(said, (Some("projection"), Some("membership"), 120));
    }

    #[tokio::test]
    async fn only_key_sets_count_in_the_folder_of_keys() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        put("projection.json", &generate_keys().unwrap().public);
        // As an editor or a mount of Kubernetes leaves behind.
        put(".projection.json", "half");
        put("notes.txt", "none");
        let folder = Folder(folder.path().to_owned());
        let files = folder.read().await.unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["projection"]);
        assert!(folder.understand(&files).is_ok());
    }
}
