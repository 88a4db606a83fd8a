//! What the register tells of a workshop, at each moment.

use chassis::reading::Moment;
use chrono::DateTime;
use uuid::Uuid;

use super::queries::{Filter, find_workshop, list_workshops};
use super::*;
use crate::domain::samples::{UNION, day};
use crate::views::samples::{entry, recorded, tables};
use ledger::Decider as _;

const WORKSHOP: Uuid = Uuid::from_u128(7);

/// As known after so many of its events.
fn known_after(events: i64) -> Moment {
    let known_at = DateTime::from_timestamp(1_700_000_000 + events, 0).unwrap();
    Moment { as_of: day("2026-12-31"), known_at }
}

#[tokio::test]
async fn a_workshop_is_told_as_it_was_known_at_each_instant() {
    let (_database, mut tx) = tables::<WorkshopRegister>().await;
    let golden = include_str!("../../domain/workshop/golden.jsonl").lines();
    // Recorded, corrected, retracted.
    let history = golden.enumerate().filter(|(n, _)| *n != 1).map(|(_, line)| line.to_owned());
    for (position, event) in (1..).zip(history) {
        let entry = entry(position, (Workshop::CATEGORY, WORKSHOP, event));
        let recorded = recorded::<WorkshopRegister>(&entry);
        WorkshopRegister::apply(&mut tx, &[recorded]).await.unwrap();
    }
    let mut told = async |events| {
        let found = find_workshop(&mut tx, WORKSHOP, UNION.0, known_after(events)).await.unwrap();
        found.map(|it| {
            let participants = it.content.clone().unwrap().participants;
            (it.state(), participants, it.corrections, !it.etag.is_empty())
        })
    };
    use wire::WorkshopState::{Recorded, Retracted};
    assert_eq!(told(0).await, None);
    assert_eq!(told(1).await, Some((Recorded, 45, 0, false)));
    assert_eq!(told(2).await, Some((Recorded, 54, 1, false)));
    assert_eq!(told(3).await, Some((Retracted, 54, 1, true)));
    let mut listed = async |union: Uuid, filter, at| {
        list_workshops(&mut tx, union, filter, at, None, 10).await.unwrap().len()
    };
    let of_state = |state| Filter { state: Some(state), ..Filter::default() };
    assert_eq!(listed(UNION.0, of_state(Retracted), known_after(3)).await, 1);
    assert_eq!(listed(UNION.0, of_state(Recorded), known_after(3)).await, 0);
    let before = Moment { as_of: day("2026-03-19"), ..known_after(3) };
    assert_eq!(listed(UNION.0, Filter::default(), before).await, 0, "it was held later");
    assert_eq!(listed(Uuid::nil(), Filter::default(), known_after(3)).await, 0);
    let for_review = |n| Filter { review: Some(Uuid::from_u128(n)), ..Filter::default() };
    assert_eq!(listed(UNION.0, for_review(0xD1), known_after(3)).await, 1);
    assert_eq!(listed(UNION.0, for_review(0xD2), known_after(3)).await, 0);
}
