//! One batch, one transaction: the checkpoint first, then what the events say, and what could not be
//! applied set aside together with all that follows it in its stream.

use std::any::Any;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use sqlx::{Connection as _, PgConnection};
use tracing::Span;

use super::{ApplyError, Recorded, View, ViewOptions};
use crate::crash::{self, Point};
use crate::recorded::{Entry, Position, StreamName};
use crate::relay::with_causes;
use crate::store::within;
use crate::trace;
use crate::verify::Link;

/// Links of one span.
const MOST_LINKS: usize = 64;

/// Whose checkpoint it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) view: &'static str,
    pub(super) generation: i32,
    pub(super) source: &'static str,
}

/// Consecutive entries of one source, as far as the view cares for them.
pub(super) struct Batch<E> {
    /// Where the checkpoint must be.
    pub(super) from: Position,
    /// Where it will be.
    pub(super) to: Link,
    pub(super) recorded_at: DateTime<Utc>,
    events: Vec<Recorded<E>>,
    undecodable: Vec<(Entry, String)>,
}

impl<E> Batch<E> {
    /// `None` if there are no entries.
    pub(super) fn decode<V: View<Event = E>>(
        source: &'static str,
        entries: Vec<Entry>,
    ) -> Option<Self> {
        let (first, last) = (entries.first()?, entries.last()?);
        let from = first.position - 1;
        let to = Link { position: last.position, chain: last.chain };
        let recorded_at = last.recorded_at;
        let mut events = Vec::with_capacity(entries.len());
        let mut undecodable = Vec::new();
        for entry in entries {
            match decode::<V>(source, &entry) {
                Ok(Some(event)) => events.push(Recorded { source, entry, event }),
                Ok(None) => {}
                Err(error) => undecodable.push((entry, error)),
            }
        }
        Some(Self { from, to, recorded_at, events, undecodable })
    }

    /// The span in which the batch is applied, linked to the traces that wrote it: a batch has many, so it
    /// is part of none.
    pub(super) fn span(&self, key: Key) -> Span {
        let Key { view, generation, source } = key;
        let (from, to) = (self.from + 1, self.to.position);
        let span = tracing::info_span!("apply", view, generation, source, from, to);
        let traces = self.events.iter().filter_map(|event| event.entry.traceparent.as_deref());
        for traceparent in traces.take(MOST_LINKS) {
            trace::link(&span, traceparent);
        }
        span
    }
}

/// Runs the view's code: a panic in it is a failure of this entry.
pub(super) fn decode<V: View>(source: &str, entry: &Entry) -> Result<Option<V::Event>, String> {
    match catch_unwind(AssertUnwindSafe(|| V::decode(source, entry))) {
        Ok(decoded) => decoded.map_err(|error| with_causes(&error)),
        Err(panic) => Err(panicked(&*panic)),
    }
}

/// Why a batch was not committed.
#[derive(Debug)]
pub(super) enum Failure {
    /// Concerns the database, or the moment: worth another try.
    Transient(String),
    /// Concerns these events.
    Permanent(String),
    TooManyParked,
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        let text = with_causes(&error);
        if is_transient(&error) { Self::Transient(text) } else { Self::Permanent(text) }
    }
}

impl From<ApplyError> for Failure {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Write(error) => error.into(),
            ApplyError::Unfitting(_) => Self::Permanent(with_causes(&error)),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    /// As few calls of `apply` as possible.
    Whole,
    /// Each event in a savepoint, to find those that fail.
    Singly,
}

/// Commits the batch; `false` if the checkpoint was not where the batch begins, or is held there.
pub(super) async fn commit<V: View>(
    connection: &mut PgConnection,
    key: Key,
    options: &ViewOptions,
    batch: &Batch<V::Event>,
) -> Result<bool, Failure> {
    match transact::<V>(connection, key, options, batch, How::Whole).await {
        Err(Failure::Permanent(_)) => {
            transact::<V>(connection, key, options, batch, How::Singly).await
        }
        outcome => outcome,
    }
}

