//! Sends the commands that are due ([`crate::outbound`]), at least once and under the same request id.
//!
//! Every replica may run one: a command is claimed for a while, and comes back if its claimant dies.
//! Between commands no order is promised.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use sqlx::postgres::types::PgInterval;
use sqlx::{PgPool, Row as _};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::CommandError;
use crate::crash::{self, Point};
use crate::outbound::Outbound;
use crate::relay::with_causes;
use crate::store::{ReadError, limited, within};

const POLL: Duration = Duration::from_millis(250);
const BATCH: i64 = 64;
const AT_ONCE: usize = 8;
/// A claimed command that was not settled by then is due again.
const CLAIM: Duration = Duration::from_secs(30);
const LONGEST_BACKOFF: Duration = Duration::from_secs(300);

/// Carries out the commands owed, by their `target`.
pub trait Dispatch: Send + Sync + 'static {
    /// Must use `command_id` as the request id: it may be called again after an unknown outcome.
    fn dispatch<'a>(&'a self, command: &'a Outbound) -> BoxFuture<'a, Result<(), DispatchError>>;
}

#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The receiver says no, and would say so again: settled, with its reason code kept.
    #[error("refused: {reason}")]
    Refused { reason: String },
    /// Worth another try.
    #[error("not carried out")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<CommandError> for DispatchError {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Rejected(rejection) => {
                Self::Refused { reason: rejection.reason().to_owned() }
            }
            CommandError::RequestReused { .. } => {
                Self::Refused { reason: "REQUEST_ID_REUSED".to_owned() }
            }
            CommandError::TooLarge { .. } => Self::Refused { reason: "EVENT_TOO_LARGE".to_owned() },
            CommandError::StaleRevision { .. }
            | CommandError::Contended { .. }
            | CommandError::Overloaded
            | CommandError::TimedOut
            | CommandError::Unavailable(_)
            | CommandError::Corrupt { .. } => Self::Failed(error.into()),
        }
    }
}

/// Which clock tells the scheduler what is due.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The database's clock: one for all replicas.
    Database,
    /// A clock that its holder moves; the scheduler looks at once when it does.
    Set(watch::Receiver<DateTime<Utc>>),
}

impl Clock {
    fn now(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Database => None,
            Self::Set(instant) => Some(*instant.borrow()),
        }
    }

    async fn moved(&mut self) {
        match self {
            Self::Database => std::future::pending().await,
            Self::Set(instant) => {
                if instant.changed().await.is_err() {
                    std::future::pending().await
                }
            }
        }
    }
}

/// How much is owed and how late it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Backlog {
    /// Commands whose due instant has passed, not yet settled.
    pub overdue: i64,
    /// The oldest of them.
    pub oldest_due_at: Option<DateTime<Utc>>,
}

pub struct Scheduler {
    pool: PgPool,
    clock: Clock,
    dispatch: Arc<dyn Dispatch>,
}

impl Scheduler {
    pub fn new(pool: PgPool, clock: Clock, dispatch: Arc<dyn Dispatch>) -> Self {
        Self { pool, clock, dispatch }
    }

    /// Sends what is due until `stop` fires; a command in hand is finished first.
    pub async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.send_due().await {
                Ok(sent) if sent > 0 => continue,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = %with_causes(&error), "commands owed could not be read")
                }
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.clock.moved() => {}
                _ = tokio::time::timeout(POLL, std::future::pending::<()>()) => {}
            }
        }
    }

    /// Claims and sends one batch; how many it was.
    pub async fn send_due(&self) -> Result<usize, ReadError> {
        let claimed = self.claim().await?;
        let sent = claimed.len();
        if sent > 0 {
            crash::pass(Point::CommandsClaimed);
        }
        futures::stream::iter(claimed)
            .for_each_concurrent(AT_ONCE, |(command, attempts)| async move {
                let outcome = within(CLAIM / 2, self.dispatch.dispatch(&command)).await;
                let outcome = outcome.unwrap_or_else(|| {
                    Err(DispatchError::Failed("the receiver took longer than its limit".into()))
                });
                crash::pass(Point::CommandSent);
                if let Err(error) = self.settle(command.command_id, attempts, outcome).await {
                    tracing::warn!(error = %with_causes(&error), "a sent command could not be settled");
                }
            })
            .await;
        Ok(sent)
    }

    pub async fn backlog(&self) -> Result<Backlog, ReadError> {
        backlog(&self.pool, &self.clock).await
    }

    async fn claim(&self) -> Result<Vec<(Outbound, i32)>, ReadError> {
        let query = sqlx::query(include_str!("../sql/claim_outbound.sql"))
            .bind(self.clock.now())
            .bind(interval(CLAIM))
            .bind(BATCH);
        let rows = limited(query.fetch_all(&self.pool)).await?;
        rows.iter()
            .map(|row| {
                let command = Outbound {
                    command_id: row.try_get(0)?,
                    target: row.try_get(1)?,
                    payload: row.try_get(2)?,
                    caused_by: row.try_get(3)?,
                    due_at: row.try_get(4)?,
                };
                Ok((command, row.try_get(5)?))
            })
            .collect()
    }

    async fn settle(
        &self,
        command_id: Uuid,
        attempts: i32,
        outcome: Result<(), DispatchError>,
    ) -> Result<(), ReadError> {
        let (outcome, error) = match outcome {
            Ok(()) => (Some("done"), None),
            Err(error @ DispatchError::Refused { .. }) => {
                (Some("refused"), Some(with_causes(&error)))
            }
            Err(error @ DispatchError::Failed(_)) => (None, Some(with_causes(&error))),
        };
        let query = sqlx::query(
            "UPDATE ledger.outbound
             SET outcome = $2, error = $3,
                 settled_at = CASE WHEN $2 IS NULL THEN NULL ELSE clock_timestamp() END,
                 next_at = coalesce($4, clock_timestamp()) + $5
             WHERE command_id = $1 AND settled_at IS NULL",
        )
        .bind(command_id)
        .bind(outcome)
        .bind(error)
        .bind(self.clock.now())
        .bind(interval(backoff(attempts)));
        limited(query.execute(&self.pool)).await?;
        crash::pass(Point::CommandSettled);
        Ok(())
    }
}

/// What this context owes, whoever sends it.
pub async fn backlog(pool: &PgPool, clock: &Clock) -> Result<Backlog, ReadError> {
    let query = sqlx::query(
        "SELECT count(*), min(due_at) FROM ledger.outbound
         WHERE settled_at IS NULL AND due_at <= coalesce($1, clock_timestamp())",
    )
    .bind(clock.now());
    let row = limited(query.fetch_one(pool)).await?;
    Ok(Backlog { overdue: row.try_get(0)?, oldest_due_at: row.try_get(1)? })
}

fn backoff(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts).unwrap_or_default().min(16);
    (Duration::from_millis(250) * 2u32.pow(doublings)).min(LONGEST_BACKOFF)
}

fn interval(duration: Duration) -> PgInterval {
    let microseconds = i64::try_from(duration.as_micros()).unwrap_or(i64::MAX);
    PgInterval { months: 0, days: 0, microseconds }
}
