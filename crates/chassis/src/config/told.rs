//! Where metrics are asked for, and where traces are sent.

use std::net::SocketAddr;

use http::Uri;

use super::{Reader, Variable};

pub const ADMIN_ADDR: Variable = Variable {
    name: "ADMIN_ADDR",
    meaning: "address and port to serve /metrics on (optional; nowhere)",
    example: "127.0.0.1:9464",
};
pub const OTEL_EXPORTER_OTLP_ENDPOINT: Variable = Variable {
    name: "OTEL_EXPORTER_OTLP_ENDPOINT",
    meaning: "where traces are sent, by OTLP over gRPC (optional; nowhere)",
    example: "http://localhost:4317",
};

#[derive(Debug, Clone, Default)]
pub struct ToldSettings {
    pub metrics: Option<SocketAddr>,
    pub traces: Option<Uri>,
}

/// There is no TLS to the collector: it stands beside the services.
#[derive(Debug, thiserror::Error)]
#[error("must be an http URL with a host")]
pub struct NotACollector;

impl ToldSettings {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let metrics = reader.optional(&ADMIN_ADDR, str::parse);
        let traces = reader.optional(&OTEL_EXPORTER_OTLP_ENDPOINT, collector);
        Some(Self { metrics: metrics?, traces: traces? })
    }
}

fn collector(url: &str) -> Result<Uri, NotACollector> {
    let url: Uri = url.parse().map_err(|_| NotACollector)?;
    let good = url.scheme_str() == Some("http") && url.host().is_some();
    if good { Ok(url) } else { Err(NotACollector) }
}
