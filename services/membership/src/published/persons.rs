//! Persons: others hear only that somebody's data are erased.

use contracts::membership::v1::ErasureScope;
use ledger::Published;

use super::publish;
use crate::contract::Choice as _;
use crate::domain::person::{Event, Scope};

pub fn person(id: &str, event: &Event) -> Option<Published> {
    match event {
        Event::Erased { basis, scope, occurred_on } => publish!(PersonalDataErased {
            person_id: id.to_owned(),
            occurred_on: occurred_on.to_string(),
            scope: match scope {
                Scope::AllButSignedDocuments => ErasureScope::AllButSignedDocuments.into(),
            },
            basis: basis.to_wire(),
        }),
        Event::Registered { .. }
        | Event::Corrected { .. }
        | Event::ErasureRequested { .. }
        | Event::ErasureRefused { .. }
        | Event::KeyDestroyed { .. } => None,
    }
}
