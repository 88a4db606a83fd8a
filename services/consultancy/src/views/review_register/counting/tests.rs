//! The docket's counts on a real PostgreSQL, from golden events, as known after each of them.

use chassis::reading::Moment;
use contracts::consultancy::v1::DocketCounts;
use ledger::View as _;
use uuid::Uuid;

use super::super::ReviewRegister;
use super::super::queries::{Whose, find_review};
use crate::domain::samples::{UNION, day};
use crate::views::samples::{entry, recorded, tables};

const REVIEW: Uuid = Uuid::from_u128(0xD1);
const OPINION: Uuid = Uuid::from_u128(0xE1);

/// The first golden event of a type.
fn golden(category: &str, name: &str) -> String {
    let stored = match category {
        "review" => include_str!("../../../domain/review/golden.jsonl"),
        "council" => include_str!("../../../domain/council/golden.jsonl"),
        "opinion" => include_str!("../../../domain/opinion/golden.jsonl"),
        "review_report" => include_str!("../../../domain/report/golden.jsonl"),
        "response" => include_str!("../../../domain/response/golden.jsonl"),
        other => panic!("no golden events of {other}"),
    };
    let is_it = |line: &&str| line.contains(&format!(r#""type":"{name}""#));
    stored.lines().find(is_it).unwrap_or_else(|| panic!("no golden line for {name}")).to_owned()
}

/// In golden opinions it is 71, in golden dossiers 1.
fn of_the_scheme(event: &str) -> String {
    let id = |n: u128| Uuid::from_u128(n).to_string();
    event.replace(&id(0x71), &id(1))
}

/// Of the n-th invitation; golden events are about the first.
fn council(name: &str, n: u128) -> (&'static str, Uuid, String) {
    let named = |n: u128| format!(r#""invitation":"{}""#, Uuid::from_u128(n));
    ("council", REVIEW, golden("council", name).replace(&named(1), &named(n)))
}

fn own(category: &'static str, name: &str) -> (&'static str, Uuid, String) {
    (category, REVIEW, golden(category, name))
}

fn opinion(name: &str) -> (&'static str, Uuid, String) {
    ("opinion", OPINION, of_the_scheme(&golden("opinion", name)))
}

fn answered_second() -> (&'static str, Uuid, String) {
    let id = |n: u128| Uuid::from_u128(n).to_string();
    ("response", REVIEW, golden("response", "answered").replace(&id(0x201), &id(0x202)))
}

type Step = ((&'static str, Uuid, String), fn(&mut DocketCounts));

/// What happens, and what it changes in the counts.
fn course() -> Vec<Step> {
    let nothing: fn(&mut DocketCounts) = |_| {};
    let invited: fn(&mut DocketCounts) =
        |it| (it.invited, it.waiting) = (it.invited + 1, it.waiting + 1);
    let accepted: fn(&mut DocketCounts) =
        |it| (it.waiting, it.accepted) = (it.waiting - 1, it.accepted + 1);
    vec![
        (own("review", "filed"), nothing),
        (own("review", "accepted"), nothing),
        (own("review", "assignment_agreed"), nothing),
        (own("review", "dossier_completed"), nothing),
        (council("composed", 1), nothing),
        (council("invited", 1), invited),
        (council("invited", 2), invited),
        (council("invited", 3), invited),
        (council("invited", 4), invited),
        (council("accepted", 1), accepted),
        (council("accepted", 2), accepted),
        (council("declined", 3), |it| (it.waiting, it.declined) = (1, 1)),
        (council("withdrawn", 4), |it| (it.waiting, it.ended) = (0, 1)),
        (own("review", "council_formed"), nothing),
        (own("review", "opened"), nothing),
        (opinion("begun"), nothing),
        (opinion("submitted"), |it| it.opinions = 1),
        (council("opinion_delivered", 1), nothing),
        (own("review", "document_filed"), |it| it.opinions_on_old_version = 1),
        (opinion("reaffirmed"), |it| it.opinions_on_old_version = 0),
        (council("dismissed", 2), |it| (it.accepted, it.ended) = (1, 2)),
        (own("review_report", "started"), nothing),
        (own("review_report", "saved"), |it| it.recommendations = 6),
        (own("response", "asked"), nothing),
        (own("response", "answered"), |it| it.recommendations_answered = 1),
        (own("response", "silence_recorded"), |it| it.recommendations_silent = 2),
        (answered_second(), |it| (it.recommendations_answered, it.recommendations_silent) = (2, 1)),
        (opinion("retracted"), |it| it.opinions = 0),
    ]
}

#[tokio::test]
async fn the_docket_counts_each_expert_opinion_and_answer_as_known_at_each_instant() {
    let (_database, mut connection) = tables::<ReviewRegister>().await;
    let entries: Vec<_> =
        (1..).zip(course()).map(|(position, (event, _))| entry(position, event)).collect();
    for entry in &entries {
        let recorded = recorded::<ReviewRegister>(entry);
        ReviewRegister::apply(&mut connection, &[recorded]).await.unwrap();
    }

    let mut expected = DocketCounts::default();
    for (entry, (_, change)) in entries.iter().zip(course()) {
        change(&mut expected);
        let at = Moment { as_of: day("2026-06-01"), known_at: entry.recorded_at };
        let found = find_review(&mut connection, REVIEW, Whose::Union(UNION.0), at).await;
        let counts = found.unwrap().unwrap().line.counts.unwrap();
        assert_eq!(counts, expected, "after {:?}", entry.private);
        let DocketCounts { invited, waiting, accepted, declined, ended, .. } = counts;
        assert_eq!(waiting + accepted + declined + ended, invited, "nobody is lost from sight");
    }
}
