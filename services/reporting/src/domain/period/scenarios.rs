//! What a period does, rule by rule.

mod paper;
mod properties;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;
use uuid::Uuid;

use super::*;
use crate::domain::calendar::{self, Calendar, DayKind, DeclaredDay};
use crate::domain::plan::document::Role;
use crate::domain::regime::terms::{
    Content, DueDay, Level, RegimeKind, Reporters, RestDays, UnitKind,
};
use crate::domain::window::{CutOffDay, SpanKind, Window};

const PLAN: PlanId = PlanId(Uuid::from_u128(0xA1));
const PROPAGANDA: UnitId = UnitId(Uuid::from_u128(0xB1));
const STANDING_BOARD: UnitId = UnitId(Uuid::from_u128(0xB2));
const DISTRICT: UnitId = UnitId(Uuid::from_u128(0xC1));
const ANOTHER_DISTRICT: UnitId = UnitId(Uuid::from_u128(0xC2));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn key(key: &str) -> PeriodKey {
    PeriodKey::parse(key).unwrap()
}

fn districts() -> UnitKind {
    UnitKind("DISTRICT_PARTY_COMMITTEE".into())
}

fn level(reporters: Vec<Reporters>, receiver: UnitId, day: u32) -> Level {
    let due = DueDay { months_later: 0, day };
    Level { name: format!("hạn {day}"), reporters, receiver, due }
}

/// Districts and whoever leads an item report to the propaganda board, and it to the standing board.
fn terms() -> Terms {
    let units = vec![Reporters::UnitsOf(districts()), Reporters::HoldersOf(Role::Lead)];
    Terms {
        name: "Báo cáo định kỳ".into(),
        kind: RegimeKind::Periodic,
        content: Content::TextAndFigures,
        spans: [SpanKind::HalfYear].into(),
        cut_off: CutOffDay::Day(14),
        levels: vec![
            level(units, PROPAGANDA, 18),
            level(vec![Reporters::Unit(PROPAGANDA)], STANDING_BOARD, 25),
        ],
        rest_days: RestDays::MoveOn,
        working_days_to_report: 1,
        working_days_open: 3,
        sending: None,
        outline: None,
        sections: Vec::new(),
    }
}

/// Friday 26/6/2026 is a holiday here.
fn year_2026() -> WorkingDays {
    let holiday = DeclaredDay {
        on: day("2026-06-26"),
        kind: DayKind::Holiday,
        name: "nghỉ".into(),
        certainty: calendar::Certainty::Announced,
    };
    let declared = calendar::Event::Declared { year: 2026, days: vec![holiday], decision: None };
    calendar::working_days([Calendar::replay(&[declared])])
}

fn plan_by(terms: Terms, of: &str, given: Option<Given>) -> Command {
    Command::Plan {
        plan: PLAN,
        regime: RegimeCode::parse("dinh-ky").unwrap(),
        regime_version: 1,
        key: key(of),
        terms,
        given,
        calendar: year_2026(),
    }
}

fn planned_as(of: &str, schedule: Schedule) -> Event {
    let regime = RegimeCode::parse("dinh-ky").unwrap();
    Event::Planned { plan: PLAN, regime, regime_version: 1, key: key(of), schedule }
}

fn schedule(window: (&str, &str), due_on: [&str; 2], open_until: &str) -> Schedule {
    let planned = |(level, due_on): (Level, &str)| PlannedLevel {
        name: level.name,
        reporters: level.reporters,
        receiver: level.receiver,
        due_on: day(due_on),
    };
    Schedule {
        window: Window { first: day(window.0), last: day(window.1) },
        levels: terms().levels.into_iter().zip(due_on).map(planned).collect(),
        open_until: day(open_until),
        sections: Vec::new(),
    }
}

/// The first half of 2026.
fn planned() -> Event {
    let window = ("2025-12-15", "2026-06-14");
    planned_as("2026-H1", schedule(window, ["2026-06-18", "2026-06-25"], "2026-07-01"))
}

fn known_to() -> Vec<KnownTo> {
    vec![KnownTo { context: "membership".into(), position: 7 }]
}

fn register() -> Register {
    let board = UnitKind("PARTY_BOARD".into());
    Register {
        units: [(DISTRICT, districts()), (ANOTHER_DISTRICT, districts()), (PROPAGANDA, board)]
            .into(),
        parts: [(PROPAGANDA, Role::Lead)].into(),
    }
}

fn open(opened_on: &str, register: Register) -> Command {
    Command::Open {
        opened_on: day(opened_on),
        manner: Manner::default(),
        register,
        known_to: known_to(),
    }
}

fn expected(unit: UnitId) -> Expected {
    let (level, receiver, due_on) = match unit == PROPAGANDA {
        true => (2, STANDING_BOARD, day("2026-06-25")),
        false => (1, PROPAGANDA, day("2026-06-18")),
    };
    Expected { unit, level, receiver, due_on }
}

fn opened_for(units: &[UnitId]) -> Event {
    opened_as(false, units)
}

