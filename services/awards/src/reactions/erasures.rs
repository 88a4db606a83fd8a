//! What an erasure leads to: the participant's key is destroyed, and that is recorded.

use ledger::outbound::Outbound;
use ledger::scheduler::DispatchError;
use ledger::sealed::Keys;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{CommandHandler, Entry, erasures};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::ParticipantId;
use crate::domain::participant::{Command, Event, Participant};

/// Who carries it out.
pub const TARGET: &str = "participant.destroy_key";

/// Owes the destruction of each erased participant's key, and remembers who is erased.
pub struct ParticipantErasures;

impl View for ParticipantErasures {
    const NAME: &'static str = "participant_erasures";
    const VERSION: u32 = 1;
    const TABLES: &'static str = erasures::TABLES;
    /// Whoever is erased.
    type Event = Uuid;

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Uuid>, Undecodable> {
        Ok(match entry.of::<Participant>()? {
            Some((participant, Event::Erased { .. })) => Some(participant),
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
        for recorded in events {
            erasures::hear(tx, recorded, TARGET).await?;
        }
        Ok(())
    }
}

/// Destroys the key of whoever is erased, and records when that was.
///
/// # Errors
/// If the keys or the ledger are away.
pub async fn destroy_key(
    keys: &Keys,
    participants: &CommandHandler<Participant>,
    owed: &Outbound,
) -> Result<(), DispatchError> {
    let (participant, at) = erasures::carry_out(keys, owed).await?;
    let command = Command::RecordKeyDestroyed { at };
    participants.handle(ParticipantId(participant), command, owed.asked()).await?;
    Ok(())
}
