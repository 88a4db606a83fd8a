//! What an entry does, rule by rule.

mod properties;
mod screening;
mod submitting;

use ledger::scenario::{Scenario, assert_reads};
use strum::{IntoEnumIterator as _, VariantNames as _};
use uuid::Uuid;

use super::content::{Related, Relation};
use super::*;
use crate::domain::CitedFile;
use crate::domain::participant::BirthDate;
use crate::domain::samples::{ORGANISER, SCHOOL, day, decision, file, officer, rules};

const ROUND: RoundId = RoundId(Uuid::from_u128(0xA1));
const PROGRAMME: ProgrammeId = ProgrammeId(Uuid::from_u128(0xA0));
const ENTRY: EntryId = EntryId(Uuid::from_u128(0xE1));
const OTHER: EntryId = EntryId(Uuid::from_u128(0xE2));
const CHILD: ParticipantId = ParticipantId(Uuid::from_u128(0xC1));
const ADULT: ParticipantId = ParticipantId(Uuid::from_u128(0xC2));
const TEACHER: ParticipantId = ParticipantId(Uuid::from_u128(0xC3));

fn entrant() -> Officer {
    officer("entrant-1", SCHOOL)
}

fn secretary() -> Officer {
    officer("secretary-1", ORGANISER)
}

fn act_by(by: Officer) -> Act {
    Act { entry: ENTRY, round: ROUND, by }
}

fn act() -> Act {
    act_by(entrant())
}

fn description() -> Box<Description> {
    Box::new(Description {
        field: "F1".parse().unwrap(),
        title: "Bộ học cụ mẫu".to_owned(),
        summary: "Học cụ làm từ vật liệu tái chế".to_owned(),
        origin: SCHOOL,
        applied_on: None,
        related_units: vec![SCHOOL],
        related_persons: vec![Related {
            person: "teacher-1".to_owned(),
            relation: Relation::Adviser,
        }],
    })
}

fn start(on_paper: bool, by: Officer) -> Command {
    let start = Start {
        programme: PROGRAMME,
        on_paper,
        description: *description(),
        rules: rules(),
        started_on: day("2026-01-05"),
        illustrative: true,
    };
    Command::Start { act: act_by(by), start: Box::new(start) }
}

fn started_by(holder: Holder) -> Event {
    Event::Started {
        round: ROUND,
        programme: PROGRAMME,
        holder,
        description: description(),
        started_on: day("2026-01-05"),
        illustrative: true,
    }
}

fn started() -> Event {
    started_by(Holder::Person("entrant-1".to_owned()))
}

fn author(participant: ParticipantId, share_hundredths: u32, chief: bool) -> Author {
    Author { participant, share_hundredths, chief }
}

fn authors() -> Vec<Author> {
    vec![author(CHILD, 6_000, true), author(ADULT, 4_000, false)]
}

fn set_authors(authors: Vec<Author>, advisers: Vec<ParticipantId>) -> Command {
    Command::SetAuthors { act: act(), authors, advisers, rules: Box::new(rules()) }
}

fn authors_set() -> Event {
    Event::AuthorsSet { authors: authors(), advisers: vec![TEACHER] }
}

fn in_part(part: &str, number: u128) -> DossierFile {
    DossierFile { part: part.parse().unwrap(), file: file(number) }
}

fn set_dossier(dossier: Vec<DossierFile>) -> Command {
    Command::SetDossier { act: act(), dossier, rules: Box::new(rules()) }
}

fn dossier_set() -> Event {
    Event::DossierSet { dossier: vec![in_part("D1", 1), in_part("D2", 2)] }
}

fn consent(party: ConsentParty, number: u128) -> Consent {
    Consent { participant: CHILD, party, given_on: day("2026-01-06"), file: file(number) }
}

fn consented(party: ConsentParty, number: u128) -> Event {
    Event::ConsentRecorded { consent: consent(party, number) }
}

/// All that is needed to hand it in.
fn complete() -> Vec<Event> {
    vec![
        started(),
        authors_set(),
        dossier_set(),
        consented(ConsentParty::Guardian, 3),
        consented(ConsentParty::Participant, 4),
    ]
}

fn born(participant: ParticipantId, on: &str) -> Born {
    Born { participant, on: Some(BirthDate::new(day(on))) }
}

/// Ten and nineteen years old at the end.
fn all_born() -> Vec<Born> {
    vec![born(CHILD, "2016-03-01"), born(ADULT, "2007-06-30")]
}

fn submission() -> Submission {
    Submission {
        rules: rules(),
        ruleset_version: 1,
        entries_until: day("2026-06-30"),
        submitted_at: "2026-06-01T02:00:00Z".parse().unwrap(),
        today: day("2026-06-01"),
        posted_on: None,
        completing: false,
        born: all_born(),
    }
}

