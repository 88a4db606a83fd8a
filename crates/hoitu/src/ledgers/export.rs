//! Entries as lines of canonical protobuf JSON, and back.

use contracts::ledger::v1::LedgerEntry;
use prost_reflect::DynamicMessage;

use crate::output::{self, CONTRACTS};
use crate::settings::Context;

const ENTRY: &str = "hoitu.ledger.v1.LedgerEntry";

/// One entry a line.
pub fn lines(entries: &[LedgerEntry]) -> String {
    entries.iter().map(|entry| format!("{}\n", output::json(ENTRY, entry))).collect()
}

/// Reads a line that [`lines`] wrote.
pub fn parse(line: &str) -> Result<LedgerEntry, serde_json::Error> {
    let descriptor = CONTRACTS.get_message_by_name(ENTRY).expect("a message of the contracts");
    let mut parser = serde_json::Deserializer::from_str(line);
    let entry = DynamicMessage::deserialize(descriptor, &mut parser)?;
    parser.end()?;
    Ok(entry.transcode_to().expect("the same contract decodes what it encoded"))
}

/// The contract event of an entry as JSON; `None` where nothing is published, or where it comes from a
/// newer contract than this program knows.
pub fn published(context: Context, entry: &LedgerEntry) -> Option<serde_json::Value> {
    let bytes = entry.published.clone()?;
    // Evidence has a contract of its own, whichever context keeps it.
    let named = |package| {
        CONTRACTS.get_message_by_name(&format!("hoitu.{package}.v1.{}", entry.event_type))
    };
    let descriptor = named(context.name()).or_else(|| named("evidence"))?;
    let event = DynamicMessage::decode(descriptor, bytes).ok()?;
    output::dynamic_json(&event)
}

pub fn uuid(bytes: &[u8]) -> String {
    uuid::Uuid::from_slice(bytes).map_or_else(|_| hex::encode(bytes), |id| id.to_string())
}

#[cfg(test)]
mod tests {
    use contracts::membership::v1::UnitAbolished;
    use prost::Message as _;

    use super::*;

    fn entry() -> LedgerEntry {
        let event = UnitAbolished {
            unit_id: "u".into(),
            occurred_on: "2025-07-01".into(),
            decision_ref: None,
        };
        LedgerEntry {
            position: 9_007_199_254_740_993,
            stream: "unit-1".to_owned(),
            revision: 3,
            event_id: vec![7; 16].into(),
            event_type: "UnitAbolished".to_owned(),
            recorded_at: Some(prost_types::Timestamp {
                seconds: 1_767_596_527,
                nanos: 123_456_000,
            }),
            private_hash: vec![1; 32].into(),
            published: Some(event.encode_to_vec().into()),
            chain: vec![255; 32].into(),
            traceparent: String::new(),
        }
    }

    #[test]
    fn an_exported_entry_reads_back_the_same() {
        let lines = lines(&[entry(), LedgerEntry { published: None, ..entry() }]);
        let read: Vec<_> = lines.lines().map(|line| parse(line).unwrap()).collect();
        assert_eq!(read, [entry(), LedgerEntry { published: None, ..entry() }]);
    }

    #[test]
    fn the_published_event_is_shown_by_its_contract() {
        assert_eq!(
            published(Context::Membership, &entry()).unwrap(),
            serde_json::json!({"unit_id": "u", "occurred_on": "2025-07-01"}),
        );
        assert_eq!(published(Context::Reporting, &entry()), None);
        assert_eq!(uuid(&[7; 16]), "07070707-0707-0707-0707-070707070707");
    }

    #[test]
    fn a_line_that_is_no_entry_is_refused() {
        assert!(parse("{\"position\": 1").is_err());
        assert!(parse("{\"somewhere\": 1}").is_err());
    }
}
