//! What comes of a stage, rule by rule.

mod closing;

use std::collections::BTreeMap;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;

use super::*;
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::samples::judging::{
    ROUND, code, criterion, docket, field, pair, points, said, stage_rules, terms,
};
use crate::domain::samples::{day, file};

const JOINT: [&str; 4] = ["30", "20", "10", "10"];

fn terms_of(stage: Stage) -> Box<Terms> {
    Box::new(terms(stage))
}

fn blocker(kind: BlockerKind, subject: &str, count: u32) -> Blocker {
    Blocker { kind, subject: subject.to_owned(), count }
}

fn open_with(readiness: Readiness) -> Command {
    let terms = terms_of(Stage::Preliminary);
    Command::Open { round: ROUND, opened_on: day("2026-07-02"), readiness, terms }
}

fn ready() -> Readiness {
    let assigned = ["an", "binh", "chair"].map(|judge| pair(judge, 1)).into();
    Readiness {
        entries: Some([(field("F1"), [code(1)].into()), (field("F2"), BTreeSet::new())].into()),
        juries: [(field("F1"), FieldJury { frozen: true, assigned })].into(),
        waits_for_advance: false,
    }
}

fn opened(stage: Stage) -> Event {
    Event::Opened { round: ROUND, stage, opened_on: day("2026-07-02") }
}

fn joint(docket: Docket, scores: Vec<CriterionScore>, present: &[&str]) -> Command {
    let of = |judges: &[&str]| judges.iter().map(|it| (*it).to_owned()).collect();
    Command::RecordJoint {
        docket,
        scores,
        present: of(present),
        members: of(&["chair", "an", "binh"]),
        agreed_on: day("2026-07-20"),
        minutes: file(1),
        terms: terms_of(Stage::Preliminary),
    }
}

fn settled(number: u8) -> Event {
    Event::JointScoreRecorded {
        code: code(number),
        scores: said(JOINT),
        present: ["an", "chair"].map(str::to_owned).into(),
        agreed_on: day("2026-07-20"),
        minutes: file(1),
    }
}

fn votes(all: &[(u8, u32)]) -> Votes {
    all.iter().map(|(number, votes)| (code(*number), *votes)).collect()
}

fn vote(dockets: Vec<Docket>, between: &[(u8, u32)]) -> Command {
    Command::RecordTieVote {
        field: field("F1"),
        dockets,
        votes: votes(between),
        members: 5,
        voted_on: day("2026-08-20"),
        minutes: file(2),
        terms: terms_of(Stage::Final),
    }
}

fn voted(between: &[(u8, u32)]) -> Event {
    let (voted_on, minutes) = (day("2026-08-20"), file(2));
    Event::TieVoteRecorded { field: field("F1"), votes: votes(between), voted_on, minutes }
}

#[test]
fn a_stage_opens_once_when_all_is_ready() {
    Scenario::<StageResult>::given([]).when(open_with(ready())).then([opened(Stage::Preliminary)]);
    Scenario::<StageResult>::given([opened(Stage::Preliminary)])
        .when(open_with(ready()))
        .then_rejected(Rejection::StageAlreadyOpen);
}

#[track_caller]
fn kept(readiness: Readiness, by: Blocker) {
    Scenario::<StageResult>::given([])
        .when(open_with(readiness))
        .then_rejected(Rejection::BlockersOpen { blockers: vec![by] });
}

#[test]
fn each_thing_that_is_not_ready_keeps_it() {
    let of_stage = |kind| blocker(kind, "PRELIMINARY", 1);
    let unlisted = Readiness { entries: None, ..ready() };
    kept(unlisted, of_stage(BlockerKind::EligibleListMissing));
    let waiting = Readiness { waits_for_advance: true, ..ready() };
    kept(waiting, of_stage(BlockerKind::EntriesNotAdvanced));
    let none = Readiness { juries: BTreeMap::new(), ..ready() };
    kept(none, blocker(BlockerKind::JuryMissing, "F1", 1));
    let jury = |frozen, judges: &[&str]| {
        let assigned = judges.iter().map(|judge| pair(judge, 1)).collect();
        Readiness { juries: [(field("F1"), FieldJury { frozen, assigned })].into(), ..ready() }
    };
    kept(jury(false, &["an", "binh", "chair"]), blocker(BlockerKind::JuryNotFrozen, "F1", 1));
    kept(jury(true, &["an", "binh"]), blocker(BlockerKind::TooFewJudges, "F1", 1));
    let second = Some([(field("F1"), [code(1), code(2)].into())].into());
    let unassigned = Readiness { entries: second, ..ready() };
    kept(unassigned, blocker(BlockerKind::TooFewJudges, "F1", 1));
}

