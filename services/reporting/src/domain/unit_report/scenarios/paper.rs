//! What is entered of a report on paper.

use super::super::paper::{Paper, Step, What};
use super::*;

const DUE: &str = "2026-06-18";

fn owed_on_paper() -> Event {
    Event::Expected { obligation: Box::new(Obligation { on_paper: true, ..obligation() }) }
}

fn scan() -> Vec<Evidence> {
    adjustment("courses", 1).evidence
}

fn clerk(on: &str) -> Act {
    act("clerk", PROPAGANDA, on)
}

fn step(on: &str, what: What) -> Step {
    Step { on: day(on), what }
}

fn came_back(due_on: &str) -> What {
    let objection = Objection { about: About::Section(code("I")), reason: "chưa rõ".into() };
    What::Returned { objections: vec![objection], due_on: day(due_on) }
}

/// Came back once, late, and was approved by both receivers.
fn course() -> Vec<Step> {
    vec![
        step("2026-06-17", What::HandedIn),
        step("2026-06-19", came_back("2026-06-22")),
        step("2026-06-23", What::HandedIn),
        step("2026-06-24", What::Approved),
        step("2026-06-25", What::Approved),
    ]
}

fn paper(course: Vec<Step>) -> Paper {
    Paper { evidence: scan(), texts: vec![(code("I"), "Đặc điểm".into())], course }
}

fn enter_on(on: &str, paper: Paper) -> Command {
    Command::TakeFromPaper { paper: Box::new(paper), prefill: prefill(), act: clerk(on) }
}

fn enter(paper: Paper) -> Command {
    enter_on("2026-08-01", paper)
}

/// What is told before anything becomes of it.
fn taken() -> Vec<Event> {
    vec![
        owed_on_paper(),
        Event::TakenFromPaper { evidence: scan(), act: clerk("2026-08-01") },
        Event::Started { prefill: prefill(), act: clerk("2026-06-17") },
        Event::SectionSaved {
            section: code("I"),
            text: "Đặc điểm".into(),
            act: clerk("2026-06-17"),
        },
    ]
}

fn handed_in_on(history: &[Event], version: u32, on: &str, late: bool) -> Event {
    let (sha256, missing) = (sha256(history), Vec::new());
    Event::Submitted { version, late, sha256, missing, act: clerk(on) }
}

fn approved(history: &[Event], level: u32, on: &str) -> Event {
    Event::Approved { level, sha256: sha256(history), act: clerk(on) }
}

/// All that is told of [`course`].
fn told() -> Vec<Event> {
    let told = then(taken(), |history| handed_in_on(history, 1, "2026-06-17", false));
    let What::Returned { objections, due_on } = came_back("2026-06-22") else { unreachable!() };
    let told =
        then(told, |_| Event::Returned { level: 1, objections, due_on, act: clerk("2026-06-19") });
    let told = then(told, |history| handed_in_on(history, 1, "2026-06-23", true));
    let told = then(told, |history| approved(history, 1, "2026-06-24"));
    then(told, |history| approved(history, 2, "2026-06-25"))
}

fn locked_on(history: &[Event], version: u32, on: &str) -> Event {
    Event::Locked { version, sha256: sha256(history), on: day(on) }
}

#[test]
fn a_report_on_paper_is_told_as_what_became_of_it() {
    given([owed_on_paper()]).when(enter(paper(course()))).then(told()[1..].to_vec());
    let on = day("2026-07-02");
    let locked = locked_on(&told(), 1, "2026-07-02");
    given(told()).when(Command::Close { on }).then([locked]);
}

#[test]
fn a_report_is_late_by_the_day_on_the_paper() {
    for (on, late) in [(DUE, false), ("2026-06-19", true)] {
        let decided = UnitReport::replay(&[owed_on_paper()])
            .decide(enter(paper(vec![step(on, What::HandedIn)])))
            .unwrap();
        assert!(
            matches!(decided.last(), Some(Event::Submitted { late: it, .. }) if *it == late),
            "{decided:?}",
        );
    }
}

#[test]
fn entered_again_it_is_told_anew() {
    let first = UnitReport::replay(&told());
    let again = first.decide(enter(paper(vec![step("2026-06-17", What::HandedIn)]))).unwrap();
    let UnitReport::Owed(standing) = UnitReport::replay(&[told(), again].concat()) else {
        panic!("it is owed")
    };
    assert_eq!(standing.stage, Stage::Submitted);
    assert!(!standing.late);
    assert_eq!((standing.approved_level(), standing.due_on), (0, day(DUE)));
    assert_eq!(standing.snapshot().1, sha256(&taken()));
}

