//! What a score sheet does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantNames as _;

use super::*;
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::samples::judging::{ROUND, code, criterion, field, points, said, stage_rules};

const WHOLE: [&str; 4] = ["35.25", "20", "15.5", "10"];

fn of() -> Of {
    let (stage, judge) = (Stage::Preliminary, "an".to_owned());
    Of { round: ROUND, field: field("F1"), stage, code: code(1), judge }
}

fn rules() -> Box<StageRules> {
    Box::new(stage_rules(Stage::Preliminary))
}

fn some(all: [&str; 4], count: usize) -> Vec<CriterionScore> {
    said(all).into_iter().take(count).collect()
}

fn save(scores: Vec<CriterionScore>) -> Command {
    Command::Save { of: of(), scores, rules: rules() }
}

fn saved(scores: Vec<CriterionScore>) -> Event {
    Event::DraftSaved { of: of(), scores }
}

fn submit() -> Command {
    Command::Submit { rules: rules(), rules_version: 1 }
}

fn submitted(version: u32) -> Event {
    Event::Submitted { version, scores: said(WHOLE), rules_version: 1 }
}

fn signed(version: u32) -> Event {
    Event::Signed { version }
}

fn reopen(by: &str) -> Command {
    Command::Reopen { by: by.to_owned(), reason: "cộng nhầm".to_owned() }
}

fn reopened() -> Event {
    Event::Reopened { by: "chair".to_owned(), reason: "cộng nhầm".to_owned() }
}

#[track_caller]
fn not_allowed(history: Vec<Event>, command: Command, state: State) {
    Scenario::<ScoreSheet>::given(history)
        .when(command)
        .then_rejected(Rejection::StateNotAllowed { state });
}

#[test]
fn a_draft_may_say_less_than_all_and_something_else_later() {
    Scenario::<ScoreSheet>::given([]).when(save(some(WHOLE, 1))).then([saved(some(WHOLE, 1))]);
    Scenario::<ScoreSheet>::given([saved(some(WHOLE, 1))])
        .when(save(said(WHOLE)))
        .then([saved(said(WHOLE))]);
    Scenario::<ScoreSheet>::given([saved(said(WHOLE)), submitted(1), reopened()])
        .when(save(some(WHOLE, 2)))
        .then([saved(some(WHOLE, 2))]);
}

#[test]
fn it_tells_how_often_it_was_opened_again() {
    let after = |history: &[Event]| ScoreSheet::replay(history).reopened();
    let once = [saved(said(WHOLE)), submitted(1), reopened()];
    let whole = [saved(said(WHOLE)), submitted(2), signed(2), reopened(), saved(said(WHOLE))];
    assert_eq!((after(&[]), after(&once[..2]), after(&once)), (0, 0, 1));
    let twice = [once.to_vec(), whole.to_vec()].concat();
    let told: Vec<_> = (4..=twice.len()).map(|end| after(&twice[..end])).collect();
    assert_eq!(told, [1, 1, 1, 2, 2]);
}

#[test]
fn points_are_as_the_ruleset_says() {
    let refused = |all, rejection| {
        Scenario::<ScoreSheet>::given([]).when(save(said(all))).then_rejected(rejection);
    };
    let c1 = || criterion("C1");
    refused(["35.3", "0", "0", "0"], Rejection::NotInSteps { code: c1() });
    let most = points("40");
    refused(["40.25", "0", "0", "0"], Rejection::TooManyPoints { code: c1(), most });
    let twice = [some(WHOLE, 1), some(WHOLE, 1)].concat();
    Scenario::<ScoreSheet>::given([])
        .when(save(twice))
        .then_rejected(Rejection::CriterionTwice { code: c1() });
    let mut elsewhere = said(WHOLE);
    elsewhere[0].criterion = criterion("C9");
    Scenario::<ScoreSheet>::given([])
        .when(save(elsewhere))
        .then_rejected(Rejection::UnknownCode { code: criterion("C9") });
}

#[test]
fn what_is_missing_is_not_zero() {
    let open = |code: &str| Blocker {
        kind: BlockerKind::PointsMissing,
        subject: code.to_owned(),
        count: 1,
    };
    Scenario::<ScoreSheet>::given([saved(some(WHOLE, 2))])
        .when(submit())
        .then_rejected(Rejection::BlockersOpen { blockers: vec![open("C3"), open("C4")] });
    let zeros = said(["0", "0", "0", "0"]);
    let handed_in = Event::Submitted { version: 1, scores: zeros.clone(), rules_version: 1 };
    Scenario::<ScoreSheet>::given([saved(zeros)]).when(submit()).then([handed_in]);
}

/// The ruleset may have changed since the draft.
#[test]
fn what_is_handed_in_is_as_the_ruleset_says_by_then() {
    Scenario::<ScoreSheet>::given([saved(said(["35.3", "20", "15.5", "10"]))])
        .when(submit())
        .then_rejected(Rejection::NotInSteps { code: criterion("C1") });
}

