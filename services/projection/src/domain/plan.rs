//! The plan as it stood on a day: its items, who answers for them, and what measures them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::facts::{Fact, Facts, PlanId, UnitId};

/// A plan came into force.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanIssued {
    pub plan: PlanId,
    pub title: String,
    /// Empty where it is not known.
    pub number_symbol: String,
    /// Date of the document, where it is known.
    pub issued_on: Option<NaiveDate>,
}

/// A plan was concluded, or another one took its place.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanEnded {
    pub plan: PlanId,
}

/// A plan has an item, or another wording of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemStated {
    pub plan: PlanId,
    pub code: String,
    /// `None`: the item was withdrawn.
    pub item: Option<Item>,
}

/// What a plan says in an item, as far as progress shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub kind: ItemKind,
    pub short_title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ItemKind {
    Goal,
    Task,
    Duty,
}

/// Somebody has a part in an item from the day of the fact, or has it no longer.
#[derive(Debug, Clone, PartialEq)]
pub struct DutyStated {
    pub part: DutyPart,
    /// First day of the part.
    pub valid_from: NaiveDate,
    pub change: DutyChange,
}

/// Who has which part in which item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DutyPart {
    pub plan: PlanId,
    pub item: String,
    pub role: DutyRole,
    pub bearer: Bearer,
}

#[derive(Debug, Clone, PartialEq)]
pub enum DutyChange {
    /// First day without it, where the assignment sets one.
    Assigned { basis: DutyBasis, valid_to: Option<NaiveDate> },
    /// The day of the fact is the first day without it.
    Ended,
}

/// A unit, or bodies that the plan names in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearer {
    Unit(UnitId),
    Group(String),
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumString, strum::IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum DutyRole {
    Lead,
    Coordinate,
    Receive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum DutyBasis {
    Stated,
    Inferred,
    AssignedLater,
}

/// A plan has an indicator, or another version of it.
#[derive(Debug, Clone, PartialEq)]
pub struct IndicatorStated {
    pub plan: PlanId,
    pub code: String,
    /// `None`: the indicator was retired.
    pub indicator: Option<Indicator>,
}

/// What an indicator means, in one version.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    pub item: String,
    pub formula_version: i32,
    pub name: String,
    pub source: IndicatorSource,
    pub nature: Nature,
    pub formula: String,
    /// Never empty.
    pub quantities: Vec<Quantity>,
}

/// One value that an indicator measures.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    pub identifier: String,
    pub unit_of_measure: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum IndicatorSource {
    Automatic,
    Manual,
    Hybrid,
    RollUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Nature {
    Stock,
    Flow,
    Derived,
}

/// A plan on a day.
#[derive(Debug, PartialEq)]
pub struct Plan<'a> {
    pub id: PlanId,
    pub issued: &'a PlanIssued,
    pub in_force_from: NaiveDate,
    /// In the plan's order.
    pub items: Vec<PlanItem<'a>>,
}

/// An item on a day.
#[derive(Debug, PartialEq)]
pub struct PlanItem<'a> {
    pub code: &'a str,
    pub item: &'a Item,
    pub duties: Vec<Duty<'a>>,
    /// In the order of their codes.
    pub indicators: Vec<(&'a str, &'a Indicator)>,
}

/// A part that somebody has in an item on a day.
#[derive(Debug, PartialEq)]
pub struct Duty<'a> {
    pub role: DutyRole,
    pub bearer: &'a Bearer,
    pub basis: DutyBasis,
}

impl<'a> Plan<'a> {
    /// The plan asked for, or the one in force: of several, the one that came into force last.
    #[must_use]
    pub fn on(facts: &'a Facts, wanted: Option<PlanId>, day: NaiveDate) -> Option<Self> {
        let ended = |plan| {
            let mut ends = facts.plan_ends.iter();
            ends.any(|end| end.what.plan == plan && end.origin.occurred_on <= day)
        };
        let issued = facts.plans.iter().filter(|fact| fact.origin.occurred_on <= day);
        let fact = match wanted {
            Some(plan) => issued.filter(|fact| fact.what.plan == plan).max_by_key(|f| f.order()),
            None => issued.filter(|fact| !ended(fact.what.plan)).max_by_key(|f| f.order()),
        }?;
        let id = fact.what.plan;
        let items = items_on(facts, id, day);
        Some(Self { id, issued: &fact.what, in_force_from: fact.origin.occurred_on, items })
    }
}