/// Handing it in with something else.
fn submit_with(change: impl FnOnce(&mut Submission)) -> Command {
    let mut submission = submission();
    change(&mut submission);
    Command::Submit { act: act(), submission: Box::new(submission) }
}

fn counted() -> Counted {
    Counted {
        round: ROUND,
        programme: PROGRAMME,
        field: "F1".parse().unwrap(),
        origin: SCHOOL,
        illustrative: true,
    }
}

/// What the history is handed in as.
fn submitted_after(history: &[Event]) -> Event {
    let completing = matches!(history.last(), Some(Event::Returned { .. }));
    let command = submit_with(|it| it.completing = completing);
    let events = Entry::replay(history).decide(command).unwrap();
    let [event] = events.try_into().unwrap();
    event
}

fn submitted() -> Event {
    submitted_after(&complete())
}

fn returned() -> Event {
    Event::Returned {
        clauses: vec!["E2".parse().unwrap()],
        reason: "Thiếu xác nhận của đơn vị".to_owned(),
        complete_until: day("2026-07-10"),
        returned_on: day("2026-06-20"),
    }
}

fn check(clause: &str, met: bool) -> Check {
    let note = (!met).then(|| "Không có xác nhận".to_owned());
    Check { clause: clause.parse().unwrap(), met, note }
}

fn eligible() -> Event {
    let checks = vec![check("E1", true), check("E2", true)];
    Event::FoundEligible {
        round: ROUND,
        ruleset_version: 1,
        checks,
        screened_on: day("2026-07-08"),
    }
}

fn ineligible() -> Event {
    let checks = vec![check("E1", true), check("E2", false)];
    Event::FoundIneligible {
        round: ROUND,
        ruleset_version: 1,
        checks,
        screened_on: day("2026-07-08"),
    }
}

fn duplicate() -> Event {
    Event::FoundDuplicate { round: ROUND, of: OTHER, marked_on: day("2026-07-08") }
}

fn withdrawn(was_handed_in: bool) -> Event {
    let (withdrawn_on, reason) = (day("2026-07-09"), "Không tham gia nữa".to_owned());
    Event::Withdrawn { round: ROUND, withdrawn_on, reason, was_handed_in }
}

fn disqualified() -> Event {
    Event::Disqualified {
        round: ROUND,
        finding: "Đã đạt giải cùng cấp".to_owned(),
        heard_on: day("2026-07-12"),
        decided_on: day("2026-07-14"),
        decision: decision(5),
    }
}

/// The shortest history that leads to the state.
fn history(state: State) -> Vec<Event> {
    let then = |event| complete().into_iter().chain([submitted()]).chain(event).collect();
    match state {
        State::Draft => complete(),
        State::Submitted => then(vec![]),
        State::Returned => then(vec![returned()]),
        State::Eligible => then(vec![eligible()]),
        State::Ineligible => then(vec![ineligible()]),
        State::Duplicate => then(vec![duplicate()]),
        State::Withdrawn => then(vec![withdrawn(true)]),
        State::Disqualified => then(vec![eligible(), disqualified()]),
    }
}

/// In which states alone a command is carried out.
#[track_caller]
fn only_in(allowed: &[State], command: &Command) {
    for state in State::iter() {
        let entry = Entry::replay(&history(state));
        assert_eq!(entry.standing().map(Standing::state), Some(state));
        match entry.decide(command.clone()) {
            Ok(_) => assert!(allowed.contains(&state), "{state}"),
            Err(refused) => {
                assert!(!allowed.contains(&state), "{state}: {refused}");
                let unseen = state == State::Draft && refused == Rejection::EntryNotFound;
                assert!(unseen || refused == Rejection::StateNotAllowed { state }, "{refused}");
            }
        }
    }
    assert_eq!(Entry::Absent.decide(command.clone()), Err(Rejection::EntryNotFound));
}

#[test]
fn an_entry_is_started_once_and_held_by_whoever_did() {
    Scenario::<Entry>::given([]).when(start(false, entrant())).then([started()]);
    Scenario::<Entry>::given([])
        .when(start(true, secretary()))
        .then([started_by(Holder::Office(ORGANISER))]);
    for state in State::iter() {
        Scenario::<Entry>::given(history(state))
            .when(start(false, entrant()))
            .then_rejected(Rejection::EntryAlreadyStarted);
    }
}

#[test]
fn it_is_written_while_it_is_a_draft_or_came_back() {
    let written = [State::Draft, State::Returned];
    let describe =
        Command::Describe { act: act(), description: description(), rules: Box::new(rules()) };
    only_in(&written, &describe);
    only_in(&written, &set_authors(authors(), vec![TEACHER]));
    only_in(&written, &set_dossier(vec![in_part("D1", 1), in_part("D2", 2)]));
    let described = Event::Described { description: description() };
    Scenario::<Entry>::given([started()]).when(describe).then([described]);
    Scenario::<Entry>::given([started()])
        .when(set_authors(authors(), vec![TEACHER]))
        .then([authors_set()]);
    Scenario::<Entry>::given([started()])
        .when(set_dossier(vec![in_part("D1", 1), in_part("D2", 2)]))
        .then([dossier_set()]);
}

