//! What receivers do with a report, and the lock.

use super::*;

fn begun(level: u32, act: Act) -> Event {
    Event::ReviewBegun { level, act }
}

fn in_review() -> Vec<Event> {
    then(handed_in(), |_| begun(1, monitor("2026-06-19")))
}

fn approved(history: &[Event], level: u32, act: Act) -> Event {
    Event::Approved { level, sha256: sha256(history), act }
}

fn approved_once() -> Vec<Event> {
    then(in_review(), |history| approved(history, 1, monitor("2026-06-20")))
}

fn approved_by_all() -> Vec<Event> {
    let looked_at = then(approved_once(), |_| begun(2, secretary("2026-06-24")));
    then(looked_at, |history| approved(history, 2, secretary("2026-06-25")))
}

fn locked(history: &[Event], version: u32, on: &str) -> Event {
    Event::Locked { version, sha256: sha256(history), on: day(on) }
}

fn locked_once() -> Vec<Event> {
    then(approved_by_all(), |history| locked(history, 1, "2026-07-02"))
}

fn objections() -> Vec<Objection> {
    let objection = |about| Objection { about, reason: "chưa rõ".into() };
    vec![objection(About::Section(code("I"))), objection(About::Figure("sessions".into()))]
}

fn give_back(objections: Vec<Objection>, due_on: &str) -> Command {
    Command::Return { objections, due_on: day(due_on), act: monitor("2026-06-20") }
}

fn returned() -> Event {
    let (objections, due_on) = (objections(), day("2026-06-23"));
    Event::Returned { level: 1, objections, due_on, act: monitor("2026-06-20") }
}

#[test]
fn level_by_level_its_receivers_approve_it() {
    given(handed_in())
        .when(Command::BeginReview { act: monitor("2026-06-19") })
        .then([begun(1, monitor("2026-06-19"))]);
    given(in_review()).when(Command::Approve { act: monitor("2026-06-20") }).then([approved(
        &in_review(),
        1,
        monitor("2026-06-20"),
    )]);
    given(approved_once())
        .when(Command::BeginReview { act: secretary("2026-06-24") })
        .then([begun(2, secretary("2026-06-24"))]);
    let looked_at = then(approved_once(), |_| begun(2, secretary("2026-06-24")));
    given(looked_at.clone())
        .when(Command::Approve { act: secretary("2026-06-25") })
        .then([approved(&looked_at, 2, secretary("2026-06-25"))]);
    given(approved_by_all())
        .when(Command::BeginReview { act: secretary("2026-06-26") })
        .then_rejected(Rejection::StateNotAllowed { state: Stage::Approved });
}

#[test]
fn nobody_reviews_out_of_turn() {
    let begin = |act| Command::BeginReview { act };
    given(handed_in())
        .when(begin(secretary("2026-06-19")))
        .then_rejected(Rejection::NotReceiver { level: 1 });
    given(approved_once())
        .when(begin(monitor("2026-06-24")))
        .then_rejected(Rejection::NotReceiver { level: 2 });
    given(draft())
        .when(begin(monitor("2026-06-19")))
        .then_rejected(Rejection::StateNotAllowed { state: Stage::Draft });
    for command in
        [Command::Approve { act: monitor("2026-06-19") }, give_back(objections(), "2026-06-23")]
    {
        given(handed_in())
            .when(command)
            .then_rejected(Rejection::StateNotAllowed { state: Stage::Submitted });
    }
}

#[test]
fn who_has_written_any_of_it_reviews_none_of_it_whoever_they_act_for() {
    for person in ["writer", "head"] {
        let by = || act(person, PROPAGANDA, "2026-06-20");
        given(handed_in())
            .when(Command::BeginReview { act: by() })
            .then_rejected(Rejection::OwnReport);
        let give_back =
            Command::Return { objections: objections(), due_on: day("2026-06-23"), act: by() };
        for command in [Command::Approve { act: by() }, give_back] {
            given(in_review()).when(command).then_rejected(Rejection::OwnReport);
        }
    }
}

#[test]
fn no_unit_reviews_its_own_report() {
    let mut own = obligation();
    own.route[0].unit = UNIT;
    let mut history = handed_in();
    history[0] = Event::Expected { obligation: Box::new(own) };
    given(history)
        .when(Command::BeginReview { act: act("colleague", UNIT, "2026-06-19") })
        .then_rejected(Rejection::ReportOfOwnUnit);

    let both = Act { in_place_of: vec![PROPAGANDA, UNIT], ..act("heir", HEIR, "2026-06-19") };
    given(handed_in())
        .when(Command::BeginReview { act: both })
        .then_rejected(Rejection::ReportOfOwnUnit);
}

const HEIR: UnitId = UnitId(Uuid::from_u128(0xC8));

