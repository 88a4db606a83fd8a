//! What stops the clock, starts it, and adds to it.

use super::*;

fn running() -> Vec<Event> {
    vec![filed(), accepted(), assigned(), completed()]
}

fn with(event: Event) -> Vec<Event> {
    running().into_iter().chain([event]).collect()
}

fn review(on: &str) -> DueDays {
    DueDays { triage: None, review: Some(day(on)) }
}

fn ask(supply_by: Option<&str>) -> Act {
    Act::AskForMore {
        missing: "Thiếu số liệu tài chính".into(), supply_by: supply_by.map(day)
    }
}

fn supply() -> Act {
    Act::Supply { note: "Đã bổ sung".into(), dossier: Vec::new(), on_paper: false }
}

fn supplied(on: &str, due: DueDays) -> Event {
    let (note, by) = ("Đã bổ sung".into(), requester());
    Event::Supplied { on: day(on), note, on_paper: false, due, by }
}

fn extension_asked(side: Side) -> Event {
    let (working_days, reason) = (5, "Cần khảo sát thực địa".to_owned());
    let by = if side == Side::Union { office() } else { requester() };
    Event::ExtensionAsked { on: day("2026-03-12"), side, working_days, reason, by }
}

fn extended(on: &str, decision: Option<DecisionRef>, due: DueDays, by: Officer) -> Event {
    let (working_days, reason) = (5, "Cần khảo sát thực địa".to_owned());
    Event::Extended { on: day(on), working_days, reason, note: None, decision, due, by }
}

fn suspended() -> Event {
    let reason = "Chờ ý kiến cấp trên".into();
    Event::Suspended { on: day("2026-03-12"), reason, by: office() }
}

#[test]
fn the_requester_has_the_days_of_the_regulation_to_supply() {
    let asked = |supply_by: &str| Event::AskedForMore {
        on: day("2026-03-06"),
        missing: "Thiếu số liệu tài chính".into(),
        supply_by: day(supply_by),
        by: office(),
    };
    given([filed()]).when(union("2026-03-06", ask(None))).then([asked("2026-03-20")]);
    given([filed()]).when(union("2026-03-06", ask(Some("2026-03-10")))).then([asked("2026-03-10")]);
    given([filed()])
        .when(union("2026-03-06", ask(Some("2026-03-06"))))
        .then_rejected(Rejection::DueInThePast);
    given([filed(), asked("2026-03-20")])
        .when(union("2026-03-06", ask(None)))
        .then_rejected(Rejection::WaitingForRequester);
    given([filed(), accepted()])
        .when(union("2026-03-06", ask(None)))
        .then_rejected(in_stage(Stage::Accepted));
}

#[test]
fn nothing_is_asked_of_the_other_side_in_a_review_of_the_unions_own() {
    let authorised = Event::Authorised {
        on: day("2026-03-04"),
        working_days: 20,
        decision: decision(),
        by: office(),
    };
    let history = || [proposed(), authorised.clone(), completed()];
    let extension = || Act::AskExtension { working_days: 5, reason: "Cần thêm".into() };
    let withdraw = Act::Withdraw { reason: "Không cần nữa".into() };
    let filed = Box::new(document(1, 21, DocumentKind::Scheme));
    let replace = Act::FileDocument { filed, reason: "Mới".into(), on_paper: false };
    for command in [
        union("2026-03-10", ask(None)),
        union("2026-03-10", extension()),
        theirs("2026-03-10", extension()),
        theirs("2026-03-10", withdraw),
        theirs("2026-03-10", replace),
    ] {
        given(history()).when(command).then_rejected(Rejection::OwnInitiative);
    }
}

#[test]
fn triage_stands_still_while_something_is_missing() {
    let history = || [filed(), asked_for_more("2026-03-04")];
    given(history())
        .when(union("2026-03-05", Act::Accept { working_days: None }))
        .then_rejected(Rejection::WaitingForRequester);
    // Two of five days had passed.
    let due = DueDays { triage: Some(day("2026-03-13")), review: None };
    given(history()).when(theirs("2026-03-10", supply())).then([supplied("2026-03-10", due)]);
    given([filed()]).when(theirs("2026-03-10", supply())).then_rejected(Rejection::NothingAsked);
}

#[test]
fn what_was_supplied_is_filed_in_the_same_act() {
    let act = Act::Supply {
        note: "Đã bổ sung".into(),
        dossier: vec![document(3, 31, DocumentKind::Data)],
        on_paper: true,
    };
    let due = DueDays { triage: Some(day("2026-03-13")), review: None };
    let (on, by, note) = (day("2026-03-10"), office(), "Đã bổ sung".to_owned());
    given([filed(), asked_for_more("2026-03-04")]).when(union("2026-03-10", act)).then([
        Event::Supplied { on, note: note.clone(), on_paper: true, due, by: by.clone() },
        Event::DocumentFiled {
            on,
            filed: document(3, 31, DocumentKind::Data),
            version: 1,
            reason: note,
            on_paper: true,
            by,
        },
    ]);
}

#[test]
fn the_clock_goes_on_after_the_day_of_the_supply() {
    let history = with(asked_for_more("2026-03-12"));
    // Three of twenty days had passed.
    given(history)
        .when(theirs("2026-03-18", supply()))
        .then([supplied("2026-03-18", review("2026-04-10"))]);
    let on_the_same_day = with(asked_for_more("2026-03-12"));
    given(on_the_same_day)
        .when(theirs("2026-03-12", supply()))
        .then([supplied("2026-03-12", review("2026-04-06"))]);
}

