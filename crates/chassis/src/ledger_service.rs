//! `hoitu.ledger.v1.LedgerService`: a context's ledger for others, published parts only.

use contracts::ledger::v1::ledger_service_server::{self, LedgerServiceServer};
use contracts::ledger::v1::{
    GetChainRequest, GetChainResponse, GetHeadRequest, GetHeadResponse, LedgerEntry,
    ReadLedgerRequest, ReadLedgerResponse,
};
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use ledger::{Entry, Ledger, Position, ReadError};
use tonic::{Code, Request, Response, Status};

use crate::access::Access;
use crate::fields;
use crate::grpc::{self, Domain};

/// Entries read at once: bounds what one reader makes this process hold.
const BATCH: i64 = 512;

/// A message is sent before it would grow beyond this; the largest single entry fits in it.
const MESSAGE_BYTES: usize = 512 * 1024;

/// Serves the ledger of one context.
#[derive(Clone)]
pub struct LedgerService {
    ledger: Ledger,
    domain: Domain,
    access: Access,
}

impl LedgerService {
    #[must_use]
    pub fn server(ledger: Ledger, domain: Domain, access: Access) -> LedgerServiceServer<Self> {
        LedgerServiceServer::new(Self { ledger, domain, access })
    }
}

#[tonic::async_trait]
impl ledger_service_server::LedgerService for LedgerService {
    async fn get_head(
        &self,
        request: Request<GetHeadRequest>,
    ) -> Result<Response<GetHeadResponse>, Status> {
        self.access.admit(request).await?;
        let head =
            self.ledger.head().await.map_err(|error| grpc::read_status(&self.domain, &error))?;
        Ok(Response::new(GetHeadResponse {
            position: head.position,
            chain: head.chain.as_slice().to_vec().into(),
            recorded_at: head.recorded_at.map(grpc::timestamp),
        }))
    }

    async fn get_chain(
        &self,
        request: Request<GetChainRequest>,
    ) -> Result<Response<GetChainResponse>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let position = fields::read(&self.domain, |fields| {
            fields.number("position", request.position, 0..=Position::MAX)
        })?;

        let chain = self.ledger.chain_at(position).await;
        let chain = chain.map_err(|error| grpc::read_status(&self.domain, &error))?;

        match chain {
            Some(chain) => {
                Ok(Response::new(GetChainResponse { chain: chain.as_slice().to_vec().into() }))
            }
            None => Err(self
                .domain
                .refusal(Code::OutOfRange, "POSITION_BEYOND_HEAD", "the ledger ends before")
                .with("position", position)
                .into()),
        }
    }

    type ReadLedgerStream = BoxStream<'static, Result<ReadLedgerResponse, Status>>;

    async fn read_ledger(
        &self,
        request: Request<ReadLedgerRequest>,
    ) -> Result<Response<Self::ReadLedgerStream>, Status> {
        let (_, request) = self.access.admit(request).await?;
        let (from, limit) = fields::read(&self.domain, |fields| {
            let from = fields.number("from_position", request.from_position, 1..=Position::MAX);
            let limit = fields.number("limit", request.limit, 0..=i64::MAX);
            Some((from?, limit?))
        })?;

        let head = self.ledger.head().await;
        let head = head.map_err(|error| grpc::read_status(&self.domain, &error))?;
        let last = match limit {
            0 => head.position,
            limit => head.position.min(from.saturating_add(limit - 1)),
        };

        let (ledger, domain) = (self.ledger.clone(), self.domain);
        let messages = batches(ledger, from, last).flat_map(move |batch| {
            let messages = match batch {
                Ok(entries) => messages(entries).into_iter().map(Ok).collect(),
                Err(error) => vec![Err(grpc::read_status(&domain, &error))],
            };
            stream::iter(messages)
        });
        Ok(Response::new(messages.boxed()))
    }
}

/// The entries of a range, read as the receiver takes them.
fn batches(
    ledger: Ledger,
    from: Position,
    last: Position,
) -> impl futures::Stream<Item = Result<Vec<Entry>, ReadError>> + Send {
    stream::unfold(Some(from), move |next| {
        let ledger = ledger.clone();
        async move {
            let from = next.filter(|from| *from <= last)?;
            match ledger.read_published(from, BATCH.min(last - from + 1)).await {
                Ok(entries) => {
                    let next = entries.last().map(|entry| entry.position + 1);
                    next.is_some().then_some((Ok(entries), next))
                }
                Err(error) => Some((Err(error), None)),
            }
        }
    })
}

fn messages(entries: Vec<Entry>) -> Vec<ReadLedgerResponse> {
    let mut messages = vec![ReadLedgerResponse::default()];
    let mut bytes = 0;
    for entry in entries {
        let size = entry.published.as_ref().map_or(0, bytes::Bytes::len) + 256;
        let full = bytes > 0 && bytes + size > MESSAGE_BYTES;
        if full {
            messages.push(ReadLedgerResponse::default());
            bytes = 0;
        }
        bytes += size;
        if let Some(message) = messages.last_mut() {
            message.entries.push(to_wire(entry));
        }
    }
    messages
}

fn to_wire(entry: Entry) -> LedgerEntry {
    LedgerEntry {
        position: entry.position,
        stream: entry.stream.to_string(),
        revision: entry.revision,
        event_id: entry.event_id.as_bytes().to_vec().into(),
        event_type: entry.event_type,
        recorded_at: Some(grpc::timestamp(entry.recorded_at)),
        private_hash: entry.private_hash.as_slice().to_vec().into(),
        published: entry.published,
        chain: entry.chain.as_slice().to_vec().into(),
        traceparent: entry.traceparent.unwrap_or_default(),
    }
}
