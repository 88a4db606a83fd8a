//! The service alone, in this process: real gRPC, its own PostgreSQL database and its own NATS server.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use chassis::clock::Clock;
use chassis::config::{
    CallerLimits, Environment, LimitSettings, LogFormat, LogSettings, Secret, Settings,
    TokenSettings,
};
use chassis::run::{RunError, serve};
use chassis::token::{self, Grant, Keys};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::reporting::v1::ListPlansRequest;
use contracts::reporting::v1::indicator_service_client::IndicatorServiceClient;
use contracts::reporting::v1::plan_service_client::PlanServiceClient;
use reporting::grpc::{DOMAIN, services};
use servers::test::TestDatabase;
use servers::{Nats, NatsOptions};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

pub type Client = InterceptedService<Channel, Bearer>;

/// A test asks faster than any person.
const UNHURRIED: CallerLimits = CallerLimits {
    calls: 64,
    streams: 16,
    commands_per_second: 100_000,
    queries_per_second: 100_000,
};

/// A running service; it stops with this value.
pub struct World {
    pub nats: Nats,
    address: SocketAddr,
    keys: Keys,
    folder: tempfile::TempDir,
    stop: CancellationToken,
    served: Option<JoinHandle<Result<(), RunError>>>,
    /// Dropped last.
    database: TestDatabase,
}

impl World {
    /// Everything new; returns when queries are answered.
    pub async fn new() -> Self {
        let database = servers::test::database().await;
        let nats = Nats::start(NatsOptions::default()).await.unwrap();
        let keys = token::generate_keys().unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("jwks.json"), &keys.public).unwrap();
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let stop = CancellationToken::new();
        let mut world = Self { nats, address, keys, folder, stop, served: None, database };
        world.start().await;
        world
    }

    async fn start(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.address = listener.local_addr().unwrap();
        self.stop = CancellationToken::new();
        let (_, clock) = Clock::set(now());
        let (settings, stop) = (self.settings(), self.stop.clone());
        self.served = Some(tokio::spawn(serve(DOMAIN, settings, clock, listener, stop, services)));
        let answers = async || self.plans().await.list_plans(ListPlansRequest::default()).await;
        let _ = eventually("queries are answered", answers, Result::is_ok).await;
    }

    /// Stops in order, and starts again over the same database and streams.
    pub async fn restart(&mut self) {
        self.stop.cancel();
        self.served.take().unwrap().await.unwrap().unwrap();
        self.start().await;
    }

    pub fn database_url(&self) -> String {
        self.database.url()
    }

    fn settings(&self) -> Settings {
        Settings {
            database: Secret::new(self.database.url().parse().unwrap()),
            nats: Secret::new(vec![self.nats.url().parse().unwrap()]),
            nats_seed: None,
            nats_replicas: 1,
            listen_addr: self.address,
            environment: Environment::Local,
            tokens: TokenSettings {
                issuer: "hoitu".to_owned(),
                issuer_ca: None,
                keys: Some(self.folder.path().join("jwks.json")),
                audience: "hoitu".to_owned(),
                longest: TimeDelta::minutes(60),
                service_keys: None,
                rhythm: chassis::Rhythm::ISSUER,
            },
            limits: LimitSettings { caller: UNHURRIED, ..LimitSettings::default() },
            log: LogSettings { format: LogFormat::Text, filter: "info".into() },
        }
    }

    pub async fn plans(&self) -> PlanServiceClient<Client> {
        PlanServiceClient::new(self.client().await)
    }

    pub async fn indicators(&self) -> IndicatorServiceClient<Client> {
        IndicatorServiceClient::new(self.client().await)
    }

    /// Bad input for every rpc.
    pub async fn refuses_bad_input(&self) {
        let bearer = |keys: &Keys, issued_at| bearer(keys, issued_at).0.unwrap();
        let foreign = bearer(&token::generate_keys().unwrap(), now());
        let expired = bearer(&self.keys, now() - TimeDelta::days(1));
        let strangers = [
            (None, "TOKEN_MISSING"),
            (Some(foreign.as_str()), "TOKEN_INVALID"),
            (Some(expired.as_str()), "TOKEN_EXPIRED"),
        ];
        let (channel, authority) = (self.channel().await, bearer(&self.keys, now()));
        servers::bad_input::every_rpc_refuses_it("reporting", channel, &authority, &strangers)
            .await;
    }

    async fn client(&self) -> Client {
        InterceptedService::new(self.channel().await, bearer(&self.keys, now()))
    }

    /// A client that does not say who it is.
    pub async fn stranger(&self) -> Client {
        InterceptedService::new(self.channel().await, Bearer(None))
    }

    async fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).unwrap();
        endpoint.connect().await.unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Valid for five minutes.
fn bearer(keys: &Keys, issued_at: DateTime<Utc>) -> Bearer {
    let grant = Grant {
        issuer: "hoitu".into(),
        audience: "hoitu".into(),
        person: "người-mẫu-1".into(),
        unit: Uuid::from_u128(0xB1),
        capacity: "plan_authority".into(),
        lifetime: TimeDelta::minutes(5),
    };
    let token = token::issue(&keys.private, &grant, issued_at).unwrap();
    Bearer(Some(format!("Bearer {}", token.expose())))
}

#[derive(Clone)]
pub struct Bearer(Option<String>);

impl tonic::service::Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert("authorization", MetadataValue::try_from(token).unwrap());
        }
        Ok(request)
    }
}

/// The instant at which the service's clock stands: its today is 24/11/2026.
pub fn now() -> DateTime<Utc> {
    "2026-11-24T03:00:00Z".parse().unwrap()
}

/// What was true on a day, with everything up to a command.
pub fn on(as_of: &str, after: &CommandReceipt) -> Option<ReadAt> {
    let (as_of, at_least_tokens) = (as_of.to_owned(), vec![after.token.clone()]);
    Some(ReadAt { as_of, at_least_tokens, ..ReadAt::default() })
}

/// Looks again until it is so; fails with the last look.
pub async fn eventually<T: std::fmt::Debug>(
    what: &str,
    mut look: impl AsyncFnMut() -> T,
    so: impl Fn(&T) -> bool,
) -> T {
    let since = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    loop {
        looks.tick().await;
        let seen = look().await;
        if so(&seen) {
            return seen;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{what}: last seen {seen:?}");
    }
}

/// The code and reason of a refusal. Every refusal has a sentence of its own in Vietnamese.
#[track_caller]
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("a refusal");
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert_eq!(info.domain, "hoitu.reporting");
    assert_eq!(details.localized_message().unwrap().locale, "vi-VN");
    (status.code(), info.reason.clone())
}

/// The fields at fault, with their reasons.
#[track_caller]
pub fn violations<T: std::fmt::Debug>(answer: Result<T, Status>) -> Vec<(String, String)> {
    let status = answer.expect_err("a refusal");
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let details = status.get_error_details();
    let bad = details.bad_request().unwrap_or_else(|| panic!("no BadRequest in {status:?}"));
    let of = |it: &tonic_types::FieldViolation| (it.field.clone(), it.reason.clone());
    bad.field_violations.iter().map(of).collect()
}
