//! The dossier (hồ sơ): its documents in versions, each known by the hash of its file.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Rejection;
use super::filing::Filed;
use crate::domain::kinds::DocumentKind;
use crate::domain::{CitedFile, DocumentId, UnitId};

/// More documents, or versions of one, than any dossier has.
pub const MOST: usize = 100;

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dossier {
    documents: Vec<Document>,
}

/// A document and all its versions, the first one first.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub document: DocumentId,
    pub kind: DocumentKind,
    pub title: String,
    pub versions: Vec<Version>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub file: CitedFile,
    pub kept_by: UnitId,
    pub filed_on: NaiveDate,
}

impl Dossier {
    /// In the order in which they were first filed.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    #[must_use]
    pub fn find(&self, document: DocumentId) -> Option<&Document> {
        self.documents.iter().find(|it| it.document == document)
    }

    /// The number of the newest version of each document.
    #[must_use]
    pub fn newest_versions(&self) -> BTreeMap<DocumentId, u32> {
        self.documents.iter().map(|it| (it.document, it.version_count())).collect()
    }

    /// The number that it gets: 1 where it is new.
    pub(super) fn next_version(&self, filed: &Filed) -> Result<u32, Rejection> {
        let Some(present) = self.find(filed.document) else {
            return if self.documents.len() < MOST { Ok(1) } else { Err(Rejection::DossierFull) };
        };
        if present.newest().is_some_and(|newest| newest.file.sha256 == filed.file.sha256) {
            return Err(Rejection::DocumentUnchanged { document: filed.document });
        }
        if present.versions.len() >= MOST {
            return Err(Rejection::DossierFull);
        }
        Ok(present.version_count() + 1)
    }

    /// Takes in what was filed.
    #[must_use]
    pub(super) fn with(mut self, filed: &Filed, filed_on: NaiveDate) -> Self {
        let version = Version { file: filed.file.clone(), kept_by: filed.kept_by, filed_on };
        match self.documents.iter_mut().find(|it| it.document == filed.document) {
            Some(document) => {
                document.title.clone_from(&filed.title);
                document.versions.push(version);
            }
            None => self.documents.push(Document {
                document: filed.document,
                kind: filed.kind,
                title: filed.title.clone(),
                versions: vec![version],
            }),
        }
        self
    }
}

impl Document {
    #[must_use]
    pub fn newest(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// Versions count from 1.
    #[must_use]
    pub fn version(&self, number: u32) -> Option<&Version> {
        self.versions.get(usize::try_from(number.checked_sub(1)?).ok()?)
    }

    /// The number of the newest version.
    #[must_use]
    pub fn version_count(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX)
    }
}
