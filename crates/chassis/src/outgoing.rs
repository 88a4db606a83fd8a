//! Calls to other services: a channel with time limits, and this service's own token on every call.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

use crate::config::Variable;
use crate::watched_file::{FileError, WatchedFile};

/// For the services that call others.
pub const SERVICE_TOKEN: Variable = Variable {
    name: "SERVICE_TOKEN",
    meaning: "file with this service's own token; read again when it changes",
    example: "/var/run/hoitu/token",
};

/// What generated clients are made over.
pub type Authorised = InterceptedService<Channel, TokenSource>;

/// This service's own token, from a file that somebody else renews.
#[derive(Clone)]
pub struct TokenSource(WatchedFile<MetadataValue<Ascii>>);

#[derive(Debug, thiserror::Error)]
#[error("the file does not hold one token")]
struct NotAToken;

impl TokenSource {
    pub async fn open(path: &Path) -> Result<Self, FileError> {
        Ok(Self(WatchedFile::open(path, bearer).await?))
    }
}

fn bearer(bytes: &[u8]) -> Result<MetadataValue<Ascii>, NotAToken> {
    let token = std::str::from_utf8(bytes).map_err(|_| NotAToken)?.trim();
    if token.is_empty() || token.contains(char::is_whitespace) {
        return Err(NotAToken);
    }
    let mut value: MetadataValue<Ascii> =
        format!("Bearer {token}").parse().map_err(|_| NotAToken)?;
    value.set_sensitive(true);
    Ok(value)
}

impl Interceptor for TokenSource {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let bearer: Arc<MetadataValue<Ascii>> = self.0.get();
        request.metadata_mut().insert("authorization", (*bearer).clone());
        Ok(request)
    }
}

/// A channel that connects when it is first used, and notices a peer that has frozen.
#[must_use]
pub fn channel(service: Uri, token: TokenSource) -> Authorised {
    let endpoint = Endpoint::from(service)
        .connect_timeout(Duration::from_secs(2))
        .http2_keep_alive_interval(Duration::from_secs(5))
        .keep_alive_timeout(Duration::from_secs(5))
        .keep_alive_while_idle(true)
        .tcp_nodelay(true);
    InterceptedService::new(endpoint.connect_lazy(), token)
}
