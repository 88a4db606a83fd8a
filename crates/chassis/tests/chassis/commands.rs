//! A command from the wire to the ledger and back: on a real database, through a handler as services
//! write them.

use chassis::access::Access;
use chassis::clock::Clock;
use chassis::database::Rights;
use chassis::grpc::{self, Services};
use chassis::token::Grant;
use chassis::{database, fields};
use contracts::ledger::v1::CommandReceipt;
use contracts::membership::v1::headcount_service_client::HeadcountServiceClient;
use contracts::membership::v1::headcount_service_server::{
    HeadcountService, HeadcountServiceServer,
};
use contracts::membership::v1::{
    CorrectHeadcountRequest, CorrectHeadcountResponse, DeclareHeadcountRequest,
    DeclareHeadcountResponse, Headcount, ListHeadcountDeclarationsRequest,
    ListHeadcountDeclarationsResponse,
};
use ledger::{
    Asked, CommandHandler, Decider, Ledger, Published, Receipt, Reject, RejectionKind, StreamName,
    WriterOptions,
};
use serde::{Deserialize, Serialize};
use servers::test::TestDatabase;
use sqlx::postgres::PgConnectOptions;
use tonic::{Code, Request, Response, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::issuer::UNIT;
use crate::probe::by_name;
use crate::world::{Authorised, DOMAIN, World, metadata, reason, violations};

const ASSOCIATION: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00a1);
const ASSOCIATION_WITHOUT_FACTS: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00a2);

#[derive(Default)]
pub struct Tally {
    members: u32,
}

#[derive(Debug, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    Counted { members: u32 },
}

#[derive(Debug, thiserror::Error)]
#[error("there were more before")]
pub struct FewerThanBefore;

impl Reject for FewerThanBefore {
    fn kind(&self) -> RejectionKind {
        RejectionKind::Precondition
    }
    fn reason(&self) -> &'static str {
        "FEWER_THAN_BEFORE"
    }
}

impl Decider for Tally {
    const CATEGORY: &'static str = "tally";
    type Command = u32;
    type Event = Event;
    type Rejection = FewerThanBefore;

    fn decide(&self, members: u32) -> Result<Vec<Event>, FewerThanBefore> {
        if members < self.members {
            Err(FewerThanBefore)
        } else {
            Ok(vec![Event::Counted { members }])
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Counted { members } => Self { members: *members },
        }
    }
}

fn publish(id: &str, event: &Event) -> Option<Published> {
    match event {
        Event::Counted { members } => Some(Published {
            event_type: "HeadcountDeclared",
            bytes: format!("{id}: {members}").into(),
        }),
    }
}

/// A database with a ledger in it.
pub async fn ledger() -> (TestDatabase, Ledger) {
    let database = servers::test::database().await;
    let options: PgConnectOptions = database.url().parse().unwrap();
    let pool = database::pool(options.clone(), Rights::Any);
    ledger::migrate(&pool).await.unwrap();
    let ledger = Ledger::open("probe", options, pool, WriterOptions::default()).await.unwrap();
    (database, ledger)
}

pub struct Headcounts(CommandHandler<Tally>, Access);

impl Headcounts {
    pub fn new(ledger: Ledger) -> HeadcountServiceServer<Self> {
        HeadcountServiceServer::new(Self(CommandHandler::new(ledger, publish), by_name()))
    }

    async fn count(
        &self,
        read: Result<(Uuid, u32, Asked), Status>,
    ) -> Result<Option<CommandReceipt>, Status> {
        let (id, members, asked) = read?;
        let receipt: Receipt = self
            .0
            .handle(id, members, asked)
            .await
            .map_err(|error| grpc::status(&DOMAIN, error))?;
        Ok(Some(grpc::receipt(DOMAIN.context, receipt)))
    }
}

fn members(fields: &mut fields::Fields, headcount: Option<&Headcount>) -> Option<u32> {
    fields.message("headcount", headcount, |fields, headcount| {
        fields.count("members", headcount.members, 1_000_000)
    })
}

