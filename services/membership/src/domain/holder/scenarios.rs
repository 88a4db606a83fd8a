//! What happens to somebody's rights, rule by rule.

use ledger::scenario::Scenario;
use uuid::Uuid;

use super::*;
use crate::domain::UnitId;

mod properties;
mod separations;

const BOARD: UnitId = UnitId(Uuid::from_u128(1));
const UNION: UnitId = UnitId(Uuid::from_u128(2));
const ROUND: Scope = Scope::Round(Uuid::from_u128(3));
const G1: GrantId = GrantId(Uuid::from_u128(11));
const G2: GrantId = GrantId(Uuid::from_u128(12));

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(n)
}

fn days(first: u64, last: Option<u64>) -> Days {
    Days { first: day(first), last: last.map(day) }
}

fn right(role: Role, scope: Scope, first: u64, last: Option<u64>) -> Right {
    Right::new(BOARD, "chuyên viên".into(), role, scope, days(first, last)).unwrap()
}

/// Of the Union, from day 0.
fn admin(last: Option<u64>) -> Right {
    right(Role::UnionAdmin, Scope::Unit(UNION), 0, last)
}

fn decision() -> DecisionRef {
    DecisionRef { number_symbol: "1-QĐ/TU".into(), issued_on: day(0), issuer_unit_id: BOARD }
}

fn granted(grant: GrantId, right: Right) -> Event {
    Event::Granted { grant, right, decision: decision() }
}

fn delegation() -> Delegation {
    let (by, to) = (PersonId("sub-1".into()), PersonId("sub-2".into()));
    Delegation::new(G1, by, &to).unwrap()
}

fn delegated(grant: GrantId, right: Right) -> Event {
    Event::Delegated { grant, right, delegation: delegation(), decision: decision() }
}

fn revoked(grant: GrantId, on: u64) -> Event {
    Event::Revoked { grant, occurred_on: day(on), decision: decision() }
}

fn grant(grant: GrantId, right: Right) -> Command {
    Command::Grant { grant, right, decision: decision() }
}

fn receive(grant: GrantId, right: Right) -> Command {
    Command::Receive { grant, right, delegation: delegation(), decision: decision() }
}

fn revoke(grant: GrantId, on: u64) -> Command {
    Command::Revoke { grant, occurred_on: day(on), decision: decision() }
}

#[test]
fn a_right_is_granted_once() {
    Scenario::<Holder>::given([]).when(grant(G1, admin(None))).then([granted(G1, admin(None))]);
    for command in [grant(G1, admin(Some(9))), receive(G1, admin(Some(9)))] {
        Scenario::<Holder>::given([granted(G1, admin(None))])
            .when(command)
            .then_rejected(Rejection::GrantAlreadyExists);
    }
}

#[test]
fn each_role_is_given_for_its_own_sorts_of_scope() {
    let judge = |scope| Right::new(BOARD, "giám khảo".into(), Role::Judge, scope, days(0, None));
    assert!(judge(ROUND).is_ok());
    for scope in [Scope::Province, Scope::Unit(UNION), Scope::Request(Uuid::from_u128(3))] {
        assert_eq!(judge(scope), Err(Rejection::ScopeNotOfRole { role: Role::Judge }));
    }
}

#[test]
fn a_right_begins_before_it_ends() {
    let on = |first, last| {
        Right::new(BOARD, "x".into(), Role::Monitor, Scope::Province, days(first, Some(last)))
    };
    assert!(on(5, 5).is_ok());
    assert_eq!(on(5, 4), Err(Rejection::EndsBeforeItBegins { first_day: day(5) }));
}

#[test]
fn a_right_is_revoked_from_a_day_late_or_ahead() {
    Scenario::<Holder>::given([granted(G1, admin(None))])
        .when(revoke(G1, 5))
        .then([revoked(G1, 5)]);
    Scenario::<Holder>::given([granted(G1, admin(Some(9))), revoked(G1, 5)])
        .when(revoke(G1, 0))
        .then([revoked(G1, 0)]);
}

#[test]
fn what_is_over_is_not_revoked() {
    Scenario::<Holder>::given([granted(G1, admin(Some(9)))])
        .when(revoke(G1, 10))
        .then_rejected(Rejection::RightOver { since: day(10) });
    Scenario::<Holder>::given([granted(G1, admin(Some(9))), revoked(G1, 5)])
        .when(revoke(G1, 5))
        .then_rejected(Rejection::RightOver { since: day(5) });
}

#[test]
fn what_has_not_begun_by_then_is_not_revoked() {
    Scenario::<Holder>::given([granted(G1, right(Role::Monitor, Scope::Province, 3, None))])
        .when(revoke(G1, 2))
        .then_rejected(Rejection::RevokedBeforeItBegan { first_day: day(3) });
}

#[test]
fn only_what_a_person_has_is_revoked_or_delegated() {
    let missing = || Rejection::GrantNotFound { grant_id: G2 };
    let delegate = Command::Delegate { source: G2, right: admin(None) };
    for command in [revoke(G2, 1), delegate] {
        Scenario::<Holder>::given([granted(G1, admin(None))])
            .when(command)
            .then_rejected(missing());
    }
}

