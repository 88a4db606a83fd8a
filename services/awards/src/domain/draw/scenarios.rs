//! What a draw gives, rule by rule.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::*;
use crate::domain::samples::judging::{code, pair};

fn seed(number: u8) -> Seed {
    Seed::of([number; 32])
}

fn draw(judges: u8, codes: u8, conflicts: &[(u8, u8)]) -> Draw {
    Draw {
        id: Uuid::from_u128(0xD1),
        stage: Stage::Preliminary,
        algorithm: ALGORITHM,
        seed: seed(7),
        judges_per_entry: 3,
        judges: (0..judges).map(name).collect(),
        codes: (0..codes).map(code).collect(),
        conflicts: conflicts.iter().map(|(judge, number)| pair(&name(*judge), *number)).collect(),
    }
}

fn name(judge: u8) -> String {
    format!("judge-{judge}")
}

fn loads(draw: &Draw, outcome: &BTreeSet<Pair>) -> Vec<usize> {
    let load = |judge: &String| outcome.iter().filter(|it| it.judge == *judge).count();
    draw.judges.iter().map(load).collect()
}

#[test]
fn a_seed_is_32_bytes_in_lower_case_digits() {
    assert_eq!(seed(0xab).to_string(), "ab".repeat(32));
    assert_eq!("ab".repeat(32).parse(), Ok(seed(0xab)));
    for text in ["", "AB", &"AB".repeat(32), &"ab".repeat(33), &"g".repeat(64)] {
        assert_eq!(text.parse::<Seed>(), Err(NotASeed), "{text}");
    }
}

/// What was once drawn stays drawn: a change of this line is another algorithm.
#[test]
fn the_first_algorithm_stays_what_it_is() {
    let outcome = draw(5, 4, &[(0, 1), (3, 2)]).outcome().unwrap();
    let told: Vec<_> = outcome.iter().map(|it| format!("{}/{}", it.judge, it.code)).collect();
    let text = told.join(" ");
    assert_eq!(ledger::Digest::of(text.as_bytes()).to_string(), DRAWN, "{text}");
}

const DRAWN: &str = "1290cbb8c70e88719f49206ee12e32374bb66b4c652f27c851f23f6fb737b669";

#[test]
fn another_seed_is_another_draw() {
    let one = draw(7, 20, &[]);
    let other = Draw { seed: seed(8), ..one.clone() };
    assert_ne!(one.outcome(), other.outcome());
}

#[test]
fn an_entry_that_conflicts_with_too_many_cannot_be_drawn() {
    let draw = draw(4, 3, &[(0, 1), (1, 1)]);
    assert_eq!(draw.outcome(), Err(TooFewJudges));
}

/// The first two conflict with most entries, so that only handing on makes loads even.
#[test]
fn loads_are_level_by_way_of_others() {
    let mut conflicts: Vec<_> = (0..10).map(|number| (0, number)).collect();
    conflicts.extend((2..12).map(|number| (1, number)));
    let draw = Draw { judges_per_entry: 1, ..draw(4, 12, &conflicts) };
    let loads = loads(&draw, &draw.outcome().unwrap());
    assert_eq!((loads[0], loads[1]), (2, 2));
    assert_eq!((loads[2], loads[3]), (4, 4));
}

prop_compose! {
    fn any_draw()(
        judges in 3..9_u8,
        codes in 1..25_u8,
        random in any::<[u8; 32]>(),
        conflicts in vec((0..9_u8, 0..25_u8), 0..20),
    ) -> Draw {
        Draw { seed: Seed::of(random), ..draw(judges, codes, &conflicts) }
    }
}

proptest! {
    /// Whoever makes it again, from what was recorded, gets the same.
    #[test]
    fn a_replayed_draw_gives_the_same_jury(draw in any_draw()) {
        let recorded: Draw = serde_json::from_str(&serde_json::to_string(&draw).unwrap()).unwrap();
        prop_assert_eq!(recorded.outcome(), draw.outcome());
    }

    #[test]
    fn nobody_gets_what_conflicts_and_each_entry_gets_its_judges(draw in any_draw()) {
        let short = |code: &EntryCode| {
            let may = draw.judges.iter().filter(|judge| draw.may(judge, code)).count();
            may < 3
        };
        let Ok(outcome) = draw.outcome() else {
            prop_assert!(draw.codes.iter().any(short));
            return Ok(());
        };
        prop_assert!(outcome.is_disjoint(&draw.conflicts));
        for code in &draw.codes {
            prop_assert_eq!(outcome.iter().filter(|it| it.code == *code).count(), 3);
        }
        prop_assert_eq!(outcome.len(), 3 * draw.codes.len());
    }

    #[test]
    fn without_conflicts_nobody_has_two_more_than_another(
        judges in 3..12_u8,
        codes in 1..40_u8,
        random in any::<[u8; 32]>(),
    ) {
        let draw = Draw { seed: Seed::of(random), ..draw(judges, codes, &[]) };
        let loads = loads(&draw, &draw.outcome().unwrap());
        prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1);
    }

    /// No single hand-over makes loads more even.
    #[test]
    fn loads_are_as_even_as_conflicts_allow(
        draw in any_draw(),
        other in btree_set(0..25_u8, 0..5),
    ) {
        let Ok(outcome) = draw.outcome() else { return Ok(()) };
        let load = |judge: &str| outcome.iter().filter(|it| it.judge == judge).count();
        for given in outcome.iter().filter(|it| other.iter().any(|number| code(*number) == it.code)) {
            for taker in &draw.judges {
                let takes = Pair { judge: taker.clone(), code: given.code.clone() };
                if !outcome.contains(&takes) && !draw.conflicts.contains(&takes) {
                    prop_assert!(load(taker) + 2 > load(&given.judge));
                }
            }
        }
    }
}
