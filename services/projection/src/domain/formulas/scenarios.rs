//! What each formula counts, rule by rule.

mod after_contests;
mod agencies;
mod contests;
mod localities;
mod quality;
mod reviews;

use crate::domain::facts::{Stage, Step};
use crate::domain::figure::{Class, Reason, Value, Verdict, parts};
use crate::domain::formulas::{Sort, find};
use crate::domain::told::*;

const fn integer(value: i64) -> Option<Value> {
    Some(Value::Integer(value))
}

const fn ratio(numerator: i64, denominator: i64) -> Option<Value> {
    Some(Value::Ratio { numerator, denominator })
}

fn class(told: &Told, quantity: &str, until: &str, wanted: Class) -> Option<Value> {
    let sort = find(quantity, 1).map_or(Sort::Count, |formula| formula.sort);
    told.judge(quantity, "0001-01-01", until, |judged| {
        parts(judged, sort).into_iter().find(|(class, _)| *class == wanted).map(|(_, value)| value)
    })
}

#[test]
fn a_figure_that_no_fact_feeds_is_absent_and_not_zero() {
    let told = Told::default();
    for quantity in [
        "member_organisations",
        "associations_founded",
        "associations_admitted",
        "members_declared",
        "intellectual_members_pct",
        "eligible_associations_joined_pct",
    ] {
        assert_eq!(told.count(quantity, "2022-01-01", "2022-12-31"), None, "{quantity}");
    }
}

#[test]
fn a_stock_counts_who_is_in_the_union_on_the_last_day() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2021-03-01");
    told.step(INSTITUTE, Step::Admitted, "2021-06-01");
    told.step(MECHANICS, Step::Ended, "2022-05-01");

    let stock = |until| told.count("member_organisations", "2021-01-01", until);
    assert_eq!(stock("2021-02-28"), None);
    assert_eq!(stock("2021-03-01"), integer(1));
    assert_eq!(stock("2021-12-31"), integer(2));
    assert_eq!(stock("2022-04-30"), integer(2));
    assert_eq!(stock("2022-05-01"), integer(1));
}

#[test]
fn a_stock_is_zero_once_everybody_has_left() {
    let mut told = Told::default();
    let admitted = told.step(MECHANICS, Step::Admitted, "2021-03-01");
    told.step(MECHANICS, Step::Ended, "2022-05-01");
    assert_eq!(told.count("member_organisations", "2022-01-01", "2022-12-31"), integer(0));
    let reason = told.left_out("member_organisations", "2022-12-31", admitted);
    assert_eq!(reason, Some((Reason::NotAMember, 0)));
}

#[test]
fn an_association_that_has_ended_is_no_member_even_before_its_membership_is_ended() {
    let mut told = Told::default();
    let admitted = told.step(MECHANICS, Step::Admitted, "2021-03-01");
    told.staged(MECHANICS, Stage::Ended, "2022-05-01");
    assert_eq!(told.count("member_organisations", "2022-01-01", "2022-12-31"), integer(0));
    let reason = told.left_out("member_organisations", "2022-12-31", admitted);
    assert_eq!(reason, Some((Reason::NotAlive, 0)));
}

#[test]
fn a_lapsed_membership_counts_again_when_it_is_renewed() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2021-03-01");
    told.step(MECHANICS, Step::Lapsed, "2022-01-01");
    told.step(MECHANICS, Step::Renewed, "2022-07-01");
    let stock = |until| told.count("member_organisations", "2021-01-01", until);
    assert_eq!(stock("2022-06-30"), integer(0));
    assert_eq!(stock("2022-07-01"), integer(1));
    let admitted = told.count("associations_admitted", "2022-01-01", "2022-12-31");
    assert_eq!(admitted, integer(0), "a renewal is no new admission");
}

