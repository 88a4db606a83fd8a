//! What a person's record does, rule by rule.

use ledger::StreamName;
use ledger::scenario::Scenario;
use ledger::sealed::{PersonKey, Place};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(n)
}

/// The same one each time.
fn sealed() -> Sealed<Details> {
    let line = include_str!("golden.jsonl").lines().next().unwrap();
    let Event::Registered { details, .. } = serde_json::from_str(line).unwrap() else {
        panic!("the first golden line registers a person")
    };
    details
}

fn registered() -> Event {
    Event::Registered { details: sealed(), occurred_on: day(0) }
}

fn register() -> Command {
    Command::Register { details: sealed(), occurred_on: day(0) }
}

fn correct() -> Command {
    Command::Correct { details: sealed(), occurred_on: day(1) }
}

fn officer(name: &str) -> Officer {
    Officer(name.to_owned())
}

fn request(by: &str) -> Command {
    Command::RequestErasure { by: officer(by), basis: Basis::Asked, occurred_on: day(2) }
}

fn requested(by: &str) -> Event {
    Event::ErasureRequested { by: officer(by), basis: Basis::Asked, occurred_on: day(2) }
}

fn refuse() -> Command {
    Command::RefuseErasure { ground: RefusalGround::LegalRetention, occurred_on: day(3) }
}

fn refused() -> Event {
    Event::ErasureRefused { ground: RefusalGround::LegalRetention, occurred_on: day(3) }
}

fn confirm(by: &str) -> Command {
    Command::ConfirmErasure { by: officer(by), occurred_on: day(4) }
}

fn erased() -> Event {
    let scope = Scope::AllButSignedDocuments;
    Event::Erased { basis: Basis::Asked, scope, occurred_on: day(4) }
}

fn destroyed() -> Event {
    Event::KeyDestroyed { at: DateTime::UNIX_EPOCH }
}

