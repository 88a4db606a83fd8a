//! The view on a real database: what membership publishes becomes what is known, once and in time.

use std::sync::Arc;
use std::time::Duration;

use contracts::access::v1::Kind;
use contracts::membership::v1 as wire;
use contracts::{RPCS, Rpc};
use futures::future::BoxFuture;
use ledger::view::{Following, ViewOptions, follow};
use ledger::{
    Asked, CommandError, DecidedEvent, Digest, Entry, Ledger, LocalSource, Part, Position,
    Provenance, Revision, Source, Step, StreamName, View as _, WriterOptions,
};
use prost::Message as _;
use rights::{Decision, Facts, Moment, Policies, Rights, RightsView, Standing, Thing, Who};
use servers::test::TestDatabase;
use sqlx::PgPool;
use tokio::time::Instant;
use uuid::Uuid;

use crate::world::*;

struct World {
    _database: TestDatabase,
    ledger: Ledger,
    _following: Following<RightsView>,
    rights: Rights,
}

impl World {
    async fn start() -> Self {
        let database = servers::test::database().await;
        let pool = PgPool::connect(&database.url()).await.unwrap();
        ledger::migrate(&pool).await.unwrap();
        let options = database.url().parse().unwrap();
        let ledger = Ledger::open("membership", options, pool, WriterOptions::default());
        let ledger = ledger.await.unwrap();
        let own: Arc<dyn Source> = Arc::new(LocalSource::published(ledger.clone()));
        let options = ViewOptions::default();
        let following = follow::<RightsView>(ledger.pool().clone(), vec![own], options);
        let rights = Rights::new(Policies::shared().unwrap(), following.reader(), None);
        tokio::spawn(rights.clone().keep_looking());
        Self { _database: database, ledger, _following: following, rights }
    }

    async fn says<M: prost::Message>(
        &self,
        stream: &str,
        revision: Revision,
        event_type: &str,
        message: M,
    ) -> Position {
        let published = message.encode_to_vec();
        let step = Said {
            stream: StreamName::stored(stream.to_owned()),
            revision,
            event_type: event_type.to_owned(),
            published,
        };
        let name = format!("{stream}/{revision}");
        let request_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
        let asked = Asked {
            request_id,
            fingerprint: Digest::of(name.as_bytes()),
            expected: None,
            validate_only: false,
            provenance: Provenance::default(),
        };
        self.ledger.act(asked, vec![Box::new(step)]).await.unwrap().position
    }

    /// What is known when everything up to there is.
    async fn known(&self, position: Position) -> Arc<Facts> {
        let token = format!("membership:{position}").parse().unwrap();
        self.rights.known_since(&[token], soon()).await.unwrap().facts
    }
}

/// An event that membership published.
struct Said {
    stream: StreamName,
    revision: Revision,
    event_type: String,
    published: Vec<u8>,
}

impl Step for Said {
    fn stream(&self) -> StreamName {
        self.stream.clone()
    }

    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let event = DecidedEvent {
            event_type: self.event_type.clone(),
            data: "{}".to_owned(),
            published: Some(self.published.clone().into()),
        };
        let (stream, revision) = (self.stream.clone(), self.revision);
        Box::pin(async move { Ok(Part { stream, revision, events: vec![event] }) })
    }
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

fn wire_right(role: wire::Role, kind: Kind, id: &str, last_day: &str) -> Option<wire::Right> {
    Some(wire::Right {
        unit_id: OFFICE.to_string(),
        capacity: CAPACITY.to_owned(),
        role: role.into(),
        scope: Some(wire::Scope { kind: kind.into(), id: id.to_owned() }),
        first_day: day(0).to_string(),
        last_day: last_day.to_owned(),
    })
}

fn granted(grant: Uuid, person: &str, right: Option<wire::Right>) -> wire::RightGranted {
    let decision_ref = Some(wire::DecisionRef {
        number_symbol: "1-QĐ/TU".to_owned(),
        issued_on: day(0).to_string(),
        issuer_unit_id: OFFICE.to_string(),
    });
    wire::RightGranted {
        grant_id: grant.to_string(),
        person: person.to_owned(),
        right,
        decision_ref,
    }
}

