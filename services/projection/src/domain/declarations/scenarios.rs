//! Nobody is lost and nobody counts twice when associations go over into others.

use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use crate::domain::facts::{OrganisationId, Step, UnitId};
use crate::domain::figure::{Reason, Value};
use crate::domain::told::*;

const YEAR: &str = "2020-01-01";
const HEIR: OrganisationId = OrganisationId(Uuid::from_u128(201));
const OTHER_HEIR: OrganisationId = OrganisationId(Uuid::from_u128(202));

fn members(told: &Told, until: &str) -> Option<i64> {
    members_in(told, until, None)
}

fn members_in(told: &Told, until: &str, unit: Option<UnitId>) -> Option<i64> {
    match told.count_for("members_declared", YEAR, until, unit, until) {
        Some(Value::Integer(members)) => Some(members),
        Some(Value::Ratio { .. } | Value::Mean { .. } | Value::State(_)) => {
            panic!("a count is none of these")
        }
        None => None,
    }
}

fn left_out(told: &Told, until: &str, position: i64) -> Option<(Reason, i64)> {
    told.left_out("members_declared", until, position)
}

/// Two member associations that have declared, and two that have not begun.
fn two_associations() -> (Told, [i64; 2]) {
    let mut told = Told::default();
    told.two_provinces();
    let declared = [(MECHANICS, 100), (NURSES, 40)].map(|(association, members)| {
        told.step(association, Step::Admitted, "2021-01-01");
        told.declared(association, members, "2021-12-31")
    });
    (told, declared)
}

#[test]
fn a_merger_changes_no_total_until_the_successor_declares() {
    let (mut told, [first, second]) = two_associations();
    told.went_over(MECHANICS, &[NURSES], true, "2022-07-01");
    let anew = told.declared(NURSES, 135, "2022-12-31");
    for (day, total) in [("2022-06-30", 140), ("2022-07-01", 140), ("2022-12-30", 140)] {
        assert_eq!(members(&told, day), Some(total), "{day}");
        assert_eq!(members_in(&told, day, Some(UNION)), Some(total), "{day}");
    }
    assert_eq!(members(&told, "2022-12-31"), Some(135));
    assert_eq!(left_out(&told, "2022-12-31", first), Some((Reason::Superseded, anew)));
    assert_eq!(left_out(&told, "2022-12-31", second), Some((Reason::Superseded, anew)));
}

#[test]
fn what_is_declared_for_the_first_day_of_the_new_order_is_new() {
    let (mut told, _) = two_associations();
    told.declared(NURSES, 130, "2022-07-01");
    told.went_over(MECHANICS, &[NURSES], true, "2022-07-01");
    assert_eq!(members(&told, "2022-06-30"), Some(140));
    assert_eq!(members(&told, "2022-07-01"), Some(130));
}

#[test]
fn those_of_a_consolidated_association_count_once_its_successor_is_a_member() {
    let (mut told, [first, _]) = two_associations();
    for association in [MECHANICS, NURSES] {
        told.went_over(association, &[HEIR], true, "2022-07-01");
    }
    told.step(HEIR, Step::Admitted, "2022-09-01");
    assert_eq!(members(&told, "2022-08-31"), None);
    assert_eq!(left_out(&told, "2022-08-31", first), Some((Reason::NotAMember, 0)));
    assert_eq!(members(&told, "2022-09-01"), Some(140));
    told.declared(HEIR, 141, "2022-12-31");
    assert_eq!(members(&told, "2022-12-31"), Some(141));
}

#[test]
fn what_was_declared_before_a_division_stands_until_all_heirs_have_declared() {
    let (mut told, [first, _]) = two_associations();
    told.went_over(MECHANICS, &[HEIR, OTHER_HEIR], true, "2022-07-01");
    for heir in [HEIR, OTHER_HEIR] {
        told.step(heir, Step::Admitted, "2022-07-01");
    }
    let early = told.declared(HEIR, 59, "2022-09-30");
    let one = told.declared(HEIR, 60, "2022-10-31");
    let other = told.declared(OTHER_HEIR, 38, "2022-11-30");
    for day in ["2022-06-30", "2022-07-01", "2022-10-31", "2022-11-29"] {
        assert_eq!(members(&told, day), Some(140), "{day}");
    }
    assert_eq!(left_out(&told, "2022-10-31", early), Some((Reason::OthersAwaited, 0)));
    assert_eq!(left_out(&told, "2022-10-31", one), Some((Reason::OthersAwaited, 0)));
    assert_eq!(members(&told, "2022-11-30"), Some(138));
    for gone in [first, early] {
        assert_eq!(left_out(&told, "2022-11-30", gone), Some((Reason::Superseded, other)));
    }
}