#[test]
fn a_sheet_is_handed_in_then_signed() {
    Scenario::<ScoreSheet>::given([saved(said(WHOLE))]).when(submit()).then([submitted(1)]);
    Scenario::<ScoreSheet>::given([saved(said(WHOLE)), submitted(1)])
        .when(Command::Sign)
        .then([signed(1)]);
    not_allowed(vec![], submit(), State::Assigned);
    not_allowed(vec![saved(said(WHOLE))], Command::Sign, State::Draft);
    not_allowed(vec![saved(said(WHOLE)), submitted(1)], submit(), State::Submitted);
    not_allowed(vec![saved(said(WHOLE)), submitted(1)], save(said(WHOLE)), State::Submitted);
    let over = || vec![saved(said(WHOLE)), submitted(1), signed(1)];
    not_allowed(over(), Command::Sign, State::Signed);
    not_allowed(over(), save(said(WHOLE)), State::Signed);
}

#[test]
fn the_chair_gives_it_back_and_what_was_handed_in_stays() {
    let history = || vec![saved(said(WHOLE)), submitted(1), signed(1)];
    for count in [2, 3] {
        let history = history().into_iter().take(count).collect::<Vec<_>>();
        Scenario::<ScoreSheet>::given(history).when(reopen("chair")).then([reopened()]);
    }
    let again = [history(), vec![reopened(), saved(said(WHOLE))]].concat();
    Scenario::<ScoreSheet>::given(again).when(submit()).then([submitted(2)]);
    not_allowed(vec![saved(said(WHOLE))], reopen("chair"), State::Draft);
    let back = [history(), vec![reopened()]].concat();
    for again in [submit(), Command::Sign, reopen("chair")] {
        not_allowed(back.clone(), again, State::Reopened);
    }
}

#[test]
fn nobody_gives_back_their_own() {
    Scenario::<ScoreSheet>::given([saved(said(WHOLE)), submitted(1)])
        .when(reopen("an"))
        .then_rejected(Rejection::OwnSheet);
}

#[test]
fn who_has_handed_in_abstains_no_more() {
    Scenario::<ScoreSheet>::given([]).when(Command::ConfirmNotHandedIn).then([]);
    Scenario::<ScoreSheet>::given([saved(Vec::new())]).when(Command::ConfirmNotHandedIn).then([]);
    let history = vec![saved(said(WHOLE)), submitted(1)];
    not_allowed(history.clone(), Command::ConfirmNotHandedIn, State::Submitted);
    let back = [history, vec![reopened()]].concat();
    not_allowed(back, Command::ConfirmNotHandedIn, State::Reopened);
}

#[test]
fn what_rests_on_a_sheet_is_refused_after_it_changed() {
    let confirm = |state, version| Command::Confirm { state, version };
    let history = || [saved(said(WHOLE)), submitted(1), signed(1)];
    Scenario::<ScoreSheet>::given(history()).when(confirm(State::Signed, 1)).then([]);
    for changed in [confirm(State::Submitted, 1), confirm(State::Signed, 2)] {
        Scenario::<ScoreSheet>::given(history())
            .when(changed)
            .then_rejected(Rejection::SheetChanged);
    }
}

#[test]
fn nothing_counts_before_it_is_handed_in() {
    let counts = |history: &[Event]| ScoreSheet::replay(history).handed_in().is_some();
    assert!(!counts(&[saved(said(WHOLE))]));
    assert!(counts(&[saved(said(WHOLE)), submitted(1)]));
    assert!(!counts(&[saved(said(WHOLE)), submitted(1), signed(1), reopened()]));
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => (0..=4_usize).prop_map(|count| save(some(WHOLE, count))),
        3 => Just(submit()),
        2 => Just(Command::Sign),
        1 => select(vec!["chair", "an"]).prop_map(reopen),
    ]
}

proptest! {
    /// Whatever is asked: what counts is whole, was the judge's last word, and is numbered 1, 2, 3, …
    #[test]
    fn what_counts_is_whole_and_was_handed_in(commands in vec(any_command(), 0..40)) {
        let (mut history, mut versions, mut draft) = (Vec::new(), 0, Vec::new());
        for command in commands {
            for event in ScoreSheet::replay(&history).decide(command).unwrap_or_default() {
                match &event {
                    Event::DraftSaved { scores, .. } => draft = scores.clone(),
                    Event::Submitted { version, scores, .. } => {
                        versions += 1;
                        prop_assert_eq!(*version, versions);
                        prop_assert_eq!(scores, &draft);
                        prop_assert_eq!(scores.len(), 4);
                    }
                    Event::Signed { version } => prop_assert_eq!(*version, versions),
                    Event::Reopened { by, .. } => prop_assert_eq!(by, "chair"),
                }
                history.push(event);
            }
        }
        let counted = ScoreSheet::replay(&history).handed_in();
        prop_assert!(counted.is_none_or(|scores| scores == by_criterion(&draft)));
    }
}
