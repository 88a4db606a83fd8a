//! A figure: what a formula made of each fact, and the exact value that adds up from it.
//!
//! A formula passes a verdict on every fact of the kinds that feed it. The figure is the sum of those
//! that count, so an explanation is not a second computation that could disagree with the first.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::contest::Tier;
use super::facts::{MemberKind, OrganisationId, Origin, ScienceField, Step, UnitId};
use super::record::RecordFiled;
use super::structure::{Reach, Structure};

/// A formula's verdict on a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<'a> {
    pub origin: &'a Origin,
    pub subject: Subject<'a>,
    /// The unit the fact is attributed to, as of the day it was true.
    pub home: Option<UnitId>,
    pub verdict: Verdict,
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Subject<'a> {
    Organisation(OrganisationId),
    Record(&'a RecordFiled),
    /// That a unit has a part in an item.
    Unit(UnitId),
    /// That bodies which the plan names in words have a part in an item.
    Group(&'a str),
    /// Something that another context keeps, such as an entry or a review; without a name where none may be told.
    Kept {
        id: Uuid,
        name: &'a str,
        illustrative: bool,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Counted(Share),
    /// It would add so much if it were verified.
    Awaits(Share),
    LeftOut {
        reason: Reason,
        /// The event that took its place.
        replaced_by: Option<Uuid>,
    },
}

impl Verdict {
    #[must_use]
    pub fn left_out(reason: Reason) -> Self {
        Self::LeftOut { reason, replaced_by: None }
    }

    #[must_use]
    pub fn replaced(reason: Reason, by: Uuid) -> Self {
        Self::LeftOut { reason, replaced_by: Some(by) }
    }
}

/// Why a fact was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    BeforeWindow,
    AfterWindow,
    NotYetKnown,
    Corrected,
    Superseded,
    NotAMember,
    NotAlive,
    OtherUnit,
    UnitDivided,
    MassAssociation,
    NotDeclared,
    OthersAwaited,
    Rejected,
    Retracted,
    Duplicate,
    Unverified,
    NotCounted,
    NotInForce,
    NotObliged,
    NamedInWords,
}

/// What a fact adds to a figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Share {
    pub amount: Amount,
    pub classes: Vec<(Class, Amount)>,
}

impl Share {
    /// Adds the same to the figure and to each class.
    #[must_use]
    pub fn of(amount: Amount, classes: impl IntoIterator<Item = Class>) -> Self {
        let classes = classes.into_iter().map(|class| (class, amount)).collect();
        Self { amount, classes }
    }
}

/// What is added: to a count or the part of a share, and to the whole of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    pub part: i64,
    pub whole: i64,
}

impl Amount {
    pub const ONE: Self = Self::count(1);

    #[must_use]
    pub const fn count(part: i64) -> Self {
        Self { part, whole: 0 }
    }

    /// No sum of real numbers comes near the bound.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        let part = self.part.saturating_add(other.part);
        Self { part, whole: self.whole.saturating_add(other.whole) }
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Self::plus)
    }
}

/// A class of a dimension by which figures are broken down.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Kind(MemberKind),
    Field(Option<ScienceField>),
    Movement(Step),
    /// Entries less exits.
    NetMovement,
    MassAssociations,
    WithoutMassAssociations,
    Fresh,
    Stale,
    Choice(Choice),
    /// As the ruleset of its round calls it.
    Tier(Tier),
    Unit(UnitId),
}

/// A word that records choose from, and what people call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    pub dimension: &'static str,
    pub key: &'static str,
    pub label: &'static str,
}

/// What kind of number a formula makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Count,
    Share,
    /// The parts are what was said, the whole is how often.
    Mean,
    /// No number, but the word that was said last.
    State,
}

/// What it means that facts are known but none of them counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    Zero,
    NoData,
}

/// An exact number. There is no float in this context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    Integer(i64),
    /// Not reduced; the denominator is never 0.
    Ratio {
        numerator: i64,
        denominator: i64,
    },
    /// Not divided; the count is never 0.
    Mean {
        sum: i64,
        count: i64,
    },
    State(Choice),
}

/// Why a figure has no value. That is never the same as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    NoFacts,
    WholeIsZero,
    NotFed,
    NotBegun,
}

