//! An operator asks what the system is doing: traces from a call into the view of another service, metrics,
//! log lines. None of them tells a person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use chassis::metrics::{Kind, METRICS};
use contracts::access;
use contracts::membership::v1 as wire;
use contracts::membership::v1::unit_service_client::UnitServiceClient;
use contracts::projection::v1::GetWatermarksRequest;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use servers::SERVICES;
use tokio::net::TcpListener;
use tonic::transport::Channel;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::world::{World, paced, value};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CLICK: &str = "b7ad6b7169203331";
/// Who asks, by the capacity acted in.
const OFFICER: &str = "department-officer";
/// What a caller sends and nobody may be told: a name, who asks, the token.
const CANARIES: [&str; 4] = ["Chim Hoàng Yến", "Ho\\u00e0ng", OFFICER, "canary"];
/// All label names there are. A new one is a decision: it must not tell persons, nor grow without bound.
const LABELS: [&str; 14] = [
    "service",
    "method",
    "kind",
    "code",
    "limit",
    "state",
    "view",
    "generation",
    "source",
    "part",
    "context",
    "version",
    "file",
    "reason",
];

/// A collector that keeps the spans it gets.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<Span>>>);

#[tonic::async_trait]
impl TraceService for Sink {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let resources = request.into_inner().resource_spans.into_iter();
        let spans = resources.flat_map(|it| it.scope_spans).flat_map(|scope| scope.spans);
        self.0.lock().unwrap().extend(spans);
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Sink {
    /// Listens on a port of its own until the runtime ends.
    async fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut server = tonic::transport::Server::builder();
        let routes = server.add_service(TraceServiceServer::new(self.clone()));
        tokio::spawn(routes.serve_with_incoming(TcpIncoming::from(listener)));
        format!("http://{address}")
    }

    fn spans(&self) -> Vec<Span> {
        self.0.lock().unwrap().clone()
    }
}

fn unit(code: &str, name: &str) -> wire::EstablishUnitRequest {
    let decision = wire::DecisionRef {
        number_symbol: "1-QĐ/TU".into(),
        issued_on: "2021-01-01".into(),
        issuer_unit_id: Uuid::new_v5(&Uuid::NAMESPACE_OID, b"issuer").to_string(),
    };
    wire::EstablishUnitRequest {
        unit_id: Uuid::new_v5(&Uuid::NAMESPACE_OID, code.as_bytes()).to_string(),
        request_id: Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string(),
        code: code.into(),
        full_name: name.into(),
        kind: wire::UnitKind::Province.into(),
        occurred_on: "1997-01-01".into(),
        decision_ref: Some(decision),
        ..wire::EstablishUnitRequest::default()
    }
}

fn authorised<T>(world: &World, message: T) -> Request<T> {
    world.by(OFFICER, message)
}

/// Returns when the right has come into effect.
async fn grant(world: &World, channel: &Channel) {
    let (role, kind) = (wire::Role::RegistryOfficer, access::v1::Kind::Province);
    world.grant(OFFICER, role, kind, "").await;
    let mut units = UnitServiceClient::new(channel.clone());
    let mut looks = paced();
    while units.list_units(authorised(world, wire::ListUnitsRequest::default())).await.is_err() {
        looks.tick().await;
    }
}

/// A command that is recorded, one that is refused, and a call of what no contract knows.
async fn use_it(world: &World) {
    let channel = world.channel("membership").await;
    grant(world, &channel).await;
    let mut units = UnitServiceClient::new(channel.clone());
    let good = unit("HD.SO", "Sở Chim Hoàng Yến");
    let mut traced = authorised(world, good.clone());
    let traceparent = format!("00-{TRACE}-{CLICK}-01").parse().unwrap();
    traced.metadata_mut().insert("traceparent", traceparent);
    units.establish_unit(traced).await.unwrap();
    let again = wire::EstablishUnitRequest { request_id: good.unit_id.clone(), ..good };
    let refused = units.establish_unit(authorised(world, again)).await.unwrap_err();
    assert_eq!(refused.code(), Code::AlreadyExists, "{refused:?}");

    let mut stranger = tonic::client::Grpc::new(channel);
    stranger.ready().await.unwrap();
    let path = http::uri::PathAndQuery::from_static("/canary.v1.CanaryService/Canary");
    let codec = tonic_prost::ProstCodec::<wire::GetUnitRequest, wire::Unit>::default();
    let request = authorised(world, wire::GetUnitRequest::default());
    let status = stranger.unary(request, path, codec).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);

    let mut progress = ProgressServiceClient::new(world.channel("projection").await);
    let status = progress.get_watermarks(GetWatermarksRequest::default()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

/// What the projection says once its live view holds what membership has recorded.
async fn projected(world: &World) -> String {
    let line =
        r#"hoitu_view_position{view="provincial_progress",generation="1",source="membership"}"#;
    let membership = world.relayed("membership").await;
    let head = value(&membership, "hoitu_ledger_head_position");
    assert!(head.is_some_and(|head| head > 0.0), "{membership}");
    world.tells("projection", |metrics| value(metrics, line) == head).await;
    world.relayed("projection").await
}

fn named<'s>(spans: &'s [Span], name: &str, parent: &[u8]) -> &'s Span {
    let trace = hex(TRACE);
    let found = spans
        .iter()
        .find(|it| it.trace_id == trace && it.name == name && it.parent_span_id == parent);
    found.unwrap_or_else(|| panic!("no span {name} below {parent:02x?} in {spans:#?}"))
}

