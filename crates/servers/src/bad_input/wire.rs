//! Calls of any rpc with any bytes.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf as _, BufMut as _, Bytes};
use contracts::ledger::v1::GetHeadResponse;
use prost::Message as _;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::{Request, Status};

/// How long a watch that was let in may keep silent.
const SILENCE: Duration = Duration::from_secs(2);

/// What a call of an rpc carries as authorization.
type Authorization = dyn Fn(&str) -> Option<String> + Send + Sync;

/// A connection, and what its calls carry.
pub(crate) struct Line {
    channel: Channel,
    authorization: Arc<Authorization>,
}

impl Line {
    /// With the authorization for each rpc.
    pub(crate) fn new(
        channel: Channel,
        authorization: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self { channel, authorization: Arc::new(authorization) }
    }

    pub(crate) fn with(&self, authorization: Option<&str>) -> Self {
        let authorization = authorization.map(str::to_owned);
        Self::new(self.channel.clone(), move |_| authorization.clone())
    }

    /// The first message of the answer.
    pub(crate) async fn call(&self, rpc: &str, request: Bytes) -> Result<Bytes, Status> {
        let mut request = Request::new(request);
        if let Some(authorization) = (self.authorization)(rpc) {
            let value = authorization.parse().expect("a header's value");
            request.metadata_mut().insert("authorization", value);
        }
        let path = PathAndQuery::try_from(format!("/{rpc}")).expect("an rpc is a path");
        let mut grpc = Grpc::new(self.channel.clone());
        grpc.ready().await.map_err(|error| Status::from_error(error.into()))?;
        let mut answer = grpc.server_streaming(request, path, Raw).await?.into_inner();
        match tokio::time::timeout(SILENCE, answer.message()).await {
            Ok(message) => Ok(message?.unwrap_or_default()),
            Err(_) => Ok(Bytes::new()),
        }
    }

    /// The last position of the context's ledger.
    pub(crate) async fn head(&self) -> i64 {
        let answer = self.call("hoitu.ledger.v1.LedgerService/GetHead", Bytes::new()).await;
        let answer = answer.expect("the ledger answers");
        GetHeadResponse::decode(answer).expect("the answer of the contract").position
    }
}

/// Messages as bytes, whatever they are.
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        let length = buffer.remaining();
        Ok(Some(buffer.copy_to_bytes(length)))
    }
}
