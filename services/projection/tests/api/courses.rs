//! Contests and reviews as their contexts tell them: figures that explain themselves, and name nobody.

use contracts::awards::v1 as awards;
use contracts::consultancy::v1 as consultancy;
use contracts::ledger::v1::ReadAt;
use contracts::projection::v1::{self as wire, ExplainRequest, GetProgressRequest};

use crate::published::{PROVINCE, UNION, figure, id, integer, year};
use crate::world::{AWARDS, CONSULTANCY, Event, World};

const ROUND: u128 = 300;
const REVIEW: u128 = 500;

async fn told(world: &World, context: &str, stream: &str, event: Event) -> String {
    world.publish(context, stream, &event).await
}

fn submitted(n: u128) -> Event {
    let event = awards::EntrySubmitted {
        entry_id: id(400 + n),
        occurred_on: "2022-03-01".to_owned(),
        round_id: id(ROUND),
        origin_unit_id: id(UNION),
        submission: 1,
        illustrative: true,
        ..Default::default()
    };
    Event::new("EntrySubmitted", &event)
}

#[tokio::test]
async fn entries_and_prizes_of_a_round_are_counted_and_nobody_is_named() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.item("II.5.e", "Giải thưởng, hội thi").await);
    tokens.push(world.indicator("II.5.e/1", "contest_entries", false).await);
    tokens.push(world.indicator("II.5.e/2", "prizes", false).await);
    let planned = awards::RoundPlanned {
        round_id: id(ROUND),
        occurred_on: "2021-10-01".to_owned(),
        family: awards::ProgrammeFamily::YouthContest.into(),
        organiser_unit_id: id(UNION),
        title: "Lần thứ 14".to_owned(),
        illustrative: true,
        ..Default::default()
    };
    let planned = Event::new("RoundPlanned", &planned);
    tokens.push(told(&world, AWARDS, "round-1", planned).await);
    for n in 1..=3 {
        tokens.push(told(&world, AWARDS, &format!("entry-{n}"), submitted(n)).await);
    }
    let eligible = awards::EntryDeclaredEligible {
        entry_id: id(401),
        occurred_on: "2022-06-01".to_owned(),
        round_id: id(ROUND),
    };
    let eligible = Event::new("EntryDeclaredEligible", &eligible);
    tokens.push(told(&world, AWARDS, "entry-1", eligible).await);
    let awarded = awards::PrizeAwarded {
        round_id: id(ROUND),
        occurred_on: "2022-09-01".to_owned(),
        prize_id: id(450),
        entry_id: id(401),
        origin_unit_id: id(UNION),
        tier_code: "NHAT".to_owned(),
        tier_name: "Giải Nhất".to_owned(),
        illustrative: true,
        ..Default::default()
    };
    let awarded = Event::new("PrizeAwarded", &awarded);
    tokens.push(told(&world, AWARDS, "prize_list-1", awarded).await);

    let asked = GetProgressRequest { period: year(2022), ..Default::default() };
    let answer = world.ask(&tokens, asked).await;
    let entries = figure(&answer, "II.5.e/1");
    assert_eq!(integer(entries), Some(3));
    let part = |key: &str| entries.parts.iter().find(|part| part.key == key);
    assert_eq!(part("ELIGIBLE").unwrap().label, "Đủ điều kiện");
    assert!(part("YOUTH_CONTEST").is_some());
    let prizes = figure(&answer, "II.5.e/2");
    let tier = prizes.parts.iter().find(|part| part.dimension == "tier").unwrap();
    assert_eq!((tier.key.as_str(), tier.label.as_str()), ("NHAT", "Giải Nhất"));

    let explained = explained(&world, tokens, "II.5.e/1").await;
    assert_eq!(explained.contributions.len(), 4);
    for contribution in explained.contributions {
        let fact = contribution.fact.unwrap();
        assert_eq!((fact.context.as_str(), fact.subject_name.as_str()), ("awards", ""));
        assert!(fact.illustrative, "{fact:?}");
    }
}

