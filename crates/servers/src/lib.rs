//! Real PostgreSQL and nats-server, fetched on first use and started on free loopback ports: for tests,
//! and for `cargo xtask up`.
//!
//! Everything stays under `.hoitu/` in the work tree. A server dies with the process that started it,
//! however that ends.

mod account;
pub mod bad_input;
mod certificates;
mod database;
mod fetch;
mod nats;
mod nats_users;
mod postgres;
mod postgres_tls;
mod process;
mod services;
pub mod test;
pub mod uninvited;

pub use certificates::{Authority, Certificate, replace};
use database::OLDEST_POSTGRES;
pub use database::{create_database, given, with_database};
pub use fetch::{Installed, home, install};
pub use nats::{Nats, NatsOptions};
pub use nats_users::NatsUsers;
pub use postgres::{Passwords, Postgres, PostgresOptions};
pub use postgres_tls::PostgresTls;
pub use process::{Daemon, cargo, free_port};
pub use services::{SERVICES, Service, Surroundings, admin, keys_of, url};

/// What was being done when a server could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("fetching PostgreSQL and nats-server failed: {advice}\n{output}")]
    Fetch { advice: &'static str, output: String },
    #[error("preparing {0}")]
    Prepare(String, #[source] std::io::Error),
    #[error("{program} failed: {output}")]
    Run { program: String, output: String },
    #[error("{server} did not start; its log ends:\n{log}")]
    Start { server: &'static str, log: String },
    #[error("{0} is another user's (did root run this before?): remove it, or go on as that user")]
    Owner(String),
    #[error(
        "PostgreSQL refuses to run as root, and {0} is out of reach of user nobody (tried: as nobody; in a \
         user namespace; with the capability to enter closed folders, the latter two by util-linux). Run \
         as an ordinary user, or move the work tree where all may enter"
    )]
    Root(String),
    #[error(
        "the server at {server} is version {found}; PostgreSQL {OLDEST_POSTGRES} or newer is needed"
    )]
    Version { server: String, found: String },
    #[error("the seed of a NATS user is none")]
    NatsSeed(#[from] nkeys::error::Error),
    #[error("talking to PostgreSQL")]
    Database(#[from] sqlx::Error),
}
