//! A server on a free port, clients of it, and what its refusals say.

use std::net::SocketAddr;
use std::time::Duration;

use chassis::clock::Clock;
use chassis::config::Environment;
use chassis::grpc::{Domain, Limits, Readiness, ServeError, Server, Services};
use chassis::metrics::Metrics;
use chassis::tls::Shown;
use chassis::token::Verifier;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt as _;

use crate::issuer::Issuer;

pub const DOMAIN: Domain = Domain {
    context: "probe",
    sentences: &[("SUM_TOO_LARGE", "Tổng vượt quá mức cho phép.")],
};

/// A running server.
pub struct World {
    pub address: SocketAddr,
    pub issuer: Issuer,
    pub readiness: Readiness,
    pub stop: CancellationToken,
    pub served: JoinHandle<Result<(), ServeError>>,
}

impl World {
    pub async fn serve(services: Services) -> Self {
        Self::serve_with(services, Limits::default(), Environment::Local).await
    }

    pub async fn serve_with(services: Services, limits: Limits, environment: Environment) -> Self {
        let issuer = Issuer::new();
        let verifier = issuer.verifier(Clock::system()).await;
        Self::serve_checking(services, limits, environment, issuer, verifier).await
    }

    /// Over TLS.
    pub async fn serve_showing(services: Services, shown: Shown) -> Self {
        let issuer = Issuer::new();
        let verifier = issuer.verifier(Clock::system()).await;
        let limits = Limits::default();
        Self::start(services, limits, Environment::Local, (issuer, verifier), Some(shown)).await
    }

    pub async fn serve_checking(
        services: Services,
        limits: Limits,
        environment: Environment,
        issuer: Issuer,
        verifier: Verifier,
    ) -> Self {
        Self::start(services, limits, environment, (issuer, verifier), None).await
    }

    async fn start(
        services: Services,
        limits: Limits,
        environment: Environment,
        (issuer, verifier): (Issuer, Verifier),
        shown: Option<Shown>,
    ) -> Self {
        let readiness = Readiness::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let server = Server {
            domain: DOMAIN,
            services,
            environment,
            shown,
            verifier,
            limits,
            readiness: readiness.clone(),
            metrics: Metrics::default(),
        };
        let served = tokio::spawn(server.serve(listener, stop.clone()));
        Self { address, issuer, readiness, stop, served }
    }

    /// A connection without a token.
    pub async fn channel(&self) -> Channel {
        channel(self.address).await
    }

    /// A connection with a good token.
    pub async fn authorised(&self) -> Authorised {
        self.with_token(&self.issuer.token()).await
    }

    pub async fn with_token(&self, token: &str) -> Authorised {
        InterceptedService::new(self.channel().await, Bearer(format!("Bearer {token}")))
    }
}

pub type Authorised = InterceptedService<Channel, Bearer>;

#[derive(Clone)]
pub struct Bearer(pub String);

impl tonic::service::Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", MetadataValue::try_from(&self.0).unwrap());
        Ok(request)
    }
}

pub async fn channel(address: SocketAddr) -> Channel {
    Endpoint::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap()
}

/// What health says of the whole server; `None` if it does not answer.
pub async fn health(address: SocketAddr) -> Option<bool> {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let ask = async {
        let mut client = HealthClient::new(endpoint.connect().await.ok()?);
        let answer = client.check(HealthCheckRequest::default()).await.ok()?;
        Some(answer.into_inner().status() == ServingStatus::Serving)
    };
    tokio::time::timeout(Duration::from_secs(2), ask).await.ok().flatten()
}

/// The reason of a refusal. Every refusal has one, with its domain and a Vietnamese sentence.
#[track_caller]
pub fn reason(status: &Status) -> String {
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert_eq!(info.domain, "hoitu.probe");
    let sentence = details.localized_message().unwrap();
    assert_eq!(sentence.locale, "vi-VN");
    assert!(!sentence.message.is_empty());
    info.reason.clone()
}

#[track_caller]
pub fn metadata(status: &Status, name: &str) -> String {
    let details = status.get_error_details();
    details.error_info().unwrap().metadata.get(name).cloned().unwrap_or_default()
}

/// The violated fields with their reasons, in order.
pub fn violations(status: &Status) -> Vec<(String, String)> {
    let details = status.get_error_details();
    let Some(bad) = details.bad_request() else { return Vec::new() };
    let of = |violation: &tonic_types::FieldViolation| {
        assert!(!violation.description.is_empty());
        assert!(!violation.localized_message.as_ref().unwrap().message.is_empty());
        (violation.field.clone(), violation.reason.clone())
    };
    bad.field_violations.iter().map(of).collect()
}

pub fn retry_delay(status: &Status) -> Option<Duration> {
    status.get_error_details().retry_info().and_then(|info| info.retry_delay)
}
