//! What tests of views hand to them: entries as the ledger gives them out.

use chrono::{DateTime, Utc};
use ledger::{Decider, Digest, Entry, Private, Recorded, Revision, StreamName, View};
use serde::Serialize;
use servers::test::TestDatabase;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

/// When the entry at a position was recorded.
pub(super) fn at(position: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + position, 0).unwrap()
}

/// An event as it is recorded.
fn entry<D>(position: i64, id: Uuid, revision: Revision, event: &D::Event) -> Entry
where
    D: Decider,
    D::Event: Serialize,
{
    let data = serde_json::to_string(event).unwrap();
    Entry {
        position,
        stream: StreamName::new(D::CATEGORY, id),
        revision,
        event_id: Uuid::from_u128(position.try_into().unwrap()),
        event_type: "Sample".to_owned(),
        recorded_at: at(position),
        private_hash: Digest::ORIGIN,
        published: None,
        chain: Digest::ORIGIN,
        traceparent: None,
        private: Some(Private { data, provenance: "{}".to_owned() }),
    }
}

fn recorded<V: View>(entry: &Entry) -> Option<Recorded<V::Event>> {
    let event = V::decode("awards", entry).unwrap()?;
    Some(Recorded { source: "awards", entry: entry.clone(), event })
}

/// A database with the empty tables of a view.
async fn tables<V: View>() -> (TestDatabase, PgConnection) {
    let database = servers::test::database().await;
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::raw_sql(V::TABLES).execute(&mut connection).await.unwrap();
    (database, connection)
}

/// A ledger in the making. Each entry is recorded a second after the one before.
#[derive(Default, Clone)]
pub(super) struct Recording(Vec<Entry>);

impl Recording {
    /// What has happened to an aggregate next.
    pub(super) fn of<D>(&mut self, id: Uuid, events: &[D::Event])
    where
        D: Decider,
        D::Event: Serialize,
    {
        let stream = StreamName::new(D::CATEGORY, id);
        for event in events {
            let before = self.0.iter().filter(|it| it.stream == stream).count();
            self.0.push(entry::<D>(number(self.0.len() + 1), id, number(before + 1), event));
        }
    }

    /// When the last one was recorded.
    pub(super) fn now(&self) -> DateTime<Utc> {
        at(number(self.0.len()))
    }

    /// A database with what a view makes of it.
    pub(super) async fn shown<V: View>(&self) -> (TestDatabase, PgConnection) {
        let (database, mut connection) = tables::<V>().await;
        let events: Vec<_> = self.0.iter().filter_map(recorded::<V>).collect();
        V::apply(&mut connection, &events).await.unwrap();
        (database, connection)
    }
}

fn number(count: usize) -> i64 {
    count.try_into().unwrap()
}

/// A view that hears one entry after the other, and can be asked in between.
pub(super) struct Told {
    pub(super) tx: PgConnection,
    position: i64,
    _database: TestDatabase,
}

impl Told {
    pub(super) async fn nothing<V: View>() -> Self {
        let (database, tx) = tables::<V>().await;
        Self { tx, position: 0, _database: database }
    }

    /// The next events of one stream, from a revision on.
    pub(super) async fn hears<V, D>(&mut self, id: Uuid, after: i64, events: &[D::Event])
    where
        V: View,
        D: Decider,
        D::Event: Serialize,
    {
        for (revision, event) in (after + 1..).zip(events) {
            self.position += 1;
            let entry = entry::<D>(self.position, id, revision, event);
            let event = recorded::<V>(&entry).expect("an entry of interest");
            V::apply(&mut self.tx, &[event]).await.unwrap();
        }
    }
}
