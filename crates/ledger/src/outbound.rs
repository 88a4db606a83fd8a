//! Commands owed: what a reaction or a process sends, now or at a due instant.
//!
//! owed → done, refused or cancelled
//!
//! A process is a [`crate::View`] whose tables are its memory and whose effects are rows here, written
//! in the transaction that moves its checkpoint. Ids are derived from the cause, so an act repeated
//! after a crash owes the same command and not a second one; the receiver's request id does the rest.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Asked, Digest, Provenance};

/// A command to be sent, with the request id it is sent under.
#[derive(Debug, Clone, PartialEq)]
pub struct Outbound {
    pub command_id: Uuid,
    /// Which [`crate::scheduler::Dispatch`] arm carries it out, such as `association.lapse_permission`.
    pub target: String,
    /// The command as JSON, without personal data in clear.
    pub payload: String,
    /// The event that led to it.
    pub caused_by: Option<Uuid>,
    pub due_at: DateTime<Utc>,
}

impl Outbound {
    /// The `step`-th command that an event leads to.
    #[must_use]
    pub fn reaction(
        event_id: Uuid,
        step: &str,
        target: &str,
        payload: String,
        due_at: DateTime<Utc>,
    ) -> Self {
        let command_id = Uuid::new_v5(&event_id, step.as_bytes());
        Self { command_id, target: target.into(), payload, caused_by: Some(event_id), due_at }
    }

    /// What a rule does to an aggregate at an instant; see [`timer_id`].
    #[must_use]
    pub fn timer(aggregate: Uuid, rule: &str, payload: String, due_at: DateTime<Utc>) -> Self {
        let command_id = timer_id(aggregate, rule, due_at);
        Self { command_id, target: rule.into(), payload, caused_by: None, due_at }
    }

    /// What surrounds the command when it is sent: nobody asks for it.
    #[must_use]
    pub fn asked(&self) -> Asked {
        Asked {
            request_id: self.command_id,
            fingerprint: Digest::of(self.payload.as_bytes()),
            expected: None,
            validate_only: false,
            provenance: Provenance {
                person: "scheduler".to_owned(),
                capacity: "scheduler".to_owned(),
                causation_id: self.caused_by,
                correlation_id: self.caused_by,
                ..Provenance::default()
            },
        }
    }
}

/// The id of what `rule` does to `aggregate` at `due_at`: the same whoever derives it, however often.
#[must_use]
pub fn timer_id(aggregate: Uuid, rule: &str, due_at: DateTime<Utc>) -> Uuid {
    let name = format!("{rule}/{}", due_at.timestamp_micros());
    Uuid::new_v5(&aggregate, name.as_bytes())
}

/// Owes the command, in the caller's transaction. The same id again changes nothing.
pub async fn send(tx: &mut PgConnection, outbound: &Outbound) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO ledger.outbound (command_id, target, payload, caused_by, due_at, next_at)
         VALUES ($1, $2, $3, $4, $5, $5)
         ON CONFLICT ON CONSTRAINT outbound_pkey DO NOTHING",
    )
    .bind(outbound.command_id)
    .bind(&outbound.target)
    .bind(&outbound.payload)
    .bind(outbound.caused_by)
    .bind(outbound.due_at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Stops owing the command, in the caller's transaction; one that has been sent stays sent.
pub async fn cancel(tx: &mut PgConnection, command_id: Uuid) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE ledger.outbound SET outcome = 'cancelled', settled_at = clock_timestamp()
         WHERE command_id = $1 AND settled_at IS NULL",
    )
    .bind(command_id)
    .execute(tx)
    .await?;
    Ok(())
}
