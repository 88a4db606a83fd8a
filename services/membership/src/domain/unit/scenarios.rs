//! What a unit does, rule by rule.

use ledger::scenario::Scenario;
use uuid::Uuid;

use super::*;

mod lineage;
mod properties;
mod sides;

const BOARD: UnitId = unit(1);
const COMMITTEE: UnitId = unit(2);
const SUCCESSOR: UnitId = unit(3);
const OTHER: UnitId = unit(4);

const fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(n)
}

fn name(full: &str) -> Name {
    Name { full: full.into(), short: None }
}

fn decision() -> DecisionRef {
    DecisionRef { number_symbol: "1-QĐ/TU".into(), issued_on: day(0), issuer_unit_id: COMMITTEE }
}

fn established_as(kind: UnitKind, on: u64) -> Event {
    let (code, name) = ("HD.BTG".into(), name("Ban Tuyên giáo"));
    Event::Established { code, kind, name, parent: None, occurred_on: day(on), decision: None }
}

fn established(on: u64) -> Event {
    established_as(UnitKind::PartyBoard, on)
}

fn renamed(full: &str, on: u64) -> Event {
    Event::Renamed { name: name(full), occurred_on: day(on), decision: None }
}

fn reparented(parent: Option<UnitId>, on: u64) -> Event {
    Event::Reparented { parent, occurred_on: day(on), decision: None }
}

fn abolished(on: u64) -> Event {
    Event::Abolished { occurred_on: day(on), decision: None }
}

fn took_over(on: u64) -> Event {
    Event::TookOver {
        kind: SuccessionKind::MergedInto,
        predecessors: vec![BOARD],
        occurred_on: day(on),
        decision: Some(decision()),
    }
}

fn succeeded(kind: SuccessionKind, ends: bool, on: u64) -> Event {
    Event::Succeeded {
        kind,
        successors: vec![Successor { unit_id: SUCCESSOR, parts: 0 }],
        retained_parts: 0,
        ends,
        occurred_on: day(on),
        decision: Some(decision()),
    }
}

fn proposed(kind: SuccessionKind, predecessors: &[UnitId], successors: &[UnitId]) -> Proposed {
    Proposed {
        kind,
        predecessors: predecessors.to_vec(),
        successors: successors.iter().map(|id| Successor { unit_id: *id, parts: 0 }).collect(),
        retained_parts: 0,
        predecessor_ends: false,
        occurred_on: day(10),
        decision: Some(decision()),
    }
}

fn succession(kind: SuccessionKind, on: u64) -> Succession {
    let proposed = proposed(kind, &[BOARD], &[SUCCESSOR]);
    Succession::new(Proposed { occurred_on: day(on), ..proposed }).unwrap()
}

fn rename(full: &str, on: u64) -> Command {
    Command::Rename { name: name(full), occurred_on: day(on), decision: None }
}

fn reparent(parent: Option<UnitId>, on: u64) -> Command {
    let parent = parent.map(|parent| Parent::new(BOARD, parent).unwrap());
    reparent_in(Lineage::default(), parent, on)
}

fn reparent_in(lineage: Lineage, parent: Option<Parent>, on: u64) -> Command {
    Command::Reparent { parent, lineage, occurred_on: day(on), decision: None }
}

fn abolish(on: u64) -> Command {
    Command::Abolish { occurred_on: day(on), decision: None }
}

fn establish() -> Command {
    Command::Establish {
        code: "HD.BTG".into(),
        kind: UnitKind::PartyBoard,
        name: name("Ban Tuyên giáo"),
        parent: None,
        occurred_on: day(0),
        decision: None,
    }
}

fn not_alive(field: &'static str, on: u64, from: u64, end: Option<u64>) -> Rejection {
    let (established_on, ended_on) = (day(from), end.map(day));
    Rejection::UnitNotAlive { field, on: day(on), established_on, ended_on }
}

