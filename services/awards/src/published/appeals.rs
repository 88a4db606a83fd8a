//! Appeals: that there is one, and that it is answered. Nobody is told who appeals, on which ground and about what.

use contracts::awards::v1::AppealOutcome;
use ledger::Published;

use super::publish;
use crate::domain::appeals::Event;

/// The contract's form of an event of appeals; their stream has the id of their round.
#[must_use]
pub fn appeals(id: &str, event: &Event) -> Option<Published> {
    let round_id = id.to_owned();
    let (appeal, outcome, on, illustrative) = match event {
        Event::Lodged { appeal, whose, lodged_on, .. } => {
            return publish!(AppealLodged {
                appeal_id: appeal.to_string(),
                occurred_on: lodged_on.to_string(),
                round_id,
                programme_id: whose.programme.to_string(),
                organiser_unit_id: whose.organiser.to_string(),
                illustrative: whose.illustrative,
            });
        }
        Event::Admitted { .. } => return None,
        Event::Rejected { appeal, rejected_on, illustrative, .. } => {
            (appeal, AppealOutcome::Rejected, rejected_on, illustrative)
        }
        Event::Upheld { appeal, upheld_on, illustrative, .. } => {
            (appeal, AppealOutcome::Upheld, upheld_on, illustrative)
        }
        Event::Dismissed { appeal, dismissed_on, illustrative, .. } => {
            (appeal, AppealOutcome::Dismissed, dismissed_on, illustrative)
        }
    };
    publish!(AppealResolved {
        appeal_id: appeal.to_string(),
        occurred_on: on.to_string(),
        round_id,
        outcome: outcome.into(),
        illustrative: *illustrative,
    })
}
