//! How far the plan is: its items on a day, the state of each, and the figures that measure it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::facts::{Fact, PlanId, UnitId};
use super::figure::{
    Absence, Amount, Class, Judged, Reason, Subject, Value, Verdict, awaiting, by_unit, parts,
    value, within,
};
use super::formulas::{self, Formula, Scene};
use super::plan::{Bearer, DutyRole, Indicator, IndicatorSource, Plan, PlanItem, Quantity};
use super::structure::Reach;
use super::target::{self, TargetStated};
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

/// How far an item is. Without a target in force there are no more states than the first three; one is
/// due on the last day of its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemState {
    NotApplicable,
    NotStarted,
    InProgress,
    /// What was aimed at is reached by what happened in the period.
    Done,
    /// It was not, but is by what happened since.
    DoneLate,
    /// The period has passed, and it is not reached.
    Overdue,
}

/// Which plan a figure belongs to, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    pub plan: PlanId,
    /// `None`: the whole Union.
    pub unit: Option<UnitId>,
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
    /// What is aimed at in the window.
    pub target: Option<&'a Fact<TargetStated>>,
    /// How many records wait to be verified, and what they would add.
    pub awaiting: (usize, Amount),
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
        state: state(scene, question, &plan, item),
        figures: figures(scene, question, plan.id, item),
    });
    let items = items.collect();
    Some(Progress { plan, items })
}

fn figures<'a>(
    scene: &Scene<'a>,
    question: &Question,
    plan: PlanId,
    item: &PlanItem<'a>,
) -> Vec<Figure<'a>> {
    let figure = |(measures, quantity)| figure(scene, question, plan, measures, quantity);
    quantities(item).map(figure).collect()
}

/// What measures an item: each quantity, with its indicator.
fn quantities<'p, 'a>(
    item: &'p PlanItem<'a>,
) -> impl Iterator<Item = ((&'a str, &'a Indicator), &'a Quantity)> + 'p {
    item.indicators.iter().flat_map(|(code, indicator)| {
        indicator.quantities.iter().map(move |quantity| ((*code, *indicator), quantity))
    })
}

/// One figure.
#[must_use]
pub fn figure<'a>(
    scene: &Scene<'a>,
    question: &Question,
    plan: PlanId,
    (code, indicator): (&'a str, &'a Indicator),
    quantity: &'a Quantity,
) -> Figure<'a> {
    let scope = Scope { plan, unit: question.unit };
    let mut figure = Figure {
        code,
        indicator,
        quantity,
        value: Err(Absence::NotFed),
        parts: Vec::new(),
        earlier: None,
        flags: BTreeSet::new(),
        target: target_of(scene, question, scope, quantity),
        awaiting: (0, Amount::default()),
    };
    let Some(formula) = formulas::find(&quantity.identifier, indicator.formula_version) else {
        return figure;
    };
    figure.earlier = question.window.before().and_then(|window| {
        let judged = judged(scene, formula, window.by(question.as_of)?, scope);
        Some((window, value(&judged, formula.sort, formula.silence).ok()?))
    });
    let Some(measured) = question.window.by(question.as_of) else {
        figure.value = Err(Absence::NotBegun);
        return figure;
    };
    let judged = judged(scene, formula, measured, scope);
    figure.value = value(&judged, formula.sort, formula.silence);
    if figure.value.is_ok() {
        figure.parts = parts(&judged, formula.sort);
    }
    figure.awaiting = awaiting(&judged);
    figure.flags = flags(scene, &judged);
    let half_fed = indicator.source == IndicatorSource::Hybrid && formula.counts_records_only();
    if half_fed || formula.feeds.iter().any(|event| question.parked.contains(*event)) {
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
    scope: Scope,
) -> Vec<Judged<'s>> {
    let mut judged = formula.judge(scene, scope.plan, measured);
    if let Some(unit) = scope.unit {
        within(&mut judged, unit, &scene.structure);
    }
    by_unit(&mut judged, &scene.structure);
    judged
}

fn target_of<'a>(
    scene: &Scene<'a>,
    question: &Question,
    scope: Scope,
    quantity: &Quantity,
) -> Option<&'a Fact<TargetStated>> {
    let aim = (scope.plan, quantity.identifier.as_str(), scope.unit);
    target::in_force(scene.facts, aim, question.window, question.as_of)
}

