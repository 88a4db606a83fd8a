//! What is known of rights: who was given what, what was taken, which units ended, and what is in what.
//!
//! All of it is dated twice, and only ever added to: each question says for which day and as known when.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use chrono::{DateTime, NaiveDate, Utc};
use contracts::access::v1::Kind;
use contracts::membership::v1::{DecisionRef, Role};
use ledger::Revision;
use uuid::Uuid;

/// Something that rights are about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Thing {
    pub kind: Kind,
    /// A UUID in its usual form, or a person's subject; empty for the province.
    pub id: String,
}

/// As requests have to write one: other forms of it are nobody's name.
fn is_uuid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok_and(|id| !id.is_nil())
}

impl Thing {
    #[must_use]
    pub fn province() -> Self {
        Self { kind: Kind::Province, id: String::new() }
    }

    /// What a request names. A UUID is the same however it is written; what is not named is the province.
    #[must_use]
    pub fn named(kind: Kind, id: &str) -> Self {
        match (kind, Uuid::try_parse(id)) {
            _ if id.is_empty() => Self::province(),
            (Kind::Person, _) | (_, Err(_)) => Self { kind, id: id.to_owned() },
            (_, Ok(uuid)) => Self { kind, id: uuid.to_string() },
        }
    }

    /// As [`Thing::named`]; `None` if it can be the name of no such thing.
    #[must_use]
    pub fn readable(kind: Kind, id: &str) -> Option<Self> {
        let is_subject = || id.len() <= SUBJECT && id.bytes().all(|byte| byte.is_ascii_graphic());
        let readable = match kind {
            Kind::Person => is_subject(),
            Kind::Unspecified
            | Kind::Province
            | Kind::Unit
            | Kind::Association
            | Kind::Affiliate
            | Kind::Plan
            | Kind::Programme
            | Kind::Round
            | Kind::Request => id.is_empty() || is_uuid(id),
        };
        readable.then(|| Self::named(kind, id))
    }

    #[must_use]
    pub fn unit(id: Uuid) -> Self {
        Self { kind: Kind::Unit, id: id.to_string() }
    }
}

/// The longest subject of a person's tokens.
const SUBJECT: usize = 200;

/// The id of the right that configuration gives.
const FIRST_ADMINISTRATOR: Uuid = Uuid::nil();

/// The day asked about, and the instant up to which facts count; `None` means all that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub on: NaiveDate,
    pub known_at: Option<DateTime<Utc>>,
}

impl Moment {
    #[must_use]
    pub fn on(on: NaiveDate) -> Self {
        Self { on, known_at: None }
    }

    fn knows(&self, recorded_at: DateTime<Utc>) -> bool {
        self.known_at.is_none_or(|known_at| recorded_at <= known_at)
    }
}

/// What a person may be, for whom, where and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Right {
    pub unit: Uuid,
    pub capacity: String,
    pub role: Role,
    pub scope: Thing,
    pub first_day: NaiveDate,
    pub last_day: Option<NaiveDate>,
}

/// A right as it was given to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    pub grant: Uuid,
    pub person: String,
    pub right: Right,
    /// The grant it was delegated from.
    pub source: Option<Uuid>,
    pub decision: Option<DecisionRef>,
    pub recorded_at: DateTime<Utc>,
    pub revision: Revision,
}

impl Given {
    /// Whether somebody who acts for a unit in a capacity acts by this right.
    #[must_use]
    pub fn is_acted_in(&self, unit: Uuid, capacity: &str) -> bool {
        let right = &self.right;
        self.grant == FIRST_ADMINISTRATOR || (right.unit == unit && right.capacity == capacity)
    }
}

/// A grant does not stand from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    pub grant: Uuid,
    pub from: NaiveDate,
    pub recorded_at: DateTime<Utc>,
    pub revision: Revision,
}

/// A unit does not exist from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub unit: Uuid,
    pub from: NaiveDate,
    pub recorded_at: DateTime<Utc>,
}

/// In which way a thing is in a unit. A thing is in one unit at a time in each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Link {
    /// A unit under another one.
    Parent,
    /// An association in the territory where it works.
    Territory,
    /// An association or affiliate in its Union: the last one it has applied to or belonged to.
    Union,
    /// A unit that ended in the only one that followed it: who answers for that one now answers for all
    /// that was in it.
    Successor,
}

impl Link {
    pub(crate) const ALL: [Self; 4] = [Self::Parent, Self::Territory, Self::Union, Self::Successor];
}

/// A thing is in a unit, or in none, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub thing: Thing,
    pub link: Link,
    pub from: NaiveDate,
    pub unit: Option<Uuid>,
    pub recorded_at: DateTime<Utc>,
}

/// Whether a grant stood on a day, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Held,
    NotYet,
    Over,
    Revoked,
    UnitEnded,
    SourceEnded,
}

/// All that is known of rights. Facts are added in the order in which they were recorded.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    given: HashMap<Uuid, Given>,
    of_person: BTreeMap<String, BTreeSet<Uuid>>,
    revoked: HashMap<Uuid, Vec<Revoked>>,
    ended: HashMap<Uuid, Vec<Ended>>,
    placed: HashMap<(Thing, Link), Vec<Placed>>,
}

impl Facts {
    pub fn give(&mut self, given: Given) {
        self.of_person.entry(given.person.clone()).or_default().insert(given.grant);
        self.given.insert(given.grant, given);
    }

