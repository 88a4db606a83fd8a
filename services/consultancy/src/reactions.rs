//! What time asks for: that a request lapses which nobody completed, and that a proposal or a recommendation is
//! unanswered.
//!
//! The domain says on which day ([`Review::lapses_on`], [`Proposal::silent_on`], [`Response::silent_on`]). The first
//! moment of that day in Vietnam is when the command is sent, under an id that the event that made it due decides.
//! What is not due any more is taken back in the same transaction.

use chassis::clock::beginning_of;
use chrono::NaiveDate;
use futures::future::BoxFuture;
use ledger::outbound::Outbound;
use ledger::scheduler::{Dispatch, DispatchError};
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{CommandHandler, Entry, deadlines};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::proposal::{self, Proposal};
use crate::domain::response::{self, Response};
use crate::domain::review::{self, Review};
use crate::domain::{ProposalId, ReviewId};

const REVIEW: &str = "review.lapse";
const PROPOSAL: &str = "proposal.record_silence";
const RESPONSE: &str = "response.record_silence";

/// Owes a request that it lapses.
pub struct ReviewDeadlines;

/// Owes a proposal that its silence is recorded.
pub struct ProposalDeadlines;

/// Owes recommendations that their silence is recorded.
pub struct ResponseDeadlines;

impl View for ReviewDeadlines {
    const NAME: &'static str = "review_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = deadlines::TABLES;
    type Event = (Uuid, review::Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Review>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for recorded in events {
            deadlines::hear(tx, recorded, Review::lapses_on, |id, cause, on| {
                owed(REVIEW, id, cause, on)
            })
            .await?;
        }
        Ok(())
    }
}

impl View for ProposalDeadlines {
    const NAME: &'static str = "proposal_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = deadlines::TABLES;
    type Event = (Uuid, proposal::Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Proposal>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for recorded in events {
            deadlines::hear(tx, recorded, Proposal::silent_on, |id, cause, on| {
                owed(PROPOSAL, id, cause, on)
            })
            .await?;
        }
        Ok(())
    }
}

impl View for ResponseDeadlines {
    const NAME: &'static str = "response_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = deadlines::TABLES;
    type Event = (Uuid, response::Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Response>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for recorded in events {
            deadlines::hear(tx, recorded, Response::silent_on, |id, cause, on| {
                owed(RESPONSE, id, cause, on)
            })
            .await?;
        }
        Ok(())
    }
}

/// The command for what is due on a day.
fn owed(target: &'static str, id: Uuid, cause: &Entry, on: NaiveDate) -> Outbound {
    let deadline = serde_json::to_string(&Deadline { id, on }).expect("deadlines are plain data");
    Outbound::reaction(cause.event_id, "deadline", target, deadline, beginning_of(on))
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Deadline {
    id: Uuid,
    on: NaiveDate,
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
                    self.reviews.handle(ReviewId(id), command, owed.asked()).await?;
                }
                PROPOSAL => {
                    let command = proposal::Command::RecordSilence { on };
                    self.proposals.handle(ProposalId(id), command, owed.asked()).await?;
                }
                RESPONSE => {
                    let command = response::Command::RecordSilence { on };
                    self.responses.handle(ReviewId(id), command, owed.asked()).await?;
                }
                unknown => {
                    return Err(DispatchError::Failed(format!("nobody does {unknown}").into()));
                }
            }
            Ok(())
        })
    }
}