#[tonic::async_trait]
impl HeadcountService for Headcounts {
    async fn declare_headcount(
        &self,
        request: Request<DeclareHeadcountRequest>,
    ) -> Result<Response<DeclareHeadcountResponse>, Status> {
        let (caller, request) = self.1.admit(request).await?;
        let read = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Tally::CATEGORY, id);
            let members = members(fields, request.headcount.as_ref());
            Some((id?, members?, asked?))
        });
        let receipt = self.count(read).await?;
        Ok(Response::new(DeclareHeadcountResponse { receipt }))
    }

    async fn correct_headcount(
        &self,
        request: Request<CorrectHeadcountRequest>,
    ) -> Result<Response<CorrectHeadcountResponse>, Status> {
        let (caller, request) = self.1.admit(request).await?;
        let read = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("association_id", &request.association_id);
            let asked = fields.asked(&caller, &request, Tally::CATEGORY, id);
            let members = members(fields, request.headcount.as_ref());
            Some((id?, members?, asked?))
        });
        let receipt = self.count(read).await?;
        Ok(Response::new(CorrectHeadcountResponse { receipt }))
    }

    async fn list_headcount_declarations(
        &self,
        request: Request<ListHeadcountDeclarationsRequest>,
    ) -> Result<Response<ListHeadcountDeclarationsResponse>, Status> {
        self.1.admit(request).await?;
        Ok(Response::new(ListHeadcountDeclarationsResponse::default()))
    }
}

struct Office {
    client: HeadcountServiceClient<Authorised>,
    world: World,
    _database: TestDatabase,
}

impl Office {
    async fn open() -> Self {
        let (database, ledger) = ledger().await;
        let world = World::serve(Services::new(by_name()).with(Headcounts::new(ledger))).await;
        let client = HeadcountServiceClient::new(world.authorised().await);
        Self { client, world, _database: database }
    }

    async fn declare(
        &mut self,
        request: DeclareHeadcountRequest,
    ) -> Result<CommandReceipt, Status> {
        Ok(self.client.declare_headcount(request).await?.into_inner().receipt.unwrap())
    }

    async fn correct(
        &mut self,
        request: CorrectHeadcountRequest,
    ) -> Result<CommandReceipt, Status> {
        Ok(self.client.correct_headcount(request).await?.into_inner().receipt.unwrap())
    }
}

fn declaring(request: u128, members: i64) -> DeclareHeadcountRequest {
    DeclareHeadcountRequest {
        association_id: ASSOCIATION.to_string(),
        request_id: Uuid::from_u128(request).to_string(),
        headcount: Some(Headcount { members, ..Headcount::default() }),
        ..DeclareHeadcountRequest::default()
    }
}

fn correcting(request: u128, etag: &str, members: i64) -> CorrectHeadcountRequest {
    CorrectHeadcountRequest {
        association_id: ASSOCIATION.to_string(),
        etag: etag.to_owned(),
        request_id: Uuid::from_u128(request).to_string(),
        headcount: Some(Headcount { members, ..Headcount::default() }),
        ..CorrectHeadcountRequest::default()
    }
}

#[tokio::test]
async fn a_receipt_leads_to_the_next_command_and_a_stale_one_does_not() {
    let mut office = Office::open().await;
    let first = office.declare(declaring(1, 10)).await.unwrap();
    assert_eq!(first.token, "probe:1");
    assert_eq!(first.etag, format!("\"tally-{ASSOCIATION}-1\""));
    assert_eq!(first.events[0].event_type, "HeadcountDeclared");

    let second = office.correct(correcting(2, &first.etag, 12)).await.unwrap();
    assert_eq!(second.token, "probe:2");
    let status = office.correct(correcting(3, &first.etag, 13)).await.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (Code::Aborted, "ETAG_MISMATCH"));
    assert_eq!(metadata(&status, "current_etag"), second.etag);
}

