//! Participants: others hear only that somebody's data are erased.

use ledger::Published;

use super::publish;
use crate::domain::participant::Event;

/// The contract's form of a participant's event.
#[must_use]
pub fn participant(id: &str, event: &Event) -> Option<Published> {
    match event {
        Event::Erased { basis: _, occurred_on } => publish!(ParticipantErased {
            participant_id: id.to_owned(),
            occurred_on: occurred_on.to_string(),
        }),
        Event::Registered { .. }
        | Event::Corrected { .. }
        | Event::ErasureRequested { .. }
        | Event::ErasureRefused { .. }
        | Event::KeyDestroyed { .. } => None,
    }
}
