//! The service alone, in this process: real gRPC, its own PostgreSQL database and its own NATS server.

use std::collections::HashMap;

use awards::config::Config;
use awards::grpc::{DOMAIN, services};
use chassis::config::Reader;
use chassis::keys::KeysSettings;
use contracts::RPCS;
use contracts::access::v1::{Duty, Kind};
use contracts::awards::v1::programme_service_client::ProgrammeServiceClient;
use contracts::awards::v1::round_service_client::RoundServiceClient;
use contracts::awards::v1::{GetRoundDeskRequest, ListProgrammesRequest, ListRoundsRequest};
use contracts::evidence::v1::ListEvidenceRequest;
use contracts::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contracts::membership::v1::Role;
use evidence::settings::{Limits, Place, Settings};
use ledger::{Decider, Ledger};
use neighbours::{Ground, Holder, MEMBERSHIP, Neighbour, Served};
use serde::Serialize;
use serde::de::DeserializeOwned;
use servers::bad_input::GOOD_ID;
use servers::test::TestDatabase;
use servers::uninvited::{Uninvited, every_rpc_asks_for_rights};
use tokio::sync::oneshot;
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::recording;

pub use neighbours::eventually;

/// Who keeps the programmes of one unit.
pub const OFFICE: &str = "nguoi-mau-1";
/// Who files what one unit keeps as evidence.
pub const KEEPER: &str = "nguoi-mau-5";
/// The secretariat of a round.
pub const SECRETARY: &str = "nguoi-mau-3";
const AUDITOR: &str = "nguoi-mau-2";

pub type Client = InterceptedService<Channel, Bearer>;

fn holder(person: &str) -> Holder<'_> {
    Holder { person, unit: Uuid::from_u128(0xB2), capacity: "chuyên viên" }
}

/// Who may call an rpc.
fn who_may(rpc: &str) -> &'static str {
    let duty = RPCS.iter().find(|known| known.name == rpc).unwrap().duty;
    let others = [
        (Duty::FollowLedger, AUDITOR),
        (Duty::KeepProgrammes, OFFICE),
        (Duty::RunRounds, SECRETARY),
        (Duty::ReadEntries, SECRETARY),
    ];
    others.iter().find(|(it, _)| *it == duty).map_or(KEEPER, |(_, who)| who)
}

/// A running service; it stops with this value.
pub struct World {
    ground: Ground,
    membership: Neighbour,
    served: Served,
    ledger: Ledger,
    /// Of the keys of persons; dropped last.
    _keys: TestDatabase,
}

impl World {
    /// Everything new; returns when queries are answered.
    pub async fn new() -> Self {
        let ground = Ground::for_service("awards").await;
        let membership = Neighbour::start(&ground, MEMBERSHIP).await;
        membership.grants(holder(AUDITOR), Role::Auditor, (Kind::Province, "")).await;
        membership.grants(holder(OFFICE), Role::UnionAdmin, (Kind::Unit, GOOD_ID)).await;
        membership.grants(holder(KEEPER), Role::UnitReporter, (Kind::Unit, GOOD_ID)).await;
        membership.grants(holder(SECRETARY), Role::ContestSecretary, (Kind::Round, GOOD_ID)).await;
        let place = Place::Folder(ground.evidence());
        let evidence = Settings { place, limits: Limits::default() };
        let key_store = servers::test::database().await;
        let variables = [
            ("KEYS_DATABASE_URL".to_owned(), key_store.url()),
            ("MASTER_KEYS".to_owned(), format!("1 {}", "07".repeat(32))),
        ];
        let keys = Reader::read(variables, KeysSettings::read).unwrap();
        let config = Config {
            membership: format!("http://{}", membership.served.address).parse().unwrap(),
            service_key: ground.service_key(),
            evidence,
            keys,
        };
        let (sender, ledger) = oneshot::channel();
        let served = ground.serve(DOMAIN, move |process| {
            let _ = sender.send(process.ledger.clone());
            services(process, config)
        });
        let served = served.await;
        let ledger = ledger.await.unwrap();
        let world = Self { ground, membership, served, ledger, _keys: key_store };
        let list = ListEvidenceRequest { unit_id: GOOD_ID.into(), ..Default::default() };
        let answers = async || {
            world.programmes().await.list_programmes(ListProgrammesRequest::default()).await?;
            world.rounds().await.list_rounds(ListRoundsRequest::default()).await?;
            world.evidence().await.list_evidence(list.clone()).await
        };
        let _ = eventually("queries are answered", answers, Result::is_ok).await;
        world
    }

    pub fn nats_url(&self) -> String {
        self.ground.nats.url()
    }

    pub async fn evidence(&self) -> EvidenceServiceClient<Client> {
        EvidenceServiceClient::new(self.client(KEEPER).await)
    }

    pub async fn programmes(&self) -> ProgrammeServiceClient<Client> {
        ProgrammeServiceClient::new(self.client(OFFICE).await)
    }

    pub fn is_now(&self, instant: &str) {
        self.ground.hand.send(instant.parse().unwrap()).unwrap();
    }

    /// For who keeps the programmes.
    pub async fn rounds(&self) -> RoundServiceClient<Client> {
        self.rounds_of(OFFICE).await
    }

