//! Read model: what associations declared about their members, day by day, with what stands in the
//! place of what.

mod queries;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use ledger::Entry;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored;
use crate::domain::DeclarationId;
use crate::domain::headcount::{Declaration, Event, Headcount};
pub use queries::{DayKey, list_declarations, revision_of};

pub struct DeclaredHeadcounts;

impl View for DeclaredHeadcounts {
    const NAME: &'static str = "declared_headcounts";
    /// Raise it to build the tables anew from the first event.
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/declared_headcounts.sql");
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Headcount>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (association, event), .. } in events {
            let line = Line { association: *association, entry };
            line.touch(tx).await?;
            match event {
                Event::Declared { declaration, counted_on } => {
                    line.add(tx, declaration, *counted_on, None).await?;
                }
                Event::Corrected { declaration, counted_on, supersedes, reason } => {
                    line.replace(tx, *supersedes, declaration.declaration_id).await?;
                    line.add(tx, declaration, *counted_on, Some((*supersedes, reason))).await?;
                }
            }
        }
        Ok(())
    }
}

/// Where an entry goes.
struct Line<'a> {
    association: Uuid,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn touch(&self, tx: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO headcount VALUES ($1, $2)
             ON CONFLICT (association_id) DO UPDATE SET revision = excluded.revision",
        )
        .bind(self.association)
        .bind(self.entry.revision)
        .execute(tx)
        .await
        .map(|_| ())
    }

    async fn add(
        &self,
        tx: &mut PgConnection,
        declaration: &Declaration,
        counted_on: NaiveDate,
        correction: Option<(DeclarationId, &String)>,
    ) -> sqlx::Result<()> {
        let Declaration { declaration_id, declared_on, figures, evidence } = declaration;
        sqlx::query(include_str!("../../sql/add_declaration.sql"))
            .bind(declaration_id.0)
            .bind(self.association)
            .bind(counted_on)
            .bind(declared_on)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(i64::from(figures.members()))
            .bind(figures.intellectuals().map(i64::from))
            .bind(figures.women().map(i64::from))
            .bind(figures.under_35().map(i64::from))
            .bind(stored(Some(evidence)))
            .bind(correction.map(|(wrong, _)| wrong.0))
            .bind(correction.map_or("", |(_, reason)| reason))
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn replace(
        &self,
        tx: &mut PgConnection,
        wrong: DeclarationId,
        by: DeclarationId,
    ) -> sqlx::Result<()> {
        sqlx::query(
            "UPDATE declaration SET superseded_by = $2, superseded_at = $3
             WHERE declaration_id = $1",
        )
        .bind(wrong.0)
        .bind(by.0)
        .bind(self.entry.recorded_at)
        .execute(tx)
        .await
        .map(|_| ())
    }
}
