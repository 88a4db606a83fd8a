//! What a participant does, rule by rule.

use ledger::StreamName;
use ledger::scenario::{Scenario, assert_reads};
use ledger::sealed::{PersonKey, Place};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::samples::{ORGANISER, SCHOOL, day, officer};

const ROUND: RoundId = RoundId(Uuid::from_u128(0xA1));
const ANOTHER_ROUND: RoundId = RoundId(Uuid::from_u128(0xA2));

/// The same one each time.
fn sealed() -> Sealed<Details> {
    "x1.00000000-0000-0000-0000-000000000001.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v"
        .parse()
        .unwrap()
}

fn entrant() -> Officer {
    officer("entrant-1", SCHOOL)
}

fn secretary() -> Officer {
    officer("secretary-1", ORGANISER)
}

fn by_person() -> Holder {
    Holder::Person("entrant-1".to_owned())
}

fn registered_by(holder: Holder) -> Event {
    let (details, occurred_on) = (sealed(), day("2026-01-05"));
    Event::Registered { round: ROUND, holder, details, occurred_on }
}

fn registered() -> Event {
    registered_by(by_person())
}

fn register() -> Command {
    let (holder, details, occurred_on) = (by_person(), sealed(), day("2026-01-05"));
    Command::Register { round: ROUND, holder, details, occurred_on }
}

fn correct(round: RoundId, by: Officer) -> Command {
    Command::Correct { round, by, details: sealed(), occurred_on: day("2026-01-06") }
}

fn corrected() -> Event {
    Event::Corrected { details: sealed(), occurred_on: day("2026-01-06") }
}

fn protection(name: &str) -> Officer {
    officer(name, ORGANISER)
}

fn request(by: &str) -> Command {
    let occurred_on = day("2026-10-01");
    Command::RequestErasure { by: protection(by), basis: Basis::PurposeDone, occurred_on }
}

fn requested() -> Event {
    let (by, occurred_on) = (protection("officer-1"), day("2026-10-01"));
    Event::ErasureRequested { by, basis: Basis::PurposeDone, occurred_on }
}

fn refuse() -> Command {
    let occurred_on = day("2026-10-02");
    Command::RefuseErasure { ground: RefusalGround::LegalRetention, occurred_on }
}

fn refused() -> Event {
    let occurred_on = day("2026-10-02");
    Event::ErasureRefused { ground: RefusalGround::LegalRetention, occurred_on }
}

fn confirm(by: &str) -> Command {
    Command::ConfirmErasure { by: protection(by), occurred_on: day("2026-10-03") }
}

fn erased() -> Event {
    Event::Erased { basis: Basis::PurposeDone, occurred_on: day("2026-10-03") }
}

fn at() -> DateTime<Utc> {
    "2026-10-03T04:00:00Z".parse().unwrap()
}

fn destroyed() -> Event {
    Event::KeyDestroyed { at: at() }
}

fn all_erased() -> Vec<Event> {
    vec![registered(), requested(), erased(), destroyed()]
}

#[test]
fn a_participant_is_registered_once_and_never_after_an_erasure() {
    Scenario::<Participant>::given([]).when(register()).then([registered()]);
    for history in [vec![registered()], vec![registered(), requested()]] {
        Scenario::<Participant>::given(history)
            .when(register())
            .then_rejected(Rejection::ParticipantAlreadyExists);
    }
    for upto in [3, 4] {
        Scenario::<Participant>::given(all_erased().into_iter().take(upto))
            .when(register())
            .then_rejected(Rejection::ParticipantErased);
    }
}

#[test]
fn whoever_registered_it_corrects_and_names_it() {
    for history in [vec![registered()], vec![registered(), requested()]] {
        Scenario::<Participant>::given(history.clone())
            .when(correct(ROUND, entrant()))
            .then([corrected()]);
        Scenario::<Participant>::given(history)
            .when(Command::Confirm { round: ROUND, by: entrant() })
            .then([]);
    }
    let on_paper = registered_by(Holder::Office(ORGANISER));
    for by in [secretary(), officer("secretary-2", ORGANISER)] {
        Scenario::<Participant>::given([on_paper.clone()])
            .when(correct(ROUND, by))
            .then([corrected()]);
    }
}

#[test]
fn for_others_and_in_another_round_there_is_none() {
    let colleague = || officer("entrant-2", SCHOOL);
    let hidden = [
        (ROUND, colleague(), registered()),
        (ROUND, secretary(), registered()),
        (ANOTHER_ROUND, entrant(), registered()),
        (ROUND, entrant(), registered_by(Holder::Office(ORGANISER))),
    ];
    for (round, by, event) in hidden {
        for command in [correct(round, by.clone()), Command::Confirm { round, by: by.clone() }] {
            Scenario::<Participant>::given([event.clone()])
                .when(command)
                .then_rejected(Rejection::ParticipantNotFound);
        }
    }
    for command in [correct(ROUND, entrant()), Command::Confirm { round: ROUND, by: entrant() }] {
        Scenario::<Participant>::given([])
            .when(command.clone())
            .then_rejected(Rejection::ParticipantNotFound);
        Scenario::<Participant>::given(all_erased())
            .when(command)
            .then_rejected(Rejection::ParticipantErased);
    }
}

#[test]
fn a_letter_of_anybody_in_the_round_is_taken_in_whoever_registered_it() {
    let confirm = |history: Vec<Event>, round| {
        Scenario::<Participant>::given(history).when(Command::ConfirmIn { round })
    };
    confirm(vec![registered()], ROUND).then([]);
    confirm(vec![registered_by(Holder::Office(ORGANISER))], ROUND).then([]);
    confirm(vec![registered()], ANOTHER_ROUND).then_rejected(Rejection::ParticipantNotFound);
    confirm(vec![], ROUND).then_rejected(Rejection::ParticipantNotFound);
    confirm(all_erased(), ROUND).then_rejected(Rejection::ParticipantErased);
}