#[test]
fn a_request_lapses_that_nobody_completes() {
    let lapse = |on: &str| Command::Lapse { on: day(on) };
    let lapsed = Event::Lapsed { on: day("2026-03-21") };
    let history = || vec![filed(), asked_for_more("2026-03-06")];
    assert_eq!(Review::replay(&history()).lapses_on(), Some(day("2026-03-21")));
    given(history()).when(lapse("2026-03-21")).then([lapsed.clone()]);
    given(history()).when(lapse("2026-03-20")).then_rejected(Rejection::NotDue);
    given([filed()]).when(lapse("2026-03-21")).then_rejected(Rejection::NotDue);
    given(with(asked_for_more("2026-03-12")))
        .when(lapse("2026-03-21"))
        .then_rejected(Rejection::NotDue);
    let ended: Vec<_> = history().into_iter().chain([lapsed]).collect();
    assert_eq!(Review::replay(&ended).lapses_on(), None);
    given(ended).when(theirs("2026-03-22", supply())).then_rejected(in_stage(Stage::Lapsed));
}

#[test]
fn an_extension_takes_both_sides() {
    let ask =
        || Act::AskExtension { working_days: 5, reason: "Cần khảo sát thực địa".into() };
    let agree = || Act::AnswerExtension { agrees: true, note: None };
    given(running()).when(union("2026-03-12", ask())).then([extension_asked(Side::Union)]);
    given(running()).when(theirs("2026-03-12", ask())).then([extension_asked(Side::Requester)]);
    given(with(extension_asked(Side::Union)))
        .when(theirs("2026-03-13", ask()))
        .then_rejected(Rejection::ExtensionOpen);
    given(with(extension_asked(Side::Union)))
        .when(union("2026-03-13", agree()))
        .then_rejected(Rejection::NoExtensionOpen);
    given(running()).when(theirs("2026-03-13", agree())).then_rejected(Rejection::NoExtensionOpen);
    given(with(extension_asked(Side::Union))).when(theirs("2026-03-13", agree())).then([extended(
        "2026-03-13",
        None,
        review("2026-04-13"),
        requester(),
    )]);
    given(with(extension_asked(Side::Requester)))
        .when(union("2026-03-13", agree()))
        .then([extended("2026-03-13", None, review("2026-04-13"), office())]);
    let (on, note) = (day("2026-03-13"), Some("Không cần thiết".to_owned()));
    given(with(extension_asked(Side::Union)))
        .when(theirs("2026-03-13", Act::AnswerExtension { agrees: false, note: note.clone() }))
        .then([Event::ExtensionRefused { on, note, by: requester() }]);
    given([filed(), accepted(), assigned()])
        .when(union("2026-03-12", ask()))
        .then_rejected(in_stage(Stage::Assigned));
}

#[test]
fn what_was_agreed_on_paper_is_registered() {
    let extend = |working_days| {
        let (reason, decision) = ("Cần khảo sát thực địa".into(), decision());
        union("2026-03-13", Act::Extend { working_days, reason, decision })
    };
    let registered = extended("2026-03-13", Some(decision()), review("2026-04-13"), office());
    given(running()).when(extend(5)).then([registered.clone()]);
    given(with(extension_asked(Side::Union))).when(extend(5)).then([registered]);
    given(running()).when(extend(1_001)).then_rejected(Rejection::TooManyDays { most: 1_000 });
    given(with(asked_for_more("2026-03-12"))).when(extend(5)).then([extended(
        "2026-03-13",
        Some(decision()),
        DueDays::default(),
        office(),
    )]);
}

#[test]
fn nothing_goes_on_while_it_is_suspended() {
    let suspend = || Act::Suspend { reason: "Chờ ý kiến cấp trên".into() };
    given(running()).when(union("2026-03-12", suspend())).then([suspended()]);
    for act in [suspend(), ask(None), Act::FormCouncil { independent: false, members: 7 }] {
        given(with(suspended()))
            .when(union("2026-03-13", act))
            .then_rejected(Rejection::ReviewSuspended);
    }
    given(with(suspended()))
        .when(Command::Confirm { of: None, stages: &[Stage::DossierComplete] })
        .then_rejected(Rejection::ReviewSuspended);
    given(with(suspended())).when(union("2026-03-18", Act::Resume)).then([Event::Resumed {
        on: day("2026-03-18"),
        due: review("2026-04-10"),
        by: office(),
    }]);
    given(running()).when(union("2026-03-18", Act::Resume)).then_rejected(Rejection::NotSuspended);
}

#[test]
fn it_is_given_up_until_it_is_delivered() {
    let (on, reason) = (day("2026-03-18"), "Không còn cần thiết".to_owned());
    let withdraw = || theirs("2026-03-18", Act::Withdraw { reason: reason.clone() });
    let cancel = || union("2026-03-18", Act::Cancel { reason: reason.clone() });
    for history in [running(), with(suspended()), with(asked_for_more("2026-03-12"))] {
        let withdrawn = Event::Withdrawn { on, reason: reason.clone(), by: requester() };
        let cancelled = Event::Cancelled { on, reason: reason.clone(), by: office() };
        given(history.clone()).when(withdraw()).then([withdrawn.clone()]);
        given(history.clone()).when(cancel()).then([cancelled]);
        let ended = history.into_iter().chain([withdrawn]);
        given(ended).when(cancel()).then_rejected(in_stage(Stage::Withdrawn));
    }
}

#[test]
fn nothing_happens_before_what_happened_last() {
    given(running())
        .when(union("2026-03-08", ask(None)))
        .then_rejected(Rejection::BeforeReview { earliest: day("2026-03-09") });
}
