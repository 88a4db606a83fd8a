//! A folder with what TLS needs, as a cluster mounts it, and settings that name what is in it.

use std::path::{Path, PathBuf};

use chassis::clock::Clock;
use chassis::tls::{IdentityFiles, Shown, Trust};
use servers::{Authority, Certificate};
use tempfile::TempDir;

pub struct TlsFiles {
    folder: TempDir,
}

impl TlsFiles {
    /// A certificate of that authority, for `localhost`.
    pub fn of(authority: &Authority) -> Self {
        Self::with(authority, &authority.certificate(&["localhost"]))
    }

    pub fn with(authority: &Authority, certificate: &Certificate) -> Self {
        let files = Self { folder: tempfile::tempdir().unwrap() };
        authority.write(certificate, files.folder());
        files
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn certificate(&self) -> PathBuf {
        self.folder().join("tls.crt")
    }

    pub fn key(&self) -> PathBuf {
        self.folder().join("tls.key")
    }

    pub fn authorities(&self) -> PathBuf {
        self.folder().join("ca.crt")
    }

    pub async fn shown(&self) -> Shown {
        let files = IdentityFiles { certificate: self.certificate(), key: self.key() };
        Shown::open(&files, Clock::system()).await.unwrap()
    }

    pub async fn trust(&self) -> Trust {
        Trust::open(Some(&self.authorities()), Clock::system()).await.unwrap()
    }

    /// Variables of a process that shows and trusts what is here.
    pub fn variables(&self) -> [(&'static str, String); 3] {
        let name = |path: PathBuf| path.display().to_string();
        [
            ("TLS_CERTIFICATE", name(self.certificate())),
            ("TLS_KEY", name(self.key())),
            ("TLS_AUTHORITIES", name(self.authorities())),
        ]
    }
}
