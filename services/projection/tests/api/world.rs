//! Two ledgers with their relays, the service that follows them, and a caller.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use chassis::clock::Clock;
use chassis::config::{Reader, Settings};
use chassis::grpc::{Domain, Services};
use chassis::run::{Process, serve};
use chassis::token::{self, Grant, Keys};
use chrono::{DateTime, Months, TimeDelta, Utc};
use contracts::ledger::v1::ReadAt;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use contracts::projection::v1::view_service_client::ViewServiceClient;
use contracts::projection::v1::{GetProgressRequest, GetProgressResponse};
use futures::future::BoxFuture;
use ledger::{
    Asked, CommandError, DecidedEvent, Digest, Ledger, Part, Provenance, Revision, Step, StreamName,
};
use projection::config::Config;
use prost::Message;
use servers::test::TestDatabase;
use servers::{Nats, NatsOptions};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
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
use uuid::Uuid;

pub const MEMBERSHIP: &str = "membership";
pub const REPORTING: &str = "reporting";

pub struct World {
    _nats: Nats,
    _folder: tempfile::TempDir,
    keys: Keys,
    clock: Clock,
    pub hand: watch::Sender<DateTime<Utc>>,
    membership: Context,
    reporting: Context,
    projection: Served,
}

/// A running process but for its own memory.
struct Served {
    address: SocketAddr,
    stop: CancellationToken,
    ended: JoinHandle<()>,
    _database: TestDatabase,
}

/// Another context: nothing but its ledger.
struct Context {
    served: Served,
    ledger: Ledger,
    revisions: Mutex<std::collections::BTreeMap<String, Revision>>,
}

/// What every process of this world is started with.
struct Ground {
    nats: String,
    keys: PathBuf,
    service_keys: PathBuf,
    clock: Clock,
}

