//! Illustrative associations: their legal lives, their membership of the Union and what they declared.
//!
//! Nothing here is a fact about a real association. Dates are first days: of a state, of a membership,
//! of not being there any more.

#[cfg(test)]
mod cases;

use chrono::NaiveDate;
use contracts::membership::v1::{AssociationScope, DissolutionGround, ScienceField};
use serde::Deserialize;

use super::contract_names;
use super::{AssociationCode, UnitCode};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Association {
    pub code: AssociationCode,
    /// Always true in this file.
    pub illustrative: bool,
    pub existence: Existence,
    pub full_name: String,
    pub short_name: String,
    #[serde(deserialize_with = "contract_names::association_scope")]
    pub scope: AssociationScope,
    pub territory: UnitCode,
    #[serde(deserialize_with = "contract_names::science_field")]
    pub science_field: ScienceField,
    pub main_field: String,
    pub kind: AssociationKind,
    pub origin: Origin,
    /// None: it never applied.
    pub union_membership: Option<UnionMembership>,
    pub suspended: Option<Suspension>,
    pub dissolved: Option<Dissolution>,
    pub succession: Option<Merger>,
    /// By the day counted.
    pub headcounts: Vec<Headcount>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Existence {
    /// An association of this name is real; everything else about it is made up.
    NamedInSources,
    /// The name is one that provinces typically have.
    TypicalName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AssociationKind {
    /// Hội chuyên ngành.
    Specialist,
    /// A mass association: totals are shown with and without these.
    Mass,
}

/// How it comes into the register.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "how", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum Origin {
    /// It was there before; no founding is told.
    Registered { known_since: NaiveDate },
    /// From the proposal to the approved charter.
    Founded(Box<Founding>),
}

impl Origin {
    /// The first day on which it operates.
    pub fn active_from(&self) -> NaiveDate {
        match self {
            Self::Registered { known_since } => *known_since,
            Self::Founded(founding) => founding.charter_approved.issued_on,
        }
    }
}

/// A founding, in its order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Founding {
    pub proposed_on: NaiveDate,
    pub committee_recognised: Decision,
    pub permitted: Decision,
    pub founders: u32,
    pub seat: String,
    pub congress: FoundingCongress,
    pub charter_approved: Decision,
}

/// A document that decided something; what it decided holds from the day of the document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    pub issuer: UnitCode,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundingCongress {
    pub held_on: NaiveDate,
    pub attendance: Attendance,
    /// Number of the minutes, which are the association's, of the day of the congress.
    pub minutes: String,
    pub term: Term,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    pub called: u32,
    pub present: u32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionMembership {
    pub union: UnitCode,
    pub applied_on: NaiveDate,
    /// Number of the application, of the day it was made.
    pub application: String,
    /// None: the application is pending.
    pub admitted: Option<Decision>,
    /// Into the Union that followed.
    pub transferred: Option<UnionTransfer>,
    pub ended: Option<UnionMembershipEnd>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionTransfer {
    pub to: UnitCode,
    pub on: NaiveDate,
    pub decision: Decision,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionMembershipEnd {
    /// First day without membership.
    pub on: NaiveDate,
    pub reason: EndReason,
    pub decision: Option<Decision>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndReason {
    /// It left: a command of its own.
    Withdrawn,
    /// Follows from its dissolution or merger, and is never sent.
    AssociationEnded,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    pub reason: String,
    pub decision: Decision,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dissolution {
    pub started_on: NaiveDate,
    /// First day on which it is not there any more.
    pub dissolved_on: NaiveDate,
    #[serde(deserialize_with = "contract_names::dissolution_ground")]
    pub ground: DissolutionGround,
    pub start_decision: Decision,
    pub decision: Decision,
    /// Number of the settlement report, of the day before it ended.
    pub settlement: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merger {
    pub kind: MergerKind,
    pub into: AssociationCode,
    /// First day of the new order.
    pub effective_on: NaiveDate,
    pub decision: Decision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MergerKind {
    /// Sáp nhập: into one that goes on.
    Merged,
}

/// One declaration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Headcount {
    pub counted_on: NaiveDate,
    pub declared_on: NaiveDate,
    pub members: u32,
    /// With a college degree or higher. None: not declared, here and below.
    pub intellectuals: Option<u32>,
    pub women: Option<u32>,
    pub under_35: Option<u32>,
    /// Number of the declaration on paper, of the day it was made.
    pub evidence: String,
}
