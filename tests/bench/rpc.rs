//! Commands that store nothing, through the whole of a service, against an rpc of tonic that does nothing,
//! or only reads what the command had to read.

use std::net::SocketAddr;
use std::time::Duration;

use chassis::config::{CallerLimits, LimitSettings};
use chassis::run::serve;
use contracts::access::v1::Kind;
use contracts::ledger::v1::ledger_service_client::LedgerServiceClient;
use contracts::ledger::v1::ledger_service_server::{LedgerService, LedgerServiceServer};
use contracts::ledger::v1::{
    GetChainRequest, GetChainResponse, GetHeadRequest, GetHeadResponse, ReadLedgerRequest,
    ReadLedgerResponse,
};
use contracts::membership::v1::Role;
use contracts::reporting::v1::plan_service_client::PlanServiceClient;
use contracts::reporting::v1::{ConcludePlanRequest, DecisionRef, ListPlansRequest};
use evidence::settings::{Limits, Place, Settings};
use futures::stream::Empty;
use neighbours::{Ground, Holder, MEMBERSHIP, Neighbour, eventually};
use reporting::config::Config;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::measure::{Bench, callers, interleave, request, row};

const TIME: Duration = Duration::from_millis(700);
/// Many short ones: what else the machine does comes and goes.
const ROUNDS: usize = 15;
const CALLERS: usize = 8;

/// Answers nothing: the head at once, a chain after the reads of a command that is refused.
struct Nothing {
    pool: PgPool,
    absent: Uuid,
    stream: String,
}

impl Nothing {
    fn new(pool: PgPool) -> Self {
        let absent = request().request_id;
        Self { pool, absent, stream: format!("plan-{absent}") }
    }

    /// A stream and a request, neither of which is there.
    async fn read(&self) -> sqlx::Result<()> {
        let load = "SELECT revision, data FROM ledger.entry WHERE stream = $1 ORDER BY revision";
        sqlx::query(load).bind(&self.stream).fetch_all(&self.pool).await?;
        let known = "SELECT fingerprint FROM ledger.request WHERE request_id = $1";
        sqlx::query(known).bind(self.absent).fetch_optional(&self.pool).await?;
        Ok(())
    }
}

#[tonic::async_trait]
impl LedgerService for Nothing {
    type ReadLedgerStream = Empty<Result<ReadLedgerResponse, Status>>;

    async fn get_head(
        &self,
        _: Request<GetHeadRequest>,
    ) -> Result<Response<GetHeadResponse>, Status> {
        Ok(Response::new(GetHeadResponse::default()))
    }

    async fn get_chain(
        &self,
        _: Request<GetChainRequest>,
    ) -> Result<Response<GetChainResponse>, Status> {
        self.read().await.map_err(|error| Status::unavailable(error.to_string()))?;
        Ok(Response::new(GetChainResponse::default()))
    }

    async fn read_ledger(
        &self,
        _: Request<ReadLedgerRequest>,
    ) -> Result<Response<Self::ReadLedgerStream>, Status> {
        Ok(Response::new(futures::stream::empty()))
    }
}

pub async fn nothing_stored(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("rpc") {
        return Ok(());
    }
    let stop = CancellationToken::new();
    let (channel, bearer, _around) = reporting(bench, &stop).await?;
    let bare = bare(bench, &stop).await?;
    for (what, plan_id, code) in [
        ("rpc: a command refused for its fields", "no-id", Code::InvalidArgument),
        ("rpc: a command refused by its aggregate", "", Code::NotFound),
    ] {
        let raw = || {
            let bare = bare.clone();
            callers(CALLERS, TIME, move |_| {
                let mut client = LedgerServiceClient::new(bare.clone());
                async move {
                    if code == Code::NotFound {
                        client.get_chain(GetChainRequest::default()).await?;
                    } else {
                        client.get_head(GetHeadRequest::default()).await?;
                    }
                    Ok(())
                }
            })
        };
        let asked: Vec<_> = (0..CALLERS).map(|_| conclusion(plan_id)).collect();
        let ours = || {
            let (channel, bearer, asked) = (channel.clone(), bearer.clone(), asked.clone());
            callers(CALLERS, TIME, move |caller| {
                let (client, bearer) = (PlanServiceClient::new(channel.clone()), bearer.clone());
                conclude(client, bearer, asked[caller].clone(), code)
            })
        };
        let medians = interleave(ROUNDS, ours, raw).await?;
        let (ours, raw) = (medians.ours.per_second, medians.raw.per_second);
        row(what, ours, raw, "/s", ours / raw, 0.75, 0.9);
    }
    stop.cancel();
    Ok(())
}

