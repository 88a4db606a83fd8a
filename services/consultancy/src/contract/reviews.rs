//! Reviews as the contract says them.

use contracts::consultancy::v1 as wire;

use super::{count, date};
use crate::domain::review::dossier::Version;
use crate::domain::review::filing::Asked;

/// What is asked.
pub(crate) fn asked(asked: &Asked) -> wire::ReviewTerms {
    wire::ReviewTerms {
        kind: wire::ReviewKind::from(asked.kind).into(),
        scheme_kind: wire::SchemeKind::from(asked.scheme_kind).into(),
        field: wire::ReviewField::from(asked.field).into(),
        classification: wire::Classification::from(asked.classification).into(),
        title: asked.title.clone(),
        purpose: asked.purpose.clone(),
        questions: asked.questions.clone(),
        legal_basis: asked.legal_basis.clone(),
        wished_on: date(asked.wished_on),
        budget_note: asked.budget_note.clone().unwrap_or_default(),
    }
}

/// A version of a document, by its number.
pub(crate) fn document_version(number: u32, version: &Version) -> wire::DocumentVersion {
    wire::DocumentVersion {
        version: count(number),
        file: Some((&version.file).into()),
        kept_by_unit_id: version.kept_by.to_string(),
        filed_on: version.filed_on.to_string(),
    }
}
