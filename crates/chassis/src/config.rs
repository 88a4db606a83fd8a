//! Settings from the environment: read once, at start, with all faults reported together.
//!
//! Nothing else reads the environment. A service adds its own variables through the same [`Reader`].

mod callers;
mod peers;
mod secret;
mod told;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::net::SocketAddr;
use std::str::FromStr;

use async_nats::ServerAddr;
use sqlx::postgres::PgConnectOptions;
use tracing_subscriber::EnvFilter;

pub use callers::{
    CALLER_CALLS_AT_ONCE, CALLER_COMMANDS_PER_SECOND, CALLER_QUERIES_PER_SECOND,
    CALLER_STREAMS_AT_ONCE, CALLS_AT_ONCE, CallerLimits, LimitSettings, SERVICE_KEYS,
    STREAMS_AT_ONCE, TOKEN_AUDIENCE, TOKEN_CLIENTS, TOKEN_ISSUER, TOKEN_ISSUER_CA, TOKEN_KEYS,
    TOKEN_LONGEST_MINUTES, TokenSettings,
};
pub use peers::{CLEAR_TEXT, TLS_AUTHORITIES, TLS_CERTIFICATE, TLS_KEY, TlsSettings};
pub use secret::Secret;
pub use told::{ADMIN_ADDR, OTEL_EXPORTER_OTLP_ENDPOINT, ToldSettings};

/// A variable of the environment, as `--help` shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    pub meaning: &'static str,
    pub example: &'static str,
}

pub const DATABASE_URL: Variable = Variable {
    name: "DATABASE_URL",
    meaning: "the context's own PostgreSQL database",
    example: "postgres://membership:secret@localhost:5432/membership",
};
pub const NATS_URL: Variable = Variable {
    name: "NATS_URL",
    meaning: "the NATS servers with JetStream, separated by commas",
    example: "nats://localhost:4222",
};
pub const NATS_SEED: Variable = Variable {
    name: "NATS_SEED",
    meaning: "the private key of the context's NATS user (optional; none)",
    example: "SUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
};
pub const NATS_REPLICAS: Variable = Variable {
    name: "NATS_REPLICAS",
    meaning: "how many servers of NATS keep the context's stream (optional; 1)",
    example: "3",
};
pub const LISTEN_ADDR: Variable = Variable {
    name: "LISTEN_ADDR",
    meaning: "address and port to serve gRPC on",
    example: "127.0.0.1:50051",
};
pub const ENVIRONMENT: Variable = Variable {
    name: "ENVIRONMENT",
    meaning: "local, staging or production; production has no reflection",
    example: "local",
};
pub const LOG_FORMAT: Variable =
    Variable { name: "LOG_FORMAT", meaning: "json or text", example: "json" };
pub const RUST_LOG: Variable = Variable {
    name: "RUST_LOG",
    meaning: "what to log (optional; info)",
    example: "info,membership=debug",
};

/// What every service reads.
pub const VARIABLES: [Variable; 27] = [
    DATABASE_URL,
    NATS_URL,
    NATS_SEED,
    NATS_REPLICAS,
    LISTEN_ADDR,
    TLS_CERTIFICATE,
    TLS_KEY,
    TLS_AUTHORITIES,
    CLEAR_TEXT,
    ENVIRONMENT,
    TOKEN_ISSUER,
    TOKEN_ISSUER_CA,
    TOKEN_KEYS,
    TOKEN_AUDIENCE,
    TOKEN_CLIENTS,
    TOKEN_LONGEST_MINUTES,
    SERVICE_KEYS,
    CALLS_AT_ONCE,
    STREAMS_AT_ONCE,
    CALLER_CALLS_AT_ONCE,
    CALLER_STREAMS_AT_ONCE,
    CALLER_COMMANDS_PER_SECOND,
    CALLER_QUERIES_PER_SECOND,
    LOG_FORMAT,
    RUST_LOG,
    ADMIN_ADDR,
    OTEL_EXPORTER_OTLP_ENDPOINT,
];

