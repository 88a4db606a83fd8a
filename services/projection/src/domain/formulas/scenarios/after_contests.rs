//! What is counted of judging, and of what follows a prize.

use std::collections::BTreeMap;

use chrono::Days;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{class, integer, ratio};
use crate::domain::contest::{AppealStep, Family, NationalStep, Tier};
use crate::domain::figure::{Choice, Class, Reason, Value, parts};
use crate::domain::formulas::Sort;
use crate::domain::told::*;

const APPLIED: &str = "applied_after_prize_pct";

fn first() -> Tier {
    Tier { code: "NHAT".into(), name: "Giải Nhất".into() }
}

fn in_2022(told: &Told, quantity: &str) -> Option<Value> {
    told.count(quantity, "2022-01-01", "2022-12-31")
}

#[test]
fn a_prize_that_is_taken_back_leaves_the_period_in_which_it_was_awarded() {
    let mut told = Told::default();
    let kept = told.prize(entry(1), UNION, &first(), "2022-09-01");
    let taken = told.prize(entry(2), UNION, &first(), "2022-09-01");
    assert_eq!(in_2022(&told, "prizes"), integer(2));
    let revoked = told.revoked(taken, "2023-03-01");
    assert_eq!(in_2022(&told, "prizes"), integer(1));
    let left_out = |position| told.left_out("prizes", "2023-12-31", position);
    assert_eq!(left_out(taken), Some((Reason::Retracted, revoked)));
    assert_eq!(left_out(revoked), Some((Reason::NotCounted, 0)));
    assert_eq!(left_out(kept), None);
    assert_eq!(told.count("intellectuals_honoured", "2022-01-01", "2023-12-31"), None);
}

#[test]
fn persons_who_were_honoured_in_the_window_are_counted_by_nomination() {
    let mut told = Told::default();
    told.planned(Family::IntellectualHonour, "2021-10-01");
    told.honoured(1, UNION, "2022-05-18");
    told.honoured(3, UNION, "2022-05-18");
    let wrong = told.honoured(1, UNION, "2022-05-18");
    told.honoured(1, UNION, "2023-01-01");
    told.revoked(wrong, "2022-06-01");
    let counted = || in_2022(&told, "intellectuals_honoured");
    assert_eq!(counted(), integer(4));
    let family = Family::IntellectualHonour.class();
    assert_eq!(class(&told, "intellectuals_honoured", "2022-12-31", family), integer(4));
    assert_eq!(in_2022(&told, "prizes"), None, "an honour is no prize");
}

#[test]
fn nominations_and_prizes_of_the_national_contest_are_counted_apart() {
    use NationalStep::{Nominated, Prized};
    let mut told = Told::default();
    told.planned(Family::YouthContest, "2021-10-01");
    for n in 1..=3 {
        told.national(entry(n), Nominated, "2022-10-01");
    }
    told.national(entry(4), Nominated, "2021-10-01");
    told.national(entry(2), Prized, "2022-12-31");
    told.national(entry(3), Prized, "2023-01-01");
    assert_eq!(in_2022(&told, "national_nominations"), integer(3));
    assert_eq!(in_2022(&told, "national_prizes"), integer(1));
    let family = class(&told, "national_nominations", "2022-12-31", Family::YouthContest.class());
    assert_eq!(family, integer(4));
}

fn mean(sum: i64, count: i64) -> Option<Value> {
    Some(Value::Mean { sum, count })
}

/// A component of the quality of judging in 2022.
fn component(told: &Told, key: &str) -> Option<Value> {
    told.judge("judging_quality", "2022-01-01", "2022-12-31", |judged| {
        let is_it =
            |class: &Class| matches!(class, Class::Choice(Choice { key: it, .. }) if *it == key);
        let parts = parts(judged, Sort::Mean).into_iter();
        parts.filter(|(class, _)| is_it(class)).map(|(_, value)| value).next()
    })
}

#[test]
fn judging_is_told_by_sheets_reopenings_settlements_and_appeals() {
    use AppealStep::{Dismissed, Lodged, Rejected, Upheld};
    let mut told = Told::default();
    assert_eq!(in_2022(&told, "judging_quality"), None);
    told.stage_judged([103, 309, 4, 7], "2022-08-01");
    told.stage_judged([36, 180, 1, 0], "2022-08-20");
    told.stage_judged([50, 150, 9, 9], "2023-08-01");
    for (appeal, answer) in [(1, Upheld), (2, Dismissed), (3, Rejected)] {
        told.appealed(appeal, Lodged, "2022-09-01");
        told.appealed(appeal, answer, "2022-09-10");
    }
    told.appealed(4, Lodged, "2022-12-30");
    let late = told.appealed(4, Upheld, "2023-01-10");
    assert_eq!(in_2022(&told, "judging_quality"), mean(489, 139));
    assert_eq!(component(&told, "SHEETS_PER_ENTRY"), mean(489, 139));
    assert_eq!(component(&told, "REOPENED_PER_SHEET"), mean(5, 489));
    assert_eq!(component(&told, "SETTLED_JOINTLY_PER_ENTRY"), mean(7, 139));
    assert_eq!(component(&told, "UPHELD_PER_APPEAL"), mean(1, 4));
    let left_out = told.left_out("judging_quality", "2022-12-31", late);
    assert_eq!(left_out, Some((Reason::AfterWindow, 0)));
}

