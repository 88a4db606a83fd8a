//! Who scores what: by lot, by hand, and no more.

use super::*;

fn blank(stage: Stage) -> Draw {
    Draw {
        id: Uuid::from_u128(0xD1),
        stage,
        algorithm: 0,
        seed: Seed::of([7; 32]),
        judges_per_entry: 2,
        judges: BTreeSet::new(),
        codes: (1..=2).map(code).collect(),
        conflicts: BTreeSet::new(),
    }
}

fn draw(known: Vec<Conflict>) -> Command {
    let draw = Box::new(blank(Stage::Preliminary));
    asked(Ask::Draw { draw, known, locked: BTreeSet::new() })
}

/// Of the first two entries: An has a conflict with the first one.
fn drawn_for(stage: Stage) -> Event {
    let judges = ["an", "binh", "chair"].map(str::to_owned).into();
    let (algorithm, conflicts) = (1, [pair("an", 1)].into());
    let draw = Draw { algorithm, judges, conflicts, ..blank(stage) };
    let outcome = draw.outcome().unwrap();
    Event::Drawn { draw: Box::new(draw), outcome }
}

fn drawn() -> Event {
    drawn_for(Stage::Preliminary)
}

fn assign(judge: &str, number: u8, known: Vec<Conflict>) -> Command {
    asked(Ask::Assign {
        stage: Stage::Preliminary,
        pair: pair(judge, number),
        entries: entries(),
        known,
        reason: "thay giám khảo".to_owned(),
    })
}

fn recuse(judge: &str, number: u8) -> Command {
    let (stage, kind) = (Stage::Preliminary, ConflictKind::Other);
    asked(Ask::Recuse { stage, pair: pair(judge, number), kind, locked: BTreeSet::new() })
}

fn record(judge: &str, number: u8, locked: &[Stage]) -> Command {
    let conflict = conflict(judge, number, ConflictKind::Paid);
    asked(Ask::Record { conflict, locked: locked.iter().copied().collect() })
}

#[test]
fn a_draw_is_recorded_with_all_that_it_followed_from() {
    Scenario::<Jury>::given(ready()).when(draw(Vec::new())).then([drawn()]);
    let Event::Drawn { draw, outcome } = drawn() else { unreachable!() };
    assert_eq!(draw.outcome(), Ok(outcome));
}

#[test]
fn each_stage_has_a_draw_of_its_own() {
    let draw = Box::new(blank(Stage::Final));
    let of_final = Ask::Draw { draw, known: Vec::new(), locked: BTreeSet::new() };
    Scenario::<Jury>::given([ready(), vec![drawn()]].concat())
        .when(asked(of_final))
        .then([drawn_for(Stage::Final)]);
}

#[test]
fn a_draw_tells_of_no_other_entries_and_records_nothing_again() {
    let all = [declared("chair", &[]), declared("an", &[1]), declared("binh", &[3])];
    let history = || [vec![formed()], all.clone().into(), vec![frozen()]].concat();
    Scenario::<Jury>::given(history()).when(draw(Vec::new())).then([drawn()]);
    let known = vec![conflict("an", 1, ConflictKind::SameUnit)];
    Scenario::<Jury>::given(history()).when(draw(known)).then([drawn()]);
}

#[test]
fn what_is_known_from_units_and_persons_is_kept_out_of_the_draw() {
    let known = || conflict("binh", 2, ConflictKind::SameUnit);
    let conflicts = [pair("an", 1), pair("binh", 2)].into();
    let judges = ["an", "binh", "chair"].map(str::to_owned).into();
    let full = Draw { algorithm: 1, judges, conflicts, ..blank(Stage::Preliminary) };
    let outcome: BTreeSet<_> =
        [pair("an", 2), pair("binh", 1), pair("chair", 1), pair("chair", 2)].into();
    let expected = Event::Drawn { draw: Box::new(full), outcome };
    let of_no_member = conflict("chi", 1, ConflictKind::SameUnit);
    Scenario::<Jury>::given(ready())
        .when(draw(vec![known(), of_no_member]))
        .then([Event::ConflictRecorded { conflict: known() }, expected]);
}

#[test]
fn what_becomes_known_with_a_draw_ends_what_stands_in_another_open_stage() {
    let known = || conflict("binh", 2, ConflictKind::SameUnit);
    let (stage, reason) = (Stage::Final, "thay giám khảo".to_owned());
    let later = Event::Assigned { stage, pair: pair("binh", 2), reason };
    let jury = Jury::replay(&[ready(), vec![later]].concat());
    let events = jury.decide(draw(vec![known()])).unwrap();
    let kind = ConflictKind::SameUnit;
    let ended = Event::Recused { stage: Stage::Final, pair: pair("binh", 2), kind };
    assert_eq!(events[1], ended);
    let (draw, locked) = (Box::new(blank(Stage::Preliminary)), [Stage::Final].into());
    let after_the_lock = asked(Ask::Draw { draw, known: vec![known()], locked });
    assert!(!jury.decide(after_the_lock).unwrap().contains(&ended));
}

