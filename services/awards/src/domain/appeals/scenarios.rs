//! What the appeals of a round do, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::samples::judging::{PROGRAMME, code};
use crate::domain::samples::{ORGANISER, day, decision, file};

const ONE: AppealId = AppealId(Uuid::from_u128(0xD1));
const OTHER: AppealId = AppealId(Uuid::from_u128(0xD2));
const APPELLANT: ParticipantId = ParticipantId(Uuid::from_u128(0xC1));

fn whose() -> Whose {
    Whose { programme: PROGRAMME, organiser: ORGANISER, illustrative: true }
}

fn lodging(ground: Ground, lodged_on: &str) -> Lodging {
    Lodging {
        appeal: ONE,
        whose: whose(),
        ground,
        about: Some(code(1)),
        appellant: APPELLANT,
        letter: file(1),
        evidence: vec![file(2)],
        lodged_on: day(lodged_on),
        listed: [code(1), code(2)].into(),
        posted_until: Some(day("2026-09-17")),
        answer_days: Some(15),
    }
}

fn lodge(lodging: Lodging) -> Command {
    Command::Lodge(Box::new(lodging))
}

fn lodged(ground: Ground, lodged_on: &str, evidence: Vec<CitedFile>) -> Event {
    Event::Lodged {
        appeal: ONE,
        whose: whose(),
        ground,
        about: Some(code(1)),
        appellant: APPELLANT,
        letter: file(1),
        evidence,
        lodged_on: day(lodged_on),
        posted_until: day("2026-09-17"),
        answer_due: Some(day("2026-09-25")),
    }
}

/// With evidence on ownership, and in time.
fn in_time() -> Event {
    lodged(Ground::Ownership, "2026-09-10", vec![file(2)])
}

fn late() -> Event {
    lodged(Ground::Ownership, "2026-09-18", vec![file(2)])
}

fn admit(by_author: bool, on: &str) -> Command {
    Command::Admit { appeal: ONE, by_author, admitted_on: day(on) }
}

fn admitted() -> Event {
    Event::Admitted { appeal: ONE, admitted_on: day("2026-09-12") }
}

fn reject(reason: Reason, on: &str) -> Command {
    Command::Reject { appeal: ONE, reason, answer: decision(9), rejected_on: day(on) }
}

fn rejected(reason: Reason, on: &str) -> Event {
    let (answer, rejected_on) = (decision(9), day(on));
    Event::Rejected { appeal: ONE, reason, answer, rejected_on, illustrative: true }
}

fn uphold(on: &str) -> Command {
    Command::Uphold { appeal: ONE, answer: decision(9), upheld_on: day(on) }
}

fn upheld() -> Event {
    let (answer, upheld_on) = (decision(9), day("2026-09-20"));
    Event::Upheld { appeal: ONE, answer, upheld_on, illustrative: true }
}

fn dismiss(on: &str) -> Command {
    Command::Dismiss { appeal: ONE, answer: decision(9), dismissed_on: day(on) }
}

fn dismissed() -> Event {
    let (answer, dismissed_on) = (decision(9), day("2026-09-20"));
    Event::Dismissed { appeal: ONE, answer, dismissed_on, illustrative: true }
}

#[track_caller]
fn refused(history: &[Event], command: Command, rejection: Rejection) {
    Scenario::<Appeals>::given(history.to_vec()).when(command).then_rejected(rejection);
}

#[test]
fn a_letter_is_taken_in_once_with_the_day_by_which_it_is_answered() {
    let letter = lodge(lodging(Ground::Ownership, "2026-09-10"));
    Scenario::<Appeals>::given([]).when(letter.clone()).then([in_time()]);
    refused(&[in_time()], letter.clone(), Rejection::AppealAlreadyLodged);
    let answered = [in_time(), rejected(Reason::NoStanding, "2026-09-12")];
    refused(&answered, letter, Rejection::AppealAlreadyLodged);
    let mut other = lodging(Ground::Procedure, "2026-09-11");
    (other.appeal, other.about, other.answer_days) = (OTHER, None, None);
    let mut expected = lodged(Ground::Procedure, "2026-09-11", vec![file(2)]);
    if let Event::Lodged { appeal, about, answer_due, .. } = &mut expected {
        (*appeal, *about, *answer_due) = (OTHER, None, None);
    }
    Scenario::<Appeals>::given([in_time()]).when(lodge(other)).then([expected]);
}

#[test]
fn a_late_letter_is_taken_in_and_one_before_any_posting_is_not() {
    let mut far = lodging(Ground::Ownership, "2026-09-18");
    far.answer_days = Some(7);
    Scenario::<Appeals>::given([]).when(lodge(far)).then([late()]);
    let mut early = lodging(Ground::Ownership, "2026-09-02");
    early.posted_until = None;
    refused(&[], lodge(early), Rejection::BeforePosting);
}

#[test]
fn it_is_about_an_entry_of_the_list_or_about_procedure() {
    let of = |ground, about| lodge(Lodging { about, ..lodging(ground, "2026-09-10") });
    for ground in [Ground::Eligibility, Ground::Ownership] {
        refused(&[], of(ground, None), Rejection::EntryCodeMissing);
    }
    for ground in [Ground::Procedure, Ground::Eligibility, Ground::Ownership] {
        refused(&[], of(ground, Some(code(3))), Rejection::UnknownCode { code: code(3) });
    }
}

