//! What time asks for: that a request lapses which nobody completed, and that a proposal or a recommendation is
//! unanswered.
//!
//! The domain says on which day ([`Review::lapses_on`], [`Proposal::silent_on`], [`Response::silent_on`]). The first
//! moment of that day in Vietnam is when the command is sent, under an id that the event that made it due decides.
//! What is not due any more is taken back in the same transaction.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use ledger::outbound::{self, Outbound};
use ledger::scheduler::{Dispatch, DispatchError};
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{Asked, CommandHandler, Decider, Digest, Entry, Provenance};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::proposal::{self, Proposal};
use crate::domain::response::{self, Response};
use crate::domain::review::{self, Review};
use crate::domain::{ProposalId, ReviewId};
use crate::views::own;

const REVIEW: &str = "review.lapse";
const PROPOSAL: &str = "proposal.record_silence";
const RESPONSE: &str = "response.record_silence";

/// How far Vietnam is ahead of UTC.
const VIETNAM: TimeDelta = TimeDelta::hours(7);

/// Owes a request that it lapses.
pub struct ReviewDeadlines;

/// Owes a proposal that its silence is recorded.
pub struct ProposalDeadlines;

/// Owes recommendations that their silence is recorded.
pub struct ResponseDeadlines;

impl View for ReviewDeadlines {
    const NAME: &'static str = "review_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../sql/deadlines_tables.sql");
    type Event = (Uuid, review::Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        own(Review::CATEGORY, entry)
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (id, event), .. } in events {
            Owing { tx, id: *id, entry, target: REVIEW }.hear(event, Review::lapses_on).await?;
        }
        Ok(())
    }
}

impl View for ProposalDeadlines {
    const NAME: &'static str = "proposal_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../sql/deadlines_tables.sql");
    type Event = (Uuid, proposal::Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        own(Proposal::CATEGORY, entry)
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (id, event), .. } in events {
            Owing { tx, id: *id, entry, target: PROPOSAL }.hear(event, Proposal::silent_on).await?;
        }
        Ok(())
    }
}

impl View for ResponseDeadlines {
    const NAME: &'static str = "response_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../sql/deadlines_tables.sql");
    type Event = (Uuid, response::Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        own(Response::CATEGORY, entry)
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (id, event), .. } in events {
            Owing { tx, id: *id, entry, target: RESPONSE }.hear(event, Response::silent_on).await?;
        }
        Ok(())
    }
}

/// One event on its way to what it makes due.
struct Owing<'a> {
    tx: &'a mut PgConnection,
    id: Uuid,
    entry: &'a Entry,
    target: &'static str,
}

impl Owing<'_> {
    /// Owes what is due after it, where that is another day than before.
    async fn hear<D>(
        mut self,
        event: &D::Event,
        due: impl Fn(&D) -> Option<NaiveDate> + Send,
    ) -> Result<(), ApplyError>
    where
        D: Decider + Send,
        D::Event: Clone + Serialize + DeserializeOwned + Send + Sync,
    {
        let mut history: Vec<D::Event> = self.remembered().await?;
        let before = due(&D::replay(&history));
        self.remember(event).await?;
        history.push(event.clone());
        let after = due(&D::replay(&history));
        if after == before { Ok(()) } else { self.owe(after).await }
    }

    async fn remembered<E: DeserializeOwned>(&mut self) -> Result<Vec<E>, ApplyError> {
        let query = "SELECT event FROM history WHERE id = $1 ORDER BY revision";
        let rows: Vec<String> =
            sqlx::query_scalar(query).bind(self.id).fetch_all(&mut *self.tx).await?;
        let events = rows.iter().map(|event| serde_json::from_str(event)).collect();
        Result::map_err(events, |error: serde_json::Error| ApplyError::Unfitting(error.into()))
    }

    async fn remember<E: Serialize + Sync>(&mut self, event: &E) -> Result<(), ApplyError> {
        let event = serde_json::to_string(event).expect("events are plain data");
        sqlx::query("INSERT INTO history VALUES ($1, $2, $3)")
            .bind(self.id)
            .bind(self.entry.revision)
            .bind(event)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Takes back what was owed, and owes what is due now.
    async fn owe(&mut self, due: Option<NaiveDate>) -> Result<(), ApplyError> {
        let taken_back: Option<Uuid> =
            sqlx::query_scalar("DELETE FROM owed WHERE id = $1 RETURNING command_id")
                .bind(self.id)
                .fetch_optional(&mut *self.tx)
                .await?;
        if let Some(command_id) = taken_back {
            outbound::cancel(self.tx, command_id).await?;
        }
        let Some(on) = due else { return Ok(()) };
        let payload = serde_json::to_string(&Deadline { id: self.id, on });
        let payload = payload.expect("deadlines are plain data");
        let cause = self.entry.event_id;
        let owed = Outbound::reaction(cause, "deadline", self.target, payload, beginning_of(on));
        outbound::send(self.tx, &owed).await?;
        sqlx::query("INSERT INTO owed VALUES ($1, $2)")
            .bind(self.id)
            .bind(owed.command_id)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Deadline {
    id: Uuid,
    on: NaiveDate,
}

/// The first moment of a day in Vietnam.
fn beginning_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - VIETNAM
}

/// Carries out what is owed.
pub struct Passing {
    pub reviews: CommandHandler<Review>,
    pub proposals: CommandHandler<Proposal>,
    pub responses: CommandHandler<Response>,
}

impl Dispatch for Passing {
    fn dispatch<'a>(&'a self, owed: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>> {
        Box::pin(async move {
            let deadline = serde_json::from_str(&owed.payload);
            let Deadline { id, on } =
                deadline.map_err(|error| DispatchError::Failed(error.into()))?;
            match owed.target.as_str() {
                REVIEW => {
                    let command = review::Command::Lapse { on };
                    self.reviews.handle(ReviewId(id), command, scheduled(owed)).await?;
                }
                PROPOSAL => {
                    let command = proposal::Command::RecordSilence { on };
                    self.proposals.handle(ProposalId(id), command, scheduled(owed)).await?;
                }
                RESPONSE => {
                    let command = response::Command::RecordSilence { on };
                    self.responses.handle(ReviewId(id), command, scheduled(owed)).await?;
                }
                unknown => {
                    return Err(DispatchError::Failed(format!("nobody does {unknown}").into()));
                }
            }
            Ok(())
        })
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
        let day = NaiveDate::from_ymd_opt(2026, 3, 21).unwrap();
        assert_eq!(beginning_of(day).to_rfc3339(), "2026-03-20T17:00:00+00:00");
    }
}