#[derive(Debug, Clone)]
pub struct Settings {
    pub database: Secret<PgConnectOptions>,
    pub nats: Secret<Vec<ServerAddr>>,
    pub nats_seed: Option<Secret<String>>,
    pub nats_replicas: usize,
    pub listen_addr: SocketAddr,
    pub tls: TlsSettings,
    pub environment: Environment,
    pub tokens: TokenSettings,
    pub limits: LimitSettings,
    pub log: LogSettings,
    pub told: ToldSettings,
}

#[derive(Debug, Clone)]
pub struct LogSettings {
    pub format: LogFormat,
    pub filter: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    Local,
    Staging,
    Production,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Json,
    Text,
}

impl Settings {
    /// Reads what every service needs. Part of one [`Reader::read`] with the service's own variables.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let database = reader.database(&DATABASE_URL);
        let nats = reader.nats(&NATS_URL);
        let nats_seed = reader.optional_secret(&NATS_SEED, seed);
        let nats_replicas = reader.optional(&NATS_REPLICAS, replicas);
        let listen_addr = reader.required(&LISTEN_ADDR, str::parse::<SocketAddr>);
        let tls = TlsSettings::read(reader);
        if let (Some(listen_addr), Some(tls)) = (&listen_addr, &tls) {
            let protected = listen_addr.ip().is_loopback() || tls.identity.is_some();
            reader.kept_secret(&LISTEN_ADDR, protected, "TLS_CERTIFICATE");
        }
        let environment = reader.required(&ENVIRONMENT, str::parse);
        let tokens = TokenSettings::read(reader);
        let limits = LimitSettings::read(reader);
        let log = LogSettings::read(reader);
        let told = ToldSettings::read(reader);
        Some(Self {
            database: database?,
            nats: nats?,
            nats_seed: nats_seed?,
            nats_replicas: nats_replicas?.unwrap_or(1),
            listen_addr: listen_addr?,
            tls: tls?,
            environment: environment?,
            tokens: tokens?,
            limits: limits?,
            log: log?,
            told: told?,
        })
    }
}

impl LogSettings {
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let format = reader.required(&LOG_FORMAT, str::parse);
        let filter = reader.optional(&RUST_LOG, filter);
        Some(Self { format: format?, filter: filter?.unwrap_or_else(|| LOG.into()) })
    }
}

/// Where `RUST_LOG` is not set. What the NATS client says is said by [`crate::nats`], once.
const LOG: &str = "info,async_nats=warn";

/// Stands for the parser's own message where that could repeat a secret.
const HIDDEN: &str = "its value is not shown";

/// Refused by its form only, as it is used when the server asks.
fn seed(text: &str) -> Result<String, &'static str> {
    if text.starts_with("SU") && text.len() == 58 { Ok(text.to_owned()) } else { Err(HIDDEN) }
}

fn replicas(text: &str) -> Result<usize, &'static str> {
    match text.parse() {
        Ok(replicas @ (1 | 3 | 5)) => Ok(replicas),
        Ok(_) | Err(_) => Err("it must be 1, 3 or 5"),
    }
}

fn filter(directives: &str) -> Result<String, tracing_subscriber::filter::ParseError> {
    EnvFilter::try_new(directives).map(|_| directives.to_owned())
}

/// Not one of the known words.
#[derive(Debug, thiserror::Error)]
#[error("must be {expected}")]
pub struct UnknownWord {
    expected: &'static str,
}

impl FromStr for Environment {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "local" => Ok(Self::Local),
            "staging" => Ok(Self::Staging),
            "production" => Ok(Self::Production),
            _ => Err(UnknownWord { expected: "local, staging or production" }),
        }
    }
}

impl FromStr for LogFormat {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "json" => Ok(Self::Json),
            "text" => Ok(Self::Text),
            _ => Err(UnknownWord { expected: "json or text" }),
        }
    }
}

/// Reads variables and remembers what was wrong with each.
pub struct Reader {
    values: BTreeMap<String, String>,
    faults: Vec<Fault>,
}