#[test]
fn a_corrected_day_of_admission_takes_the_place_of_the_wrong_one() {
    let mut told = Told::default();
    let wrong = told.step(MECHANICS, Step::Admitted, "2021-03-01");
    let right = told.step(MECHANICS, Step::AdmissionCorrected, "2022-03-01");
    let stock = |until| told.count("member_organisations", "2021-01-01", until);
    assert_eq!(stock("2021-12-31"), None);
    assert_eq!(stock("2022-12-31"), integer(1));
    let reason = told.left_out("member_organisations", "2022-12-31", wrong);
    assert_eq!(reason, Some((Reason::Corrected, right)));
    assert_eq!(told.count("associations_admitted", "2021-01-01", "2021-12-31"), None);
    assert_eq!(told.count("associations_admitted", "2022-01-01", "2022-12-31"), integer(1));
}

#[test]
fn a_corrected_day_of_ending_takes_the_place_of_the_wrong_one() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2021-03-01");
    told.step(MECHANICS, Step::Ended, "2022-03-01");
    told.step(MECHANICS, Step::EndCorrected, "2023-03-01");
    let stock = |until| told.count("member_organisations", "2021-01-01", until);
    assert_eq!(stock("2022-12-31"), integer(1));
    assert_eq!(stock("2023-12-31"), integer(0));
}

#[test]
fn a_transfer_moves_a_member_without_admitting_it_again() {
    let mut told = Told::default();
    told.two_provinces();
    told.step(MECHANICS, Step::Admitted, "2021-03-01");
    told.step_in(MECHANICS, UNION, Step::TransferredOut, "2022-03-01");
    told.step_in(MECHANICS, NEIGHBOUR_UNION, Step::TransferredIn, "2022-03-01");
    let (from, until) = ("2022-01-01", "2022-12-31");
    let of = |quantity, unit| told.count_for(quantity, from, until, Some(unit), until);
    assert_eq!(of("member_organisations", UNION), integer(0));
    assert_eq!(of("member_organisations", NEIGHBOUR_UNION), integer(1));
    assert_eq!(of("associations_admitted", NEIGHBOUR_UNION), integer(0));
    assert_eq!(told.count("member_organisations", from, until), integer(1));
}

#[test]
fn a_flow_counts_what_happened_in_the_window_only() {
    let mut told = Told::default();
    let before = told.staged(MECHANICS, Stage::Licensed, "2021-12-31");
    told.staged(NURSES, Stage::Licensed, "2022-01-01");
    told.staged(LEARNING, Stage::Licensed, "2022-12-31");
    let after = told.staged(INSTITUTE, Stage::Licensed, "2023-01-01");
    let founded = |from, until| told.count("associations_founded", from, until);
    assert_eq!(founded("2022-01-01", "2022-12-31"), integer(2));
    assert_eq!(founded("2024-01-01", "2024-12-31"), integer(0));
    assert_eq!(founded("2020-01-01", "2020-12-31"), None);
    told.judge("associations_founded", "2022-01-01", "2022-12-31", |judged| {
        let reason = |position| {
            let fact = judged.iter().find(|j| j.origin.position == position).unwrap();
            fact.verdict.clone()
        };
        assert_eq!(reason(before), Verdict::left_out(Reason::BeforeWindow));
        assert_eq!(reason(after), Verdict::left_out(Reason::AfterWindow));
    });
}

#[test]
fn admissions_are_counted_and_exits_stand_beside_them() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2022-02-01");
    told.step(NURSES, Step::Admitted, "2022-03-01");
    told.step(MECHANICS, Step::Ended, "2022-09-01");
    told.step(INSTITUTE, Step::Admitted, "2022-10-01");
    let quantity = "associations_admitted";
    assert_eq!(told.count(quantity, "2022-01-01", "2022-12-31"), integer(2));
    let of = |wanted| class(&told, quantity, "2022-12-31", wanted);
    assert_eq!(of(Class::Movement(Step::Admitted)), integer(2));
    assert_eq!(of(Class::Movement(Step::Ended)), integer(1));
    assert_eq!(of(Class::NetMovement), integer(1));
}

#[test]
fn only_the_last_declaration_of_each_member_counts() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2021-01-01");
    told.step(NURSES, Step::Admitted, "2021-01-01");
    let old = told.declared(MECHANICS, 100, "2021-12-31");
    let new = told.declared(MECHANICS, 120, "2022-06-30");
    told.declared(NURSES, 1_000, "2022-06-30");
    let declared = |until| told.count("members_declared", "2021-01-01", until);
    assert_eq!(declared("2021-12-31"), integer(100));
    assert_eq!(declared("2022-12-31"), integer(1_120));
    let reason = told.left_out("members_declared", "2022-12-31", old);
    assert_eq!(reason, Some((Reason::Superseded, new)));
}

