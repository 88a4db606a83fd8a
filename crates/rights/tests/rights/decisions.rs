//! What facts do to a decision: places that change, grants that end, and reasons that are told.

use contracts::access::v1::Kind;
use contracts::membership::v1::Role;
use contracts::{RPCS, Rpc};
use rights::{
    Decision, Facts, Given, Link, Moment, Policies, Revoked, Standing, Thing, Verdict, Weighed, Who,
};

use crate::world::*;

fn rpc(name: &str) -> &'static Rpc {
    RPCS.iter().find(|rpc| rpc.name.ends_with(name)).unwrap()
}

fn declares(facts: &Facts, at: Moment) -> Decision {
    let who = Who::Person { person: PERSON, unit: OFFICE, capacity: CAPACITY };
    let association = [thing(Kind::Association, true).unwrap()];
    let policies = Policies::reviewed().unwrap();
    policies.decide(facts, who, rpc("DeclareHeadcount"), &association, at)
}

/// The administrator of the Union of this half.
fn with_admin() -> Facts {
    let mut facts = province();
    facts.give(given(GRANT, PERSON, right(Role::UnionAdmin, Thing::unit(HERE), 0, None)));
    facts
}

#[test]
fn an_association_is_in_its_union_from_the_day_on_which_it_came_to_it() {
    let mut facts = with_admin();
    let association = || thing(Kind::Association, true).unwrap();
    facts.place(place(association(), Link::Territory, 5, Some(UNDER_THERE)));
    facts.place(place(association(), Link::Union, 5, Some(THERE)));
    assert_eq!(declares(&facts, on(4)), Decision::Allowed);
    assert_eq!(declares(&facts, on(5)), Decision::MayNot);
}

#[test]
fn before_its_first_day_a_thing_is_where_it_will_be_first() {
    let mut facts = Facts::default();
    let association = || thing(Kind::Association, true).unwrap();
    facts.place(place(association(), Link::Union, 8, Some(HERE)));
    facts.place(place(association(), Link::Union, 9, Some(THERE)));
    let around = |n| facts.around(&association(), on(n)).contains(&Thing::unit(HERE));
    assert_eq!([7, 8, 9].map(around), [true, true, false]);
}

#[test]
fn of_two_places_on_a_day_the_one_recorded_later_counts() {
    let mut facts = Facts::default();
    let unit = Thing::unit(UNDER_HERE);
    facts.place(place(unit.clone(), Link::Parent, 3, Some(HERE)));
    facts.place(place(unit.clone(), Link::Parent, 3, Some(THERE)));
    assert!(facts.around(&unit, on(3)).contains(&Thing::unit(THERE)));
    assert!(!facts.around(&unit, on(3)).contains(&Thing::unit(HERE)));
}

#[test]
fn units_that_are_under_each_other_are_no_trap() {
    let mut facts = Facts::default();
    for (unit, parent) in [(HERE, THERE), (THERE, UNDER_HERE), (UNDER_HERE, HERE)] {
        facts.place(place(Thing::unit(unit), Link::Parent, 0, Some(parent)));
    }
    let around = facts.around(&Thing::unit(HERE), on(1));
    let expected = [Thing::unit(THERE), Thing::unit(UNDER_HERE), Thing::province()];
    assert_eq!(around, expected.into());
}

#[test]
fn a_right_over_a_unit_ends_with_that_unit() {
    let mut facts = with_admin();
    facts.end(ended(HERE, 5));
    assert_eq!(declares(&facts, on(4)), Decision::Allowed);
    assert_eq!(declares(&facts, on(5)), Decision::MayNotKnow);
}

#[test]
fn a_delegated_right_ends_with_its_source() {
    let mut facts = province();
    let source = given(id(2), OTHER, right(Role::UnionAdmin, Thing::unit(HERE), 0, Some(9)));
    facts.give(source);
    let admin = right(Role::UnionAdmin, Thing::unit(HERE), 0, Some(9));
    facts.give(Given { source: Some(id(2)), ..given(GRANT, PERSON, admin) });
    assert_eq!(declares(&facts, on(9)), Decision::Allowed);
    let from = day(5);
    facts.revoke(Revoked { grant: id(2), from, recorded_at: at(5), revision: 2 });
    assert_eq!(declares(&facts, on(4)), Decision::Allowed);
    assert_eq!(declares(&facts, on(5)), Decision::MayNotKnow);
    let own = facts.given_to(PERSON, on(5)).next().unwrap();
    assert_eq!(facts.standing(own, on(5)), Standing::SourceEnded);
}