#[tokio::test]
async fn who_comes_too_late_is_told_who_was_faster_and_when() {
    let mut office = Office::open().await;
    let first = office.declare(declaring(1, 10)).await.unwrap();
    let faster = |grant: &mut Grant| {
        grant.person = "người-mẫu-2".into();
        grant.capacity = "unit-clerk".into();
    };
    let token = office.world.issuer.issue(faster, Clock::system().now());
    let mut colleague = HeadcountServiceClient::new(office.world.with_token(&token).await);
    let second = colleague.correct_headcount(correcting(2, &first.etag, 12)).await.unwrap();
    let second = second.into_inner().receipt.unwrap();

    let status = office.correct(correcting(3, &first.etag, 13)).await.unwrap_err();

    let told = ["current_etag", "changed_by", "changed_by_unit", "changed_by_capacity"];
    assert_eq!(
        told.map(|name| metadata(&status, name)),
        [&*second.etag, "người-mẫu-2", &UNIT.to_string(), "unit-clerk"]
    );
    let changed_at = metadata(&status, "changed_at").parse().unwrap();
    assert_eq!(Some(grpc::timestamp(changed_at)), second.recorded_at);

    let nothing = grpc::etag(&StreamName::new("tally", ASSOCIATION_WITHOUT_FACTS), 1);
    let never_there = CorrectHeadcountRequest {
        association_id: ASSOCIATION_WITHOUT_FACTS.to_string(),
        ..correcting(4, &nothing, 13)
    };
    let status = office.correct(never_there).await.unwrap_err();
    assert_eq!(reason(&status), "ETAG_MISMATCH");
    assert!(
        status.get_details_error_info().unwrap().metadata.keys().all(|it| !it.contains("changed"))
    );
}

#[tokio::test]
async fn an_etag_is_required_and_must_be_of_the_resource() {
    let mut office = Office::open().await;
    let first = office.declare(declaring(1, 10)).await.unwrap();
    let status = office.correct(correcting(2, "", 12)).await.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (Code::InvalidArgument, "ETAG_REQUIRED"));
    let other = grpc::etag(&StreamName::new("tally", Uuid::from_u128(7)), 1);
    for bad in [&*other, "1", first.etag.trim_matches('"')] {
        let status = office.correct(correcting(2, bad, 12)).await.unwrap_err();
        assert_eq!(reason(&status), "FIELD_INVALID");
        assert_eq!(violations(&status), [("etag".to_owned(), "ETAG_OF_ANOTHER".to_owned())]);
    }
}

#[tokio::test]
async fn a_request_id_is_answered_once_and_not_reused() {
    let mut office = Office::open().await;
    let first = office.declare(declaring(1, 10)).await.unwrap();
    let again = office.declare(declaring(1, 10)).await.unwrap();
    assert!(again.repeated_request && !first.repeated_request);
    assert_eq!((again.token, again.etag), (first.token, first.etag.clone()));

    let status = office.declare(declaring(1, 11)).await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::InvalidArgument, "REQUEST_ID_REUSED")
    );
    let status = office.correct(correcting(1, &first.etag, 10)).await.unwrap_err();
    assert_eq!(reason(&status), "REQUEST_ID_REUSED", "the same id in another rpc");
}

#[tokio::test]
async fn a_dry_run_does_not_use_up_the_request_id() {
    let mut office = Office::open().await;
    let dry = DeclareHeadcountRequest { validate_only: true, ..declaring(1, 10) };
    let planned = office.declare(dry).await.unwrap();
    assert_eq!((planned.token.as_str(), planned.events[0].position), ("", 0));
    let recorded = office.declare(declaring(1, 10)).await.unwrap();
    assert_eq!(recorded.token, "probe:1");
    let dry = DeclareHeadcountRequest { validate_only: true, ..declaring(2, 9) };
    let status = office.declare(dry).await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::FailedPrecondition, "FEWER_THAN_BEFORE")
    );
}

#[tokio::test]
async fn every_malformed_field_of_a_command_is_told() {
    let mut office = Office::open().await;
    let status = office
        .correct(CorrectHeadcountRequest {
            association_id: "hội cơ khí".into(),
            request_id: "1".into(),
            headcount: Some(Headcount { members: -1, ..Headcount::default() }),
            ..CorrectHeadcountRequest::default()
        })
        .await
        .unwrap_err();
    let found = violations(&status);
    let fields: Vec<_> = found.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["association_id", "request_id", "etag", "headcount.members"]);
    assert_eq!(reason(&status), "FIELD_INVALID");
}
