//! `hoitu.reporting.v1`: one method, one command; one query, one view.

mod calendars;
mod definition_fields;
mod indicators;
mod periods;
mod plan_fields;
mod planning;
mod plans;
mod received_reports;
mod record_fields;
mod records;
mod regime_fields;
mod regimes;
mod target_fields;
mod targets;
mod unit_report_fields;
mod unit_report_names;
mod unit_reports;

use std::sync::Arc;

use chassis::FileError;
use chassis::access::Access;
use chassis::grpc::{Domain, Services};
use chassis::ledger_client::LedgerClient;
use chassis::outgoing::{channel, unsigned};
use chassis::run::Process;
use chassis::token::ServiceKey;
use contracts::evidence::v1::evidence_service_server::EvidenceServiceServer;
use contracts::reporting::v1::calendar_service_server::CalendarServiceServer;
use contracts::reporting::v1::indicator_service_server::IndicatorServiceServer;
use contracts::reporting::v1::period_service_server::PeriodServiceServer;
use contracts::reporting::v1::plan_service_server::PlanServiceServer;
use contracts::reporting::v1::record_service_server::RecordServiceServer;
use contracts::reporting::v1::regime_service_server::RegimeServiceServer;
use contracts::reporting::v1::target_service_server::TargetServiceServer;
use contracts::reporting::v1::unit_report_service_server::UnitReportServiceServer;
use ledger::scheduler::Scheduler;
use ledger::view::{QueryError, Reader};
use ledger::{CommandHandler, JetStreamSource, Source};
use rights::Membership::Elsewhere;
use rights::PolicyError;
use tonic::Status;

use crate::config::Config;
use crate::progress::Progress;
use crate::published;
use crate::reactions::{Passing, PeriodDeadlines, ReportObligations};
use crate::sentences::SENTENCES;
use crate::views::reporting_periods::MEMBERSHIP;
pub(crate) use periods::known_to;

/// Whose refusals these are.
pub const DOMAIN: Domain = Domain { context: "reporting", sentences: SENTENCES };

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
    let Config { membership, projection, service_key, evidence } = config;
    let progress = Progress::new(unsigned(projection, process.trust.clone()));
    let key = ServiceKey::open(&service_key, DOMAIN.context, process.clock.clone()).await?;
    let history = LedgerClient::new(channel(MEMBERSHIP, membership, key, process.trust.clone()));
    let source = JetStreamSource::new(MEMBERSHIP, process.nats.clone(), Arc::new(history));
    let source: Arc<dyn Source> = Arc::new(source);
    let (_, access) = rights::begin(&process, DOMAIN, Elsewhere(Arc::clone(&source)), None)?;
    let evidence = evidence::begin(&process, DOMAIN, evidence, access.clone())?;
    Ok(services_for(&process, source, progress, &access).with(EvidenceServiceServer::new(evidence)))
}

/// The same with the units of `membership` and the figures of `progress`, for whom `access` lets in.
pub fn services_for(
    process: &Process,
    membership: Arc<dyn Source>,
    progress: Progress,
    access: &Access,
) -> Services {
    let periods = process.follow_with(vec![membership]);
    let _deadlines: Reader<PeriodDeadlines> = process.follow();
    let _obligations: Reader<ReportObligations> = process.follow();
    let passing = Passing {
        periods: CommandHandler::new(process.ledger.clone(), published::period),
        reports: CommandHandler::new(process.ledger.clone(), published::unit_report),
        record: periods.clone(),
    };
    let clock = process.clock.for_scheduler();
    let scheduler = Scheduler::new(process.pool().clone(), clock, Arc::new(passing));
    process.spawn(scheduler.run(process.stop.clone()));

    let (ledger, clock) = (|| process.ledger.clone(), || process.clock.clone());
    let access = || access.clone();
    let plans = plans::Plans::new(ledger(), process.follow(), clock(), access());
    let indicators = indicators::Indicators::new(ledger(), process.follow(), clock(), access());
    let calendars = calendars::Calendars::new(ledger(), process.follow(), clock(), access());
    let regimes = regimes::Regimes::new(ledger(), process.follow(), clock(), access());
    let directory = periods.clone();
    let periods = periods::Periods::new(ledger(), periods, clock(), access());
    let records = records::Records::new(ledger(), process.follow(), clock(), access());
    let targets = targets::Targets::new(ledger(), process.follow(), clock(), access());
    let reports = unit_reports::UnitReports::new(
        ledger(),
        process.follow(),
        directory,
        progress,
        clock(),
        access(),
    );
    Services::new(access())
        .with(PlanServiceServer::new(plans))
        .with(IndicatorServiceServer::new(indicators))
        .with(CalendarServiceServer::new(calendars))
        .with(RegimeServiceServer::new(regimes))
        .with(PeriodServiceServer::new(periods))
        .with(RecordServiceServer::new(records))
        .with(TargetServiceServer::new(targets))
        .with(UnitReportServiceServer::new(reports))
}

/// What callers are told of a view that could not be read.
fn unreadable(error: impl Into<QueryError>) -> Status {
    DOMAIN.unreadable(error)
}