#[test]
fn what_was_not_known_yet_decides_nothing() {
    let mut facts = with_admin();
    let from = day(2);
    facts.revoke(Revoked { grant: GRANT, from, recorded_at: at(8), revision: 2 });
    let known_at = |n| Moment { on: day(3), known_at: Some(at(n)) };
    assert_eq!(declares(&facts, known_at(7)), Decision::Allowed);
    assert_eq!(declares(&facts, known_at(8)), Decision::MayNotKnow);
    let before_the_grant =
        Moment { on: day(3), known_at: Some(at(0) - chrono::TimeDelta::days(1)) };
    assert_eq!(declares(&facts, before_the_grant), Decision::MayNotKnow);
}

#[test]
fn an_id_is_the_same_however_it_is_written() {
    let id = thing(Kind::Association, true).unwrap().id;
    let spelt = [id.to_uppercase(), id.replace('-', ""), format!("{{{id}}}")];
    for spelling in spelt {
        assert_eq!(Thing::named(Kind::Association, &spelling).id, id);
    }
    assert_eq!(Thing::named(Kind::Unit, ""), Thing::province());
}

#[test]
fn of_each_right_the_reason_is_told() {
    let policies = Policies::reviewed().unwrap();
    let facts = province();
    let there = [thing(Kind::Association, false).unwrap()];
    let here = [thing(Kind::Association, true).unwrap()];
    let weigh = |right, rpc, things: &[Thing], n| {
        let given = given(GRANT, PERSON, right);
        let mut weighed = policies.weigh(&facts, [&given], rpc, things, on(n));
        weighed.remove(0).1
    };
    let admin = |first| right(Role::UnionAdmin, Thing::unit(HERE), first, None);
    let says = |verdict, policies: &[&str]| Weighed {
        verdict,
        policies: policies.iter().map(ToString::to_string).collect(),
    };
    let declare = rpc("DeclareHeadcount");
    assert_eq!(
        weigh(admin(0), declare, &here, 1),
        says(Verdict::Allows, &["union-declares-headcounts-of-its-members"])
    );
    assert_eq!(weigh(admin(0), declare, &there, 1), says(Verdict::OutOfScope, &[]));
    assert_eq!(weigh(admin(2), declare, &here, 1), says(Verdict::NotHeld(Standing::NotYet), &[]));
    let judge = right(Role::Judge, scope(Kind::Round), 0, None);
    assert_eq!(weigh(judge, declare, &here, 1), says(Verdict::NotOfRole, &[]));
    let administrator = right(Role::RightsAdministrator, Thing::province(), 0, None);
    let oneself = [thing(Kind::Person, true).unwrap()];
    assert_eq!(
        weigh(administrator, rpc("GrantRight"), &oneself, 1),
        says(Verdict::Forbidden, &["nobody-gives-rights-to-themselves"])
    );
}

#[test]
fn the_first_administrator_gives_rights_while_no_other_stands() {
    let policies = Policies::reviewed().unwrap();
    let mut facts = province();
    facts.name_first_administrator("root");
    let grants = |facts: &Facts, whom: &str, n| {
        let who = Who::Person { person: "root", unit: HERE, capacity: "bất kỳ" };
        let things = [Thing::named(Kind::Person, whom)];
        policies.decide(facts, who, rpc("GrantRight"), &things, on(n))
    };
    assert_eq!(grants(&facts, PERSON, 5), Decision::Allowed);
    assert_eq!(grants(&facts, "root", 5), Decision::MayNot);
    assert_eq!(declares(&facts, on(5)), Decision::MayNotKnow);

    let administrator = right(Role::RightsAdministrator, Thing::province(), 6, Some(7));
    facts.give(given(GRANT, PERSON, administrator));
    let over_time = [5, 6, 7, 8].map(|n| grants(&facts, PERSON, n));
    let (yes, no) = (Decision::Allowed, Decision::MayNotKnow);
    assert_eq!(over_time, [yes, no, no, yes]);
}
