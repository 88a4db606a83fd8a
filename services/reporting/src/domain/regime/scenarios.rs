//! What a regime does, rule by rule.

use ledger::scenario::{Scenario, assert_reads};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use strum::VariantNames as _;
use uuid::Uuid;

use super::terms::{Content, DueDay, Level, RegimeKind, Reporters, RestDays, Section, UnitKind};
use super::*;
use crate::domain::plan::document::Role;
use crate::domain::window::{CutOffDay, SpanKind};
use crate::domain::{RegimeId, UnitId};

const PLAN: PlanId = PlanId(Uuid::from_u128(0xA1));
const PROPAGANDA: UnitId = UnitId(Uuid::from_u128(0xB1));
const STANDING_BOARD: UnitId = UnitId(Uuid::from_u128(0xB2));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code() -> RegimeCode {
    RegimeCode::parse("dinh-ky").unwrap()
}

fn level(name: &str, reporters: Reporters, receiver: UnitId, day: u32) -> Level {
    let due = DueDay { months_later: 0, day };
    Level { name: name.into(), reporters: vec![reporters], receiver, due }
}

fn terms(name: &str) -> Terms {
    let districts = Reporters::UnitsOf(UnitKind("DISTRICT_PARTY_COMMITTEE".into()));
    Terms {
        name: name.into(),
        kind: RegimeKind::Periodic,
        content: Content::TextAndFigures,
        spans: [SpanKind::HalfYear, SpanKind::Year].into(),
        cut_off: CutOffDay::Day(14),
        levels: vec![
            level("Đơn vị", districts, PROPAGANDA, 18),
            level("Ban Tuyên giáo", Reporters::Unit(PROPAGANDA), STANDING_BOARD, 25),
        ],
        rest_days: RestDays::MoveOn,
        working_days_to_report: 1,
        working_days_open: 10,
        sending: None,
        outline: None,
        sections: Vec::new(),
    }
}

fn section(code: &str) -> Section {
    let code = SectionCode::parse(code).unwrap();
    Section { code, title: "Đánh giá chung".into(), required: true }
}

fn issue(terms: Terms) -> Command {
    let (code, valid_from) = (code(), day("2021-06-11"));
    Command::Issue { plan: PLAN, code, terms, valid_from, decision: None }
}

fn revise(terms: Terms, valid_from: &str) -> Command {
    let (valid_from, reason) = (day(valid_from), "sắp xếp lại".into());
    Command::Revise { terms, valid_from, decision: None, reason }
}

fn end(ended_on: &str) -> Command {
    Command::End {
        ended_on: day(ended_on), decision: None, reason: "thay chế độ khác".into()
    }
}

fn confirm(version: u32, on: &str) -> Command {
    Command::Confirm { version, on: day(on) }
}

fn issued() -> Event {
    let (code, valid_from) = (code(), day("2021-06-11"));
    Event::Issued { plan: PLAN, code, terms: terms("a"), valid_from, decision: None }
}

fn revised(version: u32, name: &str, valid_from: &str) -> Event {
    Event::Revised {
        plan: PLAN,
        code: code(),
        version,
        terms: terms(name),
        valid_from: day(valid_from),
        decision: None,
        reason: "sắp xếp lại".into(),
    }
}

