//! The gRPC server around the services: health, reflection, the gate, and a graceful end.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::{Routes, RoutesBuilder};
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tonic_reflection::server::v1::{ServerReflection, ServerReflectionServer};
use tower::Service;

use super::gate::{Gate, Limits, Rules};
use super::method::Methods;
use super::quota::Quotas;
use super::readiness::Readiness;
use super::refusal::Domain;
use crate::access::Access;
use crate::config::Environment;
use crate::metrics::Metrics;
use crate::tls::{Shown, incoming};
use crate::token::Verifier;

/// The services of one process, and what admits their callers.
pub struct Services {
    access: Access,
    routes: RoutesBuilder,
    names: Vec<&'static str>,
}

impl Services {
    #[must_use]
    pub fn new(access: Access) -> Self {
        Self { access, routes: RoutesBuilder::default(), names: Vec::new() }
    }

    /// What its handlers ask before anything else.
    #[must_use]
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Adds a generated server.
    #[must_use]
    pub fn with<S>(mut self, service: S) -> Self
    where
        S: Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.routes.add_service(service);
        self.names.push(S::NAME);
        self
    }
}

/// What a server needs to know.
pub struct Server {
    pub domain: Domain,
    pub services: Services,
    pub environment: Environment,
    /// Without it clear text is spoken.
    pub shown: Option<Shown>,
    pub verifier: Verifier,
    pub limits: Limits,
    pub readiness: Readiness,
    pub metrics: Metrics,
}

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("describing the services for reflection")]
    Reflection(#[from] tonic_reflection::server::Error),
    #[error("serving gRPC")]
    Serve(#[source] tonic::transport::Error),
}

impl Server {
    /// The gate and the services behind it, for calls that come from this process and not from a port.
    pub(crate) fn gated(self) -> Gate<Routes> {
        let rules = rules(self.domain, self.verifier, self.limits, self.metrics);
        Gate { rules, inner: self.services.routes.routes() }
    }

    /// Serves until `stop`, then drains: health says NOT_SERVING, nothing new is accepted, watches end
    /// with OK, and calls in hand get [`Limits::drain`] to finish.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: CancellationToken,
    ) -> Result<(), ServeError> {
        let Self { domain, services, environment, shown, verifier, limits, readiness, metrics } =
            self;
        let Services { access: _, mut routes, names } = services;
        let reporter = HealthReporter::new();
        report(&reporter, &names, false).await;
        let health = tonic_health::server::HealthService::from_health_reporter(reporter.clone());
        routes.add_service(tonic_health::pb::health_server::HealthServer::new(health));
        if environment != Environment::Production {
            routes.add_service(reflection(&names)?);
        }
        let (notice, drain) = (limits.notice, limits.drain);
        let rules = rules(domain, verifier, limits, metrics.clone());
        let draining = rules.draining.clone();
        let router = builder(&rules.limits)
            .layer(tower::layer::layer_fn(move |inner| Gate { rules: rules.clone(), inner }))
            .add_routes(routes.routes());
        let drained = draining.clone().cancelled_owned();
        let serving = async {
            if let Some(shown) = shown {
                let incoming = incoming(listener, &shown, metrics);
                return router.serve_with_incoming_shutdown(incoming, drained).await;
            }
            let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
            router.serve_with_incoming_shutdown(incoming, drained).await
        };
        let cut_off = async {
            stop.cancelled().await;
            readiness.close();
            tracing::info!("draining");
            pass(notice).await;
            draining.cancel();
            pass(drain).await;
        };
        tokio::select! {
            served = serving => served.map_err(ServeError::Serve),
            () = cut_off => {
                tracing::warn!("calls that did not finish were cut off");
                Ok(())
            }
            () = keep_reporting(&readiness, &reporter, &names) => Ok(()),
        }
    }
}

fn rules(domain: Domain, verifier: Verifier, limits: Limits, metrics: Metrics) -> Arc<Rules> {
    Arc::new(Rules {
        domain,
        verifier,
        methods: Methods::of(contracts::DESCRIPTORS),
        calls: Arc::new(Semaphore::new(limits.calls)),
        streams: Arc::new(Semaphore::new(limits.streams)),
        quotas: Quotas::new(limits.caller),
        draining: CancellationToken::new(),
        metrics,
        limits,
    })
}

#[expect(clippy::disallowed_methods, reason = "a drain is made of two spans of time")]
async fn pass(time: Duration) {
    tokio::time::sleep(time).await;
}

/// Tells health what readiness says, now and whenever it changes.
async fn keep_reporting(readiness: &Readiness, reporter: &HealthReporter, names: &[&str]) {
    let mut states = readiness.subscribe();
    loop {
        let ready = states.borrow_and_update().is_ready();
        report(reporter, names, ready).await;
        if states.changed().await.is_err() {
            return;
        }
    }
}

async fn report(reporter: &HealthReporter, names: &[&str], ready: bool) {
    let status = if ready { ServingStatus::Serving } else { ServingStatus::NotServing };
    for name in std::iter::once(&"").chain(names) {
        reporter.set_service_status(name, status).await;
    }
}

fn reflection(
    names: &[&str],
) -> Result<ServerReflectionServer<impl ServerReflection>, tonic_reflection::server::Error> {
    let mut builder = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(contracts::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .with_service_name("grpc.health.v1.Health");
    for name in names {
        builder = builder.with_service_name(*name);
    }
    builder.build_v1()
}

/// The limits of connections; those of calls are the gate's. More streams than calls are let in, so
/// that what is too much is refused and does not wait.
fn builder(limits: &Limits) -> tonic::transport::Server {
    let streams = u32::try_from(2 * (limits.calls + limits.streams)).unwrap_or(u32::MAX);
    tonic::transport::Server::builder()
        .max_concurrent_streams(streams)
        .max_connection_age(Duration::from_secs(600))
        .http2_keepalive_interval(Some(Duration::from_secs(20)))
        .http2_keepalive_timeout(Some(Duration::from_secs(10)))
        .http2_max_header_list_size(16 * 1024)
        .http2_max_pending_accept_reset_streams(Some(200))
}
