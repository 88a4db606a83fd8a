//! The connection to NATS. It is never waited for: JetStream carries, PostgreSQL holds.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::{Client, ConnectError, ConnectOptions, Event, ServerAddr, ServerError};

use crate::config::Settings;

const LONGEST_RECONNECT_DELAY: Duration = Duration::from_secs(2);

/// Connects in the background, for ever: the order in which services and servers start is free.
pub async fn connect(settings: &Settings, service: &str) -> Result<Client, ConnectError> {
    let known = Arc::new(AtomicBool::new(false));
    options(settings, service)
        .retry_on_initial_connect()
        .event_callback(move |event| {
            let known = Arc::clone(&known);
            async move { log(&event, &known) }
        })
        .connect(settings.nats.expose().clone())
        .await
}

/// How a service connects. A frozen server is noticed after two or three pings.
#[must_use]
pub fn options(settings: &Settings, service: &str) -> ConnectOptions {
    let options = match &settings.nats_seed {
        Some(seed) => ConnectOptions::with_nkey(seed.expose().clone()),
        None => ConnectOptions::new(),
    };
    let options = match &settings.tls.authorities {
        // Read for each connection.
        Some(authorities) => options.add_root_certificates(authorities.clone()),
        None => options,
    };
    options
        // Also of the servers that these tell of.
        .require_tls(settings.nats.expose().iter().all(ServerAddr::tls_required))
        .name(service)
        .custom_inbox_prefix(format!("_INBOX_{service}"))
        .ping_interval(Duration::from_secs(5))
        .connection_timeout(Duration::from_secs(2))
        .request_timeout(Some(Duration::from_secs(5)))
        .max_reconnects(None)
        .reconnect_delay_callback(reconnect_delay)
}

/// Doubles up to the longest, then spread over its upper half, so that clients do not come in waves.
fn reconnect_delay(attempts: usize) -> Duration {
    let doublings = u32::try_from(attempts).unwrap_or(u32::MAX).min(8);
    let delay = (Duration::from_millis(20) * 2u32.pow(doublings)).min(LONGEST_RECONNECT_DELAY);
    let spread = RandomState::new().hash_one(attempts) % 1000;
    delay / 2 + delay.mul_f64(spread as f64 / 2000.0)
}

/// Logs a fault once, and not for each attempt to connect again.
fn log(event: &Event, known: &AtomicBool) {
    match event {
        Event::Connected => {
            known.store(false, Ordering::Relaxed);
            tracing::info!("connected to NATS");
        }
        Event::LameDuckMode => tracing::info!("the NATS server is about to stop"),
        Event::Draining | Event::Closed => tracing::debug!(%event, "the NATS connection ends"),
        Event::ServerError(ServerError::Other(objection)) => {
            tracing::warn!(objection, "NATS does not do what it was asked");
        }
        Event::Disconnected
        | Event::SlowConsumer(_)
        | Event::ServerError(_)
        | Event::ClientError(_) => {
            if known.swap(true, Ordering::Relaxed) {
                tracing::debug!(%event, "NATS is not available");
            } else {
                tracing::warn!(%event, "NATS is not available; what is recorded is relayed later");
            }
        }
    }
}
