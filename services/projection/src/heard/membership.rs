//! What membership publishes, and what of it progress is counted from.

mod associations;
mod union;
mod units;

use contracts::membership::v1 as contract;

use super::{Heard, NotUnderstood, events, heard, id, optional_day, optional_id};
use crate::domain::facts::{Document, OrganisationId, UnitId};

/// `None`: a type this version does not know.
pub(super) fn understand(
    event_type: &str,
    bytes: &[u8],
) -> Option<Result<Option<Heard>, NotUnderstood>> {
    units::understand(event_type, bytes)
        .or_else(|| associations::understand(event_type, bytes))
        .or_else(|| union::understand(event_type, bytes))
}

fn unit(text: &str) -> Result<UnitId, NotUnderstood> {
    id("unit_id", text).map(UnitId)
}

fn association(text: &str) -> Result<OrganisationId, NotUnderstood> {
    id("association_id", text).map(OrganisationId)
}

fn decision(decision: Option<contract::DecisionRef>) -> Result<Option<Document>, NotUnderstood> {
    let Some(decision) = decision else { return Ok(None) };
    Ok(Some(Document {
        number_symbol: decision.number_symbol,
        issued_on: optional_day("decision_ref.issued_on", &decision.issued_on)?,
        issuer: optional_id("decision_ref.issuer_unit_id", &decision.issuer_unit_id)?,
        file_sha256: None,
    }))
}

fn evidence(evidence: Option<contract::EvidenceRef>) -> Result<Option<Document>, NotUnderstood> {
    let Some(evidence) = evidence else { return Ok(None) };
    Ok(Some(Document {
        number_symbol: evidence.number_symbol,
        issued_on: optional_day("evidence.issued_on", &evidence.issued_on)?,
        issuer: optional_id("evidence.issuer_id", &evidence.issuer_id)?,
        file_sha256: Some(evidence.file_sha256).filter(|hash| !hash.is_empty()),
    }))
}
