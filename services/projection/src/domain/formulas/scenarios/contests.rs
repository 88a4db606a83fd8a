//! What is counted of contests.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{class, integer};
use crate::domain::contest::{EntryStep, Family, Occasion, Tier};
use crate::domain::figure::{Choice, Class, Reason, Value};
use crate::domain::told::*;

const ENTRIES: &str = "contest_entries";

fn stage(key: &'static str, label: &'static str) -> Class {
    Class::Choice(Choice { dimension: "stage", key, label })
}

fn tier(code: &str, name: &str) -> Tier {
    Tier { code: code.into(), name: name.into() }
}

#[test]
fn launches_and_posted_results_of_the_window_are_public_occasions() {
    let mut told = Told::default();
    told.planned(Family::YouthContest, "2021-10-01");
    told.shown(UNION, Occasion::Launch, "2021-12-31");
    told.shown(UNION, Occasion::Launch, "2022-01-01");
    told.shown(UNION, Occasion::Results, "2022-12-31");
    let late = told.shown(UNION, Occasion::Results, "2023-01-01");
    let counted = told.count("public_launches", "2022-01-01", "2022-12-31");
    assert_eq!(counted, integer(2));
    let out = told.left_out("public_launches", "2022-12-31", late);
    assert_eq!(out, Some((Reason::AfterWindow, 0)));
}

#[test]
fn an_entry_is_received_once_however_often_it_is_handed_in() {
    let mut told = Told::default();
    let first = told.submitted(entry(1), UNION, "2022-03-01");
    let again = told.submitted(entry(1), UNION, "2022-04-01");
    told.submitted(entry(2), UNION, "2022-03-02");
    assert_eq!(told.count(ENTRIES, "2022-01-01", "2022-12-31"), integer(2));
    assert_eq!(told.left_out(ENTRIES, "2022-12-31", again), Some((Reason::Superseded, first)));
}

#[test]
fn an_entry_that_was_taken_back_is_none_unless_it_comes_again() {
    let mut told = Told::default();
    let submitted = told.submitted(entry(1), UNION, "2022-03-01");
    let withdrawn = told.became_of(entry(1), EntryStep::Withdrawn, "2022-04-01");
    let entries = |told: &Told, until| told.count(ENTRIES, "2022-01-01", until);
    assert_eq!(entries(&told, "2022-03-31"), integer(1));
    assert_eq!(entries(&told, "2022-04-01"), None, "nothing else was handed in");
    let out = told.left_out(ENTRIES, "2022-12-31", submitted);
    assert_eq!(out, Some((Reason::Retracted, withdrawn)));
    told.submitted(entry(1), UNION, "2022-05-01");
    assert_eq!(entries(&told, "2022-12-31"), integer(1));
}

#[test]
fn what_was_found_of_an_entry_last_is_what_holds() {
    let (eligible, finalist) =
        (stage("ELIGIBLE", "Đủ điều kiện"), stage("FINALIST", "Vào chung khảo"));
    let mut told = Told::default();
    for n in 1..=3 {
        told.submitted(entry(n), UNION, "2022-03-01");
        told.became_of(entry(n), EntryStep::Eligible, "2022-06-01");
    }
    let excluded = told.became_of(entry(3), EntryStep::Ineligible, "2022-07-01");
    told.became_of(entry(1), EntryStep::Finalist, "2022-08-01");
    assert_eq!(told.count(ENTRIES, "2022-01-01", "2022-12-31"), integer(3));
    let of = |class: &Class, until| self::class(&told, ENTRIES, until, class.clone());
    assert_eq!(of(&stage("RECEIVED", "Đã nhận"), "2022-12-31"), integer(3));
    assert_eq!(of(&eligible, "2022-06-30"), integer(3));
    assert_eq!(of(&eligible, "2022-12-31"), integer(2));
    assert_eq!(of(&finalist, "2022-12-31"), integer(1));
    let out = told.left_out(ENTRIES, "2022-12-31", excluded - 1);
    assert_eq!(out, Some((Reason::Superseded, excluded)));
}

