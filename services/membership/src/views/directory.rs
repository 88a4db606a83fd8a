//! Read model: which units there were on a day, what they were called, whom they were under, and who
//! followed whom.

mod queries;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use ledger::{Entry, Position};
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored;
use crate::contract::Choice as _;
use crate::domain::unit::{Event, Successor, Unit};
use crate::domain::{Name, UnitId};
pub use queries::{Asked, Named, find_unit, list_successions, list_units};

pub struct Directory;

impl View for Directory {
    const NAME: &'static str = "directory";
    /// Raise it to build the tables anew from the first event.
    const VERSION: u32 = 2;
    const TABLES: &'static str = include_str!("../../sql/directory.sql");
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Unit>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for recorded in events {
            Line::of(recorded).write(tx, &recorded.event.1).await?;
        }
        Ok(())
    }
}

/// Where an entry goes.
struct Line<'a> {
    unit: Uuid,
    entry: &'a Entry,
}

impl<'a> Line<'a> {
    fn of(recorded: &'a Recorded<(Uuid, Event)>) -> Self {
        Self { unit: recorded.event.0, entry: &recorded.entry }
    }

    fn position(&self) -> Position {
        self.entry.position
    }

    async fn write(&self, tx: &mut PgConnection, event: &Event) -> sqlx::Result<()> {
        match event {
            Event::Established { code, kind, name, parent, occurred_on, .. } => {
                sqlx::query("INSERT INTO unit VALUES ($1, $2, $3, $4, $5)")
                    .bind(self.unit)
                    .bind(code)
                    .bind(kind.to_wire())
                    .bind(occurred_on)
                    .bind(self.entry.revision)
                    .execute(&mut *tx)
                    .await?;
                self.name(tx, *occurred_on, name).await?;
                self.parent(tx, *occurred_on, *parent).await
            }
            Event::Renamed { name, occurred_on, .. } => {
                self.name(tx, *occurred_on, name).await?;
                self.touch(tx).await
            }
            Event::Reparented { parent, occurred_on, .. } => {
                self.parent(tx, *occurred_on, *parent).await?;
                self.touch(tx).await
            }
            Event::Abolished { occurred_on, .. } => {
                self.end(tx, *occurred_on).await?;
                self.touch(tx).await
            }
            Event::Succeeded { kind, successors, retained_parts, ends, occurred_on, decision } => {
                let shares = successors.iter().map(|successor| i64::from(successor.parts));
                let parts_in_all = shares.sum::<i64>() + i64::from(*retained_parts);
                for Successor { unit_id, parts } in successors {
                    sqlx::query(
                        "INSERT INTO succession VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                    )
                    .bind(self.position())
                    .bind(self.entry.recorded_at)
                    .bind(self.unit)
                    .bind(unit_id.0)
                    .bind(kind.to_wire())
                    .bind(occurred_on)
                    .bind(ends)
                    .bind(i64::from(*parts))
                    .bind(parts_in_all)
                    .bind(stored(decision.as_ref()))
                    .execute(&mut *tx)
                    .await?;
                }
                if *ends {
                    self.end(tx, *occurred_on).await?;
                }
                self.touch(tx).await
            }
            Event::TookOver { .. } => self.touch(tx).await,
        }
    }

    async fn name(&self, tx: &mut PgConnection, on: NaiveDate, name: &Name) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO unit_name VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(self.unit)
            .bind(on)
            .bind(self.position())
            .bind(self.entry.recorded_at)
            .bind(&name.full)
            .bind(name.short.as_deref().unwrap_or_default())
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn parent(
        &self,
        tx: &mut PgConnection,
        on: NaiveDate,
        parent: Option<UnitId>,
    ) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO unit_parent VALUES ($1, $2, $3, $4, $5)")
            .bind(self.unit)
            .bind(on)
            .bind(self.position())
            .bind(self.entry.recorded_at)
            .bind(parent.map(|UnitId(id)| id))
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn end(&self, tx: &mut PgConnection, on: NaiveDate) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO unit_end VALUES ($1, $2, $3)")
            .bind(self.unit)
            .bind(on)
            .bind(self.entry.recorded_at)
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn touch(&self, tx: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query("UPDATE unit SET revision = $2 WHERE unit_id = $1")
            .bind(self.unit)
            .bind(self.entry.revision)
            .execute(tx)
            .await
            .map(|_| ())
    }
}