#[test]
fn a_unit_is_established_once() {
    Scenario::<Unit>::given([]).when(establish()).then([established(0)]);
    Scenario::<Unit>::given([established(0)])
        .when(establish())
        .then_rejected(Rejection::UnitAlreadyEstablished);
}

#[test]
fn an_absent_unit_does_nothing() {
    let succession = succession(SuccessionKind::MergedInto, 1);
    let asked = [
        (rename("X", 1), "unit_id"),
        (reparent(None, 1), "unit_id"),
        (abolish(1), "unit_id"),
        (Command::HandOver { succession: succession.clone() }, "predecessor_unit_ids"),
        (Command::TakeOver { succession }, "successors"),
        (Command::Vouch { on: day(1), field: "parent_unit_id" }, "parent_unit_id"),
        (Command::VouchAsUnion { on: day(1), field: "union_unit_id" }, "union_unit_id"),
    ];
    for (command, field) in asked {
        Scenario::<Unit>::given([]).when(command).then_rejected(Rejection::UnitNotFound { field });
    }
}

#[test]
fn a_name_is_valid_from_its_day() {
    Scenario::<Unit>::given([established(0)]).when(rename("Ban B", 5)).then([renamed("Ban B", 5)]);
}

#[test]
fn the_name_it_has_already_is_no_news() {
    Scenario::<Unit>::given([established(0), renamed("Ban B", 5)])
        .when(rename("Ban B", 7))
        .then([]);
    Scenario::<Unit>::given([established(0), renamed("Ban B", 5)])
        .when(rename("Ban B", 4))
        .then([renamed("Ban B", 4)]);
}

#[test]
fn no_name_before_the_first_day_or_after_the_end() {
    Scenario::<Unit>::given([established(3)])
        .when(rename("X", 2))
        .then_rejected(not_alive("unit_id", 2, 3, None));
    Scenario::<Unit>::given([established(0), abolished(5)])
        .when(rename("X", 5))
        .then_rejected(not_alive("unit_id", 5, 0, Some(5)));
}

#[test]
fn a_rename_may_be_recorded_late_even_after_the_end() {
    Scenario::<Unit>::given([established(0), abolished(5)])
        .when(rename("X", 4))
        .then([renamed("X", 4)]);
}

#[test]
fn a_unit_comes_under_another() {
    Scenario::<Unit>::given([established(0)])
        .when(reparent(Some(COMMITTEE), 4))
        .then([reparented(Some(COMMITTEE), 4)]);
    Scenario::<Unit>::given([established(0), reparented(Some(COMMITTEE), 4)])
        .when(reparent(Some(COMMITTEE), 6))
        .then([]);
    Scenario::<Unit>::given([established(3)])
        .when(reparent(Some(COMMITTEE), 2))
        .then_rejected(not_alive("unit_id", 2, 3, None));
}

#[test]
fn no_unit_is_under_itself() {
    assert_eq!(Parent::new(BOARD, BOARD), Err(Rejection::OwnParent));
}

#[test]
fn a_unit_ends_once() {
    Scenario::<Unit>::given([established(0)]).when(abolish(5)).then([abolished(5)]);
    let given = [established(0), abolished(5)];
    let ended = Rejection::EndRecorded { ended_on: day(5) };
    Scenario::<Unit>::given(given.clone()).when(abolish(4)).then_rejected(ended);
    Scenario::<Unit>::given(given)
        .when(abolish(6))
        .then_rejected(Rejection::EndRecorded { ended_on: day(5) });
}

#[test]
fn a_unit_existed_before_it_ends() {
    Scenario::<Unit>::given([established(5)])
        .when(abolish(5))
        .then_rejected(not_alive("unit_id", 4, 5, None));
}

#[test]
fn nothing_is_recorded_after_the_end() {
    for later in [renamed("X", 5), reparented(None, 5), took_over(5)] {
        Scenario::<Unit>::given([established(0), later])
            .when(abolish(5))
            .then_rejected(Rejection::LaterFacts { last_on: day(5) });
    }
}

