//! What an expert says, and the papers that it is about.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Digest;
use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::domain::DocumentId;
use crate::domain::review::dossier::Dossier;

/// What an expert thinks of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    Agrees,
    AgreesWithChanges,
    Disagrees,
    NoOpinion,
}

/// Of one part of one version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub document: DocumentId,
    /// That was read.
    pub version: u32,
    /// As the document calls it.
    pub part: String,
    pub stance: Stance,
    pub text: String,
}

/// To a question of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Questions count from 1.
    pub number: u32,
    pub text: String,
}

/// All that an opinion says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub sections: Vec<Section>,
    pub answers: Vec<Answer>,
    pub conclusion: String,
}

/// A version to which what was said of an earlier one applies too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaffirmed {
    pub document: DocumentId,
    pub version: u32,
}

/// What there is to be read and answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Papers {
    /// The newest version of each document.
    pub documents: BTreeMap<DocumentId, u32>,
    /// How many questions there are.
    pub questions: u32,
}

impl Papers {
    /// Those of a review.
    #[must_use]
    pub fn of(dossier: &Dossier, questions: &[String]) -> Self {
        let questions = u32::try_from(questions.len()).unwrap_or(u32::MAX);
        Self { documents: dossier.newest_versions(), questions }
    }
}

impl Content {
    /// SHA-256 of what it says, in lower-case hexadecimal digits.
    #[must_use]
    pub fn sha256(&self) -> String {
        let text = serde_json::to_string(self).expect("what an opinion says is plain data");
        Digest::of(text.as_bytes()).to_string()
    }

    /// It says nothing of what is not there, and nothing twice.
    pub(super) fn check(&self, papers: &Papers) -> Result<(), Rejection> {
        let mut parts = BTreeSet::new();
        for Section { document, version, part, .. } in &self.sections {
            let newest = papers.documents.get(document).copied().unwrap_or(0);
            if !(1..=newest).contains(version) {
                let (document, version) = (*document, *version);
                return Err(Rejection::UnknownDocumentVersion { document, version });
            }
            if !parts.insert((document, part)) {
                return Err(Rejection::SectionTwice { section: part.clone() });
            }
        }
        let mut numbers = BTreeSet::new();
        for Answer { number, .. } in &self.answers {
            if !(1..=papers.questions).contains(number) {
                return Err(Rejection::UnknownQuestion { number: *number });
            }
            if !numbers.insert(number) {
                return Err(Rejection::QuestionTwice { number: *number });
            }
        }
        Ok(())
    }

    /// It answers each question.
    pub(super) fn answers_all(&self, papers: &Papers) -> Result<(), Rejection> {
        let answered = |number: &u32| self.answers.iter().any(|answer| answer.number == *number);
        let numbers: Vec<_> = (1..=papers.questions).filter(|it| !answered(it)).collect();
        if numbers.is_empty() { Ok(()) } else { Err(Rejection::QuestionsUnanswered { numbers }) }
    }

    /// The documents of which it says something about a version that is not the newest one any more, with the
    /// newest ones.
    #[must_use]
    pub fn overtaken(&self, reaffirmed: &[Reaffirmed], papers: &Papers) -> Vec<Reaffirmed> {
        let mut overtaken = BTreeMap::new();
        for Section { document, version, .. } in &self.sections {
            let newest = papers.documents.get(document).copied().unwrap_or(*version);
            let current = Reaffirmed { document: *document, version: newest };
            if *version < newest && !reaffirmed.contains(&current) {
                overtaken.insert(*document, current);
            }
        }
        overtaken.into_values().collect()
    }
}