    /// Whoever gives the first rights, when nobody has any: by configuration, not by a decision. The
    /// right has a nil id, holds in any unit and capacity, and only while no administrator stands.
    pub fn name_first_administrator(&mut self, person: &str) {
        self.give(Given {
            grant: FIRST_ADMINISTRATOR,
            person: person.to_owned(),
            right: Right {
                unit: Uuid::nil(),
                capacity: String::new(),
                role: Role::RightsAdministrator,
                scope: Thing::province(),
                first_day: NaiveDate::MIN,
                last_day: None,
            },
            source: None,
            decision: None,
            recorded_at: DateTime::UNIX_EPOCH,
            revision: 0,
        });
    }

    pub fn revoke(&mut self, revoked: Revoked) {
        self.revoked.entry(revoked.grant).or_default().push(revoked);
    }

    pub fn end(&mut self, ended: Ended) {
        self.ended.entry(ended.unit).or_default().push(ended);
    }

    pub fn place(&mut self, placed: Placed) {
        self.placed.entry((placed.thing.clone(), placed.link)).or_default().push(placed);
    }

    /// What was given to a person, whether it stands or not.
    pub fn given_to(&self, person: &str, at: Moment) -> impl Iterator<Item = &Given> {
        let grants = self.of_person.get(person).into_iter().flatten();
        grants.map(|grant| &self.given[grant]).filter(move |it| at.knows(it.recorded_at))
    }

    /// All that was given, by person, from behind a person's grant on.
    pub fn given_after(
        &self,
        after: Option<&(String, Uuid)>,
        at: Moment,
    ) -> impl Iterator<Item = &Given> {
        let from = after.map(|(person, _)| person.as_str()).unwrap_or_default();
        let grants = self.of_person.range::<str, _>((Bound::Included(from), Bound::Unbounded));
        let all = grants.flat_map(|(_, grants)| grants).map(|grant| &self.given[grant]);
        all.filter(move |it| {
            let behind = |(person, grant): &(String, Uuid)| {
                (it.person.as_str(), it.grant) > (person.as_str(), *grant)
            };
            after.is_none_or(behind) && at.knows(it.recorded_at)
        })
    }

    /// Whether a grant stands, and if not, the first reason in the order of [`Standing`].
    #[must_use]
    pub fn standing(&self, given: &Given, at: Moment) -> Standing {
        let right = &given.right;
        if given.grant == FIRST_ADMINISTRATOR {
            return if self.is_administered(at) { Standing::Over } else { Standing::Held };
        }
        if at.on < right.first_day {
            return Standing::NotYet;
        }
        if right.last_day.is_some_and(|last| last < at.on) {
            return Standing::Over;
        }
        if self.revoked_from(given.grant, at).is_some_and(|from| from <= at.on) {
            return Standing::Revoked;
        }
        if self.has_ended(right.unit, at) || self.scope_has_ended(&right.scope, at) {
            return Standing::UnitEnded;
        }
        match given.source {
            None => Standing::Held,
            Some(source) => match self.given.get(&source) {
                Some(source)
                    if at.knows(source.recorded_at)
                        && self.standing(source, at) == Standing::Held =>
                {
                    Standing::Held
                }
                Some(_) | None => Standing::SourceEnded,
            },
        }
    }

    /// Whether an administrator of rights stands who was granted it.
    fn is_administered(&self, at: Moment) -> bool {
        let mut administrators = self.given_after(None, at).filter(|given| {
            given.right.role == Role::RightsAdministrator && given.grant != FIRST_ADMINISTRATOR
        });
        administrators.any(|given| self.standing(given, at) == Standing::Held)
    }

    /// The first day on which a grant is revoked.
    #[must_use]
    pub fn revoked_from(&self, grant: Uuid, at: Moment) -> Option<NaiveDate> {
        let revoked = self.revoked.get(&grant).into_iter().flatten();
        revoked.filter(|it| at.knows(it.recorded_at)).map(|it| it.from).min()
    }

    /// Of the stream of a person's rights.
    #[must_use]
    pub fn revision(&self, person: &str) -> Revision {
        let grants = self.of_person.get(person).into_iter().flatten();
        let revisions = grants.flat_map(|grant| {
            let revoked = self.revoked.get(grant).into_iter().flatten().map(|it| it.revision);
            revoked.chain(std::iter::once(self.given[grant].revision))
        });
        revisions.max().unwrap_or_default()
    }

    fn scope_has_ended(&self, scope: &Thing, at: Moment) -> bool {
        let unit = Uuid::try_parse(&scope.id).ok().filter(|_| scope.kind == Kind::Unit);
        unit.is_some_and(|unit| self.has_ended(unit, at))
    }

    fn has_ended(&self, unit: Uuid, at: Moment) -> bool {
        let ends = self.ended.get(&unit).into_iter().flatten();
        ends.filter(|it| at.knows(it.recorded_at)).any(|it| it.from <= at.on)
    }

    /// Everything that a thing is in. Before its first day it is where it will be first.
    #[must_use]
    pub fn around(&self, thing: &Thing, at: Moment) -> BTreeSet<Thing> {
        let mut found = BTreeSet::new();
        let mut next = vec![thing.clone()];
        while let Some(inner) = next.pop() {
            for link in Link::ALL {
                let Some(unit) = self.place_of(&inner, link, at) else { continue };
                let unit = Thing::unit(unit);
                if unit != *thing && found.insert(unit.clone()) {
                    next.push(unit);
                }
            }
        }
        if thing.kind != Kind::Province {
            found.insert(Thing::province());
        }
        found
    }

    fn place_of(&self, thing: &Thing, link: Link, at: Moment) -> Option<Uuid> {
        let places = self.placed.get(&(thing.clone(), link))?;
        let known = || places.iter().filter(|it| at.knows(it.recorded_at));
        // Of two facts about the same day the one recorded later counts.
        let present = known().filter(|it| it.from <= at.on).max_by_key(|it| it.from);
        present.or_else(|| known().min_by_key(|it| it.from))?.unit
    }
}
