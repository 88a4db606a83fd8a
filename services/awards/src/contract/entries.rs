//! Entries as the contract says them.

use contracts::awards::v1 as wire;

use super::number;
use crate::domain::CitedFile;
use crate::domain::entry::content::{Author, Consent, Description, DossierFile, Related};
use crate::domain::entry::{Check, Receipt};

impl From<&CitedFile> for wire::CitedFile {
    fn from(file: &CitedFile) -> Self {
        Self { evidence_id: file.evidence.to_string(), sha256: file.sha256.clone() }
    }
}

impl From<&Description> for wire::EntryDescription {
    fn from(said: &Description) -> Self {
        let person = |related: &Related| wire::RelatedPerson {
            person: related.person.clone(),
            relation: wire::RelationKind::from(related.relation).into(),
        };
        Self {
            field_code: said.field.to_string(),
            title: said.title.clone(),
            summary: said.summary.clone(),
            origin_unit_id: said.origin.to_string(),
            applied_on: said.applied_on.map(|day| day.to_string()).unwrap_or_default(),
            related_unit_ids: said.related_units.iter().map(ToString::to_string).collect(),
            related_persons: said.related_persons.iter().map(person).collect(),
        }
    }
}

impl From<&Author> for wire::EntryAuthor {
    fn from(author: &Author) -> Self {
        Self {
            participant_id: author.participant.to_string(),
            share_hundredths: number(author.share_hundredths),
            chief: author.chief,
        }
    }
}

impl From<&DossierFile> for wire::DossierFile {
    fn from(said: &DossierFile) -> Self {
        Self { part_code: said.part.to_string(), file: Some((&said.file).into()) }
    }
}

impl From<&Consent> for wire::EntryConsent {
    fn from(consent: &Consent) -> Self {
        Self {
            participant_id: consent.participant.to_string(),
            party: wire::ConsentParty::from(consent.party).into(),
            given_on: consent.given_on.to_string(),
            file: Some((&consent.file).into()),
        }
    }
}

impl From<&Receipt> for wire::EntryReceipt {
    fn from(receipt: &Receipt) -> Self {
        Self {
            submission: number(receipt.submission),
            ruleset_version: number(receipt.ruleset_version),
            submitted_at: Some(chassis::grpc::timestamp(receipt.submitted_at)),
            posted_on: receipt.posted_on.map(|day| day.to_string()).unwrap_or_default(),
            file_sha256: receipt.files.clone(),
            sha256: receipt.sha256.clone(),
        }
    }
}

impl From<&Check> for wire::ClauseCheck {
    fn from(check: &Check) -> Self {
        Self {
            clause_code: check.clause.to_string(),
            met: check.met,
            note: check.note.clone().unwrap_or_default(),
        }
    }
}
