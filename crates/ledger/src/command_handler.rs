//! A command's way to its aggregate: load, replay, decide. [`Ledger::act`] does the rest.

use std::fmt::Display;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::recorded::{Digest, Position, Provenance, Published, Revision, StreamName};
use crate::store::{Ledger, ReadError};
use crate::writer::AppendError;
use crate::{Decider, Reject};

/// The largest event, data and published form together: always publishable (NATS takes 1 MiB).
const MAX_EVENT_BYTES: usize = 256 * 1024;

/// What surrounds a command: who asks, under which request id, against which state.
#[derive(Debug, Clone)]
pub struct Asked {
    pub request_id: Uuid,
    /// Digest of the request's content; tells a repeat from a reuse of the id.
    pub fingerprint: Digest,
    /// The revision the caller has seen (its etag), of the first step's stream.
    pub expected: Option<Revision>,
    /// Decide, but record nothing.
    pub validate_only: bool,
    pub provenance: Provenance,
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// The last entry of this command; 0 if it recorded nothing.
    pub position: Position,
    /// The first step's stream, and its revision after the command.
    pub stream: StreamName,
    pub revision: Revision,
    /// Recorded events; planned ones (position 0) if only validated.
    pub events: Vec<EventRef>,
    /// `None` if nothing was recorded.
    pub recorded_at: Option<DateTime<Utc>>,
    /// This request id had been answered before: this is the first answer.
    pub repeated: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct EventRef {
    pub event_id: Uuid,
    pub stream: StreamName,
    pub event_type: String,
    pub position: Position,
    pub revision: Revision,
}

/// Who changed a stream last, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct LastChange {
    pub by: Provenance,
    pub recorded_at: DateTime<Utc>,
}

/// Why a command was not carried out, or not known to be.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error("{0}")]
    Rejected(Box<dyn Reject>),
    #[error("the resource has changed since it was read")]
    StaleRevision {
        stream: StreamName,
        expected: Revision,
        current: Revision,
        /// What made it stale; [`Ledger::act`] fills it in. `None` if nothing is recorded there.
        last_change: Option<Box<LastChange>>,
    },
    #[error("the resource kept changing")]
    Contended { stream: StreamName, attempts: u32 },
    /// What was carried out under that id took the stream from one revision to the other.
    #[error("the request id was used before with other content")]
    RequestReused { request_id: Uuid, stream: StreamName, before: Revision, after: Revision },
    #[error("an event of {bytes} bytes is over the limit of {limit}")]
    TooLarge { bytes: usize, limit: usize },
    #[error("too many commands are waiting")]
    Overloaded,
    /// The outcome is unknown; repeating with the same request id is safe.
    #[error("the ledger did not answer in time")]
    TimedOut,
    /// The outcome is unknown; repeating with the same request id is safe.
    #[error("the ledger is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("a stored event does not decode: {stream}, revision {revision}")]
    Corrupt { stream: StreamName, revision: Revision, source: serde_json::Error },
}

impl From<ReadError> for CommandError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::TimedOut => Self::TimedOut,
            ReadError::Read(error) => Self::Unavailable(error.into()),
        }
    }
}

impl From<AppendError> for CommandError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::TimedOut => Self::TimedOut,
            AppendError::Overloaded => Self::Overloaded,
            AppendError::Append(_) | AppendError::Closed => Self::Unavailable(error.into()),
        }
    }
}

/// One stream's share of a command: what its aggregate decided, and on which revision.
///
/// A part without events still holds its stream at that revision: what it decided was true when the
/// other parts were recorded.
#[derive(Debug)]
pub struct Part {
    pub stream: StreamName,
    pub revision: Revision,
    pub events: Vec<DecidedEvent>,
}

/// An event that was decided, before it has an id.
#[derive(Debug)]
pub struct DecidedEvent {
    /// The contract's message name, or `category.event` where nothing is published.
    pub event_type: String,
    /// The context's own event as JSON text.
    pub data: String,
    pub published: Option<bytes::Bytes>,
}

/// A command on one aggregate, as part of an act that may touch several: decided anew on each attempt.
pub trait Step: Send + Sync {
    /// The stream it is about, whatever it decides.
    fn stream(&self) -> StreamName;

    fn decide<'a>(&'a self, ledger: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>>;
}