fn ended(ended_on: &str) -> Event {
    Event::Ended {
        plan: PLAN,
        code: code(),
        ended_on: day(ended_on),
        decision: None,
        reason: "thay chế độ khác".into(),
    }
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<Regime> {
    Scenario::given(history)
}

#[test]
fn a_regime_is_issued_once_as_version_one() {
    given([]).when(issue(terms("a"))).then([issued()]);
    for history in [vec![issued()], vec![issued(), ended("2026-01-01")]] {
        given(history).when(issue(terms("b"))).then_rejected(Rejection::RegimeAlreadyIssued);
    }
}

#[test]
fn a_revision_is_the_next_version_from_a_later_day_and_says_something_new() {
    given([issued()]).when(revise(terms("b"), "2025-07-01")).then([revised(2, "b", "2025-07-01")]);
    given([issued(), revised(2, "b", "2025-07-01")])
        .when(revise(terms("c"), "2025-07-01"))
        .then_rejected(Rejection::VersionTooEarly { after: day("2025-07-01") });
    given([issued()])
        .when(revise(terms("a"), "2025-07-01"))
        .then_rejected(Rejection::TermsUnchanged);
}

#[test]
fn a_regime_ends_for_good_on_a_later_day() {
    given([issued()]).when(end("2026-01-01")).then([ended("2026-01-01")]);
    given([issued()])
        .when(end("2021-06-11"))
        .then_rejected(Rejection::VersionTooEarly { after: day("2021-06-11") });
    for command in [revise(terms("b"), "2027-01-01"), end("2027-01-01")] {
        given([issued(), ended("2026-01-01")])
            .when(command)
            .then_rejected(Rejection::RegimeEnded { ended_on: day("2026-01-01") });
    }
}

#[test]
fn only_an_issued_regime_changes() {
    for command in [revise(terms("b"), "2024-01-01"), end("2024-01-01"), confirm(1, "2024-01-01")] {
        given([]).when(command).then_rejected(Rejection::RegimeNotFound);
    }
}

#[test]
fn a_version_is_confirmed_on_the_days_on_which_it_holds() {
    let history = [issued(), revised(2, "b", "2025-07-01"), ended("2026-01-01")];
    for (version, on) in
        [(1, "2021-06-11"), (1, "2025-06-30"), (2, "2025-07-01"), (2, "2025-12-31")]
    {
        given(history.clone()).when(confirm(version, on)).then([]);
    }
    for (version, on) in
        [(1, "2021-06-10"), (2, "2025-06-30"), (1, "2025-07-01"), (3, "2025-12-31")]
    {
        given(history.clone())
            .when(confirm(version, on))
            .then_rejected(Rejection::RegimeNotInForce);
    }
    given(history)
        .when(confirm(2, "2026-01-01"))
        .then_rejected(Rejection::RegimeEnded { ended_on: day("2026-01-01") });
}

#[test]
fn a_window_is_cut_off_by_the_newest_version_that_holds_then() {
    let monthly = Terms { cut_off: CutOffDay::EndOfMonth, ..terms("b") };
    let due = DueDay { months_later: 1, day: 5 };
    let levels = monthly.levels.iter().map(|level| Level { due, ..level.clone() }).collect();
    let monthly = Terms { levels, ..monthly };
    let second = Event::Revised {
        plan: PLAN,
        code: code(),
        version: 2,
        terms: monthly,
        valid_from: day("2025-07-01"),
        decision: None,
        reason: "theo tháng dương lịch".into(),
    };
    let regime = Regime::replay(&[issued(), second]);
    assert_eq!(regime.cut_off_of(2025, Span::Half(1)), Ok(day("2025-06-14")));
    assert_eq!(regime.cut_off_of(2025, Span::Half(2)), Ok(day("2025-12-31")));
    assert_eq!(regime.cut_off_of(2021, Span::Quarter(1)), Err(Rejection::RegimeNotInForce));
}

#[test]
fn terms_do_not_contradict_themselves() {
    let base = || terms("a");
    let due = |months_later, day| {
        let mut terms = base();
        terms.levels[0].due = DueDay { months_later, day };
        terms
    };
    let rows = [
        (Terms { spans: [].into(), ..base() }, Rejection::SpansDoNotSuitKind),
        (Terms { kind: RegimeKind::AdHoc, ..base() }, Rejection::SpansDoNotSuitKind),
        (Terms { levels: vec![], ..base() }, Rejection::NobodyReports),
        (
            Terms {
                levels: vec![Level { reporters: vec![], ..base().levels[0].clone() }],
                ..base()
            },
            Rejection::NobodyReports,
        ),
        (due(0, 14), Rejection::DueTooEarly { level: 1 }),
        (due(0, 26), Rejection::DueTooEarly { level: 2 }),
        (Terms { cut_off: CutOffDay::EndOfMonth, ..base() }, Rejection::DueTooEarly { level: 1 }),
        (
            Terms { sections: vec![section("II"), section("I"), section("II")], ..base() },
            Rejection::SectionTwice { code: section("II").code },
        ),
    ];
    for (terms, refused) in rows {
        given([]).when(issue(terms.clone())).then_rejected(refused.clone());
        given([issued()]).when(revise(terms, "2025-07-01")).then_rejected(refused);
    }
    let ad_hoc = Terms { kind: RegimeKind::AdHoc, spans: [].into(), ..base() };
    let (plan, code, valid_from) = (PLAN, code(), day("2021-06-11"));
    let event = Event::Issued { plan, code, terms: ad_hoc.clone(), valid_from, decision: None };
    given([]).when(issue(ad_hoc)).then([event]);
}

#[test]
fn those_who_report_are_those_who_exist() {
    let kind = |name: &str| UnitKind(name.into());
    let (district, school, gone) = (0xC1, 0xC2, 0xC3);
    let unit = |n: u128| UnitId(Uuid::from_u128(n));
    let register = terms::Register {
        units: [(unit(district), kind("DISTRICT")), (unit(school), kind("SCHOOL"))].into(),
        parts: [(unit(school), Role::Lead), (unit(gone), Role::Lead)].into(),
    };
    let rows = [
        (Reporters::Unit(unit(district)), vec![unit(district)]),
        (Reporters::Unit(unit(gone)), vec![]),
        (Reporters::UnitsOf(kind("DISTRICT")), vec![unit(district)]),
        (Reporters::UnitsOf(kind("PRESS")), vec![]),
        (Reporters::HoldersOf(Role::Lead), vec![unit(school)]),
        (Reporters::HoldersOf(Role::Coordinate), vec![]),
    ];
    for (reporters, named) in rows {
        assert_eq!(reporters.among(&register), named.into_iter().collect(), "{reporters:?}");
    }
}

#[test]
fn a_code_names_one_regime_of_a_plan() {
    for code in ["", "Dinh-ky", "1-ky", "định-kỳ", "dinh ky", "-a", &"a".repeat(51)] {
        assert_eq!(RegimeCode::parse(code), None, "{code}");
    }
    assert_ne!(RegimeId::of(PLAN, &code()), RegimeId::of(PlanId(Uuid::from_u128(0xA2)), &code()));
    assert_eq!(
        RegimeId::of(PLAN, &code()).to_string(),
        "14e253c2-8fc7-5d40-a53e-461a1657fc85",
        "stored for ever: how ids are derived does not change"
    );
}

fn any_command() -> impl Strategy<Value = Command> {
    let any_day = || select(vec!["2021-06-11", "2022-01-01", "2023-01-01", "2024-01-01"]);
    prop_oneof![
        2 => Just(issue(terms("a"))),
        9 => (select(vec!["a", "b", "c"]), any_day()).prop_map(|(name, on)| revise(terms(name), on)),
        1 => any_day().prop_map(end),
    ]
}

proptest! {
    /// Whatever is asked, in whatever order: versions are 1, 2, 3, …, each begins after the one before,
    /// and nothing follows the end.
    #[test]
    fn versions_follow_one_another_in_time(commands in vec(any_command(), 0..30)) {
        let mut history = Vec::new();
        for command in commands {
            history.extend(Regime::replay(&history).decide(command).unwrap_or_default());
        }

        let mut versions = Vec::new();
        for event in &history {
            if let Event::Issued { valid_from, .. } = event {
                versions.push((1, *valid_from));
            }
            if let Event::Revised { version, valid_from, .. } = event {
                versions.push((*version, *valid_from));
            }
        }
        prop_assert!((1..).zip(&versions).all(|(expected, (version, _))| *version == expected));
        prop_assert!(versions.is_sorted_by(|(_, earlier), (_, later)| earlier < later));
        let ends = history.iter().filter(|e| matches!(e, Event::Ended { .. })).count();
        let ended = matches!(history.last(), Some(Event::Ended { .. }));
        prop_assert_eq!(ends, usize::from(ended), "something follows the end");
    }
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
