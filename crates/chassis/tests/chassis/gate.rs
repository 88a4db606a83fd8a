//! What every call passes: sizes, room, deadlines, panics, and what is open to all.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chassis::config::{CallerLimits, Environment};
use chassis::grpc::Limits;
use contracts::projection::v1::GetProgressRequest;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use tonic::{Code, Request, Status};
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_types::StatusExt as _;

use crate::probe::{Probe, asking, watching};
use crate::world::{Authorised, World, health, metadata, reason, retry_delay};

async fn title(
    client: &mut ProgressServiceClient<Authorised>,
    plan: &str,
) -> Result<String, Status> {
    let answer = client.get_progress(asking(plan)).await?.into_inner();
    Ok(answer.plan.unwrap().title)
}

async fn world(limits: Limits) -> (Probe, World) {
    let probe = Probe::default();
    let world = World::serve_with(probe.services(), limits, Environment::Local).await;
    (probe, world)
}

fn request_of(bytes: usize) -> GetProgressRequest {
    GetProgressRequest { item_codes: vec!["x".repeat(bytes)], ..GetProgressRequest::default() }
}

#[tokio::test]
async fn a_message_over_the_limit_is_refused_either_way() {
    let (_, world) = world(Limits::default()).await;
    let mut client =
        ProgressServiceClient::new(world.authorised().await).max_decoding_message_size(16 << 20);
    assert!(client.get_progress(request_of((1 << 20) - 64)).await.is_ok());
    for bytes in [1 << 20, 3 << 20, 9 << 20] {
        let status = client.get_progress(request_of(bytes)).await.unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
        assert_eq!(reason(&status), "MESSAGE_TOO_LARGE");
        assert_eq!(metadata(&status, "limit"), "1048576");
    }
    let status = title(&mut client, "large").await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "RESPONSE_TOO_LARGE");
    assert_eq!(title(&mut client, "still there").await.unwrap(), "still there");
}

#[tokio::test]
async fn a_refusal_of_many_faults_fits_into_a_header() {
    let refused = chassis::fields::read(&crate::world::DOMAIN, |fields| {
        for index in 0..5_000 {
            fields.uuid(&format!("some_unit_ids[{index}]"), "wrong");
        }
        None::<()>
    })
    .unwrap_err();
    assert!(refused.details().len() < 6_000, "{}", refused.details().len());
    assert_eq!(metadata(&refused, "violations"), "5000");
}

#[tokio::test]
async fn a_call_is_given_up_at_its_deadline() {
    let limits = Limits { call_life: Duration::from_millis(300), ..Limits::default() };
    let (_, world) = world(limits).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let since = std::time::Instant::now();
    let status = title(&mut client, "wait").await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(reason(&status), "DEADLINE_EXCEEDED");
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
}

#[tokio::test]
async fn a_caller_may_ask_for_less_time_and_not_for_more() {
    let limits = Limits { call_life: Duration::from_secs(3), ..Limits::default() };
    let (_, world) = world(limits).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let mut left = async |timeout: &str| {
        let mut request = Request::new(asking("deadline"));
        request.metadata_mut().insert("grpc-timeout", timeout.parse().unwrap());
        let answer = client.get_progress(request).await.unwrap().into_inner();
        answer.plan.unwrap().title.parse::<u32>().unwrap()
    };
    assert!((1..=1000).contains(&left("1S").await));
    assert!((1001..=3000).contains(&left("1H").await));
    assert!((1001..=3000).contains(&left("soon").await), "what is no timeout is none");
}

#[tokio::test]
async fn too_many_calls_are_refused_at_once_and_health_answers_on() {
    let (probe, world) = world(Limits { calls: 2, ..Limits::default() }).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let waiting = ["wait", "wait"].map(|plan| {
        let mut client = client.clone();
        tokio::spawn(async move { title(&mut client, plan).await })
    });
    probe.reached_by(2).await;

    let status = title(&mut client, "one more").await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert_eq!(reason(&status), "OVERLOADED");
    assert!(retry_delay(&status).is_some_and(|delay| !delay.is_zero()));
    assert_eq!(health(world.address).await, Some(true));

    probe.release.add_permits(2);
    for call in waiting {
        assert_eq!(call.await.unwrap().unwrap(), "waited");
    }
    assert_eq!(title(&mut client, "room again").await.unwrap(), "room again");
}

async fn another_person(world: &World) -> ProgressServiceClient<Authorised> {
    let person = |grant: &mut chassis::token::Grant| grant.person = "người-mẫu-2".to_owned();
    let token = world.issuer.issue(person, chassis::clock::Clock::system().now());
    ProgressServiceClient::new(world.with_token(&token).await)
}

