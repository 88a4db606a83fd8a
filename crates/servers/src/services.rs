//! The system's services as processes: whom each calls and what each is told, in one place for the
//! journeys and for `cargo xtask up`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Daemon, ServerError};

/// One of the system's services.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    pub name: &'static str,
    /// Other services it calls, as `NAME_URL`.
    pub calls: &'static [&'static str],
    /// Whether it keeps persons, and so has their keys.
    pub seals: bool,
    /// Whether it keeps files of evidence.
    keeps_evidence: bool,
    /// Settings that only it has.
    variables: &'static [(&'static str, &'static str)],
}

/// In the order in which they are started.
pub const SERVICES: [Service; 5] = [
    Service {
        name: "membership",
        calls: &[],
        seals: true,
        keeps_evidence: false,
        // Of the sample data (`crates/hoitu/src/offices.rs`).
        variables: &[("FIRST_ADMINISTRATOR", "mau-rights-administrator")],
    },
    Service {
        name: "awards",
        calls: &["membership"],
        seals: true,
        keeps_evidence: true,
        variables: &[],
    },
    Service {
        name: "consultancy",
        calls: &["membership", "reporting"],
        seals: false,
        keeps_evidence: true,
        variables: &[],
    },
    Service {
        name: "reporting",
        calls: &["membership", "projection"],
        seals: false,
        keeps_evidence: true,
        variables: &[],
    },
    Service {
        name: "projection",
        calls: &["membership", "awards", "consultancy", "reporting"],
        seals: false,
        keeps_evidence: false,
        variables: &[("STALE_AFTER_MONTHS", "12")],
    },
];

/// Where a service is started: what differs from one running system to the next.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// Of the service's own database.
    pub database_url: String,
    /// Of the keys of its persons, for a service that seals.
    pub keys_database_url: Option<String>,
    /// What wraps these.
    pub master_keys: PathBuf,
    /// The folder for files of evidence: of each service that keeps some, one in it.
    pub evidence: PathBuf,
    pub nats_url: String,
    /// What it proves with who it is to NATS, where NATS asks.
    pub nats_seed: Option<&'a str>,
    /// The loopback ports of each service: by its name, and as [`admin`] has it.
    pub ports: &'a BTreeMap<String, u16>,
    /// Who issues the tokens of persons: a URL.
    pub issuer: String,
    /// The folder with the public keys of services.
    pub service_keys: PathBuf,
    /// The private key it signs its own tokens with, if it calls others.
    pub service_key: PathBuf,
    pub log: PathBuf,
    /// Where it sends its traces before it ends; it then logs as in a container.
    pub collector: Option<&'a str>,
}

impl Service {
    /// Starts its program. If its owner dies, it gets `last_signal`.
    pub fn start(
        &self,
        program: &Path,
        around: &Surroundings<'_>,
        last_signal: &str,
    ) -> Result<Daemon, ServerError> {
        let port = |service: &str| around.ports[service];
        let mut command = Command::new(program);
        command
            .env("DATABASE_URL", &around.database_url)
            .env("NATS_URL", &around.nats_url)
            .env("LISTEN_ADDR", format!("127.0.0.1:{}", port(self.name)))
            .env("ADMIN_ADDR", format!("127.0.0.1:{}", port(&admin(self.name))))
            .env("ENVIRONMENT", "local")
            .env("TOKEN_ISSUER", &around.issuer)
            .env("TOKEN_AUDIENCE", "hoitu")
            .env("TOKEN_CLIENTS", "hoitu")
            .env("TOKEN_LONGEST_MINUTES", "720")
            .env("SERVICE_KEYS", &around.service_keys)
            // All the sample data come from one caller.
            .env("CALLER_COMMANDS_PER_SECOND", "1000")
            .env("LOG_FORMAT", "text")
            .env("NO_COLOR", "1")
            .envs(self.variables.iter().copied());
        if let Some(collector) = around.collector {
            command.env("OTEL_EXPORTER_OTLP_ENDPOINT", collector).env("LOG_FORMAT", "json");
            // Sent when a batch is full, and when the process ends.
            command.env("OTEL_BSP_SCHEDULE_DELAY", "600000");
        }
        if let Some(seed) = around.nats_seed {
            command.env("NATS_SEED", seed);
        }
        if let Some(keys) = &around.keys_database_url {
            command.env("KEYS_DATABASE_URL", keys);
            command.env("MASTER_KEYS_FILE", &around.master_keys);
        }
        if self.keeps_evidence {
            command.env("EVIDENCE_STORE", around.evidence.join(self.name));
        }
        if !self.calls.is_empty() {
            command.env("SERVICE_KEY", &around.service_key);
        }
        for called in self.calls {
            command.env(format!("{}_URL", called.to_uppercase()), url(port(called)));
        }
        Daemon::start(command, &around.log, last_signal, None)
    }
}

/// The name of the database with the keys of a context's persons, and of the role that opens it.
#[must_use]
pub fn keys_of(context: &str) -> String {
    format!("{context}_keys")
}

/// The name of the port on which a service tells its metrics.
#[must_use]
pub fn admin(service: &str) -> String {
    format!("{service}/admin")
}

/// Where a service on that port is called.
#[must_use]
pub fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}
