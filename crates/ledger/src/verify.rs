//! Walking the chain: each entry must follow its predecessor and carry the digest of what it holds.
//!
//! The same few lines check an export offline, a message from JetStream, and a page of `ReadLedger`.

use chrono::{DateTime, Utc};

use crate::recorded::{Digest, Entry, Position, private_hash};

/// How far a chain has been walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub position: Position,
    pub chain: Digest,
}

/// Why the next entry does not continue the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    #[error("position {found} follows where {expected} should")]
    Gap { expected: Position, found: Position },
    #[error("the entry at {position} is not what its chain value was made of")]
    Content { position: Position },
    #[error("the private part at {position} is not what its hash was made of")]
    Private { position: Position },
}

impl Link {
    /// Before the first entry.
    pub const ORIGIN: Self = Self { position: 0, chain: Digest::ORIGIN };

    /// Takes in the next entry; a private part, where there is one, is checked too.
    ///
    /// # Errors
    /// If the entry is not the next one, or its content does not agree with its chain value. The link
    /// then stays where it was.
    pub fn follow(&mut self, entry: &Entry) -> Result<(), Break> {
        let position = entry.position;
        if position != self.position + 1 {
            return Err(Break::Gap { expected: self.position + 1, found: position });
        }
        if let Some(private) = &entry.private
            && private_hash(&private.data, &private.provenance) != entry.private_hash
        {
            return Err(Break::Private { position });
        }
        if !is_whole(entry.recorded_at) || entry.chain_after(&self.chain) != entry.chain {
            return Err(Break::Content { position });
        }
        *self = Self { position, chain: entry.chain };
        Ok(())
    }
}

/// Whether the chain covers all of the instant: it counts microseconds, and knows no leap seconds.
fn is_whole(instant: DateTime<Utc>) -> bool {
    DateTime::from_timestamp_micros(instant.timestamp_micros()) == Some(instant)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::recorded::{Private, StreamName};

    fn chained(contents: &[(String, Option<Vec<u8>>)]) -> Vec<Entry> {
        let mut link = Link::ORIGIN;
        contents
            .iter()
            .map(|(data, published)| {
                let private = Private { data: data.clone(), provenance: "{}".into() };
                let mut entry = Entry {
                    position: link.position + 1,
                    stream: StreamName::new("unit", 1),
                    revision: link.position + 1,
                    event_id: Uuid::from_u128(7),
                    event_type: "UnitRenamed".into(),
                    recorded_at: DateTime::UNIX_EPOCH,
                    private_hash: private_hash(&private.data, &private.provenance),
                    published: published.clone().map(Bytes::from),
                    chain: Digest::ORIGIN,
                    traceparent: None,
                    private: Some(private),
                };
                entry.chain = entry.chain_after(&link.chain);
                link = Link { position: entry.position, chain: entry.chain };
                entry
            })
            .collect()
    }

    fn walk(entries: &[Entry]) -> Result<Link, Break> {
        let mut link = Link::ORIGIN;
        entries.iter().try_for_each(|entry| link.follow(entry))?;
        Ok(link)
    }

    type Change = fn(&mut Entry);

    const CHANGES: [Change; 11] = [
        |entry| entry.event_id = Uuid::from_u128(8),
        |entry| entry.event_type.push('X'),
        |entry| entry.stream = StreamName::new("unit", 2),
        |entry| entry.revision += 1,
        |entry| entry.recorded_at += chrono::TimeDelta::microseconds(1),
        |entry| entry.recorded_at += chrono::TimeDelta::nanoseconds(1),
        |entry| entry.recorded_at = "1969-12-31T23:59:60Z".parse().expect("a leap second"),
        |entry| entry.published = Some(Bytes::from_static(b"other")),
        |entry| entry.private_hash = Digest::of(b"other"),
        |entry| entry.chain = Digest::of(b"other"),
        |entry| entry.private = Some(Private { data: "other".into(), provenance: "{}".into() }),
    ];

    proptest! {
        #[test]
        fn an_untouched_chain_holds_and_any_change_breaks_it_where_it_was_made(
            contents in proptest::collection::vec(("[a-z]{0,4}", proptest::option::of(proptest::collection::vec(any::<u8>(), 0..4))), 1..12),
            at in any::<proptest::sample::Index>(),
            change in 0..CHANGES.len(),
        ) {
            let mut entries = chained(&contents);
            prop_assert_eq!(walk(&entries).map(|link| link.position), Ok(entries.last().map_or(0, |e| e.position)));

            let at = at.index(entries.len());
            CHANGES[change](&mut entries[at]);
            let position = entries[at].position;
            let broken = walk(&entries);
            prop_assert!(
                broken == Err(Break::Content { position }) || broken == Err(Break::Private { position }),
                "{broken:?}",
            );
        }

        #[test]
        fn a_missing_entry_shows_as_a_gap(count in 2..12usize, at in any::<proptest::sample::Index>()) {
            let mut entries = chained(&vec![(String::new(), None); count]);
            let at = at.index(count - 1);
            entries.remove(at);
            let expected = Position::try_from(at).expect("small") + 1;
            prop_assert_eq!(walk(&entries), Err(Break::Gap { expected, found: expected + 1 }));
        }
    }
}