fn unit(id: Uuid, parent: Option<Uuid>) -> wire::UnitEstablished {
    wire::UnitEstablished {
        unit_id: id.to_string(),
        occurred_on: day(0).to_string(),
        parent_unit_id: parent.map(|id| id.to_string()).unwrap_or_default(),
        ..wire::UnitEstablished::default()
    }
}

fn rpc(name: &str) -> &'static Rpc {
    RPCS.iter().find(|rpc| rpc.name.ends_with(name)).unwrap()
}

#[tokio::test]
async fn what_membership_publishes_is_what_is_known() {
    let world = World::start().await;
    world.says("unit-1", 0, "UnitEstablished", unit(HERE, None)).await;
    world.says("unit-2", 0, "UnitEstablished", unit(UNDER_HERE, Some(HERE))).await;
    let right = wire_right(wire::Role::RegistryOfficer, Kind::Unit, &HERE.to_string(), "");
    world.says("holder-1", 0, "RightGranted", granted(GRANT, PERSON, right.clone())).await;
    let delegated = wire::RightDelegated {
        grant_id: id(2).to_string(),
        person: OTHER.to_owned(),
        right,
        source_grant_id: GRANT.to_string(),
        delegated_by: PERSON.to_owned(),
        ..wire::RightDelegated::default()
    };
    let position = world.says("holder-2", 0, "RightDelegated", delegated).await;

    let facts = world.known(position).await;
    let given: Vec<_> = facts.given_after(None, on(1)).collect();
    assert_eq!(given.iter().map(|it| it.grant).collect::<Vec<_>>(), [GRANT, id(2)]);
    let own = super::world::right(wire::Role::RegistryOfficer, Thing::unit(HERE), 0, None);
    assert_eq!((&given[0].right, &given[1].right, given[1].source), (&own, &own, Some(GRANT)));
    assert_eq!(given[0].decision.as_ref().unwrap().number_symbol, "1-QĐ/TU");
    let around = facts.around(&Thing::unit(UNDER_HERE), on(1));
    assert_eq!(around, [Thing::province(), Thing::unit(HERE)].into());

    let revoked = wire::RightRevoked {
        grant_id: GRANT.to_string(),
        person: PERSON.to_owned(),
        occurred_on: day(5).to_string(),
        decision_ref: None,
    };
    let position = world.says("holder-1", 1, "RightRevoked", revoked).await;
    let facts = world.known(position).await;
    let of = |person: &str| facts.given_to(person, on(5)).next().unwrap();
    assert_eq!(facts.standing(of(PERSON), on(4)), Standing::Held);
    assert_eq!(facts.standing(of(PERSON), on(5)), Standing::Revoked);
    assert_eq!(facts.standing(of(OTHER), on(5)), Standing::SourceEnded);
    assert_eq!(facts.revision(PERSON), 2);

    let abolished = wire::UnitAbolished {
        unit_id: OFFICE.to_string(),
        occurred_on: day(3).to_string(),
        decision_ref: None,
    };
    let position = world.says("unit-3", 0, "UnitAbolished", abolished).await;
    let facts = world.known(position).await;
    let own = facts.given_to(PERSON, on(3)).next().unwrap();
    assert_eq!(facts.standing(own, on(3)), Standing::UnitEnded);
}

#[tokio::test]
async fn what_was_in_a_unit_that_ended_is_in_its_only_successor() {
    let world = World::start().await;
    world.says("unit-1", 0, "UnitEstablished", unit(HERE, None)).await;
    world.says("unit-2", 0, "UnitEstablished", unit(THERE, None)).await;
    let successor = |id: Uuid| wire::UnitSuccessor { unit_id: id.to_string(), parts: 0 };
    let succeeded = |unit: Uuid, successors: Vec<wire::UnitSuccessor>| wire::UnitSucceeded {
        unit_id: unit.to_string(),
        occurred_on: day(5).to_string(),
        predecessor_ends: true,
        successors,
        ..wire::UnitSucceeded::default()
    };
    let merged = succeeded(HERE, vec![successor(OFFICE)]);
    world.says("unit-1", 1, "UnitSucceeded", merged).await;
    let split = succeeded(THERE, vec![successor(OFFICE), successor(UNDER_HERE)]);
    let facts = world.known(world.says("unit-2", 1, "UnitSucceeded", split).await).await;
    let is_in_office =
        |unit: Uuid| facts.around(&Thing::unit(unit), on(5)).contains(&Thing::unit(OFFICE));
    assert_eq!((is_in_office(HERE), is_in_office(THERE)), (true, false));
}

