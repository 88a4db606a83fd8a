//! Who judges, and who scores what? As known at an instant. Conflicts are kept nowhere here: nobody is told them.

pub mod queries;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use contracts::awards::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract;
use crate::domain::codes::FieldCode;
use crate::domain::draw::{Draw, Pair};
use crate::domain::jury::{Event, Jury, Named};
use crate::domain::{DecisionRef, RoundId, Stage};

pub struct Juries;

impl View for Juries {
    const NAME: &'static str = "juries";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/juries_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Jury>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (jury, event), .. } in events {
            let mut line = Line { tx, jury: *jury, entry };
            line.write(event).await?;
            line.count().await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    jury: Uuid,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn write(&mut self, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Formed { round, field, members, decision } => {
                self.jury(*round, field, decision).await?;
                for member in members {
                    self.member(member, false).await?;
                }
                Ok(())
            }
            Event::JudgeAdded { member, exception, .. } => {
                self.member(member, exception.is_some()).await
            }
            Event::JudgeRemoved { judge, .. } => {
                let removed = "UPDATE jury_member SET removed_at = $3
                               WHERE jury_id = $1 AND judge = $2 AND removed_at IS NULL";
                self.mark(removed, judge).await
            }
            Event::ConflictsDeclared { judge, .. } => {
                let declared = "UPDATE jury_member SET declared_at = coalesce(declared_at, $3)
                                WHERE jury_id = $1 AND judge = $2 AND removed_at IS NULL";
                self.mark(declared, judge).await
            }
            // Only the etag moves.
            Event::ConflictRecorded { .. } => Ok(()),
            Event::Frozen { frozen_on } => {
                sqlx::query("UPDATE jury SET frozen_on = $2, frozen_at = $3 WHERE jury_id = $1")
                    .bind(self.jury)
                    .bind(frozen_on)
                    .bind(self.entry.recorded_at)
                    .execute(&mut *self.tx)
                    .await?;
                Ok(())
            }
            Event::Drawn { draw, outcome } => self.drawn(draw, outcome).await,
            Event::Assigned { stage, pair, .. } => {
                self.assigned(*stage, pair, wire::AssignmentMethod::ByHand).await
            }
            Event::Recused { stage, pair, .. } => self.recused(*stage, pair).await,
        }
    }

    async fn jury(
        &mut self,
        round: RoundId,
        field: &FieldCode,
        decision: &DecisionRef,
    ) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO jury VALUES ($1, $2, $3, $4, NULL, NULL, $5, 0, $5)")
            .bind(self.jury)
            .bind(round.0)
            .bind(field.as_str())
            .bind(contract::decision(decision).encode_to_vec())
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn member(&mut self, member: &Named, by_exception: bool) -> Result<(), ApplyError> {
        sqlx::query("INSERT INTO jury_member VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(self.jury)
            .bind(&member.judge)
            .bind(self.entry.revision)
            .bind(member.unit.0)
            .bind(i32::from(wire::JuryPart::from(member.part)))
            .bind(by_exception)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn mark(&mut self, statement: &'static str, judge: &str) -> Result<(), ApplyError> {
        sqlx::query(statement)
            .bind(self.jury)
            .bind(judge)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn drawn(&mut self, draw: &Draw, outcome: &BTreeSet<Pair>) -> Result<(), ApplyError> {
        for pair in outcome {
            self.assigned(draw.stage, pair, wire::AssignmentMethod::Drawn).await?;
        }
        sqlx::query("INSERT INTO draw VALUES ($1, $2, $3, $4)")
            .bind(self.jury)
            .bind(i32::from(wire::Stage::from(draw.stage)))
            .bind(contract::draw(draw, outcome).encode_to_vec())
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// A draw may give again what was given by hand.
    async fn assigned(
        &mut self,
        stage: Stage,
        pair: &Pair,
        method: wire::AssignmentMethod,
    ) -> Result<(), ApplyError> {
        let assigned = "INSERT INTO assignment VALUES ($1, $2, $3, $4, $5, $6)
                        ON CONFLICT DO NOTHING";
        sqlx::query(assigned)
            .bind(self.jury)
            .bind(i32::from(wire::Stage::from(stage)))
            .bind(&pair.judge)
            .bind(pair.code.as_str())
            .bind(i32::from(method))
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    async fn recused(&mut self, stage: Stage, pair: &Pair) -> Result<(), ApplyError> {
        let recused = "UPDATE assignment SET recused_at = $5
                       WHERE (jury_id, stage, judge, entry_code) = ($1, $2, $3, $4)";
        sqlx::query(recused)
            .bind(self.jury)
            .bind(i32::from(wire::Stage::from(stage)))
            .bind(&pair.judge)
            .bind(pair.code.as_str())
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// The etag of the jury moves with each of its events.
    async fn count(&mut self) -> Result<(), ApplyError> {
        sqlx::query("UPDATE jury SET revision = $2, changed_at = $3 WHERE jury_id = $1")
            .bind(self.jury)
            .bind(self.entry.revision)
            .bind(self.entry.recorded_at)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