fn opened_as(on_paper: bool, units: &[UnitId]) -> Event {
    let expected = units.iter().copied().map(expected).collect();
    let manner = Manner { on_paper, ..Manner::default() };
    Event::Opened { opened_on: day("2026-05-15"), manner, expected, known_to: known_to() }
}

fn opened() -> Event {
    opened_for(&[PROPAGANDA, DISTRICT, ANOTHER_DISTRICT])
}

fn cut_off() -> Event {
    Event::CutOff { on: day("2026-06-15"), known_to: known_to() }
}

fn fell_due(level: u32, on: &str) -> Event {
    Event::FellDue { level, on: day(on) }
}

fn locked() -> Event {
    Event::Locked { on: day("2026-07-02") }
}

/// Opened, and all that time did up to the lock.
fn up_to_lock() -> Vec<Event> {
    let due = [fell_due(1, "2026-06-19"), fell_due(2, "2026-06-26")];
    [planned(), opened(), cut_off()].into_iter().chain(due).chain([locked()]).collect()
}

fn pass(on: &str, what: Passing) -> Command {
    Command::Pass { due: Due { on: day(on), what }, known_to: known_to() }
}

fn grant(unit: UnitId, until: &str) -> Command {
    Command::GrantException {
        unit,
        granted_on: day("2026-07-12"),
        until: day(until),
        decision: None,
        reason: "thiên tai".into(),
    }
}

fn granted(unit: UnitId, until: &str) -> Event {
    Event::ExceptionGranted {
        unit,
        granted_on: day("2026-07-12"),
        until: day(until),
        decision: None,
        reason: "thiên tai".into(),
    }
}

