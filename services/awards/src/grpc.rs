//! `hoitu.awards.v1`: one method, one command; one query, one view.

mod appeals;
mod contest;
mod entries;
mod entry_fields;
mod follow_ups;
mod judging_fields;
mod juries;
mod participants;
mod prize_lists;
mod programmes;
mod request_fields;
mod rounds;
mod ruleset_fields;
mod score_sheets;
mod screening;
mod stages;

use std::sync::Arc;

use chassis::FileError;
use chassis::access::Access;
use chassis::grpc::{Domain, Services};
use chassis::keys::{self, TransitError};
use chassis::ledger_client::LedgerClient;
use chassis::outgoing::channel;
use chassis::reading::{Moment, Reading};
use chassis::run::Process;
use chassis::token::ServiceKey;
use contracts::awards::v1::appeal_service_server::AppealServiceServer;
use contracts::awards::v1::entry_service_server::EntryServiceServer;
use contracts::awards::v1::follow_up_service_server::FollowUpServiceServer;
use contracts::awards::v1::judging_service_server::JudgingServiceServer;
use contracts::awards::v1::jury_service_server::JuryServiceServer;
use contracts::awards::v1::participant_service_server::ParticipantServiceServer;
use contracts::awards::v1::prize_list_service_server::PrizeListServiceServer;
use contracts::awards::v1::programme_service_server::ProgrammeServiceServer;
use contracts::awards::v1::round_service_server::RoundServiceServer;
use contracts::awards::v1::score_sheet_service_server::ScoreSheetServiceServer;
use contracts::awards::v1::screening_service_server::ScreeningServiceServer;
use contracts::evidence::v1::evidence_service_server::EvidenceServiceServer;
use ledger::scheduler::Scheduler;
use ledger::sealed::Keys;
use ledger::view::{QueryError, Reader};
use ledger::{CommandHandler, JetStreamSource, Source};
use rights::Membership::Elsewhere;
use rights::PolicyError;
use tonic::Status;

use crate::config::Config;
use crate::published;
use crate::reactions::erasures::ParticipantErasures;
use crate::reactions::{Reactions, RoundDeadlines};
use crate::sentences::SENTENCES;
use crate::views::Last;
use crate::views::round_register::RoundRegister;
use crate::views::score_sheets::ScoreSheets;

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
    let keys = keys::open(&process, DOMAIN.context, &keys).await?;
    Ok(services_for(&process, keys, &access).with(EvidenceServiceServer::new(evidence)))
}

/// The same without the evidence, with these keys of persons, for whom `access` lets in.
pub fn services_for(process: &Process, keys: Keys, access: &Access) -> Services {
    let _rounds: Reader<RoundDeadlines> = process.follow();
    let erasures: Reader<ParticipantErasures> = process.follow();
    process.spawn_until_stop(keys::keep_destroyed(erasures, keys.clone()));
    let rounds = CommandHandler::new(process.ledger.clone(), published::round);
    let participants = CommandHandler::new(process.ledger.clone(), published::participant);
    let reactions = Arc::new(Reactions { rounds, participants, keys: keys.clone() });
    let clock = process.clock.for_scheduler();
    let scheduler = Scheduler::new(process.pool().clone(), clock, reactions);
    process.spawn(scheduler.run(process.stop.clone()));

    let contest =
        contest::Contest::new(process.ledger.clone(), process.clock.clone(), access.clone());
    let participants = participants::Participants {
        contest: Arc::clone(&contest),
        known: process.follow(),
        keys: keys.clone(),
    };
    let entries = entries::Entries { contest: Arc::clone(&contest), known: process.follow(), keys };
    let entries = Arc::new(entries);
    let sheets: Reader<ScoreSheets> = process.follow();
    let juries = juries::Juries {
        contest: Arc::clone(&contest),
        known: process.follow(),
        sheets: sheets.clone(),
    };
    let sheets = score_sheets::ScoreSheets { contest: Arc::clone(&contest), known: sheets };
    let register: Reader<RoundRegister> = process.follow();
    let rounds = rounds::Rounds { contest: Arc::clone(&contest), known: register.clone() };
    let appeals =
        appeals::Appeals { contest: Arc::clone(&contest), register, known: process.follow() };
    let outcomes = process.follow();
    let stages = stages::Stages { contest: Arc::clone(&contest), outcomes: outcomes.clone() };
    let prize_lists = prize_lists::PrizeLists {
        contest: Arc::clone(&contest),
        outcomes,
        released: process.follow(),
    };
    let follow_ups =
        follow_ups::FollowUps { contest: Arc::clone(&contest), known: process.follow() };
    let programmes = programmes::Programmes { contest, known: process.follow() };
    Services::new(access.clone())
        .with(ProgrammeServiceServer::new(programmes))
        .with(RoundServiceServer::new(rounds))
        .with(ParticipantServiceServer::new(participants))
        .with(EntryServiceServer::from_arc(Arc::clone(&entries)))
        .with(ScreeningServiceServer::new(screening::Screening(entries)))
        .with(JuryServiceServer::new(juries))
        .with(ScoreSheetServiceServer::new(sheets))
        .with(JudgingServiceServer::new(stages))
        .with(PrizeListServiceServer::new(prize_lists))
        .with(FollowUpServiceServer::new(follow_ups))
        .with(AppealServiceServer::new(appeals))
}

/// The moment that a page shows.
fn shown<K>(last: Option<&Last<K>>, reading: &Reading) -> Moment {
    last.map_or(reading.at, Last::moment)
}

/// What callers are told of a view that could not be read.
fn unreadable(error: impl Into<QueryError>) -> Status {
    DOMAIN.unreadable(error)
}
