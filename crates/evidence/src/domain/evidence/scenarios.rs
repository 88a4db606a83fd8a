//! What a piece of evidence does, rule by rule.

use ledger::scenario::Scenario;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::{MediaType, Sha256};

const UNIT: UnitId = UnitId(Uuid::from_u128(0xB1));
const OTHER_UNIT: UnitId = UnitId(Uuid::from_u128(0xB2));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn file() -> File {
    File { media_type: MediaType::Pdf, byte_size: 9, sha256: Sha256([7; 32]) }
}

fn store(unit: UnitId) -> Command {
    Command::Store { unit, file: file(), stored_on: day("2026-11-24") }
}

fn withdraw(unit: UnitId) -> Command {
    let reason = WithdrawalReason::WrongFile;
    Command::Withdraw { unit, reason, withdrawn_on: day("2026-11-25") }
}

fn confirm(unit: UnitId) -> Command {
    Command::Confirm { unit, sha256: file().sha256.to_string() }
}

fn stored() -> Event {
    Event::Stored { unit: UNIT, file: file(), stored_on: day("2026-11-24") }
}

fn withdrawn() -> Event {
    let reason = WithdrawalReason::WrongFile;
    Event::Withdrawn { unit: UNIT, reason, withdrawn_on: day("2026-11-25") }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Evidence> {
    Scenario::given(history)
}

#[test]
fn a_file_is_stored_once() {
    given([]).when(store(UNIT)).then([stored()]);
    for history in [vec![stored()], vec![stored(), withdrawn()]] {
        given(history).when(store(UNIT)).then_rejected(Rejection::EvidenceAlreadyStored);
    }
}

#[test]
fn what_was_abandoned_is_never_stored() {
    given([]).when(Command::Abandon).then([Event::Abandoned]);
    given([Event::Abandoned]).when(store(UNIT)).then_rejected(Rejection::UploadAbandoned);
    given([Event::Abandoned]).when(Command::Abandon).then([]);
}

#[test]
fn what_was_stored_is_never_abandoned() {
    for history in [vec![stored()], vec![stored(), withdrawn()]] {
        given(history).when(Command::Abandon).then_rejected(Rejection::EvidenceAlreadyStored);
    }
}

#[test]
fn what_is_stored_can_be_referred_to_until_it_is_withdrawn() {
    given([stored()]).when(confirm(UNIT)).then([]);
    given([stored()]).when(withdraw(UNIT)).then([withdrawn()]);
    for command in [confirm(UNIT), withdraw(UNIT)] {
        given([stored(), withdrawn()]).when(command).then_rejected(Rejection::EvidenceWithdrawn);
    }
}

#[test]
fn whoever_refers_to_a_file_has_its_hash() {
    let sha256 = "00".repeat(32);
    let other = Command::Confirm { unit: UNIT, sha256: sha256.clone() };
    let is = file().sha256;
    given([stored()]).when(other).then_rejected(Rejection::EvidenceHashDiffers { is });
    let by_another = Command::Confirm { unit: OTHER_UNIT, sha256 };
    given([stored()]).when(by_another).then_rejected(Rejection::EvidenceNotFound);
}

#[test]
fn another_unit_does_not_even_learn_of_it() {
    for history in [vec![], vec![Event::Abandoned]] {
        for command in [confirm(UNIT), withdraw(UNIT)] {
            given(history.clone()).when(command).then_rejected(Rejection::EvidenceNotFound);
        }
    }
    for history in [vec![stored()], vec![stored(), withdrawn()]] {
        for command in [confirm(OTHER_UNIT), withdraw(OTHER_UNIT)] {
            given(history.clone()).when(command).then_rejected(Rejection::EvidenceNotFound);
        }
    }
}

proptest! {
    /// Whatever is asked, in whatever order: an id is stored once at the most or abandoned, never both.
    #[test]
    fn an_id_is_stored_or_abandoned(
        asked in vec(select(vec![0, 1, 2, 3]).prop_flat_map(|n| (Just(n), any::<bool>())), 0..20),
    ) {
        let mut history: Vec<Event> = Vec::new();
        for (n, other) in asked {
            let unit = if other { OTHER_UNIT } else { UNIT };
            let command = match n {
                0 => store(unit),
                1 => withdraw(unit),
                2 => confirm(unit),
                _ => Command::Abandon,
            };
            history.extend(Evidence::replay(&history).decide(command).unwrap_or_default());
        }
        let count = |wanted: fn(&Event) -> bool| history.iter().filter(|it| wanted(it)).count();
        let stored = count(|it| matches!(it, Event::Stored { .. }));
        let abandoned = count(|it| matches!(it, Event::Abandoned));
        let withdrawn = count(|it| matches!(it, Event::Withdrawn { .. }));
        prop_assert!(stored + abandoned <= 1, "{:?}", history);
        prop_assert!(withdrawn <= stored, "{:?}", history);
    }
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
