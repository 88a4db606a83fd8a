//! How a quantity is counted from the records of a type.

use serde::Deserialize;

/// A quantity of an indicator that is counted from records.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// `II.1.a/2`.
    pub indicator: String,
    /// `dissemination_attendance`.
    pub quantity: String,
    pub tally: Tally,
    /// Only records of which this is true feed it.
    #[serde(rename = "where")]
    pub condition: Option<Condition>,
    /// Choices by which it is broken down.
    #[serde(default)]
    pub by: Vec<String>,
}

/// What each record adds, and when.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum Tally {
    /// One, for what happened in the window.
    Count,
    /// The number in a field, for what happened in the window.
    Sum { field: String },
    /// One, if it stands on the last day: from the record's day on, until the day in a field.
    InForce { until: String },
    /// The sum of numbers, each a class of its own; of each unit's statements the latest by the last day.
    Latest { fields: Vec<String> },
    /// One amount of what happened in the window as a share of another.
    Share {
        part: String,
        /// Records that add to the whole only.
        part_where: Option<Condition>,
        whole: String,
    },
    /// Units with a record by the last day, as a share of those that have a part in an item on it.
    Coverage {
        item: String,
        role: ObligedAs,
        /// The field with the unit; `None`: the unit that the record is about.
        unit: Option<String>,
        /// The field with the first day on which the record does not stand any more.
        until: Option<String>,
    },
    /// The word in a choice of the latest record by the last day.
    State { field: String },
}

/// In which part units are obliged; those who only receive reports never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ObligedAs {
    /// Who leads or coordinates.
    Any,
    Coordinate,
}

/// Something that a field says.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// A choice, or codes.
    pub field: String,
    pub any_of: Vec<String>,
}
