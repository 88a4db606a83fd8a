//! What a workshop does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::samples::{COMMITTEE, UNION, day, file, office};

fn content(participants: u32) -> Box<Content> {
    Box::new(Content {
        kind: WorkshopKind::Workshop,
        theme: "Góp ý dự thảo chính sách trọng dụng trí thức".into(),
        held_on: day("2026-03-20"),
        place: "Hội trường Liên hiệp Hội".into(),
        participants,
        review: Some(ReviewId(Uuid::from_u128(0xD1))),
        minutes: file(41),
    })
}

fn record() -> Command {
    Command::Record { union: UNION, content: content(45), illustrative: false, by: office() }
}

fn recorded() -> Event {
    Event::Recorded { union: UNION, content: content(45), illustrative: false, by: office() }
}

fn correct(of: UnitId, participants: u32) -> Command {
    let (content, reason) = (content(participants), "Đếm lại theo danh sách".into());
    Command::Correct { of, content, reason, on: day("2026-03-25"), by: office() }
}

fn corrected(participants: u32) -> Event {
    Event::Corrected {
        union: UNION,
        content: content(participants),
        illustrative: false,
        reason: "Đếm lại theo danh sách".into(),
        on: day("2026-03-25"),
        by: office(),
    }
}

fn retract(of: UnitId) -> Command {
    Command::Retract { of, reason: "Ghi hai lần".into(), on: day("2026-03-26"), by: office() }
}

fn retracted() -> Event {
    let (reason, on) = ("Ghi hai lần".into(), day("2026-03-26"));
    Event::Retracted { union: UNION, reason, on, by: office() }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Workshop> {
    Scenario::given(history)
}

#[test]
fn a_workshop_is_recorded_once() {
    given([]).when(record()).then([recorded()]);
    for history in [vec![recorded()], vec![recorded(), retracted()]] {
        given(history).when(record()).then_rejected(Rejection::WorkshopAlreadyRecorded);
    }
}

#[test]
fn a_correction_stands_in_the_place_of_what_was_said() {
    given([recorded()]).when(correct(UNION, 54)).then([corrected(54)]);
    given([recorded(), corrected(54)]).when(correct(UNION, 45)).then([corrected(45)]);
    given([recorded()]).when(correct(UNION, 45)).then_rejected(Rejection::NothingCorrected);
    given([recorded(), corrected(54)])
        .when(correct(UNION, 54))
        .then_rejected(Rejection::NothingCorrected);
    given([]).when(correct(UNION, 54)).then_rejected(Rejection::WorkshopNotFound);
}

#[test]
fn nothing_follows_a_retraction() {
    given([recorded()]).when(retract(UNION)).then([retracted()]);
    given([recorded(), corrected(54)]).when(retract(UNION)).then([retracted()]);
    for command in [correct(UNION, 54), retract(UNION)] {
        given([recorded(), retracted()]).when(command).then_rejected(Rejection::StateNotAllowed);
    }
    given([]).when(retract(UNION)).then_rejected(Rejection::WorkshopNotFound);
}

#[test]
fn another_union_does_not_reach_it() {
    for history in [vec![recorded()], vec![recorded(), retracted()]] {
        for command in [correct(COMMITTEE, 54), retract(COMMITTEE)] {
            given(history.clone()).when(command).then_rejected(Rejection::WorkshopNotFound);
        }
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(record()),
        (1..4_u32, any::<bool>())
            .prop_map(|(count, own)| correct(if own { UNION } else { COMMITTEE }, count)),
        any::<bool>().prop_map(|own| retract(if own { UNION } else { COMMITTEE })),
    ]
}

proptest! {
    /// Whatever is asked, in whatever order: it is recorded at most once and first, each correction says something else
    /// than what was said before, and a retraction is the last thing that is said.
    #[test]
    fn each_thing_that_is_said_of_it_is_news(commands in vec(any_command(), 0..20)) {
        let mut history: Vec<Event> = Vec::new();
        for command in commands {
            history.extend(Workshop::replay(&history).decide(command).unwrap_or_default());
        }
        let mut said: Option<Box<Content>> = None;
        let last = history.len().saturating_sub(1);
        for (n, event) in history.iter().enumerate() {
            match event {
                Event::Recorded { content, .. } => {
                    prop_assert_eq!(n, 0);
                    said = Some(content.clone());
                }
                Event::Corrected { union, content, .. } => {
                    prop_assert_eq!(*union, UNION);
                    prop_assert!(said.replace(content.clone()).is_some_and(|old| old != *content));
                }
                Event::Retracted { union, .. } => prop_assert_eq!((n, *union), (last, UNION)),
            }
        }
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
