//! What is released is listed, and nothing before, on a real PostgreSQL.

use chassis::reading::Moment;
use uuid::Uuid;

use super::queries::list_released_prizes;
use super::*;
use crate::domain::PrizeId;
use crate::domain::entry::Event as Entered;
use crate::domain::follow_up::Of;
use crate::domain::prize_list::Event;
use crate::domain::samples::judging::{PROGRAMME, ROUND};
use crate::domain::samples::released::{self, described, started};
use crate::domain::samples::round::entry;
use crate::domain::samples::{AUTHORITY, SCHOOL, day, decision, officer};
use crate::views::samples::Recording;

fn won(number: u8, tier: &str) -> Event {
    released::won(entry(number), tier, &format!("Giải {tier}"))
}

/// Decided on, and not released; then released, the higher tier first.
fn recording(is_released: bool) -> Recording {
    let mut ledger = Recording::default();
    for (number, title) in [(1, "C"), (2, "A"), (3, "B"), (4, "D")] {
        let events = [started("Tên cũ"), Entered::Described { description: described(title) }];
        ledger.of::<Entry>(entry(number).0, &events);
    }
    let by = officer("chủ tịch", AUTHORITY);
    let (decided_on, decision) = (day("2026-09-18"), decision(9));
    let decided = Event::Decided { programme: PROGRAMME, by, decided_on, decision };
    ledger.of::<PrizeList>(ROUND.0, &[decided]);
    if is_released {
        let prizes = [won(1, "Z1"), won(2, "A2"), won(3, "A2"), won(4, "A2")];
        ledger.of::<PrizeList>(ROUND.0, &prizes);
    }
    ledger
}

async fn told(ledger: &Recording, round: Uuid, as_of: &str) -> Vec<(String, String)> {
    let (_database, mut connection) = ledger.shown::<ReleasedPrizes>().await;
    let at = Moment { as_of: day(as_of), known_at: ledger.now() };
    let (mut all, mut last) = (Vec::new(), None);
    loop {
        let page = list_released_prizes(&mut connection, round, at, last.as_ref(), 2).await;
        let page = page.unwrap();
        let is_last = page.len() < 2;
        for (key, it) in page {
            all.push((it.tier_code, it.entry_title));
            last = Some(key);
        }
        if is_last {
            return all;
        }
    }
}

#[tokio::test]
async fn prizes_are_listed_by_tier_and_title_in_pages() {
    let expected = [("Z1", "C"), ("A2", "A"), ("A2", "B"), ("A2", "D")];
    let expected = expected.map(|(tier, title)| (tier.to_owned(), title.to_owned()));
    assert_eq!(told(&recording(true), ROUND.0, "2026-09-20").await, expected);
}

#[tokio::test]
async fn nothing_is_listed_before_the_release_nor_of_another_round() {
    let none = Vec::<(String, String)>::new();
    assert_eq!(told(&recording(false), ROUND.0, "2026-12-31").await, none);
    assert_eq!(told(&recording(true), ROUND.0, "2026-09-19").await, none);
    assert_eq!(told(&recording(true), Uuid::from_u128(9), "2026-12-31").await, none);
}

#[tokio::test]
async fn a_revoked_prize_is_shown_as_such_from_its_day_on() {
    let mut ledger = recording(true);
    let before = ledger.now();
    let revoked = follow_up::Event::PrizeRevoked {
        of: Of { round: ROUND, programme: PROGRAMME, origin: SCHOOL, illustrative: true },
        prize: PrizeId::of(ROUND, entry(1)),
        by: officer("chủ tịch", AUTHORITY),
        revoked_on: day("2027-01-15"),
        finding: "sao chép của người khác".to_owned(),
        decision: decision(9),
    };
    ledger.of::<FollowUp>(entry(1).0, &[revoked]);
    let (_database, mut connection) = ledger.shown::<ReleasedPrizes>().await;
    for (as_of, known_at, expected) in [
        ("2027-01-15", ledger.now(), ["2027-01-15", ""]),
        ("2027-01-14", ledger.now(), ["", ""]),
        ("2027-01-15", before, ["", ""]),
    ] {
        let at = Moment { as_of: day(as_of), known_at };
        let told = list_released_prizes(&mut connection, ROUND.0, at, None, 2).await.unwrap();
        let revoked: Vec<_> = told.iter().map(|(_, it)| &*it.revoked_on).collect();
        assert_eq!(revoked, expected, "{as_of} {known_at}");
    }
}

#[tokio::test]
async fn an_honour_is_listed_as_a_prize_is() {
    let mut ledger = recording(false);
    let honour = released::honoured(entry(1), "TV", "Trí thức KH&CN tiêu biểu");
    ledger.of::<PrizeList>(ROUND.0, &[honour]);
    let expected = [("TV".to_owned(), "C".to_owned())];
    assert_eq!(told(&ledger, ROUND.0, "2026-09-20").await, expected);
}
