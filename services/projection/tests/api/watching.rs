//! Watching: all items first, then each that changes; tokens that go on where the watch ended.

use std::time::Duration;

use contracts::projection::v1::watch_response::Change;
use contracts::projection::v1::{Items, WatchRequest, WatchResponse};
use tonic::{Code, Streaming};

use crate::published::{MECHANICS, NURSES, integer, year};
use crate::world::{World, refusal};

fn watching(resume_token: &str) -> WatchRequest {
    WatchRequest {
        period: year(2022),
        resume_token: resume_token.to_owned(),
        ..WatchRequest::default()
    }
}

async fn start(world: &World, request: WatchRequest) -> Streaming<WatchResponse> {
    world.progress().await.watch(request).await.unwrap().into_inner()
}

async fn next(watch: &mut Streaming<WatchResponse>) -> WatchResponse {
    let next = tokio::time::timeout(Duration::from_secs(15), watch.message());
    next.await.expect("something is sent").unwrap().expect("the watch goes on")
}

/// The next change of items; bookmarks in between are passed over.
async fn next_items(watch: &mut Streaming<WatchResponse>) -> (Items, String) {
    loop {
        let message = next(watch).await;
        match message.change.unwrap() {
            Change::Items(items) => return (items, message.resume_token),
            Change::Bookmark(_) => {}
            Change::InitialComplete(_) => panic!("the initial items were sent before"),
        }
    }
}

fn codes(items: &Items) -> Vec<&str> {
    items.items.iter().map(|item| item.code.as_str()).collect()
}

fn total(items: &Items) -> Option<i64> {
    let item = items.items.iter().find(|item| item.code == "II.4.b").unwrap();
    integer(item.figures.iter().find(|figure| figure.indicator_code == "II.4.b/3").unwrap())
}

/// A plan with one member, known to the service.
async fn with_a_member() -> World {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    world.ask(&tokens, contracts::projection::v1::GetProgressRequest::default()).await;
    world
}

/// Reads up to the end of the initial items; gives them and the last token.
async fn initially(watch: &mut Streaming<WatchResponse>) -> (Vec<Items>, String) {
    let mut sent = Vec::new();
    loop {
        let message = next(watch).await;
        match message.change.unwrap() {
            Change::Items(items) => sent.push(items),
            Change::InitialComplete(_) => return (sent, message.resume_token),
            Change::Bookmark(_) => panic!("a bookmark before the initial items"),
        }
    }
}

#[tokio::test]
async fn all_items_come_first_and_then_only_those_that_change() {
    let world = with_a_member().await;
    let mut watch = start(&world, watching("")).await;
    let first = next(&mut watch).await;
    let info = first.read_info.unwrap();
    assert_eq!(info.watermarks.len(), 4);
    let Some(Change::Items(items)) = first.change else { panic!("items come first") };
    assert_eq!((codes(&items), total(&items)), (vec!["II.4.b", "II.4.c"], None));
    let complete = next(&mut watch).await.change;
    assert!(matches!(complete, Some(Change::InitialComplete(_))));

    world.declared(MECHANICS, 100, "2022-11-30").await;
    let (changed, _) = next_items(&mut watch).await;
    assert_eq!((codes(&changed), total(&changed)), (vec!["II.4.b"], Some(100)));
    world.item("II.5.a", "Đổi mới nội dung").await;
    let (added, _) = next_items(&mut watch).await;
    assert_eq!(codes(&added), ["II.5.a"]);
}

#[tokio::test]
async fn silence_is_broken_by_a_bookmark_within_ten_seconds() {
    let world = with_a_member().await;
    let mut watch = start(&world, watching("")).await;
    initially(&mut watch).await;
    let since = tokio::time::Instant::now();
    let bookmark = next(&mut watch).await;
    assert!(matches!(bookmark.change, Some(Change::Bookmark(_))));
    assert!(since.elapsed() < Duration::from_secs(11));
    assert!(!bookmark.resume_token.is_empty() && bookmark.read_info.is_some());
}

