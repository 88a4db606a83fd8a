//! Illustrative records and targets: what units filed, what became of it, and what is aimed at.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Decision, IndicatorCode, RecordCode, UnitCode};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    pub code: RecordCode,
    /// The unit that it is about, as it was called then.
    pub unit: UnitCode,
    pub indicator: IndicatorCode,
    pub record_type: String,
    pub occurred_on: NaiveDate,
    /// By the names of the type's fields.
    pub content: BTreeMap<String, Said>,
    pub evidence: Vec<Evidence>,
    /// In order; none while it waits to be verified.
    pub outcomes: Vec<Outcome>,
}

/// What a field says; which kind of thing that is, its type tells.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Said {
    Number(i64),
    Word(String),
    Words(Vec<String>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    pub kind: String,
    /// Marked as a sample.
    pub number_symbol: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub became: Became,
    pub on: NaiveDate,
    /// Why, in Vietnamese; none where it was verified.
    pub reason: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Became {
    Verified,
    Rejected,
    Retracted,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub indicator: IndicatorCode,
    pub quantity: String,
    /// None: the whole province.
    pub unit: Option<UnitCode>,
    /// `2026`, or `2026-H1`.
    pub period: String,
    pub value: String,
    pub effective_on: NaiveDate,
    pub decision_ref: Decision,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use record_types::RecordTypes;

    use super::super::ReviewedFiles;
    use super::*;

    fn files() -> ReviewedFiles {
        ReviewedFiles::read().unwrap()
    }

    #[test]
    fn every_record_says_and_shows_what_its_type_asks_for() {
        for Record { code, record_type, indicator, content, evidence, .. } in files().records {
            let known = RecordTypes::reviewed().find(&record_type).unwrap();
            assert!(known.feeds_indicator(indicator.as_str()), "{code}");
            for (name, said) in &content {
                let field = known.field(name).unwrap_or_else(|| panic!("{code} {name}"));
                if let (false, Said::Word(word)) = (field.choices.is_empty(), said) {
                    assert!(field.choice(word).is_some(), "{code} {word}");
                }
            }
            let required = known.fields.iter().filter(|field| field.required);
            assert!(required.into_iter().all(|field| content.contains_key(&field.name)), "{code}");
            let shown: BTreeSet<_> = evidence.iter().map(|one| one.kind.as_str()).collect();
            let shows = |group: &Vec<String>| group.iter().any(|it| shown.contains(it.as_str()));
            assert!(known.evidence.iter().all(shows), "{code}");
        }
    }

    #[test]
    fn records_stand_in_every_state_and_are_marked_as_samples() {
        let records = files().records;
        let last = |record: &Record| record.outcomes.last().map(|outcome| outcome.became);
        let states: Vec<_> = records.iter().map(last).collect();
        for state in [None, Some(Became::Verified), Some(Became::Rejected), Some(Became::Retracted)]
        {
            assert!(states.contains(&state), "{state:?}");
        }
        let codes: BTreeSet<_> = records.iter().map(|record| &record.code).collect();
        assert_eq!(codes.len(), records.len());
        for Record { code, occurred_on, evidence, outcomes, .. } in &records {
            assert!(evidence.iter().all(|it| it.number_symbol.starts_with("MẪU")), "{code}");
            let days: Vec<_> = outcomes.iter().map(|outcome| outcome.on).collect();
            assert!(days.is_sorted() && days.first().is_none_or(|on| on >= occurred_on), "{code}");
            for Outcome { became, reason, .. } in outcomes {
                assert_eq!(*became == Became::Verified, reason.is_none(), "{code}");
            }
        }
    }

    #[test]
    fn targets_are_of_quantities_that_the_catalogue_measures() {
        let files = files();
        for Target { indicator, quantity, decision_ref, .. } in &files.targets {
            let known = files.indicators.iter().find(|it| it.code == *indicator).unwrap();
            let mut measures = known.measures.iter();
            assert!(measures.any(|measure| measure.identifier == *quantity), "{quantity}");
            assert_eq!(decision_ref.number_symbol, "MẪU", "{quantity}");
        }
    }

    #[test]
    fn every_unit_is_there_on_the_day() {
        let files = files();
        for Record { code, unit, occurred_on, .. } in &files.records {
            assert!(files.find_unit(unit).is_some(), "{code} {unit}");
            let is_of_hai_phong = unit.as_str().starts_with("HP.");
            assert_eq!(is_of_hai_phong, occurred_on.to_string().as_str() >= "2025-07-01", "{code}");
        }
    }
}