fn ended(unit: UnitId, on: &str) -> Event {
    Event::ExceptionEnded { unit, on: day(on) }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Period> {
    Scenario::given(history)
}

#[test]
fn a_period_is_planned_by_the_terms_of_its_regime() {
    given([]).when(plan_by(terms(), "2026-H1", None)).then([planned()]);
    for history in [vec![planned()], vec![planned(), opened()], up_to_lock()] {
        given(history)
            .when(plan_by(terms(), "2026-H1", None))
            .then_rejected(Rejection::PeriodAlreadyPlanned);
    }
}

#[test]
fn a_due_day_of_rest_moves_on_where_the_terms_say_so() {
    let mut weekend = terms();
    weekend.levels[0].due.day = 20;
    weekend.levels[1].due.day = 26;
    let moved = |due_on, open_until| {
        let mut schedule = schedule(("2025-12-15", "2026-06-14"), due_on, open_until);
        for (planned, level) in schedule.levels.iter_mut().zip(&weekend.levels) {
            planned.name.clone_from(&level.name);
        }
        [planned_as("2026-H1", schedule)]
    };
    given([])
        .when(plan_by(weekend.clone(), "2026-H1", None))
        .then(moved(["2026-06-22", "2026-06-29"], "2026-07-02"));
    let stays = Terms { rest_days: RestDays::Stay, ..weekend.clone() };
    given([])
        .when(plan_by(stays, "2026-H1", None))
        .then(moved(["2026-06-20", "2026-06-26"], "2026-07-01"));
}

#[test]
fn given_days_are_taken_where_the_key_says_none() {
    let window = Window { first: day("2021-06-11"), last: day("2026-03-31") };
    let due_on = vec![day("2026-04-10"), day("2026-04-20")];
    let review = Given { window, due_on };
    let as_given =
        schedule(("2021-06-11", "2026-03-31"), ["2026-04-10", "2026-04-20"], "2026-04-23");
    given([])
        .when(plan_by(terms(), "2026-SO-KET", Some(review.clone())))
        .then([planned_as("2026-SO-KET", as_given)]);
    let backwards = Window { first: window.last, last: window.first };
    let rows = [
        ("2026-H1", Some(review.clone()), Rejection::DaysFollowFromKey),
        ("2026-SO-KET", None, Rejection::DaysMissing),
        (
            "2026-SO-KET",
            Some(Given { window: backwards, ..review.clone() }),
            Rejection::WindowEndsBeforeItBegins,
        ),
        (
            "2026-SO-KET",
            Some(Given { due_on: review.due_on[..1].to_vec(), ..review.clone() }),
            Rejection::DueDaysMissing { levels: 2 },
        ),
        (
            "2026-SO-KET",
            Some(Given { due_on: vec![day("2026-04-20"), day("2026-04-10")], ..review.clone() }),
            Rejection::DueBeforeCutOff,
        ),
        (
            "2026-SO-KET",
            Some(Given { due_on: vec![window.last, day("2026-04-10")], ..review }),
            Rejection::DueBeforeCutOff,
        ),
    ];
    for (of, days, refused) in rows {
        given([]).when(plan_by(terms(), of, days)).then_rejected(refused);
    }
}

#[test]
fn a_plan_of_a_period_needs_its_terms_time_and_a_calendar() {
    given([]).when(plan_by(terms(), "2026-Q1", None)).then_rejected(Rejection::SpanNotInRegime);
    given([])
        .when(plan_by(terms(), "2027-H1", None))
        .then_rejected(Rejection::CalendarUndeclared { year: 2027 });
    let hurried = Terms { working_days_to_report: 5, ..terms() };
    given([])
        .when(plan_by(hurried, "2026-H1", None))
        .then_rejected(Rejection::TooLittleTime { wanted: 5, left: 4 });
}

#[test]
fn opening_freezes_who_exists_then_each_once_at_the_last_level_that_names_it() {
    given([planned()]).when(open("2026-05-15", register())).then([opened()]);
    let mut smaller = register();
    smaller.units.remove(&ANOTHER_DISTRICT);
    given([planned()])
        .when(open("2026-05-15", smaller))
        .then([opened_for(&[PROPAGANDA, DISTRICT])]);
}

#[test]
fn a_period_is_opened_once_within_its_time_and_for_somebody() {
    let (first, last) = (day("2025-12-15"), day("2026-07-01"));
    for on in ["2025-12-14", "2026-07-02"] {
        given([planned()])
            .when(open(on, register()))
            .then_rejected(Rejection::OpenedOutOfTime { first, last });
    }
    given([planned()])
        .when(open("2026-05-15", Register::default()))
        .then_rejected(Rejection::NobodyExpected);
    given([]).when(open("2026-05-15", register())).then_rejected(Rejection::PeriodNotFound);
    for history in [vec![planned(), opened()], up_to_lock()] {
        given(history)
            .when(open("2026-05-15", register()))
            .then_rejected(Rejection::PeriodAlreadyOpened);
    }
}

#[test]
fn time_cuts_off_lets_fall_due_and_locks_in_order() {
    let history = up_to_lock();
    let steps = [
        ("2026-06-15", Passing::CutOff),
        ("2026-06-19", Passing::FallDue { level: 1 }),
        ("2026-06-26", Passing::FallDue { level: 2 }),
        ("2026-07-02", Passing::Lock),
    ];
    for (n, (on, what)) in steps.into_iter().enumerate() {
        let before = &history[..n + 2];
        assert_eq!(Period::replay(before).next_due(), Some(Due { on: day(on), what }));
        given(before.to_vec()).when(pass(on, what)).then([history[n + 2].clone()]);
        for (other_on, other) in steps.into_iter().filter(|(_, it)| *it != what) {
            given(before.to_vec()).when(pass(other_on, other)).then_rejected(Rejection::NotDue);
        }
        given(before.to_vec()).when(pass("2026-01-01", what)).then_rejected(Rejection::NotDue);
    }
    for history in [vec![], vec![planned()], up_to_lock()] {
        assert_eq!(Period::replay(&history).next_due(), None);
        given(history).when(pass("2026-06-15", Passing::CutOff)).then_rejected(Rejection::NotDue);
    }
}

#[test]
fn an_exception_ends_by_itself_the_first_one_first() {
    let later = granted(DISTRICT, "2026-07-20");
    let sooner = granted(ANOTHER_DISTRICT, "2026-07-15");
    let end_of = |unit| Passing::EndException { unit };
    let history: Vec<_> = up_to_lock().into_iter().chain([later, sooner]).collect();
    given(history.clone())
        .when(pass("2026-07-21", end_of(DISTRICT)))
        .then_rejected(Rejection::NotDue);
    given(history.clone())
        .when(pass("2026-07-16", end_of(ANOTHER_DISTRICT)))
        .then([ended(ANOTHER_DISTRICT, "2026-07-16")]);
    let history = history.into_iter().chain([ended(ANOTHER_DISTRICT, "2026-07-16")]);
    given(history).when(pass("2026-07-21", end_of(DISTRICT))).then([ended(DISTRICT, "2026-07-21")]);
}

#[test]
fn an_exception_is_for_one_who_is_expected_once_at_a_time_after_the_lock() {
    given(up_to_lock()).when(grant(DISTRICT, "2026-07-12")).then([granted(DISTRICT, "2026-07-12")]);
    given(up_to_lock())
        .when(grant(DISTRICT, "2026-07-11"))
        .then_rejected(Rejection::ExceptionEndsBeforeItBegins);
    given(up_to_lock())
        .when(grant(STANDING_BOARD, "2026-07-20"))
        .then_rejected(Rejection::UnitNotExpected { unit: STANDING_BOARD });
    let standing = || up_to_lock().into_iter().chain([granted(DISTRICT, "2026-07-20")]);
    given(standing())
        .when(grant(DISTRICT, "2026-07-25"))
        .then_rejected(Rejection::ExceptionStands { until: day("2026-07-20") });
    given(standing().chain([ended(DISTRICT, "2026-07-21")]))
        .when(grant(DISTRICT, "2026-07-25"))
        .then([granted(DISTRICT, "2026-07-25")]);
    given([]).when(grant(DISTRICT, "2026-07-20")).then_rejected(Rejection::PeriodNotFound);
    for history in
        [vec![planned()], vec![planned(), opened()], vec![planned(), opened(), cut_off()]]
    {
        given(history)
            .when(grant(DISTRICT, "2026-07-20"))
            .then_rejected(Rejection::PeriodNotLocked);
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
