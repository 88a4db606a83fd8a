//! The service alone, in this process: real gRPC, its own PostgreSQL database and its own NATS server.

use chrono::{DateTime, Utc};
use contracts::RPCS;
use contracts::access::v1::{Duty, Kind};
use contracts::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::membership::v1::Role;
use contracts::reporting::v1::ListPlansRequest;
use contracts::reporting::v1::calendar_service_client::CalendarServiceClient;
use contracts::reporting::v1::indicator_service_client::IndicatorServiceClient;
use contracts::reporting::v1::period_service_client::PeriodServiceClient;
use contracts::reporting::v1::plan_service_client::PlanServiceClient;
use contracts::reporting::v1::record_service_client::RecordServiceClient;
use contracts::reporting::v1::regime_service_client::RegimeServiceClient;
use contracts::reporting::v1::target_service_client::TargetServiceClient;
use contracts::reporting::v1::unit_report_service_client::UnitReportServiceClient;
use evidence::settings::{Limits, Place, Settings};
use neighbours::{Ground, Holder, MEMBERSHIP, Neighbour, Served};
use reporting::config::Config;
use reporting::grpc::{DOMAIN, services};
use servers::bad_input::GOOD_ID;
use servers::uninvited::{Uninvited, every_rpc_asks_for_rights};
use tokio::net::TcpListener;
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt as _;
use uuid::Uuid;

pub use servers::test::eventually;

use crate::progress::Figures;

pub type Client = InterceptedService<Channel, Bearer>;

/// Who decides the plan and watches it.
pub const OFFICE: &str = "nguoi-mau-1";
const AUDITOR: &str = "nguoi-mau-2";
/// Who files the records of all units.
pub const REPORTER: &str = "nguoi-mau-3";
/// Who signs for a unit.
pub const HEAD: &str = "nguoi-mau-4";
/// Who files what one unit keeps as evidence.
pub const KEEPER: &str = "nguoi-mau-5";
const OTHER_PLAN: &str = "00000000-0000-0000-0000-0000000000e1";

/// Who files acts for a unit, everybody else for one office.
pub fn holder(person: &str) -> Holder<'_> {
    let of_the_unit = [REPORTER, HEAD, KEEPER].contains(&person);
    let unit = Uuid::from_u128(if of_the_unit { 0xB2 } else { 0xB1 });
    Holder { person, unit, capacity: "chuyên viên" }
}

/// Who may call an rpc.
pub fn who_may(rpc: &str) -> &'static str {
    let duty = RPCS.iter().find(|known| known.name == rpc).unwrap().duty;
    let others = [
        (Duty::FollowLedger, AUDITOR),
        (Duty::FileRecords, REPORTER),
        (Duty::WriteReports, REPORTER),
        (Duty::ReadReports, REPORTER),
        (Duty::SubmitReports, HEAD),
        (Duty::FileEvidence, KEEPER),
        (Duty::ReadEvidence, KEEPER),
    ];
    others.iter().find(|(it, _)| *it == duty).map_or(OFFICE, |(_, who)| who)
}

/// A running service; it stops with this value.
pub struct World {
    ground: Ground,
    pub membership: Neighbour,
    /// What the projection says.
    pub figures: Figures,
    /// `None` while it is restarted.
    served: Option<Served>,
}

impl World {
    /// Everything new; returns when queries are answered.
    pub async fn new() -> Self {
        let ground = Ground::for_service("reporting").await;
        let membership = Neighbour::start(&ground, MEMBERSHIP).await;
        for (person, role) in [
            (OFFICE, Role::PlanAuthority),
            (OFFICE, Role::Monitor),
            (AUDITOR, Role::Auditor),
            (REPORTER, Role::UnitReporter),
            (HEAD, Role::UnitHead),
        ] {
            membership.grants(holder(person), role, (Kind::Province, "")).await;
        }
        membership.grants(holder(KEEPER), Role::UnitReporter, (Kind::Unit, GOOD_ID)).await;
        let figures = Figures::start(&ground).await;
        let config = Self::config(&ground, &membership, &figures);
        let served = ground.serve(DOMAIN, |process| services(process, config)).await;
        let world = Self { ground, membership, figures, served: Some(served) };
        world.answers().await;
        world
    }

