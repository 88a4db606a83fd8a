//! The service as a process would run it, a clock that tests set, and a caller with a token.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chassis::clock::Clock;
use chassis::config::{Reader, Settings};
use chassis::run::serve;
use chassis::token::{self, Grant, Keys};
use chrono::{DateTime, TimeDelta, Utc};
use contracts::access::v1::{Duty, Kind};
use contracts::ledger::v1::{CommandReceipt, ReadAt};
use contracts::membership::v1 as wire;
use contracts::{CommandRequest, RPCS};
use http::uri::PathAndQuery;
use servers::test::TestDatabase;
use servers::uninvited::{Uninvited, every_rpc_asks_for_rights};
use servers::{Nats, NatsOptions};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::metadata::MetadataValue;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt as _;
use uuid::Uuid;
use wire::{AffiliateKind, Role};

/// Who does the business, where the administrator of rights lets them; all act for one unit.
pub const OFFICER: &str = "officer";
pub const ADMINISTRATOR: &str = "administrator";
pub const AUDITOR: &str = "auditor";
/// Each of them may take the first step of an erasure, and the other one the second.
pub const PROTECTORS: [&str; 2] = ["protector", "second-protector"];
const UNIT: Uuid = Uuid::from_u128(7);
const CAPACITY: &str = "chuyên viên";

/// Who may call an rpc in these tests.
fn who_may(rpc: &str) -> &'static str {
    let duty = RPCS.iter().find(|known| known.name == rpc).unwrap().duty;
    let others = [
        (Duty::AdministerRights, ADMINISTRATOR),
        (Duty::ReadRights, ADMINISTRATOR),
        (Duty::FollowLedger, AUDITOR),
        (Duty::ErasePersons, PROTECTORS[0]),
    ];
    others.iter().find(|(theirs, _)| *theirs == duty).map_or(OFFICER, |(_, who)| who)
}

