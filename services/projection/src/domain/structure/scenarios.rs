//! Then and now: what a succession of units does to a figure, and what it does not.

use crate::domain::facts::{OrganisationId, Stage, Step, UnitId, UnitKind};
use crate::domain::figure::{Reason, Value, Verdict};
use crate::domain::formulas::{self, Scene};
use crate::domain::progress::{Scope, judged};
use crate::domain::structure::{Reach, Structure};
use crate::domain::told::*;
use crate::domain::window::Measured;
use chrono::{Days, Months, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

const fn integer(value: i64) -> Option<Value> {
    Some(Value::Integer(value))
}

/// One association in each Union in 2022; the Unions become one on 1 July 2025.
fn merged_unions() -> Told {
    let mut told = Told::default();
    told.two_provinces();
    told.step(MECHANICS, Step::Admitted, "2022-03-01");
    told.step_in(NURSES, NEIGHBOUR_UNION, Step::Admitted, "2022-03-01");
    told.merger("2025-07-01");
    told
}

fn stock(told: &Told, unit: UnitId, structure_on: &str) -> Option<Value> {
    let quantity = "member_organisations";
    told.count_for(quantity, "2022-01-01", "2022-12-31", Some(unit), structure_on)
}

#[test]
fn a_merger_moves_past_facts_in_the_view_of_now_and_not_in_that_of_then() {
    let told = merged_unions();
    assert_eq!(stock(&told, UNION, "2025-06-30"), integer(1), "then");
    assert_eq!(stock(&told, MERGED_UNION, "2025-06-30"), None, "then");
    assert_eq!(stock(&told, UNION, "2025-07-01"), None, "today");
    assert_eq!(stock(&told, MERGED_UNION, "2025-07-01"), integer(2), "today");
}

#[test]
fn a_unit_holds_what_stands_under_it() {
    let told = merged_unions();
    assert_eq!(stock(&told, PROVINCE, "2022-12-31"), integer(1));
    assert_eq!(stock(&told, MERGED, "2025-07-01"), integer(2));
}

#[test]
fn a_union_works_for_its_territory() {
    let mut told = merged_unions();
    told.described(MECHANICS, PROVINCE, "2022-01-10");
    told.staged(MECHANICS, Stage::Licensed, "2022-01-10");
    let founded = |unit, structure_on| {
        let (from, until) = ("2022-01-01", "2022-12-31");
        told.count_for("associations_founded", from, until, Some(unit), structure_on)
    };
    assert_eq!(founded(UNION, "2022-12-31"), integer(1));
    assert_eq!(founded(NEIGHBOUR_UNION, "2022-12-31"), None);
    assert_eq!(founded(MERGED_UNION, "2025-07-01"), integer(1));
}

#[test]
fn a_unit_that_stays_keeps_its_past() {
    let mut told = merged_unions();
    let new = UnitId(Uuid::from_u128(9));
    told.succeeded(MERGED_UNION, &[new], false, "2026-01-01");
    assert_eq!(stock(&told, MERGED_UNION, "2026-12-31"), integer(2));
    assert_eq!(stock(&told, new, "2026-12-31"), None);
}

#[test]
fn the_past_of_a_divided_unit_is_given_to_none_of_its_heirs() {
    let mut told = merged_unions();
    let heirs = [UnitId(Uuid::from_u128(8)), UnitId(Uuid::from_u128(9))];
    for heir in heirs {
        told.unit(heir, UnitKind::ProvincialUnion, Some(MERGED), "2026-01-01");
    }
    told.succeeded(MERGED_UNION, &heirs, true, "2026-01-01");
    assert_eq!(stock(&told, heirs[0], "2026-12-31"), None);
    assert_eq!(
        stock(&told, MERGED_UNION, "2026-12-31"),
        None,
        "its facts came from units before it"
    );
    assert_eq!(stock(&told, MERGED, "2026-12-31"), integer(2), "what is above all heirs holds it");

    let scene = Scene::of(&told.facts, day("2026-12-31"), Months::new(12));
    let formula = formulas::find("member_organisations", 1).unwrap();
    let measured = Measured { from: day("2022-01-01"), until: day("2022-12-31") };
    let scope = Scope { unit: Some(heirs[0]), ..WHOLE };
    let judged = judged(&scene, formula, measured, scope);
    assert!(judged.iter().all(|j| j.verdict == Verdict::left_out(Reason::UnitDivided)));
}

#[test]
fn heirs_that_become_one_again_hold_the_past_again() {
    let mut told = merged_unions();
    let (heirs, last) =
        ([UnitId(Uuid::from_u128(8)), UnitId(Uuid::from_u128(9))], UnitId(Uuid::from_u128(10)));
    told.succeeded(MERGED_UNION, &heirs, true, "2026-01-01");
    for heir in heirs {
        told.succeeded(heir, &[last], true, "2027-01-01");
    }
    assert_eq!(stock(&told, last, "2026-12-31"), None);
    assert_eq!(stock(&told, last, "2027-01-01"), integer(2));
}

#[test]
fn a_name_is_the_one_valid_on_the_day() {
    let mut told = merged_unions();
    let origin = told.origin("UnitRenamed", "2024-01-01");
    let mut renamed = told.facts.unit_names[1].clone();
    renamed.origin = origin;
    renamed.what.full_name = "another name".to_owned();
    told.facts.unit_names.push(renamed);
    let structure = Structure::on(&told.facts, day("2022-12-31"));
    let name = |on| structure.name_on(UNION, day(on));
    assert_eq!(name("1990-01-01"), Some("unit 2"), "before its first name");
    assert_eq!(name("2023-12-31"), Some("unit 2"));
    assert_eq!(name("2024-01-01"), Some("another name"));
    assert_eq!(structure.name_on(UnitId(Uuid::from_u128(99)), day("2024-01-01")), None);
}

#[test]
fn a_circle_of_successions_ends_nowhere_and_hangs_nothing() {
    let mut told = merged_unions();
    told.succeeded(MERGED_UNION, &[UNION], true, "2026-01-01");
    let structure = Structure::on(&told.facts, day("2026-12-31"));
    assert!(structure.heirs(UNION).is_empty());
    assert_eq!(structure.reach(MERGED, UNION), Reach::Outside);
    assert_eq!(structure.reach(UNION, UNION), Reach::Inside);
}

/// Four Unions with one to four associations; what came out of them, day by day: all units there were.
fn restructured(steps: &[(u8, usize, usize, u64)]) -> (Told, Vec<UnitId>, NaiveDate) {
    let (mut told, mut on) = (Told::default(), day("2023-01-01"));
    let unit = |n: usize| UnitId(Uuid::from_u128(500 + u128::try_from(n).unwrap()));
    let mut units: Vec<_> = (0..4).map(unit).collect();
    for (n, union) in units.iter().enumerate() {
        told.unit(*union, UnitKind::ProvincialUnion, None, "2000-01-01");
        for member in 0..=n {
            let member =
                OrganisationId(Uuid::from_u128(u128::try_from(600 + n * 10 + member).unwrap()));
            told.step_in(member, *union, Step::Admitted, "2022-01-01");
        }
    }
    let mut living = units.clone();
    for (kind, one, other, days) in steps {
        on = on + Days::new(*days);
        let (one, other) = (one % living.len(), other % living.len());
        let new = match kind {
            0 => 0,
            1 | 3 | 4 => 1,
            _ => 2,
        };
        let heirs: Vec<_> = (units.len()..units.len() + new).map(unit).collect();
        for heir in &heirs {
            told.unit(*heir, UnitKind::ProvincialUnion, None, &on.to_string());
        }
        let (gone, into, ends) = match kind {
            0 if one == other => continue,
            0 => (vec![living[one]], vec![living[other]], true),
            1 if one == other => (vec![living[one]], heirs.clone(), true),
            1 => (vec![living[one], living[other]], heirs.clone(), true),
            2 => (vec![living[one]], heirs.clone(), true),
            3 => (vec![living[one]], heirs.clone(), false),
            _ => (vec![living[one]], heirs.clone(), true),
        };
        for unit in &gone {
            told.succeeded(*unit, &into, ends, &on.to_string());
        }
        living.retain(|unit| !(ends && gone.contains(unit)));
        living.extend(&heirs);
        units.extend(&heirs);
    }
    (told, units, on)
}

proptest! {
    /// Merged, consolidated, divided, separated, in whatever order: in the structure of each day every
    /// fact stands under one unit, so that the units together have what they had before.
    #[test]
    fn a_restructure_loses_nothing_and_counts_nothing_twice(
        steps in vec((0..5u8, 0..9usize, 0..9usize, 0..60u64), 0..16),
    ) {
        let (told, units, last) = restructured(&steps);
        let mut structure_on = day("2022-12-31");
        while structure_on <= last {
            let on = structure_on.to_string();
            let of = |unit: &UnitId| match stock(&told, *unit, &on) {
                Some(Value::Integer(count)) => count,
                Some(Value::Ratio { .. } | Value::Mean { .. } | Value::State(_)) | None => 0,
            };
            prop_assert_eq!(units.iter().map(of).sum::<i64>(), 1 + 2 + 3 + 4, "{}", on);
            structure_on = structure_on + Days::new(20);
        }
    }
}
