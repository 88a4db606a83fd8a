//! Read model: which associations there were on a day, and where each stood in its legal life.

mod lines;
mod queries;
#[cfg(test)]
mod tests;

use ledger::Entry;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use lines::Line;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::association::{Association, Event};
pub use queries::{NameKey, find_association, list_associations};

pub struct AssociationRegister;

impl View for AssociationRegister {
    const NAME: &'static str = "association_register";
    /// Raise it to build the tables anew from the first event.
    const VERSION: u32 = 3;
    const TABLES: &'static str = include_str!("../../sql/association_register.sql");
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Association>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (association, event), .. } in events {
            let line = Line { association: *association, entry };
            line.write(tx, event).await?;
            line.touch(tx).await?;
        }
        Ok(())
    }
}
