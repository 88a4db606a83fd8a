//! What an erasure leads to: the person's key is destroyed, and that is recorded.

use ledger::outbound::Outbound;
use ledger::scheduler::DispatchError;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{Entry, erasures};
use sqlx::PgConnection;
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
    const TABLES: &'static str = erasures::TABLES;
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
        for recorded in events {
            erasures::hear(tx, recorded, TARGET).await?;
        }
        Ok(())
    }
}

impl Membership {
    pub(super) async fn destroy_key(&self, owed: &Outbound) -> Result<(), DispatchError> {
        let (person, at) = erasures::carry_out(&self.keys, owed).await?;
        let command = Command::RecordKeyDestroyed { at };
        self.persons.handle(PersonId(person), command, owed.asked()).await?;
        Ok(())
    }
}
