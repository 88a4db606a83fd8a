//! As whom a process serves: it starts with the rights of a service and, where it counts, with no more.

use std::time::{Duration, Instant};

use chassis::clock::Clock;
use chassis::config::{Environment, Settings};
use chassis::grpc::Services;
use chassis::run::{Process, RunError, serve};
use servers::test::eventually;
use servers::{Passwords, Postgres, PostgresOptions};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::issuer::Issuer;
use crate::lifecycle::settings;
use crate::probe::by_name;
use crate::world::{DOMAIN, health};

/// The context of the probe on a server of its own, nothing migrated yet.
struct Cluster {
    postgres: Postgres,
    passwords: Passwords,
    issuer: Issuer,
}

impl Cluster {
    async fn prepared() -> Self {
        let postgres = Postgres::start(PostgresOptions::default()).await.unwrap();
        let passwords = Passwords { service: "s".into(), migration: "m".into() };
        postgres.prepare_context(DOMAIN.context, &passwords).await.unwrap();
        Self { postgres, passwords, issuer: Issuer::new() }
    }

    fn settings(&self, database: String, environment: Environment) -> Settings {
        let nats = format!("nats://127.0.0.1:{}", servers::free_port().unwrap());
        Settings { environment, ..settings(&self.issuer, database, nats) }
    }

    fn service(&self) -> String {
        self.postgres.service_url(DOMAIN.context, &self.passwords)
    }

    async fn migrate(&self) {
        let url = self.postgres.migration_url(DOMAIN.context, &self.passwords);
        let pool = PgPool::connect(&url).await.unwrap();
        ledger::migrate(&pool).await.unwrap();
        ledger::grant_service(&pool, DOMAIN.context).await.unwrap();
    }
}

type Served = JoinHandle<Result<(), RunError>>;

async fn start(settings: Settings, stop: CancellationToken) -> (std::net::SocketAddr, Served) {
    let listener = TcpListener::bind(settings.listen_addr).await.unwrap();
    let address = listener.local_addr().unwrap();
    let build = async |_: Process| Ok::<_, std::convert::Infallible>(Services::new(by_name()));
    let served = serve(DOMAIN, settings, Clock::system(), listener, stop, build);
    (address, tokio::spawn(served))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_waits_for_its_schema_and_then_serves_with_its_own_role() {
    let cluster = Cluster::prepared().await;
    let stop = CancellationToken::new();
    let settings = cluster.settings(cluster.service(), Environment::Staging);
    let (address, served) = start(settings, stop.clone()).await;
    let administrator = PgPool::connect(&cluster.postgres.url("postgres")).await.unwrap();
    let look = || async {
        let looks = "SELECT count(*) FROM pg_stat_activity
                     WHERE usename = $1 AND query LIKE '%_sqlx_migrations%'";
        let looks = sqlx::query_scalar(looks).bind(DOMAIN.context);
        looks.fetch_one(&administrator).await.unwrap()
    };
    eventually("the service looks", look, |looks: &i64| *looks > 0).await;
    assert!(!served.is_finished());

    cluster.migrate().await;
    eventually("it serves", || health(address), |health| *health == Some(true)).await;
    stop.cancel();
    served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn outside_a_laptop_nobody_serves_with_more_rights_than_a_service_has() {
    let cluster = Cluster::prepared().await;
    cluster.migrate().await;
    let administrator = cluster.postgres.url(DOMAIN.context);
    let migrating = cluster.postgres.migration_url(DOMAIN.context, &cluster.passwords);
    for environment in [Environment::Staging, Environment::Production] {
        for url in [&administrator, &migrating] {
            let settings = cluster.settings(url.clone(), environment);
            let since = Instant::now();
            let (_, served) = start(settings, CancellationToken::new()).await;
            let refused = served.await.unwrap();
            assert!(matches!(refused, Err(RunError::Refused(_))), "{refused:?}");
            assert!(since.elapsed() < Duration::from_secs(5));
        }
    }
}
