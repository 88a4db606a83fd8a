//! The plan on a day, the state of its items, and what is said about a figure beside its value.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::domain::facts::{Fact, PlanId, Step, UnitId, UnitKind};
use crate::domain::figure::{Absence, Value};
use crate::domain::formulas::Scene;
use crate::domain::plan::*;
use crate::domain::progress::{Figure, Flag, ItemState, Question, progress};
use crate::domain::told::*;
use crate::domain::window::Window;

const PLAN: PlanId = PlanId(Uuid::from_u128(1_000));
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

fn duty(told: &mut Told, item: &str, bearer: Bearer, role: DutyRole, on: &str) -> DutyStated {
    let origin = told.origin("ResponsibilityAssigned", on);
    let part = DutyPart { plan: PLAN, item: item.to_owned(), role, bearer };
    let change = DutyChange::Assigned { basis: DutyBasis::Stated, valid_to: None };
    let what = DutyStated { part, valid_from: day(on), change };
    told.facts.duties.push(Fact { origin, what: what.clone() });
    what
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
    let part = duty(&mut told, "II.4.b", Bearer::Unit(UNION), DutyRole::Lead, "2021-06-01");
    assert_eq!(bearers(&told, "2021-12-31"), 1);
    let origin = told.origin("ResponsibilityEnded", "2022-01-01");
    let what = DutyStated { change: DutyChange::Ended, ..part };
    told.facts.duties.push(Fact { origin, what });
    assert_eq!(bearers(&told, "2021-12-31"), 1);
    assert_eq!(bearers(&told, "2022-01-01"), 0);
    duty(&mut told, "II.4.b", Bearer::Unit(UNION), DutyRole::Lead, "2023-01-01");
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
    duty(&mut told, "II.4.b", Bearer::Unit(UNION), DutyRole::Lead, "2021-06-01");
    duty(&mut told, "II.4.b", Bearer::Unit(BOARD), DutyRole::Receive, "2021-06-01");
    let state = |told: &Told, unit| {
        let question = Question { unit: Some(unit), ..about(2021, "2021-12-31") };
        ask(told, &question, |_, state| state)
    };
    assert_eq!(state(&told, UNION), ItemState::NotStarted);
    assert_eq!(state(&told, PROVINCE), ItemState::NotStarted, "a unit under it has one");
    assert_eq!(state(&told, BOARD), ItemState::NotApplicable, "who only receives has none");
    let group = Bearer::Group("cấp ủy các cấp".to_owned());
    duty(&mut told, "II.4.b", group, DutyRole::Coordinate, "2021-06-01");
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
