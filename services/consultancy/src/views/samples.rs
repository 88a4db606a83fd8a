//! What tests of views hand to them: entries as the ledger gives them out.

use chrono::DateTime;
use ledger::{Digest, Entry, Private, Recorded, StreamName, View};
use serde::Serialize;
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

/// An entry at this position, recorded so many seconds after an instant that is the same for all.
pub(super) fn entry(position: i64, (category, id, event): (&str, Uuid, String)) -> Entry {
    Entry {
        position,
        stream: StreamName::new(category, id),
        revision: position,
        event_id: Uuid::from_u128(position.try_into().unwrap()),
        event_type: "Sample".to_owned(),
        recorded_at: DateTime::from_timestamp(1_700_000_000 + position, 0).unwrap(),
        private_hash: Digest::ORIGIN,
        published: None,
        chain: Digest::ORIGIN,
        traceparent: None,
        private: Some(Private { data: event, provenance: "{}".to_owned() }),
    }
}

/// An event as it is stored.
pub(super) fn stored(event: &impl Serialize) -> String {
    serde_json::to_string(event).unwrap()
}

/// What a view makes of an entry that it is interested in.
pub(super) fn recorded<V: View>(entry: &Entry) -> Recorded<V::Event> {
    let event = V::decode("consultancy", entry).unwrap().expect("an entry of interest");
    Recorded { source: "consultancy", entry: entry.clone(), event }
}

/// A database with the view's tables in it.
pub(super) async fn tables<V: View>() -> (servers::test::TestDatabase, PgConnection) {
    let database = servers::test::database().await;
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::raw_sql(V::TABLES).execute(&mut connection).await.unwrap();
    (database, connection)
}