#[test]
fn a_stage_is_drawn_once_and_not_before_the_freeze() {
    Scenario::<Jury>::given([formed()])
        .when(draw(Vec::new()))
        .then_rejected(Rejection::JuryNotFrozen);
    Scenario::<Jury>::given([ready(), vec![drawn()]].concat())
        .when(draw(Vec::new()))
        .then_rejected(Rejection::AlreadyDrawn);
    let known = vec![conflict("binh", 1, ConflictKind::Adviser)];
    Scenario::<Jury>::given(ready())
        .when(draw(known))
        .then_rejected(Rejection::EntryShortOfJudges { least: 2 });
}

#[test]
fn nobody_is_assigned_what_conflicts() {
    let of_interest = |kind| Rejection::ConflictOfInterest { kind };
    Scenario::<Jury>::given(ready()).when(assign("an", 2, Vec::new())).then([assigned("an", 2)]);
    Scenario::<Jury>::given(ready())
        .when(assign("an", 1, Vec::new()))
        .then_rejected(of_interest(ConflictKind::Kin));
    for kind in [ConflictKind::SameUnit, ConflictKind::Adviser, ConflictKind::Author] {
        Scenario::<Jury>::given(ready())
            .when(assign("an", 2, vec![conflict("an", 2, kind)]))
            .then_rejected(of_interest(kind));
    }
}

#[test]
fn by_hand_a_judge_of_the_frozen_jury_is_assigned_an_entry_once() {
    Scenario::<Jury>::given([formed()])
        .when(assign("an", 2, Vec::new()))
        .then_rejected(Rejection::JuryNotFrozen);
    Scenario::<Jury>::given(ready())
        .when(assign("chi", 2, Vec::new()))
        .then_rejected(Rejection::JudgeNotNamed);
    Scenario::<Jury>::given(ready())
        .when(assign("an", 9, Vec::new()))
        .then_rejected(Rejection::UnknownCode { code: code(9).to_string() });
    Scenario::<Jury>::given([ready(), vec![assigned("an", 2)]].concat())
        .when(assign("an", 2, Vec::new()))
        .then_rejected(Rejection::JudgeAlreadyAssigned);
}

#[test]
fn who_was_recused_is_not_assigned_again() {
    let history = [ready(), vec![assigned("an", 2)]].concat();
    Scenario::<Jury>::given(history.clone()).when(recuse("an", 2)).then([recused(
        "an",
        2,
        ConflictKind::Other,
    )]);
    let after = [history, vec![recused("an", 2, ConflictKind::Other)]].concat();
    Scenario::<Jury>::given(after.clone())
        .when(recuse("an", 2))
        .then_rejected(Rejection::AssignmentNotFound);
    Scenario::<Jury>::given(after)
        .when(assign("an", 2, Vec::new()))
        .then_rejected(Rejection::ConflictOfInterest { kind: ConflictKind::Other });
}

#[test]
fn who_is_recused_in_a_stage_scores_the_entry_in_no_open_one() {
    let (stage, reason) = (Stage::Final, "thay giám khảo".to_owned());
    let later = Event::Assigned { stage, pair: pair("an", 2), reason };
    let kind = ConflictKind::Other;
    let of_final = Event::Recused { stage: Stage::Final, pair: pair("an", 2), kind };
    let history = || [ready(), vec![assigned("an", 2), later.clone()]].concat();
    Scenario::<Jury>::given(history())
        .when(recuse("an", 2))
        .then([recused("an", 2, kind), of_final.clone()]);
    let from_final = Ask::Recuse {
        stage: Stage::Final,
        pair: pair("an", 2),
        kind,
        locked: [Stage::Preliminary].into(),
    };
    Scenario::<Jury>::given(history()).when(asked(from_final)).then([of_final]);
}

#[test]
fn a_conflict_that_becomes_known_ends_the_assignment_where_the_stage_is_open() {
    let recorded = || Event::ConflictRecorded { conflict: conflict("an", 2, ConflictKind::Paid) };
    let history = [ready(), vec![assigned("an", 2)]].concat();
    Scenario::<Jury>::given(history.clone())
        .when(record("an", 2, &[]))
        .then([recorded(), recused("an", 2, ConflictKind::Paid)]);
    Scenario::<Jury>::given(history.clone())
        .when(record("an", 2, &[Stage::Preliminary]))
        .then([recorded()]);
    Scenario::<Jury>::given([history, vec![recorded()]].concat())
        .when(record("an", 2, &[]))
        .then([]);
    let of_another_kind = conflict("an", 1, ConflictKind::Paid);
    Scenario::<Jury>::given(ready())
        .when(record("an", 1, &[]))
        .then([Event::ConflictRecorded { conflict: of_another_kind }]);
    Scenario::<Jury>::given(ready())
        .when(record("chi", 2, &[]))
        .then_rejected(Rejection::JudgeNotNamed);
}

