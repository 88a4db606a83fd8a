//! Whom this process speaks to, and how: with TLS, or without leaving the machine. Clear text over a network is
//! refused, unless one setting allows it.

use std::path::PathBuf;

use async_nats::ServerAddr;
use http::Uri;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::{Fault, HIDDEN, Reader, Secret, Variable};
use crate::clock::Clock;
use crate::telemetry::chain;
use crate::tls::{self, IdentityFiles, is_this_machine};
use crate::watched::FileError;

pub const TLS_CERTIFICATE: Variable = Variable {
    name: "TLS_CERTIFICATE",
    meaning: "file with the certificate to serve gRPC with; read again when it changes (optional; clear text)",
    example: "/etc/hoitu/tls/tls.crt",
};
pub const TLS_KEY: Variable = Variable {
    name: "TLS_KEY",
    meaning: "file with the key of that certificate (optional; none)",
    example: "/etc/hoitu/tls/tls.key",
};
pub const TLS_AUTHORITIES: Variable = Variable {
    name: "TLS_AUTHORITIES",
    meaning: "file with the authorities to trust services, databases, NATS and the collector by (optional; the \
              machine's)",
    example: "/etc/hoitu/tls/ca.crt",
};
pub const CLEAR_TEXT: Variable = Variable {
    name: "CLEAR_TEXT",
    meaning: "whether what leaves the machine may be read by others (optional; refused)",
    example: "allowed",
};

/// What this process shows of itself, and whom it trusts.
#[derive(Debug, Clone, Default)]
pub struct TlsSettings {
    /// Without it gRPC is served in clear text.
    pub identity: Option<IdentityFiles>,
    /// Without it the machine's authorities are trusted.
    pub authorities: Option<PathBuf>,
}

impl TlsSettings {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let clear_text = reader.optional(&CLEAR_TEXT, |word| match word {
            "allowed" => Ok(()),
            _ => Err("it can only be: allowed"),
        });
        let authorities = reader.authorities(&TLS_AUTHORITIES);
        let certificate = reader.optional(&TLS_CERTIFICATE, str::parse::<PathBuf>);
        let key = reader.optional(&TLS_KEY, str::parse::<PathBuf>);
        clear_text?;
        let identity = match (certificate?, key?) {
            (Some(certificate), Some(key)) => {
                Some(reader.usable(IdentityFiles { certificate, key })?)
            }
            (None, None) => None,
            (Some(_), None) => return reader.fault(&TLS_KEY, "is not set, and TLS_CERTIFICATE is"),
            (None, Some(_)) => return reader.fault(&TLS_CERTIFICATE, "is not set, and TLS_KEY is"),
        };
        Some(Self { identity, authorities: authorities? })
    }
}

impl Reader {
    /// A file with authorities to trust, which can be used now.
    pub fn authorities(&mut self, variable: &Variable) -> Option<Option<PathBuf>> {
        self.optional(variable, |path| {
            let path = PathBuf::from(path);
            let pem = std::fs::read(&path).map_err(|error| FileError::read(&path, error));
            let understood = pem.and_then(|pem| {
                tls::authorities(&pem).map_err(|error| FileError::parse(&path, error))
            });
            understood.map(|_| path).map_err(|error| chain(&error))
        })
    }

    /// Where a service is called: over TLS, or on this machine.
    pub fn service(&mut self, variable: &Variable) -> Option<Uri> {
        let address = self.required(variable, web_address)?;
        self.kept_secret(variable, is_protected(&address), "https://")?;
        Some(address)
    }

    pub(super) fn collector(&mut self, variable: &Variable) -> Option<Option<Uri>> {
        let Some(address) = self.optional(variable, web_address)? else { return Some(None) };
        self.kept_secret(variable, is_protected(&address), "https://")?;
        Some(Some(address))
    }

    /// A database that proves who it is, or one of this machine. Its authority is that of `TLS_AUTHORITIES`, unless
    /// the address names another one.
    pub fn database(&mut self, variable: &Variable) -> Option<Secret<PgConnectOptions>> {
        let authorities = self.values.get(TLS_AUTHORITIES.name).cloned();
        let options = self.required(variable, |url| {
            let options: PgConnectOptions = url.parse().map_err(|_| HIDDEN)?;
            Ok::<_, &str>(match authorities {
                Some(file) if !url.contains("sslrootcert=") => options.ssl_root_cert(file),
                Some(_) | None => options,
            })
        })?;
        let protected = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
            || options.get_socket().is_some()
            || is_this_machine(options.get_host());
        self.kept_secret(variable, protected, "sslmode=verify-full")?;
        Some(Secret::new(options))
    }

    pub(super) fn nats(&mut self, variable: &Variable) -> Option<Secret<Vec<ServerAddr>>> {
        let servers = self.required(variable, |list| {
            let servers: Result<Vec<ServerAddr>, _> =
                list.split(',').map(|server| server.trim().parse()).collect();
            servers.map_err(|_| HIDDEN)
        })?;
        let mut servers_of = servers.iter();
        let protected = servers_of.all(|it| it.tls_required() || is_this_machine(it.host()));
        self.kept_secret(variable, protected, "tls://")?;
        Some(Secret::new(servers))
    }

    /// `None`, and a fault, where others could read what is said and nobody has allowed it.
    pub(super) fn kept_secret(
        &mut self,
        variable: &Variable,
        protected: bool,
        wanted: &str,
    ) -> Option<()> {
        let allowed = self.values.get(CLEAR_TEXT.name).is_some_and(|word| word == "allowed");
        if protected || allowed {
            return Some(());
        }
        self.fault(variable, &format!("would send clear text over a network; {wanted} is missing"))
    }

    fn usable(&mut self, files: IdentityFiles) -> Option<IdentityFiles> {
        match tls::check(&files, Clock::system().now()) {
            Ok(()) => Some(files),
            Err(error) => self.fault(&TLS_CERTIFICATE, &format!("is of no use: {}", chain(&error))),
        }
    }

    fn fault<T>(&mut self, variable: &Variable, what: &str) -> Option<T> {
        self.faults.push(Fault { variable: *variable, what: what.to_owned() });
        None
    }
}

fn web_address(text: &str) -> Result<Uri, &'static str> {
    let address: Uri = text.parse().map_err(|_| "it is no URL")?;
    let good = matches!(address.scheme_str(), Some("http" | "https")) && address.host().is_some();
    if good { Ok(address) } else { Err("it must be an http or https URL with a host") }
}

fn is_protected(address: &Uri) -> bool {
    address.scheme_str() == Some("https") || address.host().is_some_and(is_this_machine)
}