#[track_caller]
fn assert_quota(status: &Status, limit: &str) {
    assert_eq!(status.code(), Code::ResourceExhausted, "{status:?}");
    assert_eq!(reason(status), "QUOTA");
    assert!(retry_delay(status).is_some_and(|delay| !delay.is_zero()));
    let details = status.get_error_details();
    assert_eq!(details.quota_failure().unwrap().violations[0].subject, limit);
}

#[tokio::test]
async fn one_caller_does_not_get_the_room_of_all() {
    let caller = CallerLimits { calls: 2, streams: 1, ..CallerLimits::default() };
    let (probe, world) = world(Limits { caller, ..Limits::default() }).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let waiting = ["wait", "wait"].map(|plan| {
        let mut client = client.clone();
        tokio::spawn(async move { title(&mut client, plan).await })
    });
    probe.reached_by(2).await;
    let status = title(&mut client, "one more").await.unwrap_err();
    assert_quota(&status, "calls in hand of one caller");
    let _watch = client.watch(watching("")).await.unwrap();
    let status = client.watch(watching("")).await.unwrap_err();
    assert_quota(&status, "open streams of one caller");

    let mut other = another_person(&world).await;
    assert_eq!(title(&mut other, "as ever").await.unwrap(), "as ever");
    assert!(other.watch(watching("")).await.is_ok());
    probe.release.add_permits(2);
    for call in waiting {
        assert_eq!(call.await.unwrap().unwrap(), "waited");
    }
    assert_eq!(title(&mut client, "room again").await.unwrap(), "room again");
}

#[tokio::test]
async fn one_caller_does_not_get_the_time_of_all() {
    let caller = CallerLimits { queries_per_second: 1, ..CallerLimits::default() };
    let (_, world) = world(Limits { caller, ..Limits::default() }).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let refused = loop {
        if let Err(status) = title(&mut client, "again").await {
            break status;
        }
    };
    assert_quota(&refused, "queries per second");
    assert!(retry_delay(&refused).unwrap() <= Duration::from_secs(1));
    let mut other = another_person(&world).await;
    assert_eq!(title(&mut other, "as ever").await.unwrap(), "as ever");
}

/// Answers that hold several things and are no list: what bounds each.
const BOUNDED: [(&str, &str); 12] = [
    ("CheckAccess", "the rights of one person"),
    ("CompareRebuild", "the tables of one view"),
    ("CompareReport", "as many figures as a plan has"),
    ("Explain", "what one figure is made of, cut where the answer says so"),
    ("GetIndicator", "the versions of one definition"),
    ("GetOwnInvitation", "the documents of one dossier"),
    ("GetPrizeList", "the sorts of what keeps one list"),
    ("GetProgress", "the items of one plan"),
    ("GetRecordTypes", "the types there are"),
    ("GetRegime", "the versions of one regime"),
    ("GetStageBlockers", "the sorts of what keeps one stage"),
    ("GetWatermarks", "the ledgers there are"),
];

#[test]
fn every_list_has_pages() {
    use prost::Message as _;
    use prost_types::field_descriptor_proto::{Label, Type};
    let set = prost_types::FileDescriptorSet::decode(contracts::DESCRIPTORS).unwrap();
    let (mut paged, mut bounded) = (0, Vec::new());
    for file in set.file.iter().filter(|file| file.package().starts_with("hoitu.")) {
        let fields = |name: &str| {
            let name = name.rsplit('.').next().unwrap();
            let message = file.message_type.iter().find(|message| message.name() == name);
            message.unwrap().field.as_slice()
        };
        for method in file.service.iter().flat_map(|service| &service.method) {
            let (asked, answered) = (fields(method.input_type()), fields(method.output_type()));
            let holds_several = answered
                .iter()
                .any(|field| field.label() == Label::Repeated && field.r#type() == Type::Message);
            let is_list = method.name().starts_with("List");
            if !is_list && (!holds_several || method.server_streaming()) {
                continue;
            }
            if !is_list && BOUNDED.iter().any(|(name, _)| *name == method.name()) {
                bounded.push(method.name());
                continue;
            }
            let has = |fields: &[prost_types::FieldDescriptorProto], name, is: Type| {
                let found = fields.iter().any(|it| it.name() == name && it.r#type() == is);
                assert!(found, "{} has no {name}", method.name());
            };
            has(asked, "page_size", Type::Int32);
            has(asked, "page_token", Type::String);
            has(answered, "next_page_token", Type::String);
            paged += 1;
        }
    }
    assert!(paged >= 13, "{paged}");
    bounded.sort_unstable();
    assert_eq!(bounded, BOUNDED.map(|(name, _)| name), "an exception that is none any more");
}

#[tokio::test]
async fn watches_have_room_of_their_own_until_they_are_dropped() {
    let (_, world) = world(Limits { streams: 1, ..Limits::default() }).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let mut watch = client.watch(watching("")).await.unwrap().into_inner();
    assert!(watch.message().await.unwrap().is_some());
    let status = client.watch(watching("")).await.unwrap_err();
    assert_eq!(reason(&status), "OVERLOADED");
    assert!(title(&mut client, "calls go on").await.is_ok());

    drop(watch);
    let look = || {
        let mut client = client.clone();
        async move { client.watch(watching("")).await.map(drop).map_err(|status| status.code()) }
    };
    servers::test::eventually("room for a watch", look, Result::is_ok).await.unwrap();
}

#[tokio::test]
async fn a_watch_ends_with_ok_when_it_has_lived_long_enough() {
    let limits = Limits { watch_life: Duration::from_millis(300), ..Limits::default() };
    let (_, world) = world(limits).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let mut watch = client.watch(watching("")).await.unwrap().into_inner();
    assert!(watch.message().await.unwrap().is_some());
    assert_eq!(watch.message().await.unwrap(), None);
}

#[tokio::test]
async fn a_watch_whose_caller_set_a_deadline_ends_late_then() {
    let (_, world) = world(Limits::default()).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let mut request = tonic::Request::new(watching(""));
    request.metadata_mut().insert("grpc-timeout", "300m".parse().unwrap());
    let mut watch = client.watch(request).await.unwrap().into_inner();
    assert!(watch.message().await.unwrap().is_some());
    let status = watch.message().await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::DeadlineExceeded, "DEADLINE_EXCEEDED")
    );
}

