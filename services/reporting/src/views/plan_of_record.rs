//! What does a plan say, and who has which part in it? As of a day, as known at an instant, in each of its
//! versions.
//!
//! Every line is kept: an amendment, an end, a new state adds one. What counts is chosen by the questions
//! in [`queries`].

pub mod queries;

use chrono::{DateTime, NaiveDate, Utc};
use contracts::reporting::v1 as wire;
use ledger::{ApplyError, Entry, Recorded, Undecodable, View};
use prost::Message as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract;
use crate::domain::ItemCode;
use crate::domain::plan::document::{Assignment, Document, Item, Responsibility, Section};
use crate::domain::plan::{Event, Plan};

pub struct PlanOfRecord;

impl View for PlanOfRecord {
    const NAME: &'static str = "plan_of_record";
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/plan_of_record_tables.sql");
    type Event = (Uuid, Event);

    fn decode(_source: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<Plan>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (plan, event), .. } in events {
            let mut line = Line { tx, plan: *plan, entry };
            line.write(event).await?;
            line.count().await?;
        }
        Ok(())
    }
}

/// One event on its way into the tables.
struct Line<'a> {
    tx: &'a mut PgConnection,
    plan: Uuid,
    entry: &'a Entry,
}

impl Line<'_> {
    async fn write(&mut self, event: &Event) -> Result<(), ApplyError> {
        match event {
            Event::Issued { document, effective_on, sections } => {
                self.plan(document, *effective_on).await?;
                self.version(1, *effective_on, None).await?;
                self.sections(1, sections).await?;
                self.state(wire::PlanState::InForce, *effective_on, None, None).await
            }
            Event::Amended { version, effective_on, decision, added_sections } => {
                let decision = wire::DecisionRef::from(decision).encode_to_vec();
                self.version(*version, *effective_on, Some(decision)).await?;
                self.sections(*version, added_sections).await
            }
            Event::ItemDefined { version, item, .. }
            | Event::ItemReplaced { version, item, .. } => {
                self.item(*version, &item.code, Some(item)).await
            }
            Event::ItemWithdrawn { version, code, .. } => self.item(*version, code, None).await,
            Event::ResponsibilityAssigned { item, responsibility, .. } => {
                self.responsibility(item, responsibility).await
            }
            Event::ResponsibilityEnded { assignment, ended_on, .. } => {
                self.end(assignment, *ended_on).await
            }
            Event::ReviewOpened { kind, opened_on, .. } => {
                let kind = Some((*kind).into());
                self.state(wire::PlanState::UnderReview, *opened_on, kind, None).await
            }
            Event::ReviewClosed { closed_on, .. } => {
                self.state(wire::PlanState::InForce, *closed_on, None, None).await
            }
            Event::Concluded { concluded_on, .. } => {
                let kind = Some(wire::PlanReviewKind::Final);
                self.state(wire::PlanState::Concluded, *concluded_on, kind, None).await
            }
            Event::Superseded { successor, superseded_on } => {
                let successor = Some(successor.0);
                self.state(wire::PlanState::Superseded, *superseded_on, None, successor).await
            }
        }
    }

    fn recorded_at(&self) -> DateTime<Utc> {
        self.entry.recorded_at
    }

    async fn plan(&mut self, document: &Document, on: NaiveDate) -> Result<(), ApplyError> {
        let document = wire::PlanDocument::from(document).encode_to_vec();
        sqlx::query(
            "INSERT INTO plan (plan_id, effective_on, document, recorded_at, revision, changed_at)
             VALUES ($1, $2, $3, $4, 0, $4)",
        )
        .bind(self.plan)
        .bind(on)
        .bind(document)
        .bind(self.recorded_at())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn version(
        &mut self,
        version: u32,
        on: NaiveDate,
        decision: Option<Vec<u8>>,
    ) -> Result<(), ApplyError> {
        sqlx::query(
            "INSERT INTO plan_version (plan_id, version, effective_on, decision, recorded_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(self.plan)
        .bind(contract::version(version))
        .bind(on)
        .bind(decision)
        .bind(self.recorded_at())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn sections(&mut self, version: u32, sections: &[Section]) -> Result<(), ApplyError> {
        for Section { code, heading } in sections {
            sqlx::query(
                "INSERT INTO plan_section (plan_id, code, version, rank, heading)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(self.plan)
            .bind(code.as_str())
            .bind(contract::version(version))
            .bind(code.rank())
            .bind(heading)
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(())
    }

    async fn item(
        &mut self,
        version: u32,
        code: &ItemCode,
        item: Option<&Item>,
    ) -> Result<(), ApplyError> {
        sqlx::query(
            "INSERT INTO plan_item (plan_id, code, version, rank, kind, short_title, text)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.plan)
        .bind(code.as_str())
        .bind(contract::version(version))
        .bind(code.rank())
        .bind(item.map(|item| i32::from(wire::ItemKind::from(item.kind))))
        .bind(item.map(|item| &item.short_title))
        .bind(item.map(|item| &item.text))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn responsibility(
        &mut self,
        item: &ItemCode,
        responsibility: &Responsibility,
    ) -> Result<(), ApplyError> {
        let Responsibility { bearer, role, basis, valid_from, valid_to, note } = responsibility;
        sqlx::query(
            "INSERT INTO responsibility
             (plan_id, position, item_code, bearer, role, basis, valid_from, valid_to, note, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(self.plan)
        .bind(self.entry.position)
        .bind(item.as_str())
        .bind(wire::Bearer::from(bearer).encode_to_vec())
        .bind(i32::from(wire::ResponsibilityRole::from(*role)))
        .bind(i32::from(wire::Basis::from(*basis)))
        .bind(valid_from)
        .bind(valid_to)
        .bind(note.as_deref().unwrap_or_default())
        .bind(self.recorded_at())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn end(&mut self, assignment: &Assignment, on: NaiveDate) -> Result<(), ApplyError> {
        let Assignment { item, bearer, role, valid_from } = assignment;
        let written = sqlx::query(include_str!("../../sql/end_responsibility.sql"))
            .bind(self.plan)
            .bind(self.entry.position)
            .bind(item.as_str())
            .bind(wire::Bearer::from(bearer).encode_to_vec())
            .bind(i32::from(wire::ResponsibilityRole::from(*role)))
            .bind(valid_from)
            .bind(on)
            .bind(self.recorded_at())
            .execute(&mut *self.tx)
            .await?;
        if written.rows_affected() == 0 {
            return Err(ApplyError::Unfitting(Box::new(NeverAssigned)));
        }
        Ok(())
    }

    async fn state(
        &mut self,
        state: wire::PlanState,
        since: NaiveDate,
        review: Option<wire::PlanReviewKind>,
        successor: Option<Uuid>,
    ) -> Result<(), ApplyError> {
        let review = review.unwrap_or(wire::PlanReviewKind::Unspecified);
        sqlx::query(
            "INSERT INTO plan_state
             (plan_id, position, state, since, review_kind, successor, recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.plan)
        .bind(self.entry.position)
        .bind(i32::from(state))
        .bind(since)
        .bind(i32::from(review))
        .bind(successor)
        .bind(self.recorded_at())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The etag of the plan moves with each of its events.
    async fn count(&mut self) -> Result<(), ApplyError> {
        sqlx::query("UPDATE plan SET revision = $2, changed_at = $3 WHERE plan_id = $1")
            .bind(self.plan)
            .bind(self.entry.revision)
            .bind(self.recorded_at())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a responsibility ends that was never assigned")]
struct NeverAssigned;
