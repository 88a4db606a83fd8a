//! The indicators: how each item is measured, and what feeds that.

use contracts::reporting::v1::{FeedKind, IndicatorNature, IndicatorSource, MeasureKind};
use serde::Deserialize;

use super::contract_names;
use super::{IndicatorCode, ItemCode};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub code: IndicatorCode,
    pub item: ItemCode,
    /// In Vietnamese.
    pub name: String,
    #[serde(deserialize_with = "contract_names::indicator_source")]
    pub source: IndicatorSource,
    /// State at the end of a window, or what happened in it.
    #[serde(deserialize_with = "contract_names::indicator_nature")]
    pub nature: IndicatorNature,
    pub measures: Vec<Measure>,
    /// In words.
    pub formula: String,
    pub formula_version: u32,
    pub feeds: Vec<Feed>,
    /// What a record must show, in Vietnamese.
    pub evidence: Option<String>,
    /// By what two reports of one fact are recognised.
    pub dedupe_key: Option<String>,
    pub remark: Option<String>,
}

/// One value of an indicator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub identifier: String,
    #[serde(deserialize_with = "contract_names::measure_kind")]
    pub kind: MeasureKind,
    /// In Vietnamese.
    pub unit_of_measure: String,
}

/// One thing that feeds an indicator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    #[serde(deserialize_with = "contract_names::feed_kind")]
    pub kind: FeedKind,
    pub name: String,
    /// Which of them count, or what they carry.
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::ReviewedFiles;
    use super::*;

    fn indicators() -> Vec<Indicator> {
        ReviewedFiles::read().unwrap().indicators
    }

    #[test]
    fn there_are_83_of_which_43_automatic_8_hybrid_30_manual_and_2_rolled_up() {
        let indicators = indicators();
        let of = |source| indicators.iter().filter(|indicator| indicator.source == source).count();
        assert_eq!(of(IndicatorSource::Automatic), 43);
        assert_eq!(of(IndicatorSource::Hybrid), 8);
        assert_eq!(of(IndicatorSource::Manual), 30);
        assert_eq!(of(IndicatorSource::RollUp), 2);
        assert_eq!(indicators.len(), 83);
    }

    #[test]
    fn twenty_are_stocks_61_flows_and_the_two_rolled_up_derived() {
        let indicators = indicators();
        let of = |nature| indicators.iter().filter(|indicator| indicator.nature == nature).count();
        assert_eq!(of(IndicatorNature::Stock), 20);
        assert_eq!(of(IndicatorNature::Flow), 61);
        assert_eq!(of(IndicatorNature::Derived), 2);
        for indicator in indicators {
            let rolled_up = indicator.source == IndicatorSource::RollUp;
            assert_eq!(
                rolled_up,
                indicator.nature == IndicatorNature::Derived,
                "{}",
                indicator.code
            );
        }
    }

    #[test]
    fn the_indicators_of_an_item_are_numbered_from_one_in_the_order_of_the_plan() {
        let files = ReviewedFiles::read().unwrap();
        let mut expected = Vec::new();
        for item in &files.plan.items {
            let of_item = files.indicators.iter().filter(|indicator| indicator.item == item.code);
            expected.extend((1..=of_item.count()).map(|number| format!("{}/{number}", item.code)));
        }
        let codes: Vec<_> =
            files.indicators.iter().map(|indicator| indicator.code.to_string()).collect();
        assert_eq!(codes, expected);
        assert!(files.indicators.iter().all(|indicator| indicator.formula_version == 1));
    }

    #[test]
    fn no_two_measures_share_an_identifier() {
        let indicators = indicators();
        let mut seen = HashSet::new();
        for indicator in &indicators {
            assert!(!indicator.measures.is_empty(), "{}", indicator.code);
            for measure in &indicator.measures {
                let identifier = &measure.identifier;
                let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
                assert!(identifier.bytes().all(plain), "{identifier}");
                assert!(seen.insert(identifier), "{identifier}");
                assert_eq!(
                    identifier.ends_with("_pct"),
                    measure.kind == MeasureKind::Ratio,
                    "{identifier}"
                );
                assert_eq!(
                    measure.unit_of_measure == "%",
                    measure.kind == MeasureKind::Ratio,
                    "{identifier}"
                );
            }
        }
        assert_eq!(seen.len(), 98);
    }

    #[test]
    fn feeds_suit_the_source_and_name_what_there_is() {
        let files = ReviewedFiles::read().unwrap();
        let types = record_types::RecordTypes::reviewed().record_types.iter();
        let types: HashSet<_> = types.map(|it| it.code.as_str()).collect();
        let mut fed = HashSet::new();
        for indicator in &files.indicators {
            let has = |kind| indicator.feeds.iter().any(|feed| feed.kind == kind);
            let follows = has(FeedKind::Indicator) || has(FeedKind::ItemStates);
            let suits = match indicator.source {
                IndicatorSource::Automatic => has(FeedKind::Event) && !has(FeedKind::Record),
                IndicatorSource::Manual => {
                    (has(FeedKind::Record) || has(FeedKind::Event)) && !follows
                }
                IndicatorSource::Hybrid => has(FeedKind::Event),
                IndicatorSource::RollUp => {
                    follows && !has(FeedKind::Event) && !has(FeedKind::Record)
                }
                IndicatorSource::Unspecified => false,
            };
            assert!(suits, "{}", indicator.code);
            for feed in &indicator.feeds {
                let name = feed.name.as_str();
                let known = match feed.kind {
                    FeedKind::Event => is_event(name),
                    FeedKind::Record => {
                        fed.insert(name);
                        types.contains(name)
                    }
                    FeedKind::Indicator => {
                        files.indicators.iter().any(|other| other.code.as_str() == name)
                            && indicator.code.as_str() != name
                    }
                    FeedKind::ItemStates => {
                        files.plan.items.iter().any(|item| item.code.as_str() == name)
                            || files
                                .plan
                                .sections
                                .iter()
                                .any(|section| section.code.as_str() == name)
                    }
                    FeedKind::Unspecified => false,
                };
                assert!(known, "{} is fed by {name}", indicator.code);
            }
        }
        assert_eq!(fed, types);
    }

    fn is_event(name: &str) -> bool {
        let contexts = ["awards", "consultancy", "membership", "reporting"];
        name.split_once('.').is_some_and(|(context, event)| {
            contexts.contains(&context)
                && event.starts_with(|first: char| first.is_ascii_uppercase())
                && event.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    }
}
