//! Erasures: views that owe the destruction of each erased person's key, and remember who is erased.
//!
//! The order is owed in the transaction that hears the fact, and carried out until it has succeeded; the key stays
//! destroyed however often that is. Whoever is erased is remembered: a database of keys that was restored from a backup
//! has such keys again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::outbound::{self, Outbound};
use crate::scheduler::DispatchError;
use crate::sealed::Keys;
use crate::view::{ApplyError, Recorded};

/// What such a view remembers: [`crate::View::TABLES`].
pub const TABLES: &str = include_str!("../sql/erasures_tables.sql");

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Destruction {
    person_id: Uuid,
}

/// Hears that a person is erased, and owes the destruction of the key to whoever carries out that target.
///
/// # Errors
/// If the database fails.
pub async fn hear(
    tx: &mut PgConnection,
    recorded: &Recorded<Uuid>,
    target: &str,
) -> Result<(), ApplyError> {
    let Recorded { entry, event: person_id, .. } = recorded;
    let destruction = Destruction { person_id: *person_id };
    let payload = serde_json::to_string(&destruction).expect("ids are plain data");
    let at = entry.recorded_at;
    let owed = Outbound::reaction(entry.event_id, "destroy key", target, payload, at);
    outbound::send(tx, &owed).await?;
    let remember = "INSERT INTO erased VALUES ($1)";
    sqlx::query(remember).bind(person_id).execute(tx).await?;
    Ok(())
}

/// Destroys the key that is owed: whose, and when that was.
///
/// # Errors
/// If it is not one of these orders, or the database of keys does not answer.
pub async fn carry_out(
    keys: &Keys,
    owed: &Outbound,
) -> Result<(Uuid, DateTime<Utc>), DispatchError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| DispatchError::Failed(error);
    let Destruction { person_id } =
        serde_json::from_str(&owed.payload).map_err(|error| failed(error.into()))?;
    let at = keys.destroy(person_id).await.map_err(|error| failed(error.into()))?;
    Ok((person_id, at))
}

/// Whoever is erased, as such a view remembers it.
///
/// # Errors
/// If the database fails.
pub async fn erased(tx: &mut PgConnection) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar("SELECT person_id FROM erased").fetch_all(tx).await
}
