//! The keys of persons, for a service that seals: where they are, and what keeps them in order.

mod masters;
mod restored;
mod sealing;
mod transit;

use std::path::PathBuf;
use std::time::Duration;

use ledger::sealed::{Keyring, Keys, migrate_keys};
use sqlx::postgres::PgConnectOptions;

use crate::clock::Clock;
use crate::config::{Reader, Secret, Variable};
use crate::database::{self, Rights};
use crate::run::Process;
use crate::telemetry::chain;
pub use masters::Masters;
pub use restored::keep_destroyed;
pub use sealing::PersonStream;
use transit::check_engine;
pub use transit::{Transit, TransitError, TransitSettings};

pub const KEYS_DATABASE_URL: Variable = Variable {
    name: "KEYS_DATABASE_URL",
    meaning: "the PostgreSQL database with the keys of persons, apart from every other",
    example: "postgres://keys:secret@localhost:5432/keys",
};
pub const MASTER_KEYS: Variable = Variable {
    name: "MASTER_KEYS",
    meaning: "what wraps them: a line `ID HEX` for each master key, the first one wraps (optional where \
              TRANSIT_URL is set; then they only open what they wrapped before)",
    example: "2026-11 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
};

pub const TRANSIT_URL: Variable = Variable {
    name: "TRANSIT_URL",
    meaning: "what wraps them instead: the transit engine of OpenBao or Vault, with its mount (optional)",
    example: "https://bao.tinh.example:8200/v1/transit",
};
pub const TRANSIT_KEY: Variable = Variable {
    name: "TRANSIT_KEY",
    meaning: "its key, which must be derived (optional; hoitu-persons)",
    example: "hoitu-persons",
};
pub const TRANSIT_TOKEN: Variable = Variable {
    name: "TRANSIT_TOKEN",
    meaning: "file with the token it is asked with, read again when it changes (optional; needed with \
              TRANSIT_URL)",
    example: "/etc/hoitu/transit/token",
};
pub const TRANSIT_CA: Variable = Variable {
    name: "TRANSIT_CA",
    meaning: "file with the authorities to trust it by (optional; the machine's)",
    example: "/etc/hoitu/transit/ca.pem",
};

const SOON: Duration = Duration::from_secs(2);
/// How often it is looked whether keys have to be wrapped anew.
const EVERY: Duration = Duration::from_secs(600);

/// Where the keys of persons are, and what opens them.
#[derive(Debug, Clone)]
pub struct KeysSettings {
    database: Secret<PgConnectOptions>,
    masters: MastersSettings,
}

/// What [`Masters`] are made from.
#[derive(Debug, Clone)]
enum MastersSettings {
    OfProcess(Secret<Keyring>),
    OfEngine { engine: TransitSettings, before: Option<Secret<Keyring>> },
}

impl KeysSettings {
    /// Reads what a service needs that seals. Part of its [`crate::run::Own`].
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let database = reader.database(&KEYS_DATABASE_URL);
        let url = reader.optional(&TRANSIT_URL, |url| check_engine(url).map(|()| url.to_owned()));
        let key = reader.optional(&TRANSIT_KEY, key_name);
        let authorities = reader.optional(&TRANSIT_CA, str::parse::<PathBuf>);
        let masters = match url? {
            None => MastersSettings::OfProcess(reader.secret(&MASTER_KEYS)?),
            Some(url) => {
                let token = reader.required(&TRANSIT_TOKEN, str::parse);
                let before = reader.optional_secret(&MASTER_KEYS, |text| {
                    text.parse::<Keyring>().map_err(|_| "its value is not shown")
                });
                let key = key?.unwrap_or_else(|| TRANSIT_KEY.example.to_owned());
                let (token, authorities) = (token?, authorities?);
                let engine = TransitSettings { url, key, token, authorities };
                MastersSettings::OfEngine { engine, before: before? }
            }
        };
        Some(Self { database: database?, masters })
    }
}

impl MastersSettings {
    fn open(&self, clock: Clock) -> Result<Masters, TransitError> {
        Ok(match self.clone() {
            Self::OfProcess(ring) => Masters::OfProcess(ring.expose().clone()),
            Self::OfEngine { engine, before } => Masters::OfEngine {
                engine: Box::new(Transit::new(engine, clock)?),
                before: before.map(|ring| ring.expose().clone()),
            },
        })
    }
}

/// A part of a path that needs no escape.
fn key_name(text: &str) -> Result<String, &'static str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if text.bytes().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("it must be letters, digits, - and _")
    }
}

/// Opens the store of keys. Where it is away, nothing can be sealed or opened until it is there, and all else
/// goes on.
///
/// # Errors
/// If the key management service could not be asked safely.
pub async fn open(
    process: &Process,
    service: &str,
    settings: &KeysSettings,
) -> Result<Keys, TransitError> {
    let options = database::bounded(settings.database.expose().clone(), service);
    let pool = database::pool(options, Rights::Any);
    let keys = Keys::new(pool, settings.masters.open(process.clock.clone())?);
    if let Err(error) = migrate_keys(keys.pool()).await {
        tracing::warn!(error = %chain(&error), "the database of keys is not ready");
    }
    process.spawn_until_stop(keep_in_order(keys.clone()));
    Ok(keys)
}

/// Brings the store up to date, and wraps what another than the current master key wraps: so a master key
/// is changed by putting another one first or by rotating it in the key management service, and taken away
/// when nothing is under it any more.
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
            tracing::info!(rewrapped, "all keys of persons are under the current master key");
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
