//! What time and erasures ask for: that a round opens and closes for entries, and that its entries are checked; and the
//! destruction of an erased participant's key ([`erasures`]).
//!
//! The domain says what is due, and on which day ([`Round::next_due`]). The first moment of that day in Vietnam is when
//! the command is sent, under an id that the event which made it due decides. What is not due any more is taken back in
//! the same transaction.

pub mod erasures;

use chassis::clock::beginning_of;
use futures::future::BoxFuture;
use ledger::outbound::Outbound;
use ledger::scheduler::{Dispatch, DispatchError};
use ledger::sealed::Keys;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{CommandHandler, Entry, deadlines};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::RoundId;
use crate::domain::participant::Participant;
use crate::domain::round::{Command, Due, Event, Round};

const ROUND: &str = "round.pass";

/// Owes each round what is due next, and nothing else.
pub struct RoundDeadlines;

impl View for RoundDeadlines {
    const NAME: &'static str = "round_deadlines";
    const VERSION: u32 = 1;
    const TABLES: &'static str = deadlines::TABLES;
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Round>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for recorded in events {
            deadlines::hear(tx, recorded, Round::next_due, owed).await?;
        }
        Ok(())
    }
}

/// The command for what is due of a round.
fn owed(id: Uuid, cause: &Entry, due: Due) -> Outbound {
    let deadline = Deadline { round: RoundId(id), due };
    let deadline = serde_json::to_string(&deadline).expect("deadlines are plain data");
    Outbound::reaction(cause.event_id, "deadline", ROUND, deadline, beginning_of(due.on))
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Deadline {
    round: RoundId,
    due: Due,
}

/// Carries out what is owed.
pub struct Reactions {
    pub rounds: CommandHandler<Round>,
    pub participants: CommandHandler<Participant>,
    pub keys: Keys,
}

impl Dispatch for Reactions {
    fn dispatch<'a>(&'a self, owed: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>> {
        Box::pin(async move {
            match owed.target.as_str() {
                ROUND => self.pass(owed).await,
                erasures::TARGET => {
                    erasures::destroy_key(&self.keys, &self.participants, owed).await
                }
                unknown => Err(DispatchError::Failed(format!("nobody does {unknown}").into())),
            }
        })
    }
}

impl Reactions {
    async fn pass(&self, owed: &Outbound) -> Result<(), DispatchError> {
        let Deadline { round, due } = serde_json::from_str(&owed.payload)
            .map_err(|error| DispatchError::Failed(error.into()))?;
        self.rounds.handle(round, Command::Pass { due }, owed.asked()).await?;
        Ok(())
    }
}
