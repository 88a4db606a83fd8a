//! The plan on a day, the state of its items, and what is said about a figure beside its value.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::domain::facts::{Fact, PlanId, Step, UnitId, UnitKind};
use crate::domain::figure::{Absence, Value};
use crate::domain::formulas::Scene;
use crate::domain::plan::*;
use crate::domain::progress::{Figure, Flag, ItemState, Question, progress};
use crate::domain::record::{Outcome, Said};
use crate::domain::target::{Decimal, TargetStated};
use crate::domain::told::*;
use crate::domain::window::Window;

const BOARD: UnitId = UnitId(Uuid::from_u128(70));

fn plan(told: &mut Told, plan: PlanId, on: &str) {
    let origin = told.origin("PlanIssued", on);
    let (title, number_symbol) = ("KẾ HOẠCH".to_owned(), String::new());
    let what = PlanIssued { plan, title, number_symbol, issued_on: None };
    told.facts.plans.push(Fact { origin, what });
}

fn item(told: &mut Told, code: &str, title: Option<&str>, on: &str) {
    let origin = told.origin("PlanItemDefined", on);
    let item = title.map(|title| Item { kind: ItemKind::Task, short_title: title.to_owned() });
    let what = ItemStated { plan: PLAN, code: code.to_owned(), item };
    told.facts.items.push(Fact { origin, what });
}

fn indicator(told: &mut Told, code: &str, identifier: &str, version: i32, on: &str) {
    let origin = told.origin("IndicatorPublished", on);
    let indicator = Indicator {
        item: code.split('/').next().unwrap_or_default().to_owned(),
        formula_version: version,
        name: format!("{identifier} v{version}"),
        source: IndicatorSource::Automatic,
        nature: Nature::Stock,
        formula: "in words".to_owned(),
        quantities: vec![Quantity {
            identifier: identifier.to_owned(),
            unit_of_measure: "hội viên".to_owned(),
        }],
    };
    let what = IndicatorStated { plan: PLAN, code: code.to_owned(), indicator: Some(indicator) };
    told.facts.indicators.push(Fact { origin, what });
}

/// A plan of June 2021 with one item and the total of members.
fn small_plan() -> Told {
    let mut told = Told::default();
    told.two_provinces();
    plan(&mut told, PLAN, "2021-06-01");
    item(&mut told, "II.4.b", Some("Phát triển hội viên"), "2021-06-01");
    indicator(&mut told, "II.4.b/3", "members_declared", 1, "2021-06-01");
    told
}

fn about(year: i32, as_of: &str) -> Question {
    Question {
        plan: None,
        as_of: day(as_of),
        window: Window::calendar_year(year).unwrap(),
        unit: None,
        items: BTreeSet::new(),
        parked: BTreeSet::new(),
    }
}

