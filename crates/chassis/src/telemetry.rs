//! Logs and traces: set up here and nowhere else. Logs are JSON in a container, readable on a terminal;
//! traces are sent to a collector where one is given.

mod line;

use std::panic::PanicHookInfo;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithTonicConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tonic::transport::Channel;
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, FilterFn};
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::{LogFormat, LogSettings};

/// What the collector gets for the last spans when the process ends.
const LAST_SPANS: Duration = Duration::from_secs(3);

/// Logs cannot be written, or traces not be sent.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("reading the log filter")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    #[error("installing the log writer")]
    Install(#[from] tracing_subscriber::util::TryInitError),
    #[error("preparing to send traces")]
    Traces(#[from] opentelemetry_otlp::ExporterBuildError),
}

/// The spans on their way to the collector.
pub struct Traces(SdkTracerProvider);

/// Starts logging to standard error, panics included, and sending traces. Within the runtime that sends.
pub fn install(
    log: &LogSettings,
    collector: Option<Channel>,
    context: &'static str,
) -> Result<Traces, TelemetryError> {
    let traces = traces(collector, context)?;
    let spans = tracing_opentelemetry::layer()
        .with_tracer(traces.tracer("hoitu"))
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_filter(own_spans());
    // Spans are there for the lines in them, whatever is logged.
    let filter = EnvFilter::try_new(&log.filter)?.or(own_spans());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match log.format {
        LogFormat::Json => {
            lines.fmt_fields(JsonFields::new()).event_format(line::Json).with_filter(filter).boxed()
        }
        LogFormat::Text => lines.with_filter(filter).boxed(),
    };
    tracing_subscriber::registry().with(spans).with(lines).try_init()?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(Traces(traces))
}

/// Without a collector too each call has a trace, for its log lines and for what it leads to.
fn traces(
    collector: Option<Channel>,
    context: &'static str,
) -> Result<SdkTracerProvider, TelemetryError> {
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let namespace = KeyValue::new("service.namespace", "hoitu");
    let resource = Resource::builder_empty().with_service_name(context);
    let provider = SdkTracerProvider::builder()
        .with_resource(resource.with_attributes([namespace, version]).build());
    let Some(collector) = collector else {
        let unless_asked = Sampler::ParentBased(Box::new(Sampler::AlwaysOff));
        return Ok(provider.with_sampler(unless_asked).build());
    };
    let exporter = SpanExporter::builder().with_tonic().with_channel(collector);
    let exporter = exporter.with_timeout(LAST_SPANS).build()?;
    let unless_told_otherwise = Sampler::ParentBased(Box::new(Sampler::AlwaysOn));
    Ok(provider.with_sampler(unless_told_otherwise).with_batch_exporter(exporter).build())
}

/// `rpc`, `command`, `append` and `apply`: no other crate's, least of all the exporter's own.
fn own_spans() -> FilterFn {
    let own: fn(&Metadata<'_>) -> bool = |metadata| {
        let target = metadata.target();
        metadata.is_span() && (target.starts_with("chassis::") || target.starts_with("ledger::"))
    };
    FilterFn::new(own).with_max_level_hint(LevelFilter::INFO)
}

impl Traces {
    /// Sends what is left.
    pub async fn finish(self) {
        let shut_down = move || self.0.shutdown_with_timeout(LAST_SPANS);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(shut_down).await {
            tracing::warn!(error = %chain(&error), "the last spans were not sent");
        }
    }
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
