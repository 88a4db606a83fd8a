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

impl ToldSettings {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let metrics = reader.optional(&ADMIN_ADDR, str::parse);
        let traces = reader.collector(&OTEL_EXPORTER_OTLP_ENDPOINT);
        Some(Self { metrics: metrics?, traces: traces? })
    }
}
