//! What operators do: look at lag, retry what waits, rebuild, compare, switch.

use contracts::projection::v1::{
    self as wire, CompareRebuildRequest, DropGenerationRequest, ExplainRequest, GetProgressRequest,
    GetWatermarksRequest, ListGenerationsRequest, ListParkedStreamsRequest,
    RetryParkedStreamRequest, StartRebuildRequest, SwitchRebuildRequest,
};
use tonic::Code;

use crate::published::{MECHANICS, NURSES, figure, integer, year};
use crate::world::{World, eventually, generation, refusal};

fn asking() -> GetProgressRequest {
    GetProgressRequest { period: year(2022), ..GetProgressRequest::default() }
}

/// A plan with a member of a hundred.
async fn counted() -> World {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    tokens.push(world.declared(MECHANICS, 100, "2022-11-30").await);
    world.ask(&tokens, asking()).await;
    world
}

#[tokio::test]
async fn watermarks_tell_how_far_each_ledger_has_been_read() {
    let world = counted().await;
    let request = GetWatermarksRequest {};
    let mut progress = world.progress_for("operator").await;
    let answer = progress.get_watermarks(request).await.unwrap().into_inner();
    let sources: Vec<_> = answer
        .sources
        .iter()
        .map(|it| {
            let watermark = it.watermark.as_ref().unwrap();
            (watermark.context.as_str(), watermark.position, it.head_position, it.lag_events)
        })
        .collect();
    let (awards, consultancy) = (("awards", 0, 0, 0), ("consultancy", 0, 0, 0));
    let (membership, reporting) = (("membership", 8, 8, 0), ("reporting", 7, 7, 0));
    assert_eq!(sources, [membership, awards, consultancy, reporting]);
    assert!(answer.sources.iter().all(|it| it.reachable));
    assert_eq!(answer.projection_version, generation(1));
}

#[tokio::test]
async fn a_ledger_that_does_not_answer_is_named_and_what_is_known_is_answered() {
    let mut world = counted().await;
    world.stop_membership().await;
    let look = async || {
        let request = GetWatermarksRequest {};
        let mut progress = world.progress_for("operator").await;
        let answer = progress.get_watermarks(request).await.unwrap().into_inner();
        answer.sources.iter().map(|it| it.reachable).collect::<Vec<_>>()
    };
    eventually("membership is missed", look, |seen| *seen == [false, true, true, true]).await;
    let answer = world.ask(&[], asking()).await;
    assert_eq!(integer(figure(&answer, "II.4.b/3")), Some(100));
}

#[tokio::test]
async fn an_event_that_is_not_understood_waits_and_flags_what_it_may_touch() {
    let world = counted().await;
    let nonsense = world.nonsense(NURSES).await;
    let behind = world.declared(NURSES, 7, "2022-11-30").await;
    let elsewhere = world.declared(MECHANICS, 120, "2022-12-01").await;
    let answer = world.ask(&[nonsense, behind, elsewhere], asking()).await;
    assert_eq!(integer(figure(&answer, "II.4.b/3")), Some(120), "other streams go on");
    let flags = |code| figure(&answer, code).flags().collect::<Vec<_>>();
    assert_eq!(flags("II.4.b/3"), [wire::Flag::Partial]);
    assert_eq!(flags("II.4.b/2"), [], "no admission waits");
    assert_eq!(answer.read_info.as_ref().unwrap().parked_streams, 1);

    let request = ExplainRequest {
        indicator_code: "II.4.b/3".into(),
        period: year(2022),
        ..ExplainRequest::default()
    };
    let explained = world.progress().await.explain(request).await.unwrap().into_inner();
    let parked = explained.left_out.iter().filter(|it| it.reason() == wire::LeftOutReason::Parked);
    let positions: Vec<_> = parked.map(|it| it.fact.as_ref().unwrap().position).collect();
    assert_eq!(positions, [9, 10]);

    let mut views = world.views().await;
    let parked =
        views.list_parked_streams(ListParkedStreamsRequest::default()).await.unwrap().into_inner();
    let [stream] = parked.streams.as_slice() else { panic!("one stream waits: {parked:?}") };
    assert_eq!((stream.context.as_str(), stream.stream.as_str()), ("membership", "headcount-102"));
    assert_eq!((stream.position, stream.events), (9, 2));
    assert!(stream.error.contains("headcount"), "{}", stream.error);
    let retry = |context: &str| RetryParkedStreamRequest {
        context: context.into(),
        stream: stream.stream.clone(),
    };
    let status = views.retry_parked_stream(retry("membership")).await.unwrap_err();
    let (code, reason, _) = refusal(&status);
    assert_eq!((code, reason.as_str()), (Code::FailedPrecondition, "STILL_FAILING"));
    let nothing = views.retry_parked_stream(retry("reporting")).await.unwrap().into_inner();
    assert_eq!(nothing.applied, 0);
    let status = views.retry_parked_stream(retry("astrology")).await.unwrap_err();
    assert_eq!(refusal(&status).2, ["context"]);
}

