//! What a round's judging is, put together from histories as its services record them.

use ledger::Decider as _;

use super::*;
use crate::domain::blocker::BlockerKind;
use crate::domain::codes::EntryCode;
use crate::domain::round::Round;
use crate::domain::samples::judging::{ROUND, code, field};
use crate::domain::samples::round::{
    self, ENTRIES, JUDGES, advanced, eligible, entry, frozen, listed, locked, opened, signed,
};
use crate::domain::samples::{day, rules};
use crate::domain::stage_result::{Command, Numbers};

/// Four entries, of which the first three are of `F1`; three judges for each, in both stages.
fn judging() -> Judging {
    let round = Round::replay(&eligible());
    let jury = |of: &str| {
        let jury = jury::Jury::replay(&frozen(of, &[Stage::Preliminary, Stage::Final]));
        (field(of), jury.of(ROUND).unwrap().clone())
    };
    Judging {
        of: ROUND,
        round: round.standing().unwrap().clone(),
        rules_version: 1,
        rules: rules(),
        juries: ["F1", "F2"].map(jury).into(),
        preliminary: StageResult::default(),
        last: StageResult::default(),
        sheets: BTreeMap::new(),
        left: BTreeSet::new(),
    }
}

/// Each judge has said this of the entries of a stage, in their order.
fn say(judging: &mut Judging, stage: Stage, totals: [u32; 4]) {
    for (number, total) in (1..).zip(totals) {
        for judge in JUDGES {
            let id = SheetId::of(ROUND, stage, &code(number), judge);
            let sheet = ScoreSheet::replay(&signed(stage, number, judge, total));
            judging.sheets.insert(id, sheet);
        }
    }
}

fn told(judging: &Judging, stage: Stage) -> Vec<(BlockerKind, String, u32)> {
    let blockers = judging.blockers(stage).unwrap();
    blockers.into_iter().map(|it| (it.kind, it.subject, it.count)).collect()
}

fn close(judging: &mut Judging, stage: Stage) {
    let terms = judging.terms(stage).unwrap();
    let history = locked(stage, &judging.dockets(stage), &terms, day("2026-08-01"));
    match stage {
        Stage::Preliminary => judging.preliminary = StageResult::replay(&history),
        Stage::Final => judging.last = StageResult::replay(&history),
    }
}

#[test]
fn a_stage_waits_for_its_list_its_jury_and_its_entrants() {
    let all = judging();
    assert_eq!(told(&all, Stage::Preliminary), []);
    let waits = |stage: &str, kind| vec![(kind, stage.to_owned(), 1)];
    assert_eq!(told(&all, Stage::Final), waits("FINAL", BlockerKind::EntriesNotAdvanced));
    let unlisted = Round::replay(&round::checking());
    let unlisted = Judging { round: unlisted.standing().unwrap().clone(), ..all.clone() };
    let missing = waits("PRELIMINARY", BlockerKind::EligibleListMissing);
    assert_eq!(told(&unlisted, Stage::Preliminary), missing);
    let mut alone = all.clone();
    alone.juries.remove(&field("F2"));
    assert_eq!(told(&alone, Stage::Preliminary), waits("F2", BlockerKind::JuryMissing));
    alone.left.insert(entry(4));
    assert_eq!(told(&alone, Stage::Preliminary), [], "whose field nobody is in any more");
}

#[test]
fn an_open_stage_waits_for_each_sheet_of_who_is_in_the_round() {
    let mut judging = judging();
    judging.preliminary = StageResult::replay(&[opened(Stage::Preliminary)]);
    let unsigned = |field: &str, count| (BlockerKind::SheetsNotSigned, field.to_owned(), count);
    let waits = vec![unsigned("F1", 9), unsigned("F2", 3)];
    assert_eq!(told(&judging, Stage::Preliminary), waits);
    judging.left.insert(entry(4));
    assert_eq!(told(&judging, Stage::Preliminary), vec![unsigned("F1", 9)]);
    say(&mut judging, Stage::Preliminary, [70, 60, 80, 90]);
    assert_eq!(told(&judging, Stage::Preliminary), []);
}

