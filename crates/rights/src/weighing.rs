//! The decision: what each right of a person says to an rpc on some things, on a day.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Context, Decision as Answer, Entities, Entity, EntityUid, Request, Response,
    RestrictedExpression,
};
use contracts::Rpc;
use contracts::access::v1::{Duty, Kind};

use crate::facts::{Facts, Given, Moment, Standing, Thing};
use crate::policies::{Action, Policies};
use crate::slices::Asker;
use chassis::access::Decision;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'w> {
    /// A person, in the unit and the capacity that the token says.
    Person { person: &'w str, unit: uuid::Uuid, capacity: &'w str },
    /// A process of this system in its own name.
    Service(&'w str),
}

/// What one right says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Allows,
    NotHeld(Standing),
    NotOfRole,
    OutOfScope,
    Forbidden,
}

/// What one right says, and the policies that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    pub verdict: Verdict,
    pub policies: Vec<String>,
}

/// The question: an rpc, and all that it is about.
pub(crate) struct Question<'q> {
    policies: &'q Policies,
    action: &'q Action,
    rpc: &'q Rpc,
    things: Vec<Entity>,
}

/// Who asks, as policies see them.
struct Principal {
    entity: Entity,
    asker: Asker,
}

impl<'q> Question<'q> {
    pub(crate) fn new(
        policies: &'q Policies,
        facts: &Facts,
        rpc: &'q Rpc,
        things: &[Thing],
        at: Moment,
    ) -> Self {
        let province = [Thing::province()];
        let things = if things.is_empty() { &province } else { things };
        let things = things.iter().map(|thing| {
            let around = facts.around(thing, at);
            let around = around.iter().map(|outer| policies.names.thing(outer)).collect();
            Entity::new_no_attrs(policies.names.thing(thing), around)
        });
        Self { policies, action: policies.action(rpc), rpc, things: things.collect() }
    }

    /// Whether a grant that stands allows it.
    pub(crate) fn is_allowed_by(&self, given: &Given) -> bool {
        let principal = self.grant(given);
        self.is_allowed(&principal, self.action)
    }

    pub(crate) fn is_allowed_to_service(&self, name: &str) -> bool {
        let service = self.policies.names.of_service(name);
        let entity = Entity::new_no_attrs(service, HashSet::new());
        self.is_allowed(&Principal { entity, asker: Asker::Service }, self.action)
    }

    /// Whether a grant that stands lets its holder know of the things.
    pub(crate) fn may_be_known_by(&self, given: &Given) -> bool {
        let about = |kind| self.rpc.kinds.contains(&kind);
        let duty = if about(Kind::Person) {
            Duty::ReadRights
        } else if about(Kind::Plan) {
            Duty::ReadPlan
        } else {
            Duty::ReadDirectory
        };
        let entity = Entity::new_no_attrs(self.policies.names.duty(duty), HashSet::new());
        self.is_allowed(&self.grant(given), &Action { entity, duty })
    }

    /// Whether what it is about is named, so that its existence could be told.
    pub(crate) fn names_something(&self) -> bool {
        let province = self.policies.names.thing(&Thing::province());
        self.things.iter().any(|thing| thing.uid() != province)
    }

    /// What a grant says whose standing is known.
    pub(crate) fn weigh(&self, given: &Given, standing: Standing) -> Weighed {
        if standing != Standing::Held {
            return Weighed { verdict: Verdict::NotHeld(standing), policies: Vec::new() };
        }
        let principal = self.grant(given);
        let mut permitting = Vec::new();
        for thing in &self.things {
            let response = self.ask(&principal, self.action, thing);
            let mut decided = ids(&response);
            if response.decision() == Answer::Allow {
                permitting.append(&mut decided);
            } else if decided.is_empty() {
                let verdict = self.of_role(&principal, given);
                return Weighed { verdict, policies: Vec::new() };
            } else {
                return Weighed { verdict: Verdict::Forbidden, policies: decided };
            }
        }
        permitting.sort_unstable();
        permitting.dedup();
        Weighed { verdict: Verdict::Allows, policies: permitting }
    }

    /// Why nothing permits it: would it be permitted on the whole of the right's own scope?
    fn of_role(&self, principal: &Principal, given: &Given) -> Verdict {
        let scope = self.policies.names.thing(&given.right.scope);
        let scope = Entity::new_no_attrs(scope, HashSet::new());
        match self.ask(principal, self.action, &scope).decision() {
            Answer::Allow => Verdict::OutOfScope,
            Answer::Deny => Verdict::NotOfRole,
        }
    }

