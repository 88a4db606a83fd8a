//! TLS between processes: 1.3 and nothing older, HTTP/2 only. What a server shows and whom a client trusts are
//! files, read again when they change; connections that stand are left alone.
//!
//! Nothing is resumed: each connection is believed by the certificates of the moment it is made.

mod authorities;
mod connector;
mod identity;
mod incoming;

use std::net::IpAddr;
use std::sync::Arc;

use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore, SupportedProtocolVersion, version};

pub use authorities::{AuthoritiesError, Trust, authorities, of_machine};
pub use connector::{ConnectError, connect};
pub use identity::{Identity, IdentityError, IdentityFiles, Shown};
pub(crate) use {identity::check, incoming::incoming};

const VERSIONS: &[&SupportedProtocolVersion] = &[&version::TLS13];

/// How HTTP/2 is called while TLS is agreed on.
const HTTP_2: &[u8] = b"h2";

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// Verifies servers by these authorities, and shows nothing itself.
pub(crate) fn client(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let config =
        ClientConfig::builder_with_provider(provider()).with_protocol_versions(VERSIONS)?;
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Whether what is said to this host leaves the machine: `localhost` or a loopback address does not.
#[must_use]
pub fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