#[test]
fn a_jury_agrees_where_sheets_are_too_far_apart_and_nowhere_else() {
    let history = || [opened(Stage::Preliminary)];
    let diverging = || docket(1, "F1", &[60, 80, 70]);
    Scenario::<StageResult>::given(history())
        .when(joint(diverging(), said(JOINT), &["chair", "an"]))
        .then([settled(1)]);
    Scenario::<StageResult>::given(history())
        .when(joint(docket(1, "F1", &[60, 79, 70]), said(JOINT), &["chair"]))
        .then_rejected(Rejection::DivergenceNotFound);
    Scenario::<StageResult>::given([])
        .when(joint(diverging(), said(JOINT), &["chair"]))
        .then_rejected(Rejection::StageNotOpen);
}

#[test]
fn sheets_are_too_far_apart_only_when_all_of_them_are_handed_in() {
    let mut waiting = docket(1, "F1", &[60, 80, 70]);
    waiting.sheets[2].scores = None;
    assert_eq!(waiting.divergence(&stage_rules(Stage::Preliminary)), None);
    Scenario::<StageResult>::given([opened(Stage::Preliminary)])
        .when(joint(waiting, said(JOINT), &["chair"]))
        .then_rejected(Rejection::DivergenceNotFound);
    let whole = docket(1, "F1", &[60, 80, 70]);
    assert_eq!(whole.divergence(&stage_rules(Stage::Preliminary)), Some(points("20")));
}

#[test]
fn a_joint_score_is_whole_and_of_the_jury() {
    let refused = |scores, present: &[&str], rejection| {
        Scenario::<StageResult>::given([opened(Stage::Preliminary)])
            .when(joint(docket(1, "F1", &[60, 80, 70]), scores, present))
            .then_rejected(rejection);
    };
    let here = ["chair"];
    let c1 = || criterion("C1");
    let missing = said(JOINT).into_iter().skip(1).collect();
    refused(missing, &here, Rejection::CriterionMissing { code: c1() });
    let twice = [said(JOINT), said(JOINT)].concat();
    refused(twice, &here, Rejection::CriterionTwice { code: c1() });
    refused(said(["30.1", "0", "0", "0"]), &here, Rejection::NotInSteps { code: c1() });
    let too_many = Rejection::TooManyPoints { code: c1(), most: points("40") };
    refused(said(["41", "0", "0", "0"]), &here, too_many);
    let mut unknown = said(JOINT);
    unknown[0].criterion = criterion("C9");
    refused(unknown, &here, Rejection::UnknownCode { code: criterion("C9") });
    refused(said(JOINT), &["chair", "chi"], Rejection::PresentNotOfJury);
    refused(said(JOINT), &[], Rejection::PresentNotOfJury);
}

#[test]
fn a_jury_votes_between_exactly_those_whom_nothing_tells_apart() {
    let all = || {
        let level = |number| docket(number, "F1", &[60; 3]);
        vec![level(1), level(2), docket(3, "F1", &[61; 3]), docket(4, "F2", &[60; 3])]
    };
    let outcome = |between: &[(u8, u32)]| {
        Scenario::<StageResult>::given([opened(Stage::Final)]).when(vote(all(), between))
    };
    outcome(&[(1, 2), (2, 3)]).then([voted(&[(1, 2), (2, 3)])]);
    for other in [vec![(1, 2), (3, 3)], vec![(1, 2)], vec![(1, 1), (2, 1), (4, 1)]] {
        outcome(&other).then_rejected(Rejection::TieNotFound);
    }
    outcome(&[(1, 3), (2, 3)]).then_rejected(Rejection::VotesDoNotAddUp);
    outcome(&[(1, 0), (2, 0)]).then_rejected(Rejection::VotesDoNotAddUp);
}

#[test]
fn a_jury_votes_on_no_tie_of_another_field() {
    let level = vec![docket(1, "F2", &[60; 3]), docket(2, "F2", &[60; 3])];
    Scenario::<StageResult>::given([opened(Stage::Final)])
        .when(vote(level, &[(1, 2), (2, 3)]))
        .then_rejected(Rejection::TieNotFound);
}

#[test]
fn where_the_ruleset_wants_no_vote_there_is_none() {
    let mut terms = terms_of(Stage::Final);
    terms.tie_breaks = vec![TieBreak::ShareRank];
    let Command::RecordTieVote { field, dockets, votes, members, voted_on, minutes, .. } =
        vote(vec![docket(1, "F1", &[60; 3]), docket(2, "F1", &[60; 3])], &[(1, 2), (2, 3)])
    else {
        unreachable!()
    };
    let unwanted =
        Command::RecordTieVote { field, dockets, votes, members, voted_on, minutes, terms };
    Scenario::<StageResult>::given([opened(Stage::Final)])
        .when(unwanted)
        .then_rejected(Rejection::TieNotFound);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
