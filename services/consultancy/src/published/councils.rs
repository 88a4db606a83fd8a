//! Events of experts and their meetings as others may rely on them. Who an expert is, what one thinks and whom
//! the Union asked in vain stay here.

use chrono::NaiveDate;
use contracts::consultancy::v1 as wire;
use ledger::Published;

use super::as_said;
use crate::contract::count;
use crate::domain::{InvitationId, council, meeting, opinion};

/// The contract's form of a council's event. The stream is the review's.
#[must_use]
pub fn council(id: &str, event: &council::Event) -> Option<Published> {
    use council::Event;
    match event {
        Event::Accepted { invitation, role, expert_key, conflicts: _, on } => {
            let said = wire::ExpertAssigned {
                review_id: id.to_owned(),
                occurred_on: on.to_string(),
                assignment_id: invitation.to_string(),
                role: wire::CouncilRole::from(*role).into(),
                expert_key: expert_key.to_string(),
            };
            as_said("ExpertAssigned", &said)
        }
        Event::AcceptanceRetracted { invitation, on, .. }
        | Event::Recused { invitation, on, was_in: true, .. }
        | Event::Dismissed { invitation, on, .. } => ended(id, *invitation, *on),
        // Who was asked and did not accept was never told of; that a council is formed, and a review opened, the
        // review's own events say.
        Event::Recused { was_in: false, .. }
        | Event::Composed { .. }
        | Event::Invited { .. }
        | Event::Withdrawn { .. }
        | Event::Declined { .. }
        | Event::ConflictDeclared { .. }
        | Event::OpinionExtended { .. }
        | Event::Formed { .. }
        | Event::Opened { .. }
        | Event::DossierOpened { .. }
        | Event::Met { .. }
        | Event::OpinionDelivered { .. }
        | Event::OpinionReturned { .. }
        | Event::OpinionRetracted { .. }
        | Event::OpinionConsidered { .. }
        | Event::Thanked { .. } => None,
    }
}

fn ended(id: &str, invitation: InvitationId, on: NaiveDate) -> Option<Published> {
    let (review_id, occurred_on) = (id.to_owned(), on.to_string());
    let assignment_id = invitation.to_string();
    let said = wire::ExpertAssignmentEnded { review_id, occurred_on, assignment_id };
    as_said("ExpertAssignmentEnded", &said)
}

/// What an expert thinks is told by the report alone.
#[must_use]
pub fn opinion(_: &str, event: &opinion::Event) -> Option<Published> {
    use opinion::Event;
    match event {
        Event::Begun { .. }
        | Event::Saved { .. }
        | Event::Submitted { .. }
        | Event::Reaffirmed { .. }
        | Event::Retracted { .. }
        | Event::Returned { .. }
        | Event::Considered { .. }
        | Event::Voided { .. } => None,
    }
}

/// The contract's form of a meeting's event.
#[must_use]
pub fn meeting(id: &str, event: &meeting::Event) -> Option<Published> {
    use meeting::Event;
    let meeting_id = id.to_owned();
    match event {
        Event::Convened { .. } | Event::Cancelled { .. } => None,
        Event::Held { review, on, minutes, members, by: _ } => {
            let present = u32::try_from(minutes.present.len()).unwrap_or(u32::MAX);
            let said = wire::CouncilMeetingHeld {
                review_id: review.to_string(),
                occurred_on: on.to_string(),
                meeting_id,
                members: count(*members),
                present: count(present),
                // What is kept apart is of a meeting that was held.
                dissents: 0,
            };
            as_said("CouncilMeetingHeld", &said)
        }
        Event::DissentRecorded { review, dissent } => {
            let said = wire::DissentRecorded {
                review_id: review.to_string(),
                occurred_on: dissent.recorded_on.to_string(),
                meeting_id,
            };
            as_said("DissentRecorded", &said)
        }
    }
}