/// A receiver has ended, and this unit has taken its place and another one's.
fn in_place_of(unit: UnitId, mut act: Act) -> Act {
    act.in_place_of = vec![UnitId(Uuid::from_u128(0xC7)), unit];
    act.by.unit = HEIR;
    act
}

fn recorded_for(unit: UnitId, act: Act) -> Act {
    Act { in_place_of: vec![unit], ..in_place_of(unit, act) }
}

#[test]
fn who_followed_a_receiver_that_has_ended_acts_in_its_place() {
    let asked = |on| in_place_of(PROPAGANDA, monitor(on));
    let said = |on| recorded_for(PROPAGANDA, monitor(on));
    given(handed_in())
        .when(Command::BeginReview { act: asked("2026-06-19") })
        .then([begun(1, said("2026-06-19"))]);
    let history = then(handed_in(), |_| begun(1, said("2026-06-19")));
    let approved = approved(&history, 1, said("2026-06-20"));
    given(history.clone())
        .when(Command::Approve { act: asked("2026-06-20") })
        .then([approved.clone()]);
    let (objections, due_on) = (objections(), day("2026-06-23"));
    given(history.clone())
        .when(Command::Return { objections: objections.clone(), due_on, act: asked("2026-06-20") })
        .then([Event::Returned { level: 1, objections, due_on, act: said("2026-06-20") }]);
    let revoke = |act| Command::RevokeApproval { reason: "nhầm".into(), act };
    given(then(history, |_| approved)).when(revoke(asked("2026-06-21"))).then([
        Event::ApprovalRevoked { level: 1, reason: "nhầm".into(), act: said("2026-06-21") },
    ]);

    let correct = |act| Command::OpenCorrection { reason: "sai số".into(), act };
    given(locked_once()).when(correct(in_place_of(STANDING_BOARD, secretary("2026-07-10")))).then(
        [Event::CorrectionOpened {
            version: 2,
            reason: "sai số".into(),
            act: recorded_for(STANDING_BOARD, secretary("2026-07-10")),
        }],
    );
    for (history, command, level) in [
        (
            handed_in(),
            Command::BeginReview { act: in_place_of(STANDING_BOARD, monitor("2026-06-19")) },
            1,
        ),
        (
            approved_once(),
            revoke(in_place_of(UnitId(Uuid::from_u128(0xC9)), monitor("2026-06-21"))),
            1,
        ),
        (locked_once(), correct(asked("2026-07-10")), 2),
    ] {
        given(history).when(command).then_rejected(Rejection::NotReceiver { level });
    }
}

#[test]
fn who_still_is_the_receiver_acts_for_itself() {
    let act = Act { in_place_of: vec![STANDING_BOARD], ..monitor("2026-06-19") };
    given(handed_in()).when(Command::BeginReview { act }).then([begun(1, monitor("2026-06-19"))]);
}

#[test]
fn nobody_approves_twice_for_two_units() {
    let both = || act("monitor", STANDING_BOARD, "2026-06-25");
    let looked_at = then(approved_once(), |_| begun(2, both()));
    given(looked_at)
        .when(Command::Approve { act: both() })
        .then_rejected(Rejection::ApprovedAlready);
}

#[test]
fn it_comes_back_with_reasons_and_is_handed_in_again() {
    given(in_review()).when(give_back(objections(), "2026-06-23")).then([returned()]);
    let unknown = |about| vec![Objection { about, reason: "chưa rõ".into() }];
    for (objections, due_on, refused) in [
        (vec![], "2026-06-23", Rejection::NothingObjected),
        (objections(), "2026-06-19", Rejection::DueInThePast),
        (
            unknown(About::Section(code("II"))),
            "2026-06-23",
            Rejection::SectionNotInReport { code: code("II") },
        ),
        (
            unknown(About::Figure("x".into())),
            "2026-06-23",
            Rejection::FigureNotInReport { identifier: "x".into() },
        ),
    ] {
        given(in_review()).when(give_back(objections, due_on)).then_rejected(refused);
    }
    let back = then(in_review(), |_| returned());
    for (on, late) in [("2026-06-23", false), ("2026-06-24", true)] {
        given(back.clone()).when(submit(on)).then([submitted(&back, on, late)]);
    }
    given(back).when(save("I", "Đặc điểm", writes("2026-06-21"))).then([]);
}

#[test]
fn what_the_second_level_returns_is_approved_from_the_first_one_on() {
    let looked_at = then(approved_once(), |_| begun(2, secretary("2026-06-24")));
    let back = then(looked_at, |_| Event::Returned {
        level: 2,
        objections: objections(),
        due_on: day("2026-06-26"),
        act: secretary("2026-06-24"),
    });
    let again = then(back, |history| submitted(history, "2026-06-25", false));
    given(again)
        .when(Command::BeginReview { act: monitor("2026-06-25") })
        .then([begun(1, monitor("2026-06-25"))]);
}

