//! What is told of a rating, at each moment and to each side.

use chassis::reading::Moment;
use chrono::DateTime;
use ledger::Decider as _;
use uuid::Uuid;

use super::queries::list_ratings;
use super::*;
use crate::domain::samples::{DEPARTMENT, UNION, day};
use crate::views::review_register::queries::Whose;
use crate::views::samples::{entry, recorded, tables};

const REVIEW: Uuid = Uuid::from_u128(0xD1);

#[tokio::test]
async fn a_rating_is_told_as_of_each_day_to_both_sides() {
    let (_database, mut tx) = tables::<Ratings>().await;
    let golden = include_str!("../../domain/rating/golden.jsonl").lines();
    let history = golden.enumerate().filter(|(n, _)| *n != 1).map(|(_, line)| line.to_owned());
    for (position, event) in (1..).zip(history) {
        let entry = entry(position, (Rating::CATEGORY, REVIEW, event));
        Ratings::apply(&mut tx, &[recorded::<Ratings>(&entry)]).await.unwrap();
    }
    let mut told = async |whose, as_of: &str| {
        let known_at = DateTime::from_timestamp(1_700_000_009, 0).unwrap();
        let at = Moment { as_of: day(as_of), known_at };
        let found = list_ratings(&mut tx, whose, Some(REVIEW), at, None, 10).await.unwrap();
        found.into_iter().next().map(|(_, it)| (it.score, it.revisions, !it.etag.is_empty()))
    };
    for whose in [Whose::Union(UNION.0), Whose::Requester(DEPARTMENT.0)] {
        assert_eq!(told(whose, "2026-04-09").await, None);
        assert_eq!(told(whose, "2026-04-10").await, Some((4, 0, false)));
        assert_eq!(told(whose, "2026-04-20").await, Some((5, 1, true)));
    }
    for whose in [Whose::Union(DEPARTMENT.0), Whose::Requester(UNION.0)] {
        assert_eq!(told(whose, "2026-04-20").await, None);
    }
}