pub struct World {
    _nats: Nats,
    _folder: tempfile::TempDir,
    pub database: TestDatabase,
    pub keys_database: TestDatabase,
    keys: Keys,
    variables: Vec<(String, String)>,
    clock: Clock,
    pub hand: watch::Sender<DateTime<Utc>>,
    stop: CancellationToken,
    /// Without a token.
    pub plain: Channel,
    channel: Authorised,
    administrator: Authorised,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl World {
    /// It is the 24th of November 2026 here.
    pub async fn start() -> Self {
        let nats = Nats::start(NatsOptions::default()).await.unwrap();
        let database = servers::test::database().await;
        let keys_database = servers::test::database().await;
        let folder = tempfile::tempdir().unwrap();
        let keys = token::generate_keys().unwrap();
        let key_file = folder.path().join("jwks.json");
        std::fs::write(&key_file, &keys.public).unwrap();
        let (hand, clock) = Clock::set("2026-11-24T03:00:00Z".parse().unwrap());
        let variables = [
            ("DATABASE_URL", database.url()),
            ("NATS_URL", nats.url()),
            ("LISTEN_ADDR", "127.0.0.1:0".to_owned()),
            ("ENVIRONMENT", "local".to_owned()),
            ("TOKEN_KEYS", key_file.display().to_string()),
            ("TOKEN_ISSUER", "hoitu".to_owned()),
            ("TOKEN_AUDIENCE", "hoitu".to_owned()),
            ("TOKEN_CLIENTS", "hoitu".to_owned()),
            ("TOKEN_LONGEST_MINUTES", "5760000".to_owned()),
            // A test asks faster than any person.
            ("CALLER_COMMANDS_PER_SECOND", "100000".to_owned()),
            ("CALLER_QUERIES_PER_SECOND", "100000".to_owned()),
            ("LOG_FORMAT", "text".to_owned()),
            ("KEYS_DATABASE_URL", keys_database.url()),
            ("MASTER_KEYS", format!("test {}", "07".repeat(32))),
            ("FIRST_ADMINISTRATOR", ADMINISTRATOR.to_owned()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let stop = CancellationToken::new();
        let plain = served(variables.clone(), clock.clone(), stop.clone()).await;
        let bearer = |person| Bearer(issue(&keys, person, TimeDelta::days(4000)));
        let channel = InterceptedService::new(plain.clone(), bearer(OFFICER));
        let administrator = InterceptedService::new(plain.clone(), bearer(ADMINISTRATOR));
        let (_nats, _folder) = (nats, folder);
        let world = Self {
            _nats,
            _folder,
            database,
            keys_database,
            keys,
            variables,
            clock,
            hand,
            stop,
            plain,
            channel,
            administrator,
        };
        world.entrust(Role::RegistryOfficer, Kind::Province, "").await;
        world
    }

    /// A Union, an applicant and an affiliate of it, all with this id, so that the officer has a right
    /// that covers whatever is called that.
    async fn with_a_member(&self, id: &str) {
        let territory = self.territory().await;
        self.entrust(Role::UnionAdmin, Kind::Unit, id).await;
        let union = wire::UnitKind::ProvincialUnion;
        self.done(crate::directory::established(id, "LHH.MAU", union, "1997-01-01")).await;
        let registration = self.registration(&territory, "Hội Tin học", "Tin học");
        let association_id = id.to_owned();
        self.done(wire::RegisterAssociationRequest { association_id, ..registration }).await;
        self.done(crate::union_memberships::application(id, id)).await;
        let affiliation = crate::affiliates::affiliation(id, AffiliateKind::Club, "Câu lạc bộ");
        let affiliate_id = id.to_owned();
        self.done(wire::BeginAffiliationRequest { affiliate_id, ..affiliation }).await;
    }

    /// Bad input for every rpc.
    pub async fn refuses_bad_input(&self) {
        let foreign = issue(&token::generate_keys().unwrap(), OFFICER, TimeDelta::days(4000));
        let expired = issue(&self.keys, OFFICER, TimeDelta::days(1));
        let strangers = [
            (None, "TOKEN_MISSING"),
            (Some(foreign.as_str()), "TOKEN_INVALID"),
            (Some(expired.as_str()), "TOKEN_EXPIRED"),
        ];
        let by = self.whoever_may().await;
        let channel = self.plain.clone();
        servers::bad_input::every_rpc_refuses_it("membership", channel, by, &strangers).await;
    }

    /// For each rpc the authorization of one who may call it on what is filled in where nothing is wrong.
    async fn whoever_may(&self) -> impl Fn(&str) -> String + Send + Sync + 'static {
        self.grant(AUDITOR, Role::Auditor, Kind::Province, "").await;
        self.with_a_member(servers::bad_input::GOOD_ID).await;
        self.protected().await;
        let all = [OFFICER, ADMINISTRATOR, AUDITOR, PROTECTORS[0]];
        let all = all.map(|person| (person, self.bearer(person)));
        move |rpc: &str| {
            let (_, bearer) = all.iter().find(|(person, _)| *person == who_may(rpc)).unwrap();
            bearer.clone()
        }
    }

    pub async fn asks_for_rights(&self, uninvited: &[Uninvited<'_>]) -> usize {
        let by = self.whoever_may().await;
        let channel = self.plain.clone();
        every_rpc_asks_for_rights("membership", channel, by, uninvited).await
    }

    pub fn bearer(&self, person: &str) -> String {
        issue(&self.keys, person, TimeDelta::days(4000))
    }

    /// Gives the officer a right.
    pub async fn entrust(&self, role: Role, kind: Kind, id: &str) {
        self.grant(OFFICER, role, kind, id).await;
    }

    /// Gives two officers the right to erase persons.
    pub async fn protected(&self) {
        for person in PROTECTORS {
            self.grant(person, Role::DataProtectionOfficer, Kind::Province, "").await;
        }
    }

    /// Gives a right from 2000 on.
    pub async fn grant(&self, person: &str, role: Role, kind: Kind, id: &str) -> CommandReceipt {
        self.grant_until(person, role, (kind, id), "").await
    }

    pub async fn grant_until(
        &self,
        person: &str,
        role: Role,
        (kind, id): (Kind, &str),
        last_day: &str,
    ) -> CommandReceipt {
        let unit_id = UNIT.to_string();
        let right = wire::Right {
            unit_id: unit_id.clone(),
            capacity: CAPACITY.into(),
            role: role.into(),
            scope: Some(wire::Scope { kind: kind.into(), id: id.into() }),
            first_day: "2000-01-01".into(),
            last_day: last_day.into(),
        };
        let decision_ref = Some(wire::DecisionRef {
            number_symbol: "1-QĐ/TU".into(),
            issued_on: "2000-01-01".into(),
            issuer_unit_id: unit_id,
        });
        let grant = wire::GrantRightRequest {
            grant_id: fresh(),
            request_id: fresh(),
            validate_only: false,
            person: person.into(),
            right: Some(right),
            decision_ref,
        };
        self.done(grant).await
    }

    pub fn administrator(&self) -> Authorised {
        self.administrator.clone()
    }

    /// Another process of the service, which has nothing in memory, with these settings beside the others.
    pub async fn replica(&self, person: &str, settings: &[(&str, &str)]) -> Authorised {
        let mut variables = self.variables.clone();
        variables.extend(settings.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        let plain = served(variables, self.clock.clone(), self.stop.clone()).await;
        InterceptedService::new(plain, Bearer(self.bearer(person)))
    }

    /// Whoever else it is, in the same unit and capacity.
    pub fn channel_of(&self, person: &str) -> Authorised {
        InterceptedService::new(self.plain.clone(), Bearer(self.bearer(person)))
    }

    pub fn channel(&self) -> Authorised {
        self.channel.clone()
    }

    /// Sends any command by its own rpc. All of them answer a receipt and nothing else.
    pub async fn send<R: CommandRequest + 'static>(
        &self,
        request: R,
    ) -> Result<CommandReceipt, Status> {
        self.send_as(who_may(R::RPC), request).await
    }

    /// The same by that person.
    pub async fn send_as<R: CommandRequest + 'static>(
        &self,
        person: &str,
        request: R,
    ) -> Result<CommandReceipt, Status> {
        let mut client = tonic::client::Grpc::new(self.channel_of(person));
        client.ready().await.unwrap();
        let path = PathAndQuery::try_from(format!("/{}", R::RPC)).unwrap();
        let codec = tonic_prost::ProstCodec::<R, wire::RenameUnitResponse>::default();
        let answer = client.unary(Request::new(request), path, codec).await?;
        Ok(answer.into_inner().receipt.unwrap())
    }

    /// Sends a command that must succeed.
    pub async fn done<R: CommandRequest + 'static>(&self, request: R) -> CommandReceipt {
        self.send(request).await.unwrap_or_else(|status| panic!("{}: {status:?}", R::RPC))
    }

    /// Sends a command that must be refused; its code and its reason.
    pub async fn refused<R: CommandRequest + 'static>(&self, request: R) -> (tonic::Code, String) {
        match self.send(request).await {
            Ok(receipt) => panic!("{} was carried out: {receipt:?}", R::RPC),
            Err(status) => {
                let (code, reason, _) = refusal(&status);
                (code, reason)
            }
        }
    }
}

