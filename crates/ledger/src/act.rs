//! The one loop of every command: decide, append; again if somebody else was faster; and the first
//! answer for a request that comes again.

use sqlx::Row as _;
use tracing::{Instrument as _, Span, field};
use uuid::Uuid;

use crate::append::{Append, Outcome, Range};
use crate::command_handler::{Asked, CommandError, EventRef, LastChange, Part, Receipt, Step};
use crate::recorded::{NewEvent, Position, Revision, StreamName};
use crate::store::{Ledger, ReadError, limited};
use crate::trace;

/// How often a command is decided anew when others keep changing its stream.
const ATTEMPTS: u32 = 16;

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
        let span = tracing::info_span!(
            "command",
            stream = field::Empty,
            revision = field::Empty,
            attempts = field::Empty
        );
        // Boxed: callers would move its large state about even where they refuse before they come here.
        Box::pin(self.attempt(asked, steps)).instrument(span).await
    }

    async fn attempt(
        &self,
        asked: Asked,
        steps: Vec<Box<dyn Step>>,
    ) -> Result<Receipt, CommandError> {
        let mut stream = None;
        for attempts in 1..=ATTEMPTS {
            let parts = match self.decide(&asked, &steps).await {
                Ok(parts) => parts,
                Err(refusal) => {
                    return match self.first_answer(&asked, &steps).await? {
                        Some(answer) => Ok(answer),
                        None => Err(self.with_last_change(refusal).await),
                    };
                }
            };
            if parts.iter().all(|part| part.events.is_empty()) {
                let nothing = receipt(&asked, &parts, None);
                return Ok(self.first_answer(&asked, &steps).await?.unwrap_or(nothing));
            }
            if asked.validate_only {
                return Ok(receipt(&asked, &parts, None));
            }
            Span::current()
                .record("stream", parts[0].stream.told())
                .record("revision", parts[0].revision)
                .record("attempts", attempts);
            let append = self.append(to_append(&asked, &parts));
            match append.instrument(tracing::info_span!("append")).await? {
                Outcome::Recorded(range) => return Ok(receipt(&asked, &parts, Some(range))),
                Outcome::Repeated(range) => {
                    return self.answer_of(range, Some(steps[0].stream())).await;
                }
                Outcome::Reused => {
                    return self.first_answer(&asked, &steps).await?.ok_or_else(gone);
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
                        last_change: None,
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

    /// Tells a caller that came too late who was faster; the read is paid by refusals alone.
    async fn with_last_change(&self, refusal: CommandError) -> CommandError {
        let CommandError::StaleRevision { stream, expected, current, .. } = refusal else {
            return refusal;
        };
        match self.last_change(&stream).await {
            Ok(None) => {
                CommandError::StaleRevision { stream, expected, current, last_change: None }
            }
            Ok(Some((current, change))) => {
                let last_change = Some(Box::new(change));
                CommandError::StaleRevision { stream, expected, current, last_change }
            }
            Err(error) => error,
        }
    }

    async fn last_change(
        &self,
        stream: &StreamName,
    ) -> Result<Option<(Revision, LastChange)>, CommandError> {
        let query = "SELECT revision, provenance, recorded_at FROM ledger.entry
                     WHERE stream = $1 ORDER BY revision DESC LIMIT 1";
        let query = sqlx::query_as(query).bind(stream.as_str()).fetch_optional(self.pool());
        let Some((revision, provenance, recorded_at)) = limited(query).await? else {
            return Ok(None);
        };
        let provenance: String = provenance;
        let by = serde_json::from_str(&provenance).map_err(|source| CommandError::Corrupt {
            stream: stream.clone(),
            revision,
            source,
        })?;
        Ok(Some((revision, LastChange { by, recorded_at })))
    }

    /// The answer this request id got when it was first carried out.
    async fn first_answer(
        &self,
        asked: &Asked,
        steps: &[Box<dyn Step>],
    ) -> Result<Option<Receipt>, CommandError> {
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
        let range = Range {
            first: row.try_get(1).map_err(ReadError::from)?,
            last: row.try_get(2).map_err(ReadError::from)?,
            recorded_at: row.try_get(3).map_err(ReadError::from)?,
        };
        if fingerprint != asked.fingerprint.as_slice() {
            let first = self.answer_of(range, None).await?;
            let own = first.events.iter().filter(|event| event.stream == first.stream).count();
            return Err(CommandError::RequestReused {
                request_id: asked.request_id,
                stream: first.stream,
                before: first.revision - to_i64(own),
                after: first.revision,
            });
        }
        self.answer_of(range, Some(steps[0].stream())).await.map(Some)
    }

    /// What was told of this resource when it was recorded; without one, of what was recorded first.
    async fn answer_of(
        &self,
        range: Range,
        resource: Option<StreamName>,
    ) -> Result<Receipt, CommandError> {
        let entries = self.read_published(range.first, range.last - range.first + 1).await?;
        let first = entries.first().map(|entry| entry.stream.clone()).ok_or_else(gone)?;
        let stream = resource.unwrap_or(first);
        let revision = self.revision_at(&stream, range.last).await?;
        let events = entries
            .into_iter()
            .map(|entry| EventRef {
                event_id: entry.event_id,
                stream: entry.stream,
                event_type: entry.event_type,
                position: entry.position,
                revision: entry.revision,
            })
            .collect();
        let recorded_at = Some(range.recorded_at);
        Ok(Receipt { position: range.last, stream, revision, events, recorded_at, repeated: true })
    }

    /// How far a stream was when this position was recorded; 0 if it had no events.
    async fn revision_at(
        &self,
        stream: &StreamName,
        position: Position,
    ) -> Result<Revision, CommandError> {
        let query = "SELECT coalesce(max(revision), 0) FROM ledger.entry
                     WHERE stream = $1 AND position <= $2";
        let query = sqlx::query_scalar(query).bind(stream.as_str()).bind(position);
        Ok(limited(query.fetch_one(self.pool())).await?)
    }
}

fn gone() -> CommandError {
    CommandError::Unavailable("the entries of a recorded request are gone".into())
}

/// The n-th event of a request has the same id on each attempt and in each replica.
fn event_id(request_id: Uuid, ordinal: usize) -> Uuid {
    Uuid::new_v5(&request_id, &ordinal.to_be_bytes())
}

fn to_append(asked: &Asked, parts: &[Part]) -> Append {
    let mut provenance = asked.provenance.clone();
    provenance.request_id = Some(asked.request_id);
    provenance.traceparent = trace::current().or(provenance.traceparent);
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
                stream: part.stream.clone(),
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
