//! Deadlines: views that owe each aggregate what is due next, and nothing else.
//!
//! The domain says what is due, from all that was recorded. Who is away for a time does all that has passed in its
//! order, as what comes after a deadline is owed when that one is recorded.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::outbound::{self, Outbound};
use crate::view::{ApplyError, Recorded};
use crate::{Decider, Entry};

/// What such a view remembers: [`crate::View::TABLES`].
pub const TABLES: &str = include_str!("../sql/deadlines_tables.sql");

/// Hears an event of an aggregate. Where something else is due after it than before, takes back what was owed and owes
/// the command for it.
///
/// # Errors
/// If the database fails, or holds an event that is none of these.
pub async fn hear<D, Due>(
    tx: &mut PgConnection,
    recorded: &Recorded<(Uuid, D::Event)>,
    due: impl Fn(&D) -> Option<Due> + Send,
    command: impl Fn(Uuid, &Entry, Due) -> Outbound + Send,
) -> Result<(), ApplyError>
where
    D: Decider + Send,
    D::Event: Clone + Serialize + DeserializeOwned + Send + Sync,
    Due: PartialEq + Send,
{
    let Recorded { entry, event: (id, event), .. } = recorded;
    let mut history: Vec<D::Event> = remembered(tx, *id).await?;
    let before = due(&D::replay(&history));
    remember(tx, *id, entry.revision, event).await?;
    history.push(event.clone());
    let after = due(&D::replay(&history));
    if after == before {
        return Ok(());
    }
    take_back(tx, *id).await?;
    match after {
        None => Ok(()),
        Some(due) => owe(tx, *id, &command(*id, entry, due)).await,
    }
}

async fn remembered<E: DeserializeOwned>(
    tx: &mut PgConnection,
    id: Uuid,
) -> Result<Vec<E>, ApplyError> {
    let query = "SELECT event FROM history WHERE id = $1 ORDER BY revision";
    let rows: Vec<String> = sqlx::query_scalar(query).bind(id).fetch_all(tx).await?;
    let events = rows.iter().map(|event| serde_json::from_str(event)).collect();
    Result::map_err(events, |error: serde_json::Error| ApplyError::Unfitting(error.into()))
}

async fn remember<E: Serialize + Sync>(
    tx: &mut PgConnection,
    id: Uuid,
    revision: i64,
    event: &E,
) -> Result<(), ApplyError> {
    let event = serde_json::to_string(event).expect("events are plain data");
    let insert = sqlx::query("INSERT INTO history VALUES ($1, $2, $3)");
    insert.bind(id).bind(revision).bind(event).execute(tx).await?;
    Ok(())
}

async fn take_back(tx: &mut PgConnection, id: Uuid) -> Result<(), ApplyError> {
    let delete = sqlx::query_scalar("DELETE FROM owed WHERE id = $1 RETURNING command_id");
    if let Some(command_id) = delete.bind(id).fetch_optional(&mut *tx).await? {
        outbound::cancel(tx, command_id).await?;
    }
    Ok(())
}

async fn owe(tx: &mut PgConnection, id: Uuid, command: &Outbound) -> Result<(), ApplyError> {
    outbound::send(tx, command).await?;
    let insert = sqlx::query("INSERT INTO owed VALUES ($1, $2)");
    insert.bind(id).bind(command.command_id).execute(tx).await?;
    Ok(())
}
