//! The service alone, in this process: real gRPC, its own PostgreSQL database and its own NATS server, with
//! membership and reporting as nothing but ledgers.

use consultancy::config::Config;
use consultancy::grpc::{DOMAIN, services};
use contracts::access::v1::Kind;
use contracts::consultancy::v1::ListReviewsRequest;
use contracts::consultancy::v1::council_service_client::CouncilServiceClient;
use contracts::consultancy::v1::docket_service_client::DocketServiceClient;
use contracts::consultancy::v1::meeting_service_client::MeetingServiceClient;
use contracts::consultancy::v1::opinion_service_client::OpinionServiceClient;
use contracts::consultancy::v1::proposal_service_client::ProposalServiceClient;
use contracts::consultancy::v1::rating_service_client::RatingServiceClient;
use contracts::consultancy::v1::recommendation_service_client::RecommendationServiceClient;
use contracts::consultancy::v1::regulation_service_client::RegulationServiceClient;
use contracts::consultancy::v1::report_service_client::ReportServiceClient;
use contracts::consultancy::v1::review_request_service_client::ReviewRequestServiceClient;
use contracts::consultancy::v1::workshop_service_client::WorkshopServiceClient;
use contracts::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::membership::v1::Role;
use contracts::reporting::v1::CalendarDeclared;
use evidence::settings::{Limits, Place, Settings};
use neighbours::{Event, Ground, Holder, MEMBERSHIP, Neighbour, Served};
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

pub use servers::test::eventually;

pub type Client = InterceptedService<Channel, Bearer>;

/// The Union's office.
pub const OFFICE: &str = "nguoi-mau-1";
/// Who leads the Union.
pub const HEAD: &str = "nguoi-mau-2";
/// Who asks for reviews.
pub const REQUESTER: &str = "nguoi-mau-3";
/// Who asks for another unit.
pub const ANOTHER: &str = "nguoi-mau-4";
/// Who writes opinions.
pub const EXPERT: &str = "nguoi-mau-6";
/// Who leads the experts.
pub const CHAIR: &str = "nguoi-mau-7";
/// Who follows the ledger.
pub const AUDITOR: &str = "nguoi-mau-8";
/// Who authorises what the Union proposes.
pub const AUTHORITY: &str = "nguoi-mau-5";

pub const UNION: Uuid = Uuid::from_u128(0xB1);
pub const DEPARTMENT: Uuid = Uuid::from_u128(0xB2);
pub const ANOTHER_DEPARTMENT: Uuid = Uuid::from_u128(0xB3);

pub fn holder(person: &str) -> Holder<'_> {
    let unit = match person {
        REQUESTER => DEPARTMENT,
        ANOTHER => ANOTHER_DEPARTMENT,
        _the_union => UNION,
    };
    Holder { person, unit, capacity: "chuyên viên" }
}

/// A running service; it stops with this value.
pub struct World {
    pub ground: Ground,
    pub membership: Neighbour,
    _reporting: Neighbour,
    served: Served,
}

impl World {
    /// Everything new; returns when queries are answered.
    pub async fn new() -> Self {
        let ground = Ground::for_service("consultancy").await;
        let membership = Neighbour::start(&ground, MEMBERSHIP).await;
        let reporting = Neighbour::start(&ground, "reporting").await;
        for (person, role, unit) in [
            (OFFICE, Role::UnionAdmin, UNION),
            (HEAD, Role::UnitHead, UNION),
            (REQUESTER, Role::ReviewRequester, DEPARTMENT),
            (ANOTHER, Role::ReviewRequester, ANOTHER_DEPARTMENT),
        ] {
            membership.grants(holder(person), role, (Kind::Unit, &unit.to_string())).await;
        }
        membership.grants(holder(AUTHORITY), Role::PlanAuthority, (Kind::Province, "")).await;
        for year in [2026, 2027] {
            let declared = CalendarDeclared {
                year,
                occurred_on: format!("{year}-01-01"),
                days: Vec::new(),
                decision_ref: None,
            };
            let event = Event::new("CalendarDeclared", &declared);
            reporting.says(&format!("calendar-{year}"), &event).await;
        }
        let at = |served: &Served| format!("http://{}", served.address).parse().unwrap();
        let place = Place::Folder(ground.evidence());
        let config = Config {
            membership: at(&membership.served),
            reporting: at(&reporting.served),
            service_key: ground.service_key(),
            evidence: Settings { place, limits: Limits::default() },
        };
        let served = ground.serve(DOMAIN, |process| services(process, config)).await;
        let world = Self { ground, membership, _reporting: reporting, served };
        let list = ListReviewsRequest { unit_id: UNION.to_string(), ..Default::default() };
        let answers = async || world.reviews(OFFICE).await.list_reviews(list.clone()).await;
        let _ = eventually("queries are answered", answers, Result::is_ok).await;
        world
    }

