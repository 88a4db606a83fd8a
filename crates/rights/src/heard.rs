//! What membership publishes, as facts about rights: published event in, dated facts out.

use chrono::{DateTime, NaiveDate, Utc};
use contracts::access::v1::Kind;
use contracts::membership::v1 as contract;
use ledger::Entry;
use prost::Message;
use uuid::Uuid;

use crate::facts::{Ended, Given, Link, Placed, Revoked, Right, Thing};

/// The context whose ledger is followed.
pub(crate) const MEMBERSHIP: &str = "membership";

/// One fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    Given(Given),
    Revoked(Revoked),
    Ended(Ended),
    Placed(Placed),
}

/// Why an event was not understood.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotUnderstood {
    #[error("decoding the published bytes")]
    Decode(#[from] prost::DecodeError),
    #[error("the field {0} does not hold what its contract says")]
    Field(&'static str),
}

/// The facts that an entry tells; none where rights have nothing to do with it.
pub(crate) fn hear(entry: &Entry) -> Result<Vec<Fact>, NotUnderstood> {
    let Some(bytes) = &entry.published else { return Ok(Vec::new()) };
    let bytes = &**bytes;
    let at = entry.recorded_at;
    let association = |id: &str| -> Result<Thing, NotUnderstood> {
        Ok(Thing { kind: Kind::Association, id: self::id("association_id", id)?.to_string() })
    };
    /// The association that the event is about is in that unit from that day on.
    macro_rules! association_in {
        ($event:ident, $link:ident, $unit:ident) => {{
            let event = contract::$event::decode(bytes)?;
            let thing = association(&event.association_id)?;
            placed(thing, Link::$link, &event.occurred_on, &event.$unit, at)
        }};
    }
    /// The affiliate that the event is about is in that Union from that day on.
    macro_rules! affiliate_in {
        ($event:ident) => {{
            let event = contract::$event::decode(bytes)?;
            let affiliation = event.affiliation.ok_or(NotUnderstood::Field("affiliation"))?;
            let id = id("affiliate_id", &affiliation.affiliate_id)?.to_string();
            let thing = Thing { kind: Kind::Affiliate, id };
            placed(thing, Link::Union, &event.occurred_on, &affiliation.union_unit_id, at)
        }};
    }
    let fact = match entry.event_type.as_str() {
        "RightGranted" => granted(contract::RightGranted::decode(bytes)?, entry),
        "RightDelegated" => delegated(contract::RightDelegated::decode(bytes)?, entry),
        "RightRevoked" => {
            let event = contract::RightRevoked::decode(bytes)?;
            let grant = id("grant_id", &event.grant_id)?;
            let from = day("occurred_on", &event.occurred_on)?;
            let revision = entry.revision;
            Ok(Fact::Revoked(Revoked { grant, from, recorded_at: at, revision }))
        }
        "UnitEstablished" => {
            let event = contract::UnitEstablished::decode(bytes)?;
            let thing = Thing::unit(id("unit_id", &event.unit_id)?);
            placed(thing, Link::Parent, &event.occurred_on, &event.parent_unit_id, at)
        }
        "UnitReparented" => {
            let event = contract::UnitReparented::decode(bytes)?;
            let thing = Thing::unit(id("unit_id", &event.unit_id)?);
            placed(thing, Link::Parent, &event.occurred_on, &event.parent_unit_id, at)
        }
        "UnitAbolished" => {
            let event = contract::UnitAbolished::decode(bytes)?;
            ended(&event.unit_id, &event.occurred_on, at)
        }
        "UnitSucceeded" => {
            return succeeded(&contract::UnitSucceeded::decode(bytes)?, at);
        }
        "AssociationRegistered" => {
            association_in!(AssociationRegistered, Territory, territory_unit_id)
        }
        "AssociationLicensed" => association_in!(AssociationLicensed, Territory, territory_unit_id),
        "AssociationFormed" => association_in!(AssociationFormed, Territory, territory_unit_id),
        "AssociationScopeChanged" => {
            association_in!(AssociationScopeChanged, Territory, territory_unit_id)
        }
        "UnionMembershipApplied" => association_in!(UnionMembershipApplied, Union, union_unit_id),
        "UnionMembershipTransferred" => {
            association_in!(UnionMembershipTransferred, Union, to_union_unit_id)
        }
        "AffiliatedUnitEstablished" => affiliate_in!(AffiliatedUnitEstablished),
        "CollectiveMemberAdmitted" => affiliate_in!(CollectiveMemberAdmitted),
        "ClubEstablished" => affiliate_in!(ClubEstablished),
        _ => return Ok(Vec::new()),
    };
    fact.map(|fact| vec![fact])
}

/// A predecessor that stays keeps what is in it; where several follow, nobody can tell who took what.
fn succeeded(
    event: &contract::UnitSucceeded,
    at: DateTime<Utc>,
) -> Result<Vec<Fact>, NotUnderstood> {
    let ended = ended(&event.unit_id, &event.occurred_on, at)?;
    if !event.predecessor_ends {
        return Ok(Vec::new());
    }
    let [successor] = event.successors.as_slice() else { return Ok(vec![ended]) };
    let thing = Thing::unit(id("unit_id", &event.unit_id)?);
    let from = &event.occurred_on;
    Ok(vec![ended, placed(thing, Link::Successor, from, &successor.unit_id, at)?])
}

fn granted(event: contract::RightGranted, entry: &Entry) -> Result<Fact, NotUnderstood> {
    let contract::RightGranted { grant_id, person, right: wire, decision_ref } = event;
    Ok(Fact::Given(Given {
        grant: id("grant_id", &grant_id)?,
        person,
        right: right(wire)?,
        source: None,
        decision: decision_ref,
        recorded_at: entry.recorded_at,
        revision: entry.revision,
    }))
}

fn delegated(event: contract::RightDelegated, entry: &Entry) -> Result<Fact, NotUnderstood> {
    let source = id("source_grant_id", &event.source_grant_id)?;
    Ok(Fact::Given(Given {
        grant: id("grant_id", &event.grant_id)?,
        person: event.person,
        right: right(event.right)?,
        source: Some(source),
        decision: event.decision_ref,
        recorded_at: entry.recorded_at,
        revision: entry.revision,
    }))
}

fn right(wire: Option<contract::Right>) -> Result<Right, NotUnderstood> {
    let wire = wire.ok_or(NotUnderstood::Field("right"))?;
    let role = contract::Role::try_from(wire.role).ok();
    let scope = wire.scope.ok_or(NotUnderstood::Field("right.scope"))?;
    let kind = Kind::try_from(scope.kind).ok().filter(|kind| *kind != Kind::Unspecified);
    let last_day = match wire.last_day.as_str() {
        "" => None,
        text => Some(day("right.last_day", text)?),
    };
    Ok(Right {
        unit: id("right.unit_id", &wire.unit_id)?,
        capacity: wire.capacity,
        role: role
            .filter(|role| *role != contract::Role::Unspecified)
            .ok_or(NotUnderstood::Field("right.role"))?,
        scope: Thing { kind: kind.ok_or(NotUnderstood::Field("right.scope.kind"))?, id: scope.id },
        first_day: day("right.first_day", &wire.first_day)?,
        last_day,
    })
}

fn placed(
    thing: Thing,
    link: Link,
    from: &str,
    unit: &str,
    recorded_at: DateTime<Utc>,
) -> Result<Fact, NotUnderstood> {
    let unit = if unit.is_empty() { None } else { Some(id("unit_id", unit)?) };
    let from = day("occurred_on", from)?;
    Ok(Fact::Placed(Placed { thing, link, from, unit, recorded_at }))
}

fn ended(unit: &str, from: &str, recorded_at: DateTime<Utc>) -> Result<Fact, NotUnderstood> {
    let (unit, from) = (id("unit_id", unit)?, day("occurred_on", from)?);
    Ok(Fact::Ended(Ended { unit, from, recorded_at }))
}

fn day(field: &'static str, text: &str) -> Result<NaiveDate, NotUnderstood> {
    text.parse().map_err(|_| NotUnderstood::Field(field))
}

fn id(field: &'static str, text: &str) -> Result<Uuid, NotUnderstood> {
    Uuid::try_parse(text).map_err(|_| NotUnderstood::Field(field))
}
