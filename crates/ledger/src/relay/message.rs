//! An entry as a JetStream message and back: CloudEvents 1.0, binary mode, on NATS headers.
//!
//! The body is the published bytes as they were stored. An entry without a published part becomes a
//! message without body, so that every position has its message; its headers still carry what the chain
//! is made of.

use std::borrow::Cow;
use std::fmt::Write as _;

use async_nats::HeaderMap;
use async_nats::header::HeaderName;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use uuid::Uuid;

use crate::recorded::{Digest, Entry, Position, StreamName};
use crate::trace::is_traceparent;

const SPECVERSION: HeaderName = HeaderName::from_static("ce-specversion");
const ID: HeaderName = HeaderName::from_static("ce-id");
const SOURCE: HeaderName = HeaderName::from_static("ce-source");
const TYPE: HeaderName = HeaderName::from_static("ce-type");
const SUBJECT: HeaderName = HeaderName::from_static("ce-subject");
const RECORDED_TIME: HeaderName = HeaderName::from_static("ce-recordedtime");
const SEQUENCE: HeaderName = HeaderName::from_static("ce-sequence");
const REVISION: HeaderName = HeaderName::from_static("ce-revision");
const CHAIN: HeaderName = HeaderName::from_static("ce-chain");
const PRIVATE_HASH: HeaderName = HeaderName::from_static("ce-privatehash");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const CONTENT_TYPE: HeaderName = HeaderName::from_static("content-type");

const PROTOBUF: &str = "application/protobuf";

/// What is published for one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub subject: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Why a message is not a copy of an entry.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MalformedMessage {
    #[error("the header {0} is missing")]
    Missing(&'static str),
    #[error("the header {0} has a value that it cannot have")]
    Invalid(&'static str),
    #[error("the message says it is {found}, but it is {sequence} in the stream")]
    OtherPosition { sequence: Position, found: Position },
    #[error("a message of an entry without published part has a body")]
    UnexpectedBody,
}

/// The message for an entry of that context's ledger. The private part is left out.
#[must_use]
pub fn to_message(context: &str, entry: &Entry) -> Message {
    let subject = match entry.published {
        Some(_) => format!("hoitu.{context}.v1.{}", entry.event_type.replace('.', "_")),
        None => format!("hoitu.{context}.v1.Private"),
    };
    let mut headers = HeaderMap::new();
    headers.insert(SPECVERSION, "1.0");
    headers.insert(ID, entry.event_id.hyphenated().to_string());
    headers.insert(SOURCE, format!("/hoitu/{context}"));
    headers.insert(TYPE, format!("hoitu.{context}.v1.{}", escaped(&entry.event_type)));
    headers.insert(SUBJECT, &*escaped(entry.stream.as_str()));
    headers.insert(RECORDED_TIME, entry.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true));
    headers.insert(SEQUENCE, format!("{:020}", entry.position));
    headers.insert(REVISION, entry.revision.to_string());
    headers.insert(CHAIN, STANDARD.encode(entry.chain.0));
    headers.insert(PRIVATE_HASH, STANDARD.encode(entry.private_hash.0));
    if entry.published.is_some() {
        headers.insert(CONTENT_TYPE, PROTOBUF);
    }
    if let Some(traceparent) = entry.traceparent.as_deref().filter(|it| is_traceparent(it)) {
        headers.insert(TRACEPARENT, traceparent);
    }
    Message { subject, headers, body: entry.published.clone().unwrap_or_default() }
}

/// The entry that a message of that context's stream is a copy of. Whether it is a true copy, the chain
/// tells.
pub fn from_message(
    context: &str,
    sequence: Position,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Entry, MalformedMessage> {
    let position = number("ce-sequence", text("ce-sequence", &SEQUENCE, headers)?)?;
    if position != sequence {
        return Err(MalformedMessage::OtherPosition { sequence, found: position });
    }
    let event_type = text("ce-type", &TYPE, headers)?
        .strip_prefix("hoitu.")
        .and_then(|rest| rest.strip_prefix(context))
        .and_then(|rest| rest.strip_prefix(".v1."))
        .ok_or(MalformedMessage::Invalid("ce-type"))?;
    let published = headers.get(CONTENT_TYPE).is_some();
    if !published && !body.is_empty() {
        return Err(MalformedMessage::UnexpectedBody);
    }
    let recorded_at = text("ce-recordedtime", &RECORDED_TIME, headers)?;
    Ok(Entry {
        position,
        stream: StreamName::stored(unescaped(
            "ce-subject",
            text("ce-subject", &SUBJECT, headers)?,
        )?),
        revision: number("ce-revision", text("ce-revision", &REVISION, headers)?)?,
        event_id: Uuid::try_parse(text("ce-id", &ID, headers)?)
            .map_err(|_| MalformedMessage::Invalid("ce-id"))?,
        event_type: unescaped("ce-type", event_type)?,
        recorded_at: DateTime::parse_from_rfc3339(recorded_at)
            .map_err(|_| MalformedMessage::Invalid("ce-recordedtime"))?
            .with_timezone(&Utc),
        private_hash: hash("ce-privatehash", text("ce-privatehash", &PRIVATE_HASH, headers)?)?,
        published: published.then_some(body),
        chain: chain(headers)?,
        traceparent: traceparent(headers),
        private: None,
    })
}

/// A header that names no trace says nothing: the chain does not vouch for it.
fn traceparent(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(TRACEPARENT)?.as_str();
    is_traceparent(value).then(|| value.to_owned())
}

/// The chain value a message carries.
pub(super) fn chain(headers: &HeaderMap) -> Result<Digest, MalformedMessage> {
    hash("ce-chain", text("ce-chain", &CHAIN, headers)?)
}

fn text<'h>(
    header: &'static str,
    name: &HeaderName,
    headers: &'h HeaderMap,
) -> Result<&'h str, MalformedMessage> {
    let value = headers.get(name.clone()).ok_or(MalformedMessage::Missing(header))?;
    Ok(value.as_str())
}

