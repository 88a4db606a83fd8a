//! Events of workshops as others may rely on them. What they were about, and where, stays here.

use contracts::consultancy::v1 as wire;
use ledger::Published;

use super::as_said;
use crate::contract::count;
use crate::domain::workshop;

/// The contract's form of a workshop's event.
#[must_use]
pub fn workshop(id: &str, event: &workshop::Event) -> Option<Published> {
    use workshop::Event;
    let workshop_id = id.to_owned();
    match event {
        Event::Recorded { union, content, illustrative, by: _ } => {
            let said = wire::WorkshopHeld {
                workshop_id,
                occurred_on: content.held_on.to_string(),
                unit_id: union.to_string(),
                kind: wire::WorkshopKind::from(content.kind).into(),
                review_id: content.review.map(|review| review.to_string()).unwrap_or_default(),
                participants: count(content.participants),
                illustrative: *illustrative,
            };
            as_said("WorkshopHeld", &said)
        }
        Event::Corrected { union, content, illustrative, .. } => {
            let said = wire::WorkshopCorrected {
                workshop_id,
                occurred_on: content.held_on.to_string(),
                unit_id: union.to_string(),
                kind: wire::WorkshopKind::from(content.kind).into(),
                review_id: content.review.map(|review| review.to_string()).unwrap_or_default(),
                participants: count(content.participants),
                illustrative: *illustrative,
            };
            as_said("WorkshopCorrected", &said)
        }
        Event::Retracted { union, on, .. } => {
            let (occurred_on, unit_id) = (on.to_string(), union.to_string());
            let said = wire::WorkshopRetracted { workshop_id, occurred_on, unit_id };
            as_said("WorkshopRetracted", &said)
        }
    }
}
