//! Figures as callers see them.

use contracts::projection::v1 as wire;

use super::labels;
use crate::domain::facts::{Fact, UnitId};
use crate::domain::figure::{Absence, Amount, Choice, Class, Reason, Value};
use crate::domain::formulas::Scene;
use crate::domain::plan::{Bearer, Duty, DutyBasis, DutyRole, IndicatorSource, ItemKind, Nature};
use crate::domain::plan::{Plan, PlanItem};
use crate::domain::progress::{Figure, Flag, ItemProgress, ItemState};
use crate::domain::target::{self, TargetStated};
use crate::domain::window::Window;
use chrono::NaiveDate;

/// What answers are written with: names and places come from the scene.
pub struct Writing<'s, 'a> {
    pub scene: &'s Scene<'a>,
    pub as_of: NaiveDate,
    pub structure_on: NaiveDate,
}

impl Writing<'_, '_> {
    pub fn item(&self, item: &PlanItem<'_>, progress: &ItemProgress<'_>) -> wire::ItemProgress {
        wire::ItemProgress {
            code: item.code.to_owned(),
            short_title: item.item.short_title.clone(),
            kind: item_kind(item.item.kind).into(),
            state: item_state(progress.state).into(),
            figures: progress.figures.iter().map(|figure| self.figure(figure)).collect(),
            responsibilities: item.duties.iter().map(|duty| self.duty(duty)).collect(),
        }
    }

    pub fn figure(&self, figure: &Figure<'_>) -> wire::Figure {
        let absence = figure.value.err().map_or(wire::Absence::Unspecified, absence);
        let part = |(class, value): &(Class, Value)| wire::Part {
            dimension: labels::dimension(class).to_owned(),
            key: labels::key(class),
            label: self.label(class),
            value: Some(to_value(*value)),
        };
        let earlier = |(window, value): (Window, Value)| wire::Earlier {
            window: Some(self.window(window)),
            value: Some(to_value(value)),
        };
        wire::Figure {
            indicator_code: figure.code.to_owned(),
            identifier: figure.quantity.identifier.clone(),
            title: figure.indicator.name.clone(),
            formula_version: figure.indicator.formula_version,
            measure: measure(figure.indicator.nature).into(),
            unit_of_measure: figure.quantity.unit_of_measure.clone(),
            feed_kind: feed_kind(figure.indicator.source).into(),
            value: figure.value.ok().map(to_value),
            absence: absence.into(),
            parts: figure.parts.iter().map(part).collect(),
            earlier: figure.earlier.map(earlier),
            flags: figure.flags.iter().map(|it| flag(*it).into()).collect(),
            target: figure.target.map(|fact| self.target(fact, figure.value.ok())),
            awaiting: awaiting(figure.awaiting),
        }
    }

    fn target(&self, fact: &Fact<TargetStated>, value: Option<Value>) -> wire::Target {
        let TargetStated { aim, version, .. } = fact.what;
        let attained = value.and_then(|value| target::attained(value, aim));
        let decision = fact.origin.document.as_ref();
        wire::Target {
            value: aim.to_string(),
            attained: attained.and_then(|share| match share {
                Value::Ratio { numerator, denominator } => {
                    Some(wire::Ratio { numerator, denominator })
                }
                Value::Integer(_) | Value::Mean { .. } | Value::State(_) => None,
            }),
            version,
            in_effect_from: fact.origin.occurred_on.to_string(),
            decision: decision.map(|document| self.document(&fact.origin, document)),
        }
    }

    fn label(&self, class: &Class) -> String {
        match class {
            Class::Unit(unit) => self.unit_on(*unit, self.structure_on).name,
            Class::Kind(_)
            | Class::Field(_)
            | Class::Movement(_)
            | Class::NetMovement
            | Class::MassAssociations
            | Class::WithoutMassAssociations
            | Class::Fresh
            | Class::Stale
            | Class::Choice(_)
            | Class::Tier(_) => labels::label(class).to_owned(),
        }
    }

    pub fn window(&self, window: Window) -> wire::Window {
        let until = window.by(self.as_of).map(|measured| measured.until.to_string());
        wire::Window {
            from: window.from().to_string(),
            to: window.to().to_string(),
            measured_until: until.unwrap_or_default(),
        }
    }

    /// A unit by the name it had on a day.
    pub fn unit_on(&self, unit: UnitId, day: NaiveDate) -> wire::Unit {
        let name = self.scene.structure.name_on(unit, day).unwrap_or_default().to_owned();
        wire::Unit { unit_id: unit.to_string(), name, successors: Vec::new() }
    }

    /// A unit in the structure asked for, with where its facts are counted now.
    pub fn unit(&self, unit: UnitId) -> wire::Unit {
        let heirs = self.scene.structure.heirs(unit);
        let heirs = heirs.into_iter().filter(|heir| *heir != unit);
        let successors = heirs.map(|heir| self.unit_on(heir, self.structure_on)).collect();
        wire::Unit { successors, ..self.unit_on(unit, self.structure_on) }
    }

    fn duty(&self, duty: &Duty<'_>) -> wire::Responsibility {
        let unit = match duty.bearer {
            Bearer::Unit(unit) => self.unit(*unit),
            Bearer::Group(name) => wire::Unit { name: name.clone(), ..wire::Unit::default() },
        };
        let role = role(duty.role).into();
        wire::Responsibility { role, unit: Some(unit), basis: basis(duty.basis).into() }
    }
}

