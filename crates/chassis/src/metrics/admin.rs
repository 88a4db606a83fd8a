//! The admin port: `GET /metrics` and `GET /ready`, in clear text, as whoever probes a pod speaks no TLS to gRPC.
//! Whoever reaches it may read it: it tells no persons and changes nothing.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ledger::within;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Semaphore};

use super::{Metrics, Observed};
use crate::grpc::Readiness;

/// Connections at once; others wait to be accepted.
const AT_ONCE: usize = 8;

/// From the first byte of a request to the last of its answer.
const LIFE: Duration = Duration::from_secs(15);

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers until it is dropped.
pub(crate) async fn serve(listener: TcpListener, metrics: Metrics, observed: Observed) {
    let readiness = observed.readiness.clone();
    let page = Arc::new(Page { metrics, readiness, observed: Mutex::new(observed) });
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut connections = tokio::task::JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let page = Arc::clone(&page);
                connections.spawn(async move {
                    let _place = place;
                    within(LIFE, answer(stream, page)).await
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection to the admin port was not accepted");
                // Such as no more file descriptors: some time passes before the next try.
                within(Duration::from_secs(1), std::future::pending::<()>()).await;
            }
        }
    }
}

struct Page {
    metrics: Metrics,
    readiness: Readiness,
    /// One lookup at a time, however many ask.
    observed: Mutex<Observed>,
}

async fn answer(stream: TcpStream, page: Arc<Page>) {
    let service = service_fn(move |request| {
        let page = Arc::clone(&page);
        async move { Ok::<_, Infallible>(page.show(&request).await) }
    });
    let mut connection = http1::Builder::new();
    connection.keep_alive(false).max_buf_size(16 * 1024);
    if let Err(error) = connection.serve_connection(TokioIo::new(stream), service).await {
        tracing::debug!(%error, "a connection to the admin port broke");
    }
}

impl Page {
    async fn show(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        if request.method() != Method::GET {
            return plain(StatusCode::METHOD_NOT_ALLOWED);
        }
        match request.uri().path() {
            "/metrics" => self.metrics().await,
            "/ready" if self.readiness.is_ready() => plain(StatusCode::OK),
            "/ready" => plain(StatusCode::SERVICE_UNAVAILABLE),
            _ => plain(StatusCode::NOT_FOUND),
        }
    }

    async fn metrics(&self) -> Response<Full<Bytes>> {
        let sample = self.observed.lock().await.sample().await;
        let Ok(text) = self.metrics.text(&sample) else {
            return plain(StatusCode::INTERNAL_SERVER_ERROR);
        };
        let mut response = Response::new(Full::from(text));
        let kind = header::HeaderValue::from_static(OPEN_METRICS);
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