#[test]
fn nobody_competes_for_an_honour() {
    let mut told = Told::default();
    told.planned(Family::IntellectualHonour, "2021-10-01");
    let nominated = told.submitted(entry(1), UNION, "2022-03-01");
    told.became_of(entry(1), EntryStep::Eligible, "2022-06-01");
    let counted = told.count(ENTRIES, "2022-01-01", "2022-12-31");
    assert_eq!(counted, None, "nothing else was handed in");
    let out = told.left_out(ENTRIES, "2022-12-31", nominated);
    assert_eq!(out, Some((Reason::NotCounted, 0)));
}

#[test]
fn entries_belong_to_the_unit_that_they_come_from() {
    let mut told = Told::default();
    told.two_provinces();
    told.submitted(entry(1), UNION, "2022-03-01");
    told.became_of(entry(1), EntryStep::Eligible, "2022-06-01");
    told.submitted(entry(2), NEIGHBOUR_UNION, "2022-03-01");
    let of = |unit| told.count_for(ENTRIES, "2022-01-01", "2022-12-31", Some(unit), "2022-12-31");
    assert_eq!((of(UNION), of(NEIGHBOUR_UNION)), (integer(1), integer(1)));
}

#[test]
fn prizes_are_told_apart_by_what_the_ruleset_calls_them() {
    let (first, second) = (tier("NHAT", "Giải Nhất"), tier("NHI", "Giải Nhì"));
    let mut told = Told::default();
    told.planned(Family::YouthContest, "2021-10-01");
    told.prize(entry(1), UNION, &first, "2022-09-01");
    told.prize(entry(2), UNION, &second, "2022-09-01");
    told.prize(entry(3), UNION, &second, "2022-09-01");
    told.prize(entry(4), UNION, &second, "2023-09-01");
    assert_eq!(told.count("prizes", "2022-01-01", "2022-12-31"), integer(3));
    let of = |tier: &Tier| class(&told, "prizes", "2022-12-31", Class::Tier(tier.clone()));
    assert_eq!((of(&first), of(&second)), (integer(1), integer(2)));
    let family = class(&told, "prizes", "2022-12-31", Family::YouthContest.class());
    assert_eq!(family, integer(3));
}

/// What somebody does with one of three entries, some days later.
fn attempts() -> impl Strategy<Value = Vec<(u128, usize, u64)>> {
    vec((1..=3_u128, 0..STEPS.len(), 0..60_u64), 0..30)
}

const STEPS: [EntryStep; 4] =
    [EntryStep::Submitted, EntryStep::Withdrawn, EntryStep::Eligible, EntryStep::Ineligible];

proptest! {
    /// Whatever happened, in whatever order: an entry counts if it was handed in for the first time in the
    /// window and did not lie taken back at its end.
    #[test]
    fn entries_are_those_that_a_recount_finds(attempts in attempts()) {
        let (mut told, mut on) = (Told::default(), day("2021-10-01"));
        let mut histories: BTreeMap<u128, Vec<(EntryStep, NaiveDate)>> = BTreeMap::new();
        for (entry, step, days) in attempts {
            on = on + Days::new(days);
            histories.entry(entry).or_default().push((STEPS[step], on));
            if STEPS[step] == EntryStep::Submitted {
                told.submitted(self::entry(entry), UNION, &on.to_string());
            } else {
                told.became_of(self::entry(entry), STEPS[step], &on.to_string());
            }
        }
        let (from, until) = (day("2022-01-01"), day("2022-12-31"));
        let counts = |history: &Vec<(EntryStep, NaiveDate)>| {
            let first = history.iter().find(|(step, _)| *step == EntryStep::Submitted);
            let mut by_then = history.iter().filter(|(_, on)| *on <= until);
            let last = by_then
                .rfind(|(step, _)| matches!(step, EntryStep::Submitted | EntryStep::Withdrawn));
            first.is_some_and(|(_, on)| (from..=until).contains(on))
                && last.is_some_and(|(step, _)| *step == EntryStep::Submitted)
        };
        let expected = histories.values().filter(|history| counts(history)).count();
        let counted = told.count(ENTRIES, "2022-01-01", "2022-12-31");
        let counted = counted.map_or(0, |value| match value {
            Value::Integer(integer) => integer,
            Value::Ratio { .. } | Value::Mean { .. } | Value::State(_) => -1,
        });
        prop_assert_eq!(counted, i64::try_from(expected).unwrap());
    }
}
