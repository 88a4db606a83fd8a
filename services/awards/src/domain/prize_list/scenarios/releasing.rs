//! What the authority amends, and what is released.

use super::*;
use crate::domain::samples::released as samples;
use crate::domain::stage_result::Numbers;

fn entry(number: u8) -> EntryId {
    EntryId(Uuid::from_u128(u128::from(number)))
}

fn finalist(number: u8) -> Event {
    samples::finalist(entry(number))
}

fn honoured(number: u8, tier: &str, title: &str) -> Event {
    samples::honoured(entry(number), tier, title)
}

fn won(number: u8, tier: &str, tier_name: &str) -> Event {
    samples::won(entry(number), tier, tier_name)
}

#[test]
fn all_is_released_at_once() {
    let prizes = || vec![won(1, "T1", "Giải Nhất"), won(2, "T2", "Giải Nhì")];
    let finalists = vec![released(3), finalist(1), finalist(2), finalist(3)];
    Scenario::<PrizeList>::given(history())
        .when(release(&[1, 2, 3], true))
        .then([finalists, prizes()].concat());
    Scenario::<PrizeList>::given(history())
        .when(release(&[1, 2, 3], false))
        .then([vec![released(0)], prizes()].concat());
}

#[test]
fn nothing_is_released_before_the_decision_or_twice() {
    not_allowed(on_the_wall(), release(&[1, 2], true), State::Posted);
    let over = [on_the_wall(), vec![decided(), released(2)]].concat();
    not_allowed(over, release(&[1, 2], true), State::Released);
}

#[test]
fn no_prize_is_left_out_of_the_release() {
    let (kind, subject) = (BlockerKind::EntriesExcluded, "PRIZE_LIST".to_owned());
    Scenario::<PrizeList>::given(history()).when(release(&[1], true)).then_rejected(
        Rejection::BlockersOpen { blockers: vec![Blocker { kind, subject, count: 1 }] },
    );
}

pub(super) fn amend(of: ProgrammeId, excluded: &[u8]) -> Command {
    Command::AmendDecision {
        of,
        by: officer("chủ tịch", AUTHORITY),
        amended_on: day("2026-09-19"),
        decision: decision(10),
        excluded: gone(excluded),
    }
}

fn amended(left_out: Proposed) -> Event {
    Event::DecisionAmended {
        by: officer("chủ tịch", AUTHORITY),
        amended_on: day("2026-09-19"),
        decision: decision(10),
        left_out: [left_out].into(),
    }
}

fn history() -> Vec<Event> {
    [on_the_wall(), vec![decided()]].concat()
}

#[test]
fn whoever_left_after_the_decision_is_left_out_by_an_amendment_and_nobody_else() {
    let left_out = || amended(prize(2, "T2"));
    Scenario::<PrizeList>::given(history()).when(amend(PROGRAMME, &[2, 3])).then([left_out()]);
    let mut one = released(0);
    if let Event::Released { prizes, .. } = &mut one {
        *prizes = 1;
    }
    Scenario::<PrizeList>::given([history(), vec![left_out()]].concat())
        .when(release(&[1], false))
        .then([one, won(1, "T1", "Giải Nhất")]);
}

#[test]
fn a_decision_of_those_who_are_in_the_round_stays() {
    let refused = |history, rejection| {
        Scenario::<PrizeList>::given(history).when(amend(PROGRAMME, &[2])).then_rejected(rejection);
    };
    Scenario::<PrizeList>::given(history())
        .when(amend(PROGRAMME, &[3]))
        .then_rejected(Rejection::NothingToAmend);
    let again = [history(), vec![amended(prize(2, "T2"))]].concat();
    refused(again.clone(), Rejection::NothingToAmend);
    refused(on_the_wall(), Rejection::StateNotAllowed { state: State::Posted });
    let over = [history(), vec![released(0)]].concat();
    refused(over, Rejection::StateNotAllowed { state: State::Released });
    Scenario::<PrizeList>::given(history())
        .when(amend(ELSEWHERE, &[2]))
        .then_rejected(Rejection::PrizeListNotFound);
    let mut early = release_of(&[1], false);
    early.released_on = day("2026-09-18");
    Scenario::<PrizeList>::given(again)
        .when(Command::Release(Box::new(early)))
        .then_rejected(Rejection::BeforePrizeList { since: day("2026-09-19") });
}

#[test]
fn how_stages_were_judged_is_told_with_the_results() {
    let numbers = Numbers { sheets: 9, reopened: 1, settled_jointly: 2 };
    let (stage, closed_on, entries) = (Stage::Final, day("2026-08-15"), 3);
    let judged = StageJudged { stage, closed_on, entries, numbers };
    let released_with = Release { stages: vec![judged], ..release_of(&[1, 2], false) };
    let told = Event::StageNumbersReleased {
        programme: PROGRAMME,
        organiser: ORGANISER,
        stage,
        closed_on,
        entries,
        numbers,
        illustrative: true,
    };
    Scenario::<PrizeList>::given(history()).when(Command::Release(Box::new(released_with))).then([
        released(0),
        told,
        won(1, "T1", "Giải Nhất"),
        won(2, "T2", "Giải Nhì"),
    ]);
}

#[test]
fn a_programme_that_honours_tells_honours_in_the_place_of_prizes() {
    let honouring = Release { family: Family::IntellectualHonour, ..release_of(&[1, 2], false) };
    Scenario::<PrizeList>::given(history()).when(Command::Release(Box::new(honouring))).then([
        released(0),
        honoured(1, "T1", "Giải Nhất"),
        honoured(2, "T2", "Giải Nhì"),
    ]);
}

#[test]
fn the_list_knows_what_its_release_told() {
    let told = vec![decided(), released(2), finalist(1), finalist(3), won(1, "T1", "Giải Nhất")];
    let told = [on_the_wall(), told, vec![honoured(4, "T1", "Giải Nhất")]].concat();
    let list = PrizeList::replay(&told);
    let id = |number| EntryId(Uuid::from_u128(number));
    let entry = |won| ReleasedEntry {
        programme: PROGRAMME,
        origin: SCHOOL,
        won,
        released_on: day("2026-09-20"),
        illustrative: true,
    };
    let known = [1, 2, 3, 4].map(|number| list.standing().unwrap().released(id(number)).copied());
    let prize = Won::Prize(PrizeId::of(ROUND, id(1)));
    let honour = Won::Honour(PrizeId::of(ROUND, id(4)));
    let expected = [Some(entry(Some(prize))), None, Some(entry(None)), Some(entry(Some(honour)))];
    assert_eq!(known, expected);
}
