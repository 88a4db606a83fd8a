//! What follows is told of what is released, as of each day and as known at each instant, on a real PostgreSQL.

use chassis::reading::Moment;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::queries::{Which, list_follow_ups};
use super::*;
use crate::domain::PrizeId;
use crate::domain::follow_up::{Event as Followed, NationalPrize, Of};
use crate::domain::prize_list::Event;
use crate::domain::samples::judging::{PROGRAMME, ROUND};
use crate::domain::samples::released::{self as samples, finalist, started};
use crate::domain::samples::round::entry;
use crate::domain::samples::{AUTHORITY, SCHOOL, day, decision, file, officer};
use crate::views::samples::{Recording, at as recorded};

const CONTEST: &str = "Cuộc thi mẫu toàn quốc lần thứ 18";

fn won(number: u8, tier: &str) -> Event {
    samples::won(entry(number), tier, &format!("Giải {tier}"))
}

/// Four titled entries of which 1 to 3 were in the final, and 2 and 3 have prizes.
fn released() -> Recording {
    let mut ledger = Recording::default();
    for (number, title) in [(1, "A"), (2, "C"), (3, "B"), (4, "D")] {
        ledger.of::<Entry>(entry(number).0, &[started(title)]);
    }
    let (finalists, prizes, released_on) = (3, 2, day("2026-09-20"));
    let (programme, illustrative) = (PROGRAMME, true);
    let outcome = [
        Event::Released { programme, finalists, prizes, released_on, illustrative },
        finalist(entry(1)),
        finalist(entry(2)),
        finalist(entry(3)),
        won(3, "T1"),
        won(2, "T2"),
    ];
    ledger.of::<PrizeList>(ROUND.0, &outcome);
    ledger
}

fn of() -> Of {
    Of { round: ROUND, programme: PROGRAMME, origin: SCHOOL, illustrative: true }
}

fn nominated() -> Followed {
    let (contest, nominated_on) = (CONTEST.to_owned(), day("2026-10-01"));
    Followed::Nominated { of: of(), contest, nominated_on, document: decision(9) }
}

fn has_prize() -> Followed {
    let (contest, decided_on) = (CONTEST.to_owned(), day("2026-12-01"));
    let prize = Some(NationalPrize { name: "Giải Ba".to_owned(), decision: decision(18) });
    Followed::NationalResultRecorded { of: of(), contest, decided_on, prize }
}

fn looked(number: u8, on: &str) -> Followed {
    let (prize, looked_on) = (PrizeId::of(ROUND, entry(number)), day(on));
    let (applied, evidence) = (true, file(5));
    Followed::ApplicationRecorded { of: of(), prize, looked_on, applied, evidence }
}

fn revoked(number: u8) -> Followed {
    Followed::PrizeRevoked {
        of: of(),
        prize: PrizeId::of(ROUND, entry(number)),
        by: officer("chủ tịch", AUTHORITY),
        revoked_on: day("2027-01-15"),
        finding: "sao chép của người khác".to_owned(),
        decision: decision(7),
    }
}

async fn listed(
    tx: &mut PgConnection,
    (as_of, known_at): (&str, DateTime<Utc>),
    due_after_months: Option<i32>,
) -> Vec<wire::FollowUp> {
    let at = Moment { as_of: day(as_of), known_at };
    let (mut all, mut last) = (Vec::new(), None);
    loop {
        let (round, entry, after) = (ROUND.0, None, last.as_ref());
        let which = Which { round, entry, due_after_months, after, limit: 2 };
        let page = list_follow_ups(tx, which, at).await.unwrap();
        let is_last = page.len() < 2;
        for (key, it) in page {
            all.push(it);
            last = Some(key);
        }
        if is_last {
            return all;
        }
    }
}

fn titles(told: &[wire::FollowUp]) -> Vec<&str> {
    told.iter().map(|it| &*it.entry_title).collect()
}

#[tokio::test]
async fn all_that_is_released_is_listed_by_tier_and_title_from_its_day_on() {
    let ledger = released();
    let (_database, mut tx) = ledger.shown::<FollowUps>().await;
    let told = listed(&mut tx, ("2026-09-20", ledger.now()), None).await;
    assert_eq!(titles(&told), ["B", "C", "A"], "and whoever was not in the final is not told");
    let prizes: Vec<_> = told.iter().map(|it| (&*it.tier_name, &*it.decided_on)).collect();
    assert_eq!(prizes, [("Giải T1", "2026-09-18"), ("Giải T2", "2026-09-18"), ("", "")]);
    assert_eq!(told[0].etag, format!("\"follow_up-{}-0\"", entry(3)), "nothing is recorded yet");
    assert_eq!(listed(&mut tx, ("2026-09-19", ledger.now()), None).await, []);
    assert_eq!(listed(&mut tx, ("2026-12-31", recorded(4)), None).await, []);
}

