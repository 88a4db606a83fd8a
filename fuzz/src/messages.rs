//! Messages of a stream: each is refused, or is an entry; if the chain vouches for it, a message of it says
//! the same again. What it carries is understood, or parked, but harms nobody.
//!
//! An input is a line for each header, an empty line, and the body.

use std::str::FromStr as _;

use async_nats::HeaderMap;
use async_nats::header::{HeaderName, HeaderValue};
use bytes::Bytes;
use ledger::relay::message::{from_message, to_message};
use ledger::verify::Link;
use ledger::{Entry, View as _};
use projection::heard::CONTEXTS;
use projection::views::provincial_progress::ProvincialProgress;
use rights::RightsView;

use crate::histories;

const END_OF_HEADERS: &[u8] = b"\n\n";

pub fn try_out(input: &[u8]) {
    let end = input.windows(2).position(|bytes| bytes == END_OF_HEADERS);
    let (head, body) = input.split_at(end.unwrap_or(input.len()));
    let body = Bytes::copy_from_slice(body.get(END_OF_HEADERS.len()..).unwrap_or_default());
    let mut headers = HeaderMap::new();
    for line in String::from_utf8_lossy(head).lines() {
        let Some((name, value)) = line.split_once(": ") else { continue };
        if let (Ok(name), Ok(value)) = (HeaderName::from_str(name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    let sequence = headers.get("ce-sequence").and_then(|value| value.as_str().parse().ok());
    for context in CONTEXTS {
        if let Ok(entry) = from_message(context, sequence.unwrap_or(1), &headers, body.clone()) {
            carried(context, &entry);
        }
    }
}

fn carried(context: &str, entry: &Entry) {
    let entry = &Entry { chain: entry.chain_after(&Link::ORIGIN.chain), ..entry.clone() };
    let mut before = Link { position: entry.position.saturating_sub(1), ..Link::ORIGIN };
    if before.follow(entry).is_ok() {
        let message = to_message(context, entry);
        let again = from_message(context, entry.position, &message.headers, message.body);
        assert_eq!(again.as_ref(), Ok(entry), "it came as {:?}", message.headers);
    }
    let _ = ProvincialProgress::decode(context, entry);
    let _ = RightsView::decode(context, entry);
}

pub fn seeds() -> Vec<Vec<u8>> {
    let seed = |(context, entry): (&str, Entry)| {
        let message = to_message(context, &entry);
        let line = |(name, values): (&HeaderName, &Vec<HeaderValue>)| {
            values.iter().map(|value| format!("{name}: {value}\n")).collect::<String>()
        };
        let head: String = message.headers.iter().map(line).collect();
        [head.as_bytes(), b"\n", &message.body].concat()
    };
    histories::published().into_iter().map(seed).collect()
}