async fn transact<V: View>(
    connection: &mut PgConnection,
    key: Key,
    options: &ViewOptions,
    batch: &Batch<V::Event>,
    how: How,
) -> Result<bool, Failure> {
    let limit = options.time_limit;
    let mut tx = limited(limit, connection.begin()).await?;
    let advance = sqlx::query_scalar(include_str!("../../sql/advance_checkpoint.sql"))
        .bind(key.view)
        .bind(key.generation)
        .bind(key.source)
        .bind(batch.from)
        .bind(batch.to.position)
        .bind(batch.to.chain.as_slice())
        .bind(batch.recorded_at)
        .fetch_optional(&mut *tx);
    let parked: Option<i32> = limited(limit, advance).await?;
    let Some(parked) = parked else {
        limited(limit, tx.rollback()).await?;
        return Ok(false);
    };
    crash::pass(Point::CheckpointMoved);
    let blocked = if parked > 0 {
        limited(limit, parked_streams(&mut tx, key)).await?
    } else {
        HashSet::new()
    };
    let mut placing = Placing { tx: &mut tx, options, how, blocked, aside: Vec::new() };
    if let Err(failure) = placing.place::<V>(batch).await {
        limited(limit, tx.rollback()).await?;
        return Err(failure);
    }
    let aside = placing.aside;
    if !aside.is_empty() {
        limited(options.apply_limit, park(&mut tx, key, &aside)).await?;
        crash::pass(Point::StreamsParked);
    }
    crash::pass(Point::EffectsApplied);
    limited(limit, tx.commit()).await?;
    crash::pass(Point::ViewCommitted);
    Ok(true)
}

/// Applies what can be applied, and sets the rest aside.
struct Placing<'t, 'b> {
    tx: &'t mut PgConnection,
    options: &'t ViewOptions,
    how: How,
    blocked: HashSet<StreamName>,
    /// With the reason, for those that are not only in the way of their stream.
    aside: Vec<(&'b Entry, Option<String>)>,
}

impl<'b> Placing<'_, 'b> {
    async fn place<V: View>(&mut self, batch: &'b Batch<V::Event>) -> Result<(), Failure> {
        let mut undecodable = batch.undecodable.iter().peekable();
        let mut run = 0..0;
        for (index, recorded) in batch.events.iter().enumerate() {
            let entry = &recorded.entry;
            while let Some((failed, error)) =
                undecodable.next_if(|(failed, _)| failed.position < entry.position)
            {
                self.block(failed, error.clone())?;
            }
            if self.blocked.contains(&entry.stream) {
                self.apply::<V>(&batch.events[run]).await?;
                self.aside.push((entry, None));
                run = index + 1..index + 1;
            } else if self.how == How::Singly {
                if let Some(error) = self.apply_alone::<V>(recorded).await? {
                    self.block(entry, error)?;
                }
                run = index + 1..index + 1;
            } else {
                run.end = index + 1;
            }
        }
        for (failed, error) in undecodable {
            self.block(failed, error.clone())?;
        }
        self.apply::<V>(&batch.events[run]).await
    }

    fn block(&mut self, entry: &'b Entry, error: String) -> Result<(), Failure> {
        self.blocked.insert(entry.stream.clone());
        self.aside.push((entry, Some(error)));
        if self.blocked.len() > self.options.max_parked {
            return Err(Failure::TooManyParked);
        }
        Ok(())
    }

    async fn apply<V: View>(&mut self, events: &[Recorded<V::Event>]) -> Result<(), Failure> {
        if events.is_empty() {
            return Ok(());
        }
        apply::<V>(self.tx, events, self.options.apply_limit).await
    }

    /// The reason, if this event cannot be applied.
    async fn apply_alone<V: View>(
        &mut self,
        event: &Recorded<V::Event>,
    ) -> Result<Option<String>, Failure> {
        let limit = self.options.time_limit;
        let mut savepoint = limited(limit, self.tx.begin()).await?;
        let events = std::slice::from_ref(event);
        let applied = match apply::<V>(&mut savepoint, events, self.options.apply_limit).await {
            Ok(()) => limited(limit, check_constraints(&mut savepoint)).await,
            failed => failed,
        };
        match applied {
            Ok(()) => limited(limit, savepoint.commit()).await.map(|()| None),
            Err(Failure::Permanent(error)) => {
                limited(limit, savepoint.rollback()).await?;
                Ok(Some(error))
            }
            Err(failure) => Err(failure),
        }
    }
}

