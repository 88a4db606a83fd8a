//! A session with the context's database, and whether it can keep what the ledger promises.
//!
//! A role can change most settings of its own sessions, and an administrator its rights: so both are
//! looked at whenever a connection is made, and not trusted.

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgConnection};

/// Why a session is not used.
#[derive(Debug, thiserror::Error)]
#[error("{}", faults.join("; "))]
pub struct UnfitSession {
    faults: Vec<String>,
}

/// Connects, and refuses a session that may lose what was committed.
pub(crate) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let mut connection = options.connect().await?;
    refuse_unsafe(&mut connection).await?;
    Ok(connection)
}

/// Refuses a session that commits before the disk has it, or that could read an outdated head under the
/// ledger's lock.
pub async fn refuse_unsafe(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    refuse(connection, include_str!("../sql/session_faults.sql")).await
}

/// Refuses what is not the bounded session of a service: one whose role could write the ledger by another
/// way than `ledger.append`, or that could wait for ever.
pub async fn refuse_other_than_service(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    refuse(connection, include_str!("../sql/service_faults.sql")).await
}

async fn refuse(connection: &mut PgConnection, look: &'static str) -> Result<(), sqlx::Error> {
    let faults: Vec<String> = sqlx::query_scalar(look).fetch_all(connection).await?;
    if faults.is_empty() {
        return Ok(());
    }
    Err(sqlx::Error::Configuration(Box::new(UnfitSession { faults })))
}
