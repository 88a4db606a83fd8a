//! Whom this process believes when it calls: the authorities of a file, or else those of the machine.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};

use super::{HTTP_2, client};
use crate::clock::Clock;
use crate::watched::{FileError, OfFile, Rhythm, Watched};

/// The certificates to trust cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuthoritiesError {
    #[error("reading the certificates")]
    Read(#[source] pem::Error),
    #[error("a certificate is malformed")]
    Malformed(#[source] rustls::Error),
    #[error("there is no certificate to trust")]
    Empty,
    #[error("setting up TLS")]
    Tls(#[source] rustls::Error),
}

/// The authorities of a PEM file.
///
/// # Errors
/// If there is none, or one cannot be read.
pub fn authorities(pem: &[u8]) -> Result<RootCertStore, AuthoritiesError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(AuthoritiesError::Read)?;
        roots.add(certificate).map_err(AuthoritiesError::Malformed)?;
    }
    if roots.is_empty() { Err(AuthoritiesError::Empty) } else { Ok(roots) }
}

/// Those of the machine; none in an image that has only a program in it.
#[must_use]
pub fn of_machine() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// How servers are verified, now.
#[derive(Clone)]
pub struct Trust(Source);

#[derive(Clone)]
enum Source {
    File(Watched<ClientConfig>),
    Machine,
}

static MACHINE: LazyLock<Arc<ClientConfig>> =
    LazyLock::new(|| Arc::new(http_2(of_machine()).expect("ring speaks TLS 1.3")));

impl Trust {
    /// Trusts the authorities of the file, read again when it changes, or else those of the machine.
    ///
    /// # Errors
    /// If the file cannot be used.
    pub async fn open(file: Option<&Path>, clock: Clock) -> Result<Self, FileError> {
        let Some(path) = file else { return Ok(Self(Source::Machine)) };
        let file = OfFile { path: path.to_owned(), parse: understand };
        Watched::open(file, Rhythm::FILE, clock).await.map(|file| Self(Source::File(file)))
    }

    pub(super) fn now(&self) -> Arc<ClientConfig> {
        match &self.0 {
            Source::File(file) => file.opened(),
            Source::Machine => Arc::clone(&MACHINE),
        }
    }

    /// How often the file was of no use since it was opened.
    pub(crate) fn failures(&self) -> u64 {
        match &self.0 {
            Source::File(file) => file.failures(),
            Source::Machine => 0,
        }
    }
}

fn understand(pem: &[u8]) -> Result<ClientConfig, AuthoritiesError> {
    http_2(authorities(pem)?).map_err(AuthoritiesError::Tls)
}

fn http_2(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let mut config = client(roots)?;
    config.alpn_protocols = vec![HTTP_2.to_vec()];
    Ok(config)
}
