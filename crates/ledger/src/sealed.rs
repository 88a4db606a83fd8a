//! Personal values in events: encrypted with a key of their person, and gone when that key is destroyed.
//!
//! A value is sealed before a command is decided and opened when a row is answered; deciders, events and
//! views hold it [`Sealed`]. It opens with its person's key in its own place and nowhere else. The keys
//! stand in a database of their own ([`Keys`]), wrapped by a [`MasterKeys`].

mod cipher;
mod kept;
mod keys;
mod master;
mod person_key;

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::recorded::StreamName;

pub use crate::migration::migrate_keys;
pub use keys::{Keys, KeysError};
pub use master::{Keyring, MalformedKeyring, MasterError, MasterKeys, Wrapped};
pub use person_key::{OpenError, PersonKey};

/// Names how it is encrypted (XChaCha20-Poly1305) and what is in it (JSON, padded).
const FORM: &str = "x1";

/// A value that only its person's key opens. As text: form, person, nonce and ciphertext.
pub struct Sealed<T> {
    subject: Uuid,
    /// The nonce, then the ciphertext with its tag.
    bytes: Vec<u8>,
    value: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    fn new(subject: Uuid, bytes: Vec<u8>) -> Self {
        Self { subject, bytes, value: PhantomData }
    }

    /// Whose value it is.
    #[must_use]
    pub fn subject(&self) -> Uuid {
        self.subject
    }
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self::new(self.subject, self.bytes.clone())
    }
}

impl<T> PartialEq for Sealed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.subject == other.subject && self.bytes == other.bytes
    }
}

impl<T> Eq for Sealed<T> {}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({}, {} bytes)", self.subject, self.bytes.len())
    }
}

impl<T> fmt::Display for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FORM}.{}.{}", self.subject, BASE64.encode(&self.bytes))
    }
}

/// The text is not that of a sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a sealed value")]
pub struct NotSealed;

impl<T> FromStr for Sealed<T> {
    type Err = NotSealed;

    fn from_str(text: &str) -> Result<Self, NotSealed> {
        let mut parts = text.splitn(3, '.');
        let form = parts.next().filter(|form| *form == FORM);
        let subject = parts.next().and_then(|subject| Uuid::try_parse(subject).ok());
        let bytes = parts.next().and_then(|bytes| BASE64.decode(bytes).ok());
        match (form, subject, bytes) {
            (Some(_), Some(subject), Some(bytes)) => Ok(Self::new(subject, bytes)),
            (_, _, _) => Err(NotSealed),
        }
    }
}

impl<T> Serialize for Sealed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T> Deserialize<'de> for Sealed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where a sealed value stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub context: &'a str,
    pub stream: &'a StreamName,
    /// Which of the values of that stream, such as `details`.
    pub field: &'a str,
}

impl Place<'_> {
    /// What the ciphertext is bound to. Each part with its length, so that no two places read the same.
    fn bound_to(&self, subject: Uuid) -> Vec<u8> {
        let mut bound = Vec::new();
        for part in [FORM, self.context, self.stream.as_str(), self.field] {
            bound.extend(u64::to_be_bytes(part.len() as u64));
            bound.extend(part.as_bytes());
        }
        bound.extend(subject.as_bytes());
        bound
    }
}

/// What a sealed value holds for a reader today.
#[derive(Clone, PartialEq, Eq)]
pub enum Opened<T> {
    Value(T),
    /// Its person's key is destroyed.
    Erased,
}

impl<T> fmt::Debug for Opened<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "Value(***)",
            Self::Erased => "Erased",
        })
    }
}
