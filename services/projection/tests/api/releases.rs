//! What the release of a round's results changes: nothing of prizes is counted before it, and all of them after it, each
//! on the day of the decision.

use contracts::awards::v1 as awards;
use contracts::ledger::v1::ReadAt;
use contracts::projection::v1::{self as wire, ExplainRequest, GetProgressRequest};

use crate::published::{UNION, figure, id, integer, year};
use crate::world::{AWARDS, Event, World};

const ROUND: u128 = 300;

async fn told(world: &World, stream: &str, event: Event) -> String {
    world.publish(AWARDS, stream, &event).await
}

fn decision() -> Option<awards::DecisionRef> {
    Some(awards::DecisionRef {
        number_symbol: "99/QĐ-MẪU".to_owned(),
        issued_on: "2022-09-18".to_owned(),
        issuer_unit_id: id(UNION),
    })
}

/// Up to the day on which the list of prizes is posted.
async fn posted(world: &World) -> Vec<String> {
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.item("II.1.b", "Tuyên truyền").await);
    tokens.push(world.indicator("II.1.b/3", "public_launches", false).await);
    tokens.push(world.item("II.5.e", "Giải thưởng, hội thi").await);
    tokens.push(world.indicator("II.5.e/1", "contest_entries", false).await);
    tokens.push(world.indicator("II.5.e/2", "prizes", false).await);
    let planned = awards::RoundPlanned {
        round_id: id(ROUND),
        occurred_on: "2022-01-05".to_owned(),
        family: awards::ProgrammeFamily::YouthContest.into(),
        organiser_unit_id: id(UNION),
        title: "Lần thứ 14".to_owned(),
        illustrative: true,
        ..Default::default()
    };
    tokens.push(told(world, "round-1", Event::new("RoundPlanned", &planned)).await);
    let launched = awards::RoundLaunched {
        round_id: id(ROUND),
        occurred_on: "2022-01-10".to_owned(),
        organiser_unit_id: id(UNION),
        illustrative: true,
        ..Default::default()
    };
    tokens.push(told(world, "round-1", Event::new("RoundLaunched", &launched)).await);
    for n in 1..=2 {
        let submitted = awards::EntrySubmitted {
            entry_id: id(400 + n),
            occurred_on: "2022-03-01".to_owned(),
            round_id: id(ROUND),
            origin_unit_id: id(UNION),
            submission: 1,
            illustrative: true,
            ..Default::default()
        };
        let stream = format!("entry-{n}");
        tokens.push(told(world, &stream, Event::new("EntrySubmitted", &submitted)).await);
    }
    let shown = awards::ResultsPosted {
        round_id: id(ROUND),
        occurred_on: "2022-09-01".to_owned(),
        organiser_unit_id: id(UNION),
        posted_until: "2022-09-15".to_owned(),
        illustrative: true,
        ..Default::default()
    };
    tokens.push(told(world, "round-1", Event::new("ResultsPosted", &shown)).await);
    tokens
}

/// As awards publishes it: in one act, the highest prize first.
async fn released(world: &World) -> String {
    let decided = awards::AwardDecisionIssued {
        round_id: id(ROUND),
        occurred_on: "2022-09-18".to_owned(),
        decider_unit_id: id(UNION),
        decision_ref: decision(),
        ..Default::default()
    };
    told(world, "prize_list-1", Event::new("AwardDecisionIssued", &decided)).await;
    let results = awards::ResultsReleased {
        round_id: id(ROUND),
        occurred_on: "2022-09-20".to_owned(),
        finalists: 1,
        prizes: 1,
        illustrative: true,
        ..Default::default()
    };
    told(world, "prize_list-1", Event::new("ResultsReleased", &results)).await;
    let finalist = awards::EntryAdvancedToFinal {
        round_id: id(ROUND),
        occurred_on: "2022-08-02".to_owned(),
        entry_id: id(401),
        origin_unit_id: id(UNION),
        illustrative: true,
        ..Default::default()
    };
    told(world, "prize_list-1", Event::new("EntryAdvancedToFinal", &finalist)).await;
    let prize = awards::PrizeAwarded {
        round_id: id(ROUND),
        occurred_on: "2022-09-18".to_owned(),
        prize_id: id(450),
        entry_id: id(401),
        origin_unit_id: id(UNION),
        tier_code: "T1".to_owned(),
        tier_name: "Giải Nhất".to_owned(),
        decision_ref: decision(),
        illustrative: true,
        ..Default::default()
    };
    told(world, "prize_list-1", Event::new("PrizeAwarded", &prize)).await
}

async fn asked(world: &World, tokens: &[String], as_of: &str) -> wire::GetProgressResponse {
    let read_at = Some(ReadAt { as_of: as_of.to_owned(), ..ReadAt::default() });
    let request = GetProgressRequest { read_at, period: year(2022), ..Default::default() };
    world.ask(tokens, request).await
}

fn count(answer: &wire::GetProgressResponse, code: &str) -> Option<i64> {
    integer(figure(answer, code))
}

fn finalists(answer: &wire::GetProgressResponse) -> bool {
    figure(answer, "II.5.e/1").parts.iter().any(|part| part.key == "FINALIST")
}

async fn explained(world: &World, token: &str, code: &str) -> Vec<wire::Fact> {
    let request = ExplainRequest {
        indicator_code: code.to_owned(),
        period: year(2022),
        read_at: Some(ReadAt { at_least_tokens: vec![token.to_owned()], ..ReadAt::default() }),
        ..Default::default()
    };
    let explained = world.progress().await.explain(request).await.unwrap().into_inner();
    explained.contributions.into_iter().map(|it| it.fact.unwrap()).collect()
}

#[tokio::test]
async fn prizes_and_finalists_are_counted_once_they_are_released_and_explain_themselves() {
    let world = World::start().await;
    let tokens = posted(&world).await;
    let before = asked(&world, &tokens, "2022-12-31").await;
    assert_eq!((count(&before, "II.5.e/1"), count(&before, "II.5.e/2")), (Some(2), None));
    assert_eq!(count(&before, "II.1.b/3"), Some(2), "a launch, and a list on a wall");
    assert!(!finalists(&before));

    let released = released(&world).await;
    let after = asked(&world, std::slice::from_ref(&released), "2022-12-31").await;
    assert_eq!((count(&after, "II.5.e/1"), count(&after, "II.5.e/2")), (Some(2), Some(1)));
    assert_eq!(count(&after, "II.1.b/3"), Some(2), "a release shows nothing once more");
    assert!(finalists(&after));
    let day_before = asked(&world, std::slice::from_ref(&released), "2022-09-17").await;
    assert_eq!(count(&day_before, "II.5.e/2"), None, "it is of the day of the decision");

    let prizes = explained(&world, &released, "II.5.e/2").await;
    let [prize] = prizes.as_slice() else { panic!("{prizes:?}") };
    assert_eq!((&*prize.context, &*prize.subject_id), ("awards", &*id(450)));
    assert_eq!((&*prize.subject_name, &*prize.occurred_on), ("Giải Nhất", "2022-09-18"));
    assert_eq!(prize.document.as_ref().unwrap().number_symbol, "99/QĐ-MẪU");
    let shown = explained(&world, &released, "II.1.b/3").await;
    let mut types: Vec<_> = shown.iter().map(|it| &*it.event_type).collect();
    types.sort_unstable();
    assert_eq!(types, ["ResultsPosted", "RoundLaunched"]);
}
