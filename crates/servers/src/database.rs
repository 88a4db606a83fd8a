//! Servers that are given, and databases on them.

use sqlx::{Connection as _, PgConnection};

use crate::ServerError;

/// A server given by the environment instead of our own: `DATABASE_URL`, `NATS_URL`.
#[must_use]
pub fn given(variable: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "which servers to use is not a setting of a service"
    )]
    let value = std::env::var_os(variable)?;
    value.into_string().ok().filter(|value| !value.is_empty())
}

/// The same server, another database.
#[must_use]
pub fn with_database(server: &str, name: &str) -> String {
    let (start, options) = server.split_once('?').map_or((server, None), |(s, o)| (s, Some(o)));
    let base = start.rsplit_once('/').map_or(start, |(base, _)| base);
    match options {
        Some(options) => format!("{base}/{name}?{options}"),
        None => format!("{base}/{name}"),
    }
}

/// Makes the database unless it is there.
pub async fn create_database(server: &str, name: &str) -> Result<(), ServerError> {
    let mut connection = connect(server).await?;
    let known = sqlx::query("SELECT 1 FROM pg_database WHERE datname = $1").bind(name);
    let known = known.fetch_optional(&mut connection).await?.is_some();
    connection.close().await?;
    if !known {
        execute(server, format!("CREATE DATABASE \"{}\"", name.replace('"', ""))).await?;
    }
    Ok(())
}

pub(crate) async fn execute(server: &str, statement: String) -> Result<(), ServerError> {
    let mut connection = connect(server).await?;
    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// The oldest release that the statements of this project work on.
pub(crate) const OLDEST_POSTGRES: u32 = 15;

async fn connect(server: &str) -> Result<PgConnection, ServerError> {
    let connection = PgConnection::connect(server).await?;
    let version = connection.server_version_num().unwrap_or_default() / 10_000;
    if version >= OLDEST_POSTGRES {
        return Ok(connection);
    }
    let address = server.rsplit_once('@').map_or(server, |(_, address)| address);
    Err(ServerError::Version { server: address.into(), found: version.to_string() })
}
