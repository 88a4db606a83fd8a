//! What every process of a test is started on.

use std::net::SocketAddr;
use std::path::PathBuf;

use chassis::clock::Clock;
use chassis::config::{Reader, Settings};
use chassis::grpc::{Domain, Services};
use chassis::run::{Process, serve};
use chassis::token::{self, Grant, Keys};
use chrono::{DateTime, TimeDelta, Utc};
use servers::test::TestDatabase;
use servers::{Nats, NatsOptions};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::Holder;

/// A bus, an issuer, the keys of one service that calls others, and a clock that the test sets.
pub struct Ground {
    pub nats: Nats,
    pub clock: Clock,
    pub hand: watch::Sender<DateTime<Utc>>,
    keys: Keys,
    folder: tempfile::TempDir,
}

/// A running process but for its own memory; it stops with this value.
pub struct Served {
    pub address: SocketAddr,
    stop: CancellationToken,
    ended: Option<JoinHandle<()>>,
    /// Dropped last.
    database: Option<TestDatabase>,
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Served {
    /// Ends in order.
    ///
    /// # Panics
    /// If the service failed, or has ended already.
    pub async fn end(&mut self) {
        self.stop.cancel();
        self.ended.take().unwrap().await.unwrap();
    }

    /// Ends in order; its database and where it listened, to start it again.
    ///
    /// # Panics
    /// If the service failed, or has ended already.
    pub async fn stop(mut self) -> (TestDatabase, SocketAddr) {
        self.end().await;
        (self.database.take().unwrap(), self.address)
    }

    /// # Panics
    /// If it has been stopped.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database.as_ref().unwrap().url()
    }
}

impl Ground {
    /// It is the 24th of November 2026 here.
    ///
    /// # Panics
    /// If a server cannot be started.
    pub async fn for_service(service: &str) -> Self {
        let nats = Nats::start(NatsOptions::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (keys, own) = (token::generate_keys().unwrap(), token::generate_keys().unwrap());
        std::fs::write(folder.path().join("jwks.json"), &keys.public).unwrap();
        std::fs::create_dir(folder.path().join("service-keys")).unwrap();
        let public = folder.path().join("service-keys").join(format!("{service}.json"));
        std::fs::write(public, own.public).unwrap();
        std::fs::write(folder.path().join("service.pem"), own.private.expose()).unwrap();
        let (hand, clock) = Clock::set("2026-11-24T03:00:00Z".parse().unwrap());
        Self { nats, clock, hand, keys, folder }
    }

    /// The private key of the service that the ground is for.
    #[must_use]
    pub fn service_key(&self) -> PathBuf {
        self.folder.path().join("service.pem")
    }

    /// The folder where a service keeps files of evidence.
    #[must_use]
    pub fn evidence(&self) -> PathBuf {
        self.folder.path().join("evidence")
    }

    /// A token that is good for a hundred hours from now on.
    ///
    /// # Panics
    /// If it cannot be signed.
    #[must_use]
    pub fn bearer(&self, holder: Holder<'_>) -> String {
        self.bearer_of(&self.keys, holder, self.clock.now())
    }

    /// One that somebody else signed, and one that is not good any more.
    ///
    /// # Panics
    /// If they cannot be signed.
    #[must_use]
    pub fn bad_bearers(&self, holder: Holder<'_>) -> [String; 2] {
        let foreign = token::generate_keys().unwrap();
        let long_ago = self.clock.now() - TimeDelta::hours(101);
        let foreign = self.bearer_of(&foreign, holder, self.clock.now());
        [foreign, self.bearer_of(&self.keys, holder, long_ago)]
    }

    #[expect(clippy::unused_self, reason = "tokens are this ground's")]
    fn bearer_of(&self, keys: &Keys, holder: Holder<'_>, issued_at: DateTime<Utc>) -> String {
        let grant = Grant {
            issuer: "hoitu".into(),
            audience: "hoitu".into(),
            client: "hoitu".into(),
            person: holder.person.into(),
            unit: holder.unit,
            capacity: holder.capacity.into(),
            lifetime: TimeDelta::hours(100),
        };
        let token = token::issue(&keys.private, &grant, issued_at).unwrap();
        format!("Bearer {}", token.expose())
    }

    /// Serves a context on a database of its own.
    ///
    /// # Panics
    /// If it cannot be served.
    pub async fn serve<F, B, E>(&self, domain: Domain, build: B) -> Served
    where
        B: FnOnce(Process) -> F + Send + 'static,
        F: Future<Output = Result<Services, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let database = servers::test::database().await;
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        self.serve_on(database, listener, domain, build)
    }

    /// Serves a context there.
    ///
    /// # Panics
    /// If it cannot be served.
    pub fn serve_on<F, B, E>(
        &self,
        database: TestDatabase,
        listener: TcpListener,
        domain: Domain,
        build: B,
    ) -> Served
    where
        B: FnOnce(Process) -> F + Send + 'static,
        F: Future<Output = Result<Services, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
    {
        let settings = self.settings(&database.url());
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = serve(domain, settings, self.clock.clone(), listener, stop.clone(), build);
        let ended = Some(tokio::spawn(async move { serving.await.unwrap() }));
        Served { address, stop, ended, database: Some(database) }
    }

    /// What a process on that database is told.
    ///
    /// # Panics
    /// If the settings do not hold.
    #[must_use]
    pub fn settings(&self, database: &str) -> Settings {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        let variables = [
            ("DATABASE_URL", database.to_owned()),
            ("NATS_URL", self.nats.url()),
            ("LISTEN_ADDR", "127.0.0.1:0".to_owned()),
            ("ENVIRONMENT", "local".to_owned()),
            ("TOKEN_KEYS", path("jwks.json")),
            ("TOKEN_ISSUER", "hoitu".to_owned()),
            ("TOKEN_AUDIENCE", "hoitu".to_owned()),
            ("TOKEN_CLIENTS", "hoitu".to_owned()),
            ("TOKEN_LONGEST_MINUTES", "6000".to_owned()),
            // A test asks faster than any person.
            ("CALLER_COMMANDS_PER_SECOND", "100000".to_owned()),
            ("CALLER_QUERIES_PER_SECOND", "100000".to_owned()),
            ("SERVICE_KEYS", path("service-keys")),
            ("LOG_FORMAT", "text".to_owned()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        Reader::read(variables, Settings::read).unwrap()
    }
}
