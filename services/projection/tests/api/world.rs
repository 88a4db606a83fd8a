//! Four ledgers with their relays, the service that follows them, and callers with their rights.

use chrono::{DateTime, Months, Utc};
use contracts::RPCS;
use contracts::access::v1::{Duty, Kind};
use contracts::ledger::v1::ReadAt;
use contracts::membership::v1::Role;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use contracts::projection::v1::view_service_client::ViewServiceClient;
use contracts::projection::v1::{GetProgressRequest, GetProgressResponse};
use ledger::view::View as _;
use neighbours::{Ground, Holder, Neighbour, Served};
use projection::config::Config;
use projection::views::provincial_progress::ProvincialProgress;
use servers::bad_input::GOOD_ID;
use servers::uninvited::{Uninvited, every_rpc_asks_for_rights};
use tokio::sync::watch;
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt as _;
use uuid::Uuid;

pub use neighbours::{Event, MEMBERSHIP};
pub use servers::test::eventually;

pub const AWARDS: &str = "awards";
pub const CONSULTANCY: &str = "consultancy";
pub const REPORTING: &str = "reporting";

/// Everybody acts for one unit in one capacity.
pub fn holder(person: &str) -> Holder<'_> {
    Holder { person, unit: Uuid::from_u128(7), capacity: "union-officer" }
}

/// Who may call an rpc.
pub fn who_may(rpc: &str) -> &'static str {
    let duty = RPCS.iter().find(|known| known.name == rpc).unwrap().duty;
    let others = [(Duty::OperateViews, "operator"), (Duty::FollowLedger, "auditor")];
    others.iter().find(|(theirs, _)| *theirs == duty).map_or("officer", |(_, who)| who)
}

pub struct World {
    ground: Ground,
    pub hand: watch::Sender<DateTime<Utc>>,
    membership: Neighbour,
    /// What "somebody-else" may do.
    granted: String,
    awards: Neighbour,
    consultancy: Neighbour,
    reporting: Neighbour,
    projection: Served,
}

impl World {
    pub async fn start() -> Self {
        let ground = Ground::for_service("projection").await;
        let (membership, awards, consultancy, reporting) = tokio::join!(
            Neighbour::start(&ground, MEMBERSHIP),
            Neighbour::start(&ground, AWARDS),
            Neighbour::start(&ground, CONSULTANCY),
            Neighbour::start(&ground, REPORTING),
        );
        let province = (Kind::Province, "");
        let granted = membership.grants(holder("somebody-else"), Role::Monitor, province).await;
        for (person, role) in [
            ("officer", Role::Monitor),
            ("operator", Role::SystemOperator),
            ("auditor", Role::Auditor),
        ] {
            membership.grants(holder(person), role, province).await;
        }
        let url = |of: &Neighbour| format!("http://{}", of.served.address).parse().unwrap();
        let config = Config {
            membership: url(&membership),
            awards: url(&awards),
            consultancy: url(&consultancy),
            reporting: url(&reporting),
            service_key: ground.service_key(),
            stale_after: Months::new(12),
        };
        let projection = ground
            .serve(projection::grpc::DOMAIN, |process| projection::service::build(process, config))
            .await;
        let hand = ground.hand.clone();
        let world =
            Self { ground, hand, membership, granted, awards, consultancy, reporting, projection };
        world.is_ready().await;
        world
    }

    async fn is_ready(&self) {
        let channel = self.endpoint().connect().await.unwrap();
        let look = async || {
            let mut client = HealthClient::new(channel.clone());
            let health = client.check(HealthCheckRequest::default()).await;
            health.map(|answer| answer.into_inner().status())
        };
        let ready = |seen: &Result<_, Status>| matches!(seen, Ok(ServingStatus::Serving));
        eventually("the service is ready", look, ready).await.unwrap();
    }

    /// Publishes an event in a stream; gives the token by which reads include it.
    pub async fn publish(&self, context: &str, stream: &str, event: &Event) -> String {
        let context = match context {
            MEMBERSHIP => &self.membership,
            AWARDS => &self.awards,
            CONSULTANCY => &self.consultancy,
            _ => &self.reporting,
        };
        context.says(stream, event).await
    }

    pub async fn progress(&self) -> ProgressServiceClient<Authorised> {
        ProgressServiceClient::new(self.connect("officer").await)
    }

    pub async fn progress_for(&self, person: &str) -> ProgressServiceClient<Authorised> {
        ProgressServiceClient::new(self.connect(person).await)
    }