fn ask<T>(told: &Told, question: &Question, look: impl FnOnce(&Figure<'_>, ItemState) -> T) -> T {
    let scene = Scene::of(&told.facts, question.as_of, Months::new(12));
    let progress = progress(&scene, question).unwrap();
    look(&progress.items[0].figures[0], progress.items[0].state)
}

fn plan_on(told: &Told, on: &str) -> Option<PlanId> {
    Plan::on(&told.facts, None, day(on)).map(|plan| plan.id)
}

fn codes(told: &Told, on: &str) -> Vec<String> {
    let plan = Plan::on(&told.facts, Some(PLAN), day(on)).unwrap();
    plan.items.iter().map(|item| item.code.to_owned()).collect()
}

fn bearers(told: &Told, on: &str) -> usize {
    Plan::on(&told.facts, Some(PLAN), day(on)).unwrap().items[0].duties.len()
}

#[test]
fn the_plan_in_force_is_the_one_issued_last_and_not_ended() {
    let mut told = small_plan();
    let next = PlanId(Uuid::from_u128(1_001));
    plan(&mut told, next, "2023-01-01");
    let origin = told.origin("PlanConcluded", "2024-01-01");
    told.facts.plan_ends.push(Fact { origin, what: PlanEnded { plan: next } });
    assert_eq!(plan_on(&told, "2021-05-31"), None);
    assert_eq!(plan_on(&told, "2021-06-01"), Some(PLAN));
    assert_eq!(plan_on(&told, "2023-01-01"), Some(next));
    assert_eq!(plan_on(&told, "2024-01-01"), Some(PLAN));
    assert!(Plan::on(&told.facts, Some(next), day("2024-06-01")).is_some(), "it is history");
}

#[test]
fn items_stand_in_the_plans_order_as_they_were_on_the_day() {
    let mut told = small_plan();
    for code in ["III.1", "I.3", "II.1.b", "II.1.a", "I.10", "II.5.g"] {
        item(&mut told, code, Some("một"), "2021-06-01");
    }
    item(&mut told, "I.10", None, "2022-01-01");
    item(&mut told, "II.6", Some("sau"), "2022-01-01");
    let before = ["I.3", "I.10", "II.1.a", "II.1.b", "II.4.b", "II.5.g", "III.1"];
    assert_eq!(codes(&told, "2021-12-31"), before);
    let after = ["I.3", "II.1.a", "II.1.b", "II.4.b", "II.5.g", "II.6", "III.1"];
    assert_eq!(codes(&told, "2022-01-01"), after);
}

#[test]
fn a_part_in_an_item_holds_from_its_first_day_to_its_end() {
    let mut told = small_plan();
    let part = told.obliged("II.4.b", Bearer::Unit(UNION), DutyRole::Lead, "2021-06-01");
    assert_eq!(bearers(&told, "2021-12-31"), 1);
    told.released(part, "2022-01-01");
    assert_eq!(bearers(&told, "2021-12-31"), 1);
    assert_eq!(bearers(&told, "2022-01-01"), 0);
    told.obliged("II.4.b", Bearer::Unit(UNION), DutyRole::Lead, "2023-01-01");
    assert_eq!(bearers(&told, "2023-01-01"), 1, "assigned again");
}

#[test]
fn an_item_has_not_started_while_nothing_happened_under_the_plan() {
    let mut told = small_plan();
    told.step(MECHANICS, Step::Admitted, "2015-01-01");
    told.declared(MECHANICS, 90, "2020-12-31");
    let state = |told: &Told| ask(told, &about(2021, "2021-12-31"), |_, state| state);
    assert_eq!(
        state(&told),
        ItemState::NotStarted,
        "what was before the plan is no progress of it"
    );
    told.declared(MECHANICS, 100, "2021-12-31");
    assert_eq!(state(&told), ItemState::InProgress);
    let earlier = ask(&told, &about(2021, "2021-12-30"), |_, state| state);
    assert_eq!(earlier, ItemState::NotStarted);
}

#[test]
fn an_item_does_not_apply_to_a_unit_without_a_duty_in_it() {
    let mut told = small_plan();
    told.unit(BOARD, UnitKind::Body, None, "2000-01-01");
    told.obliged("II.4.b", Bearer::Unit(UNION), DutyRole::Lead, "2021-06-01");
    told.obliged("II.4.b", Bearer::Unit(BOARD), DutyRole::Receive, "2021-06-01");
    let state = |told: &Told, unit| {
        let question = Question { unit: Some(unit), ..about(2021, "2021-12-31") };
        ask(told, &question, |_, state| state)
    };
    assert_eq!(state(&told, UNION), ItemState::NotStarted);
    assert_eq!(state(&told, PROVINCE), ItemState::NotStarted, "a unit under it has one");
    assert_eq!(state(&told, BOARD), ItemState::NotApplicable, "who only receives has none");
    let group = Bearer::Group("cấp ủy các cấp".to_owned());
    told.obliged("II.4.b", group, DutyRole::Coordinate, "2021-06-01");
    assert_eq!(state(&told, BOARD), ItemState::NotStarted, "the words may mean it");
}

#[test]
fn an_indicator_that_nothing_feeds_is_listed_and_says_so() {
    let mut told = small_plan();
    indicator(&mut told, "II.4.b/2", "something_else", 1, "2021-06-01");
    ask(&told, &about(2021, "2021-12-31"), |figure, state| {
        assert_eq!(figure.code, "II.4.b/2");
        assert_eq!((figure.value, state), (Err(Absence::NotFed), ItemState::NotStarted));
    });
}

#[test]
fn a_version_that_nobody_knows_how_to_count_is_not_counted_by_another() {
    let mut told = small_plan();
    told.step(MECHANICS, Step::Admitted, "2015-01-01");
    told.declared(MECHANICS, 90, "2021-12-31");
    indicator(&mut told, "II.4.b/3", "members_declared", 2, "2023-01-01");
    let value = |year, as_of: &str| ask(&told, &about(year, as_of), |figure, _| figure.value);
    assert_eq!(value(2021, "2022-12-31"), Ok(Value::Integer(90)));
    assert_eq!(value(2021, "2023-01-01"), Err(Absence::NotFed));
}

#[test]
fn a_figure_shows_its_value_at_the_end_of_the_period_before() {
    let mut told = small_plan();
    told.step(MECHANICS, Step::Admitted, "2015-01-01");
    told.declared(MECHANICS, 90, "2021-12-31");
    told.declared(MECHANICS, 100, "2022-06-30");
    let year = |year: i32| Window::calendar_year(year).unwrap();
    ask(&told, &about(2022, "2022-08-01"), |figure, _| {
        assert_eq!(figure.value, Ok(Value::Integer(100)));
        assert_eq!(figure.earlier, Some((year(2021), Value::Integer(90))));
    });
    ask(&told, &about(2021, "2022-08-01"), |figure, _| {
        assert_eq!((figure.value, figure.earlier), (Ok(Value::Integer(90)), None));
    });
}

#[test]
fn a_window_that_begins_later_has_no_value_yet() {
    let mut told = small_plan();
    told.step(MECHANICS, Step::Admitted, "2015-01-01");
    told.declared(MECHANICS, 90, "2021-12-31");
    ask(&told, &about(2023, "2022-08-01"), |figure, _| {
        assert_eq!(figure.value, Err(Absence::NotBegun));
    });
}

#[test]
fn flags_travel_with_the_figure() {
    let mut told = small_plan();
    told.described(MECHANICS, PROVINCE, "2015-01-01");
    told.step(MECHANICS, Step::Admitted, "2015-01-01");
    told.declared(MECHANICS, 90, "2021-12-31");
    let flags = |question: Question| {
        ask(&told, &question, |figure, _| figure.flags.iter().copied().collect::<Vec<_>>())
    };
    assert_eq!(flags(about(2021, "2021-12-31")), [Flag::Illustrative]);
    assert_eq!(flags(about(2023, "2023-06-30")), [Flag::Stale, Flag::Illustrative]);
    let mut parked = about(2021, "2021-12-31");
    parked.parked.insert("HeadcountCorrected".to_owned());
    assert_eq!(flags(parked), [Flag::Partial, Flag::Illustrative]);
    let mut parked = about(2021, "2021-12-31");
    parked.parked.insert("ClubClosed".to_owned());
    assert_eq!(flags(parked), [Flag::Illustrative], "it cannot touch this figure");
}

#[test]
fn only_the_items_asked_for_are_answered() {
    let mut told = small_plan();
    item(&mut told, "II.4.c", Some("Đào tạo"), "2021-06-01");
    let mut question = about(2021, "2021-12-31");
    question.items.insert("II.4.c".to_owned());
    let scene = Scene::of(&told.facts, question.as_of, Months::new(12));
    let progress = progress(&scene, &question).unwrap();
    let places: Vec<_> = progress.items.iter().map(|item| item.place).collect();
    assert_eq!(places, [1]);
    let as_of: NaiveDate = question.as_of;
    assert_eq!(progress.plan, Plan::on(&told.facts, None, as_of).unwrap());
}

fn target(told: &mut Told, quantity: &str, unit: Option<UnitId>, year: i32, scaled: i64, on: &str) {
    let origin = told.origin("TargetSet", on);
    let window = Window::calendar_year(year).unwrap();
    let what = TargetStated {
        plan: PLAN,
        quantity: quantity.to_owned(),
        unit,
        from: window.from(),
        to: window.to(),
        version: 1,
        aim: Decimal { scaled, places: 0 },
    };
    told.facts.targets.push(Fact { origin, what });
}

/// A plan of June 2021 with one item, and the number of issues of the bulletin.
fn bulletin() -> Told {
    let mut told = Told::default();
    told.two_provinces();
    plan(&mut told, PLAN, "2021-06-01");
    item(&mut told, "II.5.d", Some("Truyền thông"), "2021-06-01");
    indicator(&mut told, "II.5.d/1", "bulletin_issues", 1, "2021-06-01");
    told
}

fn issue(told: &mut Told, number: i64, on: &str) -> i64 {
    let content = [("issue_no", Said::Number(number)), ("year", Said::Number(2022))];
    told.filed("BULLETIN_ISSUE", UNION, on, content)
}

#[test]
fn an_item_moves_with_the_first_record_that_is_verified() {
    let mut told = bulletin();
    let state = |told: &Told| ask(told, &about(2022, "2022-12-31"), |_, state| state);
    let first = issue(&mut told, 1, "2022-03-01");
    let second = issue(&mut told, 2, "2022-06-01");
    told.became(second, Outcome::Rejected);
    assert_eq!(state(&told), ItemState::NotStarted, "nobody has verified anything");
    told.became(first, Outcome::Verified);
    assert_eq!(state(&told), ItemState::InProgress);
    told.became(first, Outcome::Retracted);
    assert_eq!(state(&told), ItemState::NotStarted);
}

#[test]
fn who_has_to_do_it_is_no_news_of_its_being_done() {
    let mut told = bulletin();
    item(&mut told, "II.1.a", Some("Quán triệt"), "2021-06-01");
    indicator(&mut told, "II.1.a/1", "dissemination_coverage_pct", 1, "2021-06-01");
    told.obliged("II.1.a", Bearer::Unit(UNION), DutyRole::Lead, "2021-06-01");
    ask(&told, &about(2022, "2022-12-31"), |figure, state| {
        let none = Value::Ratio { numerator: 0, denominator: 1 };
        assert_eq!((figure.value, state), (Ok(none), ItemState::NotStarted));
    });
}

#[test]
fn a_target_is_done_in_time_late_or_overdue() {
    let mut told = bulletin();
    target(&mut told, "bulletin_issues", None, 2022, 2, "2022-01-10");
    let state = |told: &Told, as_of: &str| ask(told, &about(2022, as_of), |_, state| state);
    let first = issue(&mut told, 1, "2022-03-01");
    told.became(first, Outcome::Verified);
    assert_eq!(state(&told, "2022-02-01"), ItemState::NotStarted);
    assert_eq!(state(&told, "2022-12-31"), ItemState::InProgress, "the last day is not over");
    assert_eq!(state(&told, "2023-01-01"), ItemState::Overdue);
    let late = issue(&mut told, 2, "2023-02-01");
    assert_eq!(state(&told, "2023-02-01"), ItemState::Overdue, "it waits to be verified");
    told.became(late, Outcome::Verified);
    assert_eq!(state(&told, "2023-01-31"), ItemState::Overdue);
    assert_eq!(state(&told, "2023-02-01"), ItemState::DoneLate);
    let third = issue(&mut told, 3, "2022-10-01");
    told.became(third, Outcome::Verified);
    assert_eq!(state(&told, "2022-10-01"), ItemState::Done);
    assert_eq!(state(&told, "2024-01-01"), ItemState::Done);
}

#[test]
fn a_target_is_told_for_exactly_its_quantity_unit_and_period_from_its_first_day() {
    let mut told = bulletin();
    target(&mut told, "bulletin_issues", None, 2022, 6, "2022-01-10");
    target(&mut told, "bulletin_issues", Some(UNION), 2022, 4, "2022-01-10");
    target(&mut told, "bulletin_issues", None, 2022, 5, "2022-07-01");
    target(&mut told, "bulletin_copies", None, 2022, 9_000, "2022-01-10");
    let aim = |question: Question| {
        ask(&told, &question, |figure, _| figure.target.map(|target| target.what.aim.scaled))
    };
    assert_eq!(aim(about(2022, "2022-01-09")), None);
    assert_eq!(aim(about(2022, "2022-01-10")), Some(6));
    assert_eq!(aim(about(2022, "2022-07-01")), Some(5), "it was revised");
    assert_eq!(aim(about(2023, "2023-07-01")), None);
    let of = |unit| Question { unit: Some(unit), ..about(2022, "2022-12-31") };
    assert_eq!((aim(of(UNION)), aim(of(NEIGHBOUR_UNION))), (Some(4), None));
}

#[test]
fn a_hybrid_without_its_automatic_part_says_that_it_is_not_whole() {
    let mut told = bulletin();
    let origin = told.origin("IndicatorPublished", "2021-06-01");
    let mut what = told.facts.indicators[0].what.clone();
    what.code = "II.5.d/0".to_owned();
    let indicator = what.indicator.as_mut().unwrap();
    indicator.source = IndicatorSource::Hybrid;
    indicator.quantities[0].identifier = "knowledge_events".to_owned();
    told.facts.indicators.push(Fact { origin, what });
    ask(&told, &about(2022, "2022-12-31"), |figure, _| {
        assert_eq!(figure.code, "II.5.d/0");
        assert_eq!(figure.value, Err(Absence::NoFacts));
        assert!(figure.flags.contains(&Flag::Partial));
    });
}
