//! What a programme does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use strum::VariantNames as _;

use super::*;
use crate::domain::samples::{AUTHORITY, ORGANISER, SCHOOL, day, decision};

fn terms(name: &str) -> Terms {
    Terms {
        name: name.to_owned(),
        cycle_months: 12,
        decider: AUTHORITY,
        legal_basis: "Kế hoạch mẫu".to_owned(),
    }
}

fn define() -> Command {
    Command::Define {
        organiser: ORGANISER,
        family: Family::YouthContest,
        terms: terms("Cuộc thi mẫu"),
        defined_on: day("2020-01-01"),
        decision: decision(1),
        illustrative: true,
    }
}

fn defined() -> Event {
    Event::Defined {
        organiser: ORGANISER,
        family: Family::YouthContest,
        terms: terms("Cuộc thi mẫu"),
        defined_on: day("2020-01-01"),
        decision: decision(1),
        illustrative: true,
    }
}

fn amend(of: UnitId, on: &str) -> Command {
    let (terms, decision) = (terms("Cuộc thi mẫu mở rộng"), decision(2));
    Command::Amend { of, terms, amended_on: day(on), decision }
}

fn amended() -> Event {
    let (terms, decision) = (terms("Cuộc thi mẫu mở rộng"), decision(2));
    Event::Amended { terms, amended_on: day("2022-01-01"), decision }
}

fn end(of: UnitId, on: &str) -> Command {
    Command::End { of, ended_on: day(on), decision: decision(3) }
}

fn ended() -> Event {
    Event::Ended { ended_on: day("2024-01-01"), decision: decision(3) }
}

fn take(of: UnitId, number: u32, on: &str) -> Command {
    Command::TakeNumber { of, number, planned_on: day(on) }
}

#[test]
fn a_programme_is_defined_once() {
    Scenario::<Programme>::given([]).when(define()).then([defined()]);
    for history in [vec![defined()], vec![defined(), ended()]] {
        Scenario::<Programme>::given(history)
            .when(define())
            .then_rejected(Rejection::ProgrammeAlreadyDefined);
    }
}

#[test]
fn its_terms_change_in_the_order_of_their_days() {
    Scenario::<Programme>::given([defined()])
        .when(amend(ORGANISER, "2022-01-01"))
        .then([amended()]);
    Scenario::<Programme>::given([defined(), amended()])
        .when(amend(ORGANISER, "2021-12-31"))
        .then_rejected(Rejection::BeforeProgramme { since: day("2022-01-01") });
    Scenario::<Programme>::given([defined(), amended()])
        .when(end(ORGANISER, "2021-12-31"))
        .then_rejected(Rejection::BeforeProgramme { since: day("2022-01-01") });
}

#[test]
fn it_ends_once_and_nothing_of_it_changes_then() {
    Scenario::<Programme>::given([defined()]).when(end(ORGANISER, "2024-01-01")).then([ended()]);
    let over = || Rejection::ProgrammeEnded { ended_on: day("2024-01-01") };
    for command in [
        end(ORGANISER, "2024-02-01"),
        amend(ORGANISER, "2024-02-01"),
        take(ORGANISER, 15, "2024-02-01"),
    ] {
        Scenario::<Programme>::given([defined(), ended()]).when(command).then_rejected(over());
    }
}

#[test]
fn a_number_of_a_round_is_taken_once() {
    let taken = Event::NumberTaken { number: 14 };
    Scenario::<Programme>::given([defined()])
        .when(take(ORGANISER, 14, "2020-01-01"))
        .then([taken.clone()]);
    Scenario::<Programme>::given([defined(), taken.clone()])
        .when(take(ORGANISER, 14, "2025-01-01"))
        .then_rejected(Rejection::RoundNumberTaken { number: 14 });
    Scenario::<Programme>::given([defined(), taken, amended()])
        .when(take(ORGANISER, 15, "2021-01-01"))
        .then([Event::NumberTaken { number: 15 }]);
}

#[test]
fn no_round_is_planned_before_the_programme_is_there() {
    Scenario::<Programme>::given([defined()])
        .when(take(ORGANISER, 1, "2019-12-31"))
        .then_rejected(Rejection::BeforeProgramme { since: day("2020-01-01") });
}

#[test]
fn for_another_unit_there_is_none() {
    let commands = |of| [amend(of, "2025-01-01"), end(of, "2025-01-01"), take(of, 1, "2025-01-01")];
    for history in [vec![], vec![defined()], vec![defined(), ended()]] {
        for command in commands(SCHOOL) {
            Scenario::<Programme>::given(history.clone())
                .when(command)
                .then_rejected(Rejection::ProgrammeNotFound);
        }
    }
}

#[test]
fn its_rounds_are_of_its_sort_and_samples_where_it_is_one() {
    let programme = Programme::replay(&[defined(), ended()]);
    let standing = programme.standing().unwrap();
    assert_eq!(standing.family(), Family::YouthContest);
    assert!(standing.is_illustrative());
    assert_eq!(Programme::Absent.standing(), None);
}

proptest! {
    #[test]
    fn no_number_is_taken_twice(numbers in vec(1_u32..6, 0..20), ends_after in 0_usize..20) {
        let mut history = vec![defined()];
        for (index, number) in numbers.into_iter().enumerate() {
            if index == ends_after {
                let over = Programme::replay(&history).decide(end(ORGANISER, "2024-01-01"));
                history.extend(over.unwrap_or_default());
            }
            let command = take(ORGANISER, number, "2023-01-01");
            history.extend(Programme::replay(&history).decide(command).unwrap_or_default());
        }
        let taken = |number| {
            let is = |event: &&Event| **event == Event::NumberTaken { number };
            history.iter().filter(is).count()
        };
        prop_assert!((1..6).all(|number| taken(number) <= 1), "{history:?}");
        let end = history.iter().position(|event| matches!(event, Event::Ended { .. }));
        prop_assert!(end.is_none_or(|end| end + 1 == history.len()), "after the end: {history:?}");
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