#[test]
fn the_votes_of_a_council_are_no_judging() {
    let mut told = Told::default();
    told.planned(Family::IntellectualHonour, "2021-10-01");
    let voted = told.stage_judged([7, 49, 0, 0], "2022-04-20");
    assert_eq!(in_2022(&told, "judging_quality"), None);
    let left_out = told.left_out("judging_quality", "2022-12-31", voted);
    assert_eq!(left_out, Some((Reason::NotCounted, 0)));
}

fn after(key: &'static str, label: &'static str) -> Class {
    Class::Choice(Choice { dimension: "after", key, label })
}

#[test]
fn a_prize_is_looked_after_when_twelve_and_twenty_four_months_are_over() {
    let mut told = Told::default();
    let applied = told.prize(entry(1), UNION, &first(), "2020-09-18");
    told.prize(entry(2), UNION, &first(), "2020-09-18");
    let awarded = told.prize(entry(3), UNION, &first(), "2020-09-18");
    let seen = told.applied(applied, true, "2021-09-30");
    told.revoked(awarded, "2021-01-01");
    let share = |from, until| told.count(APPLIED, from, until);
    assert_eq!(share("2020-01-01", "2021-09-17"), None, "no month is over");
    assert_eq!(share("2021-01-01", "2021-09-18"), ratio(0, 2), "nobody has looked");
    assert_eq!(share("2021-01-01", "2021-12-31"), ratio(1, 2));
    assert_eq!(share("2022-09-18", "2022-09-18"), ratio(1, 2));
    assert_eq!(share("2022-09-19", "2022-12-31"), None);
    assert_eq!(share("2021-01-01", "2022-12-31"), ratio(2, 4), "both days are in it");
    let of = |class| self::class(&told, APPLIED, "2022-12-31", class);
    assert_eq!(of(after("MONTHS_12", "Sau 12 tháng")), ratio(1, 2));
    assert_eq!(of(after("MONTHS_24", "Sau 24 tháng")), ratio(1, 2));
    assert_eq!(told.left_out(APPLIED, "2021-09-29", seen), Some((Reason::AfterWindow, 0)));
}

#[test]
fn what_was_seen_last_is_what_holds() {
    let mut told = Told::default();
    let prize = told.prize(entry(1), UNION, &first(), "2020-09-18");
    let once = told.applied(prize, true, "2021-03-01");
    let no_more = told.applied(prize, false, "2022-03-01");
    let share = |from, until| told.count(APPLIED, from, until);
    assert_eq!(share("2021-01-01", "2021-12-31"), ratio(1, 1));
    assert_eq!(share("2022-01-01", "2022-12-31"), ratio(0, 1));
    let left_out = |position| told.left_out(APPLIED, "2022-12-31", position);
    assert_eq!(left_out(once), Some((Reason::Superseded, no_more)));
    assert_eq!(left_out(no_more), Some((Reason::NotCounted, 0)));
}

proptest! {
    /// Whatever was seen, and in whatever order it was told: the part is never more than the whole, and says what was
    /// seen last of each prize by the end of the window.
    #[test]
    fn the_part_is_of_the_whole(
        looks in vec((0..3_usize, any::<bool>(), 0..900_u64), 0..20),
        taken in 0..4_usize,
    ) {
        let mut told = Told::default();
        let start = day("2020-01-01");
        let prizes = [1, 2, 3].map(|n| told.prize(entry(n), UNION, &first(), "2020-01-01"));
        let mut last = BTreeMap::new();
        let until = day("2021-12-31");
        for (n, (prize, applied, days)) in looks.into_iter().enumerate() {
            let on = start + Days::new(days);
            told.applied(prizes[prize], applied, &on.to_string());
            if on <= until {
                let seen = last.entry(prize).or_insert((on, n, applied));
                *seen = (*seen).max((on, n, applied));
            }
        }
        if let Some(prize) = prizes.get(taken) {
            told.revoked(*prize, "2020-02-01");
        }
        let standing = (0..3_usize).filter(|it| *it != taken);
        let (mut part, mut whole) = (0, 0);
        for prize in standing {
            whole += 1;
            part += i64::from(last.get(&prize).is_some_and(|(_, _, applied)| *applied));
        }
        prop_assert_eq!(told.count(APPLIED, "2020-02-01", "2021-12-31"), ratio(part, whole));
    }
}
