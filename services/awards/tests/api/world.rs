//! The service alone, in this process: real gRPC, its own PostgreSQL database and its own NATS server.

mod rounds;

use std::collections::HashMap;
use std::net::Ipv4Addr;

use awards::config::Config;
use awards::grpc::{DOMAIN, services};
use chassis::config::Reader;
use chassis::keys::KeysSettings;
use contracts::RPCS;
use contracts::access::v1::{Duty, Kind};
use contracts::awards::v1::appeal_service_client::AppealServiceClient;
use contracts::awards::v1::entry_service_client::EntryServiceClient;
use contracts::awards::v1::judging_service_client::JudgingServiceClient;
use contracts::awards::v1::jury_service_client::JuryServiceClient;
use contracts::awards::v1::participant_service_client::ParticipantServiceClient;
use contracts::awards::v1::prize_list_service_client::PrizeListServiceClient;
use contracts::awards::v1::programme_service_client::ProgrammeServiceClient;
use contracts::awards::v1::score_sheet_service_client::ScoreSheetServiceClient;
use contracts::awards::v1::screening_service_client::ScreeningServiceClient;
use contracts::awards::v1::{
    GetSubmittedPrizeListRequest, ListJuriesRequest, ListParticipantErasuresRequest,
    ListProgrammesRequest, ListSheetsRequest, Stage,
};
use contracts::evidence::v1::ListEvidenceRequest;
use contracts::evidence::v1::evidence_service_client::EvidenceServiceClient;
use contracts::ledger::v1::ReadAt;
use contracts::ledger::v1::ledger_service_client::LedgerServiceClient;
use contracts::membership::v1::Role;
use evidence::settings::{Limits, Place, Settings};
use ledger::Ledger;
use neighbours::{Ground, Holder, MEMBERSHIP, Neighbour, Served};
use servers::bad_input::GOOD_ID;
use servers::test::TestDatabase;
use servers::uninvited::{Uninvited, every_rpc_asks_for_rights};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tonic::metadata::MetadataValue;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;
use uuid::Uuid;

/// Who keeps the programmes of one unit.
pub const OFFICE: &str = "nguoi-mau-1";
/// Who files what one unit keeps as evidence.
pub const KEEPER: &str = "nguoi-mau-5";
/// Who enters a round.
pub const ENTRANT: &str = "nguoi-mau-6";
/// Who enters it too.
pub const ANOTHER: &str = "nguoi-mau-7";
/// The secretariat of the round, in the unit that organises it.
pub const SECRETARY: &str = "nguoi-mau-8";
/// Who leads the jury of `F2`.
pub const OTHER_CHAIR: &str = "nguoi-mau-4";
/// Who proposes prizes.
pub const COMMITTEE: &str = "nguoi-mau-17";
/// Who decides about those of the programme.
pub const AUTHORITY: &str = "nguoi-mau-18";
/// Who erases.
pub const PROTECTORS: [&str; 2] = ["nguoi-mau-9", "nguoi-mau-10"];
pub const AUDITOR: &str = "nguoi-mau-2";
/// Who leads a jury of it.
pub const CHAIR: &str = "nguoi-mau-11";
/// Who judge in it.
pub const JUDGES: [&str; 3] = ["nguoi-mau-12", "nguoi-mau-13", "nguoi-mau-14"];
/// Who judges in it, and is in no jury.
pub const ANOTHER_JUDGE: &str = "nguoi-mau-15";

/// The round that all of them have to do with, and the unit that organises it.
pub const ROUND: &str = GOOD_ID;
pub const ORGANISER: Uuid = Uuid::from_u128(0x0198_f3c2_0000_7000_8000_0000_0000_00b5);

pub use servers::test::eventually;

pub type Client = InterceptedService<Channel, Bearer>;

fn holder(person: &str) -> Holder<'_> {
    let unit = if person == SECRETARY { ORGANISER } else { Uuid::from_u128(0xB2) };
    Holder { person, unit, capacity: "chuyên viên" }
}

