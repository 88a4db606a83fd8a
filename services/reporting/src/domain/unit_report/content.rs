//! What a report says, and its frozen snapshot.

use std::collections::BTreeMap;

use ledger::Digest;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::figures::{Prefill, Value};
use super::{Obligation, Rejection};
use crate::domain::record::content::{Evidence, Flaw, check_pieces};
use crate::domain::{SectionCode, UnitId};

/// What the unit sets beside a computed figure, which stays as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adjustment {
    pub id: Uuid,
    /// Its identifier.
    pub figure: String,
    /// To be added to the computed value; never 0.
    pub difference: i64,
    pub reason: String,
    pub evidence: Vec<Evidence>,
}

/// Why a report comes back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Objection {
    pub about: About,
    pub reason: String,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    Section(SectionCode),
    /// Its identifier.
    Figure(String),
}

/// What it says at the moment.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Content {
    pub texts: BTreeMap<SectionCode, String>,
    /// `None` before it is started.
    pub prefill: Option<Prefill>,
    /// What the unit says to figures, by their identifiers.
    pub comments: BTreeMap<String, String>,
    pub adjustments: Vec<Adjustment>,
    /// Where the report is on paper: the document, and what belongs to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paper: Vec<Evidence>,
    /// Whose reports it was to receive, and had not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<UnitId>,
}

impl From<Flaw> for Rejection {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::UnknownKind { kind } => Self::UnknownEvidenceKind { kind },
            Flaw::Twice { evidence } => Self::EvidenceTwice { evidence },
        }
    }
}

impl Content {
    fn value(&self, figure: &str) -> Result<&Value, Rejection> {
        let found = self.prefill.as_ref().and_then(|prefill| prefill.figure(figure));
        let unknown = || Rejection::FigureNotInReport { identifier: figure.to_owned() };
        found.map(|figure| &figure.value).ok_or_else(unknown)
    }

    pub(super) fn has_figure(&self, figure: &str) -> Result<(), Rejection> {
        self.value(figure).map(drop)
    }

    /// Only what was counted can be adjusted by a number. A share is adjusted in what it is a share of, and
    /// what is missing is commented.
    pub(super) fn can_take(&self, adjustment: &Adjustment) -> Result<(), Rejection> {
        if self.adjustments.iter().any(|known| known.id == adjustment.id) {
            return Err(Rejection::AdjustmentAlreadyMade);
        }
        if adjustment.difference == 0 {
            return Err(Rejection::NothingAdjusted);
        }
        if adjustment.evidence.is_empty() {
            return Err(Rejection::AdjustmentWithoutEvidence);
        }
        check_pieces(&adjustment.evidence)?;
        match self.value(&adjustment.figure)? {
            Value::Integer(_) => Ok(()),
            Value::Ratio { .. } | Value::Word { .. } | Value::Missing(_) => {
                Err(Rejection::FigureNotAdjustable)
            }
        }
    }

    /// Refuses what lacks a part that no report goes without, or a word on a missing value.
    pub(super) fn is_whole(&self, obligation: &Obligation) -> Result<(), Rejection> {
        let lacks = |code: &SectionCode| !self.texts.contains_key(code);
        let required = obligation.sections.iter().filter(|section| section.required);
        let codes: Vec<_> =
            required.filter(|it| lacks(&it.code)).map(|it| it.code.clone()).collect();
        if !codes.is_empty() {
            return Err(Rejection::SectionsMissing { codes });
        }
        let figures = self.prefill.iter().flat_map(|prefill| &prefill.figures);
        let unexplained = figures.filter(|figure| {
            figure.value.needs_a_word() && !self.comments.contains_key(&figure.identifier)
        });
        let identifiers: Vec<_> = unexplained.map(|figure| figure.identifier.clone()).collect();
        if !identifiers.is_empty() {
            return Err(Rejection::FiguresUnexplained { identifiers });
        }
        Ok(())
    }
}

/// All that a version of a report says, in the order in which it is hashed.
#[derive(Serialize)]
struct Snapshot<'a> {
    obligation: &'a Obligation,
    version: u32,
    content: &'a Content,
}

/// The text of a version, and its SHA-256 in lower-case hexadecimal digits: whoever has the text can check it.
#[must_use]
pub(super) fn snapshot(
    obligation: &Obligation,
    version: u32,
    content: &Content,
) -> (String, String) {
    let snapshot = Snapshot { obligation, version, content };
    let text = serde_json::to_string(&snapshot).expect("what a report says is plain data");
    let sha256 = Digest::of(text.as_bytes()).to_string();
    (text, sha256)
}