    pub async fn rounds_of(&self, person: &str) -> RoundServiceClient<Client> {
        RoundServiceClient::new(self.client(person).await)
    }

    /// For somebody who keeps the programmes of another unit.
    pub async fn rounds_of_unit(&self, unit: &str) -> RoundServiceClient<Client> {
        self.programmes_of(unit).await;
        self.rounds_of("theirs").await
    }

    /// A round has a secretary; returns when the service knows.
    pub async fn has_secretary(&self, round: &str) {
        let right = (Kind::Round, round);
        self.membership.grants(holder(SECRETARY), Role::ContestSecretary, right).await;
        let desk = GetRoundDeskRequest { round_id: round.into(), read_at: None };
        let answers = async || self.rounds_of(SECRETARY).await.get_round_desk(desk.clone()).await;
        let _ = eventually("the right is known", answers, Result::is_ok).await;
    }

    /// What happens to an aggregate next, recorded without anybody's command.
    pub async fn records<D>(&self, id: Uuid, events: &[D::Event])
    where
        D: Decider + Send + 'static,
        D::Event: Serialize + DeserializeOwned + Send + Sync,
        for<'e> &'e D::Event: Into<&'static str>,
        D::Command: Clone + Send + Sync + 'static,
    {
        recording::record::<D>(&self.ledger, id, events).await;
    }

    /// An aggregate as the ledger has it.
    pub async fn state<D>(&self, id: &str) -> D
    where
        D: Decider + Send + 'static,
        D::Event: Serialize + DeserializeOwned + Send + Sync,
        for<'e> &'e D::Event: Into<&'static str>,
        D::Command: Clone + Send + Sync + 'static,
    {
        recording::load(&self.ledger, id).await.0
    }

    /// The last event that others are told of, and what they are told.
    pub async fn last_published(&self) -> (String, Vec<u8>) {
        let head = self.ledger.head().await.unwrap().position;
        let all = self.ledger.read_published(1, head).await.unwrap();
        let told = all.into_iter().filter_map(|it| Some((it.event_type, it.published?.to_vec())));
        told.last().unwrap()
    }

    /// For somebody who keeps those of another unit.
    pub async fn programmes_of(&self, unit: &str) -> ProgrammeServiceClient<Client> {
        self.membership.grants(holder("theirs"), Role::UnionAdmin, (Kind::Unit, unit)).await;
        let programmes = ProgrammeServiceClient::new(self.client("theirs").await);
        let list = ListProgrammesRequest::default();
        let answers = async || programmes.clone().list_programmes(list.clone()).await;
        let _ = eventually("the right is known", answers, Result::is_ok).await;
        programmes
    }

    async fn client(&self, person: &str) -> Client {
        let bearer = Bearer(self.ground.bearer(holder(person)));
        InterceptedService::new(self.channel().await, bearer)
    }

    /// Every rpc, called by those who may not and those who may.
    pub async fn asks_for_rights(&self) -> usize {
        let another_unit = (Kind::Unit, "00000000-0000-0000-0000-0000000000e1");
        self.membership.grants(holder("elsewhere"), Role::UnitReporter, another_unit).await;
        let uninvited =
            [("stranger", "nothing was granted"), ("elsewhere", "the right is over another unit")];
        let uninvited = uninvited.map(|(person, because)| Uninvited {
            because,
            authorization: self.ground.bearer(holder(person)),
            // Anybody who has a right at all reads what contests there are.
            may: if person == "stranger" { &[][..] } else { &[Duty::ReadContests] },
        });
        let by = self.whoever_may();
        every_rpc_asks_for_rights("awards", self.channel().await, by, &uninvited).await
    }

    /// Bad input for every rpc.
    pub async fn refuses_bad_input(&self) {
        let [foreign, expired] = self.ground.bad_bearers(holder(KEEPER));
        let strangers = [
            (None, "TOKEN_MISSING"),
            (Some(foreign.as_str()), "TOKEN_INVALID"),
            (Some(expired.as_str()), "TOKEN_EXPIRED"),
        ];
        let (by, channel) = (self.whoever_may(), self.channel().await);
        servers::bad_input::every_rpc_refuses_it("awards", channel, by, &strangers).await;
    }

    /// For each rpc the authorization of one who may call it.
    fn whoever_may(&self) -> impl Fn(&str) -> String + Send + Sync + 'static {
        let all = [OFFICE, AUDITOR, KEEPER, SECRETARY]
            .map(|person| (person, self.ground.bearer(holder(person))));
        move |rpc: &str| {
            let (_, bearer) = all.iter().find(|(person, _)| *person == who_may(rpc)).unwrap();
            bearer.clone()
        }
    }

    async fn channel(&self) -> Channel {
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

/// The reason of a refusal, and what is told with it.
pub fn told(status: &Status) -> (String, HashMap<String, String>) {
    let info = status.get_error_details().error_info().cloned().unwrap();
    (info.reason, info.metadata)
}

/// Why a call was refused.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.unwrap_err();
    let reason = status.get_error_details().error_info().map(|info| info.reason.clone());
    (status.code(), reason.unwrap_or_default())
}
