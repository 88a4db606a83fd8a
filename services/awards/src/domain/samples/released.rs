//! What the release of a round tells of entries, and how these began.

use super::judging::{PROGRAMME, ROUND, field};
use super::{SCHOOL, day, decision};
use crate::domain::entry;
use crate::domain::entry::content::Description;
use crate::domain::prize_list::Event;
use crate::domain::{EntryId, Holder, PrizeId};

pub fn described(title: &str) -> Box<Description> {
    Box::new(Description {
        field: field("F1"),
        title: title.to_owned(),
        summary: "Mẫu".to_owned(),
        origin: SCHOOL,
        applied_on: None,
        related_units: Vec::new(),
        related_persons: Vec::new(),
    })
}

pub fn started(title: &str) -> entry::Event {
    entry::Event::Started {
        round: ROUND,
        programme: PROGRAMME,
        holder: Holder::Office(SCHOOL),
        description: described(title),
        started_on: day("2026-01-05"),
        illustrative: true,
    }
}

pub fn finalist(entry: EntryId) -> Event {
    Event::FinalistReleased {
        programme: PROGRAMME,
        entry,
        field: field("F1"),
        origin: SCHOOL,
        advanced_on: day("2026-08-01"),
        illustrative: true,
    }
}

pub fn won(entry: EntryId, tier: &str, tier_name: &str) -> Event {
    Event::PrizeReleased {
        programme: PROGRAMME,
        prize: PrizeId::of(ROUND, entry),
        entry,
        field: field("F1"),
        origin: SCHOOL,
        tier: tier.parse().unwrap(),
        tier_name: tier_name.to_owned(),
        decided_on: day("2026-09-18"),
        decision: decision(9),
        released_on: day("2026-09-20"),
        illustrative: true,
    }
}

/// Of two persons.
pub fn honoured(entry: EntryId, tier: &str, title: &str) -> Event {
    Event::HonourReleased {
        programme: PROGRAMME,
        honour: PrizeId::of(ROUND, entry),
        entry,
        field: field("F1"),
        origin: SCHOOL,
        tier: tier.parse().unwrap(),
        title: title.to_owned(),
        persons: 2,
        decided_on: day("2026-09-18"),
        decision: decision(9),
        released_on: day("2026-09-20"),
        illustrative: true,
    }
}
