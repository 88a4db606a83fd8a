//! Connections to the context's own PostgreSQL database.

use std::time::Duration;

use ledger::session::{refuse_other_than_service, refuse_unsafe};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{Connection as _, PgPool};
use tokio_rustls::rustls;

use crate::config::{Environment, Settings};

pub use ledger::within;

/// Client-side limit of a ping: `statement_timeout` does not help against a frozen server.
const PING_LIMIT: Duration = Duration::from_secs(2);

const MAX_CONNECTIONS: u32 = 16;

/// How a service connects: limits that the server enforces while it is alive.
#[must_use]
pub fn options(settings: &Settings, service: &str) -> PgConnectOptions {
    bounded(settings.database.expose().clone(), service)
}

pub(crate) fn bounded(database: PgConnectOptions, service: &str) -> PgConnectOptions {
    database.application_name(service).options([
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ])
}

/// The same with time enough for a migration, and to wait for another replica that migrates.
#[must_use]
pub fn migration_options(database: PgConnectOptions) -> PgConnectOptions {
    database.options([("statement_timeout", "10min"), ("lock_timeout", "5min")])
}

/// What a session of this process may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rights {
    /// Whatever its role may: on a laptop, in tests, and to migrate.
    Any,
    /// A service's and no more.
    OfService,
}

impl Rights {
    #[must_use]
    pub fn in_environment(environment: Environment) -> Self {
        match environment {
            Environment::Local => Self::Any,
            Environment::Staging | Environment::Production => Self::OfService,
        }
    }

    async fn check(self, connection: &mut PgConnection) -> sqlx::Result<()> {
        refuse_unsafe(connection).await?;
        match self {
            Self::Any => Ok(()),
            Self::OfService => refuse_other_than_service(connection).await,
        }
    }
}

/// A pool that connects when it is first used, and refuses a session that may lose a commit or do more than
/// it should.
#[must_use]
pub fn pool(options: PgConnectOptions, rights: Rights) -> PgPool {
    PgPoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(2))
        .idle_timeout(Duration::from_secs(5 * 60))
        .max_lifetime(Duration::from_secs(15 * 60))
        .after_connect(move |connection, _| Box::pin(rights.check(connection)))
        .connect_lazy_with(options)
}

/// Whether the database answers, in time.
pub async fn answers(pool: &PgPool) -> bool {
    let ping = sqlx::query("SELECT 1").execute(pool);
    matches!(within(PING_LIMIT, ping).await, Some(Ok(_)))
}

/// Makes one connection: none while there is none to be had, with the reason; an error if it is refused, by
/// either side (a pool would only try on).
pub async fn can_connect(
    options: &PgConnectOptions,
    rights: Rights,
) -> Result<Result<(), NotYet>, sqlx::Error> {
    let connect = async {
        let mut connection = PgConnection::connect_with(options).await?;
        rights.check(&mut connection).await
    };
    match within(PING_LIMIT, connect).await {
        Some(Ok(())) => Ok(Ok(())),
        Some(Err(refused)) if is_refusal(&refused) => Err(refused),
        Some(Err(error)) => Ok(Err(NotYet::Failed(error))),
        None => Ok(Err(NotYet::Silent)),
    }
}

/// Why there is no connection now, although there may be one later.
#[derive(Debug, thiserror::Error)]
pub enum NotYet {
    #[error("connecting")]
    Failed(#[source] sqlx::Error),
    #[error("no answer in {} seconds", PING_LIMIT.as_secs())]
    Silent,
}

/// A session that may do too much, or a server that does not prove who it is.
fn is_refusal(error: &sqlx::Error) -> bool {
    if let sqlx::Error::Io(error) = error {
        return error.get_ref().is_some_and(|cause| cause.is::<rustls::Error>());
    }
    matches!(error, sqlx::Error::Configuration(_) | sqlx::Error::Tls(_))
}
