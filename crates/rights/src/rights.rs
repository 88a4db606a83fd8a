//! The rights of this process: what is known, kept in memory and brought up to date as the view moves.
//!
//! A decision reads no database. It is as fresh as the view that this process follows, which moves
//! within milliseconds of the ledger; while nothing has been read yet, nothing is decided.

use std::sync::Arc;
use std::time::Duration;

use contracts::Rpc;
use ledger::view::{QueryError, Reader, Snapshot, Token, Watermark};
use ledger::{Position, within};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::facts::{Facts, Moment, Thing};
use crate::load::{load, newest};
use crate::policies::Policies;
use crate::view::RightsView;
use crate::weighing::{Decision, Who};

/// Client-side limit of reading what is new.
const LOAD_LIMIT: Duration = Duration::from_secs(5);
/// How often it is looked for what moves no watermark: a retried event, another generation.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What is known of rights at one moment of the view.
#[derive(Clone)]
pub struct Known {
    pub facts: Arc<Facts>,
    pub watermarks: Vec<Watermark>,
    /// Streams that wait for an operator.
    pub parked: i64,
    pub unreachable: Vec<&'static str>,
    /// Name, version and generation of the view.
    pub projection: String,
    newest: Position,
}

/// Decides for this process. Cheap to clone.
#[derive(Clone)]
pub struct Rights {
    policies: Arc<Policies>,
    reader: Reader<RightsView>,
    known: Arc<watch::Sender<Option<Known>>>,
}

impl Rights {
    /// Nothing is known before [`Rights::keep_looking`] runs.
    #[must_use]
    pub fn new(policies: Policies, reader: Reader<RightsView>) -> Self {
        Self { policies: Arc::new(policies), reader, known: Arc::new(watch::Sender::new(None)) }
    }

    #[must_use]
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// Brings what is known up to date; for the life of the process.
    pub async fn keep_looking(self) {
        loop {
            let before = self.known.borrow().clone();
            if let Some(known) = &before {
                let _ = within(LOOK_EVERY, self.reader.changed_since(&known.watermarks)).await;
            }
            match self.read(before, &[], Instant::now() + LOAD_LIMIT).await {
                Ok(known) => drop(self.known.send_replace(Some(known))),
                Err(_) => drop(within(LOOK_EVERY, std::future::pending::<()>()).await),
            }
        }
    }

    /// What is known now; waits up to the deadline while nothing has been read yet.
    pub async fn known(&self, deadline: Instant) -> Result<Known, QueryError> {
        let mut known = self.known.subscribe();
        let first = tokio::time::timeout_at(deadline, known.wait_for(Option::is_some)).await;
        let first = first.ok().and_then(Result::ok).and_then(|known| known.clone());
        first.ok_or(QueryError::Building)
    }

    /// What is known, at least up to some tokens; waits for them up to the deadline.
    pub async fn known_since(
        &self,
        at_least: &[Token],
        deadline: Instant,
    ) -> Result<Known, QueryError> {
        let before = self.known.borrow().clone();
        self.read(before, at_least, deadline).await
    }

    /// Beats when there may be more to know.
    #[must_use]
    pub fn beats(&self) -> watch::Receiver<Option<Known>> {
        self.known.subscribe()
    }

    /// Decides whether somebody may call an rpc on some things.
    pub async fn decide(
        &self,
        who: Who<'_>,
        rpc: &Rpc,
        things: &[Thing],
        at: Moment,
        deadline: Instant,
    ) -> Result<Decision, QueryError> {
        let known = self.known(deadline).await?;
        Ok(self.policies.decide(&known.facts, who, rpc, things, at))
    }

    /// Facts are only read again where they need not be more than before: rows that an operator's
    /// retry adds stand at old positions.
    async fn read(
        &self,
        before: Option<Known>,
        at_least: &[Token],
        deadline: Instant,
    ) -> Result<Known, QueryError> {
        let snapshot = self.reader.begin(at_least, deadline).await?;
        let Snapshot { mut tx, watermarks, parked, unreachable, projection } = snapshot;
        let same =
            |known: &Known| known.projection == projection && known.parked == 0 && parked == 0;
        let (mut facts, read_to) = match before.filter(same) {
            Some(known) => (known.facts, known.newest),
            None => (Arc::default(), 0),
        };
        let reading = async {
            let newest = newest(&mut tx).await?;
            if newest > read_to {
                load(&mut tx, Arc::make_mut(&mut facts), read_to).await?;
            }
            Ok::<_, sqlx::Error>((facts, newest))
        };
        let (facts, newest) = within(LOAD_LIMIT, reading).await.ok_or(QueryError::TimedOut)??;
        Ok(Known { facts, watermarks, parked, unreachable, projection, newest })
    }
}
