//! Read model: which associations were in a Union on a day, and where each membership stood.

mod queries;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use contracts::membership::v1::UnionMembershipState as State;
use ledger::Entry;
use ledger::view::{ApplyError, Recorded, Undecodable, View};
use sqlx::PgConnection;
use uuid::Uuid;

use super::stored;
use crate::domain::union_membership::{Event, Fact, UnionMembership};
use crate::domain::{Act, DecisionRef, UnitId};
pub use queries::{Asked, find_membership, list_memberships};

pub struct UnionRoll;

impl View for UnionRoll {
    const NAME: &'static str = "union_roll";
    /// Raise it to build the tables anew from the first event.
    const VERSION: u32 = 1;
    const TABLES: &'static str = include_str!("../../sql/union_roll.sql");
    type Event = (Uuid, Event);

    fn decode(_: &str, entry: &Entry) -> Result<Option<Self::Event>, Undecodable> {
        entry.of::<UnionMembership>()
    }

    async fn apply(
        tx: &mut PgConnection,
        events: &[Recorded<Self::Event>],
    ) -> Result<(), ApplyError> {
        for Recorded { entry, event: (association, event), .. } in events {
            let line = Line { association: *association, entry };
            line.touch(tx).await?;
            line.write(tx, event).await?;
        }
        Ok(())
    }
}

/// Where an entry goes.
struct Line<'a> {
    association: Uuid,
    entry: &'a Entry,
}

/// What a line says that is not as in the line before it.
#[derive(Default)]
struct Change<'a> {
    union: Option<UnitId>,
    state: Option<State>,
    admitted_on: Option<NaiveDate>,
    decision: Option<&'a DecisionRef>,
}

impl Line<'_> {
    async fn write(&self, tx: &mut PgConnection, event: &Event) -> sqlx::Result<()> {
        match event {
            Event::Applied { union, occurred_on, .. } => self.apply(tx, *occurred_on, *union).await,
            Event::MoreRequested { .. } => Ok(()),
            Event::Withdrawn { occurred_on, .. } => {
                self.on(tx, *occurred_on, State::Withdrawn, None).await
            }
            Event::Rejected { act, .. } => self.by(tx, act, State::Rejected).await,
            Event::Approved { act, .. } => {
                let admitted_on = Some(act.occurred_on);
                let (state, decision) = (Some(State::Active), Some(&act.decision));
                let change = Change { state, admitted_on, decision, union: None };
                self.add(tx, act.occurred_on, change).await
            }
            Event::Suspended { act, .. } => self.by(tx, act, State::Suspended).await,
            Event::Reinstated { occurred_on, decision, .. }
            | Event::Renewed { occurred_on, decision, .. } => {
                self.on(tx, *occurred_on, State::Active, decision.as_ref()).await
            }
            Event::Lapsed { occurred_on, .. } => {
                self.on(tx, *occurred_on, State::Lapsed, None).await
            }
            Event::Left { occurred_on, decision, .. } => {
                self.on(tx, *occurred_on, State::Left, decision.as_ref()).await
            }
            Event::Expelled { act, .. } => self.by(tx, act, State::Expelled).await,
            Event::Transferred { to, act, .. } => {
                let (union, decision) = (Some(*to), Some(&act.decision));
                let change = Change { union, decision, ..Change::default() };
                self.add(tx, act.occurred_on, change).await
            }
            Event::EndedWithAssociation { act, .. } => {
                self.by(tx, act, State::EndedWithAssociation).await
            }
            Event::Corrected { fact, corrected_to, .. } => {
                self.correct(tx, *fact, *corrected_to).await
            }
        }
    }

    async fn touch(&self, tx: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO union_membership VALUES ($1, $2)
             ON CONFLICT (association_id) DO UPDATE SET revision = excluded.revision",
        )
        .bind(self.association)
        .bind(self.entry.revision)
        .execute(tx)
        .await
        .map(|_| ())
    }

    async fn apply(&self, tx: &mut PgConnection, on: NaiveDate, to: UnitId) -> sqlx::Result<()> {
        sqlx::query(
            "INSERT INTO union_membership_state
                 (association_id, application, position, written_by, recorded_at, since,
                  union_unit_id, state)
             VALUES ($1, $2, $2, $2, $3, $4, $5, $6)",
        )
        .bind(self.association)
        .bind(self.entry.position)
        .bind(self.entry.recorded_at)
        .bind(on)
        .bind(to.0)
        .bind(i32::from(State::Applied))
        .execute(tx)
        .await
        .map(|_| ())
    }

    async fn by(&self, tx: &mut PgConnection, act: &Act, state: State) -> sqlx::Result<()> {
        self.on(tx, act.occurred_on, state, Some(&act.decision)).await
    }

    async fn on(
        &self,
        tx: &mut PgConnection,
        since: NaiveDate,
        state: State,
        decision: Option<&DecisionRef>,
    ) -> sqlx::Result<()> {
        let change = Change { state: Some(state), decision, ..Change::default() };
        self.add(tx, since, change).await
    }

    async fn add(
        &self,
        tx: &mut PgConnection,
        since: NaiveDate,
        change: Change<'_>,
    ) -> sqlx::Result<()> {
        sqlx::query(include_str!("../../sql/add_union_state.sql"))
            .bind(self.association)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(since)
            .bind(change.union.map(|union| union.0))
            .bind(change.state.map(i32::from))
            .bind(change.admitted_on)
            .bind(stored(change.decision))
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn correct(&self, tx: &mut PgConnection, fact: Fact, to: NaiveDate) -> sqlx::Result<()> {
        let statement = match fact {
            Fact::AdmittedOn => sqlx::query(include_str!("../../sql/correct_admission.sql")),
            Fact::EndedOn => sqlx::query(include_str!("../../sql/correct_end.sql")),
        };
        statement
            .bind(self.association)
            .bind(to)
            .bind(self.entry.recorded_at)
            .bind(self.entry.position)
            .execute(tx)
            .await
            .map(|_| ())
    }
}