#[test]
fn a_right_is_delegated_whole_or_in_part() {
    let delegate = |right| Command::Delegate { source: G1, right };
    Scenario::<Holder>::given([granted(G1, admin(Some(9)))])
        .when(delegate(admin(Some(9))))
        .then([]);
    Scenario::<Holder>::given([granted(G1, admin(None))]).when(delegate(admin(Some(9)))).then([]);
    let registry = |scope| right(Role::RegistryOfficer, scope, 0, None);
    Scenario::<Holder>::given([granted(G1, registry(Scope::Province))])
        .when(delegate(registry(Scope::Unit(UNION))))
        .then([]);
    Scenario::<Holder>::given([]).when(receive(G2, admin(None))).then([delegated(G2, admin(None))]);
}

#[test]
fn nothing_is_delegated_beyond_its_source() {
    let beyond = |source: Right, right: Right, field| {
        Scenario::<Holder>::given([granted(G1, source)])
            .when(Command::Delegate { source: G1, right })
            .then_rejected(Rejection::BeyondSource { field });
    };
    beyond(admin(None), right(Role::UnitHead, Scope::Unit(UNION), 0, None), "right.role");
    beyond(admin(None), right(Role::UnionAdmin, Scope::Unit(BOARD), 0, None), "right.scope");
    beyond(admin(Some(9)), admin(Some(10)), "right.last_day");
    beyond(admin(Some(9)), admin(None), "right.last_day");
    let later = right(Role::UnionAdmin, Scope::Unit(UNION), 1, None);
    beyond(later, admin(None), "right.last_day");
}

#[test]
fn what_is_revoked_is_delegated_up_to_its_last_day_only() {
    let given = [granted(G1, admin(None)), revoked(G1, 5)];
    let delegate = |right| Command::Delegate { source: G1, right };
    Scenario::<Holder>::given(given.clone()).when(delegate(admin(Some(4)))).then([]);
    Scenario::<Holder>::given(given)
        .when(delegate(admin(Some(5))))
        .then_rejected(Rejection::BeyondSource { field: "right.last_day" });
}

#[test]
fn nothing_is_delegated_twice_over_nor_the_giving_of_rights_nor_their_audit() {
    let refused = |given: Event, right: Right| {
        Scenario::<Holder>::given([given])
            .when(Command::Delegate { source: G1, right })
            .then_rejected(Rejection::NotDelegable { grant_id: G1 });
    };
    refused(delegated(G1, admin(None)), admin(None));
    for role in [Role::RightsAdministrator, Role::Auditor] {
        let right = right(role, Scope::Province, 0, None);
        refused(granted(G1, right.clone()), right);
    }
}

/// By `sub-1` on day 5, unless another one.
fn withdraw(by: &str, on: u64) -> Command {
    Command::Withdraw {
        grant: G2,
        by: PersonId(by.into()),
        today: day(5),
        occurred_on: day(on),
        decision: decision(),
    }
}

#[test]
fn who_delegated_a_right_takes_it_back_today_or_ahead() {
    for on in [5, 6] {
        Scenario::<Holder>::given([delegated(G2, admin(None))])
            .when(withdraw("sub-1", on))
            .then([revoked(G2, on)]);
    }
    Scenario::<Holder>::given([delegated(G2, admin(None)), revoked(G2, 9)])
        .when(withdraw("sub-1", 5))
        .then([revoked(G2, 5)]);
}

#[test]
fn nobody_takes_back_what_another_one_gave() {
    let not_theirs = [
        (delegated(G2, admin(None)), "sub-3"),
        // Not even who holds it.
        (delegated(G2, admin(None)), "sub-2"),
        (granted(G2, admin(None)), "sub-1"),
        (delegated(G1, admin(None)), "sub-1"),
    ];
    for (given, by) in not_theirs {
        Scenario::<Holder>::given([given])
            .when(withdraw(by, 5))
            .then_rejected(Rejection::GrantNotFound { grant_id: G2 });
    }
}

#[test]
fn what_a_delegate_did_is_not_undone_by_taking_the_right_back() {
    Scenario::<Holder>::given([delegated(G2, admin(None))])
        .when(withdraw("sub-1", 4))
        .then_rejected(Rejection::WithdrawnAfterwards { today: day(5) });
}

#[test]
fn what_is_over_or_has_not_begun_is_not_taken_back() {
    Scenario::<Holder>::given([delegated(G2, admin(Some(4)))])
        .when(withdraw("sub-1", 5))
        .then_rejected(Rejection::RightOver { since: day(5) });
    let later = right(Role::UnionAdmin, Scope::Unit(UNION), 8, None);
    Scenario::<Holder>::given([delegated(G2, later)])
        .when(withdraw("sub-1", 7))
        .then_rejected(Rejection::RevokedBeforeItBegan { first_day: day(8) });
}

#[test]
fn nobody_delegates_to_themselves() {
    let person = PersonId("sub-1".into());
    let own = Delegation::new(G1, person.clone(), &person);
    assert_eq!(own, Err(Rejection::OwnDelegate));
}

/// `golden.jsonl` holds one line for each shape that was ever stored. Lines are only ever added.
#[test]
fn the_past_still_reads() {
    let golden: Vec<Event> = include_str!("golden.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("every stored shape decodes"))
        .collect();
    let written: Vec<_> = golden.iter().map(|it| serde_json::to_string(it).unwrap()).collect();
    assert_eq!(written.join("\n") + "\n", include_str!("golden.jsonl"));
    let stored = written.join("\n");
    for name in <Event as strum::VariantNames>::VARIANTS {
        assert!(stored.contains(&format!(r#""type":"{name}""#)), "no golden line for {name}");
    }
}