    fn config(ground: &Ground, membership: &Neighbour, figures: &Figures) -> Config {
        let at = |served: &Served| format!("http://{}", served.address).parse().unwrap();
        let (membership, projection) = (at(&membership.served), at(&figures.served));
        let place = Place::Folder(ground.evidence());
        let evidence = Settings { place, limits: Limits::default() };
        Config { membership, projection, service_key: ground.service_key(), evidence }
    }

    /// Membership ends before this service begins, which has never read from it.
    pub async fn without_membership() -> Self {
        let ground = Ground::for_service("reporting").await;
        let mut membership = Neighbour::start(&ground, MEMBERSHIP).await;
        membership.grants(holder(OFFICE), Role::Monitor, (Kind::Province, "")).await;
        membership.served.end().await;
        let figures = Figures::start(&ground).await;
        let config = Self::config(&ground, &membership, &figures);
        let served = ground.serve(DOMAIN, |process| services(process, config)).await;
        Self { ground, membership, figures, served: Some(served) }
    }

    pub async fn anybody(&self) -> Client {
        self.client().await
    }

    pub async fn is_ready(&self) -> bool {
        let mut client = HealthClient::new(self.channel().await);
        let health = client.check(HealthCheckRequest::default()).await.unwrap();
        health.into_inner().status() == ServingStatus::Serving
    }

    /// Every rpc, called by those who may not and those who may.
    pub async fn asks_for_rights(&self) -> usize {
        let (another_plan, province) = ((Kind::Plan, OTHER_PLAN), (Kind::Province, ""));
        self.membership.grants(holder("elsewhere"), Role::PlanAuthority, another_plan).await;
        let granted = self.membership.grants(holder("former"), Role::Monitor, province).await;
        self.membership.revokes("former", &granted, "2026-11-24").await;
        let uninvited = [
            ("stranger", "nothing was granted", &[][..]),
            ("former", "the right has ended", &[]),
            ("elsewhere", "the right is over another plan", &[Duty::ReadPlan]),
        ];
        let uninvited = uninvited.map(|(person, because, may)| Uninvited {
            because,
            authorization: self.ground.bearer(holder(person)),
            may,
        });
        let by = self.whoever_may();
        every_rpc_asks_for_rights("reporting", self.channel().await, by, &uninvited).await
    }

