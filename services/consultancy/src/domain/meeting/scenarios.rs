//! What a meeting does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::samples::{day, file, office};

fn review() -> ReviewId {
    ReviewId(Uuid::from_u128(0xD1))
}

fn id(n: u128) -> InvitationId {
    InvitationId(Uuid::from_u128(n))
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Meeting> {
    Scenario::given(history)
}

fn convene(planned_on: &str) -> Command {
    let (on, planned_on) = (day("2026-03-16"), day(planned_on));
    Command::Convene { review: review(), planned_on, on, by: office() }
}

fn convened() -> Event {
    let (on, planned_on) = (day("2026-03-16"), day("2026-03-24"));
    Event::Convened { review: review(), planned_on, on, by: office() }
}

fn minutes(conclusion: Conclusion) -> Box<Minutes> {
    let present = (1..=4).map(id).collect();
    Box::new(Minutes { present, chaired_by: id(1), conclusion, file: file(31) })
}

fn hold(on: &str, conclusion: Conclusion) -> Command {
    let (on, minutes) = (day(on), minutes(conclusion));
    Command::Hold { on, minutes, members: 5, by: office() }
}

fn held(conclusion: Conclusion) -> Event {
    let (on, minutes) = (day("2026-03-24"), minutes(conclusion));
    Event::Held { review: review(), on, minutes, members: 5, by: office() }
}

fn cancel(on: &str) -> Command {
    Command::Cancel { on: day(on), reason: "Bão".into(), by: office() }
}

fn cancelled() -> Event {
    Event::Cancelled { on: day("2026-03-20"), reason: "Bão".into(), by: office() }
}

fn dissent(n: u128, on: &str) -> Dissent {
    let text = "Không tán thành mục tiêu".into();
    Dissent { invitation: id(n), text, attach: true, recorded_on: day(on) }
}

fn recorded(n: u128) -> Event {
    Event::DissentRecorded { review: review(), dissent: dissent(n, "2026-03-25") }
}

fn in_stage(state: Stage) -> Rejection {
    Rejection::StateNotAllowed { state }
}

#[test]
fn a_meeting_is_convened_once_for_a_day_to_come() {
    given([]).when(convene("2026-03-24")).then([convened()]);
    given([]).when(convene("2026-03-15")).then_rejected(Rejection::PlannedInThePast);
    for history in [vec![convened()], vec![convened(), cancelled()]] {
        given(history).when(convene("2026-03-24")).then_rejected(Rejection::MeetingAlreadyConvened);
    }
}

#[test]
fn it_is_held_on_its_day_or_later_once() {
    let consensus = Conclusion::Consensus;
    given([convened()]).when(hold("2026-03-24", consensus)).then([held(consensus)]);
    given([convened()])
        .when(hold("2026-03-23", consensus))
        .then_rejected(Rejection::BeforeMeeting { earliest: day("2026-03-24") });
    given([convened(), held(consensus)])
        .when(hold("2026-03-24", consensus))
        .then_rejected(in_stage(Stage::Held));
    given([convened(), cancelled()])
        .when(hold("2026-03-24", consensus))
        .then_rejected(in_stage(Stage::Cancelled));
    given([]).when(hold("2026-03-24", consensus)).then_rejected(Rejection::MeetingNotFound);
}

#[test]
fn it_is_cancelled_before_it_is_held() {
    given([convened()]).when(cancel("2026-03-20")).then([cancelled()]);
    given([convened()])
        .when(cancel("2026-03-15"))
        .then_rejected(Rejection::BeforeMeeting { earliest: day("2026-03-16") });
    given([convened(), held(Conclusion::Consensus)])
        .when(cancel("2026-03-24"))
        .then_rejected(in_stage(Stage::Held));
}

#[test]
fn a_majority_is_more_than_half_of_those_present() {
    let majority = |votes_for, votes_against| Conclusion::Majority { votes_for, votes_against };
    for (votes_for, votes_against) in [(3, 1), (3, 0), (4, 0)] {
        let conclusion = majority(votes_for, votes_against);
        given([convened()]).when(hold("2026-03-24", conclusion)).then([held(conclusion)]);
    }
    for (votes_for, votes_against) in [(2, 2), (2, 0), (3, 2), (5, 0), (u32::MAX, u32::MAX)] {
        given([convened()])
            .when(hold("2026-03-24", majority(votes_for, votes_against)))
            .then_rejected(Rejection::VotesDoNotAddUp);
    }
}

#[test]
fn who_was_there_keeps_an_opinion_apart_once() {
    let history = || vec![convened(), held(Conclusion::Consensus)];
    let keep = |n, on: &str| Command::Dissent { dissent: dissent(n, on) };
    given(history()).when(keep(2, "2026-03-25")).then([recorded(2)]);
    given(history()).when(keep(5, "2026-03-25")).then_rejected(Rejection::WasNotPresent);
    given(history())
        .when(keep(2, "2026-03-23"))
        .then_rejected(Rejection::BeforeMeeting { earliest: day("2026-03-24") });
    given(history().into_iter().chain([recorded(2)]))
        .when(keep(2, "2026-03-25"))
        .then_rejected(Rejection::DissentAlreadyRecorded);
    given(history().into_iter().chain([recorded(2)]))
        .when(keep(3, "2026-03-25"))
        .then([recorded(3)]);
    given([convened()]).when(keep(2, "2026-03-25")).then_rejected(in_stage(Stage::Convened));
    given([convened(), cancelled()])
        .when(keep(2, "2026-03-25"))
        .then_rejected(in_stage(Stage::Cancelled));
    given([]).when(keep(2, "2026-03-25")).then_rejected(Rejection::MeetingNotFound);
}

#[test]
fn a_dissent_is_never_dropped() {
    let mut history = vec![convened(), held(Conclusion::Consensus), recorded(2)];
    for command in
        [convene("2026-03-24"), hold("2026-03-26", Conclusion::Consensus), cancel("2026-03-26")]
    {
        history.extend(Meeting::replay(&history).decide(command).unwrap_or_default());
    }
    assert_eq!(Meeting::replay(&history).dissents(), [dissent(2, "2026-03-25")]);
    let confirm = |count| Command::ConfirmDissents { count };
    given(history.clone()).when(confirm(1)).then([]);
    given(history).when(confirm(0)).then_rejected(Rejection::DissentsChanged);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
