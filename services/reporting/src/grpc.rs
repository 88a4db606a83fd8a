//! `hoitu.reporting.v1`: one method, one command; one query, one view.

mod definition_fields;
mod indicators;
mod plan_fields;
mod plans;
mod reading;

use std::convert::Infallible;
use std::sync::Arc;

use chassis::grpc::{self, Domain, Services, watch_view};
use chassis::run::Process;
use contracts::ledger::v1::CommandReceipt;
use contracts::reporting::v1::indicator_service_server::IndicatorServiceServer;
use contracts::reporting::v1::plan_service_server::PlanServiceServer;
use ledger::view::{Reader, ViewOptions, follow};
use ledger::{Asked, Ledger, LocalSource, Source, Step, View};
use tonic::Status;

use crate::sentences::SENTENCES;

/// Whose refusals these are.
pub const DOMAIN: Domain = Domain { context: "reporting", sentences: SENTENCES };

/// The services of this context, and the views they read, which run until the process stops.
pub async fn services(process: Process) -> Result<Services, Infallible> {
    let (ledger, clock) = (process.ledger.clone(), process.clock.clone());
    let plans = plans::Plans::new(ledger.clone(), followed(&process), clock.clone());
    let indicators = indicators::Indicators::new(ledger, followed(&process), clock);
    Ok(Services::default()
        .with(PlanServiceServer::new(plans))
        .with(IndicatorServiceServer::new(indicators)))
}

fn followed<V: View>(process: &Process) -> Reader<V> {
    let own: Arc<dyn Source> = Arc::new(LocalSource::new(process.ledger.clone()));
    let view = Arc::new(follow::<V>(process.pool().clone(), vec![own], ViewOptions::default()));
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
