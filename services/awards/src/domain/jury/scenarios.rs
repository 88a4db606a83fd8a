//! What a jury does, rule by rule.

mod assigning;
mod knowing;
mod properties;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::blocker::{Blocker, BlockerKind};
use crate::domain::draw::Seed;
use crate::domain::samples::judging::{ROUND, code, field, pair};
use crate::domain::samples::{ORGANISER, SCHOOL, day, decision};

const ELSEWHERE: RoundId = RoundId(Uuid::from_u128(0xA9));

fn asked(ask: Ask) -> Command {
    Command { of: ROUND, ask }
}

fn named(judge: &str, part: Part) -> Named {
    Named { judge: judge.to_owned(), unit: ORGANISER, part }
}

fn three() -> Vec<Named> {
    vec![named("chair", Part::Chair), named("an", Part::Member), named("binh", Part::Member)]
}

fn form(members: Vec<Named>) -> Command {
    let (field, decision) = (field("F1"), decision(3));
    asked(Ask::Form { field, field_exists: true, members, least: 3, decision })
}

fn formed() -> Event {
    Event::Formed { round: ROUND, field: field("F1"), members: three(), decision: decision(3) }
}

fn entries() -> BTreeSet<EntryCode> {
    (1..=4).map(code).collect()
}

fn declare(judge: &str, conflicts: &[u8]) -> Command {
    let conflict = |number: &u8| (code(*number), ConflictKind::Kin);
    asked(Ask::Declare {
        judge: judge.to_owned(),
        conflicts: conflicts.iter().map(conflict).collect(),
        entries: entries(),
        locked: BTreeSet::new(),
    })
}

fn conflict(judge: &str, number: u8, kind: ConflictKind) -> Conflict {
    Conflict { pair: pair(judge, number), kind }
}

fn declared(judge: &str, conflicts: &[u8]) -> Event {
    let conflict = |number: &u8| conflict(judge, *number, ConflictKind::Kin);
    let conflicts = conflicts.iter().map(conflict).collect();
    Event::ConflictsDeclared { judge: judge.to_owned(), conflicts }
}

fn freeze() -> Command {
    asked(Ask::Freeze { frozen_on: day("2026-07-01"), least: 3 })
}

fn frozen() -> Event {
    Event::Frozen { frozen_on: day("2026-07-01") }
}

/// Everybody has declared; the member An, a conflict with the first entry.
fn ready() -> Vec<Event> {
    let all = [declared("chair", &[]), declared("an", &[1]), declared("binh", &[])];
    [vec![formed()], all.into(), vec![frozen()]].concat()
}

fn assigned(judge: &str, number: u8) -> Event {
    let (stage, reason) = (Stage::Preliminary, "thay giám khảo".to_owned());
    Event::Assigned { stage, pair: pair(judge, number), reason }
}

fn recused(judge: &str, number: u8, kind: ConflictKind) -> Event {
    Event::Recused { stage: Stage::Preliminary, pair: pair(judge, number), kind }
}

fn add(judge: &str, exception: Option<&str>) -> Ask {
    Ask::Add {
        member: named(judge, Part::Member),
        exception: exception.map(str::to_owned),
        known: Vec::new(),
        locked: BTreeSet::new(),
        decision: decision(4),
    }
}

fn added(judge: &str, exception: Option<&str>) -> Event {
    let (member, exception) = (named(judge, Part::Member), exception.map(str::to_owned));
    Event::JudgeAdded { member, exception, decision: decision(4) }
}

#[test]
fn a_field_has_one_jury() {
    Scenario::<Jury>::given([]).when(form(three())).then([formed()]);
    Scenario::<Jury>::given([formed()])
        .when(form(three()))
        .then_rejected(Rejection::JuryAlreadyFormed);
}

#[test]
fn a_jury_has_one_chair_and_enough_judges_each_once() {
    let refused = |members, rejection| {
        Scenario::<Jury>::given([]).when(form(members)).then_rejected(rejection);
    };
    let [chair, an, binh] = three().try_into().unwrap();
    refused(vec![an.clone(), binh.clone()], Rejection::NotOneChair);
    let second = Named { part: Part::Chair, ..an.clone() };
    refused(vec![chair.clone(), second, binh], Rejection::NotOneChair);
    refused(vec![chair.clone(), an.clone(), an.clone()], Rejection::JudgeTwice);
    refused(vec![chair, an], Rejection::TooFewJudges { least: 3 });
    let (field, members) = (field("F9"), three());
    let nowhere =
        Ask::Form { field, field_exists: false, members, least: 3, decision: decision(3) };
    Scenario::<Jury>::given([])
        .when(asked(nowhere))
        .then_rejected(Rejection::UnknownCode { code: "F9".to_owned() });
}

