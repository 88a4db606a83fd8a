//! The schema `ledger`: brought up to date by whoever owns the database, used by the service's role.

use std::borrow::Cow;
use std::sync::LazyLock;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, PgPool, SqlSafeStr as _};

use crate::store::{ReadError, limited};

/// Files of a folder, as `sqlx` names them, compiled in. Its own macro would do that too, and build this crate's database
/// driver and TLS a second time, for the compiler.
macro_rules! migrations {
    ($folder:literal: $($version:literal $name:literal),+) => {
        [$(($version, $name, include_str!(concat!("../", $folder, "/", $version, "_", $name, ".sql")))),+]
    };
}

type Files = &'static [(i64, &'static str, &'static str)];

const LEDGER: Files = &migrations!(
    "migrations":
    20261124000001 "ledger",
    20261124000002 "append",
    20261124000003 "verify",
    20261124000004 "views",
    20261124000005 "outbound",
    20261125000001 "append",
    20261125000002 "revision_in_digest",
    20261125000006 "rights"
);

const KEYS: Files = &migrations!("keys/migrations": 20261125000001 "subject_key");

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| migrator(LEDGER));

fn migrator(files: Files) -> Migrator {
    let migrations = files.iter().map(|(version, name, sql)| {
        let description = Cow::Owned(name.replace('_', " "));
        Migration::new(*version, description, MigrationType::Simple, sql.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

#[derive(Debug, thiserror::Error)]
#[error("migrating the database")]
pub struct MigrateError(#[source] pub(crate) sqlx::migrate::MigrateError);

/// Brings the schema up to date. Safe from several replicas at once.
pub async fn migrate(pool: &PgPool) -> Result<(), MigrateError> {
    MIGRATIONS.run(pool).await.map_err(MigrateError)
}

/// Brings the database of keys up to date. Safe from several replicas at once.
pub async fn migrate_keys(pool: &PgPool) -> Result<(), MigrateError> {
    migrator(KEYS).run(pool).await.map_err(MigrateError)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folders_is_compiled_in() {
        for (folder, files) in [("migrations", LEDGER), ("keys/migrations", KEYS)] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            let mut found: Vec<_> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            found.sort();
            let known = files.iter().map(|(version, name, _)| format!("{version}_{name}.sql"));
            assert_eq!(found, known.collect::<Vec<_>>());
        }
    }
}
