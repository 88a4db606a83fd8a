//! How a server begins, gets into trouble, and ends.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use async_nats::connection::State;
use chassis::clock::Clock;
use chassis::config::{Environment, Reader, Settings};
use chassis::database::{self, Rights};
use chassis::grpc::{Limits, Services};
use chassis::run::{Process, RunError, serve};
use contracts::ledger::v1::GetHeadRequest;
use contracts::ledger::v1::ledger_service_client::LedgerServiceClient;
use contracts::membership::v1::headcount_service_client::HeadcountServiceClient;
use contracts::membership::v1::{DeclareHeadcountRequest, Headcount};
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use servers::test::eventually;
use servers::{Postgres, PostgresOptions};
use sqlx::postgres::PgConnectOptions;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::interceptor::InterceptedService;
use tonic::{Code, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use uuid::Uuid;

use crate::commands::Headcounts;
use crate::issuer::Issuer;
use crate::probe::{Probe, asking, by_name, watching};
use crate::world::{Authorised, Bearer, DOMAIN, World, channel, health};

async fn world(limits: Limits) -> (Probe, World) {
    let probe = Probe::default();
    let world = World::serve_with(probe.services(), limits, Environment::Local).await;
    (probe, world)
}

#[tokio::test]
async fn a_call_in_hand_is_finished_while_the_server_drains() {
    let limits = Limits { notice: Duration::from_millis(500), ..Limits::default() };
    let (probe, world) = world(limits).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let call = tokio::spawn(async move { client.get_progress(asking("wait")).await });
    probe.reached_by(1).await;
    assert_eq!(health(world.address).await, Some(true));

    world.stop.cancel();
    let look = || health(world.address);
    eventually("health gives notice", look, |health| *health == Some(false)).await;
    eventually("nothing new is accepted", look, Option::is_none).await;
    assert!(!call.is_finished());

    probe.release.add_permits(1);
    let answer = call.await.unwrap().unwrap().into_inner();
    assert_eq!(answer.plan.unwrap().title, "waited");
    world.served.await.unwrap().unwrap();
}

#[tokio::test]
async fn watches_end_with_ok_and_hold_up_no_drain() {
    let (_, world) = world(Limits::default()).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let mut watch = client.watch(watching("")).await.unwrap().into_inner();
    assert!(watch.message().await.unwrap().is_some());
    let mut prober = HealthClient::new(world.channel().await);
    let mut probing = prober.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert!(probing.message().await.unwrap().is_some());

    world.stop.cancel();
    assert_eq!(watch.message().await.unwrap(), None);
    while probing.message().await.unwrap().is_some() {}
    let served = tokio::time::timeout(Duration::from_secs(5), world.served).await;
    served.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_call_that_does_not_finish_is_cut_off() {
    let limits = Limits { drain: Duration::from_millis(300), ..Limits::default() };
    let (probe, world) = world(limits).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let _call = tokio::spawn(async move { client.get_progress(asking("wait")).await });
    probe.reached_by(1).await;
    world.stop.cancel();
    let served = tokio::time::timeout(Duration::from_secs(5), world.served).await;
    served.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_server_is_ready_when_all_its_parts_are() {
    let (_, world) = world(Limits::default()).await;
    let (first, second) = (world.readiness.part("first"), world.readiness.part("second"));
    let look = || health(world.address);
    eventually("a new part is not ready", look, |health| *health == Some(false)).await;
    first.set(true);
    assert!(!world.readiness.is_ready());
    second.set(true);
    eventually("all are ready", look, |health| *health == Some(true)).await;
    let mut client = HealthClient::new(world.channel().await);
    for (service, known) in [("hoitu.projection.v1.ProgressService", true), ("another", false)] {
        let request = HealthCheckRequest { service: service.to_owned() };
        assert_eq!(client.check(request).await.is_ok(), known, "{service}");
    }
    first.set(false);
    eventually("one is not ready", look, |health| *health == Some(false)).await;
}

pub fn settings(issuer: &Issuer, database: String, nats: String) -> Settings {
    settings_with(issuer, database, nats, &[])
}

pub fn settings_with(
    issuer: &Issuer,
    database: String,
    nats: String,
    more: &[(&str, String)],
) -> Settings {
    let variables = [
        ("DATABASE_URL", database),
        ("NATS_URL", nats),
        ("LISTEN_ADDR", "127.0.0.1:0".to_owned()),
        ("ENVIRONMENT", "local".to_owned()),
        ("TOKEN_KEYS", issuer.key_file().display().to_string()),
        ("TOKEN_ISSUER", "hoitu".to_owned()),
        ("TOKEN_AUDIENCE", "hoitu".to_owned()),
        ("TOKEN_CLIENTS", "hoitu".to_owned()),
        ("CALLER_CALLS_AT_ONCE", "200".to_owned()),
        ("LOG_FORMAT", "text".to_owned()),
    ];
    let variables = variables.iter().chain(more);
    let variables = variables.map(|(name, value)| ((*name).to_owned(), value.clone()));
    Reader::read(variables, Settings::read).unwrap()
}

/// A whole process but for its own memory, on a database of its own, with no NATS to be had.
struct Whole {
    postgres: Postgres,
    issuer: Issuer,
    address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<Result<(), RunError>>,
}

impl Whole {
    async fn start() -> Self {
        let postgres = Postgres::start(PostgresOptions::default()).await.unwrap();
        postgres.create_database("probe").await.unwrap();
        let issuer = Issuer::new();
        let no_nats = servers::free_port().unwrap();
        let nats = format!("nats://127.0.0.1:{no_nats}");
        let settings = settings(&issuer, postgres.url("probe"), nats);
        let listener = TcpListener::bind(settings.listen_addr).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let build = async |process: Process| {
            let services = Services::new(by_name()).with(Headcounts::new(process.ledger.clone()));
            Ok::<_, std::convert::Infallible>(services)
        };
        let (clock, stopped) = (Clock::system(), stop.clone());
        let served = tokio::spawn(serve(DOMAIN, settings, clock, listener, stopped, build));
        let whole = Self { postgres, issuer, address, stop, served };
        whole.becomes(true).await;
        whole
    }

    async fn becomes(&self, ready: bool) {
        let look = || health(self.address);
        eventually("readiness", look, |health| *health == Some(ready)).await;
    }

    async fn channel(&self) -> Authorised {
        let bearer = Bearer(format!("Bearer {}", self.issuer.token()));
        InterceptedService::new(channel(self.address).await, bearer)
    }

    async fn head(&self) -> Result<i64, Status> {
        let mut client = LedgerServiceClient::new(self.channel().await);
        Ok(client.get_head(GetHeadRequest {}).await?.into_inner().position)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_ready_with_its_database_and_needs_no_nats_for_it() {
    let mut whole = Whole::start().await;
    assert_eq!(whole.head().await.unwrap(), 0);

    whole.postgres.pause();
    whole.becomes(false).await;
    let since = Instant::now();
    let status = whole.head().await.unwrap_err();
    assert!(matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded), "{status:?}");
    assert!(since.elapsed() < Duration::from_secs(7), "{:?}", since.elapsed());
    whole.postgres.resume();
    whole.becomes(true).await;

    whole.postgres.kill();
    whole.becomes(false).await;
    whole.postgres.start_again().await.unwrap();
    whole.becomes(true).await;
    assert_eq!(whole.head().await.unwrap(), 0);

    whole.stop.cancel();
    whole.served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_before_the_end_is_recorded() {
    let whole = Whole::start().await;
    let channel = whole.channel().await;
    let calls: Vec<_> = (1..=100u128)
        .map(|number| {
            let mut client = HeadcountServiceClient::new(channel.clone());
            let request = DeclareHeadcountRequest {
                association_id: Uuid::from_u128(number).to_string(),
                request_id: Uuid::from_u128(number).to_string(),
                headcount: Some(Headcount { members: 1, ..Headcount::default() }),
                ..DeclareHeadcountRequest::default()
            };
            tokio::spawn(async move { client.declare_headcount(request).await })
        })
        .collect();
    let mut acknowledged = Vec::new();
    for (number, call) in calls.into_iter().enumerate() {
        if number == 10 {
            whole.stop.cancel();
        }
        if let Ok(Ok(answer)) = call.await {
            acknowledged.push(answer.into_inner().receipt.unwrap().events[0].position);
        }
    }
    whole.served.await.unwrap().unwrap();
    assert!(acknowledged.len() >= 10);

    let pool = database::pool(whole.postgres.url("probe").parse().unwrap(), Rights::Any);
    let recorded: Vec<i64> =
        sqlx::query_scalar("SELECT position FROM ledger.entry").fetch_all(&pool).await.unwrap();
    for position in &acknowledged {
        assert!(recorded.contains(position), "{position} of {recorded:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_database_holds_no_query_beyond_its_limit() {
    let postgres = Postgres::start(PostgresOptions::default()).await.unwrap();
    let pool = database::pool(postgres.url("postgres").parse().unwrap(), Rights::Any);
    assert!(database::answers(&pool).await);
    let limit = Duration::from_millis(500);

    let mut connection = pool.acquire().await.unwrap();
    postgres.pause();
    let since = Instant::now();
    let asked = database::within(limit, sqlx::query("SELECT 1").execute(&mut *connection)).await;
    assert!(asked.is_none());
    assert!((limit..Duration::from_secs(3)).contains(&since.elapsed()), "{:?}", since.elapsed());
    let since = Instant::now();
    assert!(!database::answers(&pool).await);
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());

    postgres.resume();
    drop(connection);
    eventually("the database is back", || database::answers(&pool), |answers| *answers).await;
}

#[tokio::test]
async fn a_session_that_may_lose_commits_is_not_used() {
    let database = servers::test::database().await;
    let options: PgConnectOptions = database.url().parse().unwrap();
    assert!(database::answers(&database::pool(options.clone(), Rights::Any)).await);
    let careless = options.options([("synchronous_commit", "off")]);
    assert!(!database::answers(&database::pool(careless, Rights::Any)).await);
}

#[tokio::test]
async fn connections_have_names_and_limits_of_their_own() {
    let database = servers::test::database().await;
    let nats = servers::test::nats_url().await;
    let settings = settings(&Issuer::new(), database.url(), nats);
    let pool = database::pool(database::options(&settings, "probe"), Rights::Any);
    let expected = [
        ("application_name", "probe"),
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ];
    for (name, value) in expected {
        let found: String = sqlx::query_scalar("SELECT current_setting($1)")
            .bind(name)
            .fetch_one(&pool)
            .await
            .unwrap();
        assert_eq!(found, value, "{name}");
    }

    let nats = chassis::nats::connect(&settings, "probe").await.unwrap();
    assert!(nats.new_inbox().starts_with("_INBOX_probe."));
    let connected = || async { nats.connection_state() };
    eventually("NATS", connected, |state| *state == State::Connected).await;
    assert!(nats.flush().await.is_ok());
}