#[tokio::test]
async fn what_follows_is_told_as_of_its_day_and_as_it_was_known() {
    let mut ledger = released();
    let before = ledger.now();
    ledger.of::<FollowUp>(entry(3).0, &[nominated(), has_prize(), looked(3, "2026-12-20")]);
    ledger.of::<FollowUp>(entry(3).0, &[revoked(3)]);
    let (_database, mut tx) = ledger.shown::<FollowUps>().await;

    let first = listed(&mut tx, ("2027-01-15", ledger.now()), None).await.remove(0);
    let [nomination] = &*first.nominations else { panic!("{first:?}") };
    assert_eq!((&*nomination.contest, &*nomination.nominated_on), (CONTEST, "2026-10-01"));
    assert_eq!(nomination.document_ref, Some(contract::decision(&decision(9))));
    assert_eq!(nomination.decided_on, "2026-12-01");
    let prize = nomination.prize.clone().unwrap();
    assert_eq!(
        (&*prize.name, prize.decision_ref),
        ("Giải Ba", Some(contract::decision(&decision(18))))
    );
    let look = wire::ApplicationLook { looked_on: "2026-12-20".to_owned(), applied: true };
    assert_eq!(first.looks, [look]);
    assert_eq!(first.revoked_on, "2027-01-15");
    assert_eq!(first.revocation_ref, Some(contract::decision(&decision(7))));
    assert_eq!(first.etag, format!("\"follow_up-{}-4\"", entry(3)));

    let earlier = listed(&mut tx, ("2026-11-30", ledger.now()), None).await.remove(0);
    assert_eq!((&*earlier.nominations[0].decided_on, &earlier.nominations[0].prize), ("", &None));
    assert_eq!((earlier.looks, &*earlier.revoked_on, earlier.revocation_ref), (vec![], "", None));
    let unknown = listed(&mut tx, ("2027-01-15", before), None).await.remove(0);
    assert_eq!((unknown.nominations, unknown.looks), (vec![], vec![]));
    assert_eq!((&*unknown.revoked_on, &*unknown.etag), ("", ""));
}

#[tokio::test]
async fn a_prize_is_due_when_its_months_are_over_and_nobody_has_looked_since() {
    let mut ledger = released();
    ledger.of::<FollowUp>(entry(3).0, &[looked(3, "2027-09-17"), looked(3, "2027-09-18")]);
    let looked_at = ledger.now();
    ledger.of::<FollowUp>(entry(2).0, &[revoked(2)]);
    let (_database, mut tx) = ledger.shown::<FollowUps>().await;
    let both = ledger.now();
    for (as_of, known_at, months, expected) in [
        ("2027-09-17", looked_at, 12, vec![]),
        ("2027-09-18", recorded(11), 12, vec!["B", "C"]),
        ("2027-09-18", looked_at, 12, vec!["C"]),
        ("2027-09-18", both, 12, vec![]),
        ("2027-09-17", looked_at, 24, vec![]),
        ("2028-09-18", looked_at, 24, vec!["B", "C"]),
        ("2028-09-18", both, 24, vec!["B"]),
    ] {
        let due = listed(&mut tx, (as_of, known_at), Some(months)).await;
        assert_eq!(titles(&due), expected, "{as_of} {known_at} {months}");
    }
}

#[tokio::test]
async fn an_honour_is_listed_and_never_due_for_a_look() {
    let mut ledger = released();
    let honour = samples::honoured(entry(4), "T3", "Trí thức tiêu biểu");
    ledger.of::<PrizeList>(ROUND.0, &[honour]);
    let (_database, mut tx) = ledger.shown::<FollowUps>().await;
    let all = listed(&mut tx, ("2027-09-18", ledger.now()), None).await;
    assert_eq!(titles(&all), ["B", "C", "D", "A"]);
    let due = listed(&mut tx, ("2027-09-18", ledger.now()), Some(12)).await;
    assert_eq!(titles(&due), ["B", "C"]);
}

#[tokio::test]
async fn one_is_found_in_its_own_round_only() {
    let ledger = released();
    let (_database, mut tx) = ledger.shown::<FollowUps>().await;
    let at = Moment { as_of: day("2026-12-31"), known_at: ledger.now() };
    for (round, number, expected) in [(ROUND.0, 2, 1), (ROUND.0, 4, 0), (Uuid::from_u128(9), 2, 0)]
    {
        let entry = Some(entry(number).0);
        let which = Which { round, entry, due_after_months: None, after: None, limit: 1 };
        assert_eq!(list_follow_ups(&mut tx, which, at).await.unwrap().len(), expected);
    }
}
