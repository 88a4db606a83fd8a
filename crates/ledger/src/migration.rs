//! The schema `ledger`: brought up to date by whoever owns the database, used by the service's role.

use sqlx::{AssertSqlSafe, PgPool};

use crate::store::{ReadError, limited};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

#[derive(Debug, thiserror::Error)]
#[error("migrating the database")]
pub struct MigrateError(#[source] pub(crate) sqlx::migrate::MigrateError);

/// Brings the schema up to date. Safe from several replicas at once.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    MIGRATIONS.run(pool).await.map_err(MigrateError)
}

/// Gives the role that a service logs in as its rights, and takes from it all others.
pub async fn grant_service(pool: &PgPool, role: &str) -> Result<(), MigrateError> {
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    let grants = include_str!("../sql/grant_service.sql").replace(":service", &role);
    let granted = sqlx::raw_sql(AssertSqlSafe(grants)).execute(pool).await;
    granted.map(|_| ()).map_err(|error| MigrateError(error.into()))
}

/// Whether the role of this pool may change the schema.
pub async fn may_migrate(pool: &PgPool) -> Result<bool, ReadError> {
    let owns =
        "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()";
    limited(sqlx::query_scalar(owns).fetch_one(pool)).await
}

/// Whether all migrations that this program knows have been made. There may be later ones: a schema only
/// grows while programs of two releases use it.
pub async fn is_migrated(pool: &PgPool) -> Result<bool, ReadError> {
    let made = "SELECT checksum FROM public._sqlx_migrations WHERE success";
    let made: Result<Vec<Vec<u8>>, _> = limited(sqlx::query_scalar(made).fetch_all(pool)).await;
    match made {
        Ok(made) => {
            Ok(MIGRATIONS.iter().all(|known| made.iter().any(|it| **it == *known.checksum)))
        }
        Err(ReadError::Read(error)) if is_not_there(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// No table, or no right to read it yet.
fn is_not_there(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| ["42P01", "42501"].contains(&&*code))
}
