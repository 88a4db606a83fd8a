//! What an entry says: what it is about, who made it, what it consists of, and who consents.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Rejection;
use crate::domain::codes::{FieldCode, PartCode};
use crate::domain::ruleset::rules::Rules;
use crate::domain::{CitedFile, ParticipantId, UnitId};

/// All of it, in hundredths of a per cent.
const WHOLE: u32 = 10_000;

/// What an entry is about. Judges of a blind stage read the title and the summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    pub field: FieldCode,
    pub title: String,
    pub summary: String,
    /// The unit it comes from.
    pub origin: UnitId,
    /// When it was first applied.
    pub applied_on: Option<NaiveDate>,
    /// Where its authors and advisers work or learn; not of whom each is.
    pub related_units: Vec<UnitId>,
    pub related_persons: Vec<Related>,
}

/// An author or adviser with tokens of their own. Never a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// Subject of the tokens.
    pub person: String,
    pub relation: Relation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Relation {
    Author,
    Adviser,
}

/// Tác giả.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub participant: ParticipantId,
    pub share_hundredths: u32,
    /// Chủ nhiệm.
    pub chief: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DossierFile {
    pub part: PartCode,
    pub file: CitedFile,
}

/// A consent that was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub participant: ParticipantId,
    pub party: ConsentParty,
    pub given_on: NaiveDate,
    pub file: CitedFile,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ConsentParty {
    Participant,
    Guardian,
}

impl Description {
    pub(super) fn check(&self, rules: &Rules) -> Result<(), Rejection> {
        if !rules.has_field(&self.field) {
            return Err(Rejection::UnknownCode { code: self.field.to_string() });
        }
        let units: BTreeSet<_> = self.related_units.iter().collect();
        let persons: BTreeSet<_> = self.related_persons.iter().map(|it| &it.person).collect();
        if units.len() < self.related_units.len() || persons.len() < self.related_persons.len() {
            return Err(Rejection::RelatedTwice);
        }
        Ok(())
    }
}

pub(super) fn check_authors(
    authors: &[Author],
    advisers: &[ParticipantId],
    rules: &Rules,
) -> Result<(), Rejection> {
    let most = rules.authors.most;
    if u32::try_from(authors.len()).map_or(true, |authors| authors > most) {
        return Err(Rejection::TooManyAuthors { most });
    }
    let named = authors.iter().map(|it| it.participant).chain(advisers.iter().copied());
    let mut seen = BTreeSet::new();
    for participant in named {
        if !seen.insert(participant) {
            return Err(Rejection::AuthorTwice { participant });
        }
    }
    if authors.iter().filter(|author| author.chief).count() != 1 {
        return Err(Rejection::NotOneChief);
    }
    let shares = authors.iter().map(|author| u64::from(author.share_hundredths));
    if authors.iter().any(|author| author.share_hundredths == 0)
        || shares.sum::<u64>() != u64::from(WHOLE)
    {
        return Err(Rejection::SharesNotWhole);
    }
    Ok(())
}

pub(super) fn check_dossier(dossier: &[DossierFile], rules: &Rules) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    for DossierFile { part, file } in dossier {
        if rules.part(part).is_none() {
            return Err(Rejection::UnknownCode { code: part.to_string() });
        }
        if !seen.insert(file.evidence) {
            return Err(Rejection::EvidenceTwice { evidence: file.evidence });
        }
    }
    Ok(())
}
