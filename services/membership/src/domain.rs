//! The ids and value objects that the aggregates of membership share.

pub mod affiliate;
pub mod association;
pub mod headcount;
pub mod holder;
pub mod person;
pub mod union_membership;
pub mod unit;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

ledger::ids!(
    /// A unit of the directory, outlives its name, its parent and its place in the structure.
    UnitId,
    AssociationId,
    /// One declaration of a headcount.
    DeclarationId,
    AffiliateId,
    /// One right, as it was given to one person.
    GrantId,
    PersonId
);

/// A document that decided something (quyết định, nghị quyết, văn bản cho phép).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRef {
    /// Số, ký hiệu.
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    pub issuer_unit_id: UnitId,
}

/// A document that shows something (minh chứng): minutes, a signed list, a declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRef {
    /// Số, ký hiệu.
    pub number_symbol: String,
    pub issued_on: NaiveDate,
    /// A unit or an association.
    pub issuer_id: Uuid,
    /// 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_sha256: Option<String>,
}

/// That something was decided, and from which day it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    pub occurred_on: NaiveDate,
    pub decision: DecisionRef,
}

/// What an organisation is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub full: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short: Option<String>,
}

/// Who came to a congress, of those who were entitled to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    pub called: u32,
    pub present: u32,
}

impl Attendance {
    #[must_use]
    pub fn is_quorate(self, quorum: MoreThan) -> bool {
        self.present <= self.called && quorum.is_met(self.present, self.called)
    }
}

/// A share that has to be exceeded: more than so many parts of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoreThan {
    pub parts: u32,
    pub of: u32,
}

impl MoreThan {
    #[must_use]
    pub fn is_met(self, count: u32, whole: u32) -> bool {
        u64::from(count) * u64::from(self.of) > u64::from(whole) * u64::from(self.parts)
    }
}

/// Values by the day from which they hold, such as the rules of law.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<T> {
    /// In order of their first day.
    values: Vec<(NaiveDate, T)>,
}

impl<T> Dated<T> {
    #[must_use]
    pub fn new(mut values: Vec<(NaiveDate, T)>) -> Self {
        values.sort_by_key(|(from, _)| *from);
        Self { values }
    }

    /// What holds on a day; `None` before the first.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&T> {
        self.values.iter().rev().find(|(from, _)| *from <= day).map(|(_, value)| value)
    }
}
