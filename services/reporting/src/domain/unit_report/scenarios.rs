//! What a report does, rule by rule.

mod paper;
mod properties;
mod receiving;
mod reviews;

use ledger::scenario::{Scenario, assert_reads};
use strum::VariantNames as _;

use super::content::About;
use super::figures::{Absence, Figure, Value};
use super::*;
use crate::domain::IndicatorCode;
use crate::domain::period::KnownTo;
use crate::domain::record::content::Evidence;

const UNIT: UnitId = UnitId(Uuid::from_u128(0xC1));
const PROPAGANDA: UnitId = UnitId(Uuid::from_u128(0xB1));
const STANDING_BOARD: UnitId = UnitId(Uuid::from_u128(0xB2));
const ADJUSTMENT: Uuid = Uuid::from_u128(0xE1);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn code(code: &str) -> SectionCode {
    SectionCode::parse(code).unwrap()
}

fn obligation() -> Obligation {
    let section = |at: &str, required| Section { code: code(at), title: at.into(), required };
    Obligation {
        plan: PlanId(Uuid::from_u128(0xA1)),
        regime: RegimeCode::parse("dinh-ky").unwrap(),
        period: PeriodId(Uuid::from_u128(0xA2)),
        key: PeriodKey::parse("2026-H1").unwrap(),
        window: Window { first: day("2025-12-15"), last: day("2026-06-14") },
        unit: UNIT,
        level: 1,
        route: vec![
            Receiver { level: 1, unit: PROPAGANDA },
            Receiver { level: 2, unit: STANDING_BOARD },
        ],
        due_on: day("2026-06-18"),
        open_until: day("2026-07-01"),
        sections: vec![section("I", true), section("VI", false)],
        on_paper: false,
        expected_on: day("2026-05-15"),
    }
}

fn figure(identifier: &str, value: Value) -> Figure {
    Figure {
        indicator: IndicatorCode::parse("II.4.b/3").unwrap(),
        identifier: identifier.into(),
        title: "Số hội viên".into(),
        formula_version: 1,
        unit_of_measure: "hội viên".into(),
        value,
    }
}

/// A count, a zero, a share, a word, a figure without facts and one that nothing feeds.
fn prefill() -> Prefill {
    Prefill {
        as_of: day("2026-06-14"),
        known_to: vec![KnownTo { context: "membership".into(), position: 7 }],
        projection_version: "provincial_progress/v1/g1".into(),
        parked_streams: 0,
        figures: vec![
            figure("members_declared", Value::Integer(120)),
            figure("courses", Value::Integer(0)),
            figure("share", Value::Ratio { numerator: 7, denominator: 20 }),
            figure(
                "regulation",
                Value::Word { key: "IN_FORCE".into(), label: "đang có hiệu lực".into() },
            ),
            figure("sessions", Value::Missing(Absence::NoFacts)),
            figure("awards", Value::Missing(Absence::NotFed)),
        ],
    }
}

fn officer(person: &str, unit: UnitId) -> Officer {
    Officer { person: person.to_owned(), unit }
}

fn act(person: &str, unit: UnitId, on: &str) -> Act {
    Act { on: day(on), by: officer(person, unit), in_place_of: Vec::new() }
}

/// By who writes it.
fn writes(on: &str) -> Act {
    act("writer", UNIT, on)
}

fn monitor(on: &str) -> Act {
    act("monitor", PROPAGANDA, on)
}

fn secretary(on: &str) -> Act {
    act("secretary", STANDING_BOARD, on)
}

fn expected() -> Event {
    Event::Expected { obligation: Box::new(obligation()) }
}

fn started() -> Event {
    Event::Started { prefill: prefill(), act: writes("2026-06-15") }
}

fn save(section: &str, text: &str, act: Act) -> Command {
    Command::SaveSection { section: code(section), text: text.into(), act }
}

fn saved() -> Event {
    let (section, text) = (code("I"), "Đặc điểm".into());
    Event::SectionSaved { section, text, act: writes("2026-06-15") }
}

fn comment(figure: &str) -> Command {
    let (figure, text) = (figure.into(), "chưa tổ chức".into());
    Command::Comment { figure, text, act: writes("2026-06-16") }
}

fn commented() -> Event {
    let (figure, text) = ("sessions".into(), "chưa tổ chức".into());
    Event::Commented { figure, text, act: writes("2026-06-16") }
}

fn adjustment(figure: &str, difference: i64) -> Adjustment {
    let evidence = Evidence {
        evidence: Uuid::from_u128(0xF1),
        sha256: "ab".repeat(32),
        kind: "DOCUMENT".into(),
        number_symbol: None,
        issued_on: None,
        issuer: None,
    };
    Adjustment {
        id: ADJUSTMENT,
        figure: figure.into(),
        difference,
        reason: "chưa kịp khai".into(),
        evidence: vec![evidence],
    }
}

fn adjust(adjustment: Adjustment) -> Command {
    Command::Adjust { adjustment, act: writes("2026-06-16") }
}

fn draft() -> Vec<Event> {
    vec![expected(), started(), saved(), commented()]
}