#[test]
fn a_correction_stands_in_the_place_of_what_it_corrects() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2021-01-01");
    let wrong = told.declared(MECHANICS, 1_000, "2021-12-31");
    told.declared(MECHANICS, 120, "2022-12-31");
    let right = told.headcount(MECHANICS, (100, None), Some(wrong), "2021-12-31");
    assert_eq!(told.count("members_declared", "2021-01-01", "2021-12-31"), integer(100));
    assert_eq!(told.count("members_declared", "2022-01-01", "2022-12-31"), integer(120));
    let reason = told.left_out("members_declared", "2021-12-31", wrong);
    assert_eq!(reason, Some((Reason::Corrected, right)));
}

#[test]
fn what_an_association_outside_the_union_declares_is_left_out() {
    let mut told = Told::default();
    let declared = told.declared(MECHANICS, 100, "2021-12-31");
    assert_eq!(told.count("members_declared", "2021-01-01", "2021-12-31"), None);
    let reason = told.left_out("members_declared", "2021-12-31", declared);
    assert_eq!(reason, Some((Reason::NotAMember, 0)));
}

#[test]
fn old_declarations_are_flagged_and_not_dropped() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2021-01-01");
    told.step(NURSES, Step::Admitted, "2021-01-01");
    told.declared(MECHANICS, 100, "2021-06-30");
    told.declared(NURSES, 10, "2021-07-01");
    let of = |until, wanted| class(&told, "members_declared", until, wanted);
    assert_eq!(of("2022-06-30", Class::Stale), None);
    assert_eq!(of("2022-07-01", Class::Stale), integer(100));
    assert_eq!(of("2022-07-01", Class::Fresh), integer(10));
    assert_eq!(told.count("members_declared", "2022-01-01", "2022-07-01"), integer(110));
}

#[test]
fn mass_associations_are_shown_apart() {
    let mut told = Told::default();
    for association in [MECHANICS, LEARNING] {
        told.described(association, PROVINCE, "2020-01-01");
        told.step(association, Step::Admitted, "2021-01-01");
    }
    told.declared(MECHANICS, 100, "2021-12-31");
    told.declared(LEARNING, 90_000, "2021-12-31");
    let of = |wanted| class(&told, "members_declared", "2021-12-31", wanted);
    assert_eq!(told.count("members_declared", "2021-01-01", "2021-12-31"), integer(90_100));
    assert_eq!(of(Class::MassAssociations), integer(90_000));
    assert_eq!(of(Class::WithoutMassAssociations), integer(100));
}

#[test]
fn an_association_counts_as_what_it_was_on_the_last_day() {
    let mut told = Told::default();
    told.described(MECHANICS, PROVINCE, "2020-01-01");
    told.staged(MECHANICS, Stage::Active, "2020-01-01");
    told.step(MECHANICS, Step::Admitted, "2021-01-01");
    told.declared(MECHANICS, 100, "2021-01-01");
    for (mass, on) in [(None, "2022-01-01"), (Some(true), "2023-01-01"), (None, "2024-01-01")] {
        told.described(MECHANICS, PROVINCE, on);
        told.facts.descriptions.last_mut().unwrap().what.mass = mass;
    }
    for (until, mass) in
        [("2022-12-31", None), ("2023-01-01", Some(100)), ("2024-12-31", Some(100))]
    {
        let of = |wanted| class(&told, "members_declared", until, wanted);
        let specialist = if mass.is_some() { None } else { integer(100) };
        assert_eq!(of(Class::MassAssociations), mass.map(Value::Integer), "{until}");
        assert_eq!(of(Class::WithoutMassAssociations), specialist, "{until}");
    }
    told.facts.descriptions[0].what.mass = None;
    let of = |wanted| class(&told, "members_declared", "2022-12-31", wanted);
    assert_eq!(of(Class::MassAssociations), integer(100), "nothing else is known of earlier days");
}