    pub async fn views(&self) -> ViewServiceClient<Authorised> {
        ViewServiceClient::new(self.connect("operator").await)
    }

    /// Over a connection on which little can wait to be read.
    pub async fn progress_over_a_narrow_line(&self) -> ProgressServiceClient<Authorised> {
        let narrow = self.endpoint().initial_stream_window_size(16 * 1024);
        ProgressServiceClient::new(self.connect_by(&narrow, "officer").await)
    }

    /// From today on.
    pub async fn revoke(&self, person: &str) {
        self.membership.revokes(person, &self.granted, "2026-11-24").await;
    }

    /// Every rpc, called by those who may not and those who may.
    pub async fn asks_for_rights(&self) -> usize {
        for (person, role, kind, id) in [
            ("former", Role::Monitor, Kind::Province, ""),
            ("entrant", Role::Entrant, Kind::Round, GOOD_ID),
        ] {
            let granted = self.membership.grants(holder(person), role, (kind, id)).await;
            if person == "former" {
                self.membership.revokes(person, &granted, "2026-11-24").await;
            }
        }
        let uninvited = [
            ("stranger", "nothing was granted", &[][..]),
            ("former", "the right has ended", &[]),
            ("entrant", "the right is another", &[Duty::ReadDirectory]),
        ];
        let uninvited = uninvited.map(|(person, because, may)| Uninvited {
            because,
            authorization: self.ground.bearer(holder(person)),
            may,
        });
        let channel = self.endpoint().connect().await.unwrap();
        let by = self.whoever_may();
        every_rpc_asks_for_rights("projection", channel, by, &uninvited).await
    }

    /// For each rpc the authorization of one who may call it.
    fn whoever_may(&self) -> impl Fn(&str) -> String + Send + Sync + 'static {
        let all = ["officer", "operator", "auditor"];
        let all = all.map(|person| (person, self.ground.bearer(holder(person))));
        move |rpc: &str| {
            let (_, bearer) = all.iter().find(|(person, _)| *person == who_may(rpc)).unwrap();
            bearer.clone()
        }
    }

    /// Bad input for every rpc.
    pub async fn refuses_bad_input(&self) {
        let [foreign, expired] = self.ground.bad_bearers(holder("officer"));
        let strangers = [
            (None, "TOKEN_MISSING"),
            (Some(foreign.as_str()), "TOKEN_INVALID"),
            (Some(expired.as_str()), "TOKEN_EXPIRED"),
        ];
        let by = self.whoever_may();
        let channel = self.endpoint().connect().await.unwrap();
        servers::bad_input::every_rpc_refuses_it("projection", channel, by, &strangers).await;
    }

    fn endpoint(&self) -> Endpoint {
        Endpoint::from_shared(format!("http://{}", self.projection.address)).unwrap()
    }

    pub async fn connect(&self, person: &str) -> Authorised {
        self.connect_by(&self.endpoint(), person).await
    }

    async fn connect_by(&self, endpoint: &Endpoint, person: &str) -> Authorised {
        let channel = endpoint.connect().await.unwrap();
        InterceptedService::new(channel, Bearer(self.ground.bearer(holder(person))))
    }

    /// Progress as it is once these commands are included.
    pub async fn ask(&self, tokens: &[String], request: GetProgressRequest) -> GetProgressResponse {
        let mut request = request;
        let read_at = request.read_at.get_or_insert_with(ReadAt::default);
        read_at.at_least_tokens = tokens.to_vec();
        self.progress().await.get_progress(request).await.unwrap().into_inner()
    }

    /// Ends membership's process, with its ledger.
    pub async fn stop_membership(&mut self) {
        self.membership.served.end().await;
    }
}

pub type Authorised = InterceptedService<Channel, Bearer>;

#[derive(Clone)]
pub struct Bearer(String);

impl tonic::service::Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", MetadataValue::try_from(&self.0).unwrap());
        Ok(request)
    }
}

/// A generation of the view, as answers name it.
pub fn generation(number: u32) -> String {
    format!("{}/v{}/g{number}", ProvincialProgress::NAME, ProvincialProgress::VERSION)
}

/// Code and reason of a refusal, with the violated fields.
#[track_caller]
pub fn refusal(status: &Status) -> (tonic::Code, String, Vec<String>) {
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert!(!details.localized_message().unwrap().message.is_empty());
    let violations = details.bad_request().map(|bad| &bad.field_violations);
    let fields = violations.into_iter().flatten().map(|it| it.field.clone()).collect();
    (status.code(), info.reason.clone(), fields)
}
