//! Certificates for tests: an authority of a test's own, and what it signs.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, crypto::ring, version};

use crate::test;

/// An authority that nobody knows yet.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key, as PEM.
#[derive(Clone)]
pub struct Certificate {
    pub certificate: String,
    pub key: String,
}

/// The year in which a good certificate ends.
const FAR: i32 = 2999;

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl Authority {
    /// # Panics
    /// If the machine has no randomness.
    #[must_use]
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, test::unique());
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key pair is made");
        Self(CertifiedIssuer::self_signed(params, key).expect("an authority signs itself"))
    }

    /// Whom to trust.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Good for these names and addresses, and for a long time.
    #[must_use]
    pub fn certificate(&self, hosts: &[&str]) -> Certificate {
        self.certificate_between(hosts, [2020, FAR])
    }

    /// Good from the first day of a year to the first day of another one.
    ///
    /// # Panics
    /// If a host is neither a name nor an address.
    #[must_use]
    pub fn certificate_between(&self, hosts: &[&str], years: [i32; 2]) -> Certificate {
        let hosts: Vec<_> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts).expect("hosts are names or addresses");
        [params.not_before, params.not_after] = years.map(|year| date_time_ymd(year, 1, 1));
        let key = KeyPair::generate().expect("a key pair is made");
        let certificate = params.signed_by(&key, &self.0).expect("an authority signs");
        Certificate { certificate: certificate.pem(), key: key.serialize_pem() }
    }

    /// Puts a certificate into a folder, with this authority, by the names that a cluster gives them. Each file is
    /// whole at any time.
    ///
    /// # Panics
    /// If the folder cannot be written.
    pub fn write(&self, certificate: &Certificate, folder: &Path) {
        let Certificate { certificate, key } = certificate;
        for (name, text) in [("tls.crt", certificate), ("tls.key", key), ("ca.crt", &self.pem())] {
            replace(&folder.join(name), text);
        }
    }
}

impl Certificate {
    /// How a server shows it, with TLS 1.3.
    ///
    /// # Panics
    /// If it is none.
    #[must_use]
    pub fn server(&self) -> ServerConfig {
        let chain = CertificateDer::pem_slice_iter(self.certificate.as_bytes());
        let chain = chain.collect::<Result<_, _>>().expect("a certificate is read");
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes()).expect("a key is read");
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&version::TLS13])
            .expect("ring speaks TLS 1.3")
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .expect("a certificate is shown")
    }
}

/// Puts a text in the place of a file, in one step.
///
/// # Panics
/// If the file cannot be written.
pub fn replace(file: &Path, text: &str) {
    let new: PathBuf = file.with_extension("new");
    fs::write(&new, text).and_then(|()| fs::rename(&new, file)).expect("the file is written");
}