/// The hash of what a history says.
fn sha256(history: &[Event]) -> String {
    match UnitReport::replay(history) {
        UnitReport::Absent => panic!("nothing is said"),
        UnitReport::Owed(standing) => standing.snapshot().1,
    }
}

fn submit(on: &str) -> Command {
    Command::Submit { received: Vec::new(), act: act("head", UNIT, on) }
}

fn submitted(history: &[Event], on: &str, late: bool) -> Event {
    let sha256 = sha256(history);
    let (version, missing) = (1, Vec::new());
    Event::Submitted { version, late, sha256, missing, act: act("head", UNIT, on) }
}

/// With a last event that follows from what was before.
fn then(mut history: Vec<Event>, next: impl FnOnce(&[Event]) -> Event) -> Vec<Event> {
    let next = next(&history);
    history.push(next);
    history
}

fn handed_in() -> Vec<Event> {
    then(draft(), |history| submitted(history, "2026-06-18", false))
}

fn given(history: impl IntoIterator<Item = Event>) -> Scenario<UnitReport> {
    Scenario::given(history)
}

#[test]
fn a_report_is_expected_once_and_nothing_is_done_with_another() {
    let expect = || Command::Expect { obligation: Box::new(obligation()) };
    given([]).when(expect()).then([expected()]);
    given([expected()]).when(expect()).then_rejected(Rejection::ReportExpectedAlready);
    let (on, until) = (day("2026-07-02"), day("2026-07-10"));
    for command in [submit("2026-06-18"), Command::Close { on }, Command::Reopen { until }] {
        given([]).when(command).then_rejected(Rejection::ReportNotFound);
    }
}

#[test]
fn a_report_is_started_once_with_the_figures_as_they_are_computed() {
    let start = || Command::Start { prefill: prefill(), act: writes("2026-06-15") };
    given([expected()]).when(start()).then([started()]);
    let refused = Rejection::StateNotAllowed { state: Stage::Draft };
    given([expected(), started()]).when(start()).then_rejected(refused);
    let act = writes("2026-06-17");
    given(draft())
        .when(Command::RefreshPrefill { prefill: prefill(), act: act.clone() })
        .then([Event::PrefillRefreshed { prefill: prefill(), act }]);
}

#[test]
fn a_section_of_the_outline_is_written_and_no_other() {
    given([expected(), started()])
        .when(save("I", "Đặc điểm", writes("2026-06-15")))
        .then([saved()]);
    given(draft()).when(save("I", "Đặc điểm", writes("2026-06-17"))).then([]);
    given(draft())
        .when(save("II", "x", writes("2026-06-17")))
        .then_rejected(Rejection::SectionNotInReport { code: code("II") });
    given([expected()])
        .when(save("I", "x", writes("2026-06-17")))
        .then_rejected(Rejection::StateNotAllowed { state: Stage::Expected });
}

#[test]
fn a_figure_is_commented_and_never_typed_over() {
    given([expected(), started(), saved()]).when(comment("sessions")).then([commented()]);
    let unknown = Rejection::FigureNotInReport { identifier: "x".into() };
    given(draft()).when(comment("x")).then_rejected(unknown);
}

#[test]
fn an_adjustment_stands_beside_a_count_with_evidence_and_is_withdrawn() {
    let adjusted =
        Event::Adjusted { adjustment: adjustment("courses", 2), act: writes("2026-06-16") };
    given(draft()).when(adjust(adjustment("courses", 2))).then([adjusted.clone()]);
    let with = then(draft(), |_| adjusted);
    given(with.clone())
        .when(adjust(adjustment("members_declared", -1)))
        .then_rejected(Rejection::AdjustmentAlreadyMade);
    let withdraw = || Command::WithdrawAdjustment { id: ADJUSTMENT, act: writes("2026-06-17") };
    let withdrawn = Event::AdjustmentWithdrawn { id: ADJUSTMENT, act: writes("2026-06-17") };
    given(with.clone()).when(withdraw()).then([withdrawn.clone()]);
    let without = then(with, |_| withdrawn);
    given(without.clone()).when(withdraw()).then_rejected(Rejection::AdjustmentNotFound);
    assert_eq!(sha256(&without), sha256(&draft()));

    let bare = Adjustment { evidence: vec![], ..adjustment("courses", 2) };
    let mut rumour = adjustment("courses", 2);
    rumour.evidence[0].kind = "RUMOUR".to_owned();
    let mut twice = adjustment("courses", 2);
    twice.evidence.push(twice.evidence[0].clone());
    let unknown = Rejection::FigureNotInReport { identifier: "x".into() };
    for (adjustment, refused) in [
        (adjustment("courses", 0), Rejection::NothingAdjusted),
        (bare, Rejection::AdjustmentWithoutEvidence),
        (rumour, Rejection::UnknownEvidenceKind { kind: "RUMOUR".to_owned() }),
        (twice, Rejection::EvidenceTwice { evidence: Uuid::from_u128(0xF1) }),
        (adjustment("x", 1), unknown),
        (adjustment("share", 1), Rejection::FigureNotAdjustable),
        (adjustment("sessions", 1), Rejection::FigureNotAdjustable),
    ] {
        given(draft()).when(adjust(adjustment)).then_rejected(refused);
    }
}