/// Limits verdicts to a unit: what belongs to another one is left out of the figure, whatever else
/// was said about it.
pub fn within(judged: &mut [Judged<'_>], asked: UnitId, structure: &Structure<'_>) {
    for judged in judged {
        let reach = judged.home.map_or(Reach::Outside, |home| structure.reach(asked, home));
        match reach {
            Reach::Inside => {}
            Reach::Outside => judged.verdict = Verdict::left_out(Reason::OtherUnit),
            Reach::Divided => judged.verdict = Verdict::left_out(Reason::UnitDivided),
        }
    }
}

/// Adds to each fact that counts the unit under which it is shown.
pub fn by_unit(judged: &mut [Judged<'_>], structure: &Structure<'_>) {
    for judged in judged {
        let (Verdict::Counted(share) | Verdict::Awaits(share)) = &mut judged.verdict else {
            continue;
        };
        if let Some(home) = judged.home {
            share.classes.push((Class::Unit(structure.shown_under(home)), share.amount));
        }
    }
}

/// The exact value that adds up from the verdicts, or why there is none.
pub fn value(judged: &[Judged<'_>], sort: Sort, silence: Silence) -> Result<Value, Absence> {
    let fed = judged.iter().any(|judged| match &judged.verdict {
        Verdict::Counted(_) => true,
        Verdict::Awaits(_) => false,
        Verdict::LeftOut { reason, .. } => silence == Silence::Zero && has_happened(*reason),
    });
    if !fed {
        return Err(Absence::NoFacts);
    }
    if sort == Sort::State {
        return said_last(judged).map(Value::State).ok_or(Absence::NoFacts);
    }
    exact(shares(judged).map(|share| share.amount).sum(), sort)
}

/// How many facts wait to be verified, and what they would add.
#[must_use]
pub fn awaiting(judged: &[Judged<'_>]) -> (usize, Amount) {
    let awaiting = judged.iter().filter_map(|judged| match &judged.verdict {
        Verdict::Awaits(share) => Some(share.amount),
        Verdict::Counted(_) | Verdict::LeftOut { .. } => None,
    });
    let awaiting: Vec<_> = awaiting.collect();
    (awaiting.len(), awaiting.into_iter().sum())
}

/// The word in the last of the facts that count.
fn said_last(judged: &[Judged<'_>]) -> Option<Choice> {
    let counted = judged.iter().filter_map(|judged| match &judged.verdict {
        Verdict::Counted(share) => Some((judged.origin, share)),
        Verdict::Awaits(_) | Verdict::LeftOut { .. } => None,
    });
    let (_, last) = counted.max_by_key(|(origin, _)| (origin.occurred_on, origin.position))?;
    last.classes.iter().find_map(|(class, _)| match class {
        Class::Choice(choice) => Some(*choice),
        Class::Kind(_)
        | Class::Field(_)
        | Class::Movement(_)
        | Class::NetMovement
        | Class::MassAssociations
        | Class::WithoutMassAssociations
        | Class::Fresh
        | Class::Stale
        | Class::Tier(_)
        | Class::Unit(_) => None,
    })
}

/// The value broken down by every class that something was added to.
#[must_use]
pub fn parts(judged: &[Judged<'_>], sort: Sort) -> Vec<(Class, Value)> {
    let mut sums: BTreeMap<Class, Amount> = BTreeMap::new();
    for (class, amount) in shares(judged).flat_map(|share| &share.classes) {
        let sum = sums.entry(class.clone()).or_default();
        *sum = sum.plus(*amount);
    }
    let exact = |(class, amount)| Some((class, exact(amount, sort).ok()?));
    sums.into_iter().filter_map(exact).collect()
}

fn shares<'j>(judged: &'j [Judged<'_>]) -> impl Iterator<Item = &'j Share> {
    judged.iter().filter_map(|judged| match &judged.verdict {
        Verdict::Counted(share) => Some(share),
        Verdict::Awaits(_) | Verdict::LeftOut { .. } => None,
    })
}

fn exact(sum: Amount, sort: Sort) -> Result<Value, Absence> {
    match sort {
        Sort::Count | Sort::State => Ok(Value::Integer(sum.part)),
        Sort::Share | Sort::Mean if sum.whole == 0 => Err(Absence::WholeIsZero),
        Sort::Share => Ok(Value::Ratio { numerator: sum.part, denominator: sum.whole }),
        Sort::Mean => Ok(Value::Mean { sum: sum.part, count: sum.whole }),
    }
}

/// Whether a fact left out for this reason still shows that facts of its kind are being recorded.
fn has_happened(reason: Reason) -> bool {
    match reason {
        Reason::BeforeWindow
        | Reason::Superseded
        | Reason::NotAMember
        | Reason::NotAlive
        | Reason::MassAssociation
        | Reason::NotDeclared
        | Reason::OthersAwaited
        | Reason::NotInForce => true,
        Reason::AfterWindow
        | Reason::NotYetKnown
        | Reason::Corrected
        | Reason::OtherUnit
        | Reason::UnitDivided
        | Reason::Rejected
        | Reason::Retracted
        | Reason::Duplicate
        | Reason::Unverified
        | Reason::NotCounted
        | Reason::NotObliged
        | Reason::NamedInWords => false,
    }
}
