//! What is told of an entry, to whom, on a real PostgreSQL.

use chassis::reading::Moment;
use contracts::awards::v1::EntryState;

use super::queries::{Filter, Whose, find_entry, list_entries};
use super::*;
use crate::domain::entry::content::{ConsentParty, Description};
use crate::domain::samples::{ORGANISER, day, officer};
use crate::domain::{EntryId, Officer, ParticipantId, UnitId};
use crate::views::samples::{Told, at};

const ROUND: Uuid = Uuid::from_u128(0xa1);

fn golden() -> Vec<Event> {
    let lines = include_str!("../../domain/entry/golden.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The first golden event of each of these types, in this order.
fn history(types: &[&str]) -> Vec<Event> {
    let golden = golden();
    let first = |name: &&str| {
        let found = golden.iter().find(|event| <&'static str>::from(*event) == *name);
        found.unwrap_or_else(|| panic!("no golden line for {name}")).clone()
    };
    types.iter().map(first).collect()
}

const WRITTEN: [&str; 5] =
    ["started", "authors_set", "dossier_set", "consent_recorded", "submitted"];

fn of(as_of: &str, position: i64) -> Moment {
    Moment { as_of: day(as_of), known_at: at(position) }
}

fn entrant() -> Officer {
    officer("entrant-1", UnitId(Uuid::from_u128(0xb3)))
}

async fn known(told: &mut Told, id: Uuid, whose: &Whose, at: Moment) -> Option<wire::Entry> {
    find_entry(&mut told.tx, ROUND, id, whose, at).await.unwrap()
}

fn described(title: &str) -> Event {
    let history = history(&["described"]);
    let [Event::Described { description }] = history.as_slice() else { panic!("{history:?}") };
    let description = Description { title: title.to_owned(), ..Description::clone(description) };
    Event::Described { description: Box::new(description) }
}

#[tokio::test]
async fn the_secretariat_sees_what_was_handed_in_and_the_holder_what_is_written() {
    let mut told = Told::nothing::<Entries>().await;
    let (id, own) = (Uuid::from_u128(1), Whose::Holder(entrant()));
    let mut events = history(&WRITTEN);
    events.extend(history(&["returned"]));
    events.push(described("Tên mới"));
    told.hears::<Entries, Entry>(id, 0, &events).await;
    let now = of("2026-12-31", 7);

    assert_eq!(known(&mut told, id, &Whose::Secretariat, of("2026-12-31", 4)).await, None);
    let draft = known(&mut told, id, &own, of("2026-12-31", 4)).await.unwrap();
    assert_eq!((draft.state(), &*draft.state_since), (EntryState::Draft, "2026-01-05"));
    assert_eq!((draft.consents.len(), draft.etag.as_str()), (1, ""));
    let theirs = known(&mut told, id, &Whose::Secretariat, now).await.unwrap();
    let mine = known(&mut told, id, &own, now).await.unwrap();
    let title = |entry: &wire::Entry| entry.description.as_ref().unwrap().title.clone();
    assert_eq!((title(&theirs), title(&mine)), ("Bộ học cụ mẫu".into(), "Tên mới".into()));
    for entry in [&theirs, &mine] {
        assert_eq!(entry.state(), EntryState::Returned);
        assert_eq!(entry.reason, "Thiếu xác nhận của đơn vị");
        assert_eq!(entry.complete_until, "2026-07-10");
        assert_eq!(entry.etag, format!("\"entry-{id}-7\""));
        assert_eq!(entry.receipts.len(), 1);
        assert_eq!(entry.receipts[0].file_sha256.len(), 2);
    }

    told.hears::<Entries, Entry>(id, 7, &history(&["submitted", "found_eligible"])).await;
    let theirs = known(&mut told, id, &Whose::Secretariat, of("2026-12-31", 9)).await.unwrap();
    let mine = known(&mut told, id, &own, of("2026-12-31", 9)).await.unwrap();
    assert_eq!(theirs, mine);
    assert_eq!((title(&mine), mine.receipts.len(), mine.checks.len()), ("Tên mới".into(), 2, 2));
    assert_eq!((&*mine.reason, &*mine.complete_until), ("", ""));
}

#[tokio::test]
async fn an_entry_is_there_for_whoever_holds_it_in_its_round() {
    let mut told = Told::nothing::<Entries>().await;
    let (mine, on_paper) = (Uuid::from_u128(1), Uuid::from_u128(2));
    told.hears::<Entries, Entry>(mine, 0, &history(&["started"])).await;
    let golden = golden();
    let paper = golden.last().unwrap().clone();
    told.hears::<Entries, Entry>(on_paper, 0, &[paper]).await;
    let now = of("2026-12-31", 2);
    let rows = [
        (entrant(), true, false),
        (officer("entrant-2", entrant().unit), false, false),
        (officer("clerk-1", ORGANISER), false, true),
        (officer("entrant-1", ORGANISER), true, true),
    ];
    for (by, sees_mine, sees_paper) in rows {
        let whose = Whose::Holder(by);
        let seen = known(&mut told, mine, &whose, now).await;
        assert_eq!(seen.is_some(), sees_mine, "{whose:?}");
        let seen = known(&mut told, on_paper, &whose, now).await;
        assert_eq!(seen.map(|entry| entry.on_paper), sees_paper.then_some(true), "{whose:?}");
        let elsewhere = Uuid::from_u128(0xa2);
        let seen = find_entry(&mut told.tx, elsewhere, mine, &whose, now).await.unwrap();
        assert_eq!(seen, None, "not in another round");
    }
}

#[tokio::test]
async fn entries_are_listed_by_id_as_they_were_handed_in() {
    let mut told = Told::nothing::<Entries>().await;
    for (number, types) in (1..).zip([
        &["started"][..],
        &WRITTEN,
        &[&WRITTEN[..], &["found_duplicate"]].concat(),
        &[&WRITTEN[..], &["revised"]].concat(),
        &["started", "withdrawn"],
    ]) {
        told.hears::<Entries, Entry>(Uuid::from_u128(number), 0, &history(types)).await;
    }
    let mut list = async |whose: &Whose, filter: &Filter, as_of: &str| {
        let at = of(as_of, 100);
        let (mut ids, mut last) = (Vec::new(), None);
        loop {
            let rows = list_entries(&mut told.tx, ROUND, whose, filter, at, last.as_ref(), 2).await;
            let rows = rows.unwrap();
            let Some((key, _)) = rows.last() else { return ids };
            last = Some(key.clone());
            ids.extend(rows.iter().map(|(key, _)| key.key.as_u128()));
        }
    };
    let any = Filter::default();
    let all = "2026-12-31";
    assert_eq!(list(&Whose::Secretariat, &any, all).await, [2, 3, 4]);
    assert_eq!(list(&Whose::Secretariat, &any, "2026-05-31").await, []);
    assert_eq!(list(&Whose::Holder(entrant()), &any, all).await, [1, 2, 3, 4, 5]);
    assert_eq!(list(&Whose::Holder(officer("entrant-2", ORGANISER)), &any, all).await, []);
    let state = |state| Filter { state: Some(state), ..Filter::default() };
    assert_eq!(list(&Whose::Secretariat, &state(EntryState::Duplicate), all).await, [3]);
    assert_eq!(list(&Whose::Secretariat, &state(EntryState::Draft), all).await, [4]);
    let field = |code: &str| Filter { field: Some(code.parse().unwrap()), ..Filter::default() };
    assert_eq!(list(&Whose::Secretariat, &field("F2"), all).await, []);
    assert_eq!(list(&Whose::Secretariat, &field("F1"), all).await, [2, 3, 4]);
}

/// What is told of consents is what the aggregate itself goes by.
#[test]
fn a_consent_holds_until_it_is_withdrawn_or_nobody_names_its_author() {
    let tell = |events: &[Event]| {
        let id = Uuid::from_u128(1);
        events.iter().fold(telling::Told::default(), |told, event| told.hear(id, event))
    };
    let mut events = history(&WRITTEN);
    events.push(Event::ConsentWithdrawn {
        participant: ParticipantId(Uuid::from_u128(0xc1)),
        party: ConsentParty::Participant,
        withdrawn_on: day("2026-06-10"),
    });
    assert_eq!(tell(&events).own.consents.len(), 1, "another party's");
    events.extend(history(&["consent_withdrawn", "withdrawn"]));
    let told = tell(&events);
    assert_eq!(told.own.consents, []);
    assert_eq!(told.handed_in, Some(told.own), "the secretariat is not shown what holds no more");

    let mut events = history(&WRITTEN[..4]);
    events.push(Event::AuthorsSet { authors: Vec::new(), advisers: Vec::new() });
    assert_eq!(tell(&events).own.consents, []);
}

#[test]
fn a_reason_is_of_the_state_that_it_led_to() {
    let tell = |types: &[&str]| {
        let (id, events) = (Uuid::from_u128(1), history(types));
        events.iter().fold(telling::Told::default(), |told, event| told.hear(id, event)).own
    };
    let to = |then: &[&str]| tell(&[&WRITTEN[..], then].concat());
    assert_eq!(to(&["returned"]).reason, "Thiếu xác nhận của đơn vị");
    assert_eq!(to(&["returned", "submitted"]).reason, "");
    assert_eq!(to(&["withdrawn"]).reason, "Không tham gia nữa");
    let excluded = to(&["found_eligible", "disqualified"]);
    assert_eq!((&*excluded.reason, &*excluded.state_since), ("Đã đạt giải cùng cấp", "2026-07-14"));
    let twice = to(&["found_duplicate"]);
    assert_eq!(twice.duplicate_of, EntryId(Uuid::from_u128(0xe2)).to_string());
    let ineligible = to(&["found_ineligible"]);
    assert_eq!(
        (ineligible.checks[1].met, &*ineligible.checks[1].note),
        (false, "Không có xác nhận")
    );
}