/// Runs the view's code: a panic in it is a failure of these events.
pub(super) async fn apply<V: View>(
    tx: &mut PgConnection,
    events: &[Recorded<V::Event>],
    limit: Duration,
) -> Result<(), Failure> {
    let applied = AssertUnwindSafe(async { V::apply(tx, events).await }).catch_unwind();
    match within(limit, applied).await {
        Some(Ok(applied)) => Ok(applied?),
        Some(Err(panic)) => Err(Failure::Permanent(panicked(&*panic))),
        None => Err(Failure::Transient("applying took longer than its limit".into())),
    }
}

/// Deferred constraints are checked now, so that the event that breaks one is known.
pub(super) async fn check_constraints(tx: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("SET CONSTRAINTS ALL IMMEDIATE").execute(tx).await.map(|_| ())
}

async fn parked_streams(
    tx: &mut PgConnection,
    key: Key,
) -> Result<HashSet<StreamName>, sqlx::Error> {
    let query = "SELECT DISTINCT stream FROM ledger.parked
                 WHERE view = $1 AND generation = $2 AND source = $3";
    let query = sqlx::query_scalar(query).bind(key.view).bind(key.generation).bind(key.source);
    Ok(query.fetch_all(tx).await?.into_iter().map(StreamName::stored).collect())
}

async fn park(
    tx: &mut PgConnection,
    key: Key,
    aside: &[(&Entry, Option<String>)],
) -> Result<(), sqlx::Error> {
    for (entry, error) in aside {
        sqlx::query(include_str!("../../sql/park_entry.sql"))
            .bind(key.view)
            .bind(key.generation)
            .bind(key.source)
            .bind(entry.position)
            .bind(entry.stream.as_str())
            .bind(entry.revision)
            .bind(entry.event_id)
            .bind(&entry.event_type)
            .bind(entry.recorded_at)
            .bind(entry.private_hash.as_slice())
            .bind(entry.published.as_deref())
            .bind(entry.chain.as_slice())
            .bind(entry.private.as_ref().map(|private| &private.data))
            .bind(entry.private.as_ref().map(|private| &private.provenance))
            .bind(error)
            .execute(&mut *tx)
            .await?;
        if let Some(error) = error {
            let (view, position) = (key.view, entry.position);
            tracing::error!(
                view,
                source = key.source,
                position,
                stream = entry.stream.told(),
                error,
                "an event was parked"
            );
        }
    }
    count_parked(tx, key).await.map(|_| ())
}

pub(super) async fn count_parked(tx: &mut PgConnection, key: Key) -> Result<i32, sqlx::Error> {
    let query = sqlx::query_scalar(include_str!("../../sql/count_parked.sql"));
    query.bind(key.view).bind(key.generation).bind(key.source).fetch_one(tx).await
}

async fn limited<T>(
    limit: Duration,
    call: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Failure> {
    match within(limit, call).await {
        Some(result) => Ok(result?),
        None => Err(Failure::Transient("the database took longer than its limit".into())),
    }
}

/// Connections, resources, locks, serialisation, shutdown, a server that is read-only for a while: they
/// pass. All else is about the statement and its values.
fn is_transient(error: &sqlx::Error) -> bool {
    const PASSING: [&str; 8] = ["08", "25", "40", "53", "55", "57", "58", "XX"];
    if let Some(error) = error.as_database_error() {
        return error.code().is_none_or(|code| PASSING.iter().any(|class| code.starts_with(class)));
    }
    !matches!(
        error,
        sqlx::Error::RowNotFound
            | sqlx::Error::TypeNotFound { .. }
            | sqlx::Error::ColumnIndexOutOfBounds { .. }
            | sqlx::Error::ColumnNotFound(_)
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::InvalidArgument(_)
            | sqlx::Error::Encode(_)
            | sqlx::Error::Decode(_)
    )
}

fn panicked(panic: &(dyn Any + Send)) -> String {
    let message = panic.downcast_ref::<&str>().map(ToString::to_string);
    let message = message.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panicked: {}", message.unwrap_or_default())
}
