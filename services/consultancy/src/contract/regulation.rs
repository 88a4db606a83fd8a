//! Regulations as the contract says them.

use contracts::consultancy::v1 as wire;

use super::count;
use crate::domain::regulation::terms::{
    CouncilTerms, InvitationTerms, MeetingTerms, ReviewDays, Terms,
};

impl From<&Terms> for wire::RegulationTerms {
    fn from(terms: &Terms) -> Self {
        Self {
            triage_working_days: count(terms.triage_working_days),
            review_days: terms.review_days.iter().map(Into::into).collect(),
            least_review_working_days: count(terms.least_review_working_days),
            supply_working_days: count(terms.supply_working_days),
            answer_days: count(terms.answer_days),
            proposal_answer_days: count(terms.proposal_answer_days),
            council: Some((&terms.council).into()),
            meeting: Some((&terms.meeting).into()),
            invitation: Some((&terms.invitation).into()),
        }
    }
}

impl From<&ReviewDays> for wire::ReviewDays {
    fn from(days: &ReviewDays) -> Self {
        Self {
            scheme_kind: wire::SchemeKind::from(days.scheme_kind).into(),
            working_days: count(days.working_days),
        }
    }
}

impl From<&CouncilTerms> for wire::CouncilTerms {
    fn from(terms: &CouncilTerms) -> Self {
        Self {
            least_members: count(terms.least_members),
            usual_members: count(terms.usual_members),
            most_members: count(terms.most_members),
            least_reviewers: count(terms.least_reviewers),
            least_independent_experts: count(terms.least_independent_experts),
            conflict_years: count(terms.conflict_years),
        }
    }
}

impl From<&MeetingTerms> for wire::MeetingTerms {
    fn from(terms: &MeetingTerms) -> Self {
        Self {
            quorum_numerator: count(terms.quorum_numerator),
            quorum_denominator: count(terms.quorum_denominator),
            quorum_reviewers: count(terms.quorum_reviewers),
            papers_working_days: count(terms.papers_working_days),
            comments_working_days: count(terms.comments_working_days),
        }
    }
}

impl From<&InvitationTerms> for wire::InvitationTerms {
    fn from(terms: &InvitationTerms) -> Self {
        Self {
            answer_working_days: count(terms.answer_working_days),
            opinion_working_days: count(terms.opinion_working_days),
        }
    }
}