#[tokio::test]
async fn a_resumed_watch_is_told_only_what_it_has_missed() {
    let world = with_a_member().await;
    let mut watch = start(&world, watching("")).await;
    let (_, token) = initially(&mut watch).await;
    drop(watch);
    let missed = world.declared(MECHANICS, 100, "2022-11-30").await;
    world.ask(&[missed], Default::default()).await;

    let mut resumed = start(&world, watching(&token)).await;
    let (sent, token) = initially(&mut resumed).await;
    assert_eq!(
        sent.iter().map(|it| (codes(it), total(it))).collect::<Vec<_>>(),
        [(vec!["II.4.b"], Some(100))]
    );
    drop(resumed);
    let mut again = start(&world, watching(&token)).await;
    assert_eq!(initially(&mut again).await.0, []);
    world.declared(MECHANICS, 120, "2022-12-01").await;
    assert_eq!(total(&next_items(&mut again).await.0), Some(120));
}

#[tokio::test]
async fn a_token_is_good_for_its_caller_and_question_only() {
    let world = with_a_member().await;
    let mut watch = start(&world, watching("")).await;
    let (_, token) = initially(&mut watch).await;
    let another_question = WatchRequest { period: year(2023), ..watching(&token) };
    let cut = watching(&token[..token.len() - 2]);
    let mut client = world.progress().await;
    for request in [another_question, cut, watching("x"), watching(&"A".repeat(10_000))] {
        let status = client.watch(request).await.unwrap_err();
        let (code, _, fields) = refusal(&status);
        assert_eq!((code, fields), (Code::InvalidArgument, vec!["resume_token".to_owned()]));
    }
    let mut another = world.progress_for("somebody-else").await;
    let status = another.watch(watching(&token)).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn a_watch_of_today_moves_on_at_midnight_in_vietnam() {
    let world = with_a_member().await;
    let mut tokens = vec![world.declared(MECHANICS, 100, "2025-11-24").await];
    tokens.push(world.declared(NURSES, 5, "2026-11-24").await);
    world.ask(&tokens, Default::default()).await;
    let mut watch = start(&world, WatchRequest { period: None, ..watching("") }).await;
    let (sent, _) = initially(&mut watch).await;
    let flags = |items: &Items| {
        let item = items.items.iter().find(|item| item.code == "II.4.b").unwrap();
        let figure = item.figures.iter().find(|it| it.indicator_code == "II.4.b/3").unwrap();
        figure.flags().collect::<Vec<_>>()
    };
    assert_eq!(flags(&sent[0]), []);
    world.hand.send("2026-11-24T17:00:00Z".parse().unwrap()).unwrap();
    let (changed, _) = next_items(&mut watch).await;
    assert_eq!(
        flags(&changed),
        [contracts::projection::v1::Flag::Stale],
        "twelve months and a day"
    );
}

#[tokio::test]
async fn a_watch_that_is_not_read_ends_and_can_go_on_from_what_was_read() {
    let world = with_a_member().await;
    world.item("II.4.b", &"Phát triển hội viên. ".repeat(1_000)).await;
    let mut narrow = world.progress_over_a_narrow_line().await;
    let mut watch = narrow.watch(watching("")).await.unwrap().into_inner();
    for members in 1..=80 {
        let token = world.declared(MECHANICS, members, "2022-11-30").await;
        world.ask(&[token], Default::default()).await;
    }
    let mut last = String::new();
    let ended = loop {
        match watch.message().await {
            Ok(Some(message)) => last = message.resume_token,
            Ok(None) => panic!("it ended as if it had been read"),
            Err(status) => break status,
        }
    };
    let (code, reason, _) = refusal(&ended);
    assert_eq!((code, reason.as_str()), (Code::ResourceExhausted, "WATCH_TOO_SLOW"));
    let mut resumed = start(&world, watching(&last)).await;
    let (sent, _) = initially(&mut resumed).await;
    assert_eq!(sent.iter().map(total).collect::<Vec<_>>(), [Some(80)]);
}