#[test]
fn no_file_is_cited_twice() {
    for evidence in [vec![file(1)], vec![file(2), file(2)]] {
        let twice = Lodging { evidence, ..lodging(Ground::Ownership, "2026-09-10") };
        refused(&[], lodge(twice), Rejection::EvidenceTwice);
    }
}

#[test]
fn authors_appeal_on_any_ground_and_others_with_evidence_on_ownership() {
    let on = "2026-09-12";
    for ground in [Ground::Procedure, Ground::Eligibility, Ground::Ownership] {
        for evidence in [vec![], vec![file(2)]] {
            let history = [lodged(ground, "2026-09-10", evidence)];
            Scenario::<Appeals>::given(history).when(admit(true, on)).then([admitted()]);
        }
    }
    Scenario::<Appeals>::given([in_time()]).when(admit(false, on)).then([admitted()]);
    let bare = lodged(Ground::Ownership, "2026-09-10", vec![]);
    refused(&[bare], admit(false, on), Rejection::NoEvidence);
    for ground in [Ground::Procedure, Ground::Eligibility] {
        let shown = lodged(ground, "2026-09-10", vec![file(2)]);
        refused(&[shown], admit(false, on), Rejection::NoStanding);
    }
}

#[test]
fn what_is_late_is_not_admitted_and_what_is_in_time_is_not_rejected_as_late() {
    let posted_until = day("2026-09-17");
    refused(&[late()], admit(true, "2026-09-19"), Rejection::AppealLate { posted_until });
    Scenario::<Appeals>::given([late()])
        .when(reject(Reason::Late, "2026-09-19"))
        .then([rejected(Reason::Late, "2026-09-19")]);
    let last_day = lodged(Ground::Procedure, "2026-09-17", vec![]);
    let in_time = Rejection::AppealInTime { posted_until };
    refused(std::slice::from_ref(&last_day), reject(Reason::Late, "2026-09-19"), in_time);
    for reason in [Reason::NoStanding, Reason::NoEvidence] {
        Scenario::<Appeals>::given([last_day.clone()])
            .when(reject(reason, "2026-09-19"))
            .then([rejected(reason, "2026-09-19")]);
    }
}

#[test]
fn what_is_admitted_is_upheld_or_dismissed() {
    let history = [in_time(), admitted()];
    Scenario::<Appeals>::given(history.clone()).when(uphold("2026-09-20")).then([upheld()]);
    Scenario::<Appeals>::given(history).when(dismiss("2026-09-20")).then([dismissed()]);
}

#[test]
fn each_step_has_its_state() {
    let on = "2026-12-31";
    let commands = [admit(true, on), reject(Reason::NoEvidence, on), uphold(on), dismiss(on)];
    let answered = |event: Event| vec![in_time(), admitted(), event];
    let histories = [
        (vec![in_time()], State::Lodged, [true, true, false, false]),
        (vec![in_time(), admitted()], State::Admitted, [false, false, true, true]),
        (vec![in_time(), rejected(Reason::NoEvidence, "2026-09-12")], State::Rejected, [false; 4]),
        (answered(upheld()), State::Upheld, [false; 4]),
        (answered(dismissed()), State::Dismissed, [false; 4]),
    ];
    for (history, state, allowed) in histories {
        for (command, allowed) in commands.clone().into_iter().zip(allowed) {
            let decided = Appeals::replay(&history).decide(command.clone());
            let refused = Err(Rejection::StateNotAllowed { state });
            assert_eq!(decided == refused, !allowed, "{command:?} when {state}: {decided:?}");
            assert_eq!(decided.is_ok(), allowed, "{command:?} when {state}");
        }
    }
    for command in commands {
        refused(&[], command, Rejection::AppealNotFound);
    }
}

#[test]
fn days_do_not_go_back() {
    let before = |since| Rejection::BeforeAppeal { since: day(since) };
    refused(&[in_time()], admit(true, "2026-09-09"), before("2026-09-10"));
    refused(&[in_time()], reject(Reason::NoEvidence, "2026-09-09"), before("2026-09-10"));
    let history = [in_time(), admitted()];
    refused(&history, uphold("2026-09-11"), before("2026-09-12"));
    refused(&history, dismiss("2026-09-11"), before("2026-09-12"));
}

#[test]
fn what_is_open_is_counted_until_it_is_answered() {
    let open = |history: &[Event], count: u32| {
        let (kind, subject) = (BlockerKind::AppealsOpen, "PRIZE_LIST".to_owned());
        let blockers = vec![Blocker { kind, subject, count }];
        refused(history, Command::ConfirmNoneOpen, Rejection::BlockersOpen { blockers });
    };
    let none = |history: &[Event]| {
        Scenario::<Appeals>::given(history.to_vec()).when(Command::ConfirmNoneOpen).then([]);
    };
    none(&[]);
    open(&[in_time()], 1);
    open(&[late()], 1);
    open(&[in_time(), admitted()], 1);
    let mut another = in_time();
    if let Event::Lodged { appeal, .. } = &mut another {
        *appeal = OTHER;
    }
    open(&[in_time(), another.clone()], 2);
    open(&[in_time(), another, admitted(), upheld()], 1);
    none(&[in_time(), admitted(), upheld()]);
    none(&[in_time(), admitted(), dismissed()]);
    none(&[late(), rejected(Reason::Late, "2026-09-19")]);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