impl Reader {
    /// Reads the environment. `read` asks for every variable before it gives up on a missing one.
    pub fn environment<T>(read: impl FnOnce(&mut Self) -> Option<T>) -> Result<T, ConfigError> {
        #[expect(clippy::disallowed_methods, reason = "this is the one place that reads it")]
        let variables = std::env::vars_os();
        Self::read(
            variables.filter_map(|(name, value)| {
                Some((name.into_string().ok()?, value.into_string().ok()?))
            }),
            read,
        )
    }

    /// Reads the given variables as if they were the environment.
    pub fn read<T>(
        variables: impl IntoIterator<Item = (String, String)>,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let values = variables
            .into_iter()
            .map(|(name, value)| (name, value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let mut reader = Self { values, faults: Vec::new() };
        match read(&mut reader) {
            Some(settings) if reader.faults.is_empty() => Ok(settings),
            _ => Err(ConfigError { faults: reader.faults }),
        }
    }

    /// The value itself, or what is in the file that `NAME_FILE` names: secrets are handed over as files, so
    /// that they stand in no process's environment.
    fn value(&self, name: &str) -> Result<Option<String>, String> {
        let file = format!("{name}_FILE");
        match (self.values.get(name), self.values.get(&file)) {
            (Some(_), Some(_)) => Err(format!("is set twice: so is {file}")),
            (value, None) => Ok(value.cloned()),
            (None, Some(path)) => match std::fs::read_to_string(path) {
                Ok(text) => Ok(Some(text.trim().to_owned())),
                Err(error) => Err(format!("cannot be read from {path}: {error}")),
            },
        }
    }

    /// A variable that must be there. The value of a malformed one is not repeated in the fault.
    pub fn required<T, E: fmt::Display>(
        &mut self,
        variable: &Variable,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.optional(variable, parse)?;
        if value.is_none() {
            self.faults.push(Fault { variable: *variable, what: "is not set".to_owned() });
        }
        value
    }

    /// A variable that may be absent: `Some(None)`. `None` if it is malformed.
    pub fn optional<T, E: fmt::Display>(
        &mut self,
        variable: &Variable,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        let value = match self.value(variable.name) {
            Ok(None) => return Some(None),
            Ok(Some(value)) => parse(&value).map_err(|error| format!("is malformed: {error}")),
            Err(error) => Err(error),
        };
        value.map(Some).map_err(|what| self.faults.push(Fault { variable: *variable, what })).ok()
    }

    /// A variable whose value must not be printed, not even in a parser's message.
    pub fn secret<T: FromStr>(&mut self, variable: &Variable) -> Option<Secret<T>> {
        let parse = |value: &str| value.parse().map_err(|_| HIDDEN);
        self.required(variable, parse).map(Secret::new)
    }

    pub fn optional_secret<T>(
        &mut self,
        variable: &Variable,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<Option<Secret<T>>> {
        Some(self.optional(variable, parse)?.map(Secret::new))
    }
}

/// What is wrong with one variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub variable: Variable,
    pub what: String,
}

/// Everything that is wrong with the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    pub faults: Vec<Fault>,
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the environment has {} faults", self.faults.len())?;
        for Fault { variable, what } in &self.faults {
            let Variable { name, meaning, example } = variable;
            write!(f, "\n  {name} {what} ({meaning}, such as {example})")?;
        }
        Ok(())
    }
}

/// The table of variables that a service prints for `--help`.
#[must_use]
pub fn help(service: &str, own: &[Variable]) -> String {
    let variables: Vec<_> = VARIABLES.iter().chain(own).collect();
    let width = |text: fn(&Variable) -> &str| {
        variables.iter().map(|variable| text(variable).len()).max().unwrap_or_default()
    };
    let (name_width, meaning_width) = (width(|v| v.name), width(|v| v.meaning));
    let mut table = format!(
        "{service} takes its settings from the environment; NAME_FILE names a file that holds the value of \
         NAME:\n\n"
    );
    for Variable { name, meaning, example } in variables {
        let _ = writeln!(table, "  {name:name_width$}  {meaning:meaning_width$}  {example}");
    }
    table
}
