//! The keys of persons, for a service that seals: where they are, and what keeps them in order.

use std::time::Duration;

use ledger::sealed::{Keyring, Keys, migrate_keys};
use sqlx::postgres::PgConnectOptions;

use crate::config::{Reader, Secret, Variable};
use crate::database::{self, Rights};
use crate::run::Process;
use crate::telemetry::chain;

pub const KEYS_DATABASE_URL: Variable = Variable {
    name: "KEYS_DATABASE_URL",
    meaning: "the PostgreSQL database with the keys of persons, apart from every other",
    example: "postgres://keys:secret@localhost:5432/keys",
};
pub const MASTER_KEYS: Variable = Variable {
    name: "MASTER_KEYS",
    meaning: "what wraps them: a line `ID HEX` for each master key, the first one wraps",
    example: "2026-11 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
};

const SOON: Duration = Duration::from_secs(2);
/// How often it is looked whether keys have to be wrapped anew.
const EVERY: Duration = Duration::from_secs(600);

/// Where the keys of persons are, and what opens them.
#[derive(Debug, Clone)]
pub struct KeysSettings {
    database: Secret<PgConnectOptions>,
    masters: Secret<Keyring>,
}

impl KeysSettings {
    /// Reads what a service needs that seals. Part of its [`crate::run::Own`].
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let database = reader.database(&KEYS_DATABASE_URL);
        let masters = reader.secret(&MASTER_KEYS);
        Some(Self { database: database?, masters: masters? })
    }
}

/// Opens the store of keys. Where it is away, nothing can be sealed or opened until it is there, and all else
/// goes on.
pub async fn open(process: &Process, service: &str, settings: &KeysSettings) -> Keys {
    let options = database::bounded(settings.database.expose().clone(), service);
    let pool = database::pool(options, Rights::Any);
    let keys = Keys::new(pool, settings.masters.expose().clone());
    if let Err(error) = migrate_keys(keys.pool()).await {
        tracing::warn!(error = %chain(&error), "the database of keys is not ready");
    }
    process.spawn_until_stop(keep_in_order(keys.clone()));
    keys
}

/// Brings the store up to date, and wraps what another than the first master key wraps: so a master key
/// is changed by putting another one first, and taken away when nothing is under it any more.
async fn keep_in_order(keys: Keys) {
    loop {
        let rest = brought_in_order(&keys).await;
        let _ = tokio::time::timeout(rest, std::future::pending::<()>()).await;
    }
}

/// When to look again.
async fn brought_in_order(keys: &Keys) -> Duration {
    match try_to_bring_in_order(keys).await {
        Ok(0) => EVERY,
        Ok(rewrapped) => {
            tracing::info!(rewrapped, "all keys of persons are under the first master key");
            EVERY
        }
        Err(error) => {
            tracing::warn!(error = %chain(error.as_ref()), "the keys of persons are not in order");
            SOON
        }
    }
}

async fn try_to_bring_in_order(
    keys: &Keys,
) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
    migrate_keys(keys.pool()).await?;
    Ok(keys.rewrap().await?)
}
