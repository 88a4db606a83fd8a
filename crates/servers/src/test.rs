//! What most tests need: an empty database, and a NATS server, shared by the tests of a process.
//!
//! With `DATABASE_URL` and `NATS_URL` set (as `cargo xtask test` does), those servers are used instead.

use std::sync::OnceLock;

use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

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
    let name = format!("test_{}", unique());
    execute(&server, format!("CREATE DATABASE \"{name}\"")).await.expect("a database is created");
    TestDatabase { server, name }
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
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanoseconds = since_1970.map(|time| time.as_nanos()).unwrap_or_default();
    let counter = COUNTER.fetch_add(1, Ordering::Relaxed);
    let seed = format!("{}/{nanoseconds}/{counter}", std::process::id());
    Uuid::new_v5(&Uuid::NAMESPACE_OID, seed.as_bytes()).simple().to_string()
}

fn postgres_url() -> String {
    static SERVER: OnceLock<Postgres> = OnceLock::new();
    let start = || started(Postgres::start_blocking(PostgresOptions::default()));
    given("DATABASE_URL").unwrap_or_else(|| SERVER.get_or_init(start).url("postgres"))
}

fn started<T>(server: Result<T, ServerError>) -> T {
    server.unwrap_or_else(|error| panic!("{error}"))
}

fn given(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

fn with_database(server: &str, name: &str) -> String {
    let (start, options) = server.split_once('?').map_or((server, None), |(s, o)| (s, Some(o)));
    let base = start.rsplit_once('/').map_or(start, |(base, _)| base);
    match options {
        Some(options) => format!("{base}/{name}?{options}"),
        None => format!("{base}/{name}"),
    }
}

async fn execute(server: &str, statement: String) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(server).await?;
    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
    connection.close().await
}