#[test]
fn a_function_may_go_on_the_day_the_unit_ends() {
    let transferred = succeeded(SuccessionKind::FunctionTransferred, false, 5);
    Scenario::<Unit>::given([established(0), transferred]).when(abolish(5)).then([abolished(5)]);
    Scenario::<Unit>::given([established(0), abolished(5)])
        .when(Command::HandOver { succession: succession(SuccessionKind::FunctionTransferred, 5) })
        .then([succeeded(SuccessionKind::FunctionTransferred, false, 5)]);
}

#[test]
fn a_merger_ends_the_unit() {
    let merger = || Command::HandOver { succession: succession(SuccessionKind::MergedInto, 5) };
    let merged = succeeded(SuccessionKind::MergedInto, true, 5);
    Scenario::<Unit>::given([established(0)]).when(merger()).then([merged.clone()]);
    Scenario::<Unit>::given([established(0), merged])
        .when(rename("X", 5))
        .then_rejected(not_alive("unit_id", 5, 0, Some(5)));
    Scenario::<Unit>::given([established(0), abolished(3)])
        .when(merger())
        .then_rejected(Rejection::EndRecorded { ended_on: day(3) });
}

#[test]
fn a_separation_leaves_the_unit() {
    let separated = succeeded(SuccessionKind::Separated, false, 5);
    Scenario::<Unit>::given([established(0)])
        .when(Command::HandOver { succession: succession(SuccessionKind::Separated, 5) })
        .then([separated.clone()]);
    Scenario::<Unit>::given([established(0), separated])
        .when(rename("X", 9))
        .then([renamed("X", 9)]);
    Scenario::<Unit>::given([established(5)])
        .when(Command::HandOver { succession: succession(SuccessionKind::Separated, 5) })
        .then_rejected(not_alive("unit_id", 4, 5, None));
}

#[test]
fn who_takes_over_exists_on_the_day() {
    let merger = || Command::TakeOver { succession: succession(SuccessionKind::MergedInto, 5) };
    Scenario::<Unit>::given([established(5)]).when(merger()).then([took_over(5)]);
    Scenario::<Unit>::given([established(6)]).when(merger()).then_rejected(not_alive(
        "successors",
        5,
        6,
        None,
    ));
    Scenario::<Unit>::given([established(0), abolished(5)])
        .when(merger())
        .then_rejected(not_alive("successors", 5, 0, Some(5)));
}

#[test]
fn a_unit_vouches_for_its_days() {
    let vouch = |on| Command::Vouch { on: day(on), field: "parent_unit_id" };
    Scenario::<Unit>::given([established(3)]).when(vouch(3)).then([]);
    Scenario::<Unit>::given([established(3)]).when(vouch(2)).then_rejected(not_alive(
        "parent_unit_id",
        2,
        3,
        None,
    ));
}

#[test]
fn only_a_union_vouches_as_one() {
    let vouch = |on| Command::VouchAsUnion { on: day(on), field: "union_unit_id" };
    let union = established_as(UnitKind::ProvincialUnion, 3);
    Scenario::<Unit>::given([union.clone()]).when(vouch(3)).then([]);
    Scenario::<Unit>::given([union]).when(vouch(2)).then_rejected(not_alive(
        "union_unit_id",
        2,
        3,
        None,
    ));
    Scenario::<Unit>::given([established(3)])
        .when(vouch(3))
        .then_rejected(Rejection::NotAUnion { field: "union_unit_id", kind: UnitKind::PartyBoard });
}

/// `golden.jsonl` holds one line for each shape that was ever stored. Lines are only ever added.
#[test]
fn the_past_still_reads() {
    let golden: Vec<Event> = include_str!("golden.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("every stored shape decodes"))
        .collect();
    let stored = serde_json::to_string(&golden).unwrap();
    for name in <Event as strum::VariantNames>::VARIANTS {
        assert!(stored.contains(&format!(r#""type":"{name}""#)), "no golden line for {name}");
    }
}