fn items_on(facts: &Facts, plan: PlanId, day: NaiveDate) -> Vec<PlanItem<'_>> {
    let stated = facts.items.iter().filter(|fact| fact.what.plan == plan);
    let mut items: Vec<_> = latest(stated, day, |what| what.code.as_str())
        .filter_map(|(code, what)| {
            let item = what.item.as_ref()?;
            Some(PlanItem { code, item, duties: Vec::new(), indicators: Vec::new() })
        })
        .collect();
    items.sort_by_key(|item| code_order(item.code));

    let stated = facts.indicators.iter().filter(|fact| fact.what.plan == plan);
    for (code, what) in latest(stated, day, |what| what.code.as_str()) {
        let Some(indicator) = &what.indicator else { continue };
        if let Some(item) = items.iter_mut().find(|item| item.code == indicator.item) {
            item.indicators.push((code, indicator));
        }
    }
    for item in &mut items {
        item.indicators.sort_by_key(|(code, _)| code_order(code));
        item.duties = duties_on(facts, plan, item.code, day);
    }
    items
}

/// The last fact of each key by a day.
fn latest<'a, T: 'a>(
    facts: impl Iterator<Item = &'a Fact<T>>,
    day: NaiveDate,
    key: impl Fn(&'a T) -> &'a str,
) -> impl Iterator<Item = (&'a str, &'a T)> {
    let mut facts: Vec<_> = facts.filter(|fact| fact.origin.occurred_on <= day).collect();
    facts.sort_by_key(|fact| fact.order());
    facts.into_iter().map(|f| (key(&f.what), &f.what)).collect::<BTreeMap<_, _>>().into_iter()
}

fn duties_on<'a>(facts: &'a Facts, plan: PlanId, item: &str, day: NaiveDate) -> Vec<Duty<'a>> {
    let of_item = |duty: &&Fact<DutyStated>| {
        duty.what.part.plan == plan && duty.what.part.item == item && duty.what.valid_from <= day
    };
    let mut duties: Vec<_> = facts
        .duties
        .iter()
        .filter(of_item)
        .filter_map(|duty| match duty.what.change {
            DutyChange::Assigned { basis, .. } => {
                let holds = !has_ended(facts, &duty.what, day);
                let DutyPart { role, bearer, .. } = &duty.what.part;
                holds.then_some((duty.origin.position, Duty { role: *role, bearer, basis }))
            }
            DutyChange::Ended => None,
        })
        .collect();
    duties.sort_by_key(|(position, duty)| (duty.role, *position));
    duties.into_iter().map(|(_, duty)| duty).collect()
}

/// Whether a part that was assigned has ended by a day.
#[must_use]
pub fn has_ended(facts: &Facts, assigned: &DutyStated, day: NaiveDate) -> bool {
    let set_from_the_first = match assigned.change {
        DutyChange::Assigned { valid_to, .. } => valid_to.is_some_and(|end| end <= day),
        DutyChange::Ended => true,
    };
    let ended_since = || {
        facts.duties.iter().any(|end| {
            end.what.change == DutyChange::Ended
                && end.origin.occurred_on <= day
                && end.what.valid_from == assigned.valid_from
                && end.what.part == assigned.part
        })
    };
    set_from_the_first || ended_since()
}

/// Sorts `I.3` before `II.1.a`, and `II.4.b/2` before `II.4.b/10`.
#[must_use]
pub fn code_order(code: &str) -> Vec<(u32, String)> {
    let parts = code.split(['.', '/']).enumerate();
    parts.map(|(place, part)| (number(part, place == 0), part.to_owned())).collect()
}

fn number(part: &str, roman: bool) -> u32 {
    let digit = |letter| match letter {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        _ => 0,
    };
    if !roman {
        return part.parse().unwrap_or(0);
    }
    let (mut total, mut highest) = (0u32, 0);
    for value in part.chars().rev().map(digit) {
        if value < highest {
            total = total.saturating_sub(value);
        } else {
            total = total.saturating_add(value);
            highest = value;
        }
    }
    total
}
