//! The ids and value objects of evidence.

pub mod content;
pub mod evidence;
mod media_type;

use serde::{Deserialize, Serialize};

pub use media_type::{Look, MediaType, UnknownMediaType};

ledger::ids!(
    /// One piece of evidence, and the upload that it came by.
    EvidenceId,
    /// A unit of membership's directory; outlives its names.
    UnitId
);

/// The SHA-256 of a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256(pub [u8; 32]);

/// Not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 lower-case hexadecimal digits")]
pub struct NotASha256;

impl Sha256 {
    pub fn parse(text: &str) -> Result<Self, NotASha256> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotASha256)?;
        let hash = Self(bytes);
        if hash.to_string() == text { Ok(hash) } else { Err(NotASha256) }
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sha256({self})")
    }
}

impl TryFrom<String> for Sha256 {
    type Error = NotASha256;

    fn try_from(text: String) -> Result<Self, NotASha256> {
        Self::parse(&text)
    }
}

impl From<Sha256> for String {
    fn from(hash: Sha256) -> Self {
        hash.to_string()
    }
}

/// What a file is said to be before its bytes have come, and is once they were checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    pub media_type: MediaType,
    pub byte_size: u64,
    pub sha256: Sha256,
}
