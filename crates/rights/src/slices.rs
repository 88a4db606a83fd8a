//! The policies that can speak to a question at all, by who asks and what for. Cedar looks at every policy
//! of a set anew for each question; most of them are about other roles and duties.

use std::collections::HashMap;

use cedar_policy::{ActionConstraint, EntityUid, Policy, PolicySet, PrincipalConstraint};
use contracts::RPCS;
use contracts::access::v1::Duty;
use contracts::membership::v1::Role;

use crate::policies::{Names, PolicyError, duties};

/// In whose name it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Asker {
    Grant(Role),
    Service,
}

/// Each policy whose scope a question can meet, for every question there is.
pub(crate) struct Slices(HashMap<(Asker, Duty), PolicySet>);

impl Slices {
    pub(crate) fn of(policies: &PolicySet, names: &Names) -> Result<Self, PolicyError> {
        let roles = (0..).map_while(|number| Role::try_from(number).ok()).map(Asker::Grant);
        let askers: Vec<_> = roles.chain([Asker::Service]).collect();
        let mut slices = HashMap::new();
        for duty in duties() {
            let actions = actions(duty, names);
            let of_duty = policies.policies().filter(|policy| can_be_about(policy, &actions));
            let of_duty: Vec<_> = of_duty.collect();
            for asker in &askers {
                let speaking = of_duty.iter().filter(|it| can_be_asked_by(it, *asker, names));
                let slice = PolicySet::from_policies(speaking.map(|it| Policy::clone(it)));
                let slice = slice.map_err(|error| PolicyError::Unfitting(error.to_string()))?;
                slices.insert((*asker, duty), slice);
            }
        }
        Ok(Self(slices))
    }

    pub(crate) fn get(&self, asker: Asker, duty: Duty) -> &PolicySet {
        &self.0[&(asker, duty)]
    }
}

/// All that is asked for by a duty: itself, and the rpcs that need it.
fn actions(duty: Duty, names: &Names) -> Vec<EntityUid> {
    let rpcs = RPCS.iter().filter(|rpc| rpc.duty == duty).map(|rpc| names.action(rpc.name));
    rpcs.chain([names.duty(duty)]).collect()
}

fn can_be_about(policy: &Policy, actions: &[EntityUid]) -> bool {
    match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::In(groups) => groups.iter().any(|group| actions.contains(group)),
        ActionConstraint::Eq(action) => actions.contains(&action),
    }
}

fn can_be_asked_by(policy: &Policy, asker: Asker, names: &Names) -> bool {
    let (kind, role) = match asker {
        Asker::Grant(role) => (&names.grant, Some(names.role(role))),
        Asker::Service => (&names.service, None),
    };
    match policy.principal_constraint() {
        PrincipalConstraint::Any => true,
        PrincipalConstraint::Is(of) => of == *kind,
        PrincipalConstraint::Eq(one) => one.type_name() == kind,
        PrincipalConstraint::In(group) => Some(group) == role,
        PrincipalConstraint::IsIn(of, group) => of == *kind && Some(group) == role,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use cedar_policy::{Context, Entities, Entity, Request, RestrictedExpression};

    use super::*;
    use crate::Policies;

    /// A grant of a role or a service, on a thing in its scope, outside of it, and on its holder.
    fn asked(asker: Asker, names: &Names) -> Vec<(Entity, Entity)> {
        let [unit, elsewhere] =
            [1, 2].map(|n| names.thing(&crate::Thing::unit(uuid::Uuid::from_u128(n))));
        let person = names.person("holder");
        let principal = match asker {
            Asker::Service => Entity::new_no_attrs(names.of_service("service"), HashSet::new()),
            Asker::Grant(role) => {
                let entity = RestrictedExpression::new_entity_uid;
                let attributes = HashMap::from([
                    ("person".to_owned(), entity(person.clone())),
                    ("unit".to_owned(), entity(unit.clone())),
                    ("capacity".to_owned(), RestrictedExpression::new_string(String::new())),
                    ("scope".to_owned(), entity(unit.clone())),
                ]);
                let roles = HashSet::from([names.role(role)]);
                Entity::new(names.of_grant("grant"), attributes, roles).unwrap()
            }
        };
        let on = [unit.clone(), elsewhere, person];
        let on = on.map(|thing| Entity::new_no_attrs(thing, HashSet::new()));
        on.map(|thing| (principal.clone(), thing)).to_vec()
    }

    #[test]
    fn a_slice_decides_as_all_policies_do_and_by_the_same_ones() {
        let policies = Policies::reviewed().unwrap();
        let mut allowed = 0;
        for (asker, duty) in policies.slices.0.keys() {
            for rpc in RPCS.iter().filter(|rpc| rpc.duty == *duty) {
                for (principal, thing) in asked(*asker, &policies.names) {
                    let action = policies.action(rpc).entity.clone();
                    let [who, what, on] = [principal.uid(), action.uid(), thing.uid()];
                    let request = Request::new(who, what, on, Context::empty(), None).unwrap();
                    let about = Entities::from_entities([principal, action, thing], None).unwrap();
                    let ask = |set| {
                        let response = policies.authorizer.is_authorized(&request, set, &about);
                        let reasons = response.diagnostics().reason().cloned();
                        (response.decision(), reasons.collect::<HashSet<_>>())
                    };
                    let slice = ask(policies.slices.get(*asker, *duty));
                    assert_eq!(slice, ask(&policies.set), "{asker:?} {}", rpc.name);
                    allowed += u32::from(slice.0 == cedar_policy::Decision::Allow);
                }
            }
        }
        assert!(allowed > 0);
    }
}
