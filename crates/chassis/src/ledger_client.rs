//! Another context's ledger as a history to follow, over gRPC and with time limits.

use std::time::Duration;

use contracts::ledger::v1::ledger_service_client::LedgerServiceClient;
use contracts::ledger::v1::{GetChainRequest, GetHeadRequest, LedgerEntry, ReadLedgerRequest};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use ledger::{Digest, Entry, Head, History, Position, SourceError, StreamName, trace, within};
use tonic::{Code, Request, Status};
use uuid::Uuid;

use crate::grpc;
use crate::outgoing::Authorised;

/// Of one answer; also of each further message of a stream.
const LIMIT: Duration = Duration::from_secs(5);

/// The largest answer; more than a server sends.
const MESSAGE_BYTES: usize = 4 << 20;

/// Reads another context's ledger.
#[derive(Clone)]
pub struct LedgerClient(LedgerServiceClient<Authorised>);

/// The other service's answer does not make sense.
#[derive(Debug, thiserror::Error)]
#[error("the answer has no usable {field}")]
struct Malformed {
    field: &'static str,
}

impl LedgerClient {
    #[must_use]
    pub fn new(channel: Authorised) -> Self {
        Self(LedgerServiceClient::new(channel).max_decoding_message_size(MESSAGE_BYTES))
    }

    async fn get_head(&self) -> Result<Head, SourceError> {
        let answer = answered(self.0.clone().get_head(limited(GetHeadRequest {}))).await?;
        let head = answer.into_inner();
        let recorded_at =
            head.recorded_at.as_ref().map(|at| grpc::instant(at).ok_or("recorded_at"));
        Ok(Head {
            position: head.position,
            chain: digest(&head.chain, "chain")?,
            recorded_at: recorded_at.transpose().map_err(malformed)?,
        })
    }

    async fn get_chain(&self, position: Position) -> Result<Option<Digest>, SourceError> {
        let mut client = self.0.clone();
        match within(LIMIT, client.get_chain(limited(GetChainRequest { position }))).await {
            Some(Ok(answer)) => digest(&answer.into_inner().chain, "chain").map(Some),
            Some(Err(status)) if status.code() == Code::OutOfRange => Ok(None),
            Some(Err(status)) => Err(failed(status)),
            None => Err(SourceError::TimedOut),
        }
    }

    async fn read_ledger(&self, from: Position, limit: i64) -> Result<Vec<Entry>, SourceError> {
        let request = ReadLedgerRequest { from_position: from, limit };
        let mut messages =
            answered(self.0.clone().read_ledger(Request::new(request))).await?.into_inner();
        let mut entries = Vec::new();
        while let Some(message) = answered(messages.message()).await? {
            for entry in message.entries {
                entries.push(from_wire(entry)?);
            }
        }
        Ok(entries)
    }
}

impl History for LedgerClient {
    fn head(&self) -> BoxFuture<'_, Result<Head, SourceError>> {
        self.get_head().boxed()
    }

    fn chain_at(&self, position: Position) -> BoxFuture<'_, Result<Option<Digest>, SourceError>> {
        self.get_chain(position).boxed()
    }

    fn read(&self, from: Position, limit: i64) -> BoxFuture<'_, Result<Vec<Entry>, SourceError>> {
        self.read_ledger(from, limit).boxed()
    }
}

/// The other side gives up when nobody waits any more.
fn limited<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(LIMIT);
    request
}

async fn answered<T>(call: impl Future<Output = Result<T, Status>>) -> Result<T, SourceError> {
    match within(LIMIT, call).await {
        Some(answer) => answer.map_err(failed),
        None => Err(SourceError::TimedOut),
    }
}

fn failed(status: Status) -> SourceError {
    SourceError::History(status.into())
}

fn malformed(field: &'static str) -> SourceError {
    SourceError::History(Malformed { field }.into())
}

fn digest(bytes: &[u8], field: &'static str) -> Result<Digest, SourceError> {
    Digest::from_slice(bytes).ok_or_else(|| malformed(field))
}

fn from_wire(entry: LedgerEntry) -> Result<Entry, SourceError> {
    let recorded_at = entry.recorded_at.as_ref().and_then(grpc::instant);
    Ok(Entry {
        position: entry.position,
        stream: StreamName::stored(entry.stream),
        revision: entry.revision,
        event_id: Uuid::from_slice(&entry.event_id).map_err(|_| malformed("event_id"))?,
        event_type: entry.event_type,
        recorded_at: recorded_at.ok_or_else(|| malformed("recorded_at"))?,
        private_hash: digest(&entry.private_hash, "private_hash")?,
        published: entry.published,
        chain: digest(&entry.chain, "chain")?,
        // The chain does not vouch for it.
        traceparent: Some(entry.traceparent).filter(|it| trace::is_traceparent(it)),
        private: None,
    })
}