#[test]
fn what_cannot_follow_is_refused_with_its_number() {
    let rows = [
        (1, vec![step("2026-06-17", What::Approved)]),
        (1, vec![step("2026-06-17", came_back("2026-06-20"))]),
        (2, vec![step("2026-06-17", What::HandedIn), step("2026-06-18", What::HandedIn)]),
        (2, vec![step("2026-06-17", What::HandedIn), step("2026-06-16", What::Approved)]),
        (1, vec![step("2025-12-14", What::HandedIn)]),
        (
            4,
            vec![
                step("2026-06-17", What::HandedIn),
                step("2026-06-18", What::Approved),
                step("2026-06-19", What::Approved),
                step("2026-06-20", What::Approved),
            ],
        ),
    ];
    for (number, course) in rows {
        given([owed_on_paper()])
            .when(enter(paper(course)))
            .then_rejected(Rejection::CourseOutOfOrder { step: number });
    }
}

#[test]
fn paper_that_says_too_little_is_refused() {
    let refused = |paper, rejection| {
        given([owed_on_paper()]).when(enter(paper)).then_rejected(rejection);
    };
    refused(Paper { evidence: vec![], ..paper(course()) }, Rejection::PaperWithoutEvidence);
    refused(paper(vec![]), Rejection::NothingHandedIn);
    let unknown = vec![(code("II"), "x".into())];
    refused(
        Paper { texts: unknown, ..paper(course()) },
        Rejection::SectionNotInReport { code: code("II") },
    );
    let returned = |what| vec![step("2026-06-17", What::HandedIn), step("2026-06-19", what)];
    refused(paper(returned(came_back("2026-06-18"))), Rejection::DueInThePast);
    let for_nothing = What::Returned { objections: vec![], due_on: day("2026-06-22") };
    refused(paper(returned(for_nothing)), Rejection::NothingObjected);
    let about = About::Figure("x".into());
    let objections = vec![Objection { about, reason: "chưa khớp".into() }];
    refused(
        paper(returned(What::Returned { objections, due_on: day("2026-06-22") })),
        Rejection::FigureNotInReport { identifier: "x".into() },
    );
    let tomorrow = day("2026-06-25");
    given([owed_on_paper()])
        .when(enter_on("2026-06-24", paper(course())))
        .then_rejected(Rejection::DayNotReached { on: tomorrow });
    let entered = UnitReport::replay(&[owed_on_paper()]);
    assert!(entered.decide(enter_on("2026-06-25", paper(course()))).is_ok());
}

#[test]
fn what_is_on_paper_is_entered_and_what_is_not_is_written() {
    given([expected()]).when(enter(paper(course()))).then_rejected(Rejection::ReportNotOnPaper);
    let start = Command::Start { prefill: prefill(), act: writes("2026-06-15") };
    let review = Command::BeginReview { act: monitor("2026-06-19") };
    for command in [start, save("I", "x", writes("2026-06-15")), submit(DUE), review] {
        given(told()).when(command).then_rejected(Rejection::ReportOnPaper);
    }
}

#[test]
fn after_the_lock_paper_is_entered_under_an_exception_or_as_a_correction() {
    let on = day("2026-07-02");
    let missing = vec![owed_on_paper(), Event::NotReceived { on }];
    given(missing.clone())
        .when(enter(paper(course())))
        .then_rejected(Rejection::PeriodLocked { open_until: day("2026-07-01") });
    let reopened = then(missing, |_| Event::Reopened { until: day("2026-08-10") });
    let decided = UnitReport::replay(&reopened).decide(enter(paper(course()))).unwrap();
    assert!(matches!(decided.last(), Some(Event::Locked { version: 1, .. })), "{decided:?}");

    let locked = then(told(), |history| locked_on(history, 1, "2026-07-02"));
    given(locked.clone())
        .when(enter(paper(course())))
        .then_rejected(Rejection::StateNotAllowed { state: Stage::Locked });
    let correction = Command::OpenCorrection { reason: "sai".into(), act: secretary("2026-08-01") };
    let opened = UnitReport::replay(&locked).decide(correction).unwrap();
    let history = [locked, opened].concat();
    let decided = UnitReport::replay(&history).decide(enter(paper(course()))).unwrap();
    assert!(matches!(decided.last(), Some(Event::Locked { version: 2, .. })), "{decided:?}");
    let late = decided.iter().any(|event| matches!(event, Event::Submitted { late: true, .. }));
    assert!(late, "it was late once for all");
}
