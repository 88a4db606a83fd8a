//! One answer of a web server that has to be believed: over TLS, or from this machine; bounded in time and
//! size; no redirects, no compression.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use ledger::within;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_util::task::AbortOnDropHandle;

use crate::tls::{self, AuthoritiesError, is_this_machine};

/// More than any sensible key set has.
const MAX_BYTES: usize = 256 * 1024;
const MAX_HEAD_BYTES: usize = 32 * 1024;

/// Why a document could not be had.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error(transparent)]
    Url(#[from] UrlError),
    #[error("connecting")]
    Connect(#[source] std::io::Error),
    #[error("speaking HTTP")]
    Http(#[from] hyper::Error),
    #[error("making the request")]
    Request(#[from] http::Error),
    #[error("the answer is {0}, not 200")]
    Answer(StatusCode),
    #[error("the answer is over {MAX_BYTES} bytes, or breaks off")]
    Body(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("there was no whole answer in {} seconds", .0.as_secs())]
    TooSlow(Duration),
}

/// An address that is not asked.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not an https URL, nor an http one of this machine")]
pub struct UrlError(String);

/// The authorities to trust cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    #[error("reading {0}")]
    Read(PathBuf, #[source] std::io::Error),
    #[error(transparent)]
    Authorities(#[from] AuthoritiesError),
}

/// Where something is asked for, checked.
#[derive(Debug, Clone)]
pub(crate) struct Location {
    uri: Uri,
    host: String,
    port: u16,
    pub(crate) tls: bool,
}

impl Location {
    pub(crate) fn parse(url: &str) -> Result<Self, UrlError> {
        let refused = || UrlError(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| refused())?;
        let authority = uri.authority().ok_or_else(refused)?;
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if is_this_machine(&host) => false,
            _ => return Err(refused()),
        };
        if authority.as_str().contains('@') || host.is_empty() {
            return Err(refused());
        }
        let port = authority.port_u16().unwrap_or(if tls { 443 } else { 80 });
        Ok(Self { uri, host, port, tls })
    }
}

/// What is asked, beside where.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Asks web servers, each time over a connection of its own.
pub(crate) struct Fetcher {
    tls: TlsConnector,
    /// From the first packet to the last byte.
    limit: Duration,
}

impl Fetcher {
    /// Trusts the authorities of the file, or else those of the machine.
    pub(crate) fn new(authorities: Option<&Path>, limit: Duration) -> Result<Self, RootsError> {
        let roots = match authorities {
            Some(path) => {
                let read = |error| RootsError::Read(path.to_owned(), error);
                tls::authorities(&std::fs::read(path).map_err(read)?)?
            }
            None => tls::of_machine(),
        };
        let config = tls::client(roots).map_err(AuthoritiesError::Tls)?;
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), limit })
    }

    /// A document.
    pub(crate) async fn get(&self, location: &Location) -> Result<Bytes, FetchError> {
        match self.ask(location, Ask::default()).await? {
            (StatusCode::OK, document) => Ok(document),
            (status, _) => Err(FetchError::Answer(status)),
        }
    }

    /// Whatever the server answers.
    pub(crate) async fn ask(
        &self,
        location: &Location,
        ask: Ask,
    ) -> Result<(StatusCode, Bytes), FetchError> {
        let answer = within(self.limit, self.try_to_ask(location, ask)).await;
        answer.unwrap_or(Err(FetchError::TooSlow(self.limit)))
    }

    async fn try_to_ask(
        &self,
        location: &Location,
        ask: Ask,
    ) -> Result<(StatusCode, Bytes), FetchError> {
        let address = (location.host.as_str(), location.port);
        let stream = TcpStream::connect(address).await.map_err(FetchError::Connect)?;
        if !location.tls {
            return exchange(TokioIo::new(stream), location, ask).await;
        }
        let name = ServerName::try_from(location.host.clone())
            .map_err(|_| UrlError(location.uri.to_string()))?;
        let stream = self.tls.connect(name, stream).await.map_err(FetchError::Connect)?;
        exchange(TokioIo::new(stream), location, ask).await
    }
}

async fn exchange<S>(
    stream: S,
    location: &Location,
    ask: Ask,
) -> Result<(StatusCode, Bytes), FetchError>
where
    S: Read + Write + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        http1::Builder::new().max_buf_size(MAX_HEAD_BYTES).handshake(stream).await?;
    let _driving = AbortOnDropHandle::new(tokio::spawn(connection));
    let target = location.uri.path_and_query().map_or("/", |target| target.as_str());
    let authority = location.uri.authority().map_or("", |authority| authority.as_str());
    let mut request = Request::builder()
        .method(ask.method)
        .uri(target)
        .header(header::HOST, authority)
        .header(header::ACCEPT, "application/json")
        .body(Full::new(ask.body))?;
    request.headers_mut().extend(ask.headers);
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = Limited::new(answer.into_body(), MAX_BYTES).collect().await;
    Ok((status, body.map_err(FetchError::Body)?.to_bytes()))
}
