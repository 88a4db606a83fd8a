//! What a unit is to receive before it hands in its own report, and who is let off theirs.

use super::received::{Received, So};
use super::*;

fn in_review() -> Vec<Event> {
    then(handed_in(), |_| Event::ReviewBegun { level: 1, act: monitor("2026-06-18") })
}

fn approved_once() -> Vec<Event> {
    then(in_review(), |history| {
        let (level, sha256) = (1, sha256(history));
        Event::Approved { level, sha256, act: monitor("2026-06-18") }
    })
}

fn returned() -> Vec<Event> {
    let objection = Objection { about: About::Section(code("I")), reason: "chưa rõ".into() };
    let (objections, due_on) = (vec![objection], day("2026-06-23"));
    let act = monitor("2026-06-18");
    then(in_review(), |_| Event::Returned { level: 1, objections, due_on, act })
}

fn excused() -> Event {
    Event::Excused { reason: "đang giải thể".into(), act: monitor("2026-06-16") }
}

fn corrected() -> Vec<Event> {
    let locked = then(approved_once(), |history| {
        let (version, sha256) = (1, sha256(history));
        Event::Locked { version, sha256, on: day("2026-07-02") }
    });
    let (version, reason) = (2, "sai số".into());
    then(locked, |_| Event::CorrectionOpened { version, reason, act: secretary("2026-07-10") })
}

fn so(history: &[Event], by: UnitId, on: &str, ended_on: Option<&str>) -> So {
    let UnitReport::Owed(standing) = UnitReport::replay(history) else { panic!("none is owed") };
    standing.received_by(by, day(on), ended_on.map(day))
}

#[test]
fn a_report_is_open_until_its_receiver_has_decided_or_its_due_day_is_over() {
    for history in [vec![expected()], draft()] {
        assert_eq!(so(&history, PROPAGANDA, "2026-06-18", None), So::Open);
        assert_eq!(so(&history, PROPAGANDA, "2026-06-19", None), So::Missing);
    }
    for history in [handed_in(), in_review()] {
        assert_eq!(so(&history, PROPAGANDA, "2026-06-30", None), So::Open, "it waits for them");
    }
    assert_eq!(so(&approved_once(), PROPAGANDA, "2026-06-18", None), So::Settled);
    assert_eq!(so(&approved_once(), STANDING_BOARD, "2026-06-30", None), So::Open);
    assert_eq!(so(&returned(), PROPAGANDA, "2026-06-23", None), So::Open);
    assert_eq!(so(&returned(), PROPAGANDA, "2026-06-24", None), So::Missing);
    assert_eq!(
        so(&corrected(), PROPAGANDA, "2026-07-11", None),
        So::Settled,
        "what is locked stands"
    );
    assert_eq!(so(&[expected(), excused()], PROPAGANDA, "2026-06-30", None), So::Settled);
    for (ended_on, expected_so) in [("2026-06-18", So::Settled), ("2026-06-19", So::Missing)] {
        let history = [expected()];
        assert_eq!(so(&history, PROPAGANDA, "2026-06-30", Some(ended_on)), expected_so);
    }
}

#[test]
fn a_unit_hands_in_when_what_it_receives_is_decided_and_lists_what_did_not_come() {
    let [one, other, third] = [0xC2, 0xC3, 0xC4].map(|n| UnitId(Uuid::from_u128(n)));
    let submit = |received: &[(UnitId, So)]| Command::Submit {
        received: received.iter().map(|(unit, so)| Received { unit: *unit, so: *so }).collect(),
        act: act("head", UNIT, "2026-06-18"),
    };
    given(draft())
        .when(submit(&[(one, So::Open), (other, So::Missing), (third, So::Open)]))
        .then_rejected(Rejection::ReportsOpen { units: vec![one, third] });
    let settled = submitted(&draft(), "2026-06-18", false);
    given(draft()).when(submit(&[(one, So::Settled)])).then([settled]);

    let decided = UnitReport::replay(&draft())
        .decide(submit(&[(one, So::Settled), (other, So::Missing)]))
        .unwrap();
    let [Event::Submitted { missing, sha256: frozen, .. }] = &*decided else {
        panic!("{decided:?}")
    };
    assert_eq!(missing, &[other]);
    assert_ne!(*frozen, sha256(&draft()), "it is part of what is frozen");
    let history: Vec<_> = draft().into_iter().chain(decided.clone()).collect();
    assert_eq!(*frozen, sha256(&history));
}

#[test]
fn a_unit_is_let_off_what_it_has_not_handed_in_for_good() {
    let excuse = |act| Command::Excuse { reason: "đang giải thể".into(), act };
    for history in [vec![expected()], draft()] {
        given(history.clone()).when(excuse(monitor("2026-06-16"))).then([excused()]);
        let over = then(history, |_| excused());
        for command in [excuse(monitor("2026-06-17")), submit("2026-06-17")] {
            given(over.clone())
                .when(command)
                .then_rejected(Rejection::StateNotAllowed { state: Stage::Excused });
        }
        given(over.clone()).when(Command::Close { on: day("2026-07-02") }).then([]);
        given(over).when(Command::Reopen { until: day("2026-07-10") }).then([]);
    }
    given(handed_in())
        .when(excuse(monitor("2026-06-19")))
        .then_rejected(Rejection::StateNotAllowed { state: Stage::Submitted });
    let of_heir =
        |unit| Act { in_place_of: vec![unit], ..act("monitor", PROPAGANDA, "2026-06-16") };
    given(draft()).when(excuse(of_heir(STANDING_BOARD))).then([excused()]);
    for own in [act("colleague", UNIT, "2026-06-16"), of_heir(UNIT)] {
        given(draft()).when(excuse(own)).then_rejected(Rejection::ReportOfOwnUnit);
    }
    given(draft())
        .when(excuse(act("writer", PROPAGANDA, "2026-06-16")))
        .then_rejected(Rejection::OwnReport);
}
