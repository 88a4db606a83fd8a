//! Reporting regimes: who reports to whom on the plan, for which periods and until when, version by
//! version.

use chrono::NaiveDate;
use contracts::membership::v1::UnitKind;
use contracts::reporting::v1::{
    PeriodSpan, RegimeKind, ReportContent, ResponsibilityRole, RestDays,
};
use serde::Deserialize;

use super::contract_names;
use super::{Certainty, UnitCode};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    pub code: String,
    /// In order; the first one is the issue.
    pub versions: Vec<RegimeVersion>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegimeVersion {
    pub valid_from: NaiveDate,
    /// Why it was revised, in Vietnamese; none for the first one.
    pub reason: Option<String>,
    pub certainty: Vec<Certainty>,
    /// In Vietnamese.
    pub name: String,
    #[serde(deserialize_with = "contract_names::regime_kind")]
    pub kind: RegimeKind,
    #[serde(deserialize_with = "contract_names::report_content")]
    pub content: ReportContent,
    pub spans: Vec<Span>,
    pub cut_off_day: i32,
    #[serde(deserialize_with = "contract_names::rest_days")]
    pub rest_days: RestDays,
    pub working_days_to_report: i32,
    pub working_days_open: i32,
    pub outline: String,
    pub sections: Vec<ReportSection>,
    pub levels: Vec<Level>,
}

/// How long a regular period is.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Span(#[serde(deserialize_with = "contract_names::period_span")] pub PeriodSpan);

/// A part of a report that is written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSection {
    pub code: String,
    /// In Vietnamese.
    pub title: String,
    pub required: bool,
}

/// One step of the way up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// In Vietnamese.
    pub name: String,
    pub reporters: Vec<Reporters>,
    pub receiver: UnitCode,
    /// Of the last month of the period.
    pub due_day: i32,
}

/// Some of those who report.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reporters {
    Unit(UnitCode),
    UnitsOf(#[serde(deserialize_with = "contract_names::unit_kind")] UnitKind),
    HoldersOf(
        #[serde(deserialize_with = "contract_names::responsibility_role")] ResponsibilityRole,
    ),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::ReviewedFiles;
    use super::*;

    #[test]
    fn versions_follow_one_another_and_say_why() {
        for regime in ReviewedFiles::read().unwrap().regimes {
            let versions = &regime.versions;
            assert!(versions.is_sorted_by(|a, b| a.valid_from < b.valid_from), "{}", regime.code);
            for (n, version) in versions.iter().enumerate() {
                assert_eq!(version.reason.is_some(), n > 0, "{} {n}", regime.code);
            }
        }
    }

    #[test]
    fn those_who_sum_up_and_receive_exist_when_a_version_begins() {
        let files = ReviewedFiles::read().unwrap();
        let exists = |code: &UnitCode, on: NaiveDate| {
            let begun = files.find_unit(code).is_some_and(|unit| unit.established_on <= on);
            let mut ends = files.successions.iter().filter(|it| it.predecessor_ends);
            begun && !ends.any(|it| it.from.contains(code) && it.effective_on <= on)
        };
        for version in files.regimes.iter().flat_map(|regime| &regime.versions) {
            for level in &version.levels {
                let named = level.reporters.iter().filter_map(|reporters| match reporters {
                    Reporters::Unit(code) => Some(code),
                    Reporters::UnitsOf(_) | Reporters::HoldersOf(_) => None,
                });
                for code in named.chain([&level.receiver]) {
                    assert!(exists(code, version.valid_from), "{code} on {}", version.valid_from);
                }
            }
        }
    }

    #[test]
    fn at_first_the_reporting_units_report() {
        let files = ReviewedFiles::read().unwrap();
        let first = &files.regimes[0].versions[0];
        let all = first.levels.iter().flat_map(|level| &level.reporters);
        let report: BTreeSet<_> = all
            .flat_map(|reporters| {
                files.units.iter().filter(move |unit| match reporters {
                    Reporters::Unit(code) => unit.code == *code,
                    Reporters::UnitsOf(kind) => unit.kind == *kind,
                    Reporters::HoldersOf(_) => false,
                })
            })
            .filter(|unit| unit.established_on <= first.valid_from)
            .map(|unit| unit.code.as_str())
            .collect();
        let reporting = files.units.iter().filter(|unit| unit.reporting_unit);
        assert_eq!(report, reporting.map(|unit| unit.code.as_str()).collect());
    }
}
