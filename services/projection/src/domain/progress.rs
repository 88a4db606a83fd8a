//! How far the plan is: its items on a day, the state of each, and the figures that measure it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::facts::{PlanId, UnitId};
use super::figure::{
    Absence, Class, Judged, Reason, Value, Verdict, by_unit, parts, value, within,
};
use super::formulas::{self, Formula, Scene};
use super::plan::{Bearer, DutyRole, Indicator, Plan, PlanItem, Quantity};
use super::structure::Reach;
use super::window::{Measured, Window};

/// What is asked, with all defaults filled in. What is known is up to the facts handed over.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// `None`: the plan in force.
    pub plan: Option<PlanId>,
    pub as_of: NaiveDate,
    pub window: Window,
    /// `None`: the whole Union.
    pub unit: Option<UnitId>,
    /// Empty: all items.
    pub items: BTreeSet<String>,
    /// Types of events that wait for an operator.
    pub parked: BTreeSet<String>,
}

/// The plan, and how far its items are.
pub struct Progress<'a> {
    pub plan: Plan<'a>,
    /// One for each item asked for, by its place in the plan.
    pub items: Vec<ItemProgress<'a>>,
}

pub struct ItemProgress<'a> {
    /// Its place among the plan's items.
    pub place: usize,
    pub state: ItemState,
    pub figures: Vec<Figure<'a>>,
}

/// How far an item is. Without an approved target and due date there are no more states than these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    NotApplicable,
    NotStarted,
    InProgress,
}

/// A quantity of an indicator in a window.
pub struct Figure<'a> {
    pub code: &'a str,
    pub indicator: &'a Indicator,
    pub quantity: &'a Quantity,
    pub value: Result<Value, Absence>,
    pub parts: Vec<(Class, Value)>,
    pub earlier: Option<(Window, Value)>,
    pub flags: BTreeSet<Flag>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    Stale,
    Partial,
    Illustrative,
}

/// How far the plan is; `None` if no such plan is known on that day.
#[must_use]
pub fn progress<'a>(scene: &Scene<'a>, question: &Question) -> Option<Progress<'a>> {
    let plan = Plan::on(scene.facts, question.plan, question.as_of)?;
    let wanted =
        |item: &PlanItem<'_>| question.items.is_empty() || question.items.contains(item.code);
    let places = plan.items.iter().enumerate().filter(|(_, item)| wanted(item));
    let items = places.map(|(place, item)| ItemProgress {
        place,
        state: state(scene, question, plan.in_force_from, item),
        figures: figures(scene, question, item),
    });
    let items = items.collect();
    Some(Progress { plan, items })
}

fn figures<'a>(scene: &Scene<'a>, question: &Question, item: &PlanItem<'a>) -> Vec<Figure<'a>> {
    let quantities = item.indicators.iter().flat_map(|(code, indicator)| {
        let quantities = indicator.quantities.iter();
        quantities.map(move |quantity| (*code, *indicator, quantity))
    });
    quantities
        .map(|(code, indicator, quantity)| figure(scene, question, code, indicator, quantity))
        .collect()
}

/// One figure.
#[must_use]
pub fn figure<'a>(
    scene: &Scene<'a>,
    question: &Question,
    code: &'a str,
    indicator: &'a Indicator,
    quantity: &'a Quantity,
) -> Figure<'a> {
    let mut figure = Figure {
        code,
        indicator,
        quantity,
        value: Err(Absence::NotFed),
        parts: Vec::new(),
        earlier: None,
        flags: BTreeSet::new(),
    };
    let Some(formula) = formulas::find(&quantity.identifier, indicator.formula_version) else {
        return figure;
    };
    figure.earlier = question.window.before().and_then(|window| {
        let judged = judged(scene, formula, window.by(question.as_of)?, question.unit);
        Some((window, value(&judged, formula.sort, formula.silence).ok()?))
    });
    let Some(measured) = question.window.by(question.as_of) else {
        figure.value = Err(Absence::NotBegun);
        return figure;
    };
    let judged = judged(scene, formula, measured, question.unit);
    figure.value = value(&judged, formula.sort, formula.silence);
    if figure.value.is_ok() {
        figure.parts = parts(&judged, formula.sort);
    }
    figure.flags = flags(scene, &judged);
    if formula.feeds.iter().any(|event| question.parked.contains(*event)) {
        figure.flags.insert(Flag::Partial);
    }
    figure
}

/// A formula's verdicts in a window, limited to a unit, with the unit of each fact that counts.
#[must_use]
pub fn judged<'s>(
    scene: &'s Scene<'_>,
    formula: &Formula,
    measured: Measured,
    unit: Option<UnitId>,
) -> Vec<Judged<'s>> {
    let mut judged = (formula.judge)(scene, measured);
    if let Some(unit) = unit {
        within(&mut judged, unit, &scene.structure);
    }
    by_unit(&mut judged, &scene.structure);
    judged
}

fn flags(scene: &Scene<'_>, judged: &[Judged<'_>]) -> BTreeSet<Flag> {
    let of_one = |judged: &Judged<'_>| match &judged.verdict {
        Verdict::Counted(share) => {
            let stale = share.classes.iter().any(|(class, _)| *class == Class::Stale);
            let illustrative = scene.register.is_illustrative(judged.subject);
            [stale.then_some(Flag::Stale), illustrative.then_some(Flag::Illustrative)]
        }
        Verdict::LeftOut { reason, .. } => {
            [(*reason == Reason::NotDeclared).then_some(Flag::Partial), None]
        }
    };
    judged.iter().flat_map(of_one).flatten().collect()
}

fn state(
    scene: &Scene<'_>,
    question: &Question,
    in_force_from: NaiveDate,
    item: &PlanItem<'_>,
) -> ItemState {
    if question.unit.is_some_and(|unit| !has_duty(scene, item, unit)) {
        return ItemState::NotApplicable;
    }
    let since = Measured { from: in_force_from, until: question.as_of };
    let mut formulas = item.indicators.iter().flat_map(|(_, indicator)| {
        let quantities = indicator.quantities.iter();
        quantities.filter_map(|q| formulas::find(&q.identifier, indicator.formula_version))
    });
    let moved = formulas.any(|formula| {
        let judged = judged(scene, formula, since, question.unit);
        judged.iter().any(|judged| since.holds(judged.origin.occurred_on) && moves(&judged.verdict))
    });
    if moved { ItemState::InProgress } else { ItemState::NotStarted }
}

/// Whether a fact that happened under the plan sets its item in motion.
fn moves(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Counted(_) => true,
        Verdict::LeftOut { reason, .. } => match reason {
            Reason::OtherUnit | Reason::UnitDivided | Reason::Corrected | Reason::NotYetKnown => {
                false
            }
            Reason::BeforeWindow
            | Reason::AfterWindow
            | Reason::Superseded
            | Reason::NotAMember
            | Reason::NotAlive
            | Reason::MassAssociation
            | Reason::NotDeclared
            | Reason::OthersAwaited => true,
        },
    }
}

/// Whether a unit has something to do in an item. Bodies that the plan names in words only may be
/// anybody's, so such an item is never said not to apply.
fn has_duty(scene: &Scene<'_>, item: &PlanItem<'_>, unit: UnitId) -> bool {
    item.duties.iter().filter(|duty| duty.role != DutyRole::Receive).any(|duty| match duty.bearer {
        Bearer::Unit(bearer) => scene.structure.reach(unit, *bearer) == Reach::Inside,
        Bearer::Group(_) => true,
    })
}

#[cfg(test)]
mod scenarios;