#[test]
fn a_jury_of_another_round_is_none() {
    let elsewhere = Command { of: ELSEWHERE, ..declare("an", &[]) };
    Scenario::<Jury>::given([formed()]).when(elsewhere).then_rejected(Rejection::JuryNotFound);
    Scenario::<Jury>::given([]).when(freeze()).then_rejected(Rejection::JuryNotFound);
}

#[test]
fn a_judge_comes_once_and_before_the_freeze_without_a_reason() {
    Scenario::<Jury>::given([formed()])
        .when(asked(add("chi", Some("không cần"))))
        .then([added("chi", None)]);
    Scenario::<Jury>::given([formed()])
        .when(asked(add("an", None)))
        .then_rejected(Rejection::JudgeAlreadyNamed);
    Scenario::<Jury>::given(ready())
        .when(asked(add("chi", None)))
        .then_rejected(Rejection::JuryFrozen);
    let second = Ask::Add {
        member: named("chi", Part::Chair),
        exception: None,
        known: Vec::new(),
        locked: BTreeSet::new(),
        decision: decision(4),
    };
    Scenario::<Jury>::given([formed()]).when(asked(second)).then_rejected(Rejection::NotOneChair);
}

#[test]
fn a_judge_goes_before_the_freeze_only() {
    let remove = |judge: &str| {
        asked(Ask::Remove { judge: judge.to_owned(), reason: "đi công tác".to_owned() })
    };
    let removed = || Event::JudgeRemoved { judge: "an".into(), reason: "đi công tác".into() };
    Scenario::<Jury>::given([formed()]).when(remove("an")).then([removed()]);
    Scenario::<Jury>::given([formed(), removed()])
        .when(remove("an"))
        .then_rejected(Rejection::JudgeNotNamed);
    Scenario::<Jury>::given(ready()).when(remove("an")).then_rejected(Rejection::JuryFrozen);
}

#[test]
fn conflicts_are_declared_among_the_entries_there_are_until_the_freeze() {
    Scenario::<Jury>::given([formed()]).when(declare("an", &[1])).then([declared("an", &[1])]);
    Scenario::<Jury>::given([formed(), declared("an", &[])])
        .when(declare("an", &[2]))
        .then([declared("an", &[2])]);
    Scenario::<Jury>::given([formed()])
        .when(declare("an", &[9]))
        .then_rejected(Rejection::UnknownCode { code: code(9).to_string() });
    Scenario::<Jury>::given([formed()])
        .when(declare("chi", &[]))
        .then_rejected(Rejection::JudgeNotNamed);
    Scenario::<Jury>::given(ready()).when(declare("an", &[2])).then_rejected(Rejection::JuryFrozen);
}

#[test]
fn it_is_frozen_when_all_have_declared_and_there_are_enough_with_a_chair() {
    let blocker = |kind, count| Blocker { kind, subject: "F1".to_owned(), count };
    let open = |blockers| Rejection::BlockersOpen { blockers };
    Scenario::<Jury>::given([formed(), declared("an", &[])])
        .when(freeze())
        .then_rejected(open(vec![blocker(BlockerKind::ConflictsNotDeclared, 2)]));
    let gone = Event::JudgeRemoved { judge: "chair".into(), reason: "đi công tác".into() };
    Scenario::<Jury>::given([formed(), gone, declared("an", &[]), declared("binh", &[])])
        .when(freeze())
        .then_rejected(open(vec![
            blocker(BlockerKind::TooFewJudges, 1),
            blocker(BlockerKind::ChairMissing, 1),
        ]));
    Scenario::<Jury>::given(&mut ready().into_iter().take(4)).when(freeze()).then([frozen()]);
    Scenario::<Jury>::given(ready()).when(freeze()).then_rejected(Rejection::JuryFrozen);
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
