//! Many entries at once, by binary `COPY`: rows come as they are stored, without the cost of a result
//! set, and published parts are not copied again.

use bytes::{Buf as _, Bytes, BytesMut};
use chrono::DateTime;
use futures::TryStreamExt as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::recorded::{Digest, Entry, Position, Private, StreamName};

/// What PostgreSQL's binary format begins with; its flags and header extension follow.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// 2000-01-01, where PostgreSQL counts from, in microseconds since 1970.
const EPOCH: i64 = 946_684_800_000_000;

/// Entries in order from a position on; with their private part if that is asked for. If it fails or is
/// given up, the connection must not be used again.
pub(crate) async fn scan(
    connection: &mut PgConnection,
    from: Position,
    limit: i64,
    private: bool,
) -> Result<Vec<Entry>, sqlx::Error> {
    let more = if private { ", data, provenance" } else { "" };
    let copy = format!(
        "COPY (SELECT position, revision, recorded_at, event_id, private_hash, chain, stream,
                      event_type, published{more}
               FROM ledger.entry WHERE position >= {from} ORDER BY position LIMIT {limit})
         TO STDOUT (FORMAT binary)"
    );
    let mut chunks = connection.copy_out_raw(&copy).await?;
    let mut rows = Rows::default();
    while let Some(chunk) = chunks.try_next().await? {
        rows.take(chunk)?;
    }
    Ok(rows.entries)
}

/// Rows as they come, cut into chunks anywhere.
#[derive(Default)]
struct Rows {
    begun: bool,
    unread: Bytes,
    entries: Vec<Entry>,
}

impl Rows {
    fn take(&mut self, chunk: Bytes) -> Result<(), sqlx::Error> {
        self.unread = if self.unread.is_empty() { chunk } else { joined(&self.unread, &chunk) };
        if !self.begun {
            let Some(rows) = skip_header(&self.unread)? else { return Ok(()) };
            self.unread = rows;
            self.begun = true;
        }
        while !self.unread.is_empty() {
            let mut row = Row { bytes: self.unread.clone() };
            match row.entry() {
                Ok(entry) => self.entries.extend(entry),
                Err(Unread::Incomplete) => return Ok(()),
                Err(Unread::Malformed) => return Err(malformed()),
            }
            self.unread = row.bytes;
        }
        Ok(())
    }
}

fn joined(first: &Bytes, second: &Bytes) -> Bytes {
    let mut joined = BytesMut::with_capacity(first.len() + second.len());
    joined.extend_from_slice(first);
    joined.extend_from_slice(second);
    joined.freeze()
}

/// What is behind the header, if the header is there.
fn skip_header(bytes: &Bytes) -> Result<Option<Bytes>, sqlx::Error> {
    let fixed = SIGNATURE.len() + 8;
    if bytes.len() < fixed {
        return Ok(None);
    }
    let mut rest = bytes.clone();
    if rest.split_to(SIGNATURE.len()) != SIGNATURE {
        return Err(malformed());
    }
    let (_flags, extension) = (rest.get_u32(), rest.get_u32() as usize);
    Ok((rest.len() >= extension).then(|| rest.split_off(extension)))
}

fn malformed() -> sqlx::Error {
    sqlx::Error::Protocol("rows of COPY are not what was asked for".into())
}

enum Unread {
    Incomplete,
    Malformed,
}

/// A row that has not been read yet.
struct Row {
    bytes: Bytes,
}

