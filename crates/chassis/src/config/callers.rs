//! Who may call, and how much.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::TimeDelta;

use super::{Reader, Variable};
use crate::token::check_issuer;
use crate::watched::Rhythm;

pub const TOKEN_ISSUER: Variable = Variable {
    name: "TOKEN_ISSUER",
    meaning: "who issues persons' tokens; asked for its keys (OpenID discovery) if no file has them",
    example: "https://login.tinh.example/realms/hoitu",
};
pub const TOKEN_ISSUER_CA: Variable = Variable {
    name: "TOKEN_ISSUER_CA",
    meaning: "file with the authorities to trust the issuer by (optional; the machine's)",
    example: "/etc/hoitu/issuer-ca/ca.pem",
};
pub const TOKEN_KEYS: Variable = Variable {
    name: "TOKEN_KEYS",
    meaning: "file with the issuer's keys (optional; a JWKS), read again when it changes",
    example: "/etc/hoitu/token-keys/jwks.json",
};
pub const TOKEN_AUDIENCE: Variable = Variable {
    name: "TOKEN_AUDIENCE",
    meaning: "whom a person's token must have been issued for",
    example: "hoitu",
};
pub const TOKEN_CLIENTS: Variable = Variable {
    name: "TOKEN_CLIENTS",
    meaning: "programs that a person's token may have been issued to (`azp`), separated by commas",
    example: "hoitu-cli,hoitu-dashboard",
};
pub const TOKEN_LONGEST_MINUTES: Variable = Variable {
    name: "TOKEN_LONGEST_MINUTES",
    meaning: "a person's token that lasts longer is refused (optional; 60)",
    example: "5",
};
pub const SERVICE_KEYS: Variable = Variable {
    name: "SERVICE_KEYS",
    meaning: "folder with services' public keys, such as projection.json (optional; none may call)",
    example: "/etc/hoitu/service-keys",
};
pub const CALLS_AT_ONCE: Variable = Variable {
    name: "CALLS_AT_ONCE",
    meaning: "calls in hand, of all callers; one more is refused (optional; 512)",
    example: "512",
};
pub const STREAMS_AT_ONCE: Variable = Variable {
    name: "STREAMS_AT_ONCE",
    meaning: "open streams, of all callers; one more is refused (optional; 256)",
    example: "256",
};
pub const CALLER_CALLS_AT_ONCE: Variable = Variable {
    name: "CALLER_CALLS_AT_ONCE",
    meaning: "calls in hand of one caller (optional; 64)",
    example: "64",
};
pub const CALLER_STREAMS_AT_ONCE: Variable = Variable {
    name: "CALLER_STREAMS_AT_ONCE",
    meaning: "open streams of one caller (optional; 16)",
    example: "16",
};
pub const CALLER_COMMANDS_PER_SECOND: Variable = Variable {
    name: "CALLER_COMMANDS_PER_SECOND",
    meaning: "commands of one person, over time (optional; 20)",
    example: "20",
};
pub const CALLER_QUERIES_PER_SECOND: Variable = Variable {
    name: "CALLER_QUERIES_PER_SECOND",
    meaning: "queries of one person, over time (optional; 100)",
    example: "100",
};

/// Whose tokens are believed.
#[derive(Debug, Clone)]
pub struct TokenSettings {
    pub issuer: String,
    pub issuer_ca: Option<PathBuf>,
    /// Without it the issuer is asked.
    pub keys: Option<PathBuf>,
    pub audience: String,
    /// To which programs tokens are issued.
    pub clients: BTreeSet<String>,
    pub longest: TimeDelta,
    pub service_keys: Option<PathBuf>,
    /// How often the issuer is asked.
    pub rhythm: Rhythm,
}

impl TokenSettings {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let keys = reader.optional(&TOKEN_KEYS, str::parse);
        let asked = matches!(keys, Some(None));
        let issuer = reader.required(&TOKEN_ISSUER, |text| {
            let checked = if asked { check_issuer(text) } else { Ok(()) };
            checked.map(|()| text.to_owned())
        });
        let issuer_ca = reader.optional(&TOKEN_ISSUER_CA, str::parse);
        let audience = reader.required(&TOKEN_AUDIENCE, str::parse);
        let clients = reader.required(&TOKEN_CLIENTS, clients);
        let longest = reader.optional(&TOKEN_LONGEST_MINUTES, str::parse::<u32>);
        let service_keys = reader.optional(&SERVICE_KEYS, str::parse);
        Some(Self {
            issuer: issuer?,
            issuer_ca: issuer_ca?,
            keys: keys?,
            audience: audience?,
            clients: clients?,
            longest: TimeDelta::minutes(longest?.unwrap_or(60).into()),
            service_keys: service_keys?,
            rhythm: Rhythm::ISSUER,
        })
    }
}

fn clients(list: &str) -> Result<BTreeSet<String>, &'static str> {
    let clients: Vec<_> = list.split(',').map(str::trim).collect();
    if clients.iter().any(|client| client.is_empty()) {
        return Err("it must be names of clients, separated by commas");
    }
    Ok(clients.into_iter().map(str::to_owned).collect())
}

/// How much is served at once, to all and to each.
#[derive(Debug, Clone, Copy)]
pub struct LimitSettings {
    pub calls: u32,
    pub streams: u32,
    pub caller: CallerLimits,
}

/// What one caller gets. Rates are for persons: a service that rebuilds a view may go as fast as it can.
#[derive(Debug, Clone, Copy)]
pub struct CallerLimits {
    pub calls: u32,
    pub streams: u32,
    pub commands_per_second: u32,
    pub queries_per_second: u32,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self { calls: 512, streams: 256, caller: CallerLimits::default() }
    }
}

impl Default for CallerLimits {
    fn default() -> Self {
        Self { calls: 64, streams: 16, commands_per_second: 20, queries_per_second: 100 }
    }
}

impl LimitSettings {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let default = Self::default();
        let mut number =
            |variable, default| Some(reader.optional(variable, count)?.unwrap_or(default));
        let calls = number(&CALLS_AT_ONCE, default.calls);
        let streams = number(&STREAMS_AT_ONCE, default.streams);
        let caller_calls = number(&CALLER_CALLS_AT_ONCE, default.caller.calls);
        let caller_streams = number(&CALLER_STREAMS_AT_ONCE, default.caller.streams);
        let commands = number(&CALLER_COMMANDS_PER_SECOND, default.caller.commands_per_second);
        let queries = number(&CALLER_QUERIES_PER_SECOND, default.caller.queries_per_second);
        let caller = CallerLimits {
            calls: caller_calls?,
            streams: caller_streams?,
            commands_per_second: commands?,
            queries_per_second: queries?,
        };
        Some(Self { calls: calls?, streams: streams?, caller })
    }
}

fn count(text: &str) -> Result<u32, &'static str> {
    match text.parse() {
        Ok(count @ 1..=100_000) => Ok(count),
        Ok(_) | Err(_) => Err("it must be a number from 1 to 100000"),
    }
}
