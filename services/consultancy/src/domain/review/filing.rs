//! What is asked for: who asks whom for what, by which terms it is judged, and the dossier that comes with it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use working_days::WorkingDays;

use super::Rejection;
use crate::domain::kinds::{Classification, DocumentKind, Field, Kind, SchemeKind};
use crate::domain::regulation::Version;
use crate::domain::{CitedFile, DocumentId, UnitId};

/// How a review came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    Requested,
    /// The Union proposed it by itself.
    SelfInitiated,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub kind: Kind,
    pub scheme_kind: SchemeKind,
    pub field: Field,
    pub classification: Classification,
    pub title: String,
    pub purpose: String,
    /// One at least; they count from 1.
    pub questions: Vec<String>,
    pub legal_basis: String,
    /// By when the requester wishes to have it.
    pub wished_on: Option<NaiveDate>,
    pub budget_note: Option<String>,
}

/// A request as it was filed, or a review as the Union proposed it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filing {
    pub union: UnitId,
    /// Who asked; of a review of the Union's own, to whom it was proposed.
    pub requester: UnitId,
    pub origin: Origin,
    pub asked: Asked,
    /// The day on which it came in, or was proposed.
    pub received_on: NaiveDate,
    /// It came on paper, and was registered.
    pub on_paper: bool,
    /// The version of the Union's regulation of that day: by it the review is judged, whatever follows.
    pub regulation: Version,
    /// Sample data, and no real fact.
    pub illustrative: bool,
}

/// A document, or a new version of one, as somebody files it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    pub document: DocumentId,
    pub kind: DocumentKind,
    pub title: String,
    pub file: CitedFile,
    /// The unit that keeps the file.
    pub kept_by: UnitId,
}

impl Filing {
    /// The last day to answer what is delivered on a day; as the regulation says where none is given.
    #[must_use]
    pub fn answer_by(&self, delivered_on: NaiveDate, given: Option<NaiveDate>) -> NaiveDate {
        given.unwrap_or(delivered_on + Days::new(self.regulation.terms.answer_days.into()))
    }

    pub(super) fn check(&self, dossier: &[Filed], calendar: &WorkingDays) -> Result<(), Rejection> {
        if self.asked.classification.is_state_secret() {
            return Err(Rejection::StateSecret);
        }
        if self.requester == self.union {
            return Err(Rejection::AskedOfItself);
        }
        if !dossier.iter().any(|filed| filed.kind == DocumentKind::Scheme) {
            return Err(Rejection::SchemeMissing);
        }
        check_each_once(dossier)?;
        let least = self.regulation.terms.least_review_working_days;
        let earliest = calendar.after(self.received_on, least)?;
        match self.asked.wished_on {
            Some(wished_on) if wished_on < earliest => Err(Rejection::WishedTooEarly { earliest }),
            Some(_) | None => Ok(()),
        }
    }
}

/// No document and no file is there twice.
pub(super) fn check_each_once(dossier: &[Filed]) -> Result<(), Rejection> {
    let (mut documents, mut files) = (BTreeSet::new(), BTreeSet::new());
    for filed in dossier {
        if !documents.insert(filed.document) {
            return Err(Rejection::DocumentTwice { document: filed.document });
        }
        if !files.insert(filed.file.evidence) {
            return Err(Rejection::EvidenceTwice { evidence: filed.file.evidence });
        }
    }
    Ok(())
}