    pub fn is_now(&self, instant: &str) {
        self.ground.hand.send(instant.parse().unwrap()).unwrap();
    }

    pub async fn reviews(&self, person: &str) -> ReviewRequestServiceClient<Client> {
        ReviewRequestServiceClient::new(self.client(person).await)
    }

    pub async fn docket(&self, person: &str) -> DocketServiceClient<Client> {
        DocketServiceClient::new(self.client(person).await)
    }

    pub async fn regulations(&self, person: &str) -> RegulationServiceClient<Client> {
        RegulationServiceClient::new(self.client(person).await)
    }

    pub async fn proposals(&self, person: &str) -> ProposalServiceClient<Client> {
        ProposalServiceClient::new(self.client(person).await)
    }

    pub async fn ratings(&self, person: &str) -> RatingServiceClient<Client> {
        RatingServiceClient::new(self.client(person).await)
    }

    pub async fn workshops(&self, person: &str) -> WorkshopServiceClient<Client> {
        WorkshopServiceClient::new(self.client(person).await)
    }

    pub async fn evidence(&self, person: &str) -> EvidenceServiceClient<Client> {
        EvidenceServiceClient::new(self.client(person).await)
    }

    pub async fn councils(&self, person: &str) -> CouncilServiceClient<Client> {
        CouncilServiceClient::new(self.client(person).await)
    }

    pub async fn opinions(&self, person: &str) -> OpinionServiceClient<Client> {
        OpinionServiceClient::new(self.client(person).await)
    }

    pub async fn meetings(&self, person: &str) -> MeetingServiceClient<Client> {
        MeetingServiceClient::new(self.client(person).await)
    }

    pub async fn reports(&self, person: &str) -> ReportServiceClient<Client> {
        ReportServiceClient::new(self.client(person).await)
    }

    pub async fn recommendations(&self, person: &str) -> RecommendationServiceClient<Client> {
        RecommendationServiceClient::new(self.client(person).await)
    }

    /// Membership says that somebody has a right from now on.
    pub async fn grants(&self, person: &str, role: Role, scope: (Kind, &str)) {
        self.membership.grants(holder(person), role, scope).await;
    }

    async fn client(&self, person: &str) -> Client {
        InterceptedService::new(self.channel().await, Bearer(self.ground.bearer(holder(person))))
    }

    pub async fn channel(&self) -> Channel {
        let address = format!("http://{}", self.served.address);
        Endpoint::from_shared(address).unwrap().connect().await.unwrap()
    }
}

#[derive(Clone)]
pub struct Bearer(String);

impl tonic::service::Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let bearer = MetadataValue::try_from(&self.0).unwrap();
        request.metadata_mut().insert("authorization", bearer);
        Ok(request)
    }
}

/// As of today, with everything up to a command.
pub fn after(receipt: &CommandReceipt) -> Option<ReadAt> {
    let at_least_tokens = vec![receipt.token.clone()];
    Some(ReadAt { at_least_tokens, ..ReadAt::default() })
}

/// The code and reason of a refusal. Every refusal has a sentence of its own in Vietnamese.
#[track_caller]
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("a refusal");
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert_eq!(info.domain, "hoitu.consultancy");
    assert_eq!(details.localized_message().unwrap().locale, "vi-VN");
    (status.code(), info.reason.clone())
}

/// Refused until something else has happened.
pub fn precondition(reason: &str) -> (Code, String) {
    (Code::FailedPrecondition, reason.to_owned())
}

/// Refused for what the request says.
pub fn invalid(reason: &str) -> (Code, String) {
    (Code::InvalidArgument, reason.to_owned())
}

/// Refused to who does not work on the review, or not any more.
pub fn not_assigned() -> (Code, String) {
    (Code::PermissionDenied, "NOT_ASSIGNED".to_owned())
}
