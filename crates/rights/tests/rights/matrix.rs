//! The negative matrix: every rpc of the contracts, with every role, in and out of scope, before, on and
//! after its days, against the table of expectations. A new rpc, duty or role that has no row fails.

use std::collections::BTreeMap;

use contracts::access::v1::{Duty, Kind};
use contracts::membership::v1::Role;
use contracts::{RPCS, Rpc};
use rights::{Decision, Facts, Policies, Revoked, Thing, Who, duties};

use crate::world::*;

/// What a role may do of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum May {
    Never,
    InScope,
    Anywhere,
    OnSelf,
    OnOthers,
}

/// A row of the table.
pub struct Row {
    role: Role,
    scope: Kind,
    may: BTreeMap<i32, May>,
}

/// The things of one call, and where they are.
struct Call {
    things: Vec<Thing>,
    in_scope: bool,
}

pub fn table() -> Vec<Row> {
    let text = include_str!("expectations.txt");
    let (head, rows): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('#'));
    let duties: Vec<_> = head.last().unwrap().split_whitespace().skip(3).collect();
    let read = |line: &&str| {
        let words: Vec<_> = line.split_whitespace().collect();
        assert_eq!(words.len(), 2 + duties.len(), "{line}");
        let name = |prefix: &str, word: &str| format!("{prefix}{}", word.to_uppercase());
        let may = duties.iter().zip(&words[2..]).map(|(duty, may)| {
            let duty = Duty::from_str_name(&name("DUTY_", duty)).expect("a duty of the contracts");
            let may = match *may {
                "." => May::Never,
                "s" => May::InScope,
                "A" => May::Anywhere,
                "o" => May::OnSelf,
                "x" => May::OnOthers,
                other => panic!("{other} in {line}"),
            };
            (i32::from(duty), may)
        });
        Row {
            role: Role::from_str_name(&name("ROLE_", words[0])).expect("a role of the contracts"),
            scope: Kind::from_str_name(&name("KIND_", words[1])).expect("a sort of thing"),
            may: may.collect(),
        }
    };
    rows.iter().map(read).collect()
}

/// The ways to call an rpc: all that it names here, there, one of each, or not named at all.
fn calls(rpc: &Rpc, scope: Kind) -> Vec<Call> {
    let whole = scope == Kind::Province;
    let in_units = [Kind::Unit, Kind::Association, Kind::Affiliate];
    let covers = |kind| kind == scope || scope == Kind::Unit && in_units.contains(&kind);
    let of = |here: &[bool]| {
        let kinds = rpc.kinds.iter().zip(here.iter().cycle());
        let things = kinds.map(|(kind, here)| thing(*kind, *here).expect("of either half"));
        let all_here = here.iter().take(rpc.kinds.len()).all(|here| *here);
        let in_scope = whole || all_here && rpc.kinds.iter().all(|kind| covers(*kind));
        Call { things: things.collect(), in_scope }
    };
    let unnamed = Call { things: vec![Thing::province()], in_scope: whole };
    match rpc.kinds {
        [] => vec![Call { things: Vec::new(), in_scope: whole }],
        [_] => vec![of(&[true]), of(&[false]), unnamed],
        _ => vec![of(&[true]), of(&[false]), of(&[true, false]), of(&[false, true]), unnamed],
    }
}

fn may(row: &Row, duty: Duty, call: &Call) -> bool {
    let is_self = |thing: &Thing| thing.kind == Kind::Person && thing.id == PERSON;
    match row.may[&i32::from(duty)] {
        May::Never => false,
        May::Anywhere => true,
        May::InScope => call.in_scope,
        May::OnSelf => !call.things.is_empty() && call.things.iter().all(is_self),
        May::OnOthers => !call.things.iter().any(is_self),
    }
}

fn expected(row: &Row, rpc: &Rpc, call: &Call) -> Decision {
    let seen_by = match rpc.kinds {
        [] => return if may(row, rpc.duty, call) { Decision::Allowed } else { Decision::MayNot },
        [Kind::Person, ..] => Duty::ReadRights,
        [Kind::Plan, ..] => Duty::ReadPlan,
        _ => Duty::ReadDirectory,
    };
    if may(row, rpc.duty, call) {
        Decision::Allowed
    } else if may(row, seen_by, call) || call.things.iter().all(|it| *it == Thing::province()) {
        Decision::MayNot
    } else {
        Decision::MayNotKnow
    }
}

/// What somebody hears who has no right at all.
fn denied(rpc: &Rpc) -> Decision {
    if rpc.kinds.is_empty() { Decision::MayNot } else { Decision::MayNotKnow }
}

fn me() -> Who<'static> {
    Who::Person { person: PERSON, unit: OFFICE, capacity: CAPACITY }
}

/// The province, and one right from day 10 to day 20.
fn with_right(row: &Row) -> Facts {
    let mut facts = province();
    facts.give(given(GRANT, PERSON, right(row.role, scope(row.scope), 10, Some(20))));
    facts
}