    /// For each rpc the authorization of one who may call it.
    fn whoever_may(&self) -> impl Fn(&str) -> String + Send + Sync + 'static {
        let all = [OFFICE, AUDITOR, REPORTER, HEAD, KEEPER]
            .map(|person| (person, self.ground.bearer(holder(person))));
        move |rpc: &str| {
            let (_, bearer) = all.iter().find(|(person, _)| *person == who_may(rpc)).unwrap();
            bearer.clone()
        }
    }

    async fn answers(&self) {
        let answers = async || self.plans().await.list_plans(ListPlansRequest::default()).await;
        let _ = eventually("queries are answered", answers, Result::is_ok).await;
    }

    fn served(&self) -> &Served {
        self.served.as_ref().unwrap()
    }

    /// Stops in order, and starts again over the same database and streams.
    pub async fn restart(&mut self) {
        self.restart_at(self.ground.clock.now()).await;
    }

    /// Stops in order, and starts again when it is that instant.
    pub async fn restart_at(&mut self, instant: DateTime<Utc>) {
        let (database, address) = self.served.take().unwrap().stop().await;
        self.ground.hand.send(instant).unwrap();
        let listener = TcpListener::bind(address).await.unwrap();
        let config = Self::config(&self.ground, &self.membership, &self.figures);
        let build = |process| services(process, config);
        self.served = Some(self.ground.serve_on(database, listener, DOMAIN, build));
        self.answers().await;
    }

    pub fn is_now(&self, instant: &str) {
        self.ground.hand.send(instant.parse().unwrap()).unwrap();
    }

    pub fn database_url(&self) -> String {
        self.served().database_url()
    }

    pub fn nats_url(&self) -> String {
        self.ground.nats.url()
    }

    pub async fn plans(&self) -> PlanServiceClient<Client> {
        PlanServiceClient::new(self.client().await)
    }

    pub async fn indicators(&self) -> IndicatorServiceClient<Client> {
        IndicatorServiceClient::new(self.client().await)
    }

    /// As the office that verifies.
    pub async fn records(&self) -> RecordServiceClient<Client> {
        RecordServiceClient::new(self.client().await)
    }

    /// As the unit that files.
    pub async fn own_records(&self) -> RecordServiceClient<Client> {
        let bearer = Bearer(Some(self.ground.bearer(holder(REPORTER))));
        RecordServiceClient::new(InterceptedService::new(self.channel().await, bearer))
    }

    pub async fn targets(&self) -> TargetServiceClient<Client> {
        TargetServiceClient::new(self.client().await)
    }

    pub async fn calendars(&self) -> CalendarServiceClient<Client> {
        CalendarServiceClient::new(self.client().await)
    }

    pub async fn regimes(&self) -> RegimeServiceClient<Client> {
        RegimeServiceClient::new(self.client().await)
    }

    pub async fn periods(&self) -> PeriodServiceClient<Client> {
        PeriodServiceClient::new(self.client().await)
    }

    /// In the name of whomever.
    pub async fn reports(&self, holder: Holder<'_>) -> UnitReportServiceClient<Client> {
        let bearer = Bearer(Some(self.ground.bearer(holder)));
        UnitReportServiceClient::new(InterceptedService::new(self.channel().await, bearer))
    }

    /// As who files evidence, or who watches the plan.
    pub async fn evidence(&self, person: &str) -> EvidenceServiceClient<Client> {
        let bearer = Bearer(Some(self.ground.bearer(holder(person))));
        EvidenceServiceClient::new(InterceptedService::new(self.channel().await, bearer))
    }

    /// Bad input for every rpc.
    pub async fn refuses_bad_input(&self) {
        let [foreign, expired] = self.ground.bad_bearers(holder(OFFICE));
        let strangers = [
            (None, "TOKEN_MISSING"),
            (Some(foreign.as_str()), "TOKEN_INVALID"),
            (Some(expired.as_str()), "TOKEN_EXPIRED"),
        ];
        let (by, channel) = (self.whoever_may(), self.channel().await);
        servers::bad_input::every_rpc_refuses_it("reporting", channel, by, &strangers).await;
    }

    async fn client(&self) -> Client {
        let bearer = Bearer(Some(self.ground.bearer(holder(OFFICE))));
        InterceptedService::new(self.channel().await, bearer)
    }

    /// A client that does not say who it is.
    pub async fn stranger(&self) -> Client {
        InterceptedService::new(self.channel().await, Bearer(None))
    }

    pub async fn channel(&self) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.served().address)).unwrap();
        endpoint.connect().await.unwrap()
    }
}

#[derive(Clone)]
pub struct Bearer(Option<String>);

impl tonic::service::Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert("authorization", MetadataValue::try_from(token).unwrap());
        }
        Ok(request)
    }
}

/// What was true on a day, with everything up to a command.
pub fn on(as_of: &str, after: &CommandReceipt) -> Option<ReadAt> {
    let (as_of, at_least_tokens) = (as_of.to_owned(), vec![after.token.clone()]);
    Some(ReadAt { as_of, at_least_tokens, ..ReadAt::default() })
}

/// The code and reason of a refusal. Every refusal has a sentence of its own in Vietnamese.
#[track_caller]
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.expect_err("a refusal");
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert_eq!(info.domain, "hoitu.reporting");
    assert_eq!(details.localized_message().unwrap().locale, "vi-VN");
    (status.code(), info.reason.clone())
}

/// The fields at fault, with their reasons.
#[track_caller]
pub fn violations<T: std::fmt::Debug>(answer: Result<T, Status>) -> Vec<(String, String)> {
    let status = answer.expect_err("a refusal");
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let details = status.get_error_details();
    let bad = details.bad_request().unwrap_or_else(|| panic!("no BadRequest in {status:?}"));
    let of = |it: &tonic_types::FieldViolation| (it.field.clone(), it.reason.clone());
    bad.field_violations.iter().map(of).collect()
}
