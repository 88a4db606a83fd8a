//! A figure: what a formula made of each fact, and the exact value that adds up from it.
//!
//! A formula passes a verdict on every fact of the kinds that feed it. The figure is the sum of those
//! that count, so an explanation is not a second computation that could disagree with the first.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::facts::{MemberKind, OrganisationId, Origin, ScienceField, Step, UnitId};
use super::structure::{Reach, Structure};

/// A formula's verdict on a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged<'a> {
    pub origin: &'a Origin,
    /// The organisation the fact is about.
    pub subject: OrganisationId,
    /// The unit the fact is attributed to, as of the day it was true.
    pub home: Option<UnitId>,
    pub verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    Counted(Share),
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

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { part: self.part + other.part, whole: self.whole + other.whole }
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Self::plus)
    }
}

/// A class of a dimension by which figures are broken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    Unit(UnitId),
}

/// What kind of number a formula makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Count,
    Share,
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
        if let (Verdict::Counted(share), Some(home)) = (&mut judged.verdict, judged.home) {
            share.classes.push((Class::Unit(structure.shown_under(home)), share.amount));
        }
    }
}

/// The exact value that adds up from the verdicts, or why there is none.
pub fn value(judged: &[Judged<'_>], sort: Sort, silence: Silence) -> Result<Value, Absence> {
    let fed = judged.iter().any(|judged| match &judged.verdict {
        Verdict::Counted(_) => true,
        Verdict::LeftOut { reason, .. } => silence == Silence::Zero && has_happened(*reason),
    });
    if !fed {
        return Err(Absence::NoFacts);
    }
    exact(shares(judged).map(|share| share.amount).sum(), sort)
}

/// The value broken down by every class that something was added to.
#[must_use]
pub fn parts(judged: &[Judged<'_>], sort: Sort) -> Vec<(Class, Value)> {
    let mut sums: BTreeMap<Class, Amount> = BTreeMap::new();
    for (class, amount) in shares(judged).flat_map(|share| &share.classes) {
        let sum = sums.entry(*class).or_default();
        *sum = sum.plus(*amount);
    }
    let exact = |(class, amount)| Some((class, exact(amount, sort).ok()?));
    sums.into_iter().filter_map(exact).collect()
}

fn shares<'j>(judged: &'j [Judged<'_>]) -> impl Iterator<Item = &'j Share> {
    judged.iter().filter_map(|judged| match &judged.verdict {
        Verdict::Counted(share) => Some(share),
        Verdict::LeftOut { .. } => None,
    })
}

fn exact(sum: Amount, sort: Sort) -> Result<Value, Absence> {
    match sort {
        Sort::Count => Ok(Value::Integer(sum.part)),
        Sort::Share if sum.whole == 0 => Err(Absence::WholeIsZero),
        Sort::Share => Ok(Value::Ratio { numerator: sum.part, denominator: sum.whole }),
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
        | Reason::OthersAwaited => true,
        Reason::AfterWindow
        | Reason::NotYetKnown
        | Reason::Corrected
        | Reason::OtherUnit
        | Reason::UnitDivided => false,
    }
}