#[test]
fn a_locked_ranking_is_of_all_that_were_judged_whoever_leaves_later() {
    let mut judging = judging();
    assert_eq!(judging.ranking(Stage::Preliminary), Err(Rejection::StageNotLocked));
    say(&mut judging, Stage::Preliminary, [70, 60, 80, 90]);
    close(&mut judging, Stage::Preliminary);
    let codes = |judging: &Judging| -> Vec<EntryCode> {
        let ranking = judging.ranking(Stage::Preliminary).unwrap();
        ranking.placed.into_iter().map(|it| it.code).collect()
    };
    assert_eq!(codes(&judging), [4, 3, 1, 2].map(code));
    judging.left.insert(entry(3));
    assert_eq!(codes(&judging), [4, 3, 1, 2].map(code));
    assert_eq!(judging.excluded(), [code(3)].into());
    say(&mut judging, Stage::Preliminary, [71, 60, 80, 90]);
    let other = judging.ranking(Stage::Preliminary);
    assert_eq!(other, Err(Rejection::NotTheLockedRanking));
}

#[test]
fn the_final_is_of_those_who_advanced_and_its_finalists_of_those_who_stayed() {
    let mut judging = judging();
    say(&mut judging, Stage::Preliminary, [70, 60, 80, 90]);
    close(&mut judging, Stage::Preliminary);
    let advance = advanced(&[1, 3, 4], day("2026-08-02"));
    judging.preliminary = judging.preliminary.clone().evolve(&advance);
    assert_eq!(told(&judging, Stage::Final), []);
    let in_final = |judging: &Judging| -> Vec<EntryCode> {
        judging.dockets(Stage::Final).into_iter().map(|it| it.code).collect()
    };
    assert_eq!(in_final(&judging), [1, 3, 4].map(code));
    assert_eq!(judging.assigned(Stage::Final).len(), 2);
    assert_eq!(judging.finalists(), Vec::<&Listed>::new(), "before it is locked");
    say(&mut judging, Stage::Final, [70, 0, 80, 90]);
    judging.left.insert(entry(1));
    close(&mut judging, Stage::Final);
    judging.left.insert(entry(4));
    assert_eq!(judging.finalists(), [&listed(3)], "and who left before or after it was");
    let ranking = judging.ranking(Stage::Final).unwrap();
    assert_eq!(ranking.placed.len(), 2, "whoever left before was not judged");
}

#[test]
fn a_stage_is_told_in_numbers_where_its_lock_has_kept_them() {
    let (mut judging, stage) = (judging(), Stage::Preliminary);
    say(&mut judging, stage, [70, 60, 80, 90]);
    close(&mut judging, stage);
    assert_eq!(judging.stages_judged(), [], "of a lock from before");
    let open = StageResult::replay(&[opened(stage)]);
    let terms = Box::new(judging.terms(stage).unwrap());
    let (closed_on, dockets) = (day("2026-08-01"), judging.dockets(stage));
    let closed = open.decide(Command::Close { closed_on, dockets, terms }).unwrap();
    judging.preliminary = open.evolve(&closed[0]);
    let numbers = Numbers { sheets: 12, reopened: 0, settled_jointly: 0 };
    let told = StageJudged { stage, closed_on, entries: 4, numbers };
    assert_eq!(judging.stages_judged(), [told]);
}

#[test]
fn with_one_stage_the_final_is_of_all() {
    let mut judging = judging();
    judging.rules.stages.retain(|it| it.stage == Stage::Final);
    judging.rules.advance = None;
    assert!(!judging.has_preliminary());
    assert_eq!(judging.blockers(Stage::Preliminary), None);
    assert_eq!(judging.terms(Stage::Preliminary), None);
    assert_eq!(told(&judging, Stage::Final), []);
    assert_eq!(judging.dockets(Stage::Final).len(), ENTRIES.len());
}

#[test]
fn an_open_stage_confirms_what_is_assigned_in_its_fields_only() {
    let mut judging = judging();
    judging.left.insert(entry(4));
    let fields: Vec<_> = judging.assigned(Stage::Preliminary).into_keys().cloned().collect();
    assert_eq!(fields, [field("F1")]);
}
