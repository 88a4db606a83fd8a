//! Bearer tokens: JSON web tokens that say who acts. A person's name their unit and capacity and are
//! checked against the issuer's published keys; a service's are signed by the service itself.
//!
//! Tokens for persons are made here for local use only, with Ed25519 keys.

mod discovery;
mod issue;
mod keys;
mod service;
mod signatures;
mod verifier;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fetch::Location;

pub use crate::fetch::{FetchError, UrlError};
pub use discovery::DiscoveryError;
pub use issue::{Grant, Keys, TokenError, generate_keys, issue};
pub use keys::KeysError;
pub use service::ServiceKey;
pub use verifier::{Bearer, OpenError, Refused, Verifier};

/// Whether an issuer can be asked for its keys: over TLS, or on this machine.
pub(crate) fn check_issuer(name: &str) -> Result<(), UrlError> {
    Location::parse(name).map(|_| ())
}

/// Whether tokens can be checked with a document that an issuer or a service published as its keys.
///
/// # Errors
/// If it is no such document, or not one to trust.
pub fn check_keys(document: &[u8]) -> Result<(), KeysError> {
    keys::KeySet::parse(document).map(|_| ())
}

/// The `typ` of a person's access token (RFC 9068) and of a service's own.
const PERSON: &str = "at+jwt";
const SERVICE: &str = "service+jwt";

/// What a person's token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The person acting.
    pub sub: String,
    /// The unit acted for.
    pub unit: Uuid,
    /// The office or role acted in.
    pub capacity: String,
    /// When it was made, when it ends and, where stated, begins: seconds since 1970.
    pub iat: i64,
    pub exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nbf: Option<i64>,
}