#[test]
fn an_erasure_is_requested_once_and_can_be_refused() {
    Scenario::<Participant>::given([registered()]).when(request("officer-1")).then([requested()]);
    Scenario::<Participant>::given([registered(), requested()])
        .when(request("officer-2"))
        .then_rejected(Rejection::ErasureAlreadyRequested { requested_on: day("2026-10-01") });
    Scenario::<Participant>::given([registered(), requested()]).when(refuse()).then([refused()]);
    let kept_again = [registered(), requested(), refused()];
    Scenario::<Participant>::given(kept_again.clone())
        .when(request("officer-1"))
        .then([requested()]);
    Scenario::<Participant>::given(kept_again)
        .when(refuse())
        .then_rejected(Rejection::ErasureNotRequested);
}

#[test]
fn two_officers_erase() {
    let history = || [registered(), requested()];
    Scenario::<Participant>::given(history()).when(confirm("officer-2")).then([erased()]);
    Scenario::<Participant>::given(history())
        .when(confirm("officer-1"))
        .then_rejected(Rejection::SamePerson);
    Scenario::<Participant>::given([registered()])
        .when(confirm("officer-2"))
        .then_rejected(Rejection::ErasureNotRequested);
}

#[test]
fn the_key_is_destroyed_after_the_erasure_and_that_is_recorded_once() {
    let record = || Command::RecordKeyDestroyed { at: at() };
    let erasure = [registered(), requested(), erased()];
    Scenario::<Participant>::given(erasure).when(record()).then([destroyed()]);
    Scenario::<Participant>::given(all_erased()).when(record()).then([]);
    for history in [vec![registered()], vec![registered(), requested()]] {
        Scenario::<Participant>::given(history)
            .when(record())
            .then_rejected(Rejection::ErasureNotRequested);
    }
}

#[test]
fn what_is_erased_is_erased() {
    for upto in [3, 4] {
        let history = || all_erased().into_iter().take(upto);
        for command in [request("officer-1"), confirm("officer-2")] {
            Scenario::<Participant>::given(history()).when(command).then([]);
        }
        Scenario::<Participant>::given(history())
            .when(refuse())
            .then_rejected(Rejection::ParticipantErased);
        assert_eq!(Participant::replay(&history().collect::<Vec<_>>()).details(), None);
    }
}

#[test]
fn nobody_is_erased_who_is_not_there() {
    let record = Command::RecordKeyDestroyed { at: at() };
    for command in [request("officer-1"), refuse(), confirm("officer-2"), record] {
        Scenario::<Participant>::given([])
            .when(command)
            .then_rejected(Rejection::ParticipantNotFound);
    }
}

#[test]
fn a_correction_is_what_is_read_from_then_on() {
    let key = PersonKey::throwaway(Uuid::from_u128(1));
    let stream = StreamName::new(Participant::CATEGORY, Uuid::from_u128(1));
    let place = Place { context: "awards", stream: &stream, field: "details" };
    let details = Details {
        full_name: "Người Mẫu".to_owned(),
        birth_date: None,
        contact: None,
        guardian_name: None,
    };
    let sealed = key.seal(&place, &details);
    let corrected = Event::Corrected { details: sealed.clone(), occurred_on: day("2026-01-06") };
    let text = serde_json::to_string(&corrected).unwrap();
    assert!(!text.contains("Người Mẫu"), "{text}");
    for history in [vec![registered()], vec![registered(), requested()]] {
        let participant = Participant::replay(history.iter().chain([&corrected]));
        assert_eq!(participant.details(), Some(&sealed));
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    let officers = || select(vec!["officer-1", "officer-2"]);
    prop_oneof![
        Just(register()),
        Just(correct(ROUND, entrant())),
        officers().prop_map(request),
        Just(refuse()),
        officers().prop_map(confirm),
        Just(Command::RecordKeyDestroyed { at: at() }),
    ]
}

proptest! {
    /// Whatever is asked in whatever order: two officers erase, the key goes after that, and nothing comes
    /// after it.
    #[test]
    fn no_sequence_erases_with_one_officer_or_keeps_what_is_erased(
        commands in vec(any_command(), 0..40),
    ) {
        let mut history: Vec<Event> = Vec::new();
        let mut requested_by = None;
        for command in commands {
            let confirming = match &command {
                Command::ConfirmErasure { by, .. } => Some(by.clone()),
                Command::Register { .. }
                | Command::Correct { .. }
                | Command::Confirm { .. }
                | Command::ConfirmIn { .. }
                | Command::RequestErasure { .. }
                | Command::RefuseErasure { .. }
                | Command::RecordKeyDestroyed { .. } => None,
            };
            let events = Participant::replay(&history).decide(command).unwrap_or_default();
            for event in &events {
                if let Event::ErasureRequested { by, .. } = event {
                    requested_by = Some(by.clone());
                }
                if let Event::Erased { .. } = event {
                    prop_assert!(confirming.is_some() && confirming != requested_by);
                }
            }
            history.extend(events);
        }
        let erased = history.iter().position(|event| matches!(event, Event::Erased { .. }));
        if let Some(erased) = erased {
            let rest = &history[erased + 1..];
            prop_assert!(rest.is_empty() || rest == [destroyed()], "{history:?}");
        }
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
