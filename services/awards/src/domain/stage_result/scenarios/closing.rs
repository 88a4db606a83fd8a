//! When a stage is locked, and what follows from the lock.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::domain::ruleset::rules::Advance;
use crate::domain::samples::judging::total;
use crate::domain::score_sheet::State;

fn close(dockets: Vec<Docket>, stage: Stage) -> Command {
    Command::Close { closed_on: day("2026-07-31"), dockets, terms: terms_of(stage) }
}

fn locked(dockets: &[Docket], stage: Stage) -> Event {
    let history = [opened(stage)];
    let open = StageResult::replay(&history);
    let ranking = open.standing().unwrap().ranking(dockets, &terms(stage));
    Event::Locked {
        closed_on: day("2026-07-31"),
        rules_version: 1,
        entries: dockets.iter().map(|it| it.code.clone()).collect(),
        ranking_sha256: ranking.sha256(),
        numbers: Some(Numbers { sheets: 9, reopened: 0, settled_jointly: 0 }),
    }
}

fn advance(dockets: Vec<Docket>, excluded: &[u8]) -> Command {
    Command::Advance {
        advanced_on: day("2026-08-01"),
        dockets,
        terms: terms_of(Stage::Preliminary),
        cut: Advance::Above(points("60")),
        excluded: excluded.iter().map(|number| code(*number)).collect(),
    }
}

fn advanced(numbers: &[u8]) -> Event {
    let entries = numbers.iter().map(|number| code(*number)).collect();
    Event::Advanced { advanced_on: day("2026-08-01"), entries }
}

fn judged() -> Vec<Docket> {
    vec![docket(1, "F1", &[60; 3]), docket(2, "F1", &[60, 60, 61]), docket(3, "F2", &[90; 3])]
}

#[track_caller]
fn kept(history: Vec<Event>, command: Command, by: Blocker) {
    Scenario::<StageResult>::given(history)
        .when(command)
        .then_rejected(Rejection::BlockersOpen { blockers: vec![by] });
}

#[test]
fn a_stage_is_locked_with_the_hash_of_its_ranking() {
    Scenario::<StageResult>::given([opened(Stage::Preliminary)])
        .when(close(judged(), Stage::Preliminary))
        .then([locked(&judged(), Stage::Preliminary)]);
    Scenario::<StageResult>::given([])
        .when(close(judged(), Stage::Preliminary))
        .then_rejected(Rejection::StageNotOpen);
    Scenario::<StageResult>::given([
        opened(Stage::Preliminary),
        locked(&judged(), Stage::Preliminary),
    ])
    .when(close(judged(), Stage::Preliminary))
    .then_rejected(Rejection::StageLocked);
}

#[test]
fn the_lock_keeps_how_the_stage_was_judged() {
    let mut dockets = vec![docket(1, "F1", &[60, 80, 70]), docket(2, "F2", &[90; 3])];
    dockets[1].sheets[0].reopened = 2;
    dockets[1].sheets[2].reopened = 1;
    let history = [opened(Stage::Preliminary), settled(1), settled(9)];
    let events = StageResult::replay(&history).decide(close(dockets, Stage::Preliminary)).unwrap();
    let [Event::Locked { numbers, .. }] = events.as_slice() else { panic!("{events:?}") };
    let expected = Numbers { sheets: 6, reopened: 3, settled_jointly: 1 };
    assert_eq!(*numbers, Some(expected), "of what it judged, and of nothing that left");
    let locked = StageResult::replay(&[history.to_vec(), events.clone()].concat());
    let lock = locked.lock().unwrap();
    assert_eq!(
        (lock.numbers(), lock.entries(), lock.closed_on()),
        (Some(expected), 2, day("2026-07-31"))
    );
}

/// Before and after others went on.
fn over() -> [Vec<Event>; 2] {
    let locked = vec![opened(Stage::Preliminary), locked(&judged(), Stage::Preliminary)];
    [locked.clone(), [locked, vec![advanced(&[2, 3])]].concat()]
}

#[test]
fn what_is_locked_opens_no_more() {
    for history in over() {
        let refused = |command| {
            Scenario::<StageResult>::given(history.clone())
                .when(command)
                .then_rejected(Rejection::StageLocked);
        };
        refused(open_with(ready()));
        refused(close(judged(), Stage::Preliminary));
        refused(joint(docket(1, "F1", &[60, 80, 70]), said(JOINT), &["chair"]));
        refused(vote(judged(), &[(1, 2), (2, 3)]));
    }
}