/// Carries out the commands of one kind of aggregate.
pub struct CommandHandler<D: Decider> {
    ledger: Ledger,
    publish: fn(&str, &D::Event) -> Option<Published>,
}

impl<D: Decider> Clone for CommandHandler<D> {
    fn clone(&self) -> Self {
        Self { ledger: self.ledger.clone(), publish: self.publish }
    }
}

impl<D> CommandHandler<D>
where
    D: Decider + Send + 'static,
    D::Event: Serialize + DeserializeOwned + Send + Sync,
    for<'e> &'e D::Event: Into<&'static str>,
    D::Command: Clone + Send + Sync + 'static,
{
    /// `publish` gives the contract form of an event of the aggregate with that id, or `None`.
    #[must_use]
    pub fn new(ledger: Ledger, publish: fn(&str, &D::Event) -> Option<Published>) -> Self {
        Self { ledger, publish }
    }

    pub async fn handle(
        &self,
        id: impl Display,
        command: D::Command,
        asked: Asked,
    ) -> Result<Receipt, CommandError> {
        self.ledger.act(asked, vec![self.step(id, command)]).await
    }

    /// The same command as one step of an act over several streams ([`Ledger::act`]).
    #[must_use]
    pub fn step(&self, id: impl Display, command: D::Command) -> Box<dyn Step> {
        let id = id.to_string();
        let stream = StreamName::new(D::CATEGORY, &id);
        let publish = self.publish;
        Box::new(DeciderStep::<D> { id, stream, command, publish, decider: PhantomData })
    }

    /// The aggregate as it stands, and its revision (0 if it has no events).
    pub async fn load(&self, id: impl Display) -> Result<(D, Revision), CommandError> {
        load(&self.ledger, &StreamName::new(D::CATEGORY, id)).await
    }
}

struct DeciderStep<D: Decider> {
    id: String,
    stream: StreamName,
    command: D::Command,
    publish: fn(&str, &D::Event) -> Option<Published>,
    decider: PhantomData<fn() -> D>,
}

impl<D> Step for DeciderStep<D>
where
    D: Decider + Send + 'static,
    D::Event: Serialize + DeserializeOwned + Send + Sync,
    for<'e> &'e D::Event: Into<&'static str>,
    D::Command: Clone + Send + Sync + 'static,
{
    fn stream(&self) -> StreamName {
        self.stream.clone()
    }

    fn decide<'a>(&'a self, ledger: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        Box::pin(async move {
            let (state, revision) = load::<D>(ledger, &self.stream).await?;
            let events = state
                .decide(self.command.clone())
                .map_err(|rejection| CommandError::Rejected(Box::new(rejection)))?;
            let events = events
                .iter()
                .map(|event| decided::<D>(event, (self.publish)(&self.id, event)))
                .collect::<Result<_, _>>()?;
            Ok(Part { stream: self.stream.clone(), revision, events })
        })
    }
}

async fn load<D>(ledger: &Ledger, stream: &StreamName) -> Result<(D, Revision), CommandError>
where
    D: Decider,
    D::Event: DeserializeOwned,
{
    let mut state = D::default();
    let mut last = 0;
    for (revision, data) in ledger.load(stream).await? {
        let event = serde_json::from_str(&data).map_err(|source| CommandError::Corrupt {
            stream: stream.clone(),
            revision,
            source,
        })?;
        state = state.evolve(&event);
        last = revision;
    }
    Ok((state, last))
}

fn decided<D>(event: &D::Event, published: Option<Published>) -> Result<DecidedEvent, CommandError>
where
    D: Decider,
    D::Event: Serialize,
    for<'e> &'e D::Event: Into<&'static str>,
{
    let data = serde_json::to_string(event)
        .expect("events are plain data: their serialisation has nothing that can fail");
    let (event_type, published) = match published {
        Some(Published { event_type, bytes }) => (event_type.to_owned(), Some(bytes)),
        None => (format!("{}.{}", D::CATEGORY, Into::<&'static str>::into(event)), None),
    };
    let bytes = data.len() + published.as_ref().map_or(0, bytes::Bytes::len);
    if bytes > MAX_EVENT_BYTES {
        return Err(CommandError::TooLarge { bytes, limit: MAX_EVENT_BYTES });
    }
    Ok(DecidedEvent { event_type, data, published })
}
