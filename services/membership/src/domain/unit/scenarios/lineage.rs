//! No unit comes under itself, on whatever day.

use proptest::prelude::*;

use super::*;

/// A unit that was under each of these, from those days on.
fn under(parents: &[(u64, Option<UnitId>)]) -> Unit {
    let established = vec![established(0)];
    let moved = parents.iter().map(|(on, parent)| reparented(*parent, *on));
    Unit::replay(&established.into_iter().chain(moved).collect::<Vec<_>>())
}

fn lineage<const N: usize>(units: [(UnitId, Unit); N]) -> Lineage {
    let mut lineage = Lineage::default();
    for (id, unit) in units {
        lineage.learn(id, &unit, day(0));
    }
    lineage
}

fn parent(id: UnitId) -> Option<Parent> {
    Some(Parent::new(BOARD, id).unwrap())
}

fn board() -> Scenario<Unit> {
    Scenario::given([established(0)])
}

fn cycle(chain: &[UnitId], on: u64) -> Rejection {
    Rejection::ParentCycle { chain: chain.to_vec(), on: day(on) }
}

#[test]
fn a_unit_does_not_come_under_one_that_is_under_it() {
    let above = lineage([(COMMITTEE, under(&[(5, Some(BOARD))]))]);
    board()
        .when(reparent_in(above, parent(COMMITTEE), 5))
        .then_rejected(cycle(&[BOARD, COMMITTEE], 5));
}

#[test]
fn a_circle_over_several_units_is_named() {
    let above = lineage([
        (COMMITTEE, under(&[(1, Some(SUCCESSOR))])),
        (SUCCESSOR, under(&[(2, Some(OTHER))])),
        (OTHER, under(&[(3, Some(BOARD))])),
    ]);
    board()
        .when(reparent_in(above, parent(COMMITTEE), 9))
        .then_rejected(cycle(&[BOARD, COMMITTEE, SUCCESSOR, OTHER], 9));
}

#[test]
fn a_circle_that_would_close_later_is_refused_for_its_first_day() {
    let above = || lineage([(COMMITTEE, under(&[(1, Some(OTHER)), (20, Some(BOARD))]))]);
    board()
        .when(reparent_in(above(), parent(COMMITTEE), 9))
        .then_rejected(cycle(&[BOARD, COMMITTEE], 20));
    let free = |on| reparented(None, on);
    Scenario::<Unit>::given([established(0), free(21)])
        .when(reparent_in(above(), parent(COMMITTEE), 9))
        .then_rejected(cycle(&[BOARD, COMMITTEE], 20));
    Scenario::<Unit>::given([established(0), reparented(Some(OTHER), 20)])
        .when(reparent_in(above(), parent(COMMITTEE), 9))
        .then([reparented(Some(COMMITTEE), 9)]);
}

#[test]
fn a_circle_that_was_open_before_is_none() {
    let above = || lineage([(COMMITTEE, under(&[(1, Some(BOARD)), (9, None)]))]);
    board()
        .when(reparent_in(above(), parent(COMMITTEE), 8))
        .then_rejected(cycle(&[BOARD, COMMITTEE], 8));
    board().when(reparent_in(above(), parent(COMMITTEE), 9)).then([reparented(Some(COMMITTEE), 9)]);
}

#[test]
fn two_ways_up_at_different_times_are_no_circle() {
    let above = lineage([
        (COMMITTEE, under(&[(1, Some(SUCCESSOR)), (10, Some(OTHER))])),
        (SUCCESSOR, under(&[(1, None), (10, Some(BOARD))])),
        (OTHER, under(&[(1, Some(BOARD)), (10, None)])),
    ]);
    board().when(reparent_in(above, parent(COMMITTEE), 2)).then([reparented(Some(COMMITTEE), 2)]);
}

#[test]
fn a_circle_recorded_before_there_was_this_rule_is_gone_round_once() {
    let above =
        lineage([(COMMITTEE, under(&[(1, Some(OTHER))])), (OTHER, under(&[(1, Some(COMMITTEE))]))]);
    board().when(reparent_in(above, parent(COMMITTEE), 2)).then([reparented(Some(COMMITTEE), 2)]);
}

#[test]
fn only_whom_a_unit_is_under_from_the_day_on_is_looked_up() {
    let mut lineage = Lineage::default();
    let unit = under(&[(1, Some(OTHER)), (10, Some(SUCCESSOR)), (20, None)]);
    assert_eq!(lineage.learn(COMMITTEE, &unit, day(9)), [OTHER, SUCCESSOR]);
    assert_eq!(lineage.learn(COMMITTEE, &unit, day(10)), [SUCCESSOR]);
    assert_eq!(lineage.learn(COMMITTEE, &unit, day(20)), []);
    assert_eq!(lineage.learn(COMMITTEE, &Unit::Absent, day(0)), []);
    assert!(lineage.knows(COMMITTEE) && !lineage.knows(OTHER));
}

const ALL: [UnitId; 4] = [BOARD, COMMITTEE, SUCCESSOR, OTHER];

/// Whether a unit is above itself on a day, gone up by hand.
fn is_under_itself(units: &[Unit], which: usize, on: NaiveDate) -> bool {
    let mut at = which;
    for _ in 0..=ALL.len() {
        let Unit::Established(span) = &units[at] else { return false };
        let Some(parent) = span.parents.range(..=on).next_back().and_then(|(_, id)| *id) else {
            return false;
        };
        at = ALL.iter().position(|id| *id == parent).unwrap();
        if at == which {
            return true;
        }
    }
    false
}

proptest! {
    /// Whatever is tried in whatever order of days, nobody is under itself; and nothing else is refused.
    #[test]
    fn no_history_holds_a_circle_and_nothing_else_is_refused(
        tries in proptest::collection::vec((0..4usize, 0..5usize, 0..12u64), 0..40),
    ) {
        let mut units = ALL.map(|_| under(&[]));
        for (child, parent, on) in tries {
            if child == parent {
                continue;
            }
            let mut lineage = Lineage::default();
            let above = ALL.iter().zip(&units).filter(|(id, _)| **id != ALL[child]);
            above.for_each(|(id, unit)| drop(lineage.learn(*id, unit, day(on))));
            let parent = ALL.get(parent).map(|id| Parent::new(ALL[child], *id).unwrap());
            let decided = units[child].decide(reparent_in(lineage, parent, on));

            let event = reparented(parent.map(Parent::id), on);
            let mut after = units.clone();
            after[child] = after[child].clone().evolve(&event);
            let circles = |units: &[Unit]| {
                (0..12).any(|n| (0..ALL.len()).any(|unit| is_under_itself(units, unit, day(n))))
            };
            match decided {
                Ok(events) => {
                    for event in &events {
                        units[child] = units[child].clone().evolve(event);
                    }
                    prop_assert!(!circles(&units));
                }
                Err(refused) => {
                    let is_cycle = matches!(refused, Rejection::ParentCycle { .. });
                    prop_assert!(is_cycle, "{refused}");
                    prop_assert!(circles(&after));
                }
            }
        }
    }
}
