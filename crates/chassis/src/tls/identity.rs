//! What a server shows: a certificate and the key to it, two files that are replaced together.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use chrono::{DateTime, TimeDelta, Utc};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};
use x509_cert::der::Decode as _;
use x509_cert::time::Time;

use super::{HTTP_2, VERSIONS, provider};
use crate::clock::Clock;
use crate::watched::{FileError, Origin, Rhythm, Watched};

/// A certificate that is not shown to anybody.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error("reading the certificate")]
    Certificate(#[source] pem::Error),
    #[error("there is no certificate")]
    NoCertificate,
    #[error("the certificate is malformed")]
    Malformed(#[source] x509_cert::der::Error),
    #[error("reading the key")]
    Key(#[source] pem::Error),
    #[error("the key does not belong to the certificate, or is of no use")]
    Pair(#[source] rustls::Error),
    #[error("the certificate is good from {0} on")]
    NotYet(DateTime<Utc>),
    #[error("the certificate ended on {0}")]
    Ended(DateTime<Utc>),
}

/// The files of a server's certificate, with those that lead to its authority, and of its key.
#[derive(Debug, Clone)]
pub struct IdentityFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// A certificate that may be shown, with its key.
pub struct Identity {
    pair: Arc<CertifiedKey>,
    ends_at: DateTime<Utc>,
}

impl Identity {
    fn parse(certificate: &[u8], key: &[u8], now: DateTime<Utc>) -> Result<Self, IdentityError> {
        let chain: Vec<_> = CertificateDer::pem_slice_iter(certificate)
            .collect::<Result<_, _>>()
            .map_err(IdentityError::Certificate)?;
        let first = chain.first().ok_or(IdentityError::NoCertificate)?;
        let first = x509_cert::Certificate::from_der(first).map_err(IdentityError::Malformed)?;
        let validity = first.tbs_certificate.validity;
        let (begins_at, ends_at) = (instant(validity.not_before), instant(validity.not_after));
        let key = PrivateKeyDer::from_pem_slice(key).map_err(IdentityError::Key)?;
        let pair = CertifiedKey::from_der(chain, key, &provider()).map_err(IdentityError::Pair)?;
        if now < begins_at {
            return Err(IdentityError::NotYet(begins_at));
        }
        if now > ends_at {
            return Err(IdentityError::Ended(ends_at));
        }
        Ok(Self { pair: Arc::new(pair), ends_at })
    }
}

/// Nothing that a certificate can say is out of the range of instants.
fn instant(time: Time) -> DateTime<Utc> {
    (UNIX_EPOCH + time.to_unix_duration()).into()
}

/// Reads the files once: for the settings, which report what is wrong with the others.
pub(crate) fn check(files: &IdentityFiles, now: DateTime<Utc>) -> Result<(), IdentityError> {
    let read = |path| std::fs::read(path).map_err(|source| FileError::read(path, source));
    Identity::parse(&read(&files.certificate)?, &read(&files.key)?, now).map(|_| ())
}

struct Files {
    files: IdentityFiles,
    clock: Clock,
}

impl Origin for Files {
    type Raw = [Vec<u8>; 2];
    type Content = Identity;
    type Error = IdentityError;

    fn name(&self) -> String {
        self.files.certificate.display().to_string()
    }

    async fn read(&self) -> Result<[Vec<u8>; 2], IdentityError> {
        let read = async |path| {
            tokio::fs::read(path).await.map_err(|source| FileError::read(path, source))
        };
        Ok([read(&self.files.certificate).await?, read(&self.files.key).await?])
    }

    fn understand(&self, [certificate, key]: &[Vec<u8>; 2]) -> Result<Identity, IdentityError> {
        Identity::parse(certificate, key, self.clock.now())
    }
}

/// What a server shows, followed.
#[derive(Clone)]
pub struct Shown {
    identity: Watched<Identity>,
    config: Arc<ServerConfig>,
}

impl Shown {
    /// # Errors
    /// If the files cannot be used.
    pub async fn open(files: &IdentityFiles, clock: Clock) -> Result<Self, IdentityError> {
        let origin = Files { files: files.clone(), clock: clock.clone() };
        let identity = Watched::open(origin, Rhythm::FILE, clock).await?;
        let config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(VERSIONS)
            .map_err(IdentityError::Pair)?;
        let resolver = Arc::new(Resolver(identity.clone()));
        let mut config = config.with_no_client_auth().with_cert_resolver(resolver);
        config.alpn_protocols = vec![HTTP_2.to_vec()];
        config.send_tls13_tickets = 0;
        Ok(Self { identity, config: Arc::new(config) })
    }

    pub(super) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }

    /// How long the certificate is good; less than nothing once it has ended.
    pub(crate) fn lasts(&self, now: DateTime<Utc>) -> TimeDelta {
        self.identity.opened().ends_at - now
    }

    /// How often the files were of no use since they were opened.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.identity.failures()
    }
}

/// Shows to each caller what the files hold when it calls.
struct Resolver(Watched<Identity>);

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resolver")
    }
}

impl ResolvesServerCert for Resolver {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.opened().pair))
    }
}