#[tokio::test]
async fn a_review_is_counted_from_its_request_to_its_answers() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.item("II.5.b", "Tư vấn, phản biện").await);
    tokens.push(world.indicator("II.5.b/1", "reviews_by_field", false).await);
    tokens.push(world.indicator("II.5.b/2", "experts_engaged", false).await);
    let submitted = consultancy::ReviewRequestSubmitted {
        review_id: id(REVIEW),
        occurred_on: "2022-02-01".to_owned(),
        unit_id: id(UNION),
        requester_unit_id: id(PROVINCE),
        kind: consultancy::ReviewKind::CriticalReview.into(),
        illustrative: true,
        ..Default::default()
    };
    let assigned = consultancy::ExpertAssigned {
        review_id: id(REVIEW),
        occurred_on: "2022-03-01".to_owned(),
        assignment_id: id(501),
        expert_key: id(502),
        ..Default::default()
    };
    let delivered = consultancy::ReportDelivered {
        review_id: id(REVIEW),
        occurred_on: "2022-05-01".to_owned(),
        unit_id: id(UNION),
        field: consultancy::ReviewField::EducationTraining.into(),
        kind: consultancy::ReviewKind::CriticalReview.into(),
        due_on: "2022-05-01".to_owned(),
        ..Default::default()
    };
    for event in [
        Event::new("ReviewRequestSubmitted", &submitted),
        Event::new("ExpertAssigned", &assigned),
        Event::new("ReportDelivered", &delivered),
    ] {
        tokens.push(told(&world, CONSULTANCY, "review-1", event).await);
    }

    let asked = GetProgressRequest { period: year(2022), ..Default::default() };
    let answer = world.ask(&tokens, asked).await;
    assert_eq!(integer(figure(&answer, "II.5.b/1")), Some(1));
    assert_eq!(integer(figure(&answer, "II.5.b/2")), Some(1));
    let explained = explained(&world, tokens, "II.5.b/2").await;
    let [contribution] = explained.contributions.as_slice() else { panic!("one expert") };
    let fact = contribution.fact.as_ref().unwrap();
    assert_eq!((fact.context.as_str(), &fact.subject_id), ("consultancy", &id(REVIEW)));
    assert_eq!(fact.unit.as_ref().unwrap().unit_id, id(UNION));
}

fn rated(review: u128, score: i32) -> Event {
    let rated = consultancy::QualityRated {
        review_id: id(review),
        occurred_on: "2022-06-01".to_owned(),
        unit_id: id(UNION),
        score,
        illustrative: true,
    };
    Event::new("QualityRated", &rated)
}

#[tokio::test]
async fn workshops_and_ratings_explain_themselves() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.item("II.5.b", "Tư vấn, phản biện").await);
    tokens.push(world.indicator("II.5.b/4", "review_workshops", false).await);
    tokens.push(world.indicator("II.5.b/5", "requester_quality_mean", false).await);
    let held = consultancy::WorkshopHeld {
        workshop_id: id(600),
        occurred_on: "2022-03-01".to_owned(),
        unit_id: id(UNION),
        kind: consultancy::WorkshopKind::Conference.into(),
        participants: 45,
        illustrative: true,
        ..Default::default()
    };
    let held = Event::new("WorkshopHeld", &held);
    tokens.push(told(&world, CONSULTANCY, "workshop-1", held).await);
    tokens.push(told(&world, CONSULTANCY, "rating-1", rated(REVIEW, 4)).await);
    tokens.push(told(&world, CONSULTANCY, "rating-2", rated(REVIEW + 1, 5)).await);

    let asked = GetProgressRequest { period: year(2022), ..Default::default() };
    let answer = world.ask(&tokens, asked).await;
    assert_eq!(integer(figure(&answer, "II.5.b/4")), Some(1));
    let mean = figure(&answer, "II.5.b/5").value.as_ref().and_then(|value| value.number.clone());
    let expected = wire::Ratio { numerator: 9, denominator: 2 };
    assert_eq!(mean, Some(wire::value::Number::Ratio(expected)), "nine, said by two");
    let explained = explained(&world, tokens, "II.5.b/5").await;
    assert_eq!(explained.contributions.len(), 2);
    for contribution in explained.contributions {
        let fact = contribution.fact.unwrap();
        assert_eq!((fact.context.as_str(), fact.subject_name.as_str()), ("consultancy", ""));
    }
}

async fn explained(world: &World, tokens: Vec<String>, code: &str) -> wire::ExplainResponse {
    let request = ExplainRequest {
        indicator_code: code.to_owned(),
        period: year(2022),
        read_at: Some(ReadAt { at_least_tokens: tokens, ..ReadAt::default() }),
        ..Default::default()
    };
    world.progress().await.explain(request).await.unwrap().into_inner()
}
