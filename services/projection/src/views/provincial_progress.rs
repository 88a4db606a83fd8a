//! Read model: the facts that the plan's figures are counted from, with both clocks.
//!
//! It holds no sums and no states. Rows are only ever added, one or a few per event, whatever the order
//! in which the ledgers of the contexts arrive: a fact may come before the unit or the association
//! it is about.

mod load;
mod rows;
#[cfg(test)]
mod tests;

use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use sqlx::PgConnection;

pub use load::load;

use crate::heard::{Heard, understand};
use rows::Rows;

pub struct ProvincialProgress;

impl View for ProvincialProgress {
    const NAME: &'static str = "provincial_progress";
    /// Raise this to rebuild from the first event.
    const VERSION: u32 = 7;
    const TABLES: &'static str = include_str!("../../sql/tables.sql");
    type Event = Heard;

    fn decode(source: &str, entry: &Entry) -> Result<Option<Heard>, Undecodable> {
        let Some(published) = &entry.published else { return Ok(None) };
        understand(source, &entry.event_type, published).map_err(Undecodable::new)
    }

    async fn apply(tx: &mut PgConnection, events: &[Recorded<Heard>]) -> Result<(), ApplyError> {
        let mut rows = Rows::default();
        for event in events {
            rows.take(event);
        }
        rows.write(tx).await?;
        Ok(())
    }
}
