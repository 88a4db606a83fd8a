//! Programmes, as others may rely on them.

use contracts::awards::v1 as wire;
use ledger::Published;

use super::publish;
use crate::contract::decision;
use crate::domain::programme::Event;

/// The contract's form of a programme's event.
#[must_use]
pub fn programme(id: &str, event: &Event) -> Option<Published> {
    let programme_id = id.to_owned();
    match event {
        Event::Defined {
            organiser,
            family,
            terms,
            defined_on,
            decision: decided,
            illustrative,
        } => publish!(ProgrammeDefined {
            programme_id,
            occurred_on: defined_on.to_string(),
            family: wire::ProgrammeFamily::from(*family).into(),
            organiser_unit_id: organiser.to_string(),
            terms: Some(terms.into()),
            decision_ref: Some(decision(decided)),
            illustrative: *illustrative,
        }),
        Event::Amended { terms, amended_on, decision: decided } => publish!(ProgrammeAmended {
            programme_id,
            occurred_on: amended_on.to_string(),
            terms: Some(terms.into()),
            decision_ref: Some(decision(decided)),
        }),
        Event::Ended { ended_on, decision: decided } => publish!(ProgrammeEnded {
            programme_id,
            occurred_on: ended_on.to_string(),
            decision_ref: Some(decision(decided)),
        }),
        Event::NumberTaken { .. } => None,
    }
}