#[tokio::test]
async fn streams_that_wait_are_listed_page_by_page_while_others_come() {
    let world = counted().await;
    let (nurses, mechanics) = (world.nonsense(NURSES).await, world.nonsense(MECHANICS).await);
    world.ask(&[nurses, mechanics], asking()).await;
    let mut views = world.views().await;
    let mut seen = Vec::new();
    let mut request = ListParkedStreamsRequest { page_size: 1, ..Default::default() };
    loop {
        let page = views.list_parked_streams(request.clone()).await.unwrap().into_inner();
        seen.extend(page.streams.into_iter().map(|it| it.stream));
        request.page_token = page.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    assert_eq!(seen, ["headcount-101", "headcount-102"]);
}

#[tokio::test]
async fn a_rebuild_ends_equal_and_readers_change_over() {
    let world = counted().await;
    let mut views = world.views().await;
    let before = world.ask(&[], asking()).await;
    let started = views.start_rebuild(StartRebuildRequest {}).await.unwrap().into_inner();
    let again = views.start_rebuild(StartRebuildRequest {}).await.unwrap().into_inner();
    assert_eq!((started.generation, again.generation), (2, 2), "the one being built is answered");

    let look = async || {
        let request = CompareRebuildRequest { generation: 2 };
        world.views().await.compare_rebuild(request).await.map(tonic::Response::into_inner)
    };
    let compared = eventually("the rebuild can be compared", look, Result::is_ok).await.unwrap();
    assert!(compared.equal && compared.only_in_one.is_empty());
    let facts = compared.tables.iter().find(|it| it.table == "fact").unwrap();
    assert_eq!((facts.live_rows, facts.rows), (11, 11));

    views.switch_rebuild(SwitchRebuildRequest { generation: 2 }).await.unwrap();
    let after = world.ask(&[], asking()).await;
    assert_eq!(after.read_info.unwrap().projection_version, generation(2));
    assert_eq!(after.items, before.items);

    let mut request = ListGenerationsRequest { page_size: 1, ..Default::default() };
    let first = views.list_generations(request.clone()).await.unwrap().into_inner();
    request.page_token = first.next_page_token;
    let second = views.list_generations(request).await.unwrap().into_inner();
    let numbers = [first.generations, second.generations].concat();
    let numbers: Vec<_> = numbers.iter().map(|it| it.generation).collect();
    assert_eq!((numbers, second.next_page_token.as_str()), (vec![1, 2], ""));

    views.drop_generation(DropGenerationRequest { generation: 1 }).await.unwrap();
    let request = ListGenerationsRequest::default();
    let left = views.list_generations(request).await.unwrap().into_inner().generations;
    let left: Vec<_> = left.iter().map(|it| (it.generation, it.state())).collect();
    assert_eq!(left, [(2, wire::GenerationState::Live)]);
}

#[tokio::test]
async fn generations_that_are_not_there_or_read_are_left_alone() {
    let world = counted().await;
    let mut views = world.views().await;
    let unfit = |status: tonic::Status| {
        let (code, reason, _) = refusal(&status);
        assert_eq!((code, reason.as_str()), (Code::FailedPrecondition, "GENERATION_UNFIT"));
    };
    unfit(views.drop_generation(DropGenerationRequest { generation: 1 }).await.unwrap_err());
    unfit(views.drop_generation(DropGenerationRequest { generation: 9 }).await.unwrap_err());
    unfit(views.switch_rebuild(SwitchRebuildRequest { generation: 9 }).await.unwrap_err());
    unfit(views.compare_rebuild(CompareRebuildRequest { generation: 9 }).await.unwrap_err());
    let status = views.switch_rebuild(SwitchRebuildRequest::default()).await.unwrap_err();
    assert_eq!(refusal(&status).2, ["generation"]);
}

#[tokio::test]
async fn a_watch_goes_on_over_a_rebuild() {
    use wire::watch_response::Change;
    let world = counted().await;
    let request = wire::WatchRequest { period: year(2022), ..Default::default() };
    let mut watch = world.progress().await.watch(request.clone()).await.unwrap().into_inner();
    let mut token = String::new();
    while let Some(message) = watch.message().await.unwrap() {
        token = message.resume_token;
        if matches!(message.change, Some(Change::InitialComplete(_))) {
            break;
        }
    }
    drop(watch);
    let mut views = world.views().await;
    views.start_rebuild(StartRebuildRequest {}).await.unwrap();
    let look = async || {
        let request = SwitchRebuildRequest { generation: 2 };
        world.views().await.switch_rebuild(request).await.map(|_| ())
    };
    eventually("the rebuild is read", look, Result::is_ok).await.unwrap();
    let request = wire::WatchRequest { resume_token: token, ..request };
    let mut resumed = world.progress().await.watch(request).await.unwrap().into_inner();
    let first = resumed.message().await.unwrap().unwrap();
    assert!(matches!(first.change, Some(Change::InitialComplete(_))), "nothing was missed");
    assert_eq!(first.read_info.unwrap().projection_version, generation(2));
}
