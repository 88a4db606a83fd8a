//! What an erasure leads to: the person's key is destroyed, and that is recorded.
//!
//! The order is owed in the transaction that hears the fact, and carried out until it has succeeded; the
//! key stays destroyed however often that is. Whoever is erased is remembered: a database of keys that was
//! restored from a backup has such keys again.

use std::time::Duration;

use chassis::telemetry::chain;
use ledger::Entry;
use ledger::outbound::{self, Outbound};
use ledger::scheduler::DispatchError;
use ledger::sealed::Keys;
use ledger::view::{ApplyError, Reader, Recorded, Undecodable, View};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use tokio::time::Instant;
use uuid::Uuid;

use crate::domain::PersonId;
use crate::domain::person::{Command, Event, Person};
use crate::grpc::Membership;

pub(super) const TARGET: &str = "person.destroy_key";

/// Owes the destruction of each erased person's key, and remembers who is erased.
pub struct PersonErasures;

impl View for PersonErasures {
    const NAME: &'static str = "person_erasures";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/person_erasures.sql");
    /// Whoever is erased.
    type Event = Uuid;

    fn decode(_: &str, entry: &Entry) -> Result<Option<Uuid>, Undecodable> {
        Ok(match entry.of::<Person>()? {
            Some((person, Event::Erased { .. })) => Some(person),
            Some((
                _,
                Event::Registered { .. }
                | Event::Corrected { .. }
                | Event::ErasureRequested { .. }
                | Event::ErasureRefused { .. }
                | Event::KeyDestroyed { .. },
            ))
            | None => None,
        })
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Uuid>]) -> Result<(), ApplyError> {
        for Recorded { entry, event: person, .. } in events {
            let destruction = Destruction { person_id: PersonId(*person) };
            let payload = serde_json::to_string(&destruction).expect("ids are plain data");
            let at = entry.recorded_at;
            let owed = Outbound::reaction(entry.event_id, "destroy key", TARGET, payload, at);
            outbound::send(tx, &owed).await?;
            let remember = "INSERT INTO erased VALUES ($1)";
            sqlx::query(remember).bind(person).execute(&mut *tx).await?;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Destruction {
    person_id: PersonId,
}

impl Membership {
    pub(super) async fn destroy_key(&self, owed: &Outbound) -> Result<(), DispatchError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| DispatchError::Failed(error);
        let Destruction { person_id } =
            serde_json::from_str(&owed.payload).map_err(|error| failed(error.into()))?;
        let at = self.keys.destroy(person_id.0).await.map_err(|error| failed(error.into()))?;
        let command = Command::RecordKeyDestroyed { at };
        self.persons.handle(person_id, command, owed.asked()).await?;
        Ok(())
    }
}

/// How often it is looked whether a destroyed key is there again.
const EVERY: Duration = Duration::from_secs(600);
/// How long such a look may wait for the view.
const PATIENCE: Duration = Duration::from_secs(5);

/// Destroys again what a restored database of keys brought back.
pub(crate) async fn keep_destroyed(erasures: Reader<PersonErasures>, keys: Keys) {
    loop {
        if let Err(error) = destroy_again(&erasures, &keys).await {
            tracing::warn!(error = %chain(error.as_ref()), "destroyed keys could not be looked for");
        }
        let _ = tokio::time::timeout(EVERY, std::future::pending::<()>()).await;
    }
}

async fn destroy_again(
    erasures: &Reader<PersonErasures>,
    keys: &Keys,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let mut snapshot = erasures.begin(&[], Instant::now() + PATIENCE).await?;
    let erased: Vec<Uuid> =
        sqlx::query_scalar("SELECT person_id FROM erased").fetch_all(&mut *snapshot.tx).await?;
    drop(snapshot);
    let found = keys.destroy_again(&erased).await?;
    if found > 0 {
        tracing::warn!(found, "keys that had been destroyed were there again, and are destroyed");
    }
    Ok(())
}