#[test]
fn it_is_in_a_field_of_the_ruleset_and_names_nobody_twice() {
    let with = |change: fn(&mut Description)| {
        let mut description = description();
        change(&mut description);
        Command::Describe { act: act(), description, rules: Box::new(rules()) }
    };
    let refused = |command, why| {
        Scenario::<Entry>::given([started()]).when(command).then_rejected(why);
    };
    let elsewhere = with(|it| it.field = "F9".parse().unwrap());
    refused(elsewhere, Rejection::UnknownCode { code: "F9".to_owned() });
    refused(with(|it| it.related_units.push(SCHOOL)), Rejection::RelatedTwice);
    let twice = with(|it| it.related_persons.extend(it.related_persons.clone()));
    refused(twice, Rejection::RelatedTwice);
}

#[test]
fn shares_sum_up_to_the_whole_and_one_author_is_the_chief() {
    let refused = |authors, advisers, why| {
        Scenario::<Entry>::given([started()])
            .when(set_authors(authors, advisers))
            .then_rejected(why);
    };
    let two = |a, b| vec![author(CHILD, a, true), author(ADULT, b, false)];
    for shares in [two(6_000, 3_999), two(6_000, 4_001), two(10_000, 0), two(u32::MAX, 10_001)] {
        refused(shares, vec![], Rejection::SharesNotWhole);
    }
    refused(vec![], vec![], Rejection::NotOneChief);
    let chiefs = vec![author(CHILD, 5_000, true), author(ADULT, 5_000, true)];
    refused(chiefs, vec![], Rejection::NotOneChief);
    let twice = vec![author(CHILD, 5_000, true), author(CHILD, 5_000, false)];
    refused(twice, vec![], Rejection::AuthorTwice { participant: CHILD });
    refused(authors(), vec![ADULT], Rejection::AuthorTwice { participant: ADULT });
    let id = |number| ParticipantId(Uuid::from_u128(number));
    let crowd = (1..=6).map(|number| author(id(number), 1_000, number == 1)).collect();
    refused(crowd, vec![], Rejection::TooManyAuthors { most: 5 });
}

#[test]
fn each_file_is_of_a_part_and_there_once() {
    let refused = |dossier, why| {
        Scenario::<Entry>::given([started()]).when(set_dossier(dossier)).then_rejected(why);
    };
    refused(vec![in_part("D9", 1)], Rejection::UnknownCode { code: "D9".to_owned() });
    let CitedFile { evidence, .. } = file(1);
    let twice = vec![in_part("D1", 1), in_part("D2", 1)];
    refused(twice, Rejection::EvidenceTwice { evidence });
    Scenario::<Entry>::given([started()])
        .when(set_dossier(vec![in_part("D1", 1), in_part("D1", 2)]))
        .then([Event::DossierSet { dossier: vec![in_part("D1", 1), in_part("D1", 2)] }]);
}

#[test]
fn for_others_and_in_another_round_there_is_none() {
    let colleague = officer("entrant-2", SCHOOL);
    let elsewhere = Act { round: RoundId(Uuid::from_u128(0xA9)), ..act() };
    for act in [act_by(colleague), act_by(secretary()), elsewhere] {
        let (withdrawn_on, reason) = (day("2026-07-09"), String::new());
        for command in [
            Command::Revise { act: act.clone(), revised_on: day("2026-06-02") },
            Command::Withdraw { act: act.clone(), withdrawn_on, reason },
            Command::RecordConsent {
                act: act.clone(),
                consent: consent(ConsentParty::Guardian, 3),
            },
            Command::Describe {
                act: act.clone(),
                description: description(),
                rules: Box::new(rules()),
            },
        ] {
            for state in State::iter() {
                Scenario::<Entry>::given(history(state))
                    .when(command.clone())
                    .then_rejected(Rejection::EntryNotFound);
            }
        }
    }
}

#[test]
fn what_came_on_paper_is_held_by_whoever_acts_for_the_organiser() {
    let on_paper = started_by(Holder::Office(ORGANISER));
    let by = |officer| Command::RecordConsent {
        act: act_by(officer),
        consent: consent(ConsentParty::Guardian, 3),
    };
    let given = || [on_paper.clone(), authors_set()];
    Scenario::<Entry>::given(given())
        .when(by(officer("secretary-2", ORGANISER)))
        .then([consented(ConsentParty::Guardian, 3)]);
    Scenario::<Entry>::given(given()).when(by(entrant())).then_rejected(Rejection::EntryNotFound);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