impl World {
    pub async fn start() -> Self {
        let nats = Nats::start(NatsOptions::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let keys = token::generate_keys().unwrap();
        let key_file = folder.path().join("jwks.json");
        std::fs::write(&key_file, &keys.public).unwrap();
        let (service_key, service_keys) =
            (folder.path().join("projection.pem"), folder.path().join("service-keys"));
        let own = token::generate_keys().unwrap();
        std::fs::write(&service_key, own.private.expose()).unwrap();
        std::fs::create_dir(&service_keys).unwrap();
        std::fs::write(service_keys.join("projection.json"), own.public).unwrap();
        let (hand, clock) = Clock::set("2026-11-24T03:00:00Z".parse().unwrap());
        let ground =
            Ground { nats: nats.url(), keys: key_file, service_keys, clock: clock.clone() };
        let membership = Context::start(&ground, MEMBERSHIP).await;
        let reporting = Context::start(&ground, REPORTING).await;
        let config = Config {
            membership: format!("http://{}", membership.served.address).parse().unwrap(),
            reporting: format!("http://{}", reporting.served.address).parse().unwrap(),
            service_key,
            stale_after: Months::new(12),
        };
        let projection = ground
            .serve(projection::grpc::DOMAIN, |process| projection::service::build(process, config))
            .await;
        let world = Self {
            _nats: nats,
            _folder: folder,
            keys,
            clock,
            hand,
            membership,
            reporting,
            projection,
        };
        world.is_ready().await;
        world
    }

    async fn is_ready(&self) {
        let channel = self.endpoint().connect().await.unwrap();
        let look = || async {
            let mut client = HealthClient::new(channel.clone());
            let health = client.check(HealthCheckRequest::default()).await;
            health.map(|answer| answer.into_inner().status())
        };
        let ready = |seen: &Result<_, Status>| matches!(seen, Ok(ServingStatus::Serving));
        eventually("the service is ready", look, ready).await.unwrap();
    }

    /// Publishes an event in a stream; gives the token by which reads include it.
    pub async fn publish(&self, context: &str, stream: &str, event: &Event) -> String {
        let context = if context == MEMBERSHIP { &self.membership } else { &self.reporting };
        context.append(stream, event).await
    }

    pub async fn progress(&self) -> ProgressServiceClient<Authorised> {
        ProgressServiceClient::new(self.connect("officer").await)
    }

    pub async fn progress_for(&self, person: &str) -> ProgressServiceClient<Authorised> {
        ProgressServiceClient::new(self.connect(person).await)
    }

    pub async fn views(&self) -> ViewServiceClient<Authorised> {
        ViewServiceClient::new(self.connect("operator").await)
    }

    /// Over a connection on which little can wait to be read.
    pub async fn progress_over_a_narrow_line(&self) -> ProgressServiceClient<Authorised> {
        let narrow = self.endpoint().initial_stream_window_size(16 * 1024);
        ProgressServiceClient::new(self.connect_by(&narrow, "officer").await)
    }

    /// Bad input for every rpc.
    pub async fn refuses_bad_input(&self) {
        let bearer =
            |keys: &Keys, issued_at| format!("Bearer {}", issue(keys, issued_at, "tester"));
        let foreign = bearer(&token::generate_keys().unwrap(), self.clock.now());
        let expired = bearer(&self.keys, self.clock.now() - TimeDelta::hours(101));
        let strangers = [
            (None, "TOKEN_MISSING"),
            (Some(foreign.as_str()), "TOKEN_INVALID"),
            (Some(expired.as_str()), "TOKEN_EXPIRED"),
        ];
        let channel = self.endpoint().connect().await.unwrap();
        let officer = bearer(&self.keys, self.clock.now());
        servers::bad_input::every_rpc_refuses_it("projection", channel, &officer, &strangers).await;
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::from_shared(format!("http://{}", self.projection.address)).unwrap()
    }

    async fn connect(&self, person: &str) -> Authorised {
        self.connect_by(&self.endpoint(), person).await
    }

    async fn connect_by(&self, endpoint: &Endpoint, person: &str) -> Authorised {
        let channel = endpoint.connect().await.unwrap();
        let token = issue(&self.keys, self.clock.now(), person);
        InterceptedService::new(channel, Bearer(format!("Bearer {token}")))
    }

    /// Progress as it is once these commands are included.
    pub async fn ask(&self, tokens: &[String], request: GetProgressRequest) -> GetProgressResponse {
        let mut request = request;
        let read_at = request.read_at.get_or_insert_with(ReadAt::default);
        read_at.at_least_tokens = tokens.to_vec();
        self.progress().await.get_progress(request).await.unwrap().into_inner()
    }

    /// Ends membership's process, with its ledger.
    pub async fn stop_membership(&mut self) {
        self.membership.served.stop.cancel();
        (&mut self.membership.served.ended).await.unwrap();
    }
}

impl Ground {
    async fn serve<F, B, E>(&self, domain: Domain, build: B) -> Served
    where
        B: FnOnce(Process) -> F + Send + 'static,
        F: Future<Output = Result<Services, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let database = servers::test::database().await;
        let settings = self.settings(&database.url());
        let listener = TcpListener::bind(settings.listen_addr).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = serve(domain, settings, self.clock.clone(), listener, stop.clone(), build);
        let ended = tokio::spawn(async move { serving.await.unwrap() });
        Served { address, stop, ended, _database: database }
    }

