//! `hoitu.consultancy.v1`: one method, one command; one query, one view.

use std::sync::Arc;

use chassis::FileError;
use chassis::grpc::{Domain, Services};
use chassis::ledger_client::LedgerClient;
use chassis::outgoing::channel;
use chassis::run::Process;
use chassis::token::ServiceKey;
use ledger::{JetStreamSource, Source};
use rights::Membership::Elsewhere;
use rights::PolicyError;

use crate::config::Config;
use crate::sentences::SENTENCES;

/// The context whose ledger holds the rights, and the names of units.
pub const MEMBERSHIP: &str = "membership";

/// Whose refusals these are.
pub const DOMAIN: Domain = Domain { context: "consultancy", sentences: SENTENCES };

/// Why the services could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("reading the service's own key")]
    ServiceKey(#[from] FileError),
    #[error("reading the policies")]
    Policies(#[from] PolicyError),
    #[error(transparent)]
    Evidence(#[from] evidence::BuildError),
}

/// The services of this context, and the views they read, which run until the process stops.
pub async fn services(process: Process, config: Config) -> Result<Services, BuildError> {
    // No view counts working days yet.
    let Config { membership, reporting: _, service_key, evidence } = config;
    let key = ServiceKey::open(&service_key, DOMAIN.context, process.clock.clone()).await?;
    let history = LedgerClient::new(channel(MEMBERSHIP, membership, key, process.trust.clone()));
    let source = JetStreamSource::new(MEMBERSHIP, process.nats.clone(), Arc::new(history));
    let source: Arc<dyn Source> = Arc::new(source);
    let (_, access) = rights::begin(&process, DOMAIN, Elsewhere(source), None)?;
    let evidence = evidence::begin(&process, DOMAIN, evidence, access.clone())?;
    Ok(Services::new(access).with(evidence))
}
