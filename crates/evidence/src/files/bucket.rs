//! A bucket of an S3-compatible store, over HTTP/1.1 and the TLS that everything else here uses.
//!
//! Each call has a connection of its own: a call carries megabytes, or is rare.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chassis::tls::{AuthoritiesError, authorities, of_machine};
use http::{HeaderValue, Uri, header};
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use object_store::aws::{AmazonS3Builder, S3ConditionalPut};
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore, crypto};

use super::OpenError;
use crate::settings::Bucket;

/// A call that fails on the way is tried again for so long.
const PATIENCE: Duration = Duration::from_secs(20);
const TRIES: usize = 3;

/// The bucket. Nothing is asked of it yet.
pub(super) fn open(bucket: &Bucket) -> Result<Arc<dyn ObjectStore>, OpenError> {
    let key = bucket.key.expose();
    let retry = RetryConfig { max_retries: TRIES, retry_timeout: PATIENCE, ..Default::default() };
    let store = AmazonS3Builder::new()
        .with_endpoint(&bucket.endpoint)
        .with_allow_http(bucket.endpoint.starts_with("http:"))
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&key.id)
        .with_secret_access_key(&key.secret)
        // What must not be overwritten is created under a condition.
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_retry(retry)
        .with_http_connector(Dialler(bucket.authorities.clone()))
        .build();
    Ok(Arc::new(store.map_err(OpenError::Store)?))
}

/// Opens connections, over TLS where the address says so. Trusts the authorities of the file, or else those of
/// the machine.
#[derive(Debug, Clone)]
struct Dialler(Option<PathBuf>);

/// TLS to the store cannot be set up.
#[derive(Debug, thiserror::Error)]
enum TlsError {
    #[error("reading the authorities to trust")]
    Read(#[source] std::io::Error),
    #[error(transparent)]
    Authorities(#[from] AuthoritiesError),
    #[error("setting up TLS")]
    Tls(#[from] rustls::Error),
}

impl Dialler {
    /// As the file has them now: whoever replaces it need not start anything anew.
    async fn tls(&self) -> Result<TlsConnector, TlsError> {
        let roots = match &self.0 {
            Some(path) => authorities(&tokio::fs::read(path).await.map_err(TlsError::Read)?)?,
            None => RootCertStore::clone(&MACHINE),
        };
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(TlsConnector::from(Arc::new(config)))
    }
}

static MACHINE: LazyLock<RootCertStore> = LazyLock::new(of_machine);

impl HttpConnector for Dialler {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

/// The address of a request is none that can be called.
#[derive(Debug, thiserror::Error)]
#[error("{0} has no host")]
struct NoHost(Uri);

#[async_trait::async_trait]
impl HttpService for Dialler {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let uri = request.uri();
        let no_host = || HttpError::new(HttpErrorKind::Unknown, NoHost(uri.clone()));
        let host = uri.host().ok_or_else(no_host)?.trim_matches(['[', ']']).to_owned();
        let tls = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
        let unreachable = |error| HttpError::new(HttpErrorKind::Connect, error);
        let stream = TcpStream::connect((&*host, port)).await.map_err(unreachable)?;
        if !tls {
            return exchange(TokioIo::new(stream), request).await;
        }
        let name = ServerName::try_from(host).map_err(|_| no_host())?;
        let tls = self.tls().await;
        let tls = tls.map_err(|error| HttpError::new(HttpErrorKind::Connect, error))?;
        let stream = tls.connect(name, stream).await.map_err(unreachable)?;
        exchange(TokioIo::new(stream), request).await
    }
}

async fn exchange<S>(stream: S, mut request: HttpRequest) -> Result<HttpResponse, HttpError>
where
    S: Read + Write + Unpin + Send + 'static,
{
    let authority = request.uri().authority().map_or("", |authority| authority.as_str());
    if let Ok(host) = HeaderValue::from_str(authority) {
        request.headers_mut().insert(header::HOST, host);
    }
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    if let Ok(target) = target.parse() {
        *request.uri_mut() = target;
    }
    let (mut sender, connection) = http1::handshake(stream).await.map_err(broken)?;
    // It ends with the answer's body, or when nobody waits for that any more.
    tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(broken)?;
    Ok(answer.map(|body| HttpResponseBody::new(Told(body))))
}

fn broken(error: hyper::Error) -> HttpError {
    let kind = if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        HttpErrorKind::Interrupted
    } else {
        HttpErrorKind::Request
    };
    HttpError::new(kind, error)
}

/// A body whose faults the store's client understands.
struct Told(hyper::body::Incoming);

impl hyper::body::Body for Told {
    type Data = bytes::Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<bytes::Bytes>, HttpError>>> {
        std::pin::Pin::new(&mut self.0)
            .poll_frame(cx)
            .map(|frame| frame.map(|frame| frame.map_err(broken)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        self.0.size_hint()
    }
}
