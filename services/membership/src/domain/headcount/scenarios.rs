//! What declarations of headcounts do, rule by rule.

use ledger::scenario::Scenario;
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn id(n: u128) -> DeclarationId {
    DeclarationId(Uuid::from_u128(n))
}

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(n)
}

fn declaration(n: u128, on: u64) -> Declaration {
    Declaration {
        declaration_id: id(n),
        declared_on: day(on),
        figures: Figures::new(405, Some(399), Some(120), None).unwrap(),
        evidence: EvidenceRef {
            number_symbol: "1/BC".into(),
            issued_on: day(0),
            issuer_id: Uuid::from_u128(9),
            file_sha256: None,
        },
    }
}

fn declare(n: u128, counted: u64, on: u64) -> Command {
    Command::Declare { declaration: declaration(n, on), counted_on: day(counted) }
}

fn declared(n: u128, counted: u64, on: u64) -> Event {
    Event::Declared { declaration: declaration(n, on), counted_on: day(counted) }
}

fn correct(n: u128, supersedes: u128, on: u64) -> Command {
    let (declaration, supersedes) = (declaration(n, on), id(supersedes));
    Command::Correct { declaration, supersedes, reason: "cộng nhầm".into() }
}

fn corrected(n: u128, supersedes: u128, counted: u64, on: u64) -> Event {
    Event::Corrected {
        declaration: declaration(n, on),
        counted_on: day(counted),
        supersedes: id(supersedes),
        reason: "cộng nhầm".into(),
    }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Headcount> {
    Scenario::given(history)
}

#[test]
fn a_headcount_is_declared_on_or_after_the_day_counted() {
    given([]).when(declare(1, 5, 5)).then([declared(1, 5, 5)]);
    given([])
        .when(declare(1, 5, 4))
        .then_rejected(Rejection::DeclaredTooEarly { earliest: day(5) });
}

#[test]
fn each_declaration_has_an_id_of_its_own() {
    given([declared(1, 5, 6)])
        .when(declare(1, 7, 8))
        .then_rejected(Rejection::DeclarationAlreadyExists);
    given([declared(1, 5, 6)])
        .when(correct(1, 1, 7))
        .then_rejected(Rejection::DeclarationAlreadyExists);
}

#[test]
fn a_day_is_counted_once() {
    let twice = |n| Rejection::AlreadyDeclaredForDay { counted_on: day(5), declaration_id: id(n) };
    given([declared(1, 5, 6)]).when(declare(2, 5, 7)).then_rejected(twice(1));
    given([declared(1, 5, 6)]).when(declare(2, 6, 7)).then([declared(2, 6, 7)]);
    given([declared(1, 5, 6), corrected(2, 1, 5, 7)])
        .when(declare(3, 5, 8))
        .then_rejected(twice(2));
}

#[test]
fn a_correction_stands_in_the_place_of_the_wrong_one() {
    given([declared(1, 5, 6)]).when(correct(2, 1, 6)).then([corrected(2, 1, 5, 6)]);
    given([declared(1, 5, 6), corrected(2, 1, 5, 7)])
        .when(correct(3, 2, 8))
        .then([corrected(3, 2, 5, 8)]);
}

#[test]
fn only_a_valid_declaration_is_corrected() {
    given([declared(1, 5, 6)]).when(correct(3, 2, 7)).then_rejected(Rejection::DeclarationNotFound);
    given([declared(1, 5, 6), corrected(2, 1, 5, 7)])
        .when(correct(3, 1, 8))
        .then_rejected(Rejection::AlreadySuperseded { by: id(2) });
    given([declared(1, 5, 6)])
        .when(correct(2, 1, 5))
        .then_rejected(Rejection::DeclaredTooEarly { earliest: day(6) });
}

#[test]
fn no_part_is_more_than_the_whole() {
    assert!(Figures::new(10, Some(10), Some(10), Some(10)).is_ok());
    assert!(Figures::new(0, Some(0), None, None).is_ok());
    let refused = |part| Err(Rejection::PartExceedsWhole { part });
    assert_eq!(Figures::new(10, Some(11), None, None), refused(Part::Intellectuals));
    assert_eq!(Figures::new(10, None, Some(11), None), refused(Part::Women));
    assert_eq!(Figures::new(10, None, None, Some(11)), refused(Part::Under35));
}

/// `golden.jsonl` holds one line for each shape that was ever stored. Lines are only ever added.
#[test]
fn the_past_still_reads() {
    let golden: Vec<Event> = include_str!("golden.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("every stored shape decodes"))
        .collect();
    let stored = serde_json::to_string(&golden).unwrap();
    for name in <Event as strum::VariantNames>::VARIANTS {
        assert!(stored.contains(&format!(r#""type":"{name}""#)), "no golden line for {name}");
    }
}

proptest! {
    /// Whatever is declared and corrected: for each day there is one declaration that no other
    /// supersedes.
    #[test]
    fn each_day_has_one_valid_declaration(
        asked in vec((1..9_u128, 0..6_u128, 0..3_u64, 0..9_u64), 0..40),
    ) {
        let mut history: Vec<Event> = Vec::new();
        for (n, supersedes, counted, on) in asked {
            let command = match supersedes {
                0 => declare(n, counted, on),
                wrong => correct(n, wrong, on),
            };
            let decided = Headcount::replay(&history).decide(command);
            history.extend(decided.unwrap_or_default());
        }
        let superseded: Vec<_> = history
            .iter()
            .filter_map(|event| match event {
                Event::Corrected { supersedes, .. } => Some(*supersedes),
                Event::Declared { .. } => None,
            })
            .collect();
        let mut valid: Vec<_> = history
            .iter()
            .map(|event| match event {
                Event::Declared { declaration, counted_on }
                | Event::Corrected { declaration, counted_on, .. } => {
                    (*counted_on, declaration.declaration_id)
                }
            })
            .filter(|(_, id)| !superseded.contains(id))
            .map(|(counted_on, _)| counted_on)
            .collect();
        let count = valid.len();
        valid.sort();
        valid.dedup();
        prop_assert_eq!(valid.len(), count, "a day with two valid declarations: {:#?}", history);
    }
}
