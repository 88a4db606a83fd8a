//! The types of evidenced records (hồ sơ sự việc có minh chứng) as reviewed data: what a record of each
//! type says, what evidence it needs, and which quantities are counted from it.
//!
//! Reporting refuses what does not suit a type; progress counts by it. Both read the same file, so that
//! nothing is filed that is not counted as it was meant. Only data: no clock, no IO.

mod tally;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde::Deserialize;

pub use tally::{Condition, Feed, ObligedAs, Tally};

const REVIEWED: &str = include_str!("../data/record_types.json");

static RECORD_TYPES: LazyLock<RecordTypes> = LazyLock::new(|| {
    serde_json::from_str(REVIEWED).expect("the tests of this crate read the same file")
});

/// All types, and the kinds of evidence that they ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordTypes {
    pub evidence_kinds: Vec<Choice>,
    pub record_types: Vec<RecordType>,
}

/// One type of record.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordType {
    /// `DISSEMINATION_SESSION`.
    pub code: String,
    /// Raised with every change of what a record must say; each record keeps the one it was filed under.
    pub version: u32,
    /// In Vietnamese.
    pub name: String,
    pub nature: Nature,
    pub fields: Vec<Field>,
    /// Of each group one kind at least must be there.
    pub evidence: Vec<Vec<String>>,
    /// The fields by which two records of one fact are recognised, `occurred_on` among them; empty: none
    /// can be.
    pub key: Vec<String>,
    pub feeds: Vec<Feed>,
}

/// How a record relates to time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Nature {
    /// It states what stands from its day on.
    Stock,
    /// It happened on its day.
    Flow,
}

/// One thing that a record says.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub name: String,
    /// In Vietnamese.
    pub label: String,
    pub kind: Kind,
    pub required: bool,
    /// Of a choice, in the order in which they are offered.
    #[serde(default)]
    pub choices: Vec<Choice>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// One line. Never a person's name: persons are counted, or named by their place in a decision's list.
    Text,
    /// A whole number, 0 or more.
    Count,
    /// Whole đồng, 0 or more.
    Money,
    Date,
    /// One of the field's choices.
    Choice,
    /// A unit of membership's directory.
    Unit,
    /// Codes of items of the plan.
    Codes,
    /// The id of something recorded elsewhere.
    Link,
}

/// A word for programs, and what people call it.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub key: String,
    pub label: String,
}

/// The day of the record itself, where a key names it.
pub const OCCURRED_ON: &str = "occurred_on";

impl RecordTypes {
    /// The types that this build was made with.
    #[must_use]
    pub fn reviewed() -> &'static Self {
        &RECORD_TYPES
    }

    #[must_use]
    pub fn find(&self, code: &str) -> Option<&RecordType> {
        self.record_types.iter().find(|record_type| record_type.code == code)
    }

    /// Whether there is such a kind of evidence.
    #[must_use]
    pub fn has_evidence_kind(&self, key: &str) -> bool {
        self.evidence_kinds.iter().any(|kind| kind.key == key)
    }

    /// What a quantity is counted from, type by type.
    pub fn feeding(&self, quantity: &str) -> impl Iterator<Item = (&RecordType, &Feed)> {
        self.record_types.iter().flat_map(move |record_type| {
            let feeds = record_type.feeds.iter().filter(move |feed| feed.quantity == quantity);
            feeds.map(move |feed| (record_type, feed))
        })
    }
}

impl RecordType {
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Whether records of this type are counted for an indicator.
    #[must_use]
    pub fn feeds_indicator(&self, code: &str) -> bool {
        self.feeds.iter().any(|feed| feed.indicator == code)
    }
}

impl Field {
    #[must_use]
    pub fn choice(&self, key: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.key == key)
    }
}
