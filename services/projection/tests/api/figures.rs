//! Figures: exact, dated by two clocks, shown then and now; no data and zero differ.

use chrono::{TimeDelta, Utc};
use contracts::ledger::v1::ReadAt;
use contracts::projection::v1::{self as wire, GetProgressRequest};
use prost_types::Timestamp;

use crate::published::{MECHANICS, MERGED_UNION, NURSES, UNION, figure, id, integer, year};
use crate::world::{World, eventually, generation};

fn asking(as_of: &str, year_asked: i32) -> GetProgressRequest {
    GetProgressRequest {
        read_at: Some(ReadAt { as_of: as_of.to_owned(), ..ReadAt::default() }),
        period: year(year_asked),
        ..GetProgressRequest::default()
    }
}

#[tokio::test]
async fn the_plan_shows_its_items_with_their_first_figures() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.association(MECHANICS, "Hội Cơ khí").await);
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    tokens.push(world.headcount(MECHANICS, 100, Some(80), "2022-11-30").await);
    let answer = world.ask(&tokens, asking("2022-12-31", 2022)).await;

    let plan = answer.plan.as_ref().unwrap();
    assert_eq!(plan.title, "KẾ HOẠCH thực hiện Kết luận số 93-KL/TW");
    assert_eq!((plan.issued_on.as_str(), plan.in_force_from.as_str()), ("", "2021-06-11"));
    let codes: Vec<_> = answer.items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(codes, ["II.4.b", "II.4.c"]);
    let states: Vec<_> = answer.items.iter().map(wire::ItemProgress::state).collect();
    assert_eq!(states, [wire::ItemState::InProgress, wire::ItemState::NotStarted]);

    let total = figure(&answer, "II.4.b/3");
    assert_eq!(integer(total), Some(100));
    assert_eq!(total.flags().collect::<Vec<_>>(), [wire::Flag::Illustrative]);
    assert_eq!(integer(figure(&answer, "II.4.b/2")), Some(1));
    let share = figure(&answer, "II.4.b/4").value.as_ref().unwrap().number.as_ref().unwrap();
    let ratio = wire::Ratio { numerator: 80, denominator: 100 };
    assert_eq!(*share, wire::value::Number::Ratio(ratio));
    let courses = figure(&answer, "II.4.c/1");
    assert_eq!((courses.value.as_ref(), courses.absence()), (None, wire::Absence::NotFed));

    let info = answer.read_info.unwrap();
    assert_eq!(info.projection_version, generation(1));
    let marks: Vec<_> = info.watermarks.iter().map(|mark| mark.context.as_str()).collect();
    assert_eq!(marks, ["awards", "consultancy", "membership", "reporting"]);
    assert_eq!(info.watermarks[2].position, 9);
    assert!(info.unreachable.is_empty());
}

#[tokio::test]
async fn no_data_and_zero_differ() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    let answer = world.ask(&tokens, asking("2023-12-31", 2023)).await;
    assert_eq!(integer(figure(&answer, "II.4.b/2")), Some(0), "nobody was admitted in 2023");
    let total = figure(&answer, "II.4.b/3");
    assert_eq!((integer(total), total.absence()), (None, wire::Absence::NoFacts));
    let before = world.ask(&tokens, asking("2021-12-31", 2021)).await;
    assert_eq!(figure(&before, "II.4.b/2").value, None, "nothing was recorded so early");
}

#[tokio::test]
async fn what_is_not_asked_is_filled_in_and_echoed() {
    let world = World::start().await;
    let tokens = world.with_a_plan().await;
    let answer = world.ask(&tokens, GetProgressRequest::default()).await;
    let read_at = answer.read_info.as_ref().unwrap().read_at.as_ref().unwrap();
    assert_eq!(
        (read_at.as_of.as_str(), read_at.structure_on.as_str()),
        ("2026-11-24", "2026-11-24")
    );
    let window = answer.window.unwrap();
    assert_eq!((window.from.as_str(), window.to.as_str()), ("2026-01-01", "2026-12-31"));
    assert_eq!(window.measured_until, "2026-11-24");

    let recorded = answer.read_info.as_ref().unwrap().watermarks.iter();
    let last = recorded.filter_map(|mark| mark.recorded_at).max_by_key(|at| (at.seconds, at.nanos));
    assert_eq!(read_at.known_at, last);
    let echo = GetProgressRequest { read_at: Some(read_at.clone()), ..Default::default() };
    let again = world.progress().await.get_progress(echo).await.unwrap().into_inner();
    assert_eq!(again.items, answer.items);
}

