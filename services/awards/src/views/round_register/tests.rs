//! What is told of rounds on each day, on a real PostgreSQL.

use chassis::reading::Moment;
use chrono::NaiveDate;
use contracts::awards::v1 as wire;
use sqlx::Row as _;

use super::queries::*;
use super::*;
use crate::domain::entry::State;
use crate::domain::entry::roll::{Line, Roll};
use crate::domain::samples::{day, rules};
use crate::domain::{EntryId, samples};
use crate::views::samples::Recording;

const ROUND: Uuid = Uuid::from_u128(0xA1);
const ENTRY: Uuid = Uuid::from_u128(0xE1);
const OTHER: Uuid = Uuid::from_u128(0xE2);

fn golden<E: serde::de::DeserializeOwned>(lines: &str) -> Vec<E> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn round_events() -> Vec<round::Event> {
    golden(include_str!("../../domain/round/golden.jsonl"))
}

/// Issued as rulesets are now, and amended once.
fn ruleset_events() -> Vec<ruleset::Event> {
    let all: Vec<ruleset::Event> = golden(include_str!("../../domain/ruleset/golden.jsonl"));
    let (issued, amended): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|event| matches!(event, ruleset::Event::Issued { .. }));
    issued.into_iter().rev().take(1).chain(amended).collect()
}