impl Row {
    /// `None` at the end of all rows.
    fn entry(&mut self) -> Result<Option<Entry>, Unread> {
        let columns = i16::from_be_bytes(self.array()?);
        if columns == -1 {
            return Ok(None);
        }
        let position = i64::from_be_bytes(self.fixed()?);
        let revision = i64::from_be_bytes(self.fixed()?);
        let micros = i64::from_be_bytes(self.fixed()?) + EPOCH;
        let recorded_at = DateTime::from_timestamp_micros(micros).ok_or(Unread::Malformed)?;
        let event_id = Uuid::from_bytes(self.fixed()?);
        let private_hash = Digest(self.fixed()?);
        let chain = Digest(self.fixed()?);
        let stream = StreamName::stored(self.text()?);
        let event_type = self.text()?;
        let published = self.value()?;
        let private = if columns > 9 {
            Some(Private { data: self.text()?, provenance: self.text()? })
        } else {
            None
        };
        Ok(Some(Entry {
            position,
            stream,
            revision,
            event_id,
            event_type,
            recorded_at,
            private_hash,
            published,
            chain,
            traceparent: None,
            private,
        }))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Unread> {
        let array = self.bytes.first_chunk().copied().ok_or(Unread::Incomplete)?;
        self.bytes.advance(N);
        Ok(array)
    }

    fn value(&mut self) -> Result<Option<Bytes>, Unread> {
        let Ok(length) = usize::try_from(i32::from_be_bytes(self.array()?)) else {
            return Ok(None);
        };
        if self.bytes.len() < length {
            return Err(Unread::Incomplete);
        }
        Ok(Some(self.bytes.split_to(length)))
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Unread> {
        let length = i32::from_be_bytes(self.array()?);
        if usize::try_from(length) != Ok(N) {
            return Err(Unread::Malformed);
        }
        self.array()
    }

    fn text(&mut self) -> Result<String, Unread> {
        let value = self.value()?.ok_or(Unread::Malformed)?;
        std::str::from_utf8(&value).map(str::to_owned).map_err(|_| Unread::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use bytes::BufMut as _;
    use proptest::prelude::*;

    use super::*;

    fn put(bytes: &mut BytesMut, value: Option<&[u8]>) {
        match value {
            Some(value) => {
                bytes.put_i32(i32::try_from(value.len()).expect("small"));
                bytes.put_slice(value);
            }
            None => bytes.put_i32(-1),
        }
    }

    fn copied(entries: &[Entry]) -> Bytes {
        let mut bytes = BytesMut::from(SIGNATURE);
        bytes.put_slice(&[0, 0, 0, 0, 0, 0, 0, 2, 7, 7]);
        for entry in entries {
            bytes.put_i16(if entry.private.is_some() { 11 } else { 9 });
            put(&mut bytes, Some(&entry.position.to_be_bytes()));
            put(&mut bytes, Some(&entry.revision.to_be_bytes()));
            let micros = entry.recorded_at.timestamp_micros() - EPOCH;
            put(&mut bytes, Some(&micros.to_be_bytes()));
            put(&mut bytes, Some(entry.event_id.as_bytes()));
            put(&mut bytes, Some(entry.private_hash.as_slice()));
            put(&mut bytes, Some(entry.chain.as_slice()));
            put(&mut bytes, Some(entry.stream.as_str().as_bytes()));
            put(&mut bytes, Some(entry.event_type.as_bytes()));
            put(&mut bytes, entry.published.as_deref());
            if let Some(private) = &entry.private {
                put(&mut bytes, Some(private.data.as_bytes()));
                put(&mut bytes, Some(private.provenance.as_bytes()));
            }
        }
        bytes.put_i16(-1);
        bytes.freeze()
    }

    prop_compose! {
        fn any_entry()(
            position in any::<i64>(),
            stream in any::<String>(),
            micros in -1_000_000_000_000_000i64..4_000_000_000_000_000,
            published in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..9)),
            private in proptest::option::of(any::<String>()),
        ) -> Entry {
            Entry {
                position,
                stream: StreamName::stored(stream),
                revision: position,
                event_id: Uuid::from_u128(7),
                event_type: "Type".into(),
                recorded_at: DateTime::from_timestamp_micros(micros).expect("in range"),
                private_hash: Digest::of(b"private"),
                published: published.map(Bytes::from),
                chain: Digest::of(b"chain"),
                traceparent: None,
                private: private.map(|data| Private { data, provenance: "{}".into() }),
            }
        }
    }

    proptest! {
        #[test]
        fn rows_are_read_wherever_they_are_cut(
            entries in proptest::collection::vec(any_entry(), 0..6),
            cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..8),
        ) {
            let mut bytes = copied(&entries);
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
            cuts.sort_unstable();
            let mut rows = Rows::default();
            let mut taken = 0;
            for cut in cuts {
                rows.take(bytes.split_to(cut - taken))?;
                taken = cut;
            }
            rows.take(bytes)?;
            prop_assert_eq!(rows.entries, entries);
            prop_assert!(rows.unread.is_empty());
        }
    }

    #[test]
    fn what_is_no_row_is_refused() {
        assert!(Rows::default().take(Bytes::from_static(b"something else entirely")).is_err());
        let mut rows = Rows::default();
        rows.take(copied(&[])).unwrap();
        assert!(rows.take(Bytes::from_static(&[0, 9, 0, 0, 0, 3, 1, 2, 3])).is_err());
    }
}
