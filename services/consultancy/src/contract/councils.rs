//! Councils and meetings as the contract says them.

use contracts::consultancy::v1 as wire;

use super::{count, date};
use crate::domain::council::conflict::Conflict;
use crate::domain::council::{Seat, SeatState, Stage, Standing};
use crate::domain::meeting::{self, Conclusion, Dissent};

impl From<SeatState> for wire::InvitationState {
    fn from(state: SeatState) -> Self {
        match state {
            SeatState::Invited => Self::Invited,
            SeatState::Accepted => Self::Accepted,
            SeatState::Delivered => Self::Delivered,
            SeatState::Considered => Self::Considered,
            SeatState::Done => Self::Done,
            SeatState::Declined => Self::Declined,
            SeatState::Withdrawn => Self::Withdrawn,
            SeatState::Recused(_) => Self::Recused,
            SeatState::Dismissed => Self::Dismissed,
        }
    }
}

impl From<&Conflict> for wire::ConflictDeclaration {
    fn from(conflict: &Conflict) -> Self {
        Self {
            kind: wire::ConflictKind::from(conflict.kind).into(),
            last_on: date(conflict.last_on),
            note: conflict.note.clone().unwrap_or_default(),
        }
    }
}

impl From<&Seat> for wire::Invitation {
    fn from(seat: &Seat) -> Self {
        Self {
            invitation_id: seat.invitation.to_string(),
            expert: seat.expert.clone(),
            role: wire::CouncilRole::from(seat.role).into(),
            state: wire::InvitationState::from(seat.state).into(),
            state_since: seat.since.to_string(),
            invited_on: seat.invited_on.to_string(),
            answer_by: seat.answer_by.to_string(),
            opinion_by: date(seat.opinion_by),
            has_conflict: matches!(seat.state, SeatState::Recused(_)),
            conflicts: seat.conflicts.iter().map(Into::into).collect(),
            follows_invitation_id: seat.follows.map(|id| id.to_string()).unwrap_or_default(),
            reason: seat.reason.clone().unwrap_or_default(),
            opened_on: date(seat.opened_on),
        }
    }
}

impl From<Stage> for wire::CouncilState {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Composed => Self::Composed,
            Stage::Formed => Self::Formed,
            Stage::InReview => Self::InReview,
        }
    }
}

/// A council as it stands. Of which review, and that it was dissolved, is told with it.
impl From<&Standing> for wire::Council {
    fn from(standing: &Standing) -> Self {
        Self {
            review_id: String::new(),
            form: wire::CouncilForm::from(standing.form).into(),
            size: count(standing.size),
            state: wire::CouncilState::from(standing.stage).into(),
            invitations: standing.seats().iter().map(Into::into).collect(),
            round: count(standing.round),
            etag: String::new(),
        }
    }
}

impl From<meeting::Stage> for wire::MeetingState {
    fn from(stage: meeting::Stage) -> Self {
        match stage {
            meeting::Stage::Convened => Self::Convened,
            meeting::Stage::Held => Self::Held,
            meeting::Stage::Cancelled => Self::Cancelled,
        }
    }
}

/// How a council concluded: the way, the votes for it and against it.
pub(crate) fn conclusion(conclusion: Conclusion) -> (wire::Conclusion, i32, i32) {
    match conclusion {
        Conclusion::Consensus => (wire::Conclusion::Consensus, 0, 0),
        Conclusion::Majority { votes_for, votes_against } => {
            (wire::Conclusion::Majority, count(votes_for), count(votes_against))
        }
    }
}

impl From<&Dissent> for wire::Dissent {
    fn from(dissent: &Dissent) -> Self {
        Self {
            invitation_id: dissent.invitation.to_string(),
            text: dissent.text.clone(),
            attach: dissent.attach,
            recorded_on: dissent.recorded_on.to_string(),
        }
    }
}