    fn is_allowed(&self, principal: &Principal, action: &Action) -> bool {
        let allows = |thing| self.ask(principal, action, thing).decision() == Answer::Allow;
        self.things.iter().all(allows)
    }

    /// The schema is no part of it: every action takes every principal and every thing.
    fn ask(&self, principal: &Principal, action: &Action, thing: &Entity) -> Response {
        let Principal { entity, asker } = principal;
        let about = [entity.clone(), action.entity.clone(), thing.clone()];
        let [who, what, on] = [entity.uid(), action.entity.uid(), thing.uid()];
        let request = Request::new(who, what, on, Context::empty(), None);
        let request = request.expect("without a schema every request is one");
        let about = Entities::from_entities(about, None).expect("three entities, none twice");
        let policies = self.policies.slices.get(*asker, action.duty);
        self.policies.authorizer.is_authorized(&request, policies, &about)
    }

    fn grant(&self, given: &Given) -> Principal {
        let names = &self.policies.names;
        let right = &given.right;
        let entity = RestrictedExpression::new_entity_uid;
        let attributes = [
            ("person", entity(names.person(&given.person))),
            ("unit", entity(names.thing(&Thing::unit(right.unit)))),
            ("capacity", RestrictedExpression::new_string(right.capacity.clone())),
            ("scope", entity(names.thing(&right.scope))),
        ];
        let attributes = attributes.map(|(name, value)| (name.to_owned(), value));
        let roles: HashSet<EntityUid> = HashSet::from([names.role(right.role)]);
        let grant = names.of_grant(&given.grant.to_string());
        let entity = Entity::new(grant, HashMap::from(attributes), roles);
        let entity = entity.expect("ids and a text need no evaluation");
        Principal { entity, asker: Asker::Grant(right.role) }
    }
}

/// The rights that somebody acts by on the day.
fn standing<'f>(facts: &'f Facts, who: Who<'_>, at: Moment) -> Vec<&'f Given> {
    let Who::Person { person, unit, capacity } = who else { return Vec::new() };
    let acting = |given: &&Given| given.is_acted_in(unit, capacity);
    let stands = |given: &&Given| facts.standing(given, at) == Standing::Held;
    facts.given_to(person, at).filter(acting).filter(stands).collect()
}

fn ids(response: &Response) -> Vec<String> {
    let mut ids: Vec<_> = response.diagnostics().reason().map(ToString::to_string).collect();
    ids.sort_unstable();
    ids
}

impl Policies {
    /// Decides whether somebody may call an rpc on some things, of which the rpc's contract says that
    /// a right must cover them all. None: it is about the whole province.
    #[must_use]
    pub fn decide(
        &self,
        facts: &Facts,
        who: Who<'_>,
        rpc: &Rpc,
        things: &[Thing],
        at: Moment,
    ) -> Decision {
        let question = Question::new(self, facts, rpc, things, at);
        let rights = match who {
            Who::Service(name) if question.is_allowed_to_service(name) => {
                return Decision::Allowed;
            }
            Who::Service(_) => return Decision::MayNot,
            Who::Person { .. } => standing(facts, who, at),
        };
        if rights.iter().any(|given| question.is_allowed_by(given)) {
            return Decision::Allowed;
        }
        let may_know = !question.names_something()
            || rights.iter().any(|given| question.may_be_known_by(given));
        if may_know { Decision::MayNot } else { Decision::MayNotKnow }
    }

    /// Decides whether somebody may call an rpc on anything at all: of what cannot be read it is not
    /// known what it is in, and the call will come to nothing.
    #[must_use]
    pub fn decide_anywhere(&self, facts: &Facts, who: Who<'_>, rpc: &Rpc, at: Moment) -> Decision {
        let allows = |given: &&Given| {
            let scope = std::slice::from_ref(&given.right.scope);
            Question::new(self, facts, rpc, scope, at).is_allowed_by(given)
        };
        if standing(facts, who, at).iter().any(allows) {
            Decision::Allowed
        } else {
            Decision::MayNot
        }
    }

    /// What each of some rights says to it, in whatever unit and capacity they are acted in.
    pub fn weigh<'g>(
        &self,
        facts: &Facts,
        rights: impl IntoIterator<Item = &'g Given>,
        rpc: &Rpc,
        things: &[Thing],
        at: Moment,
    ) -> Vec<(&'g Given, Weighed)> {
        let question = Question::new(self, facts, rpc, things, at);
        let weigh = |given| (given, question.weigh(given, facts.standing(given, at)));
        rights.into_iter().map(weigh).collect()
    }
}