fn hex(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

/// Only who keeps evidence tells metrics of its store.
const EVIDENCE: &str = "hoitu_evidence_store_";

/// Names and labels as the table has them, no more and no less.
fn assert_the_table_is_told(metrics: &str) {
    let (_, body) = metrics.split_once("\r\n\r\n").unwrap();
    let mut told: BTreeMap<&str, &str> = BTreeMap::new();
    for line in body.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, kind) = line.split_once(' ').unwrap();
        assert!(told.insert(name, kind).is_none(), "{name} is told twice");
    }
    // The services speak clear text here, on this machine, and only reporting keeps evidence.
    let is_here = |name: &str| name != "hoitu_certificate_days_left" && !name.starts_with(EVIDENCE);
    for metric in METRICS.iter().filter(|it| is_here(it.name)) {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let name = metric.name.strip_suffix("_total").unwrap_or(metric.name);
        assert_eq!(told.remove(name), Some(kind), "{name} in {body}");
    }
    assert!(told.is_empty(), "not in the table: {told:?}");
    let known: BTreeSet<_> = METRICS.iter().flat_map(|metric| metric.labels).copied().collect();
    assert_eq!(known, BTreeSet::from(LABELS));
    for line in body.lines().filter(|line| !line.starts_with('#')) {
        let Some((_, labels)) = line.split_once('{') else { continue };
        let labels = labels.split('}').next().unwrap().split(',');
        for label in labels.filter_map(|label| label.split_once('=')).map(|(label, _)| label) {
            assert!(known.contains(label) || label == "le", "{label} in {line}");
        }
    }
}

fn assert_one_trace(spans: &[Span]) {
    let rpc = named(spans, "hoitu.membership.v1.UnitService/EstablishUnit", &hex(CLICK));
    let command = named(spans, "command", &rpc.span_id);
    let append = named(spans, "append", &command.span_id);
    let keys: BTreeSet<_> = command.attributes.iter().map(|it| it.key.as_str()).collect();
    assert!(keys.is_superset(&BTreeSet::from(["stream", "revision", "attempts"])), "{keys:?}");
    assert!(append.end_time_unix_nano <= command.end_time_unix_nano);

    let of_view = |span: &&Span, view: &str| {
        let has = |it: &opentelemetry_proto::tonic::common::v1::KeyValue| {
            it.key == "view" && format!("{:?}", it.value).contains(view)
        };
        span.name == "apply" && span.attributes.iter().any(has)
    };
    for view in ["directory", "provincial_progress"] {
        let links: Vec<_> = spans
            .iter()
            .filter(|span| of_view(span, view))
            .inspect(|span| assert_ne!(span.trace_id, hex(TRACE), "a view's work is its own"))
            .flat_map(|span| &span.links)
            .map(|link| (link.trace_id.clone(), link.span_id.clone()))
            .filter(|(trace, _)| *trace == hex(TRACE))
            .collect();
        assert_eq!(links, [(hex(TRACE), command.span_id.clone())], "{view}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_followed_from_the_call_into_the_view_of_another_service() {
    let sink = Sink::default();
    let mut world = World::start_observed(sink.serve().await).await;
    use_it(&world).await;
    let projection = projected(&world).await;
    assert_the_table_is_told(&projection);
    let reporting = world.admin("reporting", "GET /metrics").await;
    for metric in METRICS.iter().filter(|it| it.name.starts_with(EVIDENCE)) {
        let name = metric.name.strip_suffix("_total").unwrap_or(metric.name);
        assert!(reporting.contains(&format!("# TYPE {name} ")), "{name} in {reporting}");
    }

    let membership = world.relayed("membership").await;
    let called = r#"hoitu_rpc_seconds_count{service="hoitu.membership.v1.UnitService",method="EstablishUnit",kind="command",code="#;
    assert_eq!(value(&membership, &format!(r#"{called}"Ok"}}"#)), Some(1.0), "{membership}");
    assert_eq!(value(&membership, "hoitu_append_seconds_count"), Some(2.0));
    let unknown = r#"hoitu_rpc_seconds_count{service="unknown",method="unknown",kind="query",code="Unimplemented"}"#;
    assert_eq!(value(&membership, unknown), Some(1.0));
    assert!(world.admin("membership", "GET /").await.starts_with("HTTP/1.1 404"));
    assert!(world.admin("membership", "POST /metrics").await.starts_with("HTTP/1.1 405"));

    // What was not sent yet is sent while the process drains.
    for service in SERVICES {
        world.stop(service.name);
    }
    let spans = sink.spans();
    assert_one_trace(&spans);

    let logs: Vec<_> = SERVICES.iter().map(|service| world.log(service.name)).collect();
    let line = logs[0].lines().find(|line| line.contains("\"serving\"")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!((&line["level"], &line["context"]), (&"INFO".into(), &"membership".into()));
    for told in logs.into_iter().chain([membership, projection, format!("{spans:?}")]) {
        let told = told.to_lowercase();
        let token = world.token(OFFICER)[..40].to_lowercase();
        for canary in CANARIES.map(str::to_lowercase).iter().chain([&token]) {
            assert!(!told.contains(canary), "{canary} in {told}");
        }
    }
}