fn number(header: &'static str, text: &str) -> Result<i64, MalformedMessage> {
    text.parse().map_err(|_| MalformedMessage::Invalid(header))
}

fn hash(header: &'static str, text: &str) -> Result<Digest, MalformedMessage> {
    let mut bytes = [0; 33];
    let length = STANDARD.decode_slice(text, &mut bytes).ok();
    length
        .and_then(|length| Digest::from_slice(&bytes[..length]))
        .ok_or(MalformedMessage::Invalid(header))
}

/// Percent-encodes what a CloudEvents header value must not hold as it is.
fn escaped(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| matches!(byte, 0x21..=0x7E) && byte != b'%' && byte != b'"';
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        if plain(byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    Cow::Owned(escaped)
}

fn unescaped(header: &'static str, text: &str) -> Result<String, MalformedMessage> {
    if !text.contains('%') {
        return Ok(text.to_owned());
    }
    let invalid = || MalformedMessage::Invalid(header);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let (code, after) = rest.split_at_checked(2).ok_or_else(invalid)?;
            bytes.extend(hex::decode(code).map_err(|_| invalid())?);
            rest = after;
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).map_err(|_| invalid())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_digest() -> impl Strategy<Value = Digest> {
        any::<[u8; 32]>().prop_map(Digest)
    }

    prop_compose! {
        fn any_entry()(
            (position, revision) in (1..=i64::MAX, 1..=i64::MAX),
            stream in any::<String>(),
            event_id in any::<u128>(),
            event_type in prop_oneof!["[A-Za-z0-9_.]{1,20}", Just("Private".to_owned()), any::<String>()],
            micros in -62_135_596_800_000_000_i64..253_402_300_800_000_000,
            (private_hash, chain) in (any_digest(), any_digest()),
            published in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
            traceparent in proptest::option::of("00-[1-9a-f]{32}-[1-9a-f]{16}-0[01]"),
        ) -> Entry {
            Entry {
                position,
                stream: StreamName::stored(stream),
                revision,
                event_id: Uuid::from_u128(event_id),
                event_type,
                recorded_at: DateTime::from_timestamp_micros(micros).expect("a year with four digits"),
                private_hash,
                published: published.map(Bytes::from),
                chain,
                traceparent,
                private: None,
            }
        }
    }

    proptest! {
        #[test]
        fn a_message_gives_back_the_entry_it_was_made_of(entry in any_entry()) {
            let message = to_message("tests", &entry);
            let back = from_message("tests", entry.position, &message.headers, message.body);
            prop_assert_eq!(back, Ok(entry));
        }

        #[test]
        fn a_message_of_another_context_or_place_is_refused(entry in any_entry()) {
            let Message { headers, body, .. } = to_message("tests", &entry);
            prop_assert!(from_message("test", entry.position, &headers, body.clone()).is_err());
            prop_assert!(from_message("tests", entry.position - 1, &headers, body).is_err());
        }
    }

    fn sample() -> Entry {
        Entry {
            position: 7,
            stream: StreamName::new("unit", "Hội"),
            revision: 1,
            event_id: Uuid::from_u128(7),
            event_type: "UnitRenamed".into(),
            recorded_at: DateTime::UNIX_EPOCH,
            private_hash: Digest::of(b"private"),
            published: Some(Bytes::from_static(b"body")),
            chain: Digest::of(b"chain"),
            traceparent: Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".into()),
            private: None,
        }
    }

    #[test]
    fn a_message_names_no_trace_that_is_none() {
        let entry = Entry { traceparent: None, ..sample() };
        let Message { mut headers, body, .. } = to_message("tests", &entry);
        headers.insert("traceparent", "00-not-a-trace");
        assert_eq!(from_message("tests", 7, &headers, body), Ok(entry));
    }

    #[test]
    fn every_header_is_needed() {
        let entry = sample();
        let whole = to_message("tests", &entry);
        assert_eq!(whole.subject, "hoitu.tests.v1.UnitRenamed");
        assert_eq!(whole.headers.get("ce-subject").unwrap().as_str(), "unit-H%E1%BB%99i");
        assert_eq!(whole.headers.get("ce-sequence").unwrap().as_str(), "00000000000000000007");
        assert_eq!(
            whole.headers.get("ce-recordedtime").unwrap().as_str(),
            "1970-01-01T00:00:00.000000Z"
        );
        let informative = ["ce-specversion", "ce-source", "traceparent"];
        for missing in whole.headers.iter().map(|(name, _)| name.to_string()) {
            let rest: HeaderMap = whole
                .headers
                .iter()
                .filter(|(name, _)| name.to_string() != missing)
                .map(|(name, values)| (name.clone(), values[0].clone()))
                .collect();
            let back = from_message("tests", 7, &rest, whole.body.clone());
            assert_eq!(back.is_ok(), informative.contains(&missing.as_str()), "without {missing}");
        }
    }
}
