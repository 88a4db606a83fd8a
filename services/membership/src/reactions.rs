//! What time and erasures ask for: the commands owed to associations when a legal deadline has passed, and the
//! destruction of an erased person's key ([`erasures`]).
//!
//! The domain says what is due ([`crate::domain::association::Association::due`]). The first moment of that
//! day in Vietnam is when it is sent, under an id that the event that made it due decides.

mod erasures;

use chassis::clock::beginning_of;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use futures::future::BoxFuture;
use ledger::outbound::Outbound;
use ledger::scheduler::{Dispatch, DispatchError};
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{Entry, deadlines};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::AssociationId;
use crate::domain::association::{Association, Due, Event, Overdue};
use crate::grpc::Membership;
pub use erasures::PersonErasures;

const TARGET: &str = "association.deadline";

/// What was over already when it was recorded is past that somebody enters, and what followed it is entered next. So
/// long nothing comes of its deadline, whose day stays what it is.
const TO_ENTER_WHAT_FOLLOWED: TimeDelta = TimeDelta::days(1);

/// Owes each association what is due next, and nothing else.
pub struct AssociationDeadlines;

impl View for AssociationDeadlines {
    const NAME: &'static str = "association_deadlines";
    const VERSION: u32 = 2;
    const TABLES: &'static str = deadlines::TABLES;
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Association>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for recorded in events {
            deadlines::hear(tx, recorded, Association::due, owed).await?;
        }
        Ok(())
    }
}

/// The command for what is due of an association.
fn owed(id: Uuid, cause: &Entry, Due { on, what }: Due) -> Outbound {
    let deadline = Deadline { association_id: AssociationId(id), on, what };
    let deadline = serde_json::to_string(&deadline).expect("deadlines are plain data");
    let at = sent_at(what, on, cause.recorded_at);
    Outbound::reaction(cause.event_id, "deadline", TARGET, deadline, at)
}

/// At the beginning of its day; an end that was due already comes later. What is only flagged goes away by itself.
fn sent_at(what: Overdue, on: NaiveDate, recorded_at: DateTime<Utc>) -> DateTime<Utc> {
    let due_at = beginning_of(on);
    match what {
        Overdue::Permission if due_at <= recorded_at => recorded_at + TO_ENTER_WHAT_FOLLOWED,
        Overdue::Permission | Overdue::Congress | Overdue::Suspension => due_at,
    }
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
        self.ledger.act(owed.asked(), steps).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
