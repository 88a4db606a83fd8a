//! Which declarations are told: of which day, to one who knows how much.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{DeclaredHeadcounts, list_declarations};
use crate::domain::DeclarationId;
use crate::domain::headcount::{Declaration, Event, Figures, Headcount};
use crate::views::told::{day, evidence, id, of, told};

fn declaration(number: u128) -> Declaration {
    Declaration {
        declaration_id: DeclarationId(id(number)),
        declared_on: day(9),
        figures: Figures::new(100, None, None, None).unwrap(),
        evidence: evidence(),
    }
}

fn declared(number: u128, counted_on: u64) -> Event {
    Event::Declared { declaration: declaration(number), counted_on: day(counted_on) }
}

async fn listed(
    tx: &mut PgConnection,
    association: Option<Uuid>,
    (as_of, known): (u64, i64),
) -> Vec<(u128, String)> {
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = list_declarations(tx, association, after, 1, of(as_of, known)).await;
        let Some((key, line)) = page.unwrap().pop() else { return seen };
        let number = line.declaration_id.parse::<Uuid>().unwrap().as_u128();
        seen.push((number, line.superseded_by_declaration_id));
        after = Some(key);
        assert!(seen.len() <= 4, "{seen:?}");
    }
}

#[tokio::test]
async fn a_declaration_stands_until_its_correction_is_known_and_is_told_ever_after() {
    let (_database, mut tx) = told::<DeclaredHeadcounts, Headcount>(vec![
        (1, declared(11, 1)),
        (2, declared(12, 1)),
        (1, declared(13, 5)),
        (
            1,
            Event::Corrected {
                declaration: declaration(14),
                counted_on: day(1),
                supersedes: DeclarationId(id(11)),
                reason: "đếm sót".into(),
            },
        ),
    ])
    .await;
    let stands = |number| (number, String::new());
    let corrected = (11, id(14).to_string());
    let all = [stands(13), stands(14), stands(12), corrected.clone()];
    let expected = [
        (None, (5, 4), all.to_vec()),
        (None, (4, 4), vec![stands(14), stands(12), corrected.clone()]),
        (None, (0, 4), vec![]),
        (None, (5, 3), vec![stands(13), stands(12), stands(11)]),
        (None, (5, 1), vec![stands(11)]),
        (Some(id(1)), (5, 4), vec![stands(13), stands(14), corrected]),
        (Some(id(2)), (5, 4), vec![stands(12)]),
    ];
    for (association, moment, expected) in expected {
        let seen = listed(&mut tx, association, moment).await;
        assert_eq!(seen, expected, "{association:?} {moment:?}");
    }
}
