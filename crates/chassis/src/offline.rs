//! A service whose port, database and stream are away for good: what a call meets on its way to them, in
//! this process and without waiting. For inputs of any content, by the thousand (`fuzz/`).

use std::error::Error;

use ledger::Ledger;
use tonic::body::Body;
use tonic::service::Routes;
use tower::ServiceExt as _;

use crate::clock::Clock;
use crate::config::Settings;
use crate::database::{self, Rights};
use crate::grpc::{Domain, Gate, Server, Services};
use crate::ledger_service::LedgerService;
use crate::metrics::Metrics;
use crate::nats;
use crate::run::{Process, RunError, limits, trust};
use crate::token::Verifier;

/// The gate and the handlers of a service. What they follow has been stopped: nothing goes on by itself.
pub struct Offline(Gate<Routes>);

impl Offline {
    /// # Errors
    /// If the keys for tokens cannot be read, or the service cannot be built.
    pub async fn build<F, B, E>(
        domain: Domain,
        settings: Settings,
        clock: Clock,
        build: B,
    ) -> Result<Self, RunError>
    where
        B: FnOnce(Process) -> F,
        F: Future<Output = Result<Services, E>>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let context = domain.context;
        let verifier = Verifier::open(&settings.tokens, context, clock.clone()).await;
        let verifier = verifier.map_err(RunError::TokenKeys)?;
        let trust = trust(&settings, clock.clone()).await?;
        let nats = nats::connect(&settings, context).await.map_err(RunError::Nats)?;
        let pool = database::pool(database::options(&settings, context), Rights::Any);
        let ledger = Ledger::away(context, pool);
        let (environment, limits) = (settings.environment, limits(&settings));
        let metrics = Metrics::default();
        let process = Process::new(settings, ledger.clone(), nats, trust, clock, metrics.clone());
        let (readiness, stop) = (process.readiness.clone(), process.stop.clone());
        let tasks = process.tasks.clone();
        let services = build(process).await.map_err(|error| RunError::Build(error.into()))?;
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        let own = LedgerService::server(ledger, domain, services.access().clone());
        let (services, shown) = (services.with(own), None);
        let server =
            Server { domain, services, environment, shown, verifier, limits, readiness, metrics };
        Ok(Self(server.gated()))
    }

    /// What a caller would be answered.
    pub async fn call(&self, request: http::Request<Body>) -> http::Response<Body> {
        match self.0.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        }
    }
}
