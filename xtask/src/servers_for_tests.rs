//! One PostgreSQL and one NATS server for a whole test run, unless the environment names others.

use anyhow::Context as _;
use servers::{Nats, NatsOptions, Postgres, PostgresOptions, given};

/// The servers of one run; they end with this value.
pub struct Servers {
    _own: (Option<Postgres>, Option<Nats>),
    pub variables: Vec<(&'static str, String)>,
}

pub fn start() -> anyhow::Result<Servers> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut variables = Vec::new();
        let postgres = if given("DATABASE_URL").is_some() {
            None
        } else {
            let postgres = Postgres::start(PostgresOptions::of_tests()).await?;
            variables.push(("DATABASE_URL", postgres.url("postgres")));
            Some(postgres)
        };
        let nats = if given("NATS_URL").is_some() {
            None
        } else {
            let nats = Nats::start(NatsOptions::default()).await.context("starting NATS")?;
            variables.push(("NATS_URL", nats.url()));
            Some(nats)
        };
        Ok(Servers { _own: (postgres, nats), variables })
    })
}
