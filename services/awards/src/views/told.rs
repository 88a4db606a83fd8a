//! What tests of views hand to them: entries as the ledger gives them out.

use chrono::{DateTime, Utc};
use ledger::{Decider, Digest, Entry, Private, Recorded, StreamName, View};
use serde::Serialize;
use servers::test::TestDatabase;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

/// When the entry at a position was recorded.
pub(super) fn at(position: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + position, 0).unwrap()
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
            let data = serde_json::to_string(event).unwrap();
            let entry = Entry {
                position: self.position,
                stream: StreamName::new(D::CATEGORY, id),
                revision,
                event_id: Uuid::from_u128(self.position.try_into().unwrap()),
                event_type: "Sample".to_owned(),
                recorded_at: at(self.position),
                private_hash: Digest::ORIGIN,
                published: None,
                chain: Digest::ORIGIN,
                traceparent: None,
                private: Some(Private { data, provenance: "{}".to_owned() }),
            };
            let event = V::decode("awards", &entry).unwrap().expect("an entry of interest");
            V::apply(&mut self.tx, &[Recorded { source: "awards", entry, event }]).await.unwrap();
        }
    }
}