/// Compares decisions on the days of a right with the table; how many there were, or the first that
/// differs.
pub fn compare<'r>(
    policies: &Policies,
    table: &[Row],
    rpcs: impl IntoIterator<Item = &'r Rpc> + Clone,
) -> Result<usize, String> {
    let mut decided = 0;
    for row in table {
        let facts = with_right(row);
        for rpc in rpcs.clone() {
            for call in calls(rpc, row.scope) {
                let expected = expected(row, rpc, &call);
                let decision = policies.decide(&facts, me(), rpc, &call.things, on(10));
                decided += 1;
                if decision != expected {
                    let (role, scope) = (row.role.as_str_name(), row.scope.as_str_name());
                    return Err(format!(
                        "{role} of {scope}, {} on {:?}: {decision:?}, not {expected:?}",
                        rpc.name, call.things
                    ));
                }
            }
        }
    }
    Ok(decided)
}

#[test]
fn the_table_has_every_role_and_every_duty() {
    let table = table();
    for number in 1.. {
        let Ok(role) = Role::try_from(number) else { break };
        assert!(table.iter().any(|row| row.role == role), "no row for {}", role.as_str_name());
    }
    for duty in duties().skip(1) {
        let number = i32::from(duty);
        let known = table.iter().all(|row| row.may.contains_key(&number));
        assert!(known, "no column for {}", duty.as_str_name());
    }
}

#[test]
fn every_role_may_do_what_the_table_says_and_nothing_else() {
    let decided = compare(&Policies::reviewed().unwrap(), &table(), RPCS);
    let decided = decided.unwrap_or_else(|difference| panic!("{difference}"));
    assert!(decided > RPCS.len() * table().len());
    report(&format!("{decided} decisions: {} rpcs, {} rights", RPCS.len(), table().len()));
}

#[test]
fn outside_its_days_a_right_is_no_right() {
    let policies = Policies::reviewed().unwrap();
    let mut decided = 0;
    for row in table() {
        let standing = with_right(&row);
        let mut revoked = standing.clone();
        let (from, recorded_at) = (day(10), at(9));
        revoked.revoke(Revoked { grant: GRANT, from, recorded_at, revision: 2 });
        let mut without_unit = standing.clone();
        without_unit.end(ended(OFFICE, 10));
        let outside = [(&standing, 9), (&standing, 21), (&revoked, 10), (&without_unit, 10)];
        for rpc in RPCS {
            let call = &calls(rpc, row.scope)[0];
            for (facts, n) in outside {
                let decision = policies.decide(facts, me(), rpc, &call.things, on(n));
                assert_eq!(decision, denied(rpc), "{} on day {n}", rpc.name);
                decided += 1;
            }
            let last = policies.decide(&standing, me(), rpc, &call.things, on(20));
            assert_eq!(last, expected(&row, rpc, call), "{} on the last day", rpc.name);
            decided += 1;
        }
    }
    report(&format!("{decided} decisions before, after and on the last day"));
}

#[test]
fn in_another_unit_or_capacity_a_right_is_no_right() {
    let policies = Policies::reviewed().unwrap();
    let strangers = [
        Who::Person { person: PERSON, unit: HERE, capacity: CAPACITY },
        Who::Person { person: PERSON, unit: OFFICE, capacity: "trưởng ban" },
        Who::Person { person: OTHER, unit: OFFICE, capacity: CAPACITY },
    ];
    for row in table() {
        let facts = with_right(&row);
        for rpc in RPCS {
            let call = &calls(rpc, row.scope)[0];
            for who in strangers {
                let decision = policies.decide(&facts, who, rpc, &call.things, on(10));
                assert_eq!(decision, denied(rpc), "{} by {who:?}", rpc.name);
            }
        }
    }
}

#[test]
fn a_service_follows_ledgers_and_does_nothing_else() {
    let policies = Policies::reviewed().unwrap();
    let facts = province();
    for rpc in RPCS {
        let follows = rpc.name.starts_with("hoitu.ledger.v1.LedgerService/");
        let expected = if follows { Decision::Allowed } else { Decision::MayNot };
        let decision = policies.decide(&facts, Who::Service("projection"), rpc, &[], on(10));
        assert_eq!(decision, expected, "{}", rpc.name);
    }
}

/// Every rpc, to somebody whom nobody has given anything.
#[test]
fn what_no_right_allows_is_denied() {
    let policies = Policies::reviewed().unwrap();
    let facts = province();
    for rpc in RPCS {
        let call = &calls(rpc, Kind::Province)[0];
        let decision = policies.decide(&facts, me(), rpc, &call.things, on(10));
        assert_eq!(decision, denied(rpc), "{}", rpc.name);
    }
}

/// So that a reader of the test's output sees how much was compared.
fn report(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{line}");
}
