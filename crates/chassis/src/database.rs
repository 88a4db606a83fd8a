//! Connections to the context's own PostgreSQL database.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};

use crate::config::Settings;

pub use ledger::within;

/// Client-side limit of a ping: `statement_timeout` does not help against a frozen server.
const PING_LIMIT: Duration = Duration::from_secs(2);

const MAX_CONNECTIONS: u32 = 16;

/// How a service connects: limits that the server enforces while it is alive.
#[must_use]
pub fn options(settings: &Settings, service: &str) -> PgConnectOptions {
    settings.database.expose().clone().application_name(service).options([
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ])
}

/// The same with time enough for a migration, and to wait for another replica that migrates.
#[must_use]
pub fn migration_options(settings: &Settings, service: &str) -> PgConnectOptions {
    options(settings, service).options([("statement_timeout", "10min"), ("lock_timeout", "5min")])
}

/// A pool that connects when it is first used, and refuses a server session that may lose a commit.
#[must_use]
pub fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(2))
        .idle_timeout(Duration::from_secs(5 * 60))
        .max_lifetime(Duration::from_secs(15 * 60))
        .after_connect(|connection, _| Box::pin(refuse_unsafe_commits(connection)))
        .connect_lazy_with(options)
}

/// The session's durability is not what the ledger promises.
#[derive(Debug, thiserror::Error)]
#[error("synchronous_commit is {found}, not on or remote_apply")]
pub struct UnsafeCommits {
    found: String,
}

async fn refuse_unsafe_commits(connection: &mut PgConnection) -> sqlx::Result<()> {
    let found: String = sqlx::query_scalar("SELECT current_setting('synchronous_commit')")
        .fetch_one(connection)
        .await?;
    match found.as_str() {
        "on" | "remote_apply" => Ok(()),
        _ => Err(sqlx::Error::Configuration(Box::new(UnsafeCommits { found }))),
    }
}

/// Whether the database answers, in time.
pub async fn answers(pool: &PgPool) -> bool {
    let ping = sqlx::query("SELECT 1").execute(pool);
    matches!(within(PING_LIMIT, ping).await, Some(Ok(_)))
}
