//! Every policy is needed: without any one of them the matrix differs from its table.

use std::collections::BTreeSet;

use contracts::{RPCS, Rpc};
use rights::Policies;

use crate::matrix::{compare, table};

/// One rpc for each duty and each sort of things: policies tell no others apart.
fn one_of_each() -> Vec<&'static Rpc> {
    let mut seen = BTreeSet::new();
    RPCS.iter()
        .filter(|rpc| seen.insert((rpc.duty.as_str_name(), format!("{:?}", rpc.kinds))))
        .collect()
}

#[test]
fn without_any_one_policy_the_matrix_is_another() {
    let (table, rpcs) = (table(), one_of_each());
    let reviewed = Policies::reviewed().unwrap();
    let ids = reviewed.ids();
    assert!(!ids.is_empty());
    let survivors: Vec<_> = ids
        .iter()
        .filter(|id| {
            let mutant = reviewed.without(id);
            id.as_str() != "service-follows-ledgers"
                && compare(&mutant, &table, rpcs.iter().copied()).is_ok()
        })
        .collect();
    assert_eq!(survivors, Vec::<&String>::new(), "nobody would notice their absence");
}

/// The one policy that is about no role.
#[test]
fn without_its_policy_a_service_follows_nothing() {
    use rights::{Decision, Facts, Who};

    let mutant = Policies::reviewed().unwrap().without("service-follows-ledgers");
    for rpc in RPCS {
        let on = crate::world::on(0);
        let decision = mutant.decide(&Facts::default(), Who::Service("projection"), rpc, &[], on);
        assert_eq!(decision, Decision::MayNot, "{}", rpc.name);
    }
}
