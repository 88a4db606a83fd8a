//! Whatever is asked, in whatever order.

use proptest::collection::vec;
use proptest::prelude::*;
use strum::IntoEnumIterator as _;

use super::*;

fn any_right() -> impl Strategy<Value = Right> {
    let role = prop::sample::select(Role::iter().collect::<Vec<_>>());
    (role, 0..3_usize, 0..3_u128, 0..20_u64, prop::option::of(0..20_u64)).prop_map(
        |(role, kind, id, first, length)| {
            let kinds = role.scopes();
            let id = Uuid::from_u128(id + 1);
            let scope = match kinds[kind % kinds.len()] {
                ScopeKind::Province => Scope::Province,
                ScopeKind::Unit => Scope::Unit(UnitId(id)),
                ScopeKind::Association => Scope::Association(id),
                ScopeKind::Plan => Scope::Plan(id),
                ScopeKind::Programme => Scope::Programme(id),
                ScopeKind::Round => Scope::Round(id),
                ScopeKind::Request => Scope::Request(id),
            };
            right(role, scope, first, length.map(|length| first + length))
        },
    )
}

fn any_grant() -> impl Strategy<Value = GrantId> {
    (0..8_u128).prop_map(|id| GrantId(Uuid::from_u128(id)))
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => (any_grant(), any_right()).prop_map(|(id, right)| grant(id, right)),
        1 => (any_grant(), any_right()).prop_map(|(id, right)| receive(id, right)),
        1 => (any_grant(), any_right())
            .prop_map(|(source, right)| Command::Delegate { source, right }),
        2 => (any_grant(), 0..40_u64).prop_map(|(id, on)| revoke(id, on)),
        1 => (any_grant(), 0..40_u64, 0..40_u64).prop_map(|(grant, today, on)| {
            let (by, occurred_on) = (PersonId("sub-1".into()), day(on));
            Command::Withdraw { grant, by, today: day(today), occurred_on, decision: decision() }
        }),
    ]
}

/// The grants that stand on a day, told from the events alone.
fn standing(history: &[Event], on: NaiveDate) -> Vec<&Right> {
    let is_revoked = |id: GrantId| {
        history.iter().any(|event| match event {
            Event::Revoked { grant, occurred_on, .. } => *grant == id && *occurred_on <= on,
            Event::Granted { .. } | Event::Delegated { .. } => false,
        })
    };
    let given = history.iter().filter_map(|event| match event {
        Event::Granted { grant, right, .. } | Event::Delegated { grant, right, .. } => {
            Some((*grant, right))
        }
        Event::Revoked { .. } => None,
    });
    let has_day =
        |right: &Right| right.days().first <= on && right.days().last.is_none_or(|last| on <= last);
    given.filter(|(id, right)| has_day(right) && !is_revoked(*id)).map(|(_, right)| right).collect()
}

proptest! {
    /// On no day does one person assign the entries of a round and score them, or audit and do anything
    /// else.
    #[test]
    fn duties_stay_separate_on_every_day(commands in vec(any_command(), 0..40)) {
        let mut history = Vec::new();
        for command in commands {
            history.extend(Holder::replay(&history).decide(command).unwrap_or_default());
        }
        for on in (0..45).map(day) {
            let rights = standing(&history, on);
            let is = |role: Role| rights.iter().filter(move |right| right.role() == role);
            prop_assert!(is(Role::Auditor).count() == 0 || is(Role::Auditor).count() == rights.len());
            for secretary in is(Role::ContestSecretary) {
                prop_assert!(!is(Role::Judge).any(|judge| judge.scope() == secretary.scope()));
            }
            prop_assert!(is(Role::Monitor).count() == 0 || is(Role::UnitHead).count() == 0);
            let (keeps, erases) = (is(Role::UnionAdmin), is(Role::DataProtectionOfficer));
            prop_assert!(keeps.count() == 0 || erases.count() == 0);
        }
    }

    /// Days overlap exactly if there is a day in both.
    #[test]
    fn days_overlap_if_one_is_in_both(
        a in (0..9_u64, prop::option::of(0..9_u64)),
        b in (0..9_u64, prop::option::of(0..9_u64)),
    ) {
        let (a, b) = (days(a.0, a.1), days(b.0, b.1));
        let has = |days: Days, on| days.first <= on && days.last.is_none_or(|last| on <= last);
        let shared = (0..20).map(day).any(|on| has(a, on) && has(b, on));
        prop_assert_eq!(a.overlap(b), shared);
        let all = (0..20).map(day).all(|on| !has(a, on) || has(b, on));
        prop_assert!(a.is_empty() || a.is_within(b) == all, "{:?} within {:?}", a, b);
    }
}
