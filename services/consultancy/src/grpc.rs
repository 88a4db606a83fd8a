//! `hoitu.consultancy.v1`: one method, one command; one query, one view.

mod councils;
mod docket;
mod meetings;
mod opinions;
mod proposals;
mod ratings;
mod recommendations;
mod regulation_fields;
mod regulations;
mod reports;
mod request_fields;
mod reviews;
mod work;
mod work_fields;
mod workshops;

use std::sync::Arc;

use chassis::FileError;
use chassis::access::Access;
use chassis::caller::Caller;
use chassis::grpc::{Domain, Services};
use chassis::ledger_client::LedgerClient;
use chassis::outgoing::channel;
use chassis::run::Process;
use chassis::token::ServiceKey;
use contracts::consultancy::v1::council_service_server::CouncilServiceServer;
use contracts::consultancy::v1::docket_service_server::DocketServiceServer;
use contracts::consultancy::v1::meeting_service_server::MeetingServiceServer;
use contracts::consultancy::v1::opinion_service_server::OpinionServiceServer;
use contracts::consultancy::v1::proposal_service_server::ProposalServiceServer;
use contracts::consultancy::v1::rating_service_server::RatingServiceServer;
use contracts::consultancy::v1::recommendation_service_server::RecommendationServiceServer;
use contracts::consultancy::v1::regulation_service_server::RegulationServiceServer;
use contracts::consultancy::v1::report_service_server::ReportServiceServer;
use contracts::consultancy::v1::review_request_service_server::ReviewRequestServiceServer;
use contracts::consultancy::v1::workshop_service_server::WorkshopServiceServer;
use contracts::evidence::v1::evidence_service_server::EvidenceServiceServer;
use evidence::{Cited, EvidenceService};
use ledger::scheduler::Scheduler;
use ledger::view::{QueryError, Reader};
use ledger::{CommandHandler, JetStreamSource, Source};
use rights::Membership::Elsewhere;
use rights::PolicyError;
use tonic::Status;

use crate::config::Config;
use crate::domain::{CitedFile, Officer, UnitId};
use crate::published;
use crate::reactions::{Passing, ProposalDeadlines, ResponseDeadlines, ReviewDeadlines};
use crate::sentences::SENTENCES;
use crate::views::working_calendar::REPORTING;

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
    let Config { membership, reporting, service_key, evidence } = config;
    let key = ServiceKey::open(&service_key, DOMAIN.context, process.clock.clone()).await?;
    let source = |context: &'static str, at| -> Arc<dyn Source> {
        let history = channel(context, at, key.clone(), process.trust.clone());
        let history = Arc::new(LedgerClient::new(history));
        Arc::new(JetStreamSource::new(context, process.nats.clone(), history))
    };
    let (membership, reporting) = (source(MEMBERSHIP, membership), source(REPORTING, reporting));
    let (_, access) = rights::begin(&process, DOMAIN, Elsewhere(membership), None)?;
    let evidence = evidence::begin(&process, DOMAIN, evidence, access.clone())?;
    Ok(services_for(&process, reporting, evidence, &access))
}

/// The same with the calendars of `reporting`, for whom `access` lets in.
pub fn services_for(
    process: &Process,
    reporting: Arc<dyn Source>,
    evidence: EvidenceService,
    access: &Access,
) -> Services {
    let _reviews: Reader<ReviewDeadlines> = process.follow();
    let _proposals: Reader<ProposalDeadlines> = process.follow();
    let _responses: Reader<ResponseDeadlines> = process.follow();
    let passing = Passing {
        reviews: CommandHandler::new(process.ledger.clone(), published::review),
        proposals: CommandHandler::new(process.ledger.clone(), published::proposal),
        responses: CommandHandler::new(process.ledger.clone(), published::response),
    };
    let clock = process.clock.for_scheduler();
    let scheduler = Scheduler::new(process.pool().clone(), clock, Arc::new(passing));
    process.spawn(scheduler.run(process.stop.clone()));

    let (ledger, clock) = (|| process.ledger.clone(), || process.clock.clone());
    let access = || access.clone();
    let views = (process.follow(), process.follow(), process.follow_with(vec![reporting]));
    let work = work::Work::new(ledger(), evidence.clone(), views, clock(), access());
    let regulations = regulations::Regulations::new(ledger(), process.follow(), clock(), access());
    let proposals = proposals::Proposals::new(ledger(), process.follow(), clock(), access());
    let ratings = ratings::Ratings::new(Arc::clone(&work), process.follow());
    let workshops = workshops::Workshops::new(Arc::clone(&work), process.follow());
    Services::new(access())
        .with(ReviewRequestServiceServer::new(reviews::Reviews(Arc::clone(&work))))
        .with(RegulationServiceServer::new(regulations))
        .with(ProposalServiceServer::new(proposals))
        .with(RatingServiceServer::new(ratings))
        .with(WorkshopServiceServer::new(workshops))
        .with(DocketServiceServer::new(docket::Docket(Arc::clone(&work))))
        .with(CouncilServiceServer::new(councils::Councils(Arc::clone(&work))))
        .with(OpinionServiceServer::new(opinions::Opinions(Arc::clone(&work))))
        .with(MeetingServiceServer::new(meetings::Meetings(Arc::clone(&work))))
        .with(ReportServiceServer::new(reports::Reports(Arc::clone(&work))))
        .with(RecommendationServiceServer::new(recommendations::Recommendations(work)))
        .with(EvidenceServiceServer::new(evidence))
}

/// What callers are told of a view that could not be read.
fn unreadable(error: impl Into<QueryError>) -> Status {
    DOMAIN.unreadable(error)
}

fn officer(caller: &Caller) -> Officer {
    Officer { person: caller.person.clone(), unit: UnitId(caller.unit) }
}

/// A file, as the register of evidence knows it.
fn cited(file: &CitedFile) -> Cited {
    let evidence = evidence::domain::EvidenceId(file.evidence.0);
    Cited { evidence, sha256: file.sha256.clone() }
}
