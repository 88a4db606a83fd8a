//! Whose turn it is, what is to be done, and until when: derived from how a review and what belongs to it stand, and
//! typed by nobody.

use chrono::NaiveDate;
use contracts::consultancy::v1::{DocketAction, DocketActor};

use super::counting::Work;
use crate::domain::review::{Side, Stage, Standing};

/// Who does what next. Nobody and nothing where it has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) actor: DocketActor,
    pub(super) action: DocketAction,
    pub(super) due_on: Option<NaiveDate>,
}

pub(super) fn of(standing: &Standing, work: &Work) -> Turn {
    use DocketAction as Action;
    use DocketActor as Actor;
    let turn = |actor, action, due_on| Turn { actor, action, due_on };
    if standing.stage.is_over() {
        return turn(Actor::Unspecified, Action::Unspecified, None);
    }
    if standing.is_suspended() {
        return turn(Actor::UnionOffice, Action::Resume, None);
    }
    if standing.is_waiting() {
        return turn(Actor::Requester, Action::Supply, standing.supply_by);
    }
    if let Some(asked) = &standing.asked_extension {
        let actor = match asked.side {
            Side::Union => Actor::Requester,
            Side::Requester => Actor::UnionOffice,
        };
        return turn(actor, Action::AnswerExtension, standing.due.review);
    }
    let due_on = standing.due.review;
    match standing.stage {
        Stage::Proposed => turn(Actor::Authority, Action::Authorise, None),
        Stage::Received => turn(Actor::UnionOffice, Action::Triage, standing.due.triage),
        Stage::Accepted => turn(Actor::UnionOffice, Action::AgreeAssignment, None),
        Stage::Assigned => turn(Actor::UnionOffice, Action::CompleteDossier, None),
        Stage::DossierComplete => turn(Actor::UnionOffice, Action::InviteExperts, due_on),
        Stage::CouncilFormed => turn(Actor::UnionOffice, Action::OpenReview, due_on),
        Stage::InReview if work.has_spoken() => {
            turn(Actor::UnionOffice, Action::Synthesise, due_on)
        }
        Stage::InReview => turn(Actor::Experts, Action::WriteOpinions, due_on),
        Stage::Synthesis => turn(Actor::UnionOffice, Action::DraftReport, due_on),
        Stage::ReportDrafted => turn(Actor::UnionLeaders, Action::ApproveReport, due_on),
        Stage::ReportApproved => turn(Actor::UnionOffice, Action::DeliverReport, due_on),
        Stage::Delivered if work.is_answered() => turn(Actor::UnionOffice, Action::Close, None),
        Stage::Delivered => {
            turn(Actor::Requester, Action::AnswerRecommendations, standing.answer_by)
        }
        Stage::Refused
        | Stage::Declined
        | Stage::Closed
        | Stage::Withdrawn
        | Stage::Cancelled
        | Stage::Lapsed => turn(Actor::Unspecified, Action::Unspecified, None),
    }
}