#[tokio::test]
async fn a_right_takes_effect_without_being_asked_for() {
    let world = World::start().await;
    let who = Who::Person { person: PERSON, unit: OFFICE, capacity: CAPACITY };
    let mut beats = world.rights.beats();
    beats.wait_for(Option::is_some).await.unwrap();
    let decided = || {
        let (rights, facts) = (&world.rights, world.rights.known_now().unwrap());
        rights.policies().decide(&facts, who, rpc("ListUnits"), &[], Moment::on(day(1)))
    };
    assert_eq!(decided(), Decision::MayNot);

    let right = wire_right(wire::Role::Monitor, Kind::Province, "", "");
    world.says("holder-1", 0, "RightGranted", granted(GRANT, PERSON, right)).await;
    while decided() != Decision::Allowed {
        tokio::time::timeout_at(soon(), beats.changed()).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn while_nothing_is_known_nothing_is_decided() {
    let database = servers::test::database().await;
    let pool = PgPool::connect(&database.url()).await.unwrap();
    ledger::migrate(&pool).await.unwrap();
    let following = follow::<RightsView>(pool, Vec::new(), ViewOptions::default());
    let rights = Rights::new(Policies::shared().unwrap(), following.reader(), None);
    assert!(rights.known_now().is_none());
}

/// What has nothing to do with rights.
const SILENT: [&str; 35] = [
    "UnitRenamed",
    "AssociationInitiativeRecognised",
    "AssociationPermissionLapsed",
    "FoundingCongressHeld",
    "CharterApproved",
    "AssociationActivated",
    "CongressHeld",
    "CongressExtensionGranted",
    "CongressOverdueFlagged",
    "AssociationRenamed",
    "AssociationCharterChanged",
    "AssociationSuspended",
    "SuspensionLifted",
    "SuspensionExpiredUncured",
    "AssociationMerged",
    "AssociationConsolidated",
    "AssociationDivided",
    "AssociationSeparated",
    "AssociationDissolutionStarted",
    "AssociationDissolved",
    "UnionMembershipApplicationWithdrawn",
    "UnionMembershipRefused",
    "UnionMembershipAdmitted",
    "UnionMembershipSuspended",
    "UnionMembershipReinstated",
    "UnionMembershipLapsed",
    "UnionMembershipRenewed",
    "UnionMembershipEnded",
    "UnionMembershipCorrected",
    "HeadcountDeclared",
    "HeadcountCorrected",
    "AffiliatedUnitClosed",
    "CollectiveMemberLeft",
    "ClubClosed",
    "PersonalDataErased",
];

#[test]
fn each_event_of_the_contract_is_heard_or_known_to_be_silent() {
    let set = prost_types::FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
    let files = set.file.iter().filter(|file| file.package() == "hoitu.membership.v1");
    let files = files.filter(|file| file.name().ends_with("events.proto"));
    let mut events: Vec<_> = files.flat_map(|file| &file.message_type).collect();
    events.retain(|event| {
        event.field.iter().any(|field| {
            field.name() == "occurred_on"
                || field.name() == "grant_id"
                || field.name() == "declared_on"
        })
    });
    assert!(events.len() > SILENT.len());
    for event in events {
        let entry = Entry {
            position: 1,
            stream: StreamName::new("any", 1),
            revision: 1,
            event_id: id(1),
            event_type: event.name().to_owned(),
            recorded_at: at(0),
            private_hash: Digest::ORIGIN,
            published: Some(Vec::new().into()),
            chain: Digest::ORIGIN,
            traceparent: None,
            private: None,
        };
        // An empty message lacks what a rights fact needs, so that one that is heard is an error.
        let is_heard = !matches!(RightsView::decode("membership", &entry), Ok(None));
        let is_silent = SILENT.contains(&event.name());
        assert!(is_heard != is_silent, "{}: is it heard, or silent?", event.name());
    }
}
