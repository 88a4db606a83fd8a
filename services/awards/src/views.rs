//! The read models of awards, each named after its question. They keep every line that was said, so that each
//! day can be asked about as it was known at each instant.

pub mod appeals;
pub mod entries;
pub mod follow_ups;
pub mod juries;
pub mod outcomes;
pub mod participants;
pub mod programmes;
pub mod released_prizes;
pub mod round_register;
#[cfg(test)]
mod samples;
pub mod score_sheets;

use chassis::reading::Moment;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{Holder, Officer};

/// In whose name entries and participants of a round are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those that this officer holds, in person or for the unit acted for.
    Holder(Officer),
    /// All of the round.
    Secretariat,
}

impl Whose {
    fn officer(&self) -> (Option<&str>, Option<Uuid>) {
        match self {
            Self::Holder(officer) => (Some(&officer.person), Some(officer.unit.0)),
            Self::Secretariat => (None, None),
        }
    }
}

/// A holder as two columns: a person, or a unit.
fn columns(holder: &Holder) -> (Option<&str>, Option<Uuid>) {
    match holder {
        Holder::Person(person) => (Some(person), None),
        Holder::Office(unit) => (None, Some(unit.0)),
    }
}

/// Where a page ended, and the moment that all its pages show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Last<K> {
    pub as_of: NaiveDate,
    pub known_at: DateTime<Utc>,
    pub key: K,
}

impl<K> Last<K> {
    #[must_use]
    pub fn new(at: Moment, key: K) -> Self {
        Self { as_of: at.as_of, known_at: at.known_at, key }
    }

    #[must_use]
    pub fn moment(&self) -> Moment {
        Moment { as_of: self.as_of, known_at: self.known_at }
    }
}