#[test]
fn the_share_of_intellectuals_leaves_out_who_does_not_state_them() {
    let mut told = Told::default();
    for association in [MECHANICS, NURSES, LEARNING] {
        told.step(association, Step::Admitted, "2021-01-01");
    }
    told.headcount(MECHANICS, (100, Some(80)), None, "2021-12-31");
    told.headcount(NURSES, (200, Some(70)), None, "2021-12-31");
    let silent = told.declared(LEARNING, 90_000, "2021-12-31");
    let quantity = "intellectual_members_pct";
    assert_eq!(told.count(quantity, "2021-01-01", "2021-12-31"), ratio(150, 300));
    let reason = told.left_out(quantity, "2021-12-31", silent);
    assert_eq!(reason, Some((Reason::NotDeclared, 0)));
}

#[test]
fn a_share_of_nothing_has_no_value() {
    let mut told = Told::default();
    told.step(MECHANICS, Step::Admitted, "2021-01-01");
    told.headcount(MECHANICS, (0, Some(0)), None, "2021-12-31");
    assert_eq!(told.count("intellectual_members_pct", "2021-01-01", "2021-12-31"), None);
    assert_eq!(told.count("members_declared", "2021-01-01", "2021-12-31"), integer(0));
}

#[test]
fn of_the_specialist_associations_alive_those_in_the_union_have_joined() {
    let mut told = Told::default();
    for association in [MECHANICS, NURSES, LEARNING] {
        told.described(association, PROVINCE, "2020-01-01");
        told.staged(association, Stage::Active, "2020-01-01");
    }
    told.step(MECHANICS, Step::Admitted, "2021-01-01");
    told.step(LEARNING, Step::Admitted, "2021-01-01");
    let mass = told.last;
    let licensed = told.staged(INSTITUTE, Stage::Licensed, "2021-02-01");
    let quantity = "eligible_associations_joined_pct";
    let joined = |until| told.count(quantity, "2021-01-01", until);
    assert_eq!(joined("2020-12-31"), ratio(0, 2));
    assert_eq!(joined("2021-12-31"), ratio(1, 2), "a mass association is no specialist one");
    let reason = told.left_out(quantity, "2021-12-31", mass);
    assert_eq!(reason, Some((Reason::MassAssociation, 0)));
    let reason = told.left_out(quantity, "2021-12-31", licensed);
    assert_eq!(reason, Some((Reason::NotAlive, 0)), "a licensed association does not exist yet");

    told.staged(NURSES, Stage::Suspended, "2022-01-01");
    assert_eq!(told.count(quantity, "2022-01-01", "2022-12-31"), ratio(1, 2));
    told.staged(NURSES, Stage::Ended, "2023-01-01");
    assert_eq!(told.count(quantity, "2023-01-01", "2023-12-31"), ratio(1, 1));
}

#[test]
fn a_member_is_counted_by_the_step_since_which_it_has_been_in() {
    let mut told = Told::default();
    let admitted = told.step(MECHANICS, Step::Admitted, "2021-03-01");
    let renewed = told.step(MECHANICS, Step::Renewed, "2022-03-01");
    let quantity = "member_organisations";
    assert_eq!(told.count(quantity, "2022-01-01", "2022-12-31"), integer(1));
    assert_eq!(told.left_out(quantity, "2022-12-31", admitted), None);
    let reason = told.left_out(quantity, "2022-12-31", renewed);
    assert_eq!(reason, Some((Reason::Superseded, admitted)));
}

#[test]
fn an_end_in_the_old_union_does_not_end_the_membership_in_the_new_one() {
    let mut told = Told::default();
    told.two_provinces();
    told.step(MECHANICS, Step::Admitted, "2021-03-01");
    told.step_in(MECHANICS, UNION, Step::TransferredOut, "2022-03-01");
    told.step_in(MECHANICS, NEIGHBOUR_UNION, Step::TransferredIn, "2022-03-01");
    told.step_in(MECHANICS, UNION, Step::Ended, "2022-04-01");
    assert_eq!(told.count("member_organisations", "2022-01-01", "2022-12-31"), integer(1));
}