fn flags(scene: &Scene<'_>, judged: &[Judged<'_>]) -> BTreeSet<Flag> {
    let of_one = |judged: &Judged<'_>| match &judged.verdict {
        Verdict::Counted(share) => {
            let stale = share.classes.iter().any(|(class, _)| *class == Class::Stale);
            let illustrative = scene.is_illustrative(judged.subject);
            [stale.then_some(Flag::Stale), illustrative.then_some(Flag::Illustrative)]
        }
        Verdict::Awaits(_) => [None, None],
        Verdict::LeftOut { reason, .. } => {
            let unknown = matches!(reason, Reason::NotDeclared | Reason::NamedInWords);
            [unknown.then_some(Flag::Partial), None]
        }
    };
    judged.iter().flat_map(of_one).flatten().collect()
}

/// How far an item is, for whoever is asked about.
#[must_use]
pub fn state(
    scene: &Scene<'_>,
    question: &Question,
    plan: &Plan<'_>,
    item: &PlanItem<'_>,
) -> ItemState {
    if question.unit.is_some_and(|unit| !has_duty(scene, item, unit)) {
        return ItemState::NotApplicable;
    }
    let scope = Scope { plan: plan.id, unit: question.unit };
    let since = Measured { from: plan.in_force_from, until: question.as_of };
    against_targets(scene, question, scope, item).unwrap_or_else(|| {
        match has_moved(scene, since, scope, item) {
            true => ItemState::InProgress,
            false => ItemState::NotStarted,
        }
    })
}

/// The state by the targets in force for the window; `None` if there are none, or time is left.
fn against_targets(
    scene: &Scene<'_>,
    question: &Question,
    scope: Scope,
    item: &PlanItem<'_>,
) -> Option<ItemState> {
    let aims: Vec<_> = quantities(item)
        .filter_map(|((_, indicator), quantity)| {
            let target = target_of(scene, question, scope, quantity)?;
            Some((formulas::find(&quantity.identifier, indicator.formula_version), target))
        })
        .collect();
    let measured = question.window.by(question.as_of).filter(|_| !aims.is_empty())?;
    let reached = |measured: Measured| {
        aims.iter().all(|(formula, target)| {
            let value = formula.and_then(|formula| {
                let judged = judged(scene, formula, measured, scope);
                value(&judged, formula.sort, formula.silence).ok()
            });
            value.is_some_and(|value| target::is_reached(value, target.what.aim))
        })
    };
    if reached(measured) {
        return Some(ItemState::Done);
    }
    let is_over = question.window.to() < question.as_of;
    is_over.then(|| match reached(Measured { until: question.as_of, ..measured }) {
        true => ItemState::DoneLate,
        false => ItemState::Overdue,
    })
}

/// Whether anything happened under the plan that feeds the item.
fn has_moved(scene: &Scene<'_>, since: Measured, scope: Scope, item: &PlanItem<'_>) -> bool {
    let mut formulas = quantities(item).filter_map(|((_, indicator), quantity)| {
        formulas::find(&quantity.identifier, indicator.formula_version)
    });
    formulas.any(|formula| {
        let judged = judged(scene, formula, since, scope);
        judged.iter().any(|judged| since.holds(judged.origin.occurred_on) && moves(judged))
    })
}

/// Whether a fact that happened under the plan sets its item in motion.
fn moves(judged: &Judged<'_>) -> bool {
    match judged.subject {
        Subject::Organisation(_) | Subject::Record(_) | Subject::Kept { .. } => {}
        // Who has to do it is no news of its being done.
        Subject::Unit(_) | Subject::Group(_) => return false,
    }
    match &judged.verdict {
        Verdict::Counted(_) => true,
        Verdict::Awaits(_) => false,
        Verdict::LeftOut { reason, .. } => match reason {
            Reason::OtherUnit
            | Reason::UnitDivided
            | Reason::Corrected
            | Reason::NotYetKnown
            | Reason::Rejected
            | Reason::Retracted
            | Reason::Duplicate
            | Reason::Unverified
            | Reason::NotCounted
            | Reason::NotObliged
            | Reason::NamedInWords => false,
            Reason::BeforeWindow
            | Reason::AfterWindow
            | Reason::Superseded
            | Reason::NotAMember
            | Reason::NotAlive
            | Reason::MassAssociation
            | Reason::NotDeclared
            | Reason::OthersAwaited
            | Reason::NotInForce => true,
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

/// The parts in an item of a unit, or of units under it.
#[must_use]
pub fn roles(scene: &Scene<'_>, item: &PlanItem<'_>, unit: UnitId) -> BTreeSet<DutyRole> {
    let theirs = item.duties.iter().filter(|duty| match duty.bearer {
        Bearer::Unit(bearer) => scene.structure.reach(unit, *bearer) == Reach::Inside,
        Bearer::Group(_) => false,
    });
    theirs.map(|duty| duty.role).collect()
}

#[cfg(test)]
mod scenarios;