pub fn plan(plan: &Plan<'_>) -> wire::Plan {
    wire::Plan {
        plan_id: plan.id.0.to_string(),
        title: plan.issued.title.clone(),
        number_symbol: plan.issued.number_symbol.clone(),
        issued_on: plan.issued.issued_on.map(|day| day.to_string()).unwrap_or_default(),
        in_force_from: plan.in_force_from.to_string(),
    }
}

pub fn to_value(value: Value) -> wire::Value {
    let number = match value {
        Value::Integer(integer) => wire::value::Number::Integer(integer),
        Value::Ratio { numerator, denominator } => {
            wire::value::Number::Ratio(wire::Ratio { numerator, denominator })
        }
        Value::Mean { sum: numerator, count: denominator } => {
            wire::value::Number::Ratio(wire::Ratio { numerator, denominator })
        }
        Value::State(Choice { key, label, .. }) => {
            let (key, label) = (key.to_owned(), label.to_owned());
            wire::value::Number::Word(wire::Word { key, label })
        }
    };
    wire::Value { number: Some(number) }
}

fn awaiting((records, amount): (usize, Amount)) -> Option<wire::Awaiting> {
    let Amount { part: amount, whole: base } = amount;
    let records = i64::try_from(records).unwrap_or(i64::MAX);
    (records > 0).then_some(wire::Awaiting { records, amount, base })
}

fn item_kind(kind: ItemKind) -> wire::ItemKind {
    match kind {
        ItemKind::Goal => wire::ItemKind::Goal,
        ItemKind::Task => wire::ItemKind::Task,
        ItemKind::Duty => wire::ItemKind::Duty,
    }
}

pub fn item_state(state: ItemState) -> wire::ItemState {
    match state {
        ItemState::NotApplicable => wire::ItemState::NotApplicable,
        ItemState::NotStarted => wire::ItemState::NotStarted,
        ItemState::InProgress => wire::ItemState::InProgress,
        ItemState::Done => wire::ItemState::Done,
        ItemState::DoneLate => wire::ItemState::DoneLate,
        ItemState::Overdue => wire::ItemState::Overdue,
    }
}

pub fn role(role: DutyRole) -> wire::ResponsibilityRole {
    match role {
        DutyRole::Lead => wire::ResponsibilityRole::Lead,
        DutyRole::Coordinate => wire::ResponsibilityRole::Coordinate,
        DutyRole::Receive => wire::ResponsibilityRole::Receive,
    }
}

fn basis(basis: DutyBasis) -> wire::ResponsibilityBasis {
    match basis {
        DutyBasis::Stated => wire::ResponsibilityBasis::Stated,
        DutyBasis::Inferred => wire::ResponsibilityBasis::Inferred,
        DutyBasis::AssignedLater => wire::ResponsibilityBasis::AssignedLater,
    }
}

fn measure(nature: Nature) -> wire::Measure {
    match nature {
        Nature::Stock => wire::Measure::Stock,
        Nature::Flow => wire::Measure::Flow,
        Nature::Derived => wire::Measure::Derived,
    }
}

fn feed_kind(source: IndicatorSource) -> wire::FeedKind {
    match source {
        IndicatorSource::Automatic => wire::FeedKind::Automatic,
        IndicatorSource::Manual => wire::FeedKind::Manual,
        IndicatorSource::Hybrid => wire::FeedKind::Hybrid,
        IndicatorSource::RollUp => wire::FeedKind::RollUp,
    }
}

fn absence(absence: Absence) -> wire::Absence {
    match absence {
        Absence::NoFacts => wire::Absence::NoFacts,
        Absence::WholeIsZero => wire::Absence::WholeIsZero,
        Absence::NotFed => wire::Absence::NotFed,
        Absence::NotBegun => wire::Absence::NotBegun,
    }
}

fn flag(flag: Flag) -> wire::Flag {
    match flag {
        Flag::Stale => wire::Flag::Stale,
        Flag::Partial => wire::Flag::Partial,
        Flag::Illustrative => wire::Flag::Illustrative,
    }
}

pub fn reason(reason: Reason) -> wire::LeftOutReason {
    match reason {
        Reason::BeforeWindow => wire::LeftOutReason::BeforeWindow,
        Reason::AfterWindow => wire::LeftOutReason::AfterWindow,
        Reason::NotYetKnown => wire::LeftOutReason::NotYetKnown,
        Reason::Corrected => wire::LeftOutReason::Corrected,
        Reason::Superseded => wire::LeftOutReason::Superseded,
        Reason::NotAMember => wire::LeftOutReason::NotAMember,
        Reason::NotAlive => wire::LeftOutReason::NotAlive,
        Reason::OtherUnit => wire::LeftOutReason::OtherUnit,
        Reason::UnitDivided => wire::LeftOutReason::UnitDivided,
        Reason::MassAssociation => wire::LeftOutReason::MassAssociation,
        Reason::NotDeclared => wire::LeftOutReason::NotDeclared,
        Reason::OthersAwaited => wire::LeftOutReason::OthersAwaited,
        Reason::Rejected => wire::LeftOutReason::Rejected,
        Reason::Retracted => wire::LeftOutReason::Retracted,
        Reason::Duplicate => wire::LeftOutReason::Duplicate,
        Reason::Unverified => wire::LeftOutReason::Unverified,
        Reason::NotCounted => wire::LeftOutReason::NotCounted,
        Reason::NotInForce => wire::LeftOutReason::NotInForce,
        Reason::NotObliged => wire::LeftOutReason::NotObliged,
        Reason::NamedInWords => wire::LeftOutReason::NamedInWords,
    }
}
