//! The one loop of every command: load, replay, decide, append; again if somebody else was faster.

use std::fmt::Display;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use uuid::Uuid;

use crate::recorded::{Digest, NewEvent, Position, Provenance, Published, Revision, StreamName};
use crate::store::{Ledger, ReadError, limited};
use crate::writer::{Append, AppendError, Outcome, Range};
use crate::{Decider, Reject};

/// How often a command is decided anew when others keep changing its stream.
const ATTEMPTS: u32 = 16;

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
    pub event_type: String,
    pub position: Position,
    pub revision: Revision,
}

/// Why a command was not carried out, or not known to be.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    #[error("{0}")]
    Rejected(Box<dyn Reject>),
    #[error("the resource has changed since it was read")]
    StaleRevision { stream: StreamName, expected: Revision, current: Revision },
    #[error("the resource kept changing")]
    Contended { stream: StreamName, attempts: u32 },
    #[error("the request id was used before with other content")]
    RequestReused { request_id: Uuid },
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

impl Ledger {
    /// Carries out one command over one or several streams: all of it is recorded, or nothing.
    ///
    /// A request id that was answered before gets its first answer, whatever has happened since; with
    /// other content it is refused.
    ///
    /// # Panics
    /// If there is no step, or two steps on one stream.
    pub async fn act(
        &self,
        asked: Asked,
        steps: Vec<Box<dyn Step>>,
    ) -> Result<Receipt, CommandError> {
        let mut stream = None;
        for _ in 0..ATTEMPTS {
            let parts = match self.decide(&asked, &steps).await {
                Ok(parts) => parts,
                Err(refusal) => return self.first_answer(&asked).await?.ok_or(refusal),
            };
            if parts.iter().all(|part| part.events.is_empty()) {
                let nothing = receipt(&asked, &parts, None);
                return Ok(self.first_answer(&asked).await?.unwrap_or(nothing));
            }
            if asked.validate_only {
                return Ok(receipt(&asked, &parts, None));
            }
            match self.append(to_append(&asked, &parts)).await? {
                Outcome::Recorded(range) => return Ok(receipt(&asked, &parts, Some(range))),
                Outcome::Repeated(range) => return self.answer_of(range).await,
                Outcome::Reused => {
                    return Err(CommandError::RequestReused { request_id: asked.request_id });
                }
                Outcome::Conflict => stream = parts.into_iter().next().map(|part| part.stream),
            }
        }
        let stream = stream.expect("an act has at least one step");
        Err(CommandError::Contended { stream, attempts: ATTEMPTS })
    }

    async fn decide(
        &self,
        asked: &Asked,
        steps: &[Box<dyn Step>],
    ) -> Result<Vec<Part>, CommandError> {
        let mut parts: Vec<Part> = Vec::with_capacity(steps.len());
        for step in steps {
            let part = step.decide(self).await;
            if let (0, Some(expected)) = (parts.len(), asked.expected) {
                let stale = part.as_ref().ok().filter(|part| part.revision != expected);
                if let Some(part) = stale {
                    return Err(CommandError::StaleRevision {
                        stream: part.stream.clone(),
                        expected,
                        current: part.revision,
                    });
                }
            }
            let part = part?;
            assert!(
                parts.iter().all(|other| other.stream != part.stream),
                "two steps of one act are on the stream {}",
                part.stream
            );
            parts.push(part);
        }
        Ok(parts)
    }

    /// The answer this request id got when it was first carried out.
    async fn first_answer(&self, asked: &Asked) -> Result<Option<Receipt>, CommandError> {
        if asked.validate_only {
            return Ok(None);
        }
        let query = sqlx::query(
            "SELECT fingerprint, first_position, last_position, recorded_at
             FROM ledger.request WHERE request_id = $1",
        )
        .bind(asked.request_id);
        let Some(row) = limited(query.fetch_optional(self.pool())).await? else {
            return Ok(None);
        };
        let fingerprint: &[u8] = row.try_get(0).map_err(ReadError::from)?;
        if fingerprint != asked.fingerprint.as_slice() {
            return Err(CommandError::RequestReused { request_id: asked.request_id });
        }
        let range = Range {
            first: row.try_get(1).map_err(ReadError::from)?,
            last: row.try_get(2).map_err(ReadError::from)?,
            recorded_at: row.try_get(3).map_err(ReadError::from)?,
        };
        self.answer_of(range).await.map(Some)
    }

    async fn answer_of(&self, range: Range) -> Result<Receipt, CommandError> {
        let entries = self.read_published(range.first, range.last - range.first + 1).await?;
        let stream = entries.first().map(|entry| entry.stream.clone()).ok_or(
            CommandError::Unavailable("the entries of a recorded request are gone".into()),
        )?;
        let revision = entries
            .iter()
            .filter(|entry| entry.stream == stream)
            .map(|entry| entry.revision)
            .max()
            .unwrap_or_default();
        let events = entries
            .into_iter()
            .map(|entry| EventRef {
                event_id: entry.event_id,
                event_type: entry.event_type,
                position: entry.position,
                revision: entry.revision,
            })
            .collect();
        let recorded_at = Some(range.recorded_at);
        Ok(Receipt { position: range.last, stream, revision, events, recorded_at, repeated: true })
    }
}

/// The n-th event of a request has the same id on each attempt and in each replica.
fn event_id(request_id: Uuid, ordinal: usize) -> Uuid {
    Uuid::new_v5(&request_id, &ordinal.to_be_bytes())
}

fn to_append(asked: &Asked, parts: &[Part]) -> Append {
    let mut provenance = asked.provenance.clone();
    provenance.request_id = Some(asked.request_id);
    let provenance = serde_json::to_string(&provenance)
        .expect("provenance is plain data: its serialisation has nothing that can fail");
    let mut ordinal = 0;
    let parts: Vec<_> = parts
        .iter()
        .map(|part| {
            let events = part.events.iter().map(|event| {
                ordinal += 1;
                NewEvent {
                    event_id: event_id(asked.request_id, ordinal),
                    event_type: event.event_type.clone(),
                    data: event.data.clone(),
                    published: event.published.clone(),
                }
            });
            (part.stream.clone(), part.revision, events.collect::<Vec<_>>())
        })
        .collect();
    Append::new(asked.request_id, asked.fingerprint, provenance, parts)
}

fn receipt(asked: &Asked, parts: &[Part], recorded: Option<Range>) -> Receipt {
    let mut events = Vec::new();
    for part in parts {
        for (revision, event) in (part.revision + 1..).zip(&part.events) {
            let ordinal = events.len() + 1;
            let position = recorded.map_or(0, |range| range.first + to_i64(ordinal) - 1);
            events.push(EventRef {
                event_id: event_id(asked.request_id, ordinal),
                event_type: event.event_type.clone(),
                position,
                revision,
            });
        }
    }
    let first = &parts[0];
    Receipt {
        position: recorded.map_or(0, |range| range.last),
        stream: first.stream.clone(),
        revision: first.revision + to_i64(first.events.len()),
        events,
        recorded_at: recorded.map(|range| range.recorded_at),
        repeated: false,
    }
}

fn to_i64(count: usize) -> i64 {
    i64::try_from(count).expect("an act has far fewer events than i64::MAX")
}
