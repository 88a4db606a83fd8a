//! The keys an issuer publishes: its OpenID configuration names where they are.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use serde::Deserialize;

use super::keys::{KeySet, KeysError};
use crate::fetch::{FetchError, Fetcher, Location, RootsError, UrlError};
use crate::watched::Origin;

/// An issuer's keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum DiscoveryError {
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error("the certificates to trust the issuer by")]
    Roots(#[from] RootsError),
    #[error("fetching the issuer's configuration")]
    Configuration(#[source] FetchError),
    #[error("the issuer's configuration is not one")]
    Malformed(#[source] serde_json::Error),
    #[error("the configuration is of another issuer")]
    Foreign,
    #[error("the keys of an issuer with TLS are to be fetched without")]
    Unprotected,
    #[error("fetching the issuer's keys")]
    Fetch(#[source] FetchError),
    #[error("understanding the issuer's keys")]
    Keys(#[from] KeysError),
}

/// For each document of an issuer.
const LIMIT: Duration = Duration::from_secs(5);

/// An issuer that publishes its keys.
pub(super) struct Issuer {
    name: String,
    configuration: Location,
    fetcher: Fetcher,
}

#[derive(Deserialize)]
struct Configuration {
    issuer: String,
    jwks_uri: String,
}

impl Issuer {
    /// # Errors
    /// If it cannot be asked safely. Whether it answers shows later.
    pub(super) fn new(name: &str, authorities: Option<&Path>) -> Result<Self, DiscoveryError> {
        let url = format!("{}/.well-known/openid-configuration", name.trim_end_matches('/'));
        let configuration = Location::parse(&url)?;
        let fetcher = Fetcher::new(authorities, LIMIT)?;
        Ok(Self { name: name.to_owned(), configuration, fetcher })
    }
}

impl Origin for Issuer {
    type Raw = Bytes;
    type Content = KeySet;
    type Error = DiscoveryError;

    fn name(&self) -> String {
        self.name.clone()
    }

    async fn read(&self) -> Result<Bytes, DiscoveryError> {
        let told = self.fetcher.get(&self.configuration).await;
        let told = told.map_err(DiscoveryError::Configuration)?;
        let told: Configuration =
            serde_json::from_slice(&told).map_err(DiscoveryError::Malformed)?;
        if told.issuer != self.name {
            return Err(DiscoveryError::Foreign);
        }
        let keys = Location::parse(&told.jwks_uri)?;
        if self.configuration.tls && !keys.tls {
            return Err(DiscoveryError::Unprotected);
        }
        self.fetcher.get(&keys).await.map_err(DiscoveryError::Fetch)
    }

    fn understand(&self, raw: &Bytes) -> Result<KeySet, DiscoveryError> {
        Ok(KeySet::parse(raw)?)
    }
}
