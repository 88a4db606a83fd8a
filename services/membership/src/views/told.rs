//! A view that was told what happened, on a real PostgreSQL: what it answers about any day, to one who
//! knows as much as was known at any instant.

use chrono::{DateTime, Days, NaiveDate, Utc};
use ledger::view::{Recorded, View};
use ledger::{Decider, Digest, Entry, Position, Private, StreamName};
use serde::Serialize;
use serde::de::DeserializeOwned;
use servers::test::TestDatabase;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::Moment;
use crate::domain::{Act, DecisionRef, EvidenceRef, UnitId};

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(number)
}

/// Of a day, as it was known when so many events were recorded.
pub fn of(as_of: u64, known: Position) -> Moment {
    Moment { as_of: day(as_of), known_at: at(known), present: true }
}

fn at(position: Position) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + position, 0).unwrap()
}

pub fn decision() -> DecisionRef {
    let (number_symbol, issuer_unit_id) = ("1/QĐ-UBND".into(), UnitId(id(9)));
    DecisionRef { number_symbol, issued_on: day(0), issuer_unit_id }
}

pub fn act(on: u64) -> Act {
    Act { occurred_on: day(on), decision: decision() }
}

pub fn evidence() -> EvidenceRef {
    let number_symbol = "1/BB".into();
    EvidenceRef { number_symbol, issued_on: day(0), issuer_id: id(9), file_sha256: None }
}

/// The view after these events, each of the aggregate with that number, recorded second by second.
pub async fn told<V, D>(events: Vec<(u128, D::Event)>) -> (TestDatabase, PgConnection)
where
    V: View<Event = (Uuid, D::Event)>,
    D: Decider,
    D::Event: Serialize + DeserializeOwned,
{
    let database = servers::test::database().await;
    let mut tx = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::raw_sql(V::TABLES).execute(&mut tx).await.unwrap();
    let recorded = (1..).zip(events).map(|(position, (number, event))| {
        let entry = entry::<D>(position, id(number), &event);
        let event = V::decode("membership", &entry).unwrap().expect("it is for this view");
        Recorded { source: "membership", entry, event }
    });
    V::apply(&mut tx, &recorded.collect::<Vec<_>>()).await.unwrap();
    (database, tx)
}

fn entry<D>(position: Position, id: Uuid, event: &D::Event) -> Entry
where
    D: Decider,
    D::Event: Serialize,
{
    let data = serde_json::to_string(event).unwrap();
    Entry {
        position,
        stream: StreamName::new(D::CATEGORY, id),
        revision: position,
        event_id: Uuid::from_u128(position.unsigned_abs().into()),
        event_type: String::new(),
        recorded_at: at(position),
        private_hash: Digest::ORIGIN,
        published: None,
        chain: Digest::ORIGIN,
        traceparent: None,
        private: Some(Private { data, provenance: String::new() }),
    }
}