#[test]
fn a_report_is_handed_in_whole() {
    let handed_in = submitted(&draft(), "2026-06-18", false);
    given(draft()).when(submit("2026-06-18")).then([handed_in]);
    given([expected(), started(), commented()])
        .when(submit("2026-06-18"))
        .then_rejected(Rejection::SectionsMissing { codes: vec![code("I")] });
    // Zero is a value; what nothing feeds is not for the unit to explain.
    given([expected(), started(), saved()])
        .when(submit("2026-06-18"))
        .then_rejected(Rejection::FiguresUnexplained { identifiers: vec!["sessions".into()] });
    given([expected()])
        .when(submit("2026-06-18"))
        .then_rejected(Rejection::StateNotAllowed { state: Stage::Expected });
}

#[test]
fn after_its_due_day_it_is_late_and_stays_so() {
    let late = submitted(&draft(), "2026-06-19", true);
    given(draft()).when(submit("2026-06-19")).then([late.clone()]);
    let act = writes("2026-06-20");
    let recalled = Event::Recalled { act: act.clone() };
    let late = then(draft(), |_| late);
    given(late.clone()).when(Command::Recall { act }).then([recalled.clone()]);
    let again = then(late, |_| recalled);
    let once_more = submitted(&again, "2026-06-20", true);
    given(again).when(submit("2026-06-20")).then([once_more]);
}

#[test]
fn nothing_is_written_after_the_last_open_day_but_under_an_exception() {
    let locked = Rejection::PeriodLocked { open_until: day("2026-07-01") };
    let on = "2026-07-02";
    let start = Command::Start { prefill: prefill(), act: writes(on) };
    given([expected()]).when(start).then_rejected(locked.clone());
    let withdraw = Command::WithdrawAdjustment { id: ADJUSTMENT, act: writes(on) };
    let refresh = Command::RefreshPrefill { prefill: prefill(), act: writes(on) };
    for command in [save("I", "x", writes(on)), submit(on), withdraw, refresh] {
        given(draft()).when(command).then_rejected(locked.clone());
    }
    given(handed_in()).when(Command::Recall { act: writes(on) }).then_rejected(locked);

    let until = day("2026-07-10");
    given(draft()).when(Command::Reopen { until }).then([Event::Reopened { until }]);
    let reopened = then(draft(), |_| Event::Reopened { until });
    let handed_in = submitted(&reopened, "2026-07-10", true);
    given(reopened.clone()).when(submit("2026-07-10")).then([handed_in]);
    given(reopened.clone()).when(Command::Reopen { until: day("2026-07-09") }).then([]);
    let over = Rejection::PeriodLocked { open_until: until };
    given(reopened).when(submit("2026-07-11")).then_rejected(over);
}

#[test]
fn what_was_handed_in_does_not_change() {
    let adjust = adjust(adjustment("courses", 2));
    let refresh = Command::RefreshPrefill { prefill: prefill(), act: writes("2026-06-18") };
    for command in [
        save("I", "x", writes("2026-06-18")),
        comment("sessions"),
        adjust,
        refresh,
        submit("2026-06-18"),
    ] {
        given(handed_in())
            .when(command)
            .then_rejected(Rejection::StateNotAllowed { state: Stage::Submitted });
    }
}

#[test]
fn the_hash_is_of_the_text_that_is_frozen() {
    let UnitReport::Owed(standing) = UnitReport::replay(&draft()) else { panic!("it is owed") };
    let (text, hash) = standing.snapshot();
    assert_eq!(ledger::Digest::of(text.as_bytes()).to_string(), hash);
    for part in ["Đặc điểm", "chưa tổ chức", "members_declared", "2026-H1"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let other = then(draft(), |_| Event::Commented {
        figure: "sessions".into(),
        text: "lý do khác".into(),
        act: writes("2026-06-17"),
    });
    assert_ne!(sha256(&other), hash);
}

#[test]
fn a_figure_is_another_by_its_value_or_its_formula() {
    let reported = prefill();
    assert!(reported.changes(&prefill()).is_empty());
    let mut now = prefill();
    now.figures[0].value = Value::Integer(119);
    now.figures[1].formula_version = 2;
    now.figures[5].identifier = "honours".into();
    let changes = reported.changes(&now);
    let changes: Vec<_> = changes
        .iter()
        .map(|it| (it.reported.map(|it| &*it.identifier), it.present.map(|it| &*it.identifier)))
        .collect();
    assert_eq!(
        changes,
        [
            (Some("members_declared"), Some("members_declared")),
            (Some("courses"), Some("courses")),
            (Some("awards"), None),
            (None, Some("honours")),
        ]
    );
}

#[test]
fn the_past_still_reads() {
    assert_reads::<Event>(include_str!("golden.jsonl"), Event::VARIANTS);
}
