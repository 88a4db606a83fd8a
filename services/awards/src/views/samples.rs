//! What tests of views hand to them: entries as the ledger gives them out.

use chrono::DateTime;
use ledger::{Decider, Digest, Entry, Private, Recorded, Revision, StreamName, View};
use serde::Serialize;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

/// A ledger in the making. Each entry is recorded a second after the one before.
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
        for event in events {
            let before = self.0.iter().filter(|it| it.stream == stream).count();
            let position = number(self.0.len() + 1);
            let data = serde_json::to_string(event).unwrap();
            self.0.push(Entry {
                position,
                stream: stream.clone(),
                revision: number(before + 1),
                event_id: Uuid::from_u128(position.try_into().unwrap()),
                event_type: "Sample".to_owned(),
                recorded_at: recorded_at(position),
                private_hash: Digest::ORIGIN,
                published: None,
                chain: Digest::ORIGIN,
                traceparent: None,
                private: Some(Private { data, provenance: "{}".to_owned() }),
            });
        }
    }

    /// When the last one was recorded.
    pub(super) fn now(&self) -> DateTime<chrono::Utc> {
        recorded_at(number(self.0.len()))
    }

    /// A database with what a view makes of it.
    pub(super) async fn shown<V: View>(&self) -> (servers::test::TestDatabase, PgConnection) {
        let database = servers::test::database().await;
        let mut connection = PgConnection::connect(&database.url()).await.unwrap();
        sqlx::raw_sql(V::TABLES).execute(&mut connection).await.unwrap();
        let events: Vec<_> = self.0.iter().filter_map(recorded::<V>).collect();
        V::apply(&mut connection, &events).await.unwrap();
        (database, connection)
    }
}

fn number(count: usize) -> Revision {
    count.try_into().unwrap()
}

fn recorded_at(position: Revision) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_700_000_000 + position, 0).unwrap()
}

fn recorded<V: View>(entry: &Entry) -> Option<Recorded<V::Event>> {
    let event = V::decode("awards", entry).unwrap()?;
    Some(Recorded { source: "awards", entry: entry.clone(), event })
}
