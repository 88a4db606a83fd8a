//! The lines that an event adds to the register.

use chrono::NaiveDate;
use contracts::membership::v1::AssociationState as State;
use ledger::Entry;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::contract::Choice as _;
use crate::domain::association::{Event, Profile, Term, Work};
use crate::domain::{Act, AssociationId, DecisionRef, Name};
use crate::views::stored;

/// Where an entry goes.
pub(super) struct Line<'a> {
    pub(super) association: Uuid,
    pub(super) entry: &'a Entry,
}

impl Line<'_> {
    pub(super) async fn write(&self, tx: &mut PgConnection, event: &Event) -> sqlx::Result<()> {
        match event {
            Event::FoundingProposed { profile, illustrative, occurred_on } => {
                self.begin(tx, *occurred_on, profile, *illustrative).await?;
                self.state(tx, *occurred_on, State::FoundingCommittee, None).await
            }
            Event::Registered { profile, term, illustrative, occurred_on, decision } => {
                self.begin(tx, *occurred_on, profile, *illustrative).await?;
                self.state(tx, *occurred_on, State::Active, decision.as_ref()).await?;
                self.first_term(tx, *occurred_on, *term).await
            }
            Event::Formed { act, profile, term, illustrative, .. } => {
                self.begin(tx, act.occurred_on, profile, *illustrative).await?;
                self.by(tx, act, State::Active).await?;
                self.first_term(tx, act.occurred_on, *term).await
            }
            Event::FoundingRejected { act, .. } => self.by(tx, act, State::Closed).await,
            Event::FoundingCommitteeRecognised { act } => self.by(tx, act, State::Preparing).await,
            Event::EstablishmentPermitted { act, congress_due_on, .. } => {
                self.by(tx, act, State::Permitted).await?;
                self.congress(tx, act.occurred_on, None, *congress_due_on).await
            }
            Event::FoundingCongressHeld { occurred_on, congress, .. } => {
                self.state(tx, *occurred_on, State::CongressHeld, None).await?;
                self.congress(tx, *occurred_on, Some(congress.term), congress.term.to).await
            }
            Event::TermCongressHeld { act, congress, .. } => {
                self.congress(tx, act.occurred_on, Some(congress.term), congress.term.to).await
            }
            Event::CongressExtended { act, extended_to, .. } => {
                self.deadline(tx, act.occurred_on, Some(*extended_to), false).await
            }
            Event::CongressOverdueFlagged { occurred_on, .. } => {
                self.deadline(tx, *occurred_on, None, true).await
            }
            Event::PermissionLapsed { occurred_on } => {
                self.state(tx, *occurred_on, State::Closed, None).await
            }
            // The charter's decision is the one behind the active state that follows it.
            Event::CharterApproved { act } => self.by(tx, act, State::Active).await,
            Event::Activated { .. }
            | Event::SuspensionExpiredUncured { .. }
            | Event::CharterChanged { .. }
            | Event::Absorbed { .. } => Ok(()),
            Event::Suspended { act, until, .. } => {
                self.by(tx, act, State::Suspended).await?;
                self.suspended_until(tx, *until).await
            }
            Event::Resumed { act } => self.by(tx, act, State::Active).await,
            Event::Renamed { act, name } => self.name(tx, act.occurred_on, name).await,
            Event::ScopeChanged { act, work, mass } => {
                self.work(tx, act.occurred_on, work, *mass).await
            }
            Event::Merged { act, successor } | Event::Consolidated { act, successor } => {
                self.by(tx, act, State::Merged).await?;
                self.successor(tx, act.occurred_on, *successor).await
            }
            Event::Divided { act, successors } => {
                self.by(tx, act, State::Split).await?;
                for successor in successors {
                    self.successor(tx, act.occurred_on, *successor).await?;
                }
                Ok(())
            }
            // It goes on: those that were separated from it are no successors.
            Event::Separated { .. } => Ok(()),
            Event::DissolutionStarted { act, .. } => self.by(tx, act, State::Dissolving).await,
            Event::Dissolved { act, .. } => self.by(tx, act, State::Dissolved).await,
        }
    }

    async fn begin(
        &self,
        tx: &mut PgConnection,
        on: NaiveDate,
        profile: &Profile,
        illustrative: bool,
    ) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO association VALUES ($1, $2, $3)")
            .bind(self.association)
            .bind(illustrative)
            .bind(self.entry.revision)
            .execute(&mut *tx)
            .await?;
        self.name(tx, on, &profile.name).await?;
        self.work(tx, on, &profile.work, Some(profile.mass)).await
    }

    pub(super) async fn touch(&self, tx: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query("UPDATE association SET revision = $2 WHERE association_id = $1")
            .bind(self.association)
            .bind(self.entry.revision)
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn by(&self, tx: &mut PgConnection, act: &Act, state: State) -> sqlx::Result<()> {
        self.state(tx, act.occurred_on, state, Some(&act.decision)).await
    }

    async fn state(
        &self,
        tx: &mut PgConnection,
        since: NaiveDate,
        state: State,
        decision: Option<&DecisionRef>,
    ) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO association_state VALUES ($1, $2, $3, $4, $5, NULL, $6)")
            .bind(self.association)
            .bind(since)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(i32::from(state))
            .bind(stored(decision))
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn suspended_until(&self, tx: &mut PgConnection, until: NaiveDate) -> sqlx::Result<()> {
        sqlx::query(
            "UPDATE association_state SET suspended_until = $3
             WHERE association_id = $1 AND position = $2",
        )
        .bind(self.association)
        .bind(self.entry.position)
        .bind(until)
        .execute(tx)
        .await
        .map(|_| ())
    }

    async fn name(&self, tx: &mut PgConnection, on: NaiveDate, name: &Name) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO association_name VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(self.association)
            .bind(on)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(&name.full)
            .bind(name.short.as_deref().unwrap_or_default())
            .execute(tx)
            .await
            .map(|_| ())
    }

    /// `mass`: whether it is a mass association from then on; `None`: as it was.
    async fn work(
        &self,
        tx: &mut PgConnection,
        on: NaiveDate,
        work: &Work,
        mass: Option<bool>,
    ) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO association_work VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(self.association)
            .bind(on)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(work.scope.to_wire())
            .bind(work.territory.0)
            .bind(work.science_field.to_wire())
            .bind(&work.main_field)
            .bind(mass)
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn first_term(
        &self,
        tx: &mut PgConnection,
        on: NaiveDate,
        term: Option<Term>,
    ) -> sqlx::Result<()> {
        match term {
            Some(term) => self.congress(tx, on, Some(term), term.to).await,
            None => Ok(()),
        }
    }

    /// Until when a congress is due, and in which term.
    async fn congress(
        &self,
        tx: &mut PgConnection,
        on: NaiveDate,
        term: Option<Term>,
        due_on: NaiveDate,
    ) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO association_congress VALUES ($1, $2, $3, $4, $5, $6, $7, false)")
            .bind(self.association)
            .bind(on)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(term.map(|term| term.from))
            .bind(term.map(|term| term.to))
            .bind(due_on)
            .execute(tx)
            .await
            .map(|_| ())
    }

    /// The same term, but another day by which the congress is due, or the flag that it is over.
    async fn deadline(
        &self,
        tx: &mut PgConnection,
        on: NaiveDate,
        due_on: Option<NaiveDate>,
        overdue: bool,
    ) -> sqlx::Result<()> {
        sqlx::query(include_str!("../../../sql/move_congress_deadline.sql"))
            .bind(self.association)
            .bind(on)
            .bind(self.entry.position)
            .bind(self.entry.recorded_at)
            .bind(due_on)
            .bind(overdue)
            .execute(tx)
            .await
            .map(|_| ())
    }

    async fn successor(
        &self,
        tx: &mut PgConnection,
        on: NaiveDate,
        successor: AssociationId,
    ) -> sqlx::Result<()> {
        sqlx::query("INSERT INTO association_successor VALUES ($1, $2, $3, $4)")
            .bind(self.association)
            .bind(successor.0)
            .bind(on)
            .bind(self.entry.recorded_at)
            .execute(tx)
            .await
            .map(|_| ())
    }
}
