//! Units.

use contracts::membership::v1 as wire;
use ledger::Published;

use super::publish;
use crate::contract::Choice as _;
use crate::domain::unit::Event;
use crate::domain::{DecisionRef, UnitId};

/// An edge of the succession graph is published once, by its predecessor.
pub fn unit(id: &str, event: &Event) -> Option<Published> {
    let unit_id = id.to_owned();
    match event {
        Event::Established { code, kind, name, parent, occurred_on, decision } => {
            publish!(UnitEstablished {
                unit_id,
                occurred_on: occurred_on.to_string(),
                decision_ref: decision_ref(decision.as_ref()),
                code: code.clone(),
                kind: kind.to_wire(),
                full_name: name.full.clone(),
                short_name: name.short.clone().unwrap_or_default(),
                parent_unit_id: parent_id(*parent),
            })
        }
        Event::Renamed { name, occurred_on, decision } => publish!(UnitRenamed {
            unit_id,
            occurred_on: occurred_on.to_string(),
            decision_ref: decision_ref(decision.as_ref()),
            full_name: name.full.clone(),
            short_name: name.short.clone().unwrap_or_default(),
        }),
        Event::Reparented { parent, occurred_on, decision } => publish!(UnitReparented {
            unit_id,
            occurred_on: occurred_on.to_string(),
            decision_ref: decision_ref(decision.as_ref()),
            parent_unit_id: parent_id(*parent),
        }),
        Event::Abolished { occurred_on, decision } => publish!(UnitAbolished {
            unit_id,
            occurred_on: occurred_on.to_string(),
            decision_ref: decision_ref(decision.as_ref()),
        }),
        Event::Succeeded { kind, successors, retained_parts, ends, occurred_on, decision } => {
            publish!(UnitSucceeded {
                unit_id,
                occurred_on: occurred_on.to_string(),
                decision_ref: decision_ref(decision.as_ref()),
                kind: kind.to_wire(),
                successors: successors
                    .iter()
                    .map(|successor| wire::UnitSuccessor {
                        unit_id: successor.unit_id.to_string(),
                        parts: successor.parts,
                    })
                    .collect(),
                retained_parts: *retained_parts,
                predecessor_ends: *ends,
            })
        }
        Event::TookOver { .. } => None,
    }
}

fn decision_ref(decision: Option<&DecisionRef>) -> Option<wire::DecisionRef> {
    decision.map(Into::into)
}

fn parent_id(parent: Option<UnitId>) -> String {
    parent.map(|parent| parent.to_string()).unwrap_or_default()
}
