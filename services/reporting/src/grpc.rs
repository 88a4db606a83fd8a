//! `hoitu.reporting.v1`: one method, one command; one query, one view.

mod definition_fields;
mod indicators;
mod plan_fields;
mod plans;
mod reading;
mod record_fields;
mod records;
mod target_fields;
mod targets;

use std::sync::Arc;

use chassis::FileError;
use chassis::access::Access;
use chassis::grpc::{self, Domain, Services, watch_view};
use chassis::ledger_client::LedgerClient;
use chassis::outgoing::channel;
use chassis::run::Process;
use chassis::token::ServiceKey;
use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1::indicator_service_server::IndicatorServiceServer;
use contracts::reporting::v1::plan_service_server::PlanServiceServer;
use contracts::reporting::v1::record_service_server::RecordServiceServer;
use contracts::reporting::v1::target_service_server::TargetServiceServer;
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
}

/// The services of this context, and the views they read, which run until the process stops.
pub async fn services(process: Process, config: Config) -> Result<Services, BuildError> {
    let Config { membership, service_key } = config;
    let key = ServiceKey::open(&service_key, DOMAIN.context, process.clock.clone()).await?;
    let history = LedgerClient::new(channel(MEMBERSHIP, membership, key, process.trust.clone()));
    let source = JetStreamSource::new(MEMBERSHIP, process.nats.clone(), Arc::new(history));
    let (_, access) = rights::begin(&process, DOMAIN, Elsewhere(Arc::new(source)), None)?;
    Ok(services_for(&process, access))
}

/// The same, for whom `access` lets in.
pub fn services_for(process: &Process, access: Access) -> Services {
    let (ledger, clock) = (process.ledger.clone(), process.clock.clone());
    let record = followed(process);
    let plans = plans::Plans::new(ledger.clone(), record, clock.clone(), access.clone());
    let catalogue = followed(process);
    let (own, now) = (ledger.clone(), clock.clone());
    let indicators = indicators::Indicators::new(own, catalogue, now, access.clone());
    let register = followed(process);
    let (own, now) = (ledger.clone(), clock.clone());
    let records = records::Records::new(own, register, now, access.clone());
    let in_effect = followed(process);
    let targets = targets::Targets::new(ledger, in_effect, clock, access.clone());
    Services::new(access)
        .with(PlanServiceServer::new(plans))
        .with(IndicatorServiceServer::new(indicators))
        .with(RecordServiceServer::new(records))
        .with(TargetServiceServer::new(targets))
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
