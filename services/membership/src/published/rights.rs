//! Rights: who may do what is decided wherever something is done, so all of it is told.

use ledger::Published;

use super::publish;
use crate::domain::holder::Event;

/// The id of the stream is the person.
pub fn holder(person: &str, event: &Event) -> Option<Published> {
    let person = person.to_owned();
    match event {
        Event::Granted { grant, right, decision } => publish!(RightGranted {
            grant_id: grant.to_string(),
            person,
            right: Some(right.into()),
            decision_ref: Some(decision.into()),
        }),
        Event::Delegated { grant, right, delegation, decision } => publish!(RightDelegated {
            grant_id: grant.to_string(),
            person,
            right: Some(right.into()),
            decision_ref: Some(decision.into()),
            source_grant_id: delegation.source().to_string(),
            delegated_by: delegation.by().to_string(),
        }),
        Event::Revoked { grant, occurred_on, decision } => publish!(RightRevoked {
            grant_id: grant.to_string(),
            person,
            occurred_on: occurred_on.to_string(),
            decision_ref: Some(decision.into()),
        }),
    }
}