#[tokio::test]
async fn a_late_fact_changes_what_is_known_now_and_not_what_was_known_then() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    tokens.push(world.declared(MECHANICS, 100, "2022-11-30").await);
    let then = world.ask(&tokens, asking("2022-12-31", 2022)).await;
    let known_at = then.read_info.as_ref().unwrap().read_at.as_ref().unwrap().known_at;
    let late = world.declared(MECHANICS, 120, "2022-12-01").await;

    let total = |answer: &wire::GetProgressResponse| integer(figure(answer, "II.4.b/3"));
    let as_known_now = world.ask(&[late], asking("2022-12-31", 2022)).await;
    assert_eq!((total(&then), total(&as_known_now)), (Some(100), Some(120)));
    let mut request = asking("2022-12-31", 2022);
    request.read_at.as_mut().unwrap().known_at = known_at;
    let as_known_then = world.ask(&[], request).await;
    assert_eq!(as_known_then.items, then.items);
    let before_the_fact = world.ask(&[], asking("2022-11-30", 2022)).await;
    assert_eq!(total(&before_the_fact), Some(100));
}

#[tokio::test]
async fn a_merger_changes_the_view_of_now_and_not_that_of_then() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    tokens.push(world.declared(MECHANICS, 100, "2022-11-30").await);
    tokens.extend(world.merger().await);
    let total = async |unit: u128, structure_on: &str| {
        let mut request = asking("2022-12-31", 2022);
        request.read_at.as_mut().unwrap().structure_on = structure_on.to_owned();
        request.unit_id = id(unit);
        world.ask(&tokens, request).await
    };
    let then = total(UNION, "2022-12-31").await;
    assert_eq!(integer(figure(&then, "II.4.b/3")), Some(100));
    assert_eq!(then.unit.as_ref().unwrap().name, "Liên hiệp Hội tỉnh");
    let now = total(MERGED_UNION, "2026-01-01").await;
    assert_eq!(integer(figure(&now, "II.4.b/3")), Some(100));
    let gone = total(UNION, "2026-01-01").await;
    assert_eq!(integer(figure(&gone, "II.4.b/3")), None);
    let unit = gone.unit.unwrap();
    assert_eq!(unit.successors[0].name, "Liên hiệp Hội thành phố");
}

#[tokio::test]
async fn the_period_before_stands_beside_the_value() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2021-03-01").await);
    tokens.push(world.declared(MECHANICS, 90, "2021-11-30").await);
    tokens.push(world.declared(MECHANICS, 100, "2022-06-30").await);
    let dates = wire::DateRange { from: "2021-12-15".to_owned(), to: "2022-12-14".to_owned() };
    let request = GetProgressRequest {
        period: Some(wire::Period { window: Some(wire::period::Window::Dates(dates)) }),
        ..GetProgressRequest::default()
    };
    let answer = world.ask(&tokens, request).await;
    let total = figure(&answer, "II.4.b/3");
    let earlier = total.earlier.as_ref().unwrap();
    assert_eq!(integer(total), Some(100));
    assert_eq!(earlier.window.as_ref().unwrap().from, "2020-12-15");
    assert_eq!(earlier.window.as_ref().unwrap().to, "2021-12-14");
    let number = earlier.value.as_ref().unwrap().number.as_ref().unwrap();
    assert_eq!(*number, wire::value::Number::Integer(90));
}

#[tokio::test]
async fn sources_may_arrive_in_any_order() {
    let world = World::start().await;
    let declared = world.declared(MECHANICS, 100, "2022-11-30").await;
    let admitted = world.admitted(MECHANICS, "2022-03-01").await;
    let tokens = [world.with_a_plan().await, vec![declared, admitted]].concat();
    let answer = world.ask(&tokens, asking("2022-12-31", 2022)).await;
    assert_eq!(integer(figure(&answer, "II.4.b/3")), Some(100));
}

#[tokio::test]
async fn a_fact_is_there_soon_without_being_waited_for() {
    let world = World::start().await;
    let tokens = world.with_a_plan().await;
    world.ask(&tokens, GetProgressRequest::default()).await;
    world.admitted(NURSES, "2022-03-01").await;
    let look = async || {
        let answer = world.ask(&[], asking("2022-12-31", 2022)).await;
        integer(figure(&answer, "II.4.b/2"))
    };
    eventually("the admission is counted", look, |count| *count == Some(1)).await;
}

#[tokio::test]
async fn an_instant_before_everything_knows_no_plan() {
    let world = World::start().await;
    let tokens = world.with_a_plan().await;
    world.ask(&tokens, GetProgressRequest::default()).await;
    let long_ago =
        "2020-01-01T00:00:00Z".parse::<chrono::DateTime<Utc>>().unwrap() - TimeDelta::days(1);
    let known_at = Some(Timestamp { seconds: long_ago.timestamp(), nanos: 0 });
    let read_at = Some(ReadAt { known_at, ..ReadAt::default() });
    let request = GetProgressRequest { read_at, ..GetProgressRequest::default() };
    let status = world.progress().await.get_progress(request).await.unwrap_err();
    assert_eq!(status.code(), tonic::Code::NotFound);
}