#[test]
fn an_approval_is_revoked_from_its_own_level_up_while_nobody_above_looks() {
    let revoke = |act| Command::RevokeApproval { reason: "nhầm".into(), act };
    let revoked = |level, act| Event::ApprovalRevoked { level, reason: "nhầm".into(), act };
    for by in [monitor("2026-06-21"), secretary("2026-06-21")] {
        given(approved_once()).when(revoke(by.clone())).then([revoked(1, by)]);
    }
    given(approved_by_all())
        .when(revoke(monitor("2026-06-26")))
        .then_rejected(Rejection::NotReceiver { level: 2 });
    let looked_at = then(approved_once(), |_| begun(2, secretary("2026-06-24")));
    given(looked_at)
        .when(revoke(monitor("2026-06-24")))
        .then_rejected(Rejection::StateNotAllowed { state: Stage::InReview });
    let again = then(approved_once(), |_| revoked(1, monitor("2026-06-21")));
    given(again.clone()).when(Command::Approve { act: monitor("2026-06-22") }).then([approved(
        &again,
        1,
        monitor("2026-06-22"),
    )]);
    given(approved_once())
        .when(revoke(act("head", PROPAGANDA, "2026-06-21")))
        .then_rejected(Rejection::OwnReport);
}

#[test]
fn the_lock_of_the_period_locks_what_all_have_approved() {
    let close = || Command::Close { on: day("2026-07-02") };
    given(approved_by_all()).when(close()).then([locked(&approved_by_all(), 1, "2026-07-02")]);
    given(locked_once()).when(close()).then([]);
    let until = day("2026-07-10");
    given(locked_once()).when(Command::Reopen { until }).then([]);
}

#[test]
fn what_was_not_handed_in_by_the_lock_is_not_received_and_what_is_on_its_way_goes_on() {
    let on = day("2026-07-02");
    let close = || Command::Close { on };
    let back = then(in_review(), |_| returned());
    for history in [vec![expected()], draft(), back] {
        given(history.clone()).when(close()).then([Event::NotReceived { on }]);
        given(then(history, |_| Event::NotReceived { on })).when(close()).then([]);
    }
    for history in [handed_in(), in_review(), approved_once()] {
        given(history.clone()).when(close()).then([Event::Overtaken { on }]);
        given(then(history, |_| Event::Overtaken { on })).when(close()).then([]);
    }
    let overtaken = then(approved_once(), |_| Event::Overtaken { on });
    let looked_at = then(overtaken, |_| begun(2, secretary("2026-07-03")));
    given(looked_at.clone()).when(Command::Approve { act: secretary("2026-07-04") }).then([
        approved(&looked_at, 2, secretary("2026-07-04")),
        locked(&looked_at, 1, "2026-07-04"),
    ]);
}

#[test]
fn a_correction_makes_a_new_version_after_the_lock_which_all_approve_again() {
    let reason = || "sai số liệu".to_owned();
    let correct = |act| Command::OpenCorrection { reason: reason(), act };
    let opened =
        Event::CorrectionOpened { version: 2, reason: reason(), act: secretary("2026-08-01") };
    given(locked_once()).when(correct(secretary("2026-08-01"))).then([opened.clone()]);
    given(locked_once())
        .when(correct(monitor("2026-08-01")))
        .then_rejected(Rejection::NotReceiver { level: 2 });
    given(approved_by_all())
        .when(correct(secretary("2026-08-01")))
        .then_rejected(Rejection::StateNotAllowed { state: Stage::Approved });

    let mut history = then(locked_once(), |_| opened);
    history.push(Event::SectionSaved {
        section: code("I"),
        text: "Đã sửa".into(),
        act: writes("2026-08-02"),
    });
    let frozen = sha256(&history);
    let by = |person, unit| act(person, unit, "2026-08-03");
    for command in [
        Command::Submit { received: Vec::new(), act: by("head", UNIT) },
        Command::BeginReview { act: by("monitor", PROPAGANDA) },
        Command::Approve { act: by("monitor", PROPAGANDA) },
        Command::BeginReview { act: by("secretary", STANDING_BOARD) },
        Command::Approve { act: by("secretary", STANDING_BOARD) },
    ] {
        history.extend(UnitReport::replay(&history).decide(command).unwrap());
    }
    assert_eq!(history.last(), Some(&locked(&history, 2, "2026-08-03")));
    assert_eq!(sha256(&history), frozen);
    assert_ne!(frozen, sha256(&locked_once()));
    let late = history.iter().rev().find_map(|event| {
        if let Event::Submitted { late, version: 2, .. } = event { Some(*late) } else { None }
    });
    assert_eq!(late, Some(false), "what was in time is not late because it is corrected");
}
