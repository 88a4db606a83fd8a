//! One call of `ledger.append`: what it takes, what it answers.

use chrono::{DateTime, Utc};
use sqlx::Row as _;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::recorded::{Digest, NewEvent, Position, Revision, StreamName, digest, private_hash};

const APPEND: &str = include_str!("../sql/append.sql");

/// A command's events for its streams: recorded all or not at all.
#[derive(Debug)]
pub(crate) struct Append {
    pub(crate) request_id: Uuid,
    fingerprint: Digest,
    provenance: String,
    pub(crate) parts: Vec<AppendPart>,
    pub(crate) bytes: usize,
}

#[derive(Debug)]
pub(crate) struct AppendPart {
    pub(crate) stream: StreamName,
    expected: Revision,
    events: Vec<AppendEvent>,
}

#[derive(Debug)]
pub(crate) struct AppendEvent {
    event: NewEvent,
    private_hash: Digest,
    digest: Digest,
}

impl Append {
    /// Hashes in the caller's task, so that the writer only packs.
    pub(crate) fn new(
        request_id: Uuid,
        fingerprint: Digest,
        provenance: String,
        parts: impl IntoIterator<Item = (StreamName, Revision, Vec<NewEvent>)>,
    ) -> Self {
        let mut bytes = 0;
        let parts = parts
            .into_iter()
            .map(|(stream, expected, events)| {
                let events = (expected + 1..)
                    .zip(events)
                    .map(|(revision, event)| {
                        bytes += event.size() + provenance.len();
                        let private_hash = private_hash(&event.data, &provenance);
                        let published = event.published.as_deref();
                        let digest = digest(
                            event.event_id,
                            &stream,
                            revision,
                            &event.event_type,
                            &private_hash,
                            published,
                        );
                        AppendEvent { event, private_hash, digest }
                    })
                    .collect();
                AppendPart { stream, expected, events }
            })
            .collect();
        Self { request_id, fingerprint, provenance, parts, bytes }
    }
}

/// What became of one command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Outcome {
    Recorded(Range),
    /// The request id had been recorded before, with the same content.
    Repeated(Range),
    /// The request id had been recorded before, with other content.
    Reused,
    /// Another command moved one of the streams.
    Conflict,
}

/// The entries of one command.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Range {
    pub(crate) first: Position,
    pub(crate) last: Position,
    pub(crate) recorded_at: DateTime<Utc>,
}

pub(crate) async fn call_append(
    connection: &mut PgConnection,
    commands: &[Append],
) -> Result<Vec<Outcome>, sqlx::Error> {
    let mut call = Arrays::default();
    for command in commands {
        call.push(command);
    }
    let rows = sqlx::query(APPEND)
        .bind(call.request_ids)
        .bind(call.fingerprints)
        .bind(call.provenances)
        .bind(call.part_command)
        .bind(call.part_stream)
        .bind(call.part_expected)
        .bind(call.event_part)
        .bind(call.event_revision)
        .bind(call.event_ids)
        .bind(call.event_types)
        .bind(call.datas)
        .bind(call.private_hashes)
        .bind(call.publisheds)
        .bind(call.digests)
        .fetch_all(connection)
        .await?;
    rows.iter()
        .map(|row| {
            let range = || -> Result<Range, sqlx::Error> {
                Ok(Range {
                    first: row.try_get(1)?,
                    last: row.try_get(2)?,
                    recorded_at: row.try_get(3)?,
                })
            };
            Ok(match row.try_get::<&str, _>(0)? {
                "recorded" => Outcome::Recorded(range()?),
                "repeated" => Outcome::Repeated(range()?),
                "reused" => Outcome::Reused,
                _ => Outcome::Conflict,
            })
        })
        .collect()
}

/// The arguments of `ledger.append`.
#[derive(Default)]
struct Arrays<'a> {
    request_ids: Vec<Uuid>,
    fingerprints: Vec<&'a [u8]>,
    provenances: Vec<&'a str>,
    part_command: Vec<i32>,
    part_stream: Vec<&'a str>,
    part_expected: Vec<i64>,
    event_part: Vec<i32>,
    event_revision: Vec<i64>,
    event_ids: Vec<Uuid>,
    event_types: Vec<&'a str>,
    datas: Vec<&'a str>,
    private_hashes: Vec<&'a [u8]>,
    publisheds: Vec<Option<&'a [u8]>>,
    digests: Vec<u8>,
}

impl<'a> Arrays<'a> {
    fn push(&mut self, command: &'a Append) {
        self.request_ids.push(command.request_id);
        self.fingerprints.push(command.fingerprint.as_slice());
        self.provenances.push(&command.provenance);
        for part in &command.parts {
            self.part_command.push(ordinal(self.request_ids.len()));
            self.part_stream.push(part.stream.as_str());
            self.part_expected.push(part.expected);
            for (revision, event) in (part.expected + 1..).zip(&part.events) {
                self.event_part.push(ordinal(self.part_command.len()));
                self.event_revision.push(revision);
                self.event_ids.push(event.event.event_id);
                self.event_types.push(&event.event.event_type);
                self.datas.push(&event.event.data);
                self.private_hashes.push(event.private_hash.as_slice());
                self.publisheds.push(event.event.published.as_deref());
                self.digests.extend_from_slice(event.digest.as_slice());
            }
        }
    }
}

fn ordinal(length: usize) -> i32 {
    i32::try_from(length).expect("a batch is bounded far below i32::MAX")
}