/// The first golden events of these types, in this order.
fn entry_events(types: &[&str]) -> Vec<entry::Event> {
    let all: Vec<entry::Event> = golden(include_str!("../../domain/entry/golden.jsonl"));
    let first = |name: &&str| {
        let found = all.iter().find(|event| <&'static str>::from(*event) == *name);
        found.unwrap_or_else(|| panic!("no golden line for {name}")).clone()
    };
    types.iter().map(first).collect()
}

/// The whole course of one round.
fn course() -> Vec<round::Event> {
    round_events().into_iter().take(15).collect()
}

fn at(recording: &Recording, as_of: &str) -> Moment {
    Moment { as_of: day(as_of), known_at: recording.now() }
}

#[tokio::test]
async fn a_round_is_on_each_day_in_the_phase_of_that_day() {
    use wire::RoundPhase as Phase;
    let mut recording = Recording::default();
    recording.of::<Round>(ROUND, &course());
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let rows = [
        ("2025-09-30", Phase::Planned, "2025-10-01", ""),
        ("2025-10-09", Phase::Planned, "2025-10-01", ""),
        ("2025-10-10", Phase::RulesIssued, "2025-10-10", ""),
        ("2025-10-20", Phase::Launched, "2025-10-20", ""),
        ("2025-11-01", Phase::Open, "2025-11-01", ""),
        ("2026-06-30", Phase::Open, "2025-11-01", ""),
        ("2026-07-01", Phase::ClosedForEntry, "2026-07-01", ""),
        ("2026-07-10", Phase::Checking, "2026-07-06", ""),
        ("2026-08-01", Phase::Preliminary, "2026-07-15", ""),
        ("2026-08-14", Phase::Final, "2026-08-05", ""),
        ("2026-08-15", Phase::Ranked, "2026-08-15", ""),
        ("2026-08-20", Phase::Posted, "2026-08-20", "2026-09-03"),
        ("2026-09-10", Phase::Decided, "2026-09-10", "2026-09-03"),
        ("2026-09-20", Phase::Awarded, "2026-09-20", "2026-09-03"),
        ("2026-10-01", Phase::Closed, "2026-10-01", "2026-09-03"),
    ];
    for (on, phase, since, posted_until) in rows {
        let round = find_round(&mut tx, ROUND, at(&recording, on)).await.unwrap().unwrap();
        let seen = (round.phase(), &*round.phase_since, &*round.posted_until);
        assert_eq!(seen, (phase, since, posted_until), "{on}");
        assert_eq!(round.etag, format!("\"round-{ROUND}-15\""));
    }
    let unknown = find_round(&mut tx, OTHER, at(&recording, "2026-10-01")).await.unwrap();
    assert_eq!(unknown, None);
}

#[tokio::test]
async fn what_was_known_before_is_told_without_an_etag() {
    let mut recording = Recording::default();
    recording.of::<Round>(ROUND, &course()[..2]);
    let then = at(&recording, "2026-10-01");
    recording.of::<Round>(ROUND, &course()[2..]);
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let round = find_round(&mut tx, ROUND, then).await.unwrap().unwrap();
    assert_eq!((round.phase(), &*round.etag), (wire::RoundPhase::RulesIssued, ""));
}

#[tokio::test]
async fn only_the_desk_tells_the_grace() {
    let mut recording = Recording::default();
    let (all, rescheduled) = (round_events(), round_events().pop().unwrap());
    let extended = all.iter().find(|it| matches!(it, round::Event::EntriesExtended { .. }));
    let told = [all[0].clone(), rescheduled, extended.unwrap().clone()];
    recording.of::<Round>(ROUND, &told);
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let now = at(&recording, "2026-06-20");
    let told = find_round(&mut tx, ROUND, now).await.unwrap().unwrap().schedule.unwrap();
    let seen = (&*told.entries_from, &*told.entries_until, told.grace_days);
    assert_eq!(seen, ("2025-12-01", "2026-07-15", 0));
    for (on, entries_until, grace_days) in [
        ("2025-09-01", "2026-06-30", 5),
        ("2025-10-14", "2026-06-30", 5),
        ("2025-10-15", "2026-07-15", 0),
    ] {
        let desk = find_desk(&mut tx, ROUND, at(&recording, on)).await.unwrap().unwrap();
        let told = desk.schedule.unwrap();
        assert_eq!((&*told.entries_until, told.grace_days), (entries_until, grace_days), "{on}");
    }
    assert_eq!(find_desk(&mut tx, OTHER, now).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_taken_down_is_posted_no_longer() {
    let mut recording = Recording::default();
    let posted = course().into_iter().take(12);
    let taken_down =
        round_events().into_iter().filter(|event| matches!(event, round::Event::TakenDown { .. }));
    recording.of::<Round>(ROUND, &posted.chain(taken_down).collect::<Vec<_>>());
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let on = |day| at(&recording, day);
    let round = find_round(&mut tx, ROUND, on("2026-08-25")).await.unwrap().unwrap();
    let seen = (round.phase(), &*round.phase_since, &*round.posted_until);
    assert_eq!(seen, (wire::RoundPhase::Ranked, "2026-08-25", ""));
}

#[tokio::test]
async fn rounds_are_listed_by_programme_and_number_in_pages() {
    let mut recording = Recording::default();
    let planned = |programme: u128, number| {
        let mut planned = course().remove(0);
        if let round::Event::Planned(plan) = &mut planned {
            plan.whose.programme.0 = Uuid::from_u128(programme);
            plan.number = number;
        }
        planned
    };
    for (id, programme, number) in [(1, 0xA2, 1), (2, 0xA1, 10), (3, 0xA1, 9)] {
        recording.of::<Round>(Uuid::from_u128(id), &[planned(programme, number)]);
    }
    recording.of::<Round>(Uuid::from_u128(2), &course()[1..2]);
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let now = at(&recording, "2025-12-01");
    let mut list = async |filter, at, limit| {
        let (mut found, mut last) = (Vec::new(), None);
        loop {
            let page = list_rounds(&mut tx, filter, at, last.as_ref(), limit).await.unwrap();
            let Some((key, _)) = page.last() else { return found };
            last = Some(key.clone());
            found.extend(page.into_iter().map(|(key, _)| key.key.2.as_u128()));
        }
    };
    let any = Filter::default();
    assert_eq!(list(any, now, 2).await, [3, 2, 1]);
    let one = Filter { programme: Some(Uuid::from_u128(0xA1)), ..any };
    assert_eq!(list(one, now, 1).await, [3, 2]);
    let issued = Filter { phase: Some(wire::RoundPhase::RulesIssued), ..any };
    assert_eq!(list(issued, now, 5).await, [2]);
    assert_eq!(list(any, at(&recording, "2025-09-30"), 5).await, [0; 0], "before it is planned");
}

#[tokio::test]
async fn a_ruleset_is_told_as_it_was_issued_and_holds_from_its_day() {
    let mut recording = Recording::default();
    recording.of::<Round>(ROUND, &course()[..2]);
    recording.of::<Ruleset>(ROUND, &ruleset_events());
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let rows = [("2025-10-09", None), ("2026-01-31", Some((1, 15))), ("2026-02-01", Some((2, 20)))];
    for (on, expected) in rows {
        let on = at(&recording, on);
        let told = find_ruleset(&mut tx, ROUND, None, on).await.unwrap();
        let seen = told.map(|it| (it.version, it.ruleset.unwrap().posting_days));
        assert_eq!(seen, expected, "{on:?}");
        let round = find_round(&mut tx, ROUND, on).await.unwrap().unwrap();
        assert_eq!(round.ruleset_version, expected.map_or(0, |(version, _)| version));
        assert_eq!(round.ruleset_etag, format!("\"ruleset-{ROUND}-2\""));
    }
    let early = at(&recording, "2025-01-01");
    let first = find_ruleset(&mut tx, ROUND, Some(1), early).await.unwrap().unwrap();
    assert_eq!(first.ruleset, Some((&rules()).into()));
    assert_eq!((&*first.effective_on, &*first.reason), ("2025-10-10", ""));
    let second = find_ruleset(&mut tx, ROUND, Some(2), early).await.unwrap().unwrap();
    assert_eq!(second.reason, "Ban Tổ chức kéo dài niêm yết");
    assert_eq!(second.affected_entries, 1);
    assert_eq!(find_ruleset(&mut tx, ROUND, Some(3), early).await.unwrap(), None);
}

const HANDED_IN: [&str; 2] = ["started", "submitted"];

#[tokio::test]
async fn the_desk_counts_each_entry_once_where_it_is_on_the_day() {
    let mut recording = Recording::default();
    recording.of::<Round>(ROUND, &course());
    let ways: [&[&str]; 9] = [
        &[],
        &["revised"],
        &["returned"],
        &["found_eligible"],
        &["found_ineligible"],
        &["found_duplicate"],
        &["withdrawn"],
        &["found_eligible", "disqualified"],
        &["returned", "submitted"],
    ];
    for (n, then) in (1..).zip(ways) {
        let events = entry_events(&[&HANDED_IN[..], then].concat());
        recording.of::<entry::Entry>(Uuid::from_u128(n), &events);
    }
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let mut desk = async |on| {
        let it = find_desk(&mut tx, ROUND, at(&recording, on)).await.unwrap().unwrap();
        let first = [it.drafts, it.submitted, it.returned, it.eligible];
        [first, [it.ineligible, it.duplicates, it.withdrawn, it.disqualified]].concat()
    };
    assert_eq!(desk("2026-01-04").await, [0; 8]);
    assert_eq!(desk("2026-01-05").await, [9, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(desk("2026-06-01").await, [0, 9, 0, 0, 0, 0, 0, 0]);
    assert_eq!(desk("2026-12-31").await, [1, 2, 1, 1, 1, 1, 1, 1]);
}

#[tokio::test]
async fn an_amendment_affects_what_is_handed_in_under_an_earlier_version() {
    let mut recording = Recording::default();
    recording.of::<Round>(ROUND, &course()[..2]);
    let submitted_under = |version| {
        let mut submitted = entry_events(&["submitted"]).remove(0);
        if let entry::Event::Submitted { receipt, .. } = &mut submitted {
            receipt.ruleset_version = version;
        }
        submitted
    };
    let ids = (1..=5).map(Uuid::from_u128);
    let then = ["found_ineligible", "withdrawn", "revised", "returned", "described"];
    for (id, then) in ids.zip(then) {
        let version = if then == "described" { 2 } else { 1 };
        let mut events = entry_events(&["started", then]);
        events.insert(1, submitted_under(version));
        recording.of::<entry::Entry>(id, &events);
    }
    let before = at(&recording, "2026-12-31");
    recording.of::<Ruleset>(ROUND, &ruleset_events());
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let now = at(&recording, "2026-12-31");
    let (mut affected, mut last) = (Vec::new(), None);
    while let [(key, entry)] = &*list_affected(&mut tx, ROUND, now, last.as_ref(), 1).await.unwrap()
    {
        affected.push((key.key.as_u128(), entry.ruleset_version));
        last = Some(key.clone());
    }
    assert_eq!(affected, [(1, 1), (4, 1)]);
    let mut count = async |at| list_affected(&mut tx, ROUND, at, None, 9).await.unwrap().len();
    assert_eq!(count(before).await, 0, "no version is known");
    assert_eq!(count(at(&recording, "2026-01-31")).await, 0, "the first version holds");
}

#[tokio::test]
async fn the_roll_has_every_entry_of_the_round_as_it_is_now() {
    let mut recording = Recording::default();
    let returned = entry_events(&["started", "submitted", "returned"]);
    recording.of::<entry::Entry>(ENTRY, &returned);
    recording.of::<entry::Entry>(OTHER, &entry_events(&["started", "authors_set"]));
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let line = |id, state, complete_until: Option<NaiveDate>| Line {
        entry: EntryId(id),
        state,
        field: "F1".parse().unwrap(),
        complete_until,
    };
    let expected = vec![
        line(ENTRY, State::Returned, Some(day("2026-07-10"))),
        line(OTHER, State::Draft, None),
    ];
    assert_eq!(roll_of(&mut tx, ROUND).await.unwrap(), Roll(expected));
    assert_eq!(roll_of(&mut tx, OTHER).await.unwrap(), Roll::default());
}

/// Not even in the tables, where a later question could find it.
#[tokio::test]
async fn the_register_knows_no_name_no_holder_and_no_code() {
    let mut recording = Recording::default();
    recording.of::<Round>(ROUND, &course());
    let all: Vec<entry::Event> = golden(include_str!("../../domain/entry/golden.jsonl"));
    recording.of::<entry::Entry>(ENTRY, &all);
    let (_database, mut tx) = recording.shown::<RoundRegister>().await;
    let mut kept = String::new();
    for table in ["round", "round_line", "ruleset_line", "entry_line"] {
        let query = format!("SELECT to_jsonb(t)::text FROM {table} AS t");
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(&mut tx).await.unwrap();
        kept.extend(rows.iter().map(|row| row.get::<String, _>(0)));
    }
    let said = sqlx::query_scalar("SELECT said FROM round_line").fetch_all(&mut tx).await;
    let said: Vec<Vec<u8>> = said.unwrap();
    kept.extend(said.iter().map(|said| String::from_utf8_lossy(said).into_owned()));
    assert!(kept.contains("Cuộc thi mẫu lần thứ 14") && kept.contains(&ENTRY.to_string()));
    let names = ["entrant-1", "teacher-1", "Bộ học cụ mẫu", "vật liệu tái chế"];
    let codes = ["040G2081", "081040G2"];
    for secret in names.iter().chain(&codes).copied().chain([&*samples::SCHOOL.to_string()]) {
        assert!(!kept.contains(secret), "{secret}");
    }
}
