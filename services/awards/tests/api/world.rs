//! The service alone, in this process: real gRPC, its own PostgreSQL database and its own NATS server.

use awards::config::Config;
use awards::grpc::{DOMAIN, services};
use chassis::config::Reader;
use chassis::keys::KeysSettings;
use contracts::RPCS;
use contracts::access::v1::{Duty, Kind};
use contracts::awards::v1::jury_service_client::JuryServiceClient;
use contracts::awards::v1::programme_service_client::ProgrammeServiceClient;
use contracts::awards::v1::score_sheet_service_client::ScoreSheetServiceClient;
use contracts::awards::v1::{
    CitedFile, ListJuriesRequest, ListOwnSheetsRequest, ListProgrammesRequest, ListSheetsRequest,
    Stage,
};
use contracts::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contracts::evidence::v1::{
    BeginUploadRequest, ListEvidenceRequest, SendBytesRequest, StoreEvidenceRequest,
};
use contracts::ledger::v1::ledger_service_client::LedgerServiceClient;
use contracts::membership::v1::Role;
use evidence::settings::{Limits, Place, Settings};
use ledger::Ledger;
use neighbours::{Ground, Holder, MEMBERSHIP, Neighbour, Served, eventually};
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

use crate::history::fresh;

/// Who keeps the programmes of one unit.
pub const OFFICE: &str = "nguoi-mau-1";
/// Who files what one unit keeps as evidence.
pub const KEEPER: &str = "nguoi-mau-5";
/// Who forms the juries of one round.
pub const SECRETARY: &str = "nguoi-mau-6";
/// Who leads a jury of it.
pub const CHAIR: &str = "nguoi-mau-11";
/// Who judge in it.
pub const JUDGES: [&str; 3] = ["nguoi-mau-12", "nguoi-mau-13", "nguoi-mau-14"];
/// Who judges in it, and is in no jury.
pub const ANOTHER_JUDGE: &str = "nguoi-mau-15";
pub const AUDITOR: &str = "nguoi-mau-2";

const MINUTES: &str = "Biên bản mẫu.\n";

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
        (Duty::FormJuries, SECRETARY),
        (Duty::Judge, JUDGES[0]),
        (Duty::LeadJuries, CHAIR),
    ];
    others.iter().find(|(it, _)| *it == duty).map_or(KEEPER, |(_, who)| who)
}

/// A running service; it stops with this value.
pub struct World {
    ground: Ground,
    membership: Neighbour,
    served: Served,
    /// The service's own, where a test says what has happened.
    pub ledger: Ledger,
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
        let place = Place::Folder(ground.evidence());
        let round = (Kind::Round, GOOD_ID);
        membership.grants(holder(SECRETARY), Role::ContestSecretary, round).await;
        membership.grants(holder(CHAIR), Role::JuryChair, round).await;
        for judge in JUDGES.into_iter().chain([ANOTHER_JUDGE]) {
            membership.grants(holder(judge), Role::Judge, round).await;
        }
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
        let (served, ledger) = (served.await, ledger.await.unwrap());
        let world = Self { ground, membership, served, ledger, _keys: key_store };
        let list = ListEvidenceRequest { unit_id: GOOD_ID.into(), ..Default::default() };
        let answers = async || {
            world.programmes().await.list_programmes(ListProgrammesRequest::default()).await?;
            let last = ListOwnSheetsRequest {
                round_id: GOOD_ID.into(),
                stage: Stage::Preliminary.into(),
                ..Default::default()
            };
            world.sheets(ANOTHER_JUDGE).await.list_own_sheets(last).await?;
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

    pub async fn juries(&self, person: &str) -> JuryServiceClient<Client> {
        JuryServiceClient::new(self.client(person).await)
    }

    pub async fn sheets(&self, person: &str) -> ScoreSheetServiceClient<Client> {
        ScoreSheetServiceClient::new(self.client(person).await)
    }

    pub async fn history(&self, person: &str) -> LedgerServiceClient<Client> {
        LedgerServiceClient::new(self.client(person).await)
    }

    /// A file that the unit keeps which organises.
    pub async fn minutes(&self) -> CitedFile {
        let (unit_id, evidence_id) = (GOOD_ID.to_owned(), fresh());
        let sha256 = ledger::Digest::of(MINUTES.as_bytes()).to_string();
        let announced = BeginUploadRequest {
            unit_id: unit_id.clone(),
            evidence_id: evidence_id.clone(),
            media_type: "text/plain".into(),
            byte_size: MINUTES.len().try_into().unwrap(),
            sha256: sha256.clone(),
        };
        let mut client = self.evidence().await;
        client.begin_upload(announced).await.unwrap();
        let bytes = SendBytesRequest {
            unit_id: unit_id.clone(),
            evidence_id: evidence_id.clone(),
            offset: 0,
            data: MINUTES.as_bytes().into(),
        };
        client.send_bytes(futures::stream::iter([bytes])).await.unwrap();
        let (request_id, id) = (fresh(), evidence_id.clone());
        let store =
            StoreEvidenceRequest { unit_id, evidence_id: id, request_id, validate_only: false };
        client.store_evidence(store).await.unwrap();
        CitedFile { evidence_id, sha256 }
    }

    /// Somebody who runs another round.
    pub async fn secretary_of(&self, round: &str) -> String {
        let (who, on) = ("nguoi-mau-16", (Kind::Round, round));
        self.membership.grants(holder(who), Role::ContestSecretary, on).await;
        let list = ListJuriesRequest { round_id: round.into(), ..Default::default() };
        let juries = self.juries(who).await;
        let answers = async || juries.clone().list_juries(list.clone()).await;
        let _ = eventually("the right is known", answers, Result::is_ok).await;
        who.to_owned()
    }

    /// For somebody who has the right of those who lead juries.
    pub async fn leading(&self, person: &str) -> ScoreSheetServiceClient<Client> {
        self.membership.grants(holder(person), Role::JuryChair, (Kind::Round, GOOD_ID)).await;
        let list = ListSheetsRequest {
            round_id: GOOD_ID.into(),
            stage: Stage::Preliminary.into(),
            field_code: "F9".into(),
            ..Default::default()
        };
        let sheets = self.sheets(person).await;
        let answers = async || refusal(sheets.clone().list_sheets(list.clone()).await).1;
        eventually("the right is known", answers, |reason| reason == "SHEET_NOT_FOUND").await;
        sheets
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
        let all = [OFFICE, AUDITOR, KEEPER, SECRETARY, CHAIR, JUDGES[0]]
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

/// Why a call was refused.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.unwrap_err();
    let reason = status.get_error_details().error_info().map(|info| info.reason.clone());
    (status.code(), reason.unwrap_or_default())
}
