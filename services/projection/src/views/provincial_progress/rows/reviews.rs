//! Facts about reviews and proposals, as rows.

use super::{At, Rows};
use crate::domain::review::{
    ExpertAssigned, ProposalEnded, ProposalSent, QualityRated, RecommendationAnswered,
    ReportDelivered, ReviewAsked, ReviewClosed, WorkshopStated,
};
use crate::heard::ReviewTold;

impl Rows {
    pub(super) fn tell_of_reviews(&mut self, at: At, told: &ReviewTold) {
        match told {
            ReviewTold::ReviewAsked(it) => {
                let ReviewAsked { review, union, requester, kind, origin, illustrative } = *it;
                let (kind, origin) = (kind.into(), origin.into());
                let row = (review.0, union.0, requester.0, kind, origin, illustrative);
                self.review_asked.push(at, row);
            }
            ReviewTold::ReportDelivered(it) => {
                let ReportDelivered { review, union, kind, field, due_on, answer_by } = *it;
                let row = (review.0, union.0, kind.into(), field.into(), due_on, answer_by);
                self.review_delivered.push(at, row);
            }
            ReviewTold::ReviewClosed(it) => {
                let ReviewClosed { review, answered } = *it;
                self.review_closed.push(at, (review.0, answered));
            }
            ReviewTold::RecommendationAnswered(it) => {
                let RecommendationAnswered { review, recommendation, uptake } = *it;
                let row = (review.0, recommendation, uptake.into());
                self.recommendation_answer.push(at, row);
            }
            ReviewTold::ExpertAssigned(it) => {
                let ExpertAssigned { review, expert } = *it;
                self.expert_assignment.push(at, (review.0, expert));
            }
            ReviewTold::QualityRated(it) => {
                let QualityRated { review, union, score } = *it;
                self.quality_rating.push(at, (review.0, union.0, score));
            }
            ReviewTold::WorkshopStated(it) => {
                let WorkshopStated { workshop, union, held, illustrative } = *it;
                let row = (workshop.0, union.0, held.map(Into::into), illustrative);
                self.workshop_statement.push(at, row);
            }
            ReviewTold::ProposalSent(it) => {
                let ProposalSent { proposal, union, theme, field, illustrative } = it;
                let (theme, field) = (theme.clone(), (*field).into());
                let row = (proposal.0, union.0, theme, field, *illustrative);
                self.proposal_sent.push(at, row);
            }
            ReviewTold::ProposalEnded(it) => {
                let ProposalEnded { proposal, uptake } = *it;
                self.proposal_end.push(at, (proposal.0, uptake.map(Into::into)));
            }
        }
    }
}