#[tokio::test]
async fn a_panic_ends_its_call_and_tells_nothing() {
    let (_, world) = world(Limits::default()).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let status = title(&mut client, "panic").await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
    assert_eq!((reason(&status).as_str(), status.message()), ("INTERNAL", "internal error"));
    assert_eq!(metadata(&status, "incident").len(), 36);

    let mut watch = client.watch(watching("panic")).await.unwrap().into_inner();
    let status = watch.message().await.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (Code::Internal, "INTERNAL"));
    assert_eq!(title(&mut client, "still there").await.unwrap(), "still there");
}

#[tokio::test]
async fn the_trace_context_reaches_the_caller_if_it_is_one() {
    let (_, world) = world(Limits::default()).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    for (sent, kept) in [
        (good, good),
        ("00-xyz", ""),
        ("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ""),
    ] {
        let mut request = Request::new(asking("trace"));
        request.metadata_mut().insert("traceparent", sent.parse().unwrap());
        let answer = client.get_progress(request).await.unwrap().into_inner();
        assert_eq!(answer.plan.unwrap().title, kept);
    }
}

#[tokio::test]
async fn reflection_is_for_everybody_and_not_in_production() {
    let list = async |environment| {
        let probe = Probe::default();
        let world = World::serve_with(probe.services(), Limits::default(), environment).await;
        let mut client = ServerReflectionClient::new(world.channel().await);
        let ask = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut answers =
            client.server_reflection_info(tokio_stream::iter([ask])).await?.into_inner();
        match answers.message().await?.unwrap().message_response {
            Some(MessageResponse::ListServicesResponse(list)) => {
                Ok(list.service.into_iter().map(|service| service.name).collect::<Vec<_>>())
            }
            other => panic!("{other:?}"),
        }
    };
    let names = list(Environment::Staging).await.unwrap();
    assert!(names.contains(&"hoitu.projection.v1.ProgressService".to_owned()), "{names:?}");
    assert!(!names.contains(&"hoitu.membership.v1.UnitService".to_owned()), "{names:?}");
    let refused: Status = list(Environment::Production).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
}

/// Keeps what is logged on this thread.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn calls_are_logged_by_name_and_nothing_that_callers_send() {
    let kept = Kept::default();
    let writer = kept.clone();
    let lines = tracing_subscriber::fmt()
        .with_env_filter("trace,h2=info,hyper=info,hyper_util=info,tower=info")
        .with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(lines.finish());

    let (_, world) = world(Limits::default()).await;
    let mut client = ProgressServiceClient::new(world.authorised().await);
    // A place that logs remembers whether anybody listened when other tests came by it first.
    let _ = title(&mut client, "who").await;
    tracing::callsite::rebuild_interest_cache();
    for plan in ["Nguyễn Văn A", "panic", "who"] {
        let _ = title(&mut client, plan).await;
    }
    let mut stranger = ProgressServiceClient::new(world.with_token("canary-token").await);
    let _ = title(&mut stranger, "who").await;

    let logged = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    for expected in
        ["hoitu.projection.v1.ProgressService/GetProgress", "a handler panicked", "TOKEN_INVALID"]
    {
        assert!(logged.contains(expected), "{expected} in {logged}");
    }
    for secret in ["Nguyễn", "người-mẫu", "canary", "Bearer", &world.issuer.token()[..20]] {
        assert!(!logged.contains(secret), "{secret} in {logged}");
    }
}