/// Who may call an rpc.
fn who_may(rpc: &str) -> &'static str {
    let duty = RPCS.iter().find(|known| known.name == rpc).unwrap().duty;
    let others = [
        (Duty::FollowLedger, AUDITOR),
        (Duty::KeepProgrammes, OFFICE),
        (Duty::EnterContests, ENTRANT),
        (Duty::ScreenEntries, SECRETARY),
        (Duty::ReadEntries, SECRETARY),
        (Duty::RunRounds, SECRETARY),
        (Duty::ErasePersons, PROTECTORS[0]),
        (Duty::FormJuries, SECRETARY),
        (Duty::Judge, JUDGES[0]),
        (Duty::LeadJuries, CHAIR),
        (Duty::ReadJudging, SECRETARY),
        (Duty::ReadRanking, COMMITTEE),
        (Duty::ProposePrizes, COMMITTEE),
        (Duty::DecidePrizes, AUTHORITY),
    ];
    others.iter().find(|(it, _)| *it == duty).map_or(KEEPER, |(_, who)| who)
}

/// A running service; it stops with this value.
pub struct World {
    pub ground: Ground,
    membership: Neighbour,
    pub served: Served,
    /// What the service records: for what is arranged without its rpcs.
    pub ledger: Ledger,
    /// Of the keys of persons; dropped last.
    pub keys: TestDatabase,
}

impl World {
    /// Everything new; returns when queries are answered.
    pub async fn new() -> Self {
        let ground = Ground::for_service("awards").await;
        let membership = Neighbour::start(&ground, MEMBERSHIP).await;
        membership.grants(holder(AUDITOR), Role::Auditor, (Kind::Province, "")).await;
        membership.grants(holder(OFFICE), Role::UnionAdmin, (Kind::Unit, GOOD_ID)).await;
        membership.grants(holder(KEEPER), Role::UnitReporter, (Kind::Unit, GOOD_ID)).await;
        for (person, role) in [
            (ENTRANT, Role::Entrant),
            (ANOTHER, Role::Entrant),
            (SECRETARY, Role::ContestSecretary),
            (CHAIR, Role::JuryChair),
            (OTHER_CHAIR, Role::JuryChair),
            (COMMITTEE, Role::OrganisingCommittee),
        ] {
            membership.grants(holder(person), role, (Kind::Round, ROUND)).await;
        }
        for judge in JUDGES.into_iter().chain([ANOTHER_JUDGE]) {
            membership.grants(holder(judge), Role::Judge, (Kind::Round, ROUND)).await;
        }
        let programme = (Kind::Programme, GOOD_ID);
        membership.grants(holder(AUTHORITY), Role::AwardAuthority, programme).await;
        for protector in PROTECTORS {
            let everybody = (Kind::Province, "");
            membership.grants(holder(protector), Role::DataProtectionOfficer, everybody).await;
        }
        let (keys, database) = (servers::test::database().await, servers::test::database().await);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let world = Self::served(ground, membership, keys, (database, listener)).await;
        world.answers().await;
        world
    }

    /// The same with nothing in its memory.
    pub async fn started_again(self) -> Self {
        let Self { ground, membership, served, keys, .. } = self;
        let (database, address) = served.stop().await;
        let listener = TcpListener::bind(address).await.unwrap();
        let world = Self::served(ground, membership, keys, (database, listener)).await;
        world.answers().await;
        world
    }

    async fn served(
        ground: Ground,
        membership: Neighbour,
        keys: TestDatabase,
        (database, listener): (TestDatabase, TcpListener),
    ) -> Self {
        let place = Place::Folder(ground.evidence());
        let variables = [
            ("KEYS_DATABASE_URL".to_owned(), keys.url()),
            ("MASTER_KEYS".to_owned(), format!("1 {}", "07".repeat(32))),
        ];
        let config = Config {
            membership: format!("http://{}", membership.served.address).parse().unwrap(),
            service_key: ground.service_key(),
            evidence: Settings { place, limits: Limits::default() },
            keys: Reader::read(variables, KeysSettings::read).unwrap(),
        };
        let (sender, ledger) = oneshot::channel();
        let served = ground.serve_on(database, listener, DOMAIN, |process| {
            let _ = sender.send(process.ledger.clone());
            services(process, config)
        });
        Self { ground, membership, served, ledger: ledger.await.unwrap(), keys }
    }

