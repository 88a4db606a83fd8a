//! What content does, rule by rule.

use ledger::scenario::Scenario;
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;

fn place(n: u128) -> Place {
    Place { unit: UnitId(Uuid::from_u128(0xB1)), evidence: EvidenceId(Uuid::from_u128(n)) }
}

fn kept(n: u128) -> Event {
    Event::Kept { place: place(n) }
}

#[test]
fn the_first_place_is_where_the_bytes_are_kept() {
    Scenario::<Content>::given([]).when(Command::Keep { place: place(1) }).then([kept(1)]);
}

#[test]
fn bytes_that_are_kept_are_not_kept_again() {
    for n in [1, 2] {
        Scenario::<Content>::given([kept(1)]).when(Command::Keep { place: place(n) }).then([]);
    }
}

#[test]
fn the_first_place_stays() {
    let content = Content::replay(&[kept(1), kept(2)]);
    assert_eq!(content, Content::Kept { place: place(1) });
}

#[test]
fn the_past_still_reads() {
    let stored = include_str!("golden.jsonl");
    for line in stored.lines() {
        let event: Event = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
    }
    for name in Event::VARIANTS {
        assert!(stored.contains(&format!(r#""type":"{name}""#)), "no golden line for {name}");
    }
}
