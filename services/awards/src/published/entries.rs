//! Entries, as others count them.

use ledger::Published;

use super::publish;
use crate::contract::number;
use crate::domain::entry::{Counted, Event, Receipt};

/// The contract's form of an entry's event.
#[must_use]
pub fn entry(id: &str, event: &Event) -> Option<Published> {
    let entry_id = id.to_owned();
    match event {
        Event::Submitted { counted, submitted_on, receipt } => {
            let Counted { round, programme, field, origin, illustrative } = counted;
            let Receipt { submission, .. } = receipt;
            publish!(EntrySubmitted {
                entry_id,
                occurred_on: submitted_on.to_string(),
                round_id: round.to_string(),
                programme_id: programme.to_string(),
                field_code: field.to_string(),
                origin_unit_id: origin.to_string(),
                submission: number(*submission),
                illustrative: *illustrative,
            })
        }
        Event::Withdrawn { round, withdrawn_on, was_handed_in: true, .. } => {
            publish!(EntryWithdrawn {
                entry_id,
                occurred_on: withdrawn_on.to_string(),
                round_id: round.to_string(),
            })
        }
        Event::FoundEligible { round, screened_on, .. } => publish!(EntryDeclaredEligible {
            entry_id,
            occurred_on: screened_on.to_string(),
            round_id: round.to_string(),
        }),
        Event::FoundIneligible { round, screened_on: on, .. }
        | Event::FoundDuplicate { round, marked_on: on, .. } => {
            publish!(EntryDeclaredIneligible {
                entry_id,
                occurred_on: on.to_string(),
                round_id: round.to_string(),
            })
        }
        Event::Disqualified { round, decided_on, .. } => publish!(EntryDisqualified {
            entry_id,
            occurred_on: decided_on.to_string(),
            round_id: round.to_string(),
        }),
        Event::Withdrawn { was_handed_in: false, .. }
        | Event::Started { .. }
        | Event::Described { .. }
        | Event::AuthorsSet { .. }
        | Event::DossierSet { .. }
        | Event::ConsentRecorded { .. }
        | Event::ConsentWithdrawn { .. }
        | Event::Revised { .. }
        | Event::Returned { .. } => None,
    }
}
