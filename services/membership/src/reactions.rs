//! What time and erasures ask for: the commands owed to associations when a legal deadline has passed, and the
//! destruction of an erased person's key ([`erasures`]).
//!
//! The domain says what is due ([`crate::domain::association::Association::due`]). The first moment of that
//! day in Vietnam is when it is sent, under an id that the event that made it due decides.

mod erasures;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use ledger::outbound::{self, Outbound};
use ledger::scheduler::{Dispatch, DispatchError};
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{Asked, Decider as _, Digest, Entry, Provenance};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::AssociationId;
use crate::domain::association::{Association, Due, Event, Overdue};
use crate::grpc::Membership;
use crate::views::own;
pub use erasures::PersonErasures;
pub(crate) use erasures::keep_destroyed;

const TARGET: &str = "association.deadline";

/// What was over already when it was recorded is past that somebody enters, and what followed it is entered next. So
/// long nothing comes of its deadline, whose day stays what it is.
const TO_ENTER_WHAT_FOLLOWED: TimeDelta = TimeDelta::days(1);

/// How far Vietnam is ahead of UTC.
const VIETNAM: TimeDelta = TimeDelta::hours(7);

/// Owes each association what is due next, and nothing else.
pub struct AssociationDeadlines;

impl View for AssociationDeadlines {
    const NAME: &'static str = "association_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../sql/association_deadlines.sql");
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        own::<Association>(entry)
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (association, event), .. } in events {
            let mut history = remembered(tx, *association).await?;
            let before = Association::replay(&history).due();
            remember(tx, *association, entry, event).await?;
            history.push(event.clone());
            let after = Association::replay(&history).due();
            if after != before {
                owe(tx, *association, entry, after).await?;
            }
        }
        Ok(())
    }
}

async fn remembered(tx: &mut PgConnection, association: Uuid) -> Result<Vec<Event>, ApplyError> {
    let query = "SELECT event FROM history WHERE association_id = $1 ORDER BY revision";
    let rows: Vec<String> = sqlx::query_scalar(query).bind(association).fetch_all(tx).await?;
    let events = rows.iter().map(|event| serde_json::from_str(event)).collect();
    Result::map_err(events, |error: serde_json::Error| ApplyError::Unfitting(error.into()))
}

async fn remember(
    tx: &mut PgConnection,
    association: Uuid,
    entry: &Entry,
    event: &Event,
) -> Result<(), ApplyError> {
    let event = serde_json::to_string(event).expect("events are plain data");
    sqlx::query("INSERT INTO history VALUES ($1, $2, $3)")
        .bind(association)
        .bind(entry.revision)
        .bind(event)
        .execute(tx)
        .await?;
    Ok(())
}

/// Takes back what was owed, and owes what is due now.
async fn owe(
    tx: &mut PgConnection,
    association: Uuid,
    cause: &Entry,
    due: Option<Due>,
) -> Result<(), ApplyError> {
    let taken_back: Option<Uuid> =
        sqlx::query_scalar("DELETE FROM owed WHERE association_id = $1 RETURNING command_id")
            .bind(association)
            .fetch_optional(&mut *tx)
            .await?;
    if let Some(command_id) = taken_back {
        outbound::cancel(tx, command_id).await?;
    }
    let Some(Due { on, what }) = due else { return Ok(()) };
    let deadline = Deadline { association_id: AssociationId(association), on, what };
    let payload = serde_json::to_string(&deadline).expect("deadlines are plain data");
    let at = sent_at(what, on, cause.recorded_at);
    let owed = Outbound::reaction(cause.event_id, "deadline", TARGET, payload, at);
    outbound::send(tx, &owed).await?;
    sqlx::query("INSERT INTO owed VALUES ($1, $2)")
        .bind(association)
        .bind(owed.command_id)
        .execute(tx)
        .await?;
    Ok(())
}

/// At the beginning of its day; an end that was due already comes later. What is only flagged goes away by itself.
fn sent_at(what: Overdue, on: NaiveDate, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
    let due_at = beginning_of(on);
    match what {
        Overdue::Permission if due_at <= recorded_at => recorded_at + TO_ENTER_WHAT_FOLLOWED,
        Overdue::Permission | Overdue::Congress | Overdue::Suspension => due_at,
    }
}

/// The first moment of a day in Vietnam.
fn beginning_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - VIETNAM
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Deadline {
    association_id: AssociationId,
    on: NaiveDate,
    what: Overdue,
}

impl Dispatch for Membership {
    fn dispatch<'a>(&'a self, owed: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>> {
        Box::pin(async move {
            match owed.target.as_str() {
                TARGET => self.pass(owed).await,
                erasures::TARGET => self.destroy_key(owed).await,
                unknown => Err(DispatchError::Failed(format!("nobody does {unknown}").into())),
            }
        })
    }
}

impl Membership {
    async fn pass(&self, owed: &Outbound) -> Result<(), DispatchError> {
        let Deadline { association_id, on, what } = serde_json::from_str(&owed.payload)
            .map_err(|error| DispatchError::Failed(error.into()))?;
        let steps = match what {
            Overdue::Permission => self.end(association_id, what.command(on)).await?,
            Overdue::Congress | Overdue::Suspension => {
                vec![self.associations.step(association_id, what.command(on))]
            }
        };
        self.ledger.act(scheduled(owed), steps).await?;
        Ok(())
    }
}

/// What surrounds a command that nobody asks for.
fn scheduled(owed: &Outbound) -> Asked {
    Asked {
        request_id: owed.command_id,
        fingerprint: Digest::of(owed.payload.as_bytes()),
        expected: None,
        validate_only: false,
        provenance: Provenance {
            person: "scheduler".to_owned(),
            capacity: "scheduler".to_owned(),
            causation_id: owed.caused_by,
            correlation_id: owed.caused_by,
            ..Provenance::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_seven_hours_earlier_in_vietnam() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(beginning_of(day).to_rfc3339(), "2026-11-23T17:00:00+00:00");
    }

    #[test]
    fn an_end_that_was_due_when_it_was_recorded_leaves_a_day_for_what_followed() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let due_at = beginning_of(day);
        let before = due_at - TimeDelta::microseconds(1);
        assert_eq!(sent_at(Overdue::Permission, day, before), due_at);
        assert_eq!(sent_at(Overdue::Permission, day, due_at), due_at + TimeDelta::days(1));
        assert_eq!(sent_at(Overdue::Congress, day, due_at), due_at);
    }
}
