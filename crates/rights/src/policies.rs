//! The reviewed policies, checked against the schema and the contracts before anybody relies on them.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use cedar_policy::{
    Authorizer, Entity, EntityId, EntityTypeName, EntityUid, PolicyId, PolicySet, Schema,
    SchemaFragment, ValidationMode, Validator,
};
use contracts::access::v1::{Duty, Kind};
use contracts::membership::v1::Role;
use contracts::{RPCS, Rpc};

use crate::slices::Slices;

/// What decisions are about.
const SCHEMA: &str = include_str!("../policies/schema.cedarschema");

/// The policies, by file.
pub const FILES: [(&str, &str); 10] = [
    ("awards.cedar", include_str!("../policies/awards.cedar")),
    ("evidence.cedar", include_str!("../policies/evidence.cedar")),
    ("membership.cedar", include_str!("../policies/membership.cedar")),
    ("persons.cedar", include_str!("../policies/persons.cedar")),
    ("plan.cedar", include_str!("../policies/plan.cedar")),
    ("reports.cedar", include_str!("../policies/reports.cedar")),
    ("reviews.cedar", include_str!("../policies/reviews.cedar")),
    ("rights.cedar", include_str!("../policies/rights.cedar")),
    ("operation.cedar", include_str!("../policies/operation.cedar")),
    ("separation.cedar", include_str!("../policies/separation.cedar")),
];

/// Why the policies cannot be relied on.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    #[error("the schema does not hold: {0}")]
    Schema(String),
    #[error("{file} cannot be read: {fault}")]
    Unreadable { file: String, fault: String },
    #[error("a policy of {file} has no id, or that of another one")]
    Unnamed { file: String },
    #[error("the policies do not fit the schema: {0}")]
    Unfitting(String),
}

/// What may be asked for, and the duty that decides which policies speak to it.
#[derive(Clone)]
pub(crate) struct Action {
    pub(crate) entity: Entity,
    pub(crate) duty: Duty,
}

/// Policies that were checked, ready to decide.
pub struct Policies {
    pub(crate) set: PolicySet,
    pub(crate) slices: Slices,
    pub(crate) authorizer: Authorizer,
    pub(crate) names: Names,
    actions: HashMap<&'static str, Action>,
    rpcs: HashMap<&'static str, &'static Rpc>,
}

impl Policies {
    /// The policies of this build.
    pub fn reviewed() -> Result<Self, PolicyError> {
        Self::of(FILES)
    }

    /// The same, checked once in a process: in tests many services live in one.
    ///
    /// # Errors
    /// If they do not fit the schema or the contracts.
    pub fn shared() -> Result<Arc<Self>, PolicyError> {
        static CHECKED: OnceLock<Arc<Policies>> = OnceLock::new();
        if let Some(checked) = CHECKED.get() {
            return Ok(Arc::clone(checked));
        }
        let checked = Arc::new(Self::reviewed()?);
        Ok(Arc::clone(CHECKED.get_or_init(|| checked)))
    }

    /// Policies of these files.
    pub fn of<'f>(
        files: impl IntoIterator<Item = (&'f str, &'f str)>,
    ) -> Result<Self, PolicyError> {
        let names = Names::new()?;
        let schema = schema()?;
        let set = read(files)?;
        let validated = Validator::new(schema).validate(&set, ValidationMode::Strict);
        let faults: Vec<_> = validated
            .validation_errors()
            .map(ToString::to_string)
            .chain(validated.validation_warnings().map(ToString::to_string))
            .collect();
        if !faults.is_empty() {
            return Err(PolicyError::Unfitting(faults.join("; ")));
        }
        let actions = RPCS.iter().map(|rpc| (rpc.name, names.action_of(rpc)));
        Ok(Self {
            slices: Slices::of(&set, &names)?,
            set,
            authorizer: Authorizer::new(),
            actions: actions.collect(),
            rpcs: RPCS.iter().map(|rpc| (rpc.name, rpc)).collect(),
            names,
        })
    }

    /// What an rpc needs of its caller; `None`: there is no such rpc.
    #[must_use]
    pub fn rpc(&self, name: &str) -> Option<&'static Rpc> {
        self.rpcs.get(name).copied()
    }

    /// The ids of all policies.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let mut ids: Vec<_> = self.set.policies().map(|policy| policy.id().to_string()).collect();
        ids.sort_unstable();
        ids
    }

    /// The same without one of them: to see who would notice. Fewer policies fit too, so they are not checked again.
    #[must_use]
    pub fn without(&self, id: &str) -> Self {
        let mut set = self.set.clone();
        let removed = set.remove_static(PolicyId::new(id));
        debug_assert!(removed.is_ok(), "there is no policy {id}");
        Self {
            slices: Slices::of(&set, &self.names).expect("fewer policies fit too"),
            set,
            authorizer: Authorizer::new(),
            names: self.names.clone(),
            actions: self.actions.clone(),
            rpcs: self.rpcs.clone(),
        }
    }

    pub(crate) fn action(&self, rpc: &Rpc) -> &Action {
        &self.actions[rpc.name]
    }
}

/// The reviewed types and duties, and one action for each rpc of the contracts.
fn schema() -> Result<Schema, PolicyError> {
    let mut text = SCHEMA.to_owned();
    for rpc in RPCS {
        text += &format!(
            "action {:?} in [{:?}] appliesTo {{ principal: [Grant, Service], resource: [Thing, Person] }};\n",
            rpc.name,
            duty_name(rpc.duty),
        );
    }
    let fault = |error: &dyn std::fmt::Display| PolicyError::Schema(error.to_string());
    let (fragment, _) = SchemaFragment::from_cedarschema_str(&text).map_err(|e| fault(&e))?;
    Schema::from_schema_fragments([fragment]).map_err(|e| fault(&e))
}

