//! What follows a release: that an entry was sent on and has a national prize, that somebody looked at its
//! application, and that a prize is revoked; never what was found.

use ledger::Published;

use super::publish;
use crate::contract::decision;
use crate::domain::follow_up::Event;

/// The contract's form of an event; its stream has the id of its entry.
#[must_use]
pub fn follow_up(id: &str, event: &Event) -> Option<Published> {
    let entry_id = id.to_owned();
    match event {
        Event::Nominated { of, contest, nominated_on, document } => {
            publish!(EntryNominatedToNational {
                round_id: of.round.to_string(),
                occurred_on: nominated_on.to_string(),
                entry_id,
                programme_id: of.programme.to_string(),
                origin_unit_id: of.origin.to_string(),
                contest: contest.clone(),
                document_ref: Some(decision(document)),
                illustrative: of.illustrative,
            })
        }
        Event::NationalResultRecorded { of, contest: _, decided_on, prize: Some(prize) } => {
            publish!(NationalPrizeRecorded {
                round_id: of.round.to_string(),
                occurred_on: decided_on.to_string(),
                entry_id,
                programme_id: of.programme.to_string(),
                origin_unit_id: of.origin.to_string(),
                prize_name: prize.name.clone(),
                decision_ref: Some(decision(&prize.decision)),
                illustrative: of.illustrative,
            })
        }
        Event::NationalResultRecorded { prize: None, .. } => None,
        Event::ApplicationRecorded { of, prize, looked_on, applied, evidence: _ } => {
            publish!(ApplicationFollowUpRecorded {
                round_id: of.round.to_string(),
                occurred_on: looked_on.to_string(),
                prize_id: prize.to_string(),
                entry_id,
                programme_id: of.programme.to_string(),
                origin_unit_id: of.origin.to_string(),
                applied: *applied,
                illustrative: of.illustrative,
            })
        }
        Event::PrizeRevoked { of, prize, by: _, revoked_on, finding: _, decision: decided } => {
            publish!(PrizeRevoked {
                round_id: of.round.to_string(),
                occurred_on: revoked_on.to_string(),
                prize_id: prize.to_string(),
                entry_id,
                decision_ref: Some(decision(decided)),
                illustrative: of.illustrative,
            })
        }
    }
}