    async fn answers(&self) {
        let list = ListEvidenceRequest { unit_id: GOOD_ID.into(), ..Default::default() };
        let answers = async || {
            self.programmes().await.list_programmes(ListProgrammesRequest::default()).await?;
            // Granted last.
            let waiting = ListParticipantErasuresRequest::default();
            self.participants(PROTECTORS[1]).await.list_participant_erasures(waiting).await?;
            self.evidence().await.list_evidence(list.clone()).await
        };
        let _ = eventually("queries are answered", answers, Result::is_ok).await;
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

    pub async fn participants(&self, person: &str) -> ParticipantServiceClient<Client> {
        ParticipantServiceClient::new(self.client(person).await)
    }

    pub async fn entries(&self, person: &str) -> EntryServiceClient<Client> {
        EntryServiceClient::new(self.client(person).await)
    }

    pub async fn screening(&self, person: &str) -> ScreeningServiceClient<Client> {
        ScreeningServiceClient::new(self.client(person).await)
    }

    pub async fn judging(&self, person: &str) -> JudgingServiceClient<Client> {
        JudgingServiceClient::new(self.client(person).await)
    }

    pub async fn prize_lists(&self, person: &str) -> PrizeListServiceClient<Client> {
        PrizeListServiceClient::new(self.client(person).await)
    }

    pub async fn appeals(&self, person: &str) -> AppealServiceClient<Client> {
        AppealServiceClient::new(self.client(person).await)
    }

    /// For somebody who decides about prizes of another programme.
    pub async fn decides_for(&self, programme: &str) -> PrizeListServiceClient<Client> {
        let scope = (Kind::Programme, programme);
        self.membership.grants(holder("theirs"), Role::AwardAuthority, scope).await;
        let get = GetSubmittedPrizeListRequest {
            programme_id: programme.into(),
            round_id: GOOD_ID.into(),
            read_at: None,
        };
        let heard = async || {
            let mut prize_lists = self.prize_lists("theirs").await;
            let submitted = prize_lists.get_submitted_prize_list(get.clone()).await;
            submitted.map(drop).map_err(|status| is_no_prize_list(&status))
        };
        let _ = eventually("the right is known", heard, |it| *it == Err(true)).await;
        self.prize_lists("theirs").await
    }

    /// As of today, with everything that is recorded.
    pub async fn newest(&self) -> Option<ReadAt> {
        let head = self.ledger.head().await.unwrap();
        let at_least_tokens = vec![format!("awards:{}", head.position)];
        Some(ReadAt { at_least_tokens, ..ReadAt::default() })
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
        let all =
            [OFFICE, AUDITOR, KEEPER, ENTRANT, SECRETARY, CHAIR, JUDGES[0], COMMITTEE, AUTHORITY];
        let all = all.into_iter().chain(PROTECTORS);
        let all = all.map(|person| (person, self.ground.bearer(holder(person))));
        let all: Vec<_> = all.collect();
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

/// Whoever has no right is not told that there is no list.
fn is_no_prize_list(status: &Status) -> bool {
    let details = status.get_error_details();
    details.resource_info().is_some_and(|it| it.resource_type == "prize list")
}

/// Why a call was refused.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, Status>) -> (Code, String) {
    let status = answer.unwrap_err();
    let reason = status.get_error_details().error_info().map(|info| info.reason.clone());
    (status.code(), reason.unwrap_or_default())
}

/// The reason of a refusal, and what is told with it.
pub fn told(status: &Status) -> (String, HashMap<String, String>) {
    let info = status.get_error_details().error_info().cloned().unwrap();
    (info.reason, info.metadata)
}