fn record_destroyed() -> Command {
    Command::RecordKeyDestroyed { at: DateTime::UNIX_EPOCH }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Person> {
    Scenario::given(history)
}

#[test]
fn a_person_is_registered_once() {
    given([]).when(register()).then([registered()]);
    given([registered()]).when(register()).then_rejected(Rejection::PersonAlreadyExists);
    given([registered(), requested("an")])
        .when(register())
        .then_rejected(Rejection::PersonAlreadyExists);
}

#[test]
fn a_person_is_corrected_until_erased() {
    let corrected = Event::Corrected { details: sealed(), occurred_on: day(1) };
    given([]).when(correct()).then_rejected(Rejection::PersonNotFound);
    given([registered()]).when(correct()).then([corrected.clone()]);
    given([registered(), requested("an")]).when(correct()).then([corrected.clone()]);
    given([registered(), requested("an"), corrected])
        .when(confirm("an"))
        .then_rejected(Rejection::SamePerson);
}

#[test]
fn one_officer_requests_and_another_confirms() {
    given([]).when(request("an")).then_rejected(Rejection::PersonNotFound);
    given([registered()]).when(request("an")).then([requested("an")]);
    given([registered(), requested("an")])
        .when(request("binh"))
        .then_rejected(Rejection::ErasureAlreadyRequested { requested_on: day(2) });
    given([registered(), requested("an")]).when(confirm("an")).then_rejected(Rejection::SamePerson);
    given([registered(), requested("an")]).when(confirm("binh")).then([erased()]);
    given([]).when(confirm("binh")).then_rejected(Rejection::PersonNotFound);
    given([registered()]).when(confirm("binh")).then_rejected(Rejection::ErasureNotRequested);
}

#[test]
fn a_refused_request_counts_no_more() {
    given([]).when(refuse()).then_rejected(Rejection::PersonNotFound);
    given([registered()]).when(refuse()).then_rejected(Rejection::ErasureNotRequested);
    given([registered(), requested("an")]).when(refuse()).then([refused()]);
    let after = [registered(), requested("an"), refused()];
    given(after.clone()).when(confirm("binh")).then_rejected(Rejection::ErasureNotRequested);
    given(after).when(request("binh")).then([requested("binh")]);
}

#[test]
fn what_is_erased_stays_so() {
    let mut history = vec![registered(), requested("an"), erased()];
    for _ in 0..2 {
        given(history.clone()).when(register()).then_rejected(Rejection::PersonErased);
        given(history.clone()).when(correct()).then_rejected(Rejection::PersonErased);
        given(history.clone()).when(refuse()).then_rejected(Rejection::PersonErased);
        given(history.clone()).when(request("an")).then([]);
        given(history.clone()).when(confirm("an")).then([]);
        history.push(destroyed());
    }
}

#[test]
fn the_key_is_recorded_as_destroyed_once_and_after_the_erasure() {
    given([]).when(record_destroyed()).then_rejected(Rejection::PersonNotFound);
    for history in [vec![registered()], vec![registered(), requested("an")]] {
        given(history).when(record_destroyed()).then_rejected(Rejection::ErasureNotRequested);
    }
    let history = [registered(), requested("an"), erased()];
    given(history.clone()).when(record_destroyed()).then([destroyed()]);
    given(history.into_iter().chain([destroyed()])).when(record_destroyed()).then([]);
}

#[test]
fn no_event_and_no_command_tells_who_it_is() {
    let details = Details {
        full_name: "Nguyễn Thị Canh".into(),
        birth_date: Some(day(5)),
        contact: Some("0912 000 111".into()),
    };
    let id = Uuid::from_u128(1);
    let stream = StreamName::new(Person::CATEGORY, id);
    let place = Place { context: "membership", stream: &stream, field: "details" };
    let sealed = PersonKey::throwaway(id).seal(&place, &details);
    let event = Event::Registered { details: sealed.clone(), occurred_on: day(0) };
    let command = Command::Register { details: sealed, occurred_on: day(0) };
    let stored = serde_json::to_string(&event).unwrap();
    for shown in [format!("{event:?}"), format!("{command:?}"), format!("{details:?}"), stored] {
        for told in ["Canh", "2026-01-06", "0912"] {
            assert!(!shown.contains(told), "{shown}");
        }
    }
}

/// `golden.jsonl` holds one line for each shape that was ever stored. Lines are only ever added.
#[test]
fn the_past_still_reads() {
    let golden: Vec<Event> = include_str!("golden.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("every stored shape decodes"))
        .collect();
    let stored: Vec<_> = golden.iter().map(|it| serde_json::to_string(it).unwrap()).collect();
    assert_eq!(stored, include_str!("golden.jsonl").lines().collect::<Vec<_>>());
    for name in <Event as strum::VariantNames>::VARIANTS {
        let tag = format!(r#""type":"{name}""#);
        assert!(stored.iter().any(|line| line.contains(&tag)), "no golden line for {name}");
    }
}

proptest! {
    #[test]
    fn nobody_erases_alone(asked in vec((0..6_u8, "[ab]"), 0..20)) {
        let mut history: Vec<Event> = Vec::new();
        let mut confirmed_by = None;
        for (what, by) in asked {
            let command = match what {
                0 => register(),
                1 => correct(),
                2 => request(&by),
                3 => refuse(),
                4 => confirm(&by),
                _ => record_destroyed(),
            };
            let decided = Person::replay(&history).decide(command).unwrap_or_default();
            if decided.contains(&erased()) {
                confirmed_by = Some(officer(&by));
            }
            history.extend(decided);
        }
        let first = |wanted: &Event| history.iter().position(|event| event == wanted);
        let requests = history.iter().rev().find_map(|event| match event {
            Event::ErasureRequested { by, .. } => Some(by.clone()),
            Event::Registered { .. } | Event::Corrected { .. } | Event::ErasureRefused { .. }
            | Event::Erased { .. } | Event::KeyDestroyed { .. } => None,
        });
        if let Some(at) = first(&erased()) {
            prop_assert_ne!(confirmed_by, requests);
            let after: Vec<_> = history[at + 1..].to_vec();
            prop_assert!(after.is_empty() || after == [destroyed()], "{:?}", after);
        } else {
            prop_assert_eq!(first(&destroyed()), None);
        }
    }
}
