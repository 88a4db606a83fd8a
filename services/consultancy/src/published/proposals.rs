//! Events of proposals as others may rely on them. Drafts are the Union's own.

use contracts::consultancy::v1 as wire;
use ledger::Published;

use super::as_said;
use crate::domain::proposal;

/// The contract's form of a proposal's event.
#[must_use]
pub fn proposal(id: &str, event: &proposal::Event) -> Option<Published> {
    use proposal::Event;
    let proposal_id = id.to_owned();
    match event {
        Event::Drafted { .. } | Event::Revised { .. } => None,
        Event::Submitted { union, text, illustrative, on, letter: _, answer_by, by: _ } => {
            let said = wire::ProposalSubmitted {
                proposal_id,
                occurred_on: on.to_string(),
                unit_id: union.to_string(),
                addressee_unit_id: text.addressee.to_string(),
                field: wire::ReviewField::from(text.field).into(),
                theme: text.theme.clone(),
                answer_by: answer_by.to_string(),
                illustrative: *illustrative,
            };
            as_said("ProposalSubmitted", &said)
        }
        Event::Reminded { on, note: _, by: _ } => {
            let occurred_on = on.to_string();
            as_said("ProposalReminded", &wire::ProposalReminded { proposal_id, occurred_on })
        }
        Event::SilenceRecorded { on } => {
            let occurred_on = on.to_string();
            as_said("ProposalUnanswered", &wire::ProposalUnanswered { proposal_id, occurred_on })
        }
        Event::Answered { on, outcome, late, .. } => {
            let (occurred_on, outcome) = (on.to_string(), wire::ProposalOutcome::from(*outcome));
            let (outcome, late) = (outcome.into(), *late);
            let said = wire::ProposalAnswered { proposal_id, occurred_on, outcome, late };
            as_said("ProposalAnswered", &said)
        }
        // Of what was not sent nobody has heard.
        Event::Withdrawn { submitted: false, .. } => None,
        Event::Withdrawn { on, submitted: true, .. } => {
            let occurred_on = on.to_string();
            as_said("ProposalWithdrawn", &wire::ProposalWithdrawn { proposal_id, occurred_on })
        }
    }
}