/// A process of the service, when it is ready.
async fn served(
    variables: Vec<(String, String)>,
    clock: Clock,
    stop: CancellationToken,
) -> Channel {
    let (settings, config) = Reader::read(variables, |reader| {
        let config = (membership::config::OWN.read)(reader);
        Some((Settings::read(reader)?, config?))
    })
    .unwrap();
    let listener = TcpListener::bind(settings.listen_addr).await.unwrap();
    let address = listener.local_addr().unwrap();
    let build = |process| membership::grpc::services(process, config);
    let serving = serve(membership::grpc::DOMAIN, settings, clock, listener, stop, build);
    tokio::spawn(async move { serving.await.unwrap() });
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let plain = endpoint.connect().await.unwrap();
    until_ready(plain.clone()).await;
    plain
}

async fn until_ready(channel: Channel) {
    let mut client = HealthClient::new(channel);
    let watch = client.watch(HealthCheckRequest::default());
    let mut health = watch.await.unwrap().into_inner();
    let ready = async {
        while health.message().await.unwrap().unwrap().status() != ServingStatus::Serving {}
    };
    tokio::time::timeout(Duration::from_secs(30), ready).await.expect("the service is ready");
}

/// As of a day, after that command.
pub fn on(day: &str, receipt: &CommandReceipt) -> Option<ReadAt> {
    let at_least_tokens = vec![receipt.token.clone()];
    Some(ReadAt { as_of: day.to_owned(), at_least_tokens, ..ReadAt::default() })
}

/// A UUID that no other call has given in this run.
pub fn fresh() -> String {
    static COUNTER: AtomicU64 = AtomicU64::new(1);
    Uuid::from_u128(u128::from(COUNTER.fetch_add(1, Ordering::Relaxed)) << 32 | 7).to_string()
}

/// Code, reason and violated fields of a refusal, which has a sentence in Vietnamese.
#[track_caller]
pub fn refusal(status: &Status) -> (tonic::Code, String, Vec<String>) {
    let details = status.get_error_details();
    let info = details.error_info().unwrap_or_else(|| panic!("no ErrorInfo in {status:?}"));
    assert_eq!(info.domain, "hoitu.membership");
    assert!(!details.localized_message().unwrap().message.is_empty());
    let violations = details.bad_request().map(|bad| &bad.field_violations);
    let fields = violations.into_iter().flatten().map(|it| it.field.clone()).collect();
    (status.code(), info.reason.clone(), fields)
}

/// From 2020 on: for 4,000 days it is valid on every day that a test may set.
fn issue(keys: &Keys, person: &str, lifetime: TimeDelta) -> String {
    let grant = Grant {
        issuer: "hoitu".into(),
        audience: "hoitu".into(),
        client: "hoitu".into(),
        person: person.into(),
        unit: UNIT,
        capacity: CAPACITY.into(),
        lifetime,
    };
    let long_ago = "2020-01-01T00:00:00Z".parse().unwrap();
    let token = token::issue(&keys.private, &grant, long_ago).unwrap();
    format!("Bearer {}", token.expose())
}

pub type Authorised = InterceptedService<Channel, Bearer>;

#[derive(Clone)]
pub struct Bearer(String);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", MetadataValue::try_from(&self.0).unwrap());
        Ok(request)
    }
}
