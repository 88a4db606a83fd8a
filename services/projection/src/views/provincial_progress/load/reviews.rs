//! Rows about reviews and proposals, as facts.

use sqlx::PgConnection;

use super::{Columns, facts};
use crate::domain::facts::Facts;
use crate::domain::review::{
    ExpertAssigned, ProposalEnded, ProposalId, ProposalSent, QualityRated, RecommendationAnswered,
    ReportDelivered, ReviewAsked, ReviewClosed, ReviewId, WorkshopId, WorkshopStated,
};

pub(super) async fn load(tx: &mut PgConnection, told: Facts) -> sqlx::Result<Facts> {
    const ASKED: &str = include_str!("../../../../sql/load_review_asked.sql");
    const DELIVERED: &str = include_str!("../../../../sql/load_review_delivered.sql");
    const CLOSED: &str = include_str!("../../../../sql/load_review_closed.sql");
    const ANSWERED: &str = include_str!("../../../../sql/load_recommendation_answer.sql");
    const ASSIGNED: &str = include_str!("../../../../sql/load_expert_assignment.sql");
    const RATED: &str = include_str!("../../../../sql/load_quality_rating.sql");
    const WORKSHOPS: &str = include_str!("../../../../sql/load_workshop_statement.sql");
    const SENT: &str = include_str!("../../../../sql/load_proposal_sent.sql");
    const ENDED: &str = include_str!("../../../../sql/load_proposal_end.sql");
    Ok(Facts {
        reviews_asked: facts(tx, ASKED, asked).await?,
        reports_delivered: facts(tx, DELIVERED, delivered).await?,
        reviews_closed: facts(tx, CLOSED, closed).await?,
        recommendations_answered: facts(tx, ANSWERED, answered).await?,
        experts_assigned: facts(tx, ASSIGNED, assigned).await?,
        ratings: facts(tx, RATED, rated).await?,
        workshops: facts(tx, WORKSHOPS, stated).await?,
        proposals_sent: facts(tx, SENT, sent).await?,
        proposals_ended: facts(tx, ENDED, ended).await?,
        ..told
    })
}

fn asked(row: &mut Columns<'_>) -> sqlx::Result<ReviewAsked> {
    let (review, union, requester) = (review(row)?, row.unit()?, row.unit()?);
    let (kind, origin, illustrative) = (row.word()?, row.word()?, row.take()?);
    Ok(ReviewAsked { review, union, requester, kind, origin, illustrative })
}

fn delivered(row: &mut Columns<'_>) -> sqlx::Result<ReportDelivered> {
    Ok(ReportDelivered {
        review: review(row)?,
        union: row.unit()?,
        kind: row.word()?,
        field: row.word()?,
        due_on: row.take()?,
        answer_by: row.take()?,
    })
}

fn closed(row: &mut Columns<'_>) -> sqlx::Result<ReviewClosed> {
    Ok(ReviewClosed { review: review(row)?, answered: row.take()? })
}

fn answered(row: &mut Columns<'_>) -> sqlx::Result<RecommendationAnswered> {
    let (review, recommendation) = (review(row)?, row.take()?);
    Ok(RecommendationAnswered { review, recommendation, uptake: row.word()? })
}

fn assigned(row: &mut Columns<'_>) -> sqlx::Result<ExpertAssigned> {
    Ok(ExpertAssigned { review: review(row)?, expert: row.take()? })
}

fn rated(row: &mut Columns<'_>) -> sqlx::Result<QualityRated> {
    Ok(QualityRated { review: review(row)?, union: row.unit()?, score: row.take()? })
}

fn stated(row: &mut Columns<'_>) -> sqlx::Result<WorkshopStated> {
    let (workshop, union) = (row.take().map(WorkshopId)?, row.unit()?);
    let (held, illustrative) = (row.optional_word()?, row.take()?);
    Ok(WorkshopStated { workshop, union, held, illustrative })
}

fn sent(row: &mut Columns<'_>) -> sqlx::Result<ProposalSent> {
    let (proposal, union, theme) = (proposal(row)?, row.unit()?, row.take()?);
    let (field, illustrative) = (row.word()?, row.take()?);
    Ok(ProposalSent { proposal, union, theme, field, illustrative })
}

fn ended(row: &mut Columns<'_>) -> sqlx::Result<ProposalEnded> {
    Ok(ProposalEnded { proposal: proposal(row)?, uptake: row.optional_word()? })
}

fn review(row: &mut Columns<'_>) -> sqlx::Result<ReviewId> {
    row.take().map(ReviewId)
}

fn proposal(row: &mut Columns<'_>) -> sqlx::Result<ProposalId> {
    row.take().map(ProposalId)
}