#[test]
fn one_that_goes_on_after_a_separation_is_waited_for_too() {
    let (mut told, _) = two_associations();
    told.went_over(MECHANICS, &[HEIR], false, "2022-07-01");
    told.step(HEIR, Step::Admitted, "2022-07-01");
    told.declared(HEIR, 30, "2022-10-31");
    assert_eq!(members(&told, "2022-10-31"), Some(140));
    told.declared(MECHANICS, 70, "2022-12-31");
    assert_eq!(members(&told, "2022-12-31"), Some(140));
    told.declared(MECHANICS, 71, "2023-12-31");
    assert_eq!(members(&told, "2023-12-31"), Some(141));
}

#[test]
fn nobody_waits_for_an_heir_that_ended() {
    let (mut told, _) = two_associations();
    told.went_over(MECHANICS, &[HEIR, OTHER_HEIR], true, "2022-07-01");
    for heir in [HEIR, OTHER_HEIR] {
        told.step(heir, Step::Admitted, "2022-07-01");
    }
    told.declared(HEIR, 60, "2022-10-31");
    told.staged(OTHER_HEIR, crate::domain::facts::Stage::Ended, "2022-11-30");
    told.step(OTHER_HEIR, Step::Ended, "2022-11-30");
    assert_eq!(members(&told, "2022-11-29"), Some(140));
    assert_eq!(members(&told, "2022-11-30"), Some(100));
}

#[test]
fn what_unions_share_is_shown_under_none_of_them() {
    let (mut told, _) = two_associations();
    told.went_over(MECHANICS, &[HEIR, OTHER_HEIR], true, "2022-07-01");
    told.step(HEIR, Step::Admitted, "2022-07-01");
    told.step_in(OTHER_HEIR, NEIGHBOUR_UNION, Step::Admitted, "2022-07-01");
    assert_eq!(members(&told, "2022-07-01"), Some(140));
    assert_eq!(members_in(&told, "2022-07-01", Some(UNION)), Some(40));
    assert_eq!(members_in(&told, "2022-07-01", Some(NEIGHBOUR_UNION)), None);
}

#[test]
fn a_correction_of_what_was_declared_before_counts_in_its_place() {
    let (mut told, [first, _]) = two_associations();
    told.went_over(MECHANICS, &[NURSES], true, "2022-07-01");
    told.headcount(MECHANICS, (90, None), Some(first), "2021-12-31");
    assert_eq!(members(&told, "2022-12-31"), Some(130));
}

/// Associations that exist, with how many members each really has.
type Truth = Vec<(OrganisationId, i64)>;

/// Joins, parts or asks associations; whatever is done moves members and makes or loses none.
fn happen(told: &mut Told, truth: &mut Truth, (what, one, other): (u8, usize, usize), on: &str) {
    let (one, other) = (one % truth.len(), other % truth.len());
    let fresh = |told: &Told, n: i64| {
        OrganisationId(Uuid::from_u128(1_000 + u128::try_from(told.last * 2 + n).unwrap()))
    };
    let (from, count) = truth[one];
    match what {
        0 if one != other => {
            told.went_over(from, &[truth[other].0], true, on);
            truth[other].1 += count;
            truth.remove(one);
        }
        1 if one != other => {
            let (heir, both) = (fresh(told, 0), count + truth[other].1);
            told.step(heir, Step::Admitted, on);
            for gone in [from, truth[other].0] {
                told.went_over(gone, &[heir], true, on);
                truth.retain(|(id, _)| *id != gone);
            }
            truth.push((heir, both));
        }
        2 => {
            let heirs = [(fresh(told, 0), count / 3), (fresh(told, 1), count - count / 3)];
            for (heir, _) in heirs {
                told.step(heir, Step::Admitted, on);
            }
            told.went_over(from, &heirs.map(|(heir, _)| heir), true, on);
            truth.remove(one);
            truth.extend(heirs);
        }
        3 => {
            let heir = fresh(told, 0);
            told.step(heir, Step::Admitted, on);
            told.went_over(from, &[heir], false, on);
            truth[one].1 -= count / 4;
            truth.push((heir, count / 4));
        }
        0..=3 => {}
        4.. => {
            told.declared(from, count, on);
        }
    }
}

proptest! {
    /// Where associations declare what is true, the total is true on every day, whoever has declared
    /// since they went over into others, and in whichever order.
    #[test]
    fn the_total_is_true_on_every_day(
        happenings in vec(((0..9u8, 0..9usize, 0..9usize), 1..4u64), 0..24),
    ) {
        let (mut told, _) = two_associations();
        let mut truth = vec![(MECHANICS, 100), (NURSES, 40)];
        let mut on = day("2022-01-01");
        for (happening, days) in happenings {
            on = on + chrono::Days::new(days);
            happen(&mut told, &mut truth, happening, &on.to_string());
        }
        let mut day = day("2021-12-31");
        while day <= on {
            prop_assert_eq!(members_in(&told, &day.to_string(), Some(UNION)), Some(140), "{}", day);
            day = day.succ_opt().unwrap();
        }
    }
}
