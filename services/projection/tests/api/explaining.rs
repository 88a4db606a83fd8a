//! Why a figure is what it is: parts that add up, names of their day, documents, and what was left out.

use std::collections::BTreeMap;

use contracts::ledger::v1::ReadAt;
use contracts::membership::v1 as membership;
use contracts::projection::v1::{self as wire, ExplainRequest, ExplainResponse};

use crate::published::{LEARNING, MECHANICS, MERGED_UNION, NURSES, UNION, id, integer, year};
use crate::world::{Event, MEMBERSHIP, World};

fn about(code: &str, as_of: &str, year_asked: i32, tokens: &[String]) -> ExplainRequest {
    let at_least_tokens = tokens.to_vec();
    ExplainRequest {
        read_at: Some(ReadAt { as_of: as_of.to_owned(), at_least_tokens, ..ReadAt::default() }),
        indicator_code: code.to_owned(),
        period: year(year_asked),
        ..ExplainRequest::default()
    }
}

async fn explain(world: &World, request: ExplainRequest) -> ExplainResponse {
    world.progress().await.explain(request).await.unwrap().into_inner()
}

fn reasons(answer: &ExplainResponse) -> BTreeMap<i64, wire::LeftOutReason> {
    let left_out = answer.left_out.iter();
    left_out.map(|it| (it.fact.as_ref().unwrap().position, it.reason())).collect()
}

fn position(token: &str) -> i64 {
    token.split_once(':').unwrap().1.parse().unwrap()
}

#[tokio::test]
async fn the_contributions_add_up_to_the_figure_and_name_their_documents() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.association(MECHANICS, "Hội Cơ khí").await);
    let renamed = membership::AssociationRenamed {
        association_id: id(MECHANICS),
        occurred_on: "2023-01-01".to_owned(),
        full_name: "Hội Cơ khí và Tự động hóa".to_owned(),
        ..Default::default()
    };
    let renamed = Event::new("AssociationRenamed", &renamed);
    tokens.push(world.publish(MEMBERSHIP, "association-101", &renamed).await);
    for (association, members) in [(MECHANICS, 100), (NURSES, 250)] {
        tokens.push(world.admitted(association, "2022-03-01").await);
        tokens.push(world.headcount(association, members, Some(40), "2022-11-30").await);
    }
    let declared = position(&tokens[tokens.len() - 3]);

    let answer = explain(&world, about("II.4.b/3", "2022-12-31", 2022, &tokens)).await;
    let figure = answer.figure.as_ref().unwrap();
    let sum: i64 = answer.contributions.iter().map(|it| it.amount).sum();
    assert_eq!((integer(figure), sum), (Some(350), 350));
    assert_eq!((figure.formula_version, answer.formula_text.as_str()), (1, "đếm"));

    let first = answer.contributions.iter().find(|it| it.amount == 100).unwrap();
    let fact = first.fact.as_ref().unwrap();
    assert_eq!((fact.context.as_str(), fact.position), ("membership", declared));
    assert_eq!(
        (fact.event_type.as_str(), fact.occurred_on.as_str()),
        ("HeadcountDeclared", "2022-11-30")
    );
    assert_eq!(fact.subject_name, "Hội Cơ khí", "the name it had on that day");
    assert_eq!(fact.unit.as_ref().unwrap().name, "Liên hiệp Hội tỉnh");
    assert!(fact.illustrative && fact.recorded_at.is_some());
    let document = fact.document.as_ref().unwrap();
    assert_eq!(
        (document.number_symbol.as_str(), document.issuer.as_str()),
        ("12/BC-HV", "Hội Cơ khí")
    );
    assert_eq!(document.file_sha256, "ab".repeat(32));
    let stated = first.parts.iter().map(|part| (part.dimension.as_str(), part.key.as_str()));
    let union = id(UNION);
    let expected =
        [("mass", "WITHOUT_MASS_ASSOCIATIONS"), ("freshness", "FRESH"), ("unit", &union)];
    assert_eq!(stated.collect::<Vec<_>>(), expected);

    let share = explain(&world, about("II.4.b/4", "2022-12-31", 2022, &[])).await;
    let sums =
        share.contributions.iter().fold((0, 0), |sum, it| (sum.0 + it.amount, sum.1 + it.base));
    assert_eq!(sums, (80, 350));
}

#[tokio::test]
async fn what_was_left_out_says_why() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    let old = world.declared(MECHANICS, 90, "2022-06-30").await;
    let counted = world.declared(MECHANICS, 100, "2022-11-30").await;
    let after = world.declared(MECHANICS, 110, "2023-06-30").await;
    let outside = world.declared(NURSES, 250, "2022-11-30").await;
    tokens.extend([&old, &counted, &after, &outside].map(Clone::clone));

    let answer = explain(&world, about("II.4.b/3", "2022-12-31", 2022, &tokens)).await;
    let expected = BTreeMap::from([
        (position(&old), wire::LeftOutReason::Superseded),
        (position(&after), wire::LeftOutReason::AfterWindow),
        (position(&outside), wire::LeftOutReason::NotAMember),
    ]);
    assert_eq!(reasons(&answer), expected);
    let facts: Vec<_> = answer.contributions.iter().map(|it| it.fact.as_ref().unwrap()).collect();
    assert_eq!(facts.iter().map(|fact| fact.position).collect::<Vec<_>>(), [position(&counted)]);
    let superseded =
        &answer.left_out.iter().find(|it| it.reason() == wire::LeftOutReason::Superseded);
    assert_eq!(superseded.unwrap().replaced_by_event_id, facts[0].event_id);
}

