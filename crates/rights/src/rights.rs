//! The rights of this process: what is known, kept in memory and brought up to date as the view moves.
//!
//! A decision reads no database. It is as fresh as the view that this process follows, which moves
//! within milliseconds of the ledger; while nothing has been read yet, nothing is decided.

use std::sync::Arc;
use std::time::Duration;

use ledger::view::{QueryError, Reader, Snapshot, Token, Watermark};
use ledger::{Position, within};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::facts::Facts;
use crate::load::{load, newest};
use crate::policies::Policies;
use crate::view::RightsView;

/// Client-side limit of reading what is new.
const LOAD_LIMIT: Duration = Duration::from_secs(5);
/// How often it is looked for what moves no watermark: a retried event, another generation.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// After the view could not be read.
const TRY_AGAIN: Duration = Duration::from_millis(100);

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
    first_administrator: Option<Arc<str>>,
}

impl Rights {
    /// Nothing is known before [`Rights::keep_looking`] runs.
    #[must_use]
    pub fn new(
        policies: Arc<Policies>,
        reader: Reader<RightsView>,
        first_administrator: Option<String>,
    ) -> Self {
        let known = Arc::new(watch::Sender::new(None));
        let first_administrator = first_administrator.map(Arc::from);
        Self { policies, reader, known, first_administrator }
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
                Ok(known) => self.learn(known),
                Err(_) => drop(within(TRY_AGAIN, std::future::pending::<()>()).await),
            }
        }
    }

    /// What is known now; `None` while nothing has been read yet.
    #[must_use]
    pub fn known_now(&self) -> Option<Arc<Facts>> {
        self.known.borrow().as_ref().map(|known| known.facts.clone())
    }

    /// What is known, at least up to some tokens; waits for them up to the deadline. From then on it is
    /// decided by that.
    pub async fn known_since(
        &self,
        at_least: &[Token],
        deadline: Instant,
    ) -> Result<Known, QueryError> {
        let before = self.known.borrow().clone();
        let known = self.read(before, at_least, deadline).await?;
        self.learn(known.clone());
        Ok(known)
    }

    /// What was read later counts, whoever read it.
    fn learn(&self, known: Known) {
        self.known.send_if_modified(|now| {
            let is_old = now
                .as_ref()
                .is_some_and(|now| now.projection == known.projection && now.newest > known.newest);
            if !is_old {
                *now = Some(known);
            }
            !is_old
        });
    }

    /// Beats when there may be more to know.
    #[must_use]
    pub fn beats(&self) -> watch::Receiver<Option<Known>> {
        self.known.subscribe()
    }

    fn at_first(&self) -> Facts {
        let mut facts = Facts::default();
        if let Some(person) = &self.first_administrator {
            facts.name_first_administrator(person);
        }
        facts
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
        let Snapshot { mut tx, watermarks, parked, unreachable, projection, .. } = snapshot;
        let same =
            |known: &Known| known.projection == projection && known.parked == 0 && parked == 0;
        let (mut facts, read_to) = match before.filter(same) {
            Some(known) => (known.facts, known.newest),
            None => (Arc::new(self.at_first()), 0),
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
