//! What stands in a ledger: entries, their positions and revisions, who caused them, and the digests
//! that chain them together.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Place of an entry in its context's ledger: 1, 2, 3, … without holes, in commit order.
pub type Position = i64;

/// Place of an entry in its stream: 1, 2, 3, … ; 0 is the revision of a stream without entries.
pub type Revision = i64;

/// A SHA-256 value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The chain value before the first entry.
    pub const ORIGIN: Self = Self([0; 32]);

    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Name of a stream: `category-id`, such as `association-0198f3c2-…`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StreamName(String);

impl StreamName {
    #[must_use]
    pub fn new(category: &str, id: impl std::fmt::Display) -> Self {
        Self(format!("{category}-{id}"))
    }

    /// Takes a name as it was stored.
    #[must_use]
    pub fn stored(name: String) -> Self {
        Self(name)
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For spans and logs: its id is told only where it is a UUID, for another one may tell a person.
    #[must_use]
    pub fn told(&self) -> &str {
        let id = self.0.get(self.0.len().saturating_sub(36)..);
        match (id.map(Uuid::try_parse), self.0.split_once('-')) {
            (Some(Err(_)) | None, Some((category, _))) => category,
            (Some(Ok(_)), _) | (_, None) => &self.0,
        }
    }

    /// The id behind the category, if this stream is of that category.
    #[must_use]
    pub fn id_in(&self, category: &str) -> Option<&str> {
        self.0.strip_prefix(category)?.strip_prefix('-')
    }
}

impl std::fmt::Display for StreamName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who did it, on whose behalf, why, and what led to it. Private: it never leaves the context.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// Subject of the verified token.
    pub person: String,
    /// The unit acted for.
    pub unit: String,
    /// The office or role acted in.
    pub capacity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<Uuid>,
    /// The same for everything that one outside act set in motion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<Uuid>,
    /// The event that caused this one, if a reaction did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation_id: Option<Uuid>,
    /// W3C trace context of the command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
}

/// The form of an event that other contexts may rely on, as it was encoded at append.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The contract's message name without its package, such as `AssociationLicensed`.
    pub event_type: &'static str,
    pub bytes: Bytes,
}

/// An event about to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    pub event_id: Uuid,
    /// The published type, or the private event's own name where nothing is published.
    pub event_type: String,
    /// The context's own event as JSON text.
    pub data: String,
    pub published: Option<Bytes>,
}

impl NewEvent {
    /// Bytes this event takes in the ledger and on the wire, without its provenance.
    #[must_use]
    pub fn size(&self) -> usize {
        self.data.len() + self.published.as_ref().map_or(0, Bytes::len)
    }
}

/// An entry as any reader sees it: the published part, and what is needed to check the chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub position: Position,
    pub stream: StreamName,
    pub revision: Revision,
    pub event_id: Uuid,
    pub event_type: String,
    pub recorded_at: DateTime<Utc>,
    /// Hash of the private part: see [`private_hash`].
    pub private_hash: Digest,
    /// The contract event's bytes; `None` where others must not or need not see it.
    pub published: Option<Bytes>,
    /// The chain value at this position, as the ledger holds it.
    pub chain: Digest,
    /// W3C trace context of the command, as far as it came along. Not chained: it only informs.
    pub traceparent: Option<String>,
    /// The private part; only there when the entry was read from the local table.
    pub private: Option<Private>,
}

/// The part of an entry that never leaves its context.
#[derive(Debug, Clone, PartialEq)]
pub struct Private {
    pub data: String,
    pub provenance: String,
}

impl Private {
    /// W3C trace context of the command that is told of here.
    #[must_use]
    pub fn traceparent(&self) -> Option<String> {
        serde_json::from_str::<Provenance>(&self.provenance).ok()?.traceparent
    }
}

impl Entry {
    /// The chain value this entry must have, given its predecessor's.
    #[must_use]
    pub fn chain_after(&self, previous: &Digest) -> Digest {
        chain(previous, self.position, self.recorded_at, &self.digest())
    }

    /// Hash of everything the writer supplied.
    #[must_use]
    pub fn digest(&self) -> Digest {
        digest(
            self.event_id,
            &self.stream,
            self.revision,
            &self.event_type,
            &self.private_hash,
            self.published.as_deref(),
        )
    }
}

/// `sha256(sha256(data) || sha256(provenance))`.
#[must_use]
pub fn private_hash(data: &str, provenance: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(Sha256::digest(data));
    hash.update(Sha256::digest(provenance));
    Digest(hash.finalize().into())
}

/// `sha256(event_id || sha256(stream) || revision || sha256(type) || private_hash || published)`, where
/// the revision is eight bytes, big endian, and `published` is `0x00` for an entry without a published
/// part and `0x01 || sha256(bytes)` otherwise.
#[must_use]
pub fn digest(
    event_id: Uuid,
    stream: &StreamName,
    revision: Revision,
    event_type: &str,
    private_hash: &Digest,
    published: Option<&[u8]>,
) -> Digest {
    let mut hash = Sha256::new();
    hash.update(event_id.as_bytes());
    hash.update(Sha256::digest(stream.as_str()));
    hash.update(revision.to_be_bytes());
    hash.update(Sha256::digest(event_type));
    hash.update(private_hash.0);
    match published {
        Some(bytes) => {
            hash.update([1]);
            hash.update(Sha256::digest(bytes));
        }
        None => hash.update([0]),
    }
    Digest(hash.finalize().into())
}

/// `sha256(previous || position || recorded_at || digest)`; position and microseconds since 1970 as
/// eight bytes, big endian.
#[must_use]
pub fn chain(
    previous: &Digest,
    position: Position,
    recorded_at: DateTime<Utc>,
    digest: &Digest,
) -> Digest {
    let mut hash = Sha256::new();
    hash.update(previous.0);
    hash.update(position.to_be_bytes());
    hash.update(recorded_at.timestamp_micros().to_be_bytes());
    hash.update(digest.0);
    Digest(hash.finalize().into())
}

/// A ledger's last entry, or nothing yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub position: Position,
    pub chain: Digest,
    /// `None` while the ledger is empty.
    pub recorded_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_logs_are_told_an_id_only_if_it_cannot_be_a_person() {
        let id = Uuid::from_u128(7);
        assert_eq!(StreamName::new("unit", id).told(), format!("unit-{id}"));
        for person in ["nguoi-mau-1", "ẩn-danh", ""] {
            assert_eq!(StreamName::new("holder", person).told(), "holder");
        }
    }
}
