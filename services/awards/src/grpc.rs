//! `hoitu.awards.v1`: one method, one command; one query, one view.

mod contest;
mod programmes;
mod request_fields;
mod rounds;
mod ruleset_fields;

use std::sync::Arc;

use chassis::FileError;
use chassis::access::Access;
use chassis::grpc::{Domain, Services};
use chassis::keys::{self, TransitError};
use chassis::ledger_client::LedgerClient;
use chassis::outgoing::channel;
use chassis::run::Process;
use chassis::token::ServiceKey;
use contracts::awards::v1::programme_service_server::ProgrammeServiceServer;
use contracts::awards::v1::round_service_server::RoundServiceServer;
use contracts::evidence::v1::evidence_service_server::EvidenceServiceServer;
use ledger::scheduler::Scheduler;
use ledger::view::{QueryError, Reader};
use ledger::{CommandHandler, JetStreamSource, Source};
use rights::Membership::Elsewhere;
use rights::PolicyError;
use tonic::Status;

use crate::config::Config;
use crate::published;
use crate::reactions::{Reactions, RoundDeadlines};
use crate::sentences::SENTENCES;

/// The context whose ledger holds the rights.
pub const MEMBERSHIP: &str = "membership";

/// Whose refusals these are.
pub const DOMAIN: Domain = Domain { context: "awards", sentences: SENTENCES };

/// Why the services could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("reading the service's own key")]
    ServiceKey(#[from] FileError),
    #[error("reading the policies")]
    Policies(#[from] PolicyError),
    #[error("reaching the key management service")]
    Transit(#[from] TransitError),
    #[error(transparent)]
    Evidence(#[from] evidence::BuildError),
}

/// The services of this context, and the views they read, which run until the process stops.
pub async fn services(process: Process, config: Config) -> Result<Services, BuildError> {
    let Config { membership, service_key, evidence, keys } = config;
    let key = ServiceKey::open(&service_key, DOMAIN.context, process.clock.clone()).await?;
    let history = LedgerClient::new(channel(MEMBERSHIP, membership, key, process.trust.clone()));
    let source = JetStreamSource::new(MEMBERSHIP, process.nats.clone(), Arc::new(history));
    let source: Arc<dyn Source> = Arc::new(source);
    let (_, access) = rights::begin(&process, DOMAIN, Elsewhere(source), None)?;
    let evidence = evidence::begin(&process, DOMAIN, evidence, access.clone())?;
    // Kept in order from the first day on, whether there is anybody yet or not.
    keys::open(&process, DOMAIN.context, &keys).await?;
    Ok(services_for(&process, &access).with(EvidenceServiceServer::new(evidence)))
}

/// The same without the evidence, for whom `access` lets in.
pub fn services_for(process: &Process, access: &Access) -> Services {
    let _rounds: Reader<RoundDeadlines> = process.follow();
    let rounds = CommandHandler::new(process.ledger.clone(), published::round);
    let clock = process.clock.for_scheduler();
    let scheduler = Scheduler::new(process.pool().clone(), clock, Arc::new(Reactions { rounds }));
    process.spawn(scheduler.run(process.stop.clone()));

    let contest =
        contest::Contest::new(process.ledger.clone(), process.clock.clone(), access.clone());
    let programmes =
        programmes::Programmes { contest: Arc::clone(&contest), known: process.follow() };
    let rounds = rounds::Rounds { contest, known: process.follow() };
    Services::new(access.clone())
        .with(ProgrammeServiceServer::new(programmes))
        .with(RoundServiceServer::new(rounds))
}

/// What callers are told of a view that could not be read.
fn unreadable(error: impl Into<QueryError>) -> Status {
    DOMAIN.unreadable(error)
}