#[tokio::test]
async fn a_mass_association_counts_apart_among_members_and_not_among_specialists() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.indicator("II.4.b/5", "eligible_associations_joined_pct", true).await);
    let mut of_mass = Vec::new();
    for (association, members) in [(MECHANICS, 100), (NURSES, 250), (LEARNING, 90_000)] {
        tokens.push(world.association(association, "Hội").await);
        if association != NURSES {
            tokens.push(world.admitted(association, "2022-03-01").await);
        }
        of_mass = tokens[tokens.len() - 2..].to_vec();
        tokens.push(world.declared(association, members, "2022-11-30").await);
    }

    let members = explain(&world, about("II.4.b/3", "2022-12-31", 2022, &tokens)).await;
    let figure = members.figure.unwrap();
    assert_eq!(integer(&figure), Some(90_100));
    let parts = figure.parts.iter().filter(|part| part.dimension == "mass");
    let parts = parts.map(|part| (part.key.as_str(), part.value.clone().unwrap().number.unwrap()));
    let expected = [("MASS_ASSOCIATIONS", 90_000), ("WITHOUT_MASS_ASSOCIATIONS", 100)];
    let expected = expected.map(|(key, count)| (key, wire::value::Number::Integer(count)));
    assert_eq!(parts.collect::<Vec<_>>(), expected);

    let joined = explain(&world, about("II.4.b/5", "2022-12-31", 2022, &[])).await;
    let value = joined.figure.clone().unwrap().value.unwrap().number.unwrap();
    let ratio = wire::Ratio { numerator: 1, denominator: 2 };
    assert_eq!(value, wire::value::Number::Ratio(ratio));
    let expected = of_mass.iter().map(|it| (position(it), wire::LeftOutReason::MassAssociation));
    assert_eq!(reasons(&joined), expected.collect());
}

#[tokio::test]
async fn what_was_not_known_yet_is_named_as_such() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    let counted = world.declared(MECHANICS, 100, "2022-11-30").await;
    tokens.push(counted.clone());
    let then = explain(&world, about("II.4.b/3", "2022-12-31", 2022, &tokens)).await;
    let known_at = then.read_info.unwrap().read_at.unwrap().known_at;
    let late = world.declared(MECHANICS, 120, "2022-12-01").await;

    let mut request = about("II.4.b/3", "2022-12-31", 2022, std::slice::from_ref(&late));
    request.read_at.as_mut().unwrap().known_at = known_at;
    let answer = explain(&world, request).await;
    assert_eq!(integer(answer.figure.as_ref().unwrap()), Some(100));
    let expected = BTreeMap::from([(position(&late), wire::LeftOutReason::NotYetKnown)]);
    assert_eq!(reasons(&answer), expected);
}

#[tokio::test]
async fn facts_of_other_units_are_left_out_of_a_units_figure() {
    let world = World::start().await;
    let mut tokens = world.with_a_plan().await;
    tokens.push(world.admitted(MECHANICS, "2022-03-01").await);
    let declared = world.declared(MECHANICS, 100, "2022-11-30").await;
    tokens.push(declared.clone());
    tokens.extend(world.merger().await);

    let mut request = about("II.4.b/3", "2022-12-31", 2022, &tokens);
    request.unit_id = id(MERGED_UNION);
    let then = explain(&world, request.clone()).await;
    assert_eq!(integer(then.figure.as_ref().unwrap()), None);
    assert_eq!(
        reasons(&then),
        BTreeMap::from([(position(&declared), wire::LeftOutReason::OtherUnit)])
    );
    request.read_at.as_mut().unwrap().structure_on = "2026-01-01".to_owned();
    let now = explain(&world, request).await;
    assert_eq!(integer(now.figure.as_ref().unwrap()), Some(100));
    let fact = now.contributions[0].fact.as_ref().unwrap();
    assert_eq!(fact.unit.as_ref().unwrap().name, "Liên hiệp Hội tỉnh", "where it was true");
}

#[tokio::test]
async fn an_indicator_that_nothing_feeds_is_explained_by_its_formula_alone() {
    let world = World::start().await;
    let tokens = world.with_a_plan().await;
    let answer = explain(&world, about("II.4.c/1", "2022-12-31", 2022, &tokens)).await;
    assert_eq!(answer.figure.unwrap().absence(), wire::Absence::NotFed);
    assert_eq!(answer.formula_text, "đếm");
    assert!(answer.contributions.is_empty() && answer.left_out.is_empty());
}