    fn settings(&self, database: &str) -> Settings {
        let variables = [
            ("DATABASE_URL", database.to_owned()),
            ("NATS_URL", self.nats.clone()),
            ("LISTEN_ADDR", "127.0.0.1:0".to_owned()),
            ("ENVIRONMENT", "local".to_owned()),
            ("TOKEN_KEYS", self.keys.display().to_string()),
            ("TOKEN_ISSUER", "hoitu".to_owned()),
            ("TOKEN_AUDIENCE", "hoitu".to_owned()),
            ("TOKEN_LONGEST_MINUTES", "6000".to_owned()),
            // A test asks faster than any person.
            ("CALLER_COMMANDS_PER_SECOND", "100000".to_owned()),
            ("CALLER_QUERIES_PER_SECOND", "100000".to_owned()),
            ("SERVICE_KEYS", self.service_keys.display().to_string()),
            ("LOG_FORMAT", "text".to_owned()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        Reader::read(variables, Settings::read).unwrap()
    }
}

impl Context {
    async fn start(ground: &Ground, context: &'static str) -> Self {
        let (sender, ledger) = oneshot::channel();
        let domain = Domain { context, sentences: &[] };
        let served = ground
            .serve(domain, |process| async move {
                let _ = sender.send(process.ledger);
                Ok::<_, std::io::Error>(Services::default())
            })
            .await;
        Self { served, ledger: ledger.await.unwrap(), revisions: Mutex::default() }
    }

    async fn append(&self, stream: &str, event: &Event) -> String {
        let revision = {
            let mut revisions = self.revisions.lock().unwrap();
            let revision = revisions.entry(stream.to_owned()).or_insert(0);
            *revision += 1;
            *revision
        };
        let asked = Asked {
            request_id: Uuid::new_v5(
                &Uuid::NAMESPACE_OID,
                format!("{stream}/{revision}").as_bytes(),
            ),
            fingerprint: Digest::ORIGIN,
            expected: None,
            validate_only: false,
            provenance: Provenance::default(),
        };
        let step = Said { stream: stream.to_owned(), after: revision - 1, event: event.clone() };
        let receipt = self.ledger.act(asked, vec![Box::new(step)]).await.unwrap();
        format!("{}:{}", self.ledger.context(), receipt.position)
    }
}

/// A published event, encoded.
#[derive(Clone)]
pub struct Event {
    pub event_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Event {
    pub fn new(event_type: &'static str, message: &impl Message) -> Self {
        Self { event_type, bytes: message.encode_to_vec() }
    }
}

struct Said {
    stream: String,
    after: Revision,
    event: Event,
}

impl Step for Said {
    fn decide<'a>(&'a self, _: &'a Ledger) -> BoxFuture<'a, Result<Part, CommandError>> {
        let event = DecidedEvent {
            event_type: self.event.event_type.into(),
            data: "{}".into(),
            published: Some(self.event.bytes.clone().into()),
        };
        let stream = StreamName::stored(self.stream.clone());
        let part = Part { stream, revision: self.after, events: vec![event] };
        Box::pin(std::future::ready(Ok(part)))
    }
}

fn issue(keys: &Keys, issued_at: DateTime<Utc>, person: &str) -> String {
    let grant = Grant {
        issuer: "hoitu".into(),
        audience: "hoitu".into(),
        person: person.into(),
        unit: Uuid::from_u128(7),
        capacity: "union-officer".into(),
        lifetime: TimeDelta::hours(100),
    };
    token::issue(&keys.private, &grant, issued_at).unwrap().expose().clone()
}

pub type Authorised = InterceptedService<Channel, Bearer>;

#[derive(Clone)]
pub struct Bearer(String);

impl tonic::service::Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", MetadataValue::try_from(&self.0).unwrap());
        Ok(request)
    }
}

/// Looks again until it is so; fails with the last look.
pub async fn eventually<T, F>(what: &str, mut look: impl FnMut() -> F, so: impl Fn(&T) -> bool) -> T
where
    T: std::fmt::Debug,
    F: Future<Output = T>,
{
    let since = Instant::now();
    loop {
        let seen = look().await;
        if so(&seen) {
            return seen;
        }
        assert!(since.elapsed() < Duration::from_secs(20), "{what}: last seen {seen:?}");
        let _ = tokio::time::timeout(Duration::from_millis(20), std::future::pending::<()>()).await;
    }
}

/// Code and reason of a refusal, with the violated fields.
#[track_caller]
pub fn refusal(status: &Status) -> (tonic::Code, String, Vec<String>) {
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert!(!details.localized_message().unwrap().message.is_empty());
    let violations = details.bad_request().map(|bad| &bad.field_violations);
    let fields = violations.into_iter().flatten().map(|it| it.field.clone()).collect();
    (status.code(), info.reason.clone(), fields)
}
