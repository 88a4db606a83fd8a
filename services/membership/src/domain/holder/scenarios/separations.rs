//! What is not in one hand.

use strum::IntoEnumIterator as _;

use super::*;

const SAME: Uuid = Uuid::from_u128(7);
const ANOTHER: Uuid = Uuid::from_u128(8);

fn scope(kind: ScopeKind, id: Uuid) -> Scope {
    match kind {
        ScopeKind::Province => Scope::Province,
        ScopeKind::Unit => Scope::Unit(UnitId(id)),
        ScopeKind::Association => Scope::Association(id),
        ScopeKind::Plan => Scope::Plan(id),
        ScopeKind::Programme => Scope::Programme(id),
        ScopeKind::Round => Scope::Round(id),
        ScopeKind::Request => Scope::Request(id),
    }
}

/// For the last of its sorts of scope, which is the narrowest.
fn of(role: Role, id: Uuid) -> Right {
    let kind = *role.scopes().last().unwrap();
    right(role, scope(kind, id), 0, None)
}

/// The duties that one person would have with both.
fn united(a: Right, b: Right) -> Option<&'static str> {
    match Holder::replay(&[granted(G1, a)]).decide(grant(G2, b)) {
        Ok(_) => None,
        Err(Rejection::DutiesNotSeparate { duties, grant_id: G1 }) => Some(duties),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn the_sides_of_a_separation_are_two_persons_on_the_same_thing() {
    let apart = [
        ("file and verify", Role::UnitReporter, Role::Monitor),
        ("file and verify", Role::UnitHead, Role::Monitor),
        ("score and propose prizes", Role::Judge, Role::OrganisingCommittee),
        ("score and propose prizes", Role::JuryChair, Role::OrganisingCommittee),
        ("score and decide prizes", Role::Judge, Role::AwardAuthority),
        ("score and decide prizes", Role::JuryChair, Role::AwardAuthority),
        ("propose and decide prizes", Role::OrganisingCommittee, Role::AwardAuthority),
        ("request a review and give it", Role::ReviewRequester, Role::CouncilMember),
        ("request a review and give it", Role::ReviewRequester, Role::CouncilChair),
        ("assign entries and score them", Role::ContestSecretary, Role::Judge),
        ("assign entries and score them", Role::ContestSecretary, Role::JuryChair),
        ("keep persons and erase them", Role::UnionAdmin, Role::DataProtectionOfficer),
    ];
    for (duties, one, other) in apart {
        assert_eq!(united(of(one, SAME), of(other, SAME)), Some(duties), "{one} {other}");
        assert_eq!(united(of(other, SAME), of(one, SAME)), Some(duties), "{other} {one}");
    }
    let separate = Role::iter().flat_map(|a| Role::iter().map(move |b| (a, b)));
    let separate = separate.filter(|(a, b)| united(of(*a, SAME), of(*b, SAME)).is_some());
    let alone = 2 * 2 * (Role::iter().count() - 1) - 2;
    assert_eq!(separate.count(), 2 * apart.len() + alone);
}

#[test]
fn on_different_things_both_sides_may_be_one_person() {
    assert_eq!(united(of(Role::Judge, SAME), of(Role::AwardAuthority, ANOTHER)), None);
    assert_eq!(united(of(Role::ReviewRequester, SAME), of(Role::CouncilMember, ANOTHER)), None);
}

#[test]
fn what_cannot_be_told_apart_is_taken_for_the_same() {
    let programme = right(Role::AwardAuthority, Scope::Programme(ANOTHER), 0, None);
    assert_eq!(united(of(Role::Judge, SAME), programme), Some("score and decide prizes"));
    let requester = right(Role::ReviewRequester, Scope::Unit(UNION), 0, None);
    let united = united(requester, of(Role::CouncilMember, SAME));
    assert_eq!(united, Some("request a review and give it"));
}

#[test]
fn who_audits_or_gives_rights_is_nothing_else() {
    for role in Role::iter() {
        for alone in [Role::Auditor, Role::RightsAdministrator] {
            let expected = role != alone;
            assert_eq!(united(of(role, SAME), of(alone, SAME)).is_some(), expected, "{role}");
        }
    }
}

#[test]
fn one_after_the_other_is_no_union_of_duties() {
    let round = |role, first, last| right(role, ROUND, first, last);
    let judge = |first, last| round(Role::Judge, first, last);
    let secretary = round(Role::ContestSecretary, 0, Some(9));
    let mut given = vec![granted(G1, secretary.clone())];
    let refused =
        Rejection::DutiesNotSeparate { duties: "assign entries and score them", grant_id: G1 };
    Scenario::<Holder>::given(given.clone())
        .when(grant(G2, judge(9, None)))
        .then_rejected(refused.clone());
    Scenario::<Holder>::given(given.clone())
        .when(receive(G2, judge(9, None)))
        .then_rejected(refused);
    Scenario::<Holder>::given(given.clone())
        .when(grant(G2, judge(10, None)))
        .then([granted(G2, judge(10, None))]);
    given.push(revoked(G1, 5));
    Scenario::<Holder>::given(given)
        .when(grant(G2, judge(5, None)))
        .then([granted(G2, judge(5, None))]);
}

#[test]
fn nobody_keeps_persons_and_erases_them_on_one_day() {
    let protector = |first, last| right(Role::DataProtectionOfficer, Scope::Province, first, last);
    let duties = "keep persons and erase them";
    let refused = || Rejection::DutiesNotSeparate { duties, grant_id: G1 };
    let keeper = || delegated(G1, right(Role::UnionAdmin, Scope::Unit(UNION), 3, Some(9)));
    for days in [(9, None), (0, Some(3)), (0, None), (5, Some(6))] {
        let both = protector(days.0, days.1);
        for command in [grant(G2, both.clone()), receive(G2, both.clone())] {
            Scenario::<Holder>::given([keeper()]).when(command).then_rejected(refused());
        }
        Scenario::<Holder>::given([granted(G1, both)])
            .when(receive(G2, right(Role::UnionAdmin, Scope::Unit(UNION), 3, Some(9))))
            .then_rejected(refused());
    }
    for days in [(10, None), (0, Some(2))] {
        let alone = protector(days.0, days.1);
        Scenario::<Holder>::given([keeper()])
            .when(grant(G2, alone.clone()))
            .then([granted(G2, alone)]);
    }
}

#[test]
fn what_was_void_from_its_first_day_separates_nothing() {
    let judge = right(Role::Judge, ROUND, 0, None);
    let secretary = right(Role::ContestSecretary, ROUND, 0, None);
    Scenario::<Holder>::given([granted(G1, secretary), revoked(G1, 0)])
        .when(grant(G2, judge.clone()))
        .then([granted(G2, judge)]);
}
