//! The read models of awards, each named after its question. They keep every line that was said, so that each
//! day can be asked about as it was known at each instant.

pub mod entries;
pub mod outcomes;
pub mod participants;
pub mod programmes;
pub mod released_prizes;
#[cfg(test)]
mod samples;

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
