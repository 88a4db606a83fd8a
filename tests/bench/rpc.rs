//! Commands that store nothing, through the whole of a service, against an rpc of tonic that takes the
//! same message and does nothing with it, or only reads what the command had to read.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use chassis::config::{CallerLimits, LimitSettings};
use chassis::run::serve;
use contracts::access::v1::Kind;
use contracts::membership::v1::Role;
use contracts::reporting::v1::plan_service_client::PlanServiceClient;
use contracts::reporting::v1::{ConcludePlanRequest, DecisionRef, ListPlansRequest};
use evidence::settings::{Limits, Place, Settings};
use futures::future::BoxFuture;
use http::uri::PathAndQuery;
use neighbours::{Ground, Holder, MEMBERSHIP, Neighbour};
use reporting::config::Config;
use servers::test::eventually;
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::server::NamedService;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::Service;
use uuid::Uuid;

use crate::measure::{Bench, callers, interleave, request, row};

const TIME: Duration = Duration::from_millis(700);
/// Many short ones: what else the machine does comes and goes.
const ROUNDS: usize = 15;
const CALLERS: usize = 8;

/// The raw side: takes the command as tonic does and answers nothing, at once or after the reads of one
/// that its aggregate refuses.
#[derive(Clone)]
struct Bare {
    pool: PgPool,
    absent: Uuid,
    stream: Arc<str>,
}

const AT_ONCE: &str = "/bench.Bare/AtOnce";
const AFTER_READS: &str = "/bench.Bare/AfterReads";

impl Bare {
    fn new(pool: PgPool) -> Self {
        let absent = request().request_id;
        Self { pool, absent, stream: format!("plan-{absent}").into() }
    }

    /// A stream and a request, neither of which is there.
    async fn read(&self) -> sqlx::Result<()> {
        let load = "SELECT revision, data FROM ledger.entry WHERE stream = $1 ORDER BY revision";
        sqlx::query(load).bind(&*self.stream).fetch_all(&self.pool).await?;
        let known = "SELECT fingerprint FROM ledger.request WHERE request_id = $1";
        sqlx::query(known).bind(self.absent).fetch_optional(&self.pool).await?;
        Ok(())
    }

    async fn answer(self, reads: bool) -> Result<Response<()>, Status> {
        if reads {
            self.read().await.map_err(|error| Status::unavailable(error.to_string()))?;
        }
        Ok(Response::new(()))
    }
}

impl NamedService for Bare {
    const NAME: &'static str = "bench.Bare";
}

impl Service<http::Request<Body>> for Bare {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, asked: http::Request<Body>) -> Self::Future {
        let bare = self.clone();
        Box::pin(async move {
            let reads = asked.uri().path() == AFTER_READS;
            let codec = ProstCodec::<(), ConcludePlanRequest>::default();
            let handler = tower::service_fn(|_: Request<_>| bare.clone().answer(reads));
            Ok(tonic::server::Grpc::new(codec).unary(handler, asked).await)
        })
    }
}

pub async fn nothing_stored(bench: &Bench) -> anyhow::Result<()> {
    if !bench.wants("rpc") {
        return Ok(());
    }
    let stop = CancellationToken::new();
    let (channel, bearer, _around) = reporting(bench, &stop).await?;
    let bare = bare(bench, &stop).await?;
    for (what, plan_id, code, path) in [
        ("rpc: a command refused for its fields", "no-id", Code::InvalidArgument, AT_ONCE),
        ("rpc: a command refused by its aggregate", "", Code::NotFound, AFTER_READS),
    ] {
        let asked: Vec<_> = (0..CALLERS).map(|_| conclusion(plan_id)).collect();
        let raw = || {
            let (channel, bearer, asked) = (bare.clone(), bearer.clone(), asked.clone());
            callers(CALLERS, TIME, move |caller| {
                carry(channel.clone(), with(bearer.clone(), asked[caller].clone()), path)
            })
        };
        let ours = || {
            let (channel, bearer, asked) = (channel.clone(), bearer.clone(), asked.clone());
            callers(CALLERS, TIME, move |caller| {
                conclude(channel.clone(), with(bearer.clone(), asked[caller].clone()), code)
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

fn with<T>(bearer: MetadataValue<Ascii>, message: T) -> Request<T> {
    let mut asked = Request::new(message);
    asked.metadata_mut().insert("authorization", bearer);
    asked
}

async fn conclude(
    channel: Channel,
    asked: Request<ConcludePlanRequest>,
    expected: Code,
) -> anyhow::Result<()> {
    let refused = PlanServiceClient::new(channel).conclude_plan(asked).await;
    let code = refused.as_ref().err().map(Status::code);
    anyhow::ensure!(code == Some(expected), "{refused:?}");
    Ok(())
}

/// The same message with the same token, to a service that does nothing with it.
async fn carry(
    channel: Channel,
    asked: Request<ConcludePlanRequest>,
    path: &'static str,
) -> anyhow::Result<()> {
    let mut client = tonic::client::Grpc::new(channel);
    client.ready().await?;
    let codec = ProstCodec::<ConcludePlanRequest, ()>::default();
    client.unary(asked, PathAndQuery::from_static(path), codec).await?;
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
        let asked = with(bearer.clone(), ListPlansRequest::default());
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
    let server = Server::builder().add_service(Bare::new(bench.ledger().await?.pool().clone()));
    tokio::spawn(server.serve_with_incoming_shutdown(incoming, stopped));
    Ok(Endpoint::from_shared(format!("http://{address}"))?.connect().await?)
}
