//! Illustrative reports on paper: who handed what in on which day, and what became of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::UnitCode;

/// A period whose reports are on paper.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperPeriod {
    pub regime: String,
    /// Such as `2021-H2`.
    pub key: String,
    /// The units of that day owe a report.
    pub opened_on: NaiveDate,
    /// Whether all that there is has been entered.
    pub locked: bool,
    /// Who is not among them handed in nothing.
    pub reports: Vec<PaperReport>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperReport {
    pub unit: UnitCode,
    /// Its number, marked as a sample.
    pub document: String,
    /// What it says, by the codes of its sections.
    pub sections: BTreeMap<String, String>,
    /// In order.
    pub course: Vec<PaperStep>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "what", rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum PaperStep {
    HandedIn {
        on: NaiveDate,
    },
    Returned {
        on: NaiveDate,
        /// The last day on which it came back in time.
        due_on: NaiveDate,
        objections: Vec<PaperObjection>,
    },
    /// By the next one on its route.
    Approved {
        on: NaiveDate,
    },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperObjection {
    pub section: String,
    /// In Vietnamese.
    pub reason: String,
}

impl PaperStep {
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::HandedIn { on } | Self::Returned { on, .. } | Self::Approved { on } => *on,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::ReviewedFiles;

    #[test]
    fn nobody_takes_a_sample_for_a_real_report() {
        let files = ReviewedFiles::read().unwrap();
        for report in files.paper_reports.iter().flat_map(|period| &period.reports) {
            assert!(report.document.starts_with("MẪU/"), "{}", report.document);
            assert!(report.sections["I"].starts_with("Nội dung minh họa"), "{}", report.document);
        }
    }

    #[test]
    fn each_unit_of_a_period_reports_once_and_days_run_forward() {
        let files = ReviewedFiles::read().unwrap();
        assert!(!files.paper_reports.is_empty());
        for period in &files.paper_reports {
            let units: BTreeSet<_> = period.reports.iter().map(|report| &report.unit).collect();
            assert_eq!(units.len(), period.reports.len(), "{}", period.key);
            for report in &period.reports {
                assert!(files.find_unit(&report.unit).is_some(), "{}", report.unit);
                assert!(
                    report.course.is_sorted_by_key(super::PaperStep::on),
                    "{}",
                    report.document
                );
            }
        }
    }
}
