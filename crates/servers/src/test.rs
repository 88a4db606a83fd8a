//! What most tests need: an empty database, and a NATS server, shared by the tests of a process; and patience.
//!
//! With `DATABASE_URL` and `NATS_URL` set (as `cargo xtask test` does), those servers are used instead.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::database::{execute, given, with_database};
use crate::{Nats, NatsOptions, Postgres, PostgresOptions, ServerError};

/// An empty database, dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    server: String,
    name: String,
}

impl TestDatabase {
    #[must_use]
    pub fn url(&self) -> String {
        with_database(&self.server, &self.name)
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Another database with all that is in this one.
    ///
    /// # Panics
    /// If somebody is connected to this one.
    pub async fn copy(&self) -> Self {
        Self::create(self.server.clone(), &self.name).await
    }

    async fn create(server: String, template: &str) -> Self {
        let name = format!("test_{}", unique());
        // Through the log it costs more, but for a server that syncs its files.
        let create =
            format!("CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" STRATEGY FILE_COPY");
        execute(&server, create).await.expect("a database is created");
        Self { server, name }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS \"{}\" WITH (FORCE)", self.name);
        let server = self.server.clone();
        let dropped = std::thread::spawn(move || -> Option<()> {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(execute(&server, drop)).ok()
        });
        let _ = dropped.join();
    }
}

/// A fresh database on the shared server.
///
/// # Panics
/// If there is no server to be had: a test cannot go on without.
pub async fn database() -> TestDatabase {
    let server = tokio::task::spawn_blocking(postgres_url).await.expect("the server starts");
    TestDatabase::create(server, "template1").await
}

/// The shared NATS server. Streams on it outlive a test: give them names of your own.
///
/// # Panics
/// If there is no server to be had: a test cannot go on without.
pub async fn nats_url() -> String {
    static SERVER: OnceLock<Nats> = OnceLock::new();
    let start = || SERVER.get_or_init(|| started(Nats::start_blocking(NatsOptions::default())));
    match given("NATS_URL") {
        Some(url) => url,
        None => {
            tokio::task::spawn_blocking(move || start().url()).await.expect("the server starts")
        }
    }
}

/// A name that no other test has.
#[must_use]
pub fn unique() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    #[expect(clippy::disallowed_methods, reason = "a name must differ from those of other runs")]
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanoseconds = since_1970.map(|time| time.as_nanos()).unwrap_or_default();
    let counter = COUNTER.fetch_add(1, Ordering::Relaxed);
    let seed = format!("{}/{nanoseconds}/{counter}", std::process::id());
    Uuid::new_v5(&Uuid::NAMESPACE_OID, seed.as_bytes()).simple().to_string()
}

fn postgres_url() -> String {
    static SERVER: OnceLock<Postgres> = OnceLock::new();
    let start = || started(Postgres::start_blocking(PostgresOptions::of_tests()));
    given("DATABASE_URL").unwrap_or_else(|| SERVER.get_or_init(start).url("postgres"))
}

fn started<T>(server: Result<T, ServerError>) -> T {
    server.unwrap_or_else(|error| panic!("{error}"))
}

/// Looks again until it is so.
///
/// # Panics
/// With the last look, after twenty seconds.
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
        assert!(since.elapsed() < Duration::from_secs(20), "{what}: last seen {seen:?}");
    }
}