#[test]
fn each_thing_that_is_open_keeps_it() {
    let open = || vec![opened(Stage::Preliminary)];
    let with = |change: &dyn Fn(&mut Docket)| {
        let mut dockets = judged();
        change(&mut dockets[0]);
        close(dockets, Stage::Preliminary)
    };
    let unsigned = with(&|it| it.sheets[0].state = State::Submitted);
    kept(open(), unsigned, blocker(BlockerKind::SheetsNotSigned, "F1", 1));
    let recused = with(&|it| drop(it.sheets.pop()));
    kept(open(), recused, blocker(BlockerKind::TooFewSheets, "F1", 1));
    let apart = || with(&|it| it.sheets[0].scores = Some(total(80)));
    kept(open(), apart(), blocker(BlockerKind::DivergencesOpen, "F1", 1));
    let result = StageResult::replay(&[opened(Stage::Preliminary), settled(1)]);
    assert!(result.decide(apart()).is_ok());
}

#[test]
fn a_tie_waits_for_the_vote_in_the_final_only() {
    let level = || vec![docket(1, "F1", &[60; 3]), docket(2, "F1", &[60; 3])];
    let preliminary = StageResult::replay(&[opened(Stage::Preliminary)]);
    assert!(preliminary.decide(close(level(), Stage::Preliminary)).is_ok());
    let history = vec![opened(Stage::Final)];
    let missing = blocker(BlockerKind::JuryVoteMissing, "F1", 1);
    kept(history, close(level(), Stage::Final), missing);
    let after = StageResult::replay(&[opened(Stage::Final), voted(&[(1, 2), (2, 3)])]);
    assert!(after.decide(close(level(), Stage::Final)).is_ok());
}

#[test]
fn the_cut_takes_whom_it_takes_and_leaves_out_who_left() {
    let history = || [opened(Stage::Preliminary), locked(&judged(), Stage::Preliminary)];
    Scenario::<StageResult>::given(history())
        .when(advance(judged(), &[]))
        .then([advanced(&[2, 3])]);
    Scenario::<StageResult>::given(history()).when(advance(judged(), &[3])).then([advanced(&[2])]);
}

#[test]
fn entries_go_on_once_and_after_the_lock() {
    Scenario::<StageResult>::given([opened(Stage::Preliminary)])
        .when(advance(judged(), &[]))
        .then_rejected(Rejection::StageNotLocked);
    let locked = locked(&judged(), Stage::Preliminary);
    Scenario::<StageResult>::given([opened(Stage::Preliminary), locked, advanced(&[2, 3])])
        .when(advance(judged(), &[]))
        .then_rejected(Rejection::EntriesAlreadyAdvanced);
}

#[test]
fn nothing_follows_from_another_ranking_than_the_locked_one() {
    let history = || [opened(Stage::Preliminary), locked(&judged(), Stage::Preliminary)];
    let mut changed = judged();
    changed[0].sheets[0].scores = Some(total(61));
    Scenario::<StageResult>::given(history())
        .when(advance(changed, &[]))
        .then_rejected(Rejection::NotTheLockedRanking);
    let more = [judged(), vec![docket(4, "F1", &[99; 3])]].concat();
    Scenario::<StageResult>::given(history()).when(advance(more, &[])).then([advanced(&[2, 3])]);
}

#[test]
fn who_scores_what_changes_no_more_after_the_lock() {
    let confirm = || Command::ConfirmNotLocked;
    Scenario::<StageResult>::given([]).when(confirm()).then([]);
    Scenario::<StageResult>::given([opened(Stage::Final)]).when(confirm()).then([]);
    for history in over() {
        Scenario::<StageResult>::given(history)
            .when(confirm())
            .then_rejected(Rejection::StageLocked);
    }
}

#[test]
fn no_refusal_tells_a_score() {
    let mut dockets = judged();
    dockets[0].sheets[0].scores = Some(total(87));
    let refused = StageResult::replay(&[opened(Stage::Preliminary)])
        .decide(close(dockets, Stage::Preliminary))
        .unwrap_err();
    let told = format!("{refused} {:?}", ledger::Reject::metadata(&refused));
    assert!(!told.contains("87") && !told.contains("60"), "{told}");
}

proptest! {
    /// Joint scores and votes of different entries commute: the lock has the same hash.
    #[test]
    fn the_order_of_what_juries_settle_changes_nothing(
        turn in any::<bool>(),
        totals in vec(40..100_u32, 3),
    ) {
        let dockets: Vec<_> = (1..).zip(&totals).map(|(number, points)| {
            docket(number, "F1", &[*points, points - 30, points - 10])
        }).collect();
        let mut history = vec![settled(1), settled(2), settled(3)];
        if turn {
            history.reverse();
        }
        history.insert(0, opened(Stage::Preliminary));
        let events = StageResult::replay(&history).decide(close(dockets.clone(), Stage::Preliminary));
        let straight = [opened(Stage::Preliminary), settled(1), settled(2), settled(3)];
        let expected =
            StageResult::replay(&straight).decide(close(dockets, Stage::Preliminary));
        prop_assert_eq!(events, expected);
    }
}