fn read<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<PolicySet, PolicyError> {
    let mut set = PolicySet::new();
    for (file, text) in files {
        let file = file.to_owned();
        let policies: PolicySet = match text.parse() {
            Ok(policies) => policies,
            Err(error) => {
                return Err(PolicyError::Unreadable { file, fault: format!("{error}") });
            }
        };
        for policy in policies.policies() {
            let Some(id) = policy.annotation("id") else {
                return Err(PolicyError::Unnamed { file });
            };
            if set.add(policy.new_id(PolicyId::new(id))).is_err() {
                return Err(PolicyError::Unnamed { file });
            }
        }
    }
    Ok(set)
}

/// The types of the schema, and the names of what is asked about.
#[derive(Clone)]
pub(crate) struct Names {
    role: EntityTypeName,
    thing: EntityTypeName,
    person: EntityTypeName,
    pub(crate) grant: EntityTypeName,
    pub(crate) service: EntityTypeName,
    action: EntityTypeName,
}

impl Names {
    fn new() -> Result<Self, PolicyError> {
        let name = |name: &str| {
            name.parse::<EntityTypeName>().map_err(|error| PolicyError::Schema(error.to_string()))
        };
        Ok(Self {
            role: name("Role")?,
            thing: name("Thing")?,
            person: name("Person")?,
            grant: name("Grant")?,
            service: name("Service")?,
            action: name("Action")?,
        })
    }

    pub(crate) fn role(&self, role: Role) -> EntityUid {
        uid(&self.role, &word(role.as_str_name(), "ROLE_"))
    }

    pub(crate) fn thing(&self, thing: &crate::Thing) -> EntityUid {
        match thing.kind {
            Kind::Person => uid(&self.person, &thing.id),
            Kind::Province => uid(&self.thing, "province"),
            Kind::Unspecified
            | Kind::Unit
            | Kind::Association
            | Kind::Affiliate
            | Kind::Plan
            | Kind::Programme
            | Kind::Round
            | Kind::Request => {
                let kind = word(thing.kind.as_str_name(), "KIND_");
                uid(&self.thing, &format!("{kind}/{}", thing.id))
            }
        }
    }

    pub(crate) fn person(&self, subject: &str) -> EntityUid {
        uid(&self.person, subject)
    }

    pub(crate) fn of_grant(&self, id: &str) -> EntityUid {
        uid(&self.grant, id)
    }

    pub(crate) fn of_service(&self, name: &str) -> EntityUid {
        uid(&self.service, name)
    }

    pub(crate) fn duty(&self, duty: Duty) -> EntityUid {
        uid(&self.action, &duty_name(duty))
    }

    pub(crate) fn action(&self, rpc: &str) -> EntityUid {
        uid(&self.action, rpc)
    }

    fn action_of(&self, rpc: &Rpc) -> Action {
        let duty = HashSet::from([self.duty(rpc.duty)]);
        let entity = Entity::new_no_attrs(self.action(rpc.name), duty);
        Action { entity, duty: rpc.duty }
    }
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

/// Above the numbers of all duties. Contexts have ranges of their own, so there are gaps.
const ABOVE_DUTIES: i32 = 1000;

/// Every duty of the contracts, the unspecified one first.
pub fn duties() -> impl Iterator<Item = Duty> {
    (0..ABOVE_DUTIES).filter_map(|number| Duty::try_from(number).ok())
}

/// As the schema writes a duty: `keep_directory`.
#[must_use]
pub(crate) fn duty_name(duty: Duty) -> String {
    word(duty.as_str_name(), "DUTY_")
}

/// A value of a contract's enum as the schema writes it.
fn word(value: &str, prefix: &str) -> String {
    value.strip_prefix(prefix).unwrap_or(value).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policies_fit_the_schema_and_the_contracts() {
        let policies = Policies::reviewed().unwrap_or_else(|error| panic!("{error}"));
        let in_files: usize = FILES.iter().map(|(_, text)| text.matches("@id(").count()).sum();
        assert_eq!(policies.ids().len(), in_files);
    }

    #[test]
    fn the_schema_knows_every_role_and_every_duty() {
        let schema = schema().unwrap();
        let names = Names::new().unwrap();
        for number in 1.. {
            let Ok(role) = Role::try_from(number) else { break };
            let word = word(role.as_str_name(), "ROLE_");
            assert!(SCHEMA.contains(&format!("\"{word}\"")), "{word}");
        }
        for duty in duties().skip(1) {
            assert!(schema.action_groups().any(|group| *group == names.duty(duty)), "{duty:?}");
        }
    }

    #[test]
    fn a_misspelt_role_is_refused() {
        let misspelt = r#"@id("a") permit (principal in Role::"moniter", action, resource);"#;
        let refused = Policies::of([("a.cedar", misspelt)]);
        assert!(matches!(refused.err(), Some(PolicyError::Unfitting(_))));
    }

    #[test]
    fn a_policy_without_a_name_of_its_own_is_refused() {
        let unnamed = "permit (principal is Service, action, resource);";
        let twice = format!("@id(\"a\") {unnamed} @id(\"a\") {unnamed}");
        for text in [unnamed, &twice] {
            let refused = Policies::of([("a.cedar", text)]);
            assert!(matches!(refused.err(), Some(PolicyError::Unnamed { .. })));
        }
    }
}