/// A command that is refused as often as it is sent, as nothing of it is stored.
fn conclusion(plan_id: &str) -> ConcludePlanRequest {
    let id = request().request_id.to_string();
    let plan_id = if plan_id.is_empty() { id.clone() } else { plan_id.to_owned() };
    ConcludePlanRequest {
        etag: format!("\"plan-{plan_id}-1\""),
        plan_id,
        request_id: id,
        concluded_on: "2026-01-01".into(),
        decision_ref: Some(DecisionRef {
            number_symbol: "1-QĐ/TU".into(),
            issued_on: "2026-01-01".into(),
            issuer_unit_id: Uuid::from_u128(1).to_string(),
        }),
        ..ConcludePlanRequest::default()
    }
}

async fn conclude(
    mut client: PlanServiceClient<Channel>,
    bearer: MetadataValue<Ascii>,
    asked: ConcludePlanRequest,
    expected: Code,
) -> anyhow::Result<()> {
    let mut asked = Request::new(asked);
    asked.metadata_mut().insert("authorization", bearer);
    let refused = client.conclude_plan(asked).await;
    let code = refused.as_ref().err().map(Status::code);
    anyhow::ensure!(code == Some(expected), "{refused:?}");
    Ok(())
}

/// What is measured is the service, not the share of one caller.
const UNLIMITED: CallerLimits = CallerLimits {
    calls: u32::MAX,
    streams: u32::MAX,
    commands_per_second: u32::MAX,
    queries_per_second: u32::MAX,
};

/// The reporting service in this process, and who calls it.
async fn reporting(
    bench: &Bench,
    stop: &CancellationToken,
) -> anyhow::Result<(Channel, MetadataValue<Ascii>, (Ground, Neighbour))> {
    let name = format!("bench_{}", servers::test::unique());
    bench.postgres.create_database(&name).await?;
    let ground = Ground::for_service("reporting").await;
    let membership = Neighbour::start(&ground, MEMBERSHIP).await;
    let holder = Holder { person: "bench", unit: Uuid::from_u128(1), capacity: "bench" };
    membership.grants(holder, Role::PlanAuthority, (Kind::Province, "")).await;
    let served: http::Uri = format!("http://{}", membership.served.address).parse()?;
    let config = Config {
        membership: served.clone(),
        // No report is begun here, so nothing is asked of it.
        projection: served,
        service_key: ground.service_key(),
        evidence: Settings { place: Place::Folder(ground.evidence()), limits: Limits::default() },
    };
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = listener.local_addr()?;
    let settings = ground.settings(&bench.postgres.url(&name));
    let limits = LimitSettings { caller: UNLIMITED, ..LimitSettings::default() };
    let settings = chassis::config::Settings { limits, ..settings };
    let build = |process| reporting::grpc::services(process, config);
    let (domain, clock) = (reporting::grpc::DOMAIN, ground.clock.clone());
    tokio::spawn(serve(domain, settings, clock, listener, stop.clone(), build));
    let bearer = ground.bearer(holder).parse()?;
    let channel = Endpoint::from_shared(format!("http://{address}"))?.connect().await?;
    is_admitted(&channel, &bearer).await?;
    Ok((channel, bearer, (ground, membership)))
}

/// Returns when the rights are known there.
async fn is_admitted(channel: &Channel, bearer: &MetadataValue<Ascii>) -> anyhow::Result<()> {
    let look = async || {
        let mut asked = Request::new(ListPlansRequest::default());
        asked.metadata_mut().insert("authorization", bearer.clone());
        PlanServiceClient::new(channel.clone()).list_plans(asked).await.map(drop)
    };
    Ok(eventually("the rights are known", look, Result::is_ok).await?)
}

/// The rpcs of the raw side.
async fn bare(bench: &Bench, stop: &CancellationToken) -> anyhow::Result<Channel> {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = listener.local_addr()?;
    let stopped = stop.clone().cancelled_owned();
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let service = Nothing::new(bench.ledger().await?.pool().clone());
    let server = Server::builder().add_service(LedgerServiceServer::new(service));
    tokio::spawn(server.serve_with_incoming_shutdown(incoming, stopped));
    Ok(Endpoint::from_shared(format!("http://{address}"))?.connect().await?)
}
