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

fn entry(
    position: i64,
    (stream, revision): (StreamName, Revision),
    event: &impl Serialize,
) -> Entry {
    let data = serde_json::to_string(event).unwrap();
    Entry {
        position,
        stream,
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

/// A view on a real PostgreSQL, and what is recorded in its ledger.
pub(super) struct Told {
    pub(super) tx: PgConnection,
    position: i64,
    _database: TestDatabase,
}

impl Told {
    pub(super) async fn nothing<V: View>() -> Self {
        let database = servers::test::database().await;
        let mut tx = PgConnection::connect(&database.url()).await.unwrap();
        sqlx::raw_sql(V::TABLES).execute(&mut tx).await.unwrap();
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
            let stream = StreamName::new(D::CATEGORY, id);
            let entry = entry(self.position, (stream, revision), event);
            let event = V::decode("awards", &entry).unwrap().expect("an entry of interest");
            V::apply(&mut self.tx, &[Recorded { source: "awards", entry, event }]).await.unwrap();
        }
    }
}

/// A ledger in the making, of which views are made anew for each question.
#[derive(Default)]
pub(super) struct Recording(Vec<Entry>);

impl Recording {
    /// What has happened to an aggregate next.
    pub(super) fn of<D>(&mut self, id: Uuid, events: &[D::Event])
    where
        D: Decider,
        D::Event: Serialize,
    {
        let stream = StreamName::new(D::CATEGORY, id);
        let before = self.0.iter().filter(|it| it.stream == stream).count();
        for (revision, event) in (number(before) + 1..).zip(events) {
            let position = number(self.0.len()) + 1;
            self.0.push(entry(position, (stream.clone(), revision), event));
        }
    }

    /// When the last one was recorded.
    pub(super) fn now(&self) -> DateTime<Utc> {
        at(number(self.0.len()))
    }

    /// A database with what a view makes of it.
    pub(super) async fn shown<V: View>(&self) -> (TestDatabase, PgConnection) {
        let Told { mut tx, _database: database, .. } = Told::nothing::<V>().await;
        let events: Vec<_> = self.0.iter().filter_map(recorded::<V>).collect();
        V::apply(&mut tx, &events).await.unwrap();
        (database, tx)
    }
}

fn number(count: usize) -> i64 {
    count.try_into().unwrap()
}

fn recorded<V: View>(entry: &Entry) -> Option<Recorded<V::Event>> {
    let event = V::decode("awards", entry).unwrap()?;
    Some(Recorded { source: "awards", entry: entry.clone(), event })
}
