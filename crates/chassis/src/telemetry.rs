//! Structured logs: set up here and nowhere else. JSON in a container, readable on a terminal.

use std::panic::PanicHookInfo;

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSettings};

/// Logs cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("reading the log filter")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    #[error("installing the log writer")]
    Install(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Starts logging to standard error, panics included.
pub fn install(settings: &LogSettings) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(&settings.filter)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.format {
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).try_init(),
        LogFormat::Text => lines.try_init(),
    }
    .map_err(TelemetryError::Install)?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// Where, and not what: the message of a panic may hold a person's data.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(panic.location = %location, "panicked");
}

/// An error and its causes on one line.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
