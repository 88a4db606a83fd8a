//! What an indicator means in one version: its measures, where its facts come from, and the formula.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::domain::{IndicatorCode, ItemCode, SectionCode};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// In Vietnamese.
    pub name: String,
    pub measures: Vec<Measure>,
    pub source: Source,
    pub nature: Nature,
    /// In words; computed formulas are registered under its version.
    pub formula: String,
    pub feeds: Vec<Feed>,
    /// What a record must show.
    pub evidence: Option<String>,
    /// By what two reports of one fact are recognised.
    pub dedupe_key: Option<String>,
    pub remark: Option<String>,
}

/// One value of an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub identifier: String,
    pub kind: MeasureKind,
    /// In Vietnamese: `hội`, `lượt người`.
    pub unit_of_measure: String,
}

/// Values of different kinds are never added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    Count,
    /// Lượt người: one person may count several times.
    Attendance,
    UniquePersons,
    Ratio,
    Mean,
    Amount,
    State,
    List,
}

/// The source letter of the plan's indicator table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A.
    Automatic,
    /// M.
    Manual,
    /// H.
    Hybrid,
    /// R.
    RollUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// State at the end of the window.
    Stock,
    /// What happened in the window.
    Flow,
    /// Follows from others.
    Derived,
}

/// One thing that feeds an indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Feed {
    pub from: FeedSource,
    /// Which of them count: `kind=PRELIMINARY`.
    pub detail: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum FeedSource {
    /// `membership.HeadcountDeclared`.
    Event(String),
    /// `DISSEMINATION_SESSION`.
    Record(String),
    Indicator(IndicatorCode),
    /// Of an item, or of all items of a section.
    ItemStates(String),
}

impl FeedSource {
    /// An event of a context, by its contract's name.
    #[must_use]
    pub fn event(name: &str) -> Option<Self> {
        let (context, event) = name.split_once('.')?;
        let plain = is_word(context, |c| c.is_ascii_lowercase())
            && event.starts_with(|c: char| c.is_ascii_uppercase())
            && is_word(event, |c| c.is_ascii_alphanumeric());
        plain.then(|| Self::Event(name.to_owned()))
    }

    /// A type of evidenced record.
    #[must_use]
    pub fn record(name: &str) -> Option<Self> {
        let plain = name.starts_with(|c: char| c.is_ascii_uppercase())
            && is_word(name, |c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        plain.then(|| Self::Record(name.to_owned()))
    }

    /// Another indicator of the plan.
    #[must_use]
    pub fn indicator(code: &str) -> Option<Self> {
        IndicatorCode::parse(code).map(Self::Indicator)
    }

    /// The states of an item or of a section's items.
    #[must_use]
    pub fn item_states(code: &str) -> Option<Self> {
        let known = SectionCode::parse(code).is_some() || ItemCode::parse(code).is_some();
        known.then(|| Self::ItemStates(code.to_owned()))
    }
}

impl Measure {
    /// Whether this can be a measure's machine name.
    #[must_use]
    pub fn is_identifier(name: &str) -> bool {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && is_word(name, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    }
}

fn is_word(word: &str, allowed: impl Fn(char) -> bool) -> bool {
    (1..=100).contains(&word.len()) && word.chars().all(allowed)
}

impl Definition {
    /// Refuses what contradicts itself, for an indicator of this code.
    pub(super) fn check(&self, code: &IndicatorCode) -> Result<(), Rejection> {
        if self.measures.is_empty() || self.feeds.is_empty() {
            return Err(Rejection::NothingMeasured);
        }
        let mut identifiers = BTreeSet::new();
        for Measure { identifier, .. } in &self.measures {
            if !identifiers.insert(identifier) {
                return Err(Rejection::MeasureTwice { identifier: identifier.clone() });
            }
        }
        if self.has_feed(|from| *from == FeedSource::Indicator(code.clone())) {
            return Err(Rejection::FedByItself);
        }
        let by_events = self.has_feed(|from| matches!(from, FeedSource::Event(_)));
        let by_records = self.has_feed(|from| matches!(from, FeedSource::Record(_)));
        match self.source {
            Source::Automatic if by_records => Err(Rejection::AutomaticFedByRecord),
            Source::Hybrid if !by_events => Err(Rejection::HybridWithoutEvent),
            Source::RollUp if by_events || by_records => Err(Rejection::RollUpOfFacts),
            Source::Automatic | Source::Manual | Source::Hybrid | Source::RollUp => Ok(()),
        }
    }

    /// Refuses records of a type that is not counted for this.
    pub(super) fn takes_record(&self, record_type: &str) -> Result<(), Rejection> {
        if self.source == Source::Automatic {
            return Err(Rejection::RecordForAutomatic);
        }
        if self.has_feed(|from| matches!(from, FeedSource::Record(name) if name == record_type)) {
            return Ok(());
        }
        Err(Rejection::NotFedByRecord { record_type: record_type.to_owned() })
    }

    /// Refuses what is not measured, and what is measured in words.
    pub(super) fn measures_number(&self, identifier: &str) -> Result<(), Rejection> {
        let identifier = identifier.to_owned();
        match self.measures.iter().find(|measure| measure.identifier == identifier) {
            None => Err(Rejection::MeasureNotFound { identifier }),
            Some(Measure { kind: MeasureKind::State | MeasureKind::List, .. }) => {
                Err(Rejection::MeasureWithoutNumber { identifier })
            }
            Some(_) => Ok(()),
        }
    }

    fn has_feed(&self, wanted: impl Fn(&FeedSource) -> bool) -> bool {
        self.feeds.iter().any(|feed| wanted(&feed.from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_named_as_their_kind_says() {
        assert!(FeedSource::event("membership.HeadcountDeclared").is_some());
        for name in ["", "membership", "Membership.X", "membership.headcount", "a.B.C", "a.B C"] {
            assert_eq!(FeedSource::event(name), None, "{name}");
        }
        assert!(FeedSource::record("DISSEMINATION_SESSION").is_some());
        for name in ["", "session", "_SESSION", "TẬP_HUẤN", "A B"] {
            assert_eq!(FeedSource::record(name), None, "{name}");
        }
        assert!(FeedSource::indicator("II.2.b/2").is_some());
        assert_eq!(FeedSource::indicator("II.2.b"), None);
        for code in ["II", "II.2", "III.2", "II.2.b"] {
            assert!(FeedSource::item_states(code).is_some(), "{code}");
        }
        assert_eq!(FeedSource::item_states("II.2.b/2"), None);
    }

    #[test]
    fn an_identifier_is_plain() {
        assert!(Measure::is_identifier("leaders_under_45_pct"));
        for name in ["", "Leaders", "45_pct", "hội_viên", "a-b", &"a".repeat(101)] {
            assert!(!Measure::is_identifier(name), "{name}");
        }
    }
}
