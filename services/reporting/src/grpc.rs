//! `hoitu.reporting.v1`: one method, one command; one query, one view.

mod definition_fields;
mod indicators;
mod plan_fields;
mod plans;
mod reading;

use std::sync::Arc;

use chassis::FileError;
use chassis::grpc::{self, Domain, Services, watch_view};
use chassis::ledger_client::LedgerClient;
use chassis::outgoing::channel;
use chassis::run::Process;
use chassis::token::ServiceKey;
use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1::indicator_service_server::IndicatorServiceServer;
use contracts::reporting::v1::plan_service_server::PlanServiceServer;
use ledger::view::{Reader, ViewOptions, follow};
use ledger::{Asked, JetStreamSource, Ledger, LocalSource, Source, Step, View};
use rights::Membership::Elsewhere;
use rights::PolicyError;
use tonic::Status;

use crate::config::Config;
use crate::sentences::SENTENCES;

/// Whose refusals these are.
pub const DOMAIN: Domain = Domain { context: "reporting", sentences: SENTENCES };

/// Whose ledger holds the rights.
const MEMBERSHIP: &str = "membership";

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
    let Config { membership, service_key, evidence } = config;
    let key = ServiceKey::open(&service_key, DOMAIN.context, process.clock.clone()).await?;
    let history = LedgerClient::new(channel(MEMBERSHIP, membership, key));
    let source = JetStreamSource::new(MEMBERSHIP, process.nats.clone(), Arc::new(history));
    let (_, access) = rights::begin(&process, DOMAIN, Elsewhere(Arc::new(source)), None)?;
    let (ledger, clock) = (process.ledger.clone(), process.clock.clone());
    let record = followed(&process);
    let plans = plans::Plans::new(ledger.clone(), record, clock.clone(), access.clone());
    let catalogue = followed(&process);
    let indicators = indicators::Indicators::new(ledger, catalogue, clock, access.clone());
    let evidence = evidence::begin(&process, DOMAIN, evidence, access.clone())?;
    Ok(Services::new(access)
        .with(PlanServiceServer::new(plans))
        .with(IndicatorServiceServer::new(indicators))
        .with(evidence))
}

fn followed<V: View>(process: &Process) -> Reader<V> {
    let own: Arc<dyn Source> = Arc::new(LocalSource::new(process.ledger.clone()));
    let view = Arc::new(follow::<V>(process.pool().clone(), vec![own], ViewOptions::default()));
    process.observe(&view);
    let (reader, part) = (view.reader(), process.readiness.part(V::NAME));
    let stop = process.stop.clone();
    process.spawn(async move {
        stop.run_until_cancelled(watch_view(view.clone(), part)).await;
        if let Some(view) = Arc::into_inner(view) {
            view.shutdown().await;
        }
    });
    reader
}

/// Carries out one act over several streams; the first one's is the resource.
async fn act(
    ledger: &Ledger,
    asked: Asked,
    steps: Vec<Box<dyn Step>>,
) -> Result<Option<CommandReceipt>, Status> {
    let receipt = ledger.act(asked, steps).await.map_err(|error| grpc::status(&DOMAIN, error))?;
    Ok(Some(grpc::receipt(DOMAIN.context, receipt)))
}
