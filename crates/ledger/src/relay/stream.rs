//! The context's JetStream stream: its settings, its end, and whether that end is ours.

use std::time::Duration;

use async_nats::jetstream::context::{ContextBuilder, GetStreamErrorKind};
use async_nats::jetstream::stream::{
    Compression, Config, DiscardPolicy, LastRawMessageErrorKind, RetentionPolicy, StorageType,
};
use async_nats::jetstream::{Context, ErrorCode, stream};
use sqlx::PgConnection;

use super::message;
use super::{Fork, RelayError, RelayOptions};
use crate::crash::{self, Point};
use crate::recorded::{Digest, Position};
use crate::store::{ReadError, within};

/// `HOITU_MEMBERSHIP`.
#[must_use]
pub fn stream_name(context: &str) -> String {
    format!("HOITU_{}", context.to_uppercase())
}

/// All subjects of a context's entries.
fn subjects(context: &str) -> String {
    format!("hoitu.{context}.v1.>")
}

/// A connection to the stream for one run of the relay: acknowledgements that a run has given up on
/// must not hold back the next one, so each run has its own.
pub(super) struct Target {
    context: &'static str,
    pub(super) jetstream: Context,
    limit: Duration,
}

impl Target {
    pub(super) fn new(
        context: &'static str,
        client: async_nats::Client,
        options: &RelayOptions,
    ) -> Self {
        let limit = options.time_limit;
        let jetstream = ContextBuilder::new()
            .timeout(limit)
            .ack_timeout(limit)
            .max_ack_inflight(options.window + 1)
            .build(client);
        Self { context, jetstream, limit }
    }

    /// The stream's last sequence, which is the last position published. A stream that is not there is
    /// made, to begin at `first`.
    pub(super) async fn last_sequence(
        &self,
        first: Position,
        options: &RelayOptions,
    ) -> Result<Position, RelayError> {
        let name = stream_name(self.context);
        let doing = "looking at the stream";
        match self.limited(doing, self.jetstream.get_stream(&name)).await? {
            Ok(stream) => position(stream.cached_info().state.last_sequence),
            Err(error) if is_missing(&error.kind()) => {
                let config = config(self.context, first, options);
                let doing = "making the stream";
                let made = self.limited(doing, self.jetstream.create_stream(config)).await?;
                let made = made.map_err(|error| RelayError::nats(doing, error))?;
                crash::pass(Point::StreamMade);
                position(made.cached_info().state.last_sequence)
            }
            Err(error) => Err(RelayError::nats(doing, error)),
        }
    }

    /// Refuses a stream that holds what the ledger does not: the ledger was taken back to an earlier
    /// point, or somebody else publishes here.
    pub(super) async fn refuse_fork(
        &self,
        last: Position,
        connection: &mut PgConnection,
    ) -> Result<(), RelayError> {
        let head = "SELECT coalesce(max(position), 0) FROM ledger.entry";
        let head: Position =
            self.query(sqlx::query_scalar(head).fetch_one(&mut *connection)).await?;
        if last > head {
            return Err(RelayError::Forked(Fork::Ahead { stream: last, ledger: head }));
        }
        let Some((position, chain)) = self.last_message().await? else { return Ok(()) };
        let row = "SELECT chain FROM ledger.entry WHERE position = $1";
        let row = sqlx::query_scalar(row).bind(position).fetch_optional(connection);
        let row: Option<Vec<u8>> = self.query(row).await?;
        if chain.is_none() || row.and_then(|row| Digest::from_slice(&row)) != chain {
            return Err(RelayError::Forked(Fork::OtherContent { position }));
        }
        Ok(())
    }

    /// The last message that can be read, with the chain value it carries. There may be a hole behind it.
    async fn last_message(&self) -> Result<Option<(Position, Option<Digest>)>, RelayError> {
        let doing = "reading the stream's last message";
        let name = stream_name(self.context);
        let stream = self.limited(doing, self.jetstream.get_stream_no_info(&name)).await?;
        let stream = stream.map_err(|error| RelayError::nats(doing, error))?;
        let subjects = subjects(self.context);
        match self.limited(doing, stream.get_last_raw_message_by_subject(&subjects)).await? {
            Ok(message) => {
                let chain = message::chain(&message.headers).ok();
                Ok(Some((position(message.sequence)?, chain)))
            }
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(RelayError::nats(doing, error)),
        }
    }

    pub(super) async fn query<T>(
        &self,
        query: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, RelayError> {
        let doing = "reading the ledger";
        Ok(self.limited(doing, query).await?.map_err(ReadError::from)?)
    }

    async fn limited<T>(
        &self,
        doing: &'static str,
        call: impl Future<Output = T>,
    ) -> Result<T, RelayError> {
        within(self.limit, call).await.ok_or(RelayError::TimedOut { doing })
    }
}

/// A log, not a queue: it drops only its oldest messages, by size, so the last one is always there.
fn config(context: &str, first: Position, options: &RelayOptions) -> stream::Config {
    Config {
        name: stream_name(context),
        subjects: vec![subjects(context)],
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::Old,
        max_bytes: options.max_bytes,
        storage: StorageType::File,
        num_replicas: options.replicas,
        deny_delete: true,
        deny_purge: true,
        allow_direct: true,
        compression: Some(Compression::S2),
        first_sequence: u64::try_from(first).ok().filter(|first| *first > 1),
        ..Config::default()
    }
}

fn is_missing(kind: &GetStreamErrorKind) -> bool {
    matches!(kind, GetStreamErrorKind::JetStream(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND)
}

fn position(sequence: u64) -> Result<Position, RelayError> {
    Position::try_from(sequence)
        .map_err(|error| RelayError::nats("reading the stream's sequence", error))
}
