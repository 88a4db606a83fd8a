//! Figures as they were computed, and up to where that is true.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::IndicatorCode;
use crate::domain::period::KnownTo;

/// The unit's figures, as the progress read model had them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Prefill {
    /// The business date that they describe.
    pub as_of: NaiveDate,
    /// Up to where each ledger behind them had been read.
    pub known_to: Vec<KnownTo>,
    /// The view that computed them, such as `provincial_progress/v1/g1`.
    pub projection_version: String,
    /// Streams of facts that waited for an operator: where there are some, a figure may lack one.
    pub parked_streams: i64,
    pub figures: Vec<Figure>,
}

/// A quantity of an indicator in the window of the report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub indicator: IndicatorCode,
    /// Names it within the plan, such as `members_declared`.
    pub identifier: String,
    /// In Vietnamese.
    pub title: String,
    pub formula_version: u32,
    /// In Vietnamese.
    pub unit_of_measure: String,
    pub value: Value,
}

/// Exact. That there is none is not zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    Integer(i64),
    /// Not reduced: 7 of 20 stays 7 / 20.
    Ratio {
        numerator: i64,
        denominator: i64,
    },
    /// No number, but a word: the state of a regulation, or of a plan.
    Word {
        /// Such as `IN_FORCE`.
        key: String,
        /// In Vietnamese.
        label: String,
    },
    Missing(Absence),
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    NoFacts,
    WholeIsZero,
    /// Nothing feeds the indicator yet.
    NotFed,
    NotBegun,
}

impl Value {
    /// Whether the unit has to say why there is none. That nothing feeds an indicator is not for it to say.
    pub(super) fn needs_a_word(&self) -> bool {
        match self {
            Self::Integer(_)
            | Self::Ratio { .. }
            | Self::Word { .. }
            | Self::Missing(Absence::NotFed) => false,
            Self::Missing(Absence::NoFacts | Absence::WholeIsZero | Absence::NotBegun) => true,
        }
    }
}

/// A figure that is not what it was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change<'f> {
    /// `None` where the report has no such figure.
    pub reported: Option<&'f Figure>,
    /// `None` where there is no such figure any more.
    pub present: Option<&'f Figure>,
}

impl Prefill {
    /// The figures whose value or formula is another one now, in the order of this one; then those that it does
    /// not have.
    #[must_use]
    pub fn changes<'f>(&'f self, now: &'f Self) -> Vec<Change<'f>> {
        let told = |figure: &'f Figure| Change {
            reported: Some(figure),
            present: now.figure(&figure.identifier),
        };
        let is_another = |change: &Change<'_>| match (change.reported, change.present) {
            (Some(reported), Some(present)) => {
                (&reported.value, reported.formula_version)
                    != (&present.value, present.formula_version)
            }
            (Some(_), None) | (None, Some(_) | None) => true,
        };
        let new = now.figures.iter().filter(|figure| self.figure(&figure.identifier).is_none());
        let new = new.map(|figure| Change { reported: None, present: Some(figure) });
        self.figures.iter().map(told).filter(is_another).chain(new).collect()
    }

    #[must_use]
    pub fn figure(&self, identifier: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.identifier == identifier)
    }
}
