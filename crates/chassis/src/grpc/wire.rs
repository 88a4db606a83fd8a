//! How the ledger's values look to callers: etags, tokens, receipts.

use chrono::{DateTime, Utc};
use contracts::ledger::v1::{CommandReceipt, EventRef, ReadInfo, SourceWatermark};
use ledger::view::Snapshot;
use ledger::{Position, Receipt, Revision, StreamName};
use prost_types::Timestamp;

use crate::fields::ReadAt;

/// A resource's etag: `"association-0198f3c2-…-12"`, in quotes.
#[must_use]
pub fn etag(stream: &StreamName, revision: Revision) -> String {
    format!("\"{stream}-{revision}\"")
}

/// The revision in an etag, if it names this stream.
pub(crate) fn revision_in(etag: &str, stream: &StreamName) -> Option<Revision> {
    let inside = etag.strip_prefix('"')?.strip_suffix('"')?;
    revision(inside.strip_prefix(stream.as_str())?.strip_prefix('-')?)
}

/// Whether it is the etag of anything.
pub(crate) fn is_an_etag(etag: &str) -> bool {
    let inside = etag.strip_prefix('"').and_then(|etag| etag.strip_suffix('"'));
    let parts = inside.and_then(|inside| inside.rsplit_once('-'));
    parts.is_some_and(|(stream, digits)| {
        let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'"';
        !stream.is_empty() && stream.bytes().all(plain) && revision(digits).is_some()
    })
}

fn revision(digits: &str) -> Option<Revision> {
    // Revision 0 is that of a stream where nothing is recorded yet.
    let canonical = digits == "0"
        || digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if canonical { digits.parse().ok() } else { None }
}

/// The token of a command: `membership:42`. A query given it waits until its view has got there.
#[must_use]
pub fn token(context: &str, position: Position) -> String {
    format!("{context}:{position}")
}

/// What a command answers.
#[must_use]
pub fn receipt(context: &str, receipt: Receipt) -> CommandReceipt {
    let Receipt { position, stream, revision, events, recorded_at, repeated } = receipt;
    let events = events.into_iter().map(|event| EventRef {
        event_id: event.event_id.to_string(),
        event_type: event.event_type,
        position: event.position,
        revision: event.revision,
        etag: etag(&event.stream, event.revision),
    });
    CommandReceipt {
        token: if position > 0 { token(context, position) } else { String::new() },
        etag: etag(&stream, revision),
        events: events.collect(),
        recorded_at: recorded_at.map(timestamp),
        repeated_request: repeated,
    }
}

/// Up to where the answer made from a snapshot is true.
#[must_use]
pub fn read_info(read_at: &ReadAt, snapshot: &Snapshot) -> ReadInfo {
    let watermarks = snapshot.watermarks.iter().map(|watermark| SourceWatermark {
        context: watermark.source.clone(),
        position: watermark.position,
        recorded_at: watermark.recorded_at.map(timestamp),
        chain: watermark.chain.to_string(),
    });
    ReadInfo {
        read_at: Some(read_at.to_wire()),
        watermarks: watermarks.collect(),
        unreachable: snapshot.unreachable.iter().map(ToString::to_string).collect(),
        projection_version: snapshot.projection.clone(),
        parked_streams: snapshot.parked,
    }
}

#[must_use]
pub fn timestamp(instant: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: instant.timestamp(),
        nanos: i32::try_from(instant.timestamp_subsec_nanos()).unwrap_or(999_999_999),
    }
}

/// `None` where the timestamp is outside the calendar or malformed.
#[must_use]
pub fn instant(timestamp: &Timestamp) -> Option<DateTime<Utc>> {
    let nanos = u32::try_from(timestamp.nanos).ok().filter(|nanos| *nanos < 1_000_000_000)?;
    DateTime::from_timestamp(timestamp.seconds, nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_etag_is_of_its_own_stream_only() {
        let unit = StreamName::new("unit", "7");
        assert_eq!(revision_in(&etag(&unit, 12), &unit), Some(12));
        assert_eq!(revision_in(&etag(&unit, 0), &unit), Some(0));
        for foreign in [
            "\"unit-70-12\"",
            "\"union-7-12\"",
            "unit-7-12",
            "\"unit-7-012\"",
            "\"unit-7-+1\"",
            "\"unit-7-\"",
            "\"unit-7-00\"",
            "\"unit-7--1\"",
        ] {
            assert_eq!(revision_in(foreign, &unit), None, "{foreign}");
        }
        assert!(is_an_etag(&etag(&unit, 12)) && is_an_etag("\"plan-II.4.b/3-1\""));
        for none in
            ["", "\"\"", "unit-7-1", "\"-1\"", "\"unit-7-\"", "\"ha\u{323}-7-1\"", "\"\"-7-1\""]
        {
            assert!(!is_an_etag(none), "{none}");
        }
    }
}
