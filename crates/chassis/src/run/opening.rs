//! The ledger of a process: its database is awaited, brought up to date where that is this process's to do, opened.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ledger::{Ledger, WriterOptions};
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tokio_util::sync::CancellationToken;

use super::RunError;
use crate::config::Settings;
use crate::database::{self, Rights};
use crate::metrics::Metrics;
use crate::telemetry::chain;

/// How long a process waits for its database when it starts.
const PATIENCE: Duration = Duration::from_secs(60);

/// Connects, migrates where that is this process's to do, opens. `None` if the process was stopped meanwhile.
pub(super) async fn open_ledger(
    settings: &Settings,
    context: &'static str,
    metrics: &Metrics,
    stop: &CancellationToken,
) -> Result<Option<Ledger>, RunError> {
    let options = database::options(settings, context);
    let rights = Rights::in_environment(settings.environment);
    if !connected(&options, rights, stop).await? {
        return Ok(None);
    }
    let pool = database::pool(options.clone(), rights);
    if ledger::may_migrate(&pool).await.map_err(RunError::Schema)? {
        migrated(options.clone()).await?.close().await;
    } else {
        let look = || async { ledger::is_migrated(&pool).await.map_err(RunError::Schema) };
        if !patiently(stop, RunError::NotMigrated, look).await? {
            return Ok(None);
        }
    }
    let observer = Some(Arc::new(metrics.clone()) as _);
    let tuning = WriterOptions { observer, ..WriterOptions::default() };
    let opened = Ledger::open(context, options, pool, tuning).await;
    opened.map(Some).map_err(RunError::Open)
}

pub(super) async fn connected(
    options: &PgConnectOptions,
    rights: Rights,
    stop: &CancellationToken,
) -> Result<bool, RunError> {
    let told = AtomicBool::new(false);
    let look = || async {
        let connected = database::can_connect(options, rights).await.map_err(RunError::Refused)?;
        let Err(not_yet) = connected else { return Ok(true) };
        if !told.swap(true, Ordering::Relaxed) {
            tracing::warn!(error = %chain(&not_yet), "waiting for the database");
        }
        Ok(false)
    };
    patiently(stop, RunError::DatabaseAway, look).await
}

pub(super) async fn migrated(options: PgConnectOptions) -> Result<PgPool, RunError> {
    let pool = database::pool(database::migration_options(options), Rights::Any);
    ledger::migrate(&pool).await.map_err(RunError::Migrate)?;
    Ok(pool)
}

/// Looks until it is so, so that the order in which things start is free; not for ever. False if the process
/// was stopped meanwhile.
async fn patiently<F: Future<Output = Result<bool, RunError>>>(
    stop: &CancellationToken,
    in_vain: RunError,
    look: impl Fn() -> F,
) -> Result<bool, RunError> {
    let since = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_millis(250));
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while since.elapsed() < PATIENCE {
        tokio::select! {
            () = stop.cancelled() => return Ok(false),
            _ = looks.tick() => {}
        }
        if look().await? {
            return Ok(true);
        }
    }
    Err(in_vain)
}