#[test]
fn who_comes_by_exception_scores_all_but_what_conflicts() {
    let known = conflict("chi", 2, ConflictKind::SameUnit);
    let Ask::Add { member, exception, locked, decision, .. } = add("chi", Some("thay người ốm"))
    else {
        unreachable!()
    };
    let add = Ask::Add { member, exception, known: vec![known.clone()], locked, decision };
    let reason = String::new();
    let all = Event::Assigned { stage: Stage::Preliminary, pair: pair("chi", 1), reason };
    Scenario::<Jury>::given([ready(), vec![drawn()]].concat()).when(asked(add)).then([
        added("chi", Some("thay người ốm")),
        Event::ConflictRecorded { conflict: known },
        all,
    ]);
}

#[test]
fn who_comes_by_exception_scores_nothing_of_a_locked_stage_and_leads_nobody() {
    let late = |part| Ask::Add {
        member: named("chi", part),
        exception: Some("thay người ốm".to_owned()),
        known: vec![conflict("dung", 2, ConflictKind::SameUnit)],
        locked: [Stage::Preliminary].into(),
        decision: decision(4),
    };
    let when = |ask| Scenario::<Jury>::given([ready(), vec![drawn()]].concat()).when(asked(ask));
    when(late(Part::Member)).then([added("chi", Some("thay người ốm"))]);
    when(late(Part::Chair)).then_rejected(Rejection::NotOneChair);
}

#[test]
fn who_comes_back_by_exception_comes_with_the_conflicts_of_before() {
    let before = [formed(), added("chi", None), declared("chi", &[1])];
    let gone = Event::JudgeRemoved { judge: "chi".into(), reason: "đi công tác".into() };
    let history = [before.into(), vec![gone], ready().split_off(1), vec![drawn()]].concat();
    let reason = String::new();
    let rest = Event::Assigned { stage: Stage::Preliminary, pair: pair("chi", 2), reason };
    Scenario::<Jury>::given(history)
        .when(asked(add("chi", Some("thay người ốm"))))
        .then([added("chi", Some("thay người ốm")), rest]);
}

#[test]
fn a_judge_who_came_late_declares_before_the_first_sheet() {
    let late = || [ready(), vec![added("chi", Some("thay")), assigned("chi", 2)]].concat();
    let confirm =
        || asked(Ask::ConfirmAssigned { stage: Stage::Preliminary, pair: pair("chi", 2) });
    Scenario::<Jury>::given(late()).when(confirm()).then_rejected(Rejection::ConflictsNotDeclared);
    Scenario::<Jury>::given([late(), vec![declared("chi", &[])]].concat()).when(confirm()).then([]);
    Scenario::<Jury>::given(late())
        .when(declare("chi", &[2]))
        .then([declared("chi", &[2]), recused("chi", 2, ConflictKind::Kin)]);
    let mut after_the_lock = declare("chi", &[2]);
    if let Ask::Declare { locked, .. } = &mut after_the_lock.ask {
        locked.insert(Stage::Preliminary);
    }
    Scenario::<Jury>::given(late()).when(after_the_lock).then([declared("chi", &[2])]);
    Scenario::<Jury>::given(ready()).when(confirm()).then_rejected(Rejection::SheetNotFound);
}

#[test]
fn the_chair_leads() {
    let lead = |judge: &str| asked(Ask::ConfirmChair { judge: judge.to_owned() });
    Scenario::<Jury>::given([formed()]).when(lead("chair")).then([]);
    Scenario::<Jury>::given([formed()]).when(lead("an")).then_rejected(Rejection::NotTheChair);
    Scenario::<Jury>::given([formed()]).when(lead("chi")).then_rejected(Rejection::JudgeNotNamed);
}

#[test]
fn what_rests_on_assignments_is_refused_under_other_ones() {
    let confirm = |pairs: &[Pair]| {
        let pairs = pairs.iter().cloned().collect();
        asked(Ask::ConfirmAssignments { stage: Stage::Preliminary, pairs })
    };
    let (stage, reason) = (Stage::Final, "thay giám khảo".to_owned());
    let later = Event::Assigned { stage, pair: pair("chair", 2), reason };
    let history =
        || [ready(), vec![assigned("an", 2), assigned("binh", 2), later.clone()]].concat();
    Scenario::<Jury>::given(history()).when(confirm(&[pair("an", 2), pair("binh", 2)])).then([]);
    Scenario::<Jury>::given(history())
        .when(confirm(&[pair("an", 2)]))
        .then_rejected(Rejection::AssignmentsChanged);
}
