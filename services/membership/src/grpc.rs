//! The services of membership: rpc to command, query to answer.

mod access;
mod affiliates;
mod answers;
mod associations;
mod claims;
mod directory;
mod facts;
mod founding;
mod grants;
mod headcounts;
mod lives;
mod persons;
mod pinned;
mod reading;
mod reorganisation;
mod sentences;
mod union_memberships;
mod units;

use std::sync::Arc;

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::grpc::{self, Domain, Services};
use chassis::keys::{self, KeysSettings, TransitError};
use chassis::run::Process;
use chrono::NaiveDate;
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1::access_service_server::AccessServiceServer;
use contracts::membership::v1::affiliate_service_server::AffiliateServiceServer;
use contracts::membership::v1::association_founding_service_server::AssociationFoundingServiceServer;
use contracts::membership::v1::association_reorganisation_service_server::AssociationReorganisationServiceServer;
use contracts::membership::v1::association_service_server::AssociationServiceServer;
use contracts::membership::v1::headcount_service_server::HeadcountServiceServer;
use contracts::membership::v1::person_service_server::PersonServiceServer;
use contracts::membership::v1::union_membership_service_server::UnionMembershipServiceServer;
use contracts::membership::v1::unit_service_server::UnitServiceServer;
use ledger::scheduler::Scheduler;
use ledger::sealed::Keys;
use ledger::view::Reader;
use ledger::{Asked, CommandError, CommandHandler, Ledger, Step};
use rights::{PolicyError, Rights};
use tonic::Status;

use crate::config::Config;
use crate::domain::affiliate::Affiliate;
use crate::domain::association::{Association, LegalRules};
use crate::domain::headcount::Headcount;
use crate::domain::holder::Holder;
use crate::domain::person::Person;
use crate::domain::union_membership::UnionMembership;
use crate::domain::unit::Unit;
use crate::published;
use crate::reactions::{AssociationDeadlines, PersonErasures};
use crate::rules::{Rules, RulesError};
use crate::views::affiliates::Affiliates;
use crate::views::association_register::AssociationRegister;
use crate::views::declared_headcounts::DeclaredHeadcounts;
use crate::views::directory::Directory;
use crate::views::persons::Persons;
use crate::views::union_roll::UnionRoll;

/// Whose refusals these are.
pub const DOMAIN: Domain = Domain { context: "membership", sentences: sentences::SENTENCES };

/// Why the services could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("reading the rules of law and of the Union")]
    Rules(#[from] RulesError),
    #[error("reading the policies")]
    Policies(#[from] PolicyError),
    #[error("reaching the key management service")]
    Transit(#[from] TransitError),
}

/// The services of this context; the views they read run until the process stops.
pub async fn services(process: Process, config: Config) -> Result<Services, BuildError> {
    let Config { first_administrator, keys } = config;
    let trusted = rights::begin(&process, DOMAIN, rights::Membership::Here, first_administrator)?;
    services_for(process, &keys, trusted).await
}

/// The same, for whom `trusted` lets in.
pub async fn services_for(
    process: Process,
    keys: &KeysSettings,
    trusted: (Rights, Access),
) -> Result<Services, BuildError> {
    let readers = Readers {
        directory: process.follow::<Directory>(),
        association_register: process.follow::<AssociationRegister>(),
        union_roll: process.follow::<UnionRoll>(),
        declared_headcounts: process.follow::<DeclaredHeadcounts>(),
        affiliates: process.follow::<Affiliates>(),
        persons: process.follow::<Persons>(),
    };
    let rules = Rules::reviewed()?;
    let keys = keys::open(&process, DOMAIN.context, keys).await?;
    let (ledger, clock) = (process.ledger.clone(), process.clock.clone());
    let access = trusted.1.clone();
    let membership = Membership::new(ledger, clock, rules, readers, trusted, keys.clone());
    let _deadlines: Reader<AssociationDeadlines> = process.follow();
    let erasures: Reader<PersonErasures> = process.follow();
    process.spawn_until_stop(keys::keep_destroyed(erasures, keys));
    let clock = process.clock.for_scheduler();
    let dispatch = Arc::new(membership.clone());
    let scheduler = Scheduler::new(process.pool().clone(), clock, dispatch);
    process.spawn(scheduler.run(process.stop.clone()));
    Ok(Services::new(access)
        .with(AccessServiceServer::new(membership.clone()))
        .with(UnitServiceServer::new(membership.clone()))
        .with(AssociationFoundingServiceServer::new(membership.clone()))
        .with(AssociationServiceServer::new(membership.clone()))
        .with(AssociationReorganisationServiceServer::new(membership.clone()))
        .with(UnionMembershipServiceServer::new(membership.clone()))
        .with(HeadcountServiceServer::new(membership.clone()))
        .with(AffiliateServiceServer::new(membership.clone()))
        .with(PersonServiceServer::new(membership)))
}

/// What queries read.
#[derive(Clone)]
struct Readers {
    directory: Reader<Directory>,
    association_register: Reader<AssociationRegister>,
    union_roll: Reader<UnionRoll>,
    declared_headcounts: Reader<DeclaredHeadcounts>,
    affiliates: Reader<Affiliates>,
    persons: Reader<Persons>,
}

/// All services of this context. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Membership {
    pub(crate) ledger: Ledger,
    clock: Clock,
    rules: Arc<Rules>,
    readers: Readers,
    rights: Rights,
    access: Access,
    holders: CommandHandler<Holder>,
    units: CommandHandler<Unit>,
    pub(crate) associations: CommandHandler<Association>,
    union_memberships: CommandHandler<UnionMembership>,
    headcounts: CommandHandler<Headcount>,
    affiliates: CommandHandler<Affiliate>,
    pub(crate) persons: CommandHandler<Person>,
    pub(crate) keys: Keys,
}

impl Membership {
    fn new(
        ledger: Ledger,
        clock: Clock,
        rules: Rules,
        readers: Readers,
        (rights, access): (Rights, Access),
        keys: Keys,
    ) -> Self {
        Self {
            holders: CommandHandler::new(ledger.clone(), published::holder),
            units: CommandHandler::new(ledger.clone(), published::unit),
            associations: CommandHandler::new(ledger.clone(), published::association),
            union_memberships: CommandHandler::new(ledger.clone(), published::union_membership),
            headcounts: CommandHandler::new(ledger.clone(), published::headcount),
            affiliates: CommandHandler::new(ledger.clone(), published::affiliate),
            persons: CommandHandler::new(ledger.clone(), published::person),
            ledger,
            clock,
            rules: Arc::new(rules),
            readers,
            rights,
            access,
            keys,
        }
    }

    /// Carries out one command over its streams; the first step's is the resource.
    async fn act(
        &self,
        asked: Asked,
        steps: Vec<Box<dyn Step>>,
    ) -> Result<Option<CommandReceipt>, Status> {
        let receipt = self.ledger.act(asked, steps).await.map_err(not_done)?;
        Ok(Some(grpc::receipt(DOMAIN.context, receipt)))
    }

    fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    fn law(&self, day: NaiveDate) -> Result<LegalRules, Status> {
        LegalRules::on(&self.rules.associations, day)
            .map_err(|rejection| DOMAIN.rejected(rejection))
    }
}

fn not_done(error: CommandError) -> Status {
    grpc::status(&DOMAIN, error)
}
