//! The rules by date, from reviewed data files: what the law asks of associations, and what the Union
//! asks of its members.
//!
//! Each value stands with the source it was found in and how sure it is; what no source states is null.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::association::{DossierDocument, LegalRules, MinimumFounders};
use crate::domain::union_membership::UnionRules;
use crate::domain::{Dated, MoreThan};

const ASSOCIATIONS: &str = include_str!("../rules/associations.json");
const UNIONS: &str = include_str!("../rules/unions.json");

/// All rules that commands are judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    pub associations: Dated<LegalRules>,
    pub unions: Dated<UnionRules>,
}

#[derive(Debug, thiserror::Error)]
#[error("reading the rules in {file}")]
pub struct RulesError {
    file: &'static str,
    source: serde_json::Error,
}

impl Rules {
    /// The rules this build was made with.
    pub fn reviewed() -> Result<Self, RulesError> {
        let law: Vec<Regime> = read("rules/associations.json", ASSOCIATIONS)?;
        let unions: Vec<Statute> = read("rules/unions.json", UNIONS)?;
        Ok(Self {
            associations: Dated::new(law.into_iter().map(Regime::dated).collect()),
            unions: Dated::new(unions.into_iter().map(Statute::dated).collect()),
        })
    }
}

fn read<'t, T: Deserialize<'t>>(file: &'static str, text: &'t str) -> Result<T, RulesError> {
    serde_json::from_str(text).map_err(|source| RulesError { file, source })
}

/// A value, where it was found, and how sure it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "sources are for reviewers; reading them proves that they are there")]
struct Sourced<T> {
    value: T,
    source: String,
    certainty: Certainty,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Certainty {
    Found,
    KnownHigh,
    KnownMedium,
    /// Decided for this system, or carried over from an earlier act: no source was seen.
    Assumed,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Regime {
    version: String,
    in_force_from: NaiveDate,
    #[serde(rename = "title")]
    _title: String,
    founders_province: Sourced<u32>,
    founders_district: Sourced<u32>,
    founders_commune: Sourced<u32>,
    dossier: Sourced<BTreeSet<DossierDocument>>,
    congress_quorum: Sourced<MoreThan>,
    founding_congress_within_days: Sourced<u32>,
    founding_extension_at_most_days: Sourced<Option<u32>>,
    term_at_most_years: Sourced<u32>,
    term_extension_at_most_days: Sourced<Option<u32>>,
    suspension_at_most_days: Sourced<Option<u32>>,
}

impl Regime {
    fn dated(self) -> (NaiveDate, LegalRules) {
        let rules = LegalRules {
            version: self.version,
            minimum_founders: MinimumFounders {
                province: self.founders_province.value,
                district: self.founders_district.value,
                commune: self.founders_commune.value,
            },
            dossier: self.dossier.value,
            congress_quorum: self.congress_quorum.value,
            founding_congress_within_days: self.founding_congress_within_days.value,
            founding_extension_at_most_days: self.founding_extension_at_most_days.value,
            term_at_most_years: self.term_at_most_years.value,
            term_extension_at_most_days: self.term_extension_at_most_days.value,
            suspension_at_most_days: self.suspension_at_most_days.value,
        };
        (self.in_force_from, rules)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Statute {
    version: String,
    in_force_from: NaiveDate,
    board_quorum: Sourced<MoreThan>,
    board_majority: Sourced<MoreThan>,
    grace_days: Sourced<u32>,
    unbroken_gap_days: Sourced<u32>,
}

impl Statute {
    fn dated(self) -> (NaiveDate, UnionRules) {
        let rules = UnionRules {
            version: self.version,
            board_quorum: self.board_quorum.value,
            board_majority: self.board_majority.value,
            grace_days: self.grace_days.value,
            unbroken_gap_days: self.unbroken_gap_days.value,
        };
        (self.in_force_from, rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_founding_is_judged_by_the_decree_of_its_day() {
        let rules = Rules::reviewed().unwrap();
        let version = |on| rules.associations.on(on).map(|rules| rules.version.as_str());
        assert_eq!(version(day(2010, 6, 30)), None);
        assert_eq!(version(day(2010, 7, 1)), Some("45/2010/NĐ-CP"));
        assert_eq!(version(day(2024, 11, 25)), Some("45/2010/NĐ-CP"));
        assert_eq!(version(day(2024, 11, 26)), Some("126/2024/NĐ-CP"));
    }

    #[test]
    fn the_decree_of_2024_wants_fifty_founders_in_a_province() {
        let rules = Rules::reviewed().unwrap();
        let founders = rules.associations.on(day(2025, 1, 1)).unwrap().minimum_founders;
        assert_eq!(founders, MinimumFounders { province: 50, district: 20, commune: 10 });
    }

    #[test]
    fn the_union_has_rules_for_all_days_since_it_was_founded() {
        let rules = Rules::reviewed().unwrap();
        assert!(rules.unions.on(day(1997, 1, 18)).is_some());
        assert!(rules.unions.on(day(2026, 1, 1)).is_some());
    }

    #[test]
    fn more_than_half_of_those_called_must_come() {
        let rules = Rules::reviewed().unwrap();
        let quorum = rules.associations.on(day(2025, 1, 1)).unwrap().congress_quorum;
        assert!(quorum.is_met(51, 100) && !quorum.is_met(50, 100));
    }

    /// What no source states is assumed, and says why; what is assumed is never called found.
    #[test]
    fn every_value_names_its_source_or_says_that_none_was_found() {
        for (file, text) in [("associations", ASSOCIATIONS), ("unions", UNIONS)] {
            let rules: Vec<serde_json::Map<String, serde_json::Value>> =
                serde_json::from_str(text).unwrap();
            let values = rules.iter().flat_map(|rule| rule.iter().filter(|(_, it)| it.is_object()));
            for (name, sourced) in values {
                let text = |key: &str| sourced[key].as_str().unwrap_or_default();
                let (source, certainty) = (text("source"), text("certainty"));
                let tagged = match source {
                    "K-h" => certainty == "KNOWN_HIGH",
                    "K-m" => certainty == "KNOWN_MEDIUM" || certainty == "ASSUMED",
                    "none" | "D" => certainty == "ASSUMED",
                    "" => false,
                    found => found.split(", ").all(|id| id.starts_with('F')),
                };
                let says_why = certainty != "ASSUMED" || !text("note").is_empty();
                assert!(tagged && says_why, "{file}, {name}: {sourced}");
            }
        }
    }

    #[test]
    fn a_value_without_its_source_is_refused() {
        let text = r#"{"value": 50, "certainty": "FOUND"}"#;
        assert!(serde_json::from_str::<Sourced<u32>>(text).is_err());
    }
}
